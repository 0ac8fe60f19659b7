//! One payment by card, and the row that shows it.

use serde_json::{Value, json};

use super::faults::FaultId;
use super::readings::Rules;
use super::time::Time;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Job {
    Check,
    Auth,
    Sales,
    Capture,
    Cancel,
}

impl Job {
    pub(super) const ALL: [Self; 5] = [Self::Check, Self::Auth, Self::Sales, Self::Capture, Self::Cancel];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Check => "CHECK",
            Self::Auth => "AUTH",
            Self::Sales => "SALES",
            Self::Capture => "CAPTURE",
            Self::Cancel => "CANCEL",
        }
    }
}

/// One payment by card.
#[derive(Debug, Clone, Copy)]
pub(super) struct Payment {
    pub(super) gid: i64,
    pub(super) acid: Option<i64>,
    /// Made by an automatic charge; the first payment of one is not.
    pub(super) automatic: bool,
    pub(super) job: Job,
    pub(super) brand: i64,
    pub(super) card: i64,
    pub(super) amount: i64,
    pub(super) tax: i64,
    pub(super) postage: i64,
    pub(super) result: i64,
    pub(super) order: Option<i64>,
    pub(super) next: Option<Time>,
    pub(super) made: Time,
    pub(super) voided: Option<Time>,
    pub(super) updated: Time,
}

impl Payment {
    pub(super) fn row(&self, rules: &Rules) -> Value {
        let has = |fault| rules.has(fault);
        let job = self.job.word();
        let total = self.amount + self.tax + if has(FaultId::TotalPostage) { 0 } else { self.postage };
        let mut row = json!({
            "gid": if has(FaultId::GidString) { json!(self.gid.to_string()) } else { json!(self.gid) },
            "acid": self.acid,
            "jb": if has(FaultId::RowJobLower) { job.to_lowercase() } else { job.to_owned() },
            "ct": if self.brand == 6 && has(FaultId::Brand7) { 7 } else { self.brand },
            "cn4": self.card(rules),
            "am": self.amount,
            "tx": self.tax,
            "sf": self.postage,
            "ta": total,
            "rst": self.result,
            "ec": self.error(rules),
            "cod": self.order.map(|order| format!("FAKE-{order:06}")).unwrap_or_default(),
            "nad": self.next.map(|time| format!("{time}{}", if has(FaultId::NextZone) { "+09:00" } else { "" })),
            "cd": self.made.to_string().replace('T', if has(FaultId::MadeSpace) { " " } else { "T" }),
            "vd": self.voided(rules).map(|time| time.to_string()),
        });
        if self.acid.is_none() && has(FaultId::AcidLeftOut) {
            row.as_object_mut().map(|row| row.shift_remove("acid"));
        }
        row
    }

    fn card(&self, rules: &Rules) -> String {
        match self.card {
            card if rules.has(FaultId::CardLong) => format!("411111111111{card:04}"),
            card if rules.has(FaultId::CardZeros) => card.to_string(),
            card => format!("{card:04}"),
        }
    }

    fn error(&self, rules: &Rules) -> Option<&'static str> {
        match self.result {
            4 => Some("G65"),
            5 => Some("E61010002"),
            1 if rules.has(FaultId::CodeOnSuccess) => Some("G00"),
            _ if rules.has(FaultId::NoCodeNull) => None,
            _ => Some(""),
        }
    }

    fn voided(&self, rules: &Rules) -> Option<Time> {
        let early = rules.has(FaultId::VoidBefore) && self.brand == 3;
        let voided = self.voided.map(|time| if early { Time(self.made.0 - 1) } else { time });
        voided.filter(|_| !rules.has(FaultId::VoidMissing))
    }
}
