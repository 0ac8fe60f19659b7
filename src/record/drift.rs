//! What changed between two runs, as data.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Latency;
use crate::contract::Level;

/// What of an answer changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// The HTTP status.
    Status,
    /// The business code.
    Code,
    /// Which keys are there, of which type, and how many items.
    Shape,
    /// What kind of value stands at a place: a date became a text, a text became empty.
    ValueClass,
    /// A value that is neither an id nor a time.
    Value,
    /// The same items of a list in another order.
    Order,
    /// It takes much longer.
    Latency,
}

impl ChangeKind {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Code => "code",
            Self::Shape => "shape",
            Self::ValueClass => "value-class",
            Self::Value => "value",
            Self::Order => "order",
            Self::Latency => "latency",
        }
    }
}

/// Changes that are the same but for the cases in which they were met.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// The contract.
    pub contract: String,
    /// The operation.
    pub operation: String,
    /// What changed.
    pub kind: ChangeKind,
    /// Where in the answer, items of arrays as `*`.
    pub place: String,
    /// What it was; for values and numbers of items what kind of value.
    pub from: String,
    /// What it is.
    pub to: String,
}

/// Where the same change was met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Met {
    /// How firmly the document stands behind what the cases put to the test; the firmest of them.
    pub level: Level,
    /// In how many cases.
    pub cases: u64,
    /// What they put to the test.
    pub requirements: BTreeSet<String>,
    /// One of their trials.
    pub trial: String,
    /// The number of its request in that trial, counted from 0.
    pub request: usize,
    /// The value there, before and after.
    pub example: (String, String),
}

/// Values that were passed over because they are never the same twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Masked {
    /// What they are: an id, a time, a token.
    pub class: String,
    /// How many differed.
    pub values: u64,
}

/// A mask that fits nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdleMask {
    /// The mask as it was given.
    pub mask: String,
    /// The nearest name or place that there is.
    pub nearest: Option<String>,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// The folder of the run.
    pub folder: String,
    /// The target's name.
    pub target: String,
    /// The hash of its plan.
    pub plan_hash: String,
    /// When it started.
    pub started: String,
    /// How long requests took, by contract and operation.
    #[serde(skip)]
    pub latency: BTreeMap<String, Latency>,
}

/// What changed from one run to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drift {
    /// The run that is compared with.
    pub a: Side,
    /// The run that is compared.
    pub b: Side,
    /// Requests that both asked alike.
    pub compared: u64,
    /// Of those, answers without any change.
    pub same: u64,
    /// Requests that only the first run asked.
    pub only_a: u64,
    /// Requests that only the second run asked.
    pub only_b: u64,
    /// Requests at the same place of the plan that ask something else, with all that follow in their case.
    pub asked_otherwise: u64,
    /// Every change, with where it was met.
    #[serde(serialize_with = "list")]
    pub changes: BTreeMap<Change, Met>,
    /// Changes beyond those that are listed.
    pub more: u64,
    /// What was passed over, by contract, operation and place.
    pub masked: BTreeMap<String, Masked>,
    /// Masks that fit no field and no place of either run.
    pub idle_masks: Vec<IdleMask>,
}

impl Drift {
    /// Whether something changed at a level or above.
    pub fn reaches(&self, level: Level) -> bool {
        self.changes.values().any(|met| met.level >= level)
    }
}

fn list<S: serde::Serializer>(changes: &BTreeMap<Change, Met>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Row<'a> {
        #[serde(flatten)]
        change: &'a Change,
        #[serde(flatten)]
        met: &'a Met,
    }
    serializer.collect_seq(changes.iter().map(|(change, met)| Row { change, met }))
}
