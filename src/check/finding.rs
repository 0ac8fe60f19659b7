//! One broken promise.

use crate::contract::{Level, place_of};

/// One broken promise: what was due and what came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The requirement broken.
    pub requirement: String,
    /// How much it weighs.
    pub level: Level,
    /// The check that found it.
    pub check: &'static str,
    /// The operation asked.
    pub operation: String,
    /// JSON pointer into the response (into the request where the response has no place for it).
    pub pointer: String,
    /// What was due.
    pub expected: String,
    /// What came.
    pub actual: String,
    /// What sets this finding apart from another of the same requirement, check and place: a code, a rule, a schema path.
    pub class: String,
}

/// What makes two findings the same: shrinking never leaves it, reports group by it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FindingKey {
    requirement: String,
    check: &'static str,
    operation: String,
    place: String,
    class: String,
}

impl Finding {
    /// Which finding this is, whatever the values and array indexes.
    pub fn key(&self) -> FindingKey {
        FindingKey {
            requirement: self.requirement.clone(),
            check: self.check,
            operation: self.operation.clone(),
            place: place_of(&self.pointer),
            class: self.class.clone(),
        }
    }
}
