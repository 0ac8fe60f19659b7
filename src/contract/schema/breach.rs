//! A breach: what a value does that its schema does not allow.

/// One keyword that a value breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// JSON Pointer of the value that breaks it.
    pub pointer: String,
    /// The keyword; `false` where the schema itself is `false`.
    pub keyword: String,
    /// Evaluation path of the keyword, with `$ref` hops.
    pub schema_path: String,
    /// The property that is missing, or is one too many.
    pub property: Option<String>,
    /// What the validator says, without a period.
    pub message: String,
}
