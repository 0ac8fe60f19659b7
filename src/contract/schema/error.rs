//! Why a schema cannot be used.

use crate::contract::{Message, ReasonId, SchemaId};

/// Why a schema cannot be used, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().english())]
pub struct SchemaError {
    /// JSON Pointer into the schema document.
    pub pointer: String,
    /// What is wrong.
    pub problem: Message,
    /// How to fix it.
    pub fix: Message,
}

/// What is wrong with a keyword, and how to fix it.
pub(super) type Wrong = (Message, Message);

impl SchemaError {
    pub(crate) fn new(pointer: impl Into<String>, problem: impl Into<Message>, fix: impl Into<Message>) -> Self {
        Self { pointer: pointer.into(), problem: problem.into(), fix: fix.into() }
    }

    /// What it says, as data.
    pub fn message(&self) -> Message {
        let what = ReasonId::Fix.with([self.problem.clone(), self.fix.clone()]);
        SchemaId::UseSchema.with([(&self.pointer).into(), what])
    }
}
