//! Why a trial ended early.

use serde::{Deserialize, Serialize};

use crate::target::{ErrorKind, TransportError};

/// Why a trial could not be played to its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrialError {
    /// No response could be had from the target.
    Target {
        /// What stood between the request and its response.
        kind: ErrorKind,
        /// The same in words.
        text: String,
    },
    /// A mistake of ours: a file, a draw, a rule.
    Ours(String),
    /// The limits of the profile let nothing more out; what is not tested for it says so, and it never stands among the errors.
    Stopped(String),
    /// The run was interrupted; it stands in [`super::TrialRecord::interrupted`] and never among the errors.
    Interrupted,
}

impl TrialError {
    /// What kept us from asking. A hook that fails is none of the target's doing.
    pub fn of(error: &TransportError) -> Self {
        match error.kind {
            ErrorKind::Hook => Self::Ours(error.text()),
            ErrorKind::Interrupted => Self::Interrupted,
            ErrorKind::Stopped => Self::Stopped(error.text()),
            kind => Self::Target { kind, text: error.text() },
        }
    }

    /// Whether it is the target that no response could be had from.
    pub fn is_target(&self) -> bool {
        matches!(self, Self::Target { .. })
    }

    /// Its text.
    pub fn text(&self) -> &str {
        match self {
            Self::Target { text, .. } | Self::Ours(text) | Self::Stopped(text) => text,
            Self::Interrupted => "the run was interrupted",
        }
    }
}
