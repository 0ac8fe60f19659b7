//! The run as data: what every reporter reads, and nothing else.

mod cause;
mod codes;
mod derived;
mod drift;
mod dropped;
mod error;
mod flight;
mod history;
mod intent;
mod kill_matrix;
mod latency;
mod lines;
mod made;
mod observed;
mod precedence;
mod promises;
mod requirement_record;
mod sample;
mod symptom;
mod target_record;
mod trial_id;
mod tried;
mod unbroken;
mod verdict;
mod waivers;
mod way;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use cause::distance;
pub use cause::{Cause, CauseKey, causes};
pub use codes::{CodeRecord, CodeSeen, Likely, codes_seen};
pub use derived::DerivedOperation;
pub use drift::{Change, ChangeKind, ChangedPlace, Drift, IdleMask, Masked, Met, NOT_THERE, Side};
pub use error::TrialError;
pub use flight::Flight;
pub use history::{HISTORY_FORM, History, PastContract, PastRun};
pub use intent::{Intent, IntentKind};
pub use kill_matrix::{KILL_MATRIX_FORM, KillMatrix, Proved, ProvedFault};
pub use latency::Latency;
pub use lines::Lines;
pub use made::Made;
pub use precedence::{Precedence, orders};
pub use promises::Promises;
pub use requirement_record::RequirementRecord;
pub use sample::Sample;
pub use symptom::{Symptom, symptoms};
pub use target_record::{TargetKind, TargetRecord};
pub use trial_id::{Group, TrialId};
pub use tried::Tried;
pub use unbroken::Unbroken;
pub use verdict::contract_record;
pub use waivers::{Waived, WaiverRecord, WaiverState};
pub use way::way_in;

use crate::{
    check::{Finding, FindingKey},
    contract::{Level, Message, Reading, ReasonId, Text},
    scenario::Scenario,
    target::{TestedProduct, Waiver},
};

/// The result of one trial.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TrialRecord {
    /// What trial it is.
    pub id: TrialId,
    /// The trial's name: the text of its id.
    pub name: String,
    /// The contract it belongs to.
    pub contract: String,
    /// What it shows, where it plays a scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// Cases played.
    pub cases: u64,
    /// Requests that got a response.
    pub exchanges: u64,
    /// Cases that could not be generated or confirmed: ours, never the target's.
    pub dropped: u64,
    /// Why cases were dropped that had been drawn, each reason with their number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", with = "dropped")]
    pub dropped_why: BTreeMap<Message, u64>,
    /// What was found, each kind once, in the order it was met.
    pub findings: Vec<Found>,
    /// What kept the trial from being played to its end.
    pub errors: Vec<TrialError>,
    /// How often each requirement was put to the test.
    pub asked: BTreeMap<String, u64>,
    /// Requirements that the trial would have tested, with the reason why it could not.
    pub not_tested: BTreeMap<String, Message>,
    /// Requirements that a case was meant to show and did not, with the first reason: they count for nothing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unseen: BTreeMap<String, Message>,
    /// What was seen where the document is silent, by requirement.
    pub observed: BTreeMap<String, BTreeSet<Message>>,
    /// Each code that was returned.
    pub codes: BTreeMap<String, CodeSeen>,
    /// Which of two codes came where both were due.
    pub precedence: Vec<Precedence>,
    /// How long its requests took, by operation.
    pub latency: BTreeMap<String, Latency>,
    /// Records that it made at the target.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub made: BTreeSet<Made>,
    /// Those of them that were removed again.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub removed: BTreeSet<Made>,
    /// Examples of what was sent and what was returned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<Sample>,
    /// Values that were tried at a limit and beyond it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<Tried>,
    /// Where its exchanges are in the journal, once that was read.
    #[serde(skip)]
    pub lines: Lines,
    /// When it was begun, UTC, RFC 3339; empty where nothing was played.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub began: String,
    /// Time from start to end, in microseconds.
    pub micros: u64,
    /// Whether the run was interrupted before the trial's end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub interrupted: bool,
}

impl TrialRecord {
    /// Adds what was found out about a finding after the trial: the times of the responses, and a smaller request that shows it.
    pub fn follow(&mut self, number: usize, latency: &BTreeMap<String, Latency>, smaller: Option<Found>) {
        self.take(latency);
        let known = &mut self.findings[number];
        known.pursued = true;
        if let Some(Found { finding, intent, request, response, status, curl, scenario, .. }) = smaller {
            *known = Found { finding, intent, request, response, status, curl, scenario, ..known.clone() };
        }
    }

