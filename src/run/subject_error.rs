//! Why a target cannot be tested by a contract.

use super::unfit::Unfit;
use crate::{
    contract::{CommandId, LoadError, Message},
    generate::DrawError,
};

/// Why a contract cannot be checked at a target; completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum SubjectError {
    /// Mistakes in contract or scenario files.
    #[error("read the contract {0}")]
    Files(String, Vec<LoadError>),
    /// A request schema from which nothing can be drawn.
    #[error("draw requests for {0}: {1}")]
    Draw(String, DrawError),
    /// A value of the profile that the schema refuses at its place.
    #[error("draw requests for {0}: {1}")]
    Unfit(String, Box<Unfit>),
    /// The reference has no such contract, fault or reading.
    #[error("start the reference for {0}: {1}")]
    Reference(String, String),
    /// The profile leaves out what every request needs.
    #[error("send to {0}: the profile gives no credential `{1}`; add it under [{0}] credentials")]
    Credential(String, String),
}

impl SubjectError {
    /// What it says, as data: without the mistakes in files, which are lines of their own.
    pub fn message(&self) -> Message {
        match self {
            Self::Files(id, _) => CommandId::ReadContract.with([id.into()]),
            Self::Draw(id, error) => CommandId::DrawRequests.with([id.into(), error.message()]),
            Self::Unfit(id, unfit) => CommandId::DrawRequests.with([id.into(), unfit.message()]),
            Self::Reference(id, why) => CommandId::StartReference.with([id.into(), why.into()]),
            Self::Credential(id, name) => CommandId::AskWithout.with([id.into(), name.into()]),
        }
    }
}
