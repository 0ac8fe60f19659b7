//! What a command ends with: the exit code, or an error message.

use std::process::ExitCode;

use crate::{
    contract::Message,
    record::{Run, RunVerdict},
};

/// How a command ended; a mistake in its inputs is a message, which is printed to standard error with exit code 2.
pub(super) type CommandResult = Result<Exit, Message>;

/// What a command ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Conformant, or done.
    Conformant,
    /// A promise is broken.
    NotConformant,
    /// Our inputs are wrong: usage, profile, contract.
    Inputs,
    /// The target could not be tested.
    Untested,
    /// A schema requires larger values than are generated.
    Beyond,
    /// No value of a schema was found, though there may be one.
    NotFound,
}

impl Exit {
    /// The exit code of a run; `allow_waivers` lets a run pass in which every broken promise is waived.
    pub(super) fn of(run: &Run, allow_waivers: bool) -> Self {
        match run.verdict() {
            RunVerdict::Conformant => Self::Conformant,
            RunVerdict::ConformantWithWaivers if allow_waivers => Self::Conformant,
            RunVerdict::ConformantWithWaivers | RunVerdict::NotConformant => Self::NotConformant,
            RunVerdict::Untested => Self::Untested,
        }
    }

    /// The number that the process ends with.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Conformant => 0,
            Self::NotConformant => 1,
            Self::Inputs => 2,
            Self::Untested => 3,
            Self::Beyond => 4,
            Self::NotFound => 5,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}
