//! Requests before the plan.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{latency::Latency, made::Made};

/// What went out for one operation before the plan, and what it made; it counts with the trial that it was drawn for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flight {
    /// The trial by name.
    pub trial: String,
    /// The times of the responses, by operation.
    pub latency: BTreeMap<String, Latency>,
    /// Whether it got through, so that a run that goes on need not send it again.
    #[serde(default)]
    pub through: bool,
    /// Records that were made at the target.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub made: BTreeSet<Made>,
}
