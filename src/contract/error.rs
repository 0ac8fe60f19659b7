//! A mistake in a contract or scenario file: where it is, and how to fix it.

use std::{collections::BTreeSet, fmt};

use super::schema::SchemaError;

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

    /// A mistake in a schema that stands at a place of a file.
    pub fn of_schema(file: &str, at: &str, error: &SchemaError) -> Self {
        // Most schema errors bring their mend along.
        let (problem, mend) = error.message.rsplit_once("; ").unwrap_or((&error.message, "correct the schema"));
        Self::new(file, &format!("{at}{}", error.pointer), problem, mend)
    }

    /// A name that is used and not there; `there` are those that are.
    pub fn unknown<'a>(
        file: &str,
        pointer: &str,
        problem: impl Into<String>,
        there: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let there: Vec<&str> = there.into_iter().collect();
        let mend = match there.as_slice() {
            [] => "declare it, or take this out".to_owned(),
            [only] => format!("write {only}, the only one there is"),
            several => format!("write one of {}", several.join(", ")),
        };
        Self::new(file, pointer, problem, mend)
    }

    /// Each mistake once, in the order in which they were found.
    pub fn each_once(errors: Vec<Self>) -> Vec<Self> {
        let mut seen = BTreeSet::new();
        errors.into_iter().filter(|error| seen.insert(error.clone())).collect()
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "/" } else { &self.pointer };
        write!(f, "{} {}: {}; {}", self.file, pointer, self.problem, self.mend)
    }
}

impl std::error::Error for LoadError {}
