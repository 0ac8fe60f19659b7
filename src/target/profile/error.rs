//! What is wrong with a profile.

use crate::contract::Message;

/// What is wrong with a profile, and the fix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().english())]
pub struct ProfileError {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: Message,
    /// What would fix it.
    pub fix: Message,
}

impl ProfileError {
    /// What it says, as data.
    pub fn message(&self) -> Message {
        Message::placed(&self.file, self.line, self.problem.clone(), self.fix.clone())
    }
}
