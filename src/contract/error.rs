//! What is wrong with a file of a contract or a scenario: where it stands, and how to mend it.

use std::fmt;

/// One mistake in a contract or scenario file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LoadError {
    /// The file, relative to the folder that was read.
    pub file: String,
    /// JSON pointer to the place in the file; empty for the file as a whole.
    pub pointer: String,
    /// What is wrong.
    pub problem: String,
    /// What would mend it.
    pub mend: String,
}

impl LoadError {
    /// A mistake at a place of a file.
    pub fn new(file: &str, pointer: &str, problem: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { file: file.to_owned(), pointer: pointer.to_owned(), problem: problem.into(), mend: mend.into() }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "/" } else { &self.pointer };
        write!(f, "{} {}: {}; {}", self.file, pointer, self.problem, self.mend)
    }
}

impl std::error::Error for LoadError {}
