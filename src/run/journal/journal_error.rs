//! What is wrong with a journal.

/// Why a journal cannot be read, and the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {problem}; {mend}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct JournalError {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: String,
    /// What would mend it.
    pub mend: String,
}
