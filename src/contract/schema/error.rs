//! Why a schema cannot be used.

/// Why a schema cannot be used, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("use the schema at `{pointer}`: {message}")]
pub struct SchemaError {
    /// JSON Pointer into the schema document.
    pub pointer: String,
    /// What is wrong and how to fix it.
    pub message: String,
}

impl SchemaError {
    pub(crate) fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }
}
