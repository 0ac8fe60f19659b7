//! Why a trial ended early.

use serde::{Deserialize, Serialize};

use crate::{
    contract::{Message, ReasonId},
    target::{ErrorKind, TransportError},
};

/// Why a trial could not be played to its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrialError {
    /// No response could be had from the target.
    Target {
        /// What kept the request from its response.
        kind: ErrorKind,
        /// The same in words.
        text: Message,
    },
    /// A mistake of ours: a file, a draw, a rule.
    Ours(Message),
    /// The limits of the profile allow no more requests; what is untested because of that says so, and it is never among the errors.
    Stopped(Message),
    /// The run was interrupted; it is in [`super::TrialRecord::interrupted`] and never among the errors.
    Interrupted,
}

impl TrialError {
    /// What kept us from getting a response. A failed hook is not the target's fault.
    pub fn of(error: &TransportError) -> Self {
        match error.kind {
            ErrorKind::Hook => Self::Ours(error.message()),
            ErrorKind::Interrupted => Self::Interrupted,
            ErrorKind::Stopped => Self::Stopped(error.message()),
            kind => Self::Target { kind, text: error.message() },
        }
    }

    /// A mistake of ours in a step.
    pub fn of_step(step: &str, what: impl Into<Message>) -> Self {
        Self::Ours(ReasonId::StepError.with([step.into(), what.into()]))
    }

    /// Whether it is the target that no response could be had from.
    pub fn is_target(&self) -> bool {
        matches!(self, Self::Target { .. })
    }

    /// What it says.
    pub fn message(&self) -> Message {
        match self {
            Self::Target { text, .. } | Self::Ours(text) | Self::Stopped(text) => text.clone(),
            Self::Interrupted => ReasonId::Interrupted.into(),
        }
    }
}
