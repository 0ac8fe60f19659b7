//! The readings of `jpay-search`.

use super::faults::FaultId;
use crate::reference::config::{Choices, More};
use crate::reference::faults::FaultSet;

/// `zone` shows nowhere: times carry no zone and the payments do not depend on a clock.
pub(super) const READINGS: &[(&str, &[&str])] = &[
    ("sort-order-key", &["srto", "srtf-twice"]),
    ("detail-key", &["either", "dtlf", "dtlfl"]),
    ("error-status", &["by-code", "any", "200"]),
    ("window", &["604800 s inclusive", "exclusive", "8 calendar days"]),
    ("index", &["page", "row"]),
    ("zone", &["+09:00"]),
];

/// `sort-order-key` is any name but that of the sort item; `zone` any offset.
pub(super) const MORE: More = &[
    ("sort-order-key", |name| !name.is_empty() && name != "srtf"),
    ("zone", |zone| {
        let digits: Vec<_> = zone.bytes().skip(1).filter(u8::is_ascii_digit).collect();
        zone.len() == 6 && digits.len() == 4 && zone.starts_with(['+', '-']) && zone.as_bytes()[3] == b':'
    }),
];

/// How far apart the ends of a window may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Inclusive,
    Exclusive,
    CalendarDays,
}

/// The rules in force: readings, and which of the rules are broken on purpose.
pub(super) struct Rules {
    faults: FaultSet,
    /// The key of the sort order; none when `srtf` stands twice.
    pub(super) order_key: Option<String>,
    pub(super) detail_key: &'static str,
    pub(super) errors_are_200: bool,
    pub(super) span: Span,
    pub(super) index_is_row: bool,
}

impl Rules {
    pub(super) fn new(faults: FaultSet, choices: &Choices) -> Self {
        let order_key = choices.get("sort-order-key");
        Self {
            faults,
            order_key: (order_key != "srtf-twice").then(|| order_key.to_owned()),
            // Under `either` the key of the sample.
            detail_key: if choices.get("detail-key") == "dtlf" { "dtlf" } else { "dtlfl" },
            errors_are_200: choices.get("error-status") == "200",
            span: match choices.get("window") {
                "exclusive" => Span::Exclusive,
                "8 calendar days" => Span::CalendarDays,
                _ => Span::Inclusive,
            },
            index_is_row: choices.get("index") == "row",
        }
    }

    pub(super) fn has(&self, fault: FaultId) -> bool {
        self.faults.contains(fault as usize)
    }
}
