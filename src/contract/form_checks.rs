//! The forms of what checks judge responses by: messages, names of parameters, what comes back, bodies that are not JSON.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::Level;

/// Where an error names the parameters at fault.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamesForm {
    /// JSON pointer to the list of details.
    pub list: String,
    /// The keys of a detail that may hold the name.
    pub keys: Vec<String>,
    /// The requirement broken where the parameter is not named.
    pub requirement: String,
}

/// Message templates: `{field}`, `{limit}` and `{value}` are filled where the error is the one that is due, any other `{name}`
/// stands for any text.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct MessagesForm {
    /// The requirement that another message breaks.
    pub requirement: String,
    /// A level below that of the requirement.
    #[serde(default)]
    pub level: Option<Level>,
    /// How `{field}` is written.
    #[serde(default)]
    pub names: Naming,
    /// Groups of characters that count as the same.
    #[serde(default)]
    pub alike: Vec<String>,
    /// The template for a code (as text).
    pub by_code: BTreeMap<String, String>,
}

/// How a message names a field that is inside others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Naming {
    /// By its own name.
    #[default]
    Bare,
    /// By its path: `rows[0].amount`.
    Path,
}

/// Bodies that are not JSON, or not what JSON readers agree on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawForm {
    /// The requirement that says they are refused.
    pub requirement: String,
    /// The code due, where the document gives one.
    #[serde(default)]
    pub code: Option<Value>,
    /// The error place by id; the first that fits where none is named.
    #[serde(default)]
    pub error: Option<String>,
    /// Kinds whose treatment is open.
    #[serde(default)]
    pub open: Vec<String>,
}

/// Which values of a request must come back in the response, and what is said where one does not.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct EchoForm {
    /// Object patterns (`/rows/*`) that are at the same place in request and response.
    pub places: Vec<String>,
    /// Keys that need not come back.
    #[serde(default)]
    pub except: Vec<String>,
    /// Keys that need not come back where another key of the response has a value.
    #[serde(default)]
    pub unless: BTreeMap<String, BTreeMap<String, Value>>,
    /// Keys whose number may come back as its text.
    #[serde(default)]
    pub number_as_text: Vec<String>,
    /// Keys that hold dates: compared as year, month and day.
    #[serde(default)]
    pub dates: Vec<String>,
    /// The requirement of plain values.
    pub requirement: String,
    /// The requirement of text beyond plain ASCII.
    pub text: String,
    /// The requirement of integers above 2^31.
    pub integers: String,
}

/// What is due for a request that is refused for what no schema of its is about.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RefusalForm {
    /// The requirement that another outcome breaks.
    pub requirement: String,
    /// The business codes of which one is due.
    #[serde(default)]
    pub codes: Vec<Value>,
    /// The status that is due, where the description documents it and no code is.
    #[serde(skip)]
    pub status: Vec<u16>,
    /// A level below that of the requirement, for the code alone.
    #[serde(default)]
    pub code_level: Option<Level>,
    /// The error place by id.
    #[serde(default)]
    pub error: Option<String>,
    /// Ways of an id that are served rightly.
    #[serde(default)]
    pub except: Vec<String>,
    /// Where the id of another party comes from: a state and its key.
    #[serde(default)]
    pub another: Option<String>,
}

impl RefusalForm {
    /// What is due without a code.
    pub(super) fn of(requirement: &str) -> Self {
        Self {
            requirement: requirement.to_owned(),
            codes: Vec::new(),
            status: Vec::new(),
            code_level: None,
            error: None,
            except: Vec::new(),
            another: None,
        }
    }
}
