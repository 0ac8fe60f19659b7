//! A mistake in a contract or scenario file: where it is, and how to fix it.

use std::{collections::BTreeSet, fmt};

use super::{Message, MessageId, ProfileId, ReasonId, schema::SchemaError};

/// One mistake in a contract or scenario file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LoadError {
    /// The file, relative to the folder that was read.
    pub file: String,
    /// JSON pointer to the place in the file; empty for the file as a whole.
    pub pointer: String,
    /// What is wrong.
    pub problem: Message,
    /// What would fix it.
    pub fix: Message,
}

impl LoadError {
    /// A mistake at a place of a file.
    pub fn new(file: &str, pointer: &str, problem: impl Into<Message>, fix: impl Into<Message>) -> Self {
        Self { file: file.to_owned(), pointer: pointer.to_owned(), problem: problem.into(), fix: fix.into() }
    }

    /// A mistake in a schema that is at a place of a file.
    pub fn of_schema(file: &str, at: &str, error: &SchemaError) -> Self {
        Self::new(file, &format!("{at}{}", error.pointer), error.problem.clone(), error.fix.clone())
    }

    /// A name that is used and not there; `there` are those that are.
    pub fn unknown<'a>(
        file: &str,
        pointer: &str,
        problem: impl Into<Message>,
        there: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let there: Vec<&str> = there.into_iter().collect();
        let fix = match there.as_slice() {
            [] => ProfileId::Declare.into(),
            [only] => ProfileId::WriteOnly.with([(*only).into()]),
            several => ProfileId::WriteOneOf.with([several.join(", ").into()]),
        };
        Self::new(file, pointer, problem, fix)
    }

    /// Each mistake once, in the order in which they were found.
    pub fn each_once(errors: Vec<Self>) -> Vec<Self> {
        let mut seen = BTreeSet::new();
        errors.into_iter().filter(|error| seen.insert(error.clone())).collect()
    }
}

impl LoadError {
    /// What it says, as data.
    pub fn message(&self) -> Message {
        let place = if self.pointer.is_empty() { self.file.clone() } else { format!("{} {}", self.file, self.pointer) };
        MessageId::Named.with([place.into(), ReasonId::Fix.with([self.problem.clone(), self.fix.clone()])])
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().english())
    }
}

impl std::error::Error for LoadError {}
