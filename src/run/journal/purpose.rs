//! What a request is made for.

use serde::{Deserialize, Serialize};

use crate::target::Priority;

/// What a request is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::run) enum Purpose {
    /// A case of the plan.
    #[default]
    Case,
    /// A smaller request that may still show a finding.
    Shrink,
    /// The same bytes again, to see whether they get the same verdict.
    Again,
    /// Another reading that may explain a finding.
    Likely,
    /// A good request before the plan.
    Preflight,
    /// Removes what the run made.
    Removal,
    /// Went out for a case that was not played then.
    Ahead,
}

impl Purpose {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    /// Whether it is a request of the plan.
    pub(in crate::run) fn is_case(&self) -> bool {
        *self == Self::Case
    }

    /// Whether the reports rest on it: other readings are tried once they are made.
    pub(super) fn is_counted(self) -> bool {
        self != Self::Likely
    }

    /// Whether it may wait for those of the plan.
    pub(in crate::run) fn priority(self) -> Priority {
        if matches!(self, Self::Case | Self::Removal) { Priority::Planned } else { Priority::Extra }
    }
}
