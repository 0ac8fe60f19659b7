//! The kill matrix: which defects the suite was shown to find, as it travels with a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contract::Language;

/// The version of the form; a reader refuses another one.
pub const KILL_MATRIX_FORM: u32 = 1;

/// The results of playing the suite against references with one defect each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KillMatrix {
    /// The version of the form.
    pub kill_matrix: u32,
    /// The version of the program.
    pub tekigo: String,
    /// When it was proved, UTC, RFC 3339.
    pub proved: String,
    /// How much of the suite each fault met: `whole`, `first-catch` or `as-run`.
    pub extent: String,
    /// Each contract at each seed.
    pub contracts: Vec<Proved>,
}

/// The faults of one reference at one seed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proved {
    /// The contract.
    pub contract: String,
    /// The digest of its files.
    pub digest: String,
    /// The hash of the plan that was played.
    pub plan_hash: String,
    /// The seed.
    pub seed: u64,
    /// Random draws for each generated trial.
    pub cases: u32,
    /// How many faults the reference has; more than are listed where only some were tried.
    pub known: usize,
    /// What became of each fault.
    pub faults: Vec<ProvedFault>,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvedFault {
    /// Its name.
    pub name: String,
    /// What the reference does wrong.
    pub text: String,
    /// The same in Japanese; empty in files of versions that had it in English alone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub japanese: String,
    /// The requirement that it breaks.
    pub requirement: String,
    /// Whether it shows only in a corner.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sleeper: bool,
    /// Whether a finding names that requirement.
    pub killed: bool,
    /// How many findings name it.
    pub findings: usize,
    /// The checks that found it.
    pub checks: Vec<String>,
    /// How many trials found it.
    pub trials: usize,
    /// The first of them by name.
    pub shown_by: Vec<String>,
    /// Other requirements that were named, with how many findings each.
    #[serde(default)]
    pub others: BTreeMap<String, usize>,
    /// Requirements that are said to be broken and are not.
    #[serde(default)]
    pub accused: Vec<String>,
    /// Why the suite could not be played, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl ProvedFault {
    /// What the reference does wrong, in a language.
    pub fn text(&self, language: Language) -> &str {
        if language == Language::Japanese && !self.japanese.is_empty() { &self.japanese } else { &self.text }
    }
}

impl Proved {
    /// How many of its faults were found.
    pub fn killed(&self) -> usize {
        self.faults.iter().filter(|fault| fault.killed).count()
    }

    /// How many of them led to a requirement that is wrongly accused.
    pub fn misjudged(&self) -> usize {
        self.faults.iter().filter(|fault| !fault.accused.is_empty()).count()
    }
}

impl KillMatrix {
    /// What it says of one contract, a row for each seed.
    pub fn of<'a>(&'a self, contract: &'a str) -> impl Iterator<Item = &'a Proved> {
        self.contracts.iter().filter(move |proved| proved.contract == contract)
    }

    /// Its text.
    pub fn written(&self) -> String {
        // Strings and numbers always have a text.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Why it says nothing of a run of these contracts, each with its digest, by a version of the program.
    pub fn misfit<'c>(&self, contracts: impl Iterator<Item = (&'c str, &'c str)>, tekigo: &str) -> Option<String> {
        if self.kill_matrix != KILL_MATRIX_FORM {
            return Some(format!("it has form {}, and this version reads {KILL_MATRIX_FORM}", self.kill_matrix));
        }
        if self.tekigo != tekigo {
            return Some(format!("it proves tekigo {}, and the run was made with {tekigo}", self.tekigo));
        }
        let mut any = false;
        let mut ids = Vec::new();
        for (id, digest) in contracts {
            ids.push(id);
            for proved in self.of(id) {
                any = true;
                if proved.digest != digest {
                    return Some(format!("it proves other files of {id}: {}, and the run has {digest}", proved.digest));
                }
            }
        }
        (!any).then(|| format!("it says nothing of {}", ids.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(killed: bool, accused: &[&str]) -> ProvedFault {
        ProvedFault {
            name: "limit-loose".to_owned(),
            text: "one more is accepted".to_owned(),
            japanese: "1件多く受け付ける".to_owned(),
            requirement: "X-1".to_owned(),
            sleeper: false,
            killed,
            findings: 1,
            checks: vec!["code".to_owned()],
            trials: 1,
            shown_by: vec!["x/o/rejects/a".to_owned()],
            others: BTreeMap::new(),
            accused: accused.iter().map(|id| (*id).to_owned()).collect(),
            error: None,
        }
    }

    fn matrix() -> KillMatrix {
        let proved = Proved {
            contract: "x".to_owned(),
            digest: "sha256:0a".to_owned(),
            plan_hash: "0b".to_owned(),
            seed: u64::MAX,
            cases: 20,
            known: 3,
            faults: vec![fault(true, &[]), fault(true, &["X-2"]), fault(false, &[])],
        };
        let contracts = vec![proved];
        KillMatrix { kill_matrix: 1, tekigo: "1.2.3".into(), proved: String::new(), extent: "whole".into(), contracts }
    }

    #[test]
    fn it_fits_a_run_of_the_same_files_by_the_same_version_and_no_other() {
        let told = |contracts: &[(&str, &str)], tekigo: &str| matrix().misfit(contracts.iter().copied(), tekigo);
        assert_eq!(told(&[("x", "sha256:0a")], "1.2.3"), None);
        assert_eq!(told(&[("y", "sha256:0c"), ("x", "sha256:0a")], "1.2.3"), None, "y has no reference");
        let due = "it proves other files of x: sha256:0a, and the run has sha256:0d";
        assert_eq!(told(&[("x", "sha256:0d")], "1.2.3").as_deref(), Some(due));
        assert_eq!(told(&[("y", "sha256:0a")], "1.2.3").as_deref(), Some("it says nothing of y"));
        let due = "it proves tekigo 1.2.3, and the run was made with 1.2.4";
        assert_eq!(told(&[("x", "sha256:0a")], "1.2.4").as_deref(), Some(due));
        let other = KillMatrix { kill_matrix: 2, ..matrix() };
        let due = "it has form 2, and this version reads 1";
        assert_eq!(other.misfit([("x", "sha256:0a")].into_iter(), "1.2.3").as_deref(), Some(due));
    }

    #[test]
    fn what_a_fault_does_is_told_in_both_languages_where_the_file_has_them() {
        let mut fault = fault(true, &[]);
        assert_eq!(
            (fault.text(Language::Japanese), fault.text(Language::English)),
            ("1件多く受け付ける", "one more is accepted")
        );
        fault.japanese.clear();
        assert_eq!(fault.text(Language::Japanese), "one more is accepted");
    }

    #[test]
    fn it_is_written_and_read_whole_and_counts_what_was_found() {
        let read: KillMatrix = serde_json::from_str(&matrix().written()).expect("what was written");
        assert_eq!(read, matrix());
        assert_eq!((read.contracts[0].killed(), read.contracts[0].misjudged()), (2, 1));
        assert_eq!((read.of("x").count(), read.of("y").count()), (1, 0));
    }
}
