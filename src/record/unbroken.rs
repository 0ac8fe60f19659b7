//! Constraints that no case breaks alone: what the suite says nothing about.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unbroken {
    /// The operation whose request schema it stands in.
    pub operation: String,
    /// The place of the request, with `*` for any index; empty for the whole.
    pub place: String,
    /// The keyword.
    pub keyword: String,
    /// The property that it asks for, where it asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
    /// The requirement that a breach would break.
    pub requirement: String,
    /// Why nothing breaks it alone.
    pub reason: String,
}

impl fmt::Display for Unbroken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, place, keyword, property, requirement, reason } = self;
        let place = if place.is_empty() { "the whole request" } else { place };
        let property = property.as_ref().map(|property| format!(" ({property})")).unwrap_or_default();
        write!(f, "{requirement} {operation}: `{keyword}`{property} of {place}: {reason}")
    }
}
