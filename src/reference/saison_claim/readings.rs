//! The readings of `saison-claim`.

use serde_json::{Value, json};

use super::faults::FaultId;
use crate::reference::config::{Choices, More, is_token, named_header};
use crate::reference::faults::FaultSet;

pub(super) const READINGS: &[(&str, &[&str])] = &[
    ("method", &["GET"]),
    ("path", &["/TEB002"]),
    ("auth", &["bearer"]),
    ("terminal-id", &["none"]),
    ("empty-value", &["\"\"", "null", "absent"]),
    ("success-code", &["000-or-absent", "000", "absent"]),
    ("no-claim-102", &["200", "401"]),
    ("claim-digits", &["1-13", "10"]),
    ("codes-as", &["string", "number"]),
];

/// `auth` is any `header:<name>` too; `terminal-id` that or `query:<name>`.
pub(super) const MORE: More = &[
    ("method", is_token),
    ("path", |path| path.starts_with('/')),
    ("auth", |choice| named_header(choice).is_some()),
    ("terminal-id", |choice| {
        named_header(choice).is_some() || choice.strip_prefix("query:").is_some_and(|name| !name.is_empty())
    }),
];

/// Where the terminal id stands.
pub(super) enum Terminal {
    Nowhere,
    Query(String),
    Header(String),
}

impl Terminal {
    fn of(choice: &str) -> Self {
        match choice.strip_prefix("query:") {
            Some(name) => Self::Query(name.to_owned()),
            None => named_header(choice).map_or(Self::Nowhere, Self::Header),
        }
    }

    pub(super) fn is_asked(&self) -> bool {
        !matches!(self, Self::Nowhere)
    }
}

/// How a value that is empty is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Empty {
    Text,
    Null,
    Absent,
}

/// Whether a good response has a result code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Success {
    /// Some have it: those of UC members.
    Either,
    Always,
    Never,
}

/// The rules in force: readings, and which of the rules are broken on purpose.
pub(super) struct Rules {
    faults: FaultSet,
    pub(super) method: String,
    pub(super) path: String,
    /// The header that holds the bare token; none when Authorization holds it after `Bearer`.
    pub(super) token_header: Option<String>,
    pub(super) terminal: Terminal,
    pub(super) empty: Empty,
    pub(super) success: Success,
    pub(super) no_claim_is_200: bool,
    pub(super) claims_have_ten_digits: bool,
    codes_are_numbers: bool,
}

impl Rules {
    pub(super) fn new(faults: FaultSet, choices: &Choices) -> Self {
        let path = choices.get("path");
        Self {
            faults,
            method: choices.get("method").to_owned(),
            // What follows a `?` is not a part of a path.
            path: path.split_once('?').map_or(path, |(path, _)| path).to_owned(),
            token_header: named_header(choices.get("auth")),
            terminal: Terminal::of(choices.get("terminal-id")),
            empty: match choices.get("empty-value") {
                "null" => Empty::Null,
                "absent" => Empty::Absent,
                _ => Empty::Text,
            },
            success: match choices.get("success-code") {
                "000" => Success::Always,
                "absent" => Success::Never,
                _ => Success::Either,
            },
            no_claim_is_200: choices.get("no-claim-102") == "200",
            claims_have_ten_digits: choices.get("claim-digits") == "10",
            codes_are_numbers: choices.get("codes-as") == "number",
        }
    }

    pub(super) fn has(&self, fault: FaultId) -> bool {
        self.faults.contains(fault as usize)
    }

    /// A code or a flag, in the type the reading says.
    pub(super) fn code(&self, text: &str) -> Value {
        match text.parse::<u32>() {
            Ok(number) if self.codes_are_numbers => json!(number),
            _ => json!(text),
        }
    }
}
