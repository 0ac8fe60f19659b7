//! What a schema cannot say itself, and how strictly it is read.

use std::collections::BTreeMap;

use serde_json::Value;

/// What a schema refers to by name and cannot say itself.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Character classes that `x-charClass` names.
    pub classes: BTreeMap<String, CharClass>,
    /// Values that the owner of a target gives, by the `name/key` of `x-from`.
    pub given: BTreeMap<String, Vec<Value>>,
    /// A required place whose values are to be given and are not has a value made up; else nothing that needs it can be generated.
    pub invent: bool,
    /// An unknown format or an unknown character class is an error.
    pub strict: bool,
    /// What trying out beforehand may cost, in parts of values, where it is to be less than usual.
    pub effort: Option<usize>,
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
