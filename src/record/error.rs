//! Why a trial ended early.

use serde::{Deserialize, Serialize};

use crate::target::{ErrorKind, TransportError};

/// Why a trial could not be played to its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrialError {
    /// The target could not be asked.
    Target(String),
    /// A mistake of ours: a file, a draw, a rule.
    Ours(String),
    /// The run was interrupted; it stands in [`super::TrialRecord::interrupted`] and never among the errors.
    Interrupted,
}

impl TrialError {
    /// What kept us from asking. A hook that fails is none of the target's doing.
    pub fn of(error: &TransportError) -> Self {
        match error.kind {
            ErrorKind::Hook => Self::Ours(error.text()),
            ErrorKind::Interrupted => Self::Interrupted,
            _ => Self::Target(error.text()),
        }
    }

    /// Its text.
    pub fn text(&self) -> &str {
        match self {
            Self::Target(text) | Self::Ours(text) => text,
            Self::Interrupted => "the run was interrupted",
        }
    }
}
