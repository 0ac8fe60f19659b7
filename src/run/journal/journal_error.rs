//! What is wrong with a journal.

use crate::contract::Message;

/// Why a journal cannot be read, and the fix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().english())]
pub struct JournalError {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: Message,
    /// What would fix it.
    pub fix: Message,
}

impl JournalError {
    /// What it says, as data.
    pub fn message(&self) -> Message {
        Message::placed(&self.file, self.line, self.problem.clone(), self.fix.clone())
    }
}
