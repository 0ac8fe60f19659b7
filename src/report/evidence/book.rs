//! What every sheet of the workbook is made from.

use crate::{
    contract::Language,
    record::{Run, TrialRecord},
    report::{Artifact, causes::FindingIndex, json::ScenarioPaths, summary::word},
    scenario::Scenario,
};

/// A run with what its workbook refers to.
pub(super) struct Book<'a> {
    pub(super) run: &'a Run,
    pub(super) language: Language,
    pub(super) tester: &'a str,
    pub(super) artifacts: &'a [Artifact],
    pub(super) paths: ScenarioPaths,
    pub(super) index: FindingIndex<'a>,
}

impl Book<'_> {
    pub(super) fn word<'w>(&self, ja: &'w str, en: &'w str) -> &'w str {
        word(self.language, ja, en)
    }

    /// The number by which the list of evidence names a file.
    pub(super) fn evidence(&self, file: &str) -> Option<String> {
        self.artifacts.iter().position(|artifact| artifact.file == file).map(number)
    }

    /// The file of a counterexample.
    pub(super) fn file(&self, scenario: Option<&Scenario>) -> Option<&str> {
        self.paths.get(&std::ptr::from_ref(scenario?)).map(String::as_str)
    }

    /// Where an exchange of a trial is found: the journal and the line in it, such as `EV-0008#L1042`. Without a journal it is the
    /// report, which has the examples.
    pub(super) fn line(&self, trial: &TrialRecord, line: u64) -> String {
        let journals = self.artifacts.iter().enumerate().filter(|(_, artifact)| artifact.file.starts_with("journal"));
        match journals.map(|(at, _)| number(at)).nth(trial.lines.journal) {
            Some(journal) if line > 0 => format!("{journal}#L{line}"),
            Some(journal) => journal,
            None => self.evidence("report.json").unwrap_or_default(),
        }
    }
}

/// The number of a file in the list of evidence.
pub(super) fn number(position: usize) -> String {
    format!("EV-{:04}", position + 1)
}
