//! Findings grouped by cause, each with its verdict and the command that replays it.

use std::collections::HashMap;

use super::json::{ScenarioPaths, scenario_paths};
use crate::{
    check::FindingKey,
    contract::{Language, Text},
    record::{ContractRecord, Found, RequirementRecord, Run, TrialRecord, Verdict},
    util::shell,
};

/// The note at a finding that was seen once and not again.
pub(super) fn flaky_note(language: Language) -> &'static str {
    match language {
        Language::Japanese => "再現しない: 同じリクエストの再送では、すべての要件を満たした",
        Language::English => "flaky: the same bytes, sent again, kept every requirement",
    }
}

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

/// The counterexamples of each requirement, numbered in the order of the findings in `report.json`.
fn handles(run: &Run) -> HashMap<*const Found, String> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let with = run.findings().into_iter().filter(|(_, found)| found.scenario.is_some());
    with.map(|(_, found)| {
        let number = numbers.entry(&found.finding.requirement).or_default();
        *number += 1;
        (std::ptr::from_ref(found), format!("{}.{number}", found.finding.requirement))
    })
    .collect()
}

/// What the findings of a run refer to, by what names it.
pub(super) struct FindingIndex<'a> {
    run: &'a Run,
    requirements: HashMap<(&'a str, &'a str), &'a RequirementRecord>,
    paths: ScenarioPaths,
    handles: HashMap<*const Found, String>,
}

impl<'a> FindingIndex<'a> {
    pub(super) fn new(run: &'a Run) -> Self {
        let of = |contract: &'a ContractRecord| {
            contract.requirements.iter().map(move |record| ((contract.id.as_str(), record.id.as_str()), record))
        };
        Self {
            run,
            requirements: run.contracts.iter().flat_map(of).collect(),
            paths: scenario_paths(run),
            handles: handles(run),
        }
    }

    /// The requirement that a finding of a trial breaks.
    pub(super) fn requirement(&self, trial: &TrialRecord, found: &Found) -> Option<&'a RequirementRecord> {
        self.requirements.get(&(trial.contract.as_str(), found.finding.requirement.as_str())).copied()
    }

    /// The clause that a finding of a trial breaks.
    pub(super) fn clause(&self, trial: &TrialRecord, found: &Found) -> Option<&'a Text> {
        self.requirement(trial, found).map(|record| &record.text)
    }

    /// The verdict of a finding.
    pub(super) fn verdict(&self, found: &Found) -> Verdict {
        self.run.verdict_of(found)
    }

    /// Where the counterexample of a finding is written, below the run's folder.
    pub(super) fn path(&self, found: &Found) -> Option<&str> {
        found.scenario.as_deref().and_then(|scenario| self.paths.get(&std::ptr::from_ref(scenario))).map(String::as_str)
    }

    /// What names the counterexample of a finding to `tekigo replay`: the requirement, and which of its counterexamples it is.
    pub(super) fn handle(&self, found: &Found) -> Option<&str> {
        self.handles.get(&std::ptr::from_ref(found)).map(String::as_str)
    }

    /// The command that shows a finding again, where the run is in this folder; the target is that of the run.
    pub(super) fn replay_in(&self, folder: &str, found: &Found) -> Option<String> {
        let words = ["tekigo", "replay", folder, self.handle(found)?];
        Some(words.map(shell::word).join(" "))
    }

    /// The command that shows a finding again, from within the run's folder.
    pub(super) fn replay(&self, found: &Found) -> Option<String> {
        let words = ["tekigo", "replay", self.path(found)?];
        let words = words.into_iter().chain(self.run.arguments.iter().map(String::as_str));
        Some(words.map(shell::word).collect::<Vec<_>>().join(" "))
    }
}
