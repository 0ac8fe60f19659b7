//! Requirements, states and codes: what a contract lists by id.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Text;
use crate::util::plain::plain;

/// How firmly the document stands behind a clause; decides between fail, warning and information.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The document is silent: observed, never failed.
    Open,
    /// The document implies it: a warning, a failure under `--strict`.
    Should,
    /// The document states it: a failure.
    Must,
}

impl Level {
    /// Its name in files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Should => "should",
            Self::Must => "must",
        }
    }
}

/// One numbered clause of a contract.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Its id, fixed for ever.
    pub id: String,
    /// How firmly the document states it.
    pub level: Level,
    /// The clause.
    pub text: Text,
    /// Where it stands.
    pub source: Source,
    /// The readings that it depends on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reading: Vec<String>,
    /// The states that it needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub state: Vec<String>,
    /// What a reader should know of its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// The line of the contract file that it begins on; no file says it of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// A document and lines of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The file name of the document.
    pub document: String,
    /// Lines or ranges of lines, counted from 1.
    pub lines: Vec<String>,
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} lines {}", self.document, self.lines.join(", "))
    }
}

/// A named precondition that only the target's owner can provide.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Its id, fixed for ever.
    pub id: String,
    /// What it is.
    pub text: Text,
    /// The keys that a profile gives for it.
    pub provides: Vec<String>,
    /// Whether the harness can do without it.
    #[serde(default)]
    pub optional: bool,
    /// What of it belongs to another party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign: Option<ForeignForm>,
}

/// Values of a state that belong to another party.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignForm {
    /// The keys that hold them, each one or a list.
    pub keys: Vec<String>,
    /// What an answer breaks that shows one.
    pub requirement: String,
    /// A level below that of the requirement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
}

/// One row of the catalogue of business codes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The code as it travels: an integer or a string.
    pub code: Value,
    /// The requirement that a wrong use of it breaks.
    pub requirement: String,
    /// What it means.
    pub title: Text,
    /// Where the document lists it.
    pub lines: Vec<String>,
}

/// A code as text, for tables and messages.
pub fn code_text(code: &Value) -> String {
    plain(code)
}