    /// Takes the times of more responses, each of which is an exchange.
    pub fn take(&mut self, latency: &BTreeMap<String, Latency>) {
        self.exchanges += latency.values().map(Latency::count).sum::<u64>();
        for (operation, times) in latency {
            self.latency.entry(operation.clone()).or_default().add(times);
        }
    }

    /// Whether playing the trial again would show nothing new: it was played to its end, and the target could be reached.
    pub fn is_over(&self) -> bool {
        !self.interrupted && !self.errors.iter().any(TrialError::is_target)
    }
}

/// A finding with everything needed to see it again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Found {
    /// The finding.
    pub finding: Finding,
    /// What makes it the same as another.
    pub key: FindingKey,
    /// What the request was meant to do.
    pub intent: Intent,
    /// In how many cases of the trial it was met.
    pub cases: u64,
    /// The number of the case that showed it first, counted from 1.
    #[serde(default)]
    pub case: u64,
    /// Whether it was looked for a smaller request that shows it, after the trials: of the findings with one cause, the first is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pursued: bool,
    /// The smallest request that shows it.
    pub request: Value,
    /// The response to it.
    pub response: Value,
    /// The status of the response.
    pub status: u16,
    /// The request as a curl line.
    pub curl: String,
    /// The counterexample as a scenario.
    pub scenario: Option<Box<Scenario>>,
    /// Whether the same bytes, sent again, kept every promise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub flaky: bool,
    /// The kinds of violation that show it.
    #[serde(default)]
    pub kinds: BTreeSet<String>,
    /// The waiver that covers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived: Option<Box<Waiver>>,
}

/// A requirement's verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Broken at level `must` (or `should` under `--strict`).
    Fail,
    /// Could not be judged because the target could not be reached or a file of ours is wrong.
    Error,
    /// Broken at level `should`.
    Warn,
    /// No request was sent that would show it.
    NotTested,
    /// Broken, and waived.
    Waived,
    /// The document is silent; what was returned was noted.
    Info,
    /// Kept wherever it was tested.
    Pass,
}

impl Verdict {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Error => "error",
            Self::Warn => "warn",
            Self::NotTested => "not-tested",
            Self::Waived => "waived",
            Self::Info => "info",
            Self::Pass => "pass",
        }
    }
}

/// The verdict of a whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunVerdict {
    /// No promise was broken.
    Conformant,
    /// What was broken is waived.
    ConformantWithWaivers,
    /// Some promise was broken, or a waiver waives nothing.
    NotConformant,
    /// Nothing could be said.
    Untested,
}

/// One contract of a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ContractRecord {
    /// Its id.
    pub id: String,
    /// What it promises.
    pub title: Text,
    /// The digest of its files.
    pub digest: String,
    /// The readings in force.
    pub readings: BTreeMap<String, Value>,
    /// What else could have been chosen, and why.
    pub choices: Vec<Reading>,
    /// The preconditions that only the target's owner can provide, by id.
    pub states: BTreeMap<String, Text>,
    /// Its requirements in the order of the document.
    pub requirements: Vec<RequirementRecord>,
    /// Every documented code, and every other one that was returned.
    pub codes: Vec<CodeRecord>,
    /// Which of two codes came where both were due.
    pub precedence: Vec<Precedence>,
    /// How long its requests took, by operation.
    pub latency: BTreeMap<String, Latency>,
    /// Readings under which trials that failed would have passed.
    pub likely: Vec<Likely>,
    /// Constraints that no case breaks alone.
    pub unbroken: Vec<Unbroken>,
    /// The operations, where a description made the contract by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<DerivedOperation>,
}

