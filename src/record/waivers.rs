//! Waivers as a run found them.

use serde::{Deserialize, Serialize};

use crate::target::Waiver;

/// A waiver, and what came of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WaiverRecord {
    /// The waiver.
    #[serde(flatten)]
    pub of: Waived,
    /// What came of it.
    pub state: WaiverState,
    /// How many findings it fits.
    pub findings: u64,
}

/// What came of a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaiverState {
    /// Findings are waived by it.
    Used,
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
