//! The readings of `kanri-claim`.

use super::faults::FaultId;
use crate::reference::config::{Choices, More, named_header};
use crate::reference::faults::FaultSet;

pub(super) const READINGS: &[(&str, &[&str])] = &[
    ("auth", &["bearer", "cookie"]),
    ("receipt-key", &["cvs_receipt_no", "cvs_receipt_on", "either"]),
    ("cvs-empty", &["\"\"-or-null", "int"]),
    ("card-digits", &["int", "string"]),
    ("failure", &["non-200", "either"]),
    ("unpaid-only", &["should", "must"]),
];

/// `auth` is any `header:<name>` too.
pub(super) const MORE: More = &[("auth", |choice| named_header(choice).is_some())];

/// Where the credential is.
pub(super) enum Carrier {
    Bearer,
    Cookie,
    Header(String),
}

/// How the key of the receipt number is named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ReceiptKey {
    Table,
    Sample,
    Either,
}

/// The rules in force: readings, and which of the rules are broken on purpose.
pub(super) struct Rules {
    faults: FaultSet,
    pub(super) carrier: Carrier,
    pub(super) receipt_key: ReceiptKey,
    pub(super) empty_is_zero: bool,
    pub(super) card_is_text: bool,
    pub(super) failure_status: u16,
    pub(super) unpaid_only: bool,
}

impl Rules {
    pub(super) fn new(faults: FaultSet, choices: &Choices) -> Self {
        let auth = choices.get("auth");
        let other = if auth == "cookie" { Carrier::Cookie } else { Carrier::Bearer };
        Self {
            faults,
            carrier: named_header(auth).map_or(other, Carrier::Header),
            receipt_key: match choices.get("receipt-key") {
                "cvs_receipt_on" => ReceiptKey::Sample,
                "either" => ReceiptKey::Either,
                _ => ReceiptKey::Table,
            },
            empty_is_zero: choices.get("cvs-empty") == "int",
            card_is_text: choices.get("card-digits") == "string",
            failure_status: if choices.get("failure") == "either" { 200 } else { 500 },
            unpaid_only: choices.get("unpaid-only") == "must",
        }
    }

    pub(super) fn has(&self, fault: FaultId) -> bool {
        self.faults.contains(fault as usize)
    }
}
