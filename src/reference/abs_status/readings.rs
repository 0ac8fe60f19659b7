//! The readings of `abs-status`.

use super::faults::FaultId;
use super::fields;
use crate::reference::config::{Choices, More};
use crate::reference::faults::FaultSet;

pub(super) const READINGS: &[(&str, &[&str])] = &[
    ("auth", &["bearer"]),
    ("required", &["tenantId"]),
    ("error-status", &["any", "400", "200"]),
    ("length-unit", &["utf16", "scalars"]),
    ("parameter-name", &["bare", "path"]),
    ("batch", &["all-or-nothing", "partial"]),
];

/// `auth` is `header:` and any name of a header; `required` any fields of the document with commas between them.
pub(super) const MORE: More = &[
    ("auth", |way| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
        way.strip_prefix("header:").is_some_and(|name| !name.is_empty() && name.bytes().all(plain))
    }),
    ("required", |names| names.split(',').all(|name| fields::is_field(name.trim()))),
];

/// The rules in force: readings, and which of the rules are broken on purpose.
pub(super) struct Rules {
    faults: FaultSet,
    /// The header that holds the token alone; none when it is a bearer token.
    pub(super) token_header: Option<String>,
    required: Vec<String>,
    /// The status of every refusal that is not about who sends the request.
    pub(super) error_status: u16,
    pub(super) scalars: bool,
    pub(super) name_by_path: bool,
    pub(super) partial: bool,
}

impl Rules {
    pub(super) fn new(faults: FaultSet, choices: &Choices) -> Self {
        let reads = |name, choice| choices.get(name) == choice;
        Self {
            faults,
            token_header: choices.get("auth").strip_prefix("header:").map(str::to_ascii_lowercase),
            required: choices.get("required").split(',').map(|name| name.trim().to_owned()).collect(),
            error_status: if reads("error-status", "200") { 200 } else { 400 },
            scalars: reads("length-unit", "scalars"),
            name_by_path: reads("parameter-name", "path"),
            partial: reads("batch", "partial"),
        }
    }

    pub(super) fn has(&self, fault: FaultId) -> bool {
        self.faults.contains(fault as usize)
    }

    /// The document shows by itself that `tenantId` is required, whatever the list says.
    pub(super) fn requires(&self, name: &str) -> bool {
        name == "tenantId" || self.required.iter().any(|required| required == name)
    }
}
