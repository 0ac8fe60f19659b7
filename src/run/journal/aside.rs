//! What trials are played for besides the plan.

use super::{super::serial::Phase, Purpose};

/// What trials are played for besides the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::run) struct Aside {
    /// How their exchanges are distinguished from those of the plan.
    pub(super) name: String,
    /// What their requests are for.
    pub(super) purpose: Purpose,
}

impl Aside {
    /// Good requests before the plan.
    pub(in crate::run) fn preflight() -> Self {
        Self { name: "preflight".to_owned(), purpose: Purpose::Preflight }
    }

    /// Removing what the run made.
    pub(in crate::run) fn removal() -> Self {
        Self { name: "removal".to_owned(), purpose: Purpose::Removal }
    }

    /// Smaller requests that show a finding.
    pub(in crate::run) fn shrink() -> Self {
        Self { name: "shrink".to_owned(), purpose: Purpose::Shrink }
    }

    /// Which numbers its values take that are to be new each time.
    pub(in crate::run) fn phase(&self) -> Phase {
        if self.purpose == Purpose::Shrink { Phase::Smaller } else { Phase::Readings }
    }

    /// Another choice of a reading.
    pub(in crate::run) fn reading(reading: &str, choice: &str) -> Self {
        Self { name: format!("{reading}={choice}"), purpose: Purpose::Likely }
    }
}
