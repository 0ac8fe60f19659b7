//! Findings grouped by cause, each with its verdict and the command that replays it.

use std::collections::HashMap;

use super::json::{ScenarioPaths, scenario_paths};
use crate::{
    check::FindingKey,
    contract::{Level, Text},
    record::{ContractRecord, Found, RequirementRecord, Run, TrialRecord, Verdict},
    util::shell,
};

/// The note beside a finding that came once and not again.
pub(super) const FLAKY: &str = "flaky: the same bytes, asked again, kept every promise";

/// Findings with one key.
pub(super) struct Cause<'a> {
    /// Where it was met first.
    pub(super) trial: &'a TrialRecord,
    /// The first of them, with the smallest request.
    pub(super) found: &'a Found,
    /// In how many cases of all trials it was met.
    pub(super) cases: u64,
    /// The trials that met it.
    pub(super) trials: Vec<&'a str>,
}

/// The findings of a run by cause, the gravest first; what is waived or flaky is never one with what is not.
pub(super) fn causes(run: &Run) -> Vec<Cause<'_>> {
    let mut causes: Vec<Cause<'_>> = Vec::new();
    let mut known: HashMap<(&str, &FindingKey, bool, bool), usize> = HashMap::new();
    for (trial, found) in run.findings() {
        let key = (trial.contract.as_str(), &found.key, found.waived.is_some(), found.flaky);
        let number = *known.entry(key).or_insert_with(|| {
            causes.push(Cause { trial, found, cases: 0, trials: Vec::new() });
            causes.len() - 1
        });
        causes[number].cases += found.cases;
        if causes[number].trials.last() != Some(&trial.name.as_str()) {
            causes[number].trials.push(&trial.name);
        }
    }
    causes
}

/// What the findings of a run refer to, by what names it.
pub(super) struct FindingIndex<'a> {
    run: &'a Run,
    requirements: HashMap<(&'a str, &'a str), &'a RequirementRecord>,
    paths: ScenarioPaths,
}

impl<'a> FindingIndex<'a> {
    pub(super) fn new(run: &'a Run) -> Self {
        let of = |contract: &'a ContractRecord| {
            contract.requirements.iter().map(move |record| ((contract.id.as_str(), record.id.as_str()), record))
        };
        Self { run, requirements: run.contracts.iter().flat_map(of).collect(), paths: scenario_paths(run) }
    }

    /// The requirement that a finding of a trial breaks.
    pub(super) fn requirement(&self, trial: &TrialRecord, found: &Found) -> Option<&'a RequirementRecord> {
        self.requirements.get(&(trial.contract.as_str(), found.finding.requirement.as_str())).copied()
    }

    /// The clause that a finding of a trial breaks.
    pub(super) fn clause(&self, trial: &TrialRecord, found: &Found) -> Option<&'a Text> {
        self.requirement(trial, found).map(|record| &record.text)
    }

    /// What a finding comes to.
    pub(super) fn verdict(&self, found: &Found) -> Verdict {
        match found.finding.level {
            _ if found.waived.is_some() => Verdict::Waived,
            // What came once and not again says nothing sure of the target.
            Level::Must if found.flaky => Verdict::Error,
            Level::Should if found.flaky && self.run.strict => Verdict::Error,
            Level::Must => Verdict::Fail,
            Level::Should if self.run.strict => Verdict::Fail,
            Level::Should => Verdict::Warn,
            Level::Open => Verdict::Info,
        }
    }

    /// Where the counterexample of a finding is written, below the run's folder.
    pub(super) fn path(&self, found: &Found) -> Option<&str> {
        found.scenario.as_deref().and_then(|scenario| self.paths.get(&std::ptr::from_ref(scenario))).map(String::as_str)
    }

    /// The command that shows a finding again, from within the run's folder.
    pub(super) fn replay(&self, found: &Found) -> Option<String> {
        let words = ["tekigo", "replay", self.path(found)?];
        let words = words.into_iter().chain(self.run.arguments.iter().map(String::as_str));
        Some(words.map(shell::word).collect::<Vec<_>>().join(" "))
    }
}
