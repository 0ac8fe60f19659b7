//! What a finding comes to in its run, and how it is seen again.

use std::collections::HashMap;

use super::json::{Paths, scenario_paths};
use crate::{
    contract::{Level, Text},
    record::{ContractRecord, Found, RequirementRecord, Run, TrialRecord, Verdict},
};

/// A run with what every finding refers to at hand.
pub(super) struct Weighed<'a> {
    run: &'a Run,
    requirements: HashMap<(&'a str, &'a str), &'a RequirementRecord>,
    paths: Paths,
}

impl<'a> Weighed<'a> {
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
    pub(super) fn verdict(&self, trial: &TrialRecord, found: &Found) -> Verdict {
        if self.requirement(trial, found).is_some_and(|record| record.verdict == Verdict::Waived) {
            return Verdict::Waived;
        }
        match found.finding.level {
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
        Some(words.map(shell_word).collect::<Vec<_>>().join(" "))
    }
}

/// A word that a POSIX shell reads as it is.
fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn a_word_is_quoted_where_a_shell_would_read_more_into_it() {
        assert_eq!(shell_word("a/b-1.json"), "a/b-1.json");
        for (word, quoted) in [("", "''"), ("a b", "'a b'"), ("$(x)", "'$(x)'"), ("it's", r"'it'\''s'")] {
            assert_eq!(shell_word(word), quoted);
        }
    }
}
