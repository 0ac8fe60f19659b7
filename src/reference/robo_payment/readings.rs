//! The readings of `robo-payment`.

use super::faults::FaultId;
use crate::reference::config::{Choices, More};
use crate::reference::faults::FaultSet;

pub(super) const READINGS: &[(&str, &[&str])] = &[
    ("row-error-status", &["200", "400"]),
    ("request-error", &["top-level-400", "row-200"]),
    ("rows", &["partial", "all-or-nothing"]),
    ("row-limit", &["1000", "unknown"]),
    ("account-name", &["half-width", "as-printed"]),
    ("length-unit", &["scalars", "utf16", "cp932"]),
    ("null-on-create", &["as-omitted", "rejected"]),
    ("required-on-update", &["always", "create-only"]),
    ("bank-code-number", &["accepted", "rejected"]),
    ("dates", &["calendar", "pattern"]),
];

/// `row-limit` is any number of rows from one up.
pub(super) const MORE: More = &[("row-limit", |text| text.parse::<u32>().is_ok_and(|rows| rows > 0))];

/// What a character counts.
#[derive(Clone, Copy)]
pub(super) enum Unit {
    Scalars,
    Utf16,
    Cp932,
    /// In no reading; only a fault counts so.
    Bytes,
}

/// The rules in force: readings, and which of the rules are broken on purpose.
#[expect(clippy::struct_excessive_bools, reason = "a reading with two choices is one bool")]
pub(super) struct Rules {
    faults: FaultSet,
    pub(super) row_error_400: bool,
    pub(super) request_error_in_row: bool,
    pub(super) all_or_nothing: bool,
    pub(super) row_limit: Option<usize>,
    pub(super) full_width_names: bool,
    pub(super) unit: Unit,
    pub(super) null_refused_on_create: bool,
    pub(super) required_on_create_only: bool,
    pub(super) bank_code_number_refused: bool,
    pub(super) any_day: bool,
}

impl Rules {
    pub(super) fn new(faults: FaultSet, choices: &Choices) -> Self {
        let reads = |name, choice| choices.get(name) == choice;
        Self {
            faults,
            row_error_400: reads("row-error-status", "400"),
            request_error_in_row: reads("request-error", "row-200"),
            all_or_nothing: reads("rows", "all-or-nothing"),
            row_limit: choices.get("row-limit").parse().ok(),
            full_width_names: reads("account-name", "as-printed"),
            unit: match choices.get("length-unit") {
                "utf16" => Unit::Utf16,
                "cp932" => Unit::Cp932,
                _ => Unit::Scalars,
            },
            null_refused_on_create: reads("null-on-create", "rejected"),
            required_on_create_only: reads("required-on-update", "create-only"),
            bank_code_number_refused: reads("bank-code-number", "rejected"),
            any_day: reads("dates", "pattern"),
        }
    }

    pub(super) fn has(&self, fault: FaultId) -> bool {
        self.faults.contains(fault as usize)
    }
}