/// Everything that happened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Run {
    /// The seed.
    pub seed: u64,
    /// The number of the run, where values of it are to be new each time; else 0.
    #[serde(default)]
    pub run_number: u64,
    /// The hash of the plan.
    pub plan_hash: String,
    /// When it started, UTC, RFC 3339.
    pub started: String,
    /// How long it took.
    pub seconds: f64,
    /// The target.
    pub target: TargetRecord,
    /// What is certified.
    #[serde(default, rename = "subject", skip_serializing_if = "TestedProduct::is_empty")]
    pub product: TestedProduct,
    /// The options by which the command line names the target: what `tekigo replay` needs besides a file.
    pub arguments: Vec<String>,
    /// Whether `should` counts as `must`.
    pub strict: bool,
    /// Whether every trial that was chosen was played to its end.
    pub complete: bool,
    /// The contracts.
    pub contracts: Vec<ContractRecord>,
    /// The trials by name.
    pub trials: Vec<TrialRecord>,
    /// What was cut from the plan to keep within the limits of the target, a line each.
    pub cuts: Vec<Text>,
    /// Why the run ended before its plan did.
    pub ended: Option<Message>,
    /// Why what follows the plan, such as making findings small, was not done to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Message>,
    /// Every waiver of the profile, and what it did.
    #[serde(default)]
    pub waivers: Vec<WaiverRecord>,
    /// Which defects the suite was shown to find, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kill_matrix: Option<KillMatrix>,
    /// The runs against the same target before it, where they are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
}

impl Run {
    /// Notes why what follows the plan was ended early, where it was and there was something to follow.
    pub fn end_late(&mut self, reason: Option<Message>) {
        let follows = self.late.is_none() && self.trials.iter().any(|trial| !trial.findings.is_empty());
        let Some(reason) = reason.filter(|_| follows) else { return };
        let Text { ja, en } = reason.both();
        self.cuts.push(Text {
            ja: format!(
                "指摘の追加調査（再送による確認、リクエストの縮小、ほかの仕様解釈での再実行）を途中で打ち切り: {ja}"
            ),
            en: format!("findings were not all repeated, made small and tried under other readings: {en}"),
        });
        self.late = Some(reason);
    }

    /// The verdict of the whole.
    pub fn verdict(&self) -> RunVerdict {
        let verdicts =
            || self.contracts.iter().flat_map(|contract| &contract.requirements).map(|requirement| requirement.verdict);
        let tested = verdicts().any(|verdict| !matches!(verdict, Verdict::NotTested | Verdict::Error));
        let stale = self.waivers.iter().any(|record| record.state == WaiverState::Stale);
        if stale || verdicts().any(|verdict| verdict == Verdict::Fail) {
            RunVerdict::NotConformant
        } else if !self.complete
            || !tested
            || self.ended.is_some()
            || verdicts().any(|verdict| verdict == Verdict::Error)
            || self.trials.iter().any(|trial| !trial.errors.is_empty())
            // What a filter leaves out was not wanted.
            || (self.strict && self.left_untested(|one| !one.is_unasked()) > 0)
        {
            RunVerdict::Untested
        } else if self.findings().iter().any(|(_, found)| found.waived.is_some() && self.fails(found)) {
            RunVerdict::ConformantWithWaivers
        } else {
            RunVerdict::Conformant
        }
    }

    /// How many requirements of `must` were not tested, without those that the readings in force leave out.
    pub fn untested_musts(&self) -> usize {
        self.left_untested(|_| true)
    }

    fn left_untested(&self, counts: impl Fn(&RequirementRecord) -> bool) -> usize {
        let all = self.contracts.iter().flat_map(|contract| &contract.requirements);
        let untested = all.filter(|one| one.level == Level::Must && one.verdict == Verdict::NotTested);
        untested.filter(|one| !one.reason.is(ReasonId::LeftOut) && counts(one)).count()
    }

    /// Whether a finding fails the run if it is not waived.
    fn fails(&self, found: &Found) -> bool {
        found.finding.level == Level::Must || (self.strict && found.finding.level == Level::Should)
    }

    /// A sum over all trials.
    pub fn total(&self, of: impl Fn(&TrialRecord) -> u64) -> u64 {
        self.trials.iter().map(of).sum()
    }

    /// Every finding with its trial: by verdict, the gravest first, then by requirement and trial. What is observed is last.
    pub fn findings(&self) -> Vec<(&TrialRecord, &Found)> {
        let mut all: Vec<_> =
            self.trials.iter().flat_map(|trial| trial.findings.iter().map(move |found| (trial, found))).collect();
        all.sort_by(|(trial_a, a), (trial_b, b)| {
            let order = |found: &Found| (self.verdict_of(found), found.finding.requirement.clone());
            order(a).cmp(&order(b)).then_with(|| trial_a.name.cmp(&trial_b.name))
        });
        all
    }
}
