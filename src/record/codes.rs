//! Codes over a whole run: which were returned, how, and which reading would explain them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Promises, RequirementRecord, TrialRecord, Verdict};
use crate::contract::{Message, MessageId, ReasonId, Text, code_text};

/// How a code was returned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSeen {
    /// How often.
    pub count: u64,
    /// Under which HTTP statuses where the document has a say, and how often under each.
    pub statuses: BTreeMap<u16, u64>,
}

impl CodeSeen {
    /// Counts one more; the status where the document has a say in it.
    pub fn see(&mut self, status: Option<u16>) {
        self.count += 1;
        if let Some(status) = status {
            *self.statuses.entry(status).or_default() += 1;
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.count += other.count;
        for (status, count) in &other.statuses {
            *self.statuses.entry(*status).or_default() += count;
        }
    }
}

/// One code and what the run says of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CodeRecord {
    /// The code as text.
    pub code: String,
    /// What it means; empty for an undocumented one.
    pub title: Text,
    /// Whether the document lists it, or a requirement cites it.
    pub documented: bool,
    /// How it was returned.
    pub seen: CodeSeen,
    /// Why it did not come, where it did not.
    pub reason: Message,
}

/// Another choice of a reading that would explain what failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likely {
    /// The reading.
    pub reading: String,
    /// The choice by which the target seems to go.
    pub choice: String,
    /// Of the trials that were played again, how many pass under it …
    pub pass: usize,
    /// … and how many there were.
    pub of: usize,
}

impl Likely {
    /// Of the choices that were tried those under which most trials pass, the best first.
    pub fn most(choices: &[Self]) -> Vec<Self> {
        let mut most: Vec<Self> = choices.iter().filter(|likely| likely.pass * 2 > likely.of).cloned().collect();
        most.sort_by_key(|likely| std::cmp::Reverse(likely.pass));
        most
    }
}

/// Every documented code, and every other one that was returned.
pub(super) fn codes(
    contract: &Promises,
    trials: &[&TrialRecord],
    requirements: &[RequirementRecord],
) -> Vec<CodeRecord> {
    let mut seen = codes_seen(trials.iter().copied());
    let documented = contract.codes.iter().map(|row| {
        let code = code_text(&row.code);
        let seen = seen.remove(&code).unwrap_or_default();
        let requirement = requirements.iter().find(|record| record.id == row.requirement);
        let reason = match requirement {
            _ if seen.count > 0 => Message::default(),
            Some(record) if record.verdict == Verdict::NotTested => {
                MessageId::Named.with([(&record.id).into(), record.reason.clone()])
            }
            _ => ReasonId::CodeUnseen.into(),
        };
        CodeRecord { code, title: row.title.clone(), documented: true, seen, reason }
    });
    let mut all: Vec<CodeRecord> = documented.collect();
    all.extend(seen.into_iter().map(|(code, seen)| CodeRecord {
        title: Text::default(),
        documented: contract.cited.contains(&code),
        code,
        seen,
        reason: Message::default(),
    }));
    all
}

/// Every code that was returned in some trials.
pub fn codes_seen<'a>(trials: impl Iterator<Item = &'a TrialRecord>) -> BTreeMap<String, CodeSeen> {
    let mut codes: BTreeMap<String, CodeSeen> = BTreeMap::new();
    for (code, seen) in trials.flat_map(|trial| &trial.codes) {
        codes.entry(code.clone()).or_default().add(seen);
    }
    codes
}
