//! Requests before the plan, and those after it that remove what was made.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{latency::Latency, made::Made};

/// What went out for one operation before the plan, for a trial under another reading, and what it made, or what went out after it to remove what was made; it counts with the
/// trial that it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flight {
    /// The trial by name.
    pub trial: String,
    /// The times of the responses, by operation.
    pub latency: BTreeMap<String, Latency>,
    /// Whether it got through, so that a run that goes on need not send it again.
    #[serde(default)]
    pub through: bool,
    /// Whether it was a trial under another reading than the one in force.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub read_otherwise: bool,
    /// Records that were made at the target.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub made: BTreeSet<Made>,
    /// Records that were removed again, after the trials.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub removed: BTreeSet<Made>,
}

impl Flight {
    /// Whether it is sent again where a run is resumed: readings are tried from the first on, unless their result is known. What was
    /// sent is not sent anew then, and counts once.
    pub fn is_redone<T>(&self, known: &BTreeMap<String, T>) -> bool {
        let contract = self.trial.split('/').next().unwrap_or_default();
        self.read_otherwise && !known.contains_key(contract)
    }
}
