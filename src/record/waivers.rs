//! Waivers as a run found them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::target::Waiver;

/// A waiver, and what it did.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WaiverRecord {
    /// The waiver.
    #[serde(flatten)]
    pub of: Waived,
    /// What it did.
    pub state: WaiverState,
    /// How many findings are waived by it; of one that has expired, how many it would fit.
    pub findings: u64,
    /// The kinds of violation that show findings which it fits and does not waive: it names another kind, or none.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub beside: BTreeSet<String>,
}

/// What a waiver did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaiverState {
    /// Findings are waived by it.
    Used,
    /// It fits findings, but other kinds of violation show each of them too, or it names no kind and breaches of several constraints at
    /// one place fit it: none is waived by it.
    InPart,
    /// Its last day is over; it counts no more.
    Expired,
    /// What it waives was tested and not found: it must go.
    Stale,
    /// What it waives was not tested, or only in part.
    Untested,
}

impl WaiverState {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::InPart => "in-part",
            Self::Expired => "expired",
            Self::Stale => "stale",
            Self::Untested => "untested",
        }
    }
}

/// A waiver under its contract.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Waived {
    /// The contract.
    pub contract: String,
    /// The waiver.
    pub waiver: Waiver,
}
