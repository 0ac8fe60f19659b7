//! A requirement as a run found it.

use serde::{Deserialize, Serialize};

use super::Verdict;
use crate::contract::{Level, Message, ReasonId, Text};

/// One requirement and what the run says of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RequirementRecord {
    /// Its id.
    pub id: String,
    /// Its level.
    pub level: Level,
    /// Its clause.
    pub text: Text,
    /// Where it is: the document and the place in it.
    pub source: Text,
    /// The address where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What a reader should know of its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// The line of the contract file that it begins on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The readings that it depends on.
    pub readings: Vec<String>,
    /// The states that it needs.
    pub states: Vec<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// How often it was put to the test.
    pub cases: u64,
    /// The trials that did.
    pub trials: Vec<String>,
    /// Why it was not tested, what went wrong, or what was observed.
    pub reason: Message,
}

impl RequirementRecord {
    /// Whether it was not tested only because no trial reached it.
    pub(super) fn is_unasked(&self) -> bool {
        [ReasonId::Unasked, ReasonId::Outside, ReasonId::Unreached].iter().any(|id| self.reason.is(*id))
    }

    /// Whether it passed and was tested in part only; the reason says what was not.
    pub fn is_partly(&self) -> bool {
        self.verdict == Verdict::Pass && !self.reason.is_empty()
    }
}
