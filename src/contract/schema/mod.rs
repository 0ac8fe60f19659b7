//! JSON Schema 2020-12 with the `x-` vocabulary: validation and the list of constraints.

mod constraint;
mod document;
mod format;
mod length;
mod place;
mod rewrite;
mod validator;
mod vocabulary;

use std::collections::BTreeMap;

use serde_json::Value;

pub use constraint::{Constraint, branches, constraints};
pub(crate) use document::{Document, escape, unescape};
#[cfg(test)]
pub(crate) use format::formats;
pub use length::LengthUnit;
pub use place::Place;
pub use validator::{Breach, Validator};

/// What a schema refers to by name and cannot say itself.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Character classes that `x-charClass` names.
    pub classes: BTreeMap<String, CharClass>,
    /// Values that the owner of a target gives, by the `name/key` of `x-from`.
    pub given: BTreeMap<String, Vec<Value>>,
    /// A required place whose values are to be given and are not has a value made up; else nothing that needs it can be drawn.
    pub invent: bool,
    /// An unknown format or an unknown character class is an error.
    pub strict: bool,
}

/// A set of Unicode scalars, as inclusive ranges.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CharClass(pub Vec<(char, char)>);

impl CharClass {
    /// Whether the scalar is in one of the ranges.
    pub fn contains(&self, c: char) -> bool {
        self.0.iter().any(|&(first, last)| first <= c && c <= last)
    }
}

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
