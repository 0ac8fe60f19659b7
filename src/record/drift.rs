//! What changed between two runs, as data.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Latency;
use crate::contract::Level;

/// What of a response changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// The HTTP status.
    Status,
    /// The business code.
    Code,
    /// Which keys exist, of which type, and how many items.
    Shape,
    /// What kind of value is at a place: a date became a text, a text became empty.
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
    /// Where in the response, items of arrays as `*`.
    pub place: String,
    /// What it was; for values and numbers of items what kind of value.
    pub from: String,
    /// What it is.
    pub to: String,
}

/// Where the same change was met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Met {
    /// How firmly the document supports what the cases put to the test; the firmest of them.
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
    /// Requests that both sent alike.
    pub compared: u64,
    /// Of those, responses without any change.
    pub same: u64,
    /// Requests that only the first run sent.
    pub only_a: u64,
    /// Requests that only the second run sent.
    pub only_b: u64,
    /// Requests at the same place of the plan that differ, with all that follow in their case.
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

/// Changes that people read as one: a change, or the keys of one object that only one run has.
#[derive(Debug, PartialEq, Eq)]
pub struct ChangedPlace<'a> {
    /// The first of them.
    pub first: (&'a Change, &'a Met),
    /// The names of the further keys.
    pub more: Vec<&'a str>,
}

/// Keys that are named of an object; the others are counted.
const MOST_KEYS: usize = 4;

impl ChangedPlace<'_> {
    /// Where it is, with the names of all keys that it covers.
    pub fn shown(&self) -> String {
        let place = &self.first.0.place;
        let Some((above, key)) = place.rsplit_once('/').filter(|_| !self.more.is_empty()) else { return place.clone() };
        let keys: Vec<&str> = std::iter::once(key).chain(self.more.iter().copied()).collect();
        let rest = keys.len().saturating_sub(MOST_KEYS);
        let more = if rest == 0 { String::new() } else { format!(", +{rest}") };
        format!("{above}/{{{}{more}}}", keys.iter().take(MOST_KEYS).copied().collect::<Vec<_>>().join(", "))
    }
}

/// The value that is shown for a key that one run does not have.
pub const NOT_THERE: &str = "not there";

impl Drift {
    /// The changes of a level. Keys of one object that appeared or disappeared in the same response count as one: a record that is added to
    /// a response is one change.
    pub fn places(&self, level: Level) -> Vec<ChangedPlace<'_>> {
        let mut places: Vec<ChangedPlace<'_>> = Vec::new();
        for (change, met) in self.changes.iter().filter(|(_, met)| met.level == level) {
            let same = places.iter_mut().find(|place| is_of_one_object(place.first, (change, met)));
            match (same, change.place.rsplit_once('/')) {
                (Some(place), Some((_, key))) => place.more.push(key),
                _ => places.push(ChangedPlace { first: (change, met), more: Vec::new() }),
            }
        }
        places
    }
}

fn is_of_one_object((one, met): (&Change, &Met), (other, also): (&Change, &Met)) -> bool {
    let side = |change: &Change| (change.from == NOT_THERE, change.to == NOT_THERE);
    let above = |change: &Change| change.place.rsplit_once('/').map(|(above, _)| above.to_owned());
    one.kind == ChangeKind::Shape
        && other.kind == ChangeKind::Shape
        && side(one) != (false, false)
        && side(one) == side(other)
        && (&one.contract, &one.operation, above(one)) == (&other.contract, &other.operation, above(other))
        && (&met.trial, met.request, met.cases) == (&also.trial, also.request, also.cases)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn change(place: &str, from: &str, to: &str) -> Change {
        let text = str::to_owned;
        Change {
            contract: text("a"),
            operation: text("b"),
            kind: ChangeKind::Shape,
            place: text(place),
            from: text(from),
            to: text(to),
        }
    }

    fn met(cases: u64) -> Met {
        let (requirements, trial, example) = (BTreeSet::new(), "a/b".to_owned(), (String::new(), String::new()));
        Met { level: Level::Must, cases, requirements, trial, request: 0, example }
    }

    fn shown(changes: Vec<(Change, Met)>) -> Vec<String> {
        let side = || Side {
            folder: String::new(),
            target: String::new(),
            plan_hash: String::new(),
            started: String::new(),
            latency: BTreeMap::new(),
        };
        let drift = Drift {
            a: side(),
            b: side(),
            compared: 1,
            same: 0,
            only_a: 0,
            only_b: 0,
            asked_otherwise: 0,
            changes: changes.into_iter().collect(),
            more: 0,
            masked: BTreeMap::new(),
            idle_masks: Vec::new(),
        };
        assert!(drift.places(Level::Open).is_empty());
        drift.places(Level::Must).iter().map(ChangedPlace::shown).collect()
    }

    #[test]
    fn the_keys_of_one_object_that_went_together_are_one_change() {
        let went = |place: &str| (change(place, "string", NOT_THERE), met(3));
        assert_eq!(shown(["/r/a", "/r/b", "/r/c", "/r/d", "/r/e", "/r/f"].map(went).into()), ["/r/{a, b, c, d, +2}"]);
        // Another object, another time, or another way is another change.
        assert_eq!(shown(vec![went("/r/a"), went("/s/b")]), ["/r/a", "/s/b"]);
        assert_eq!(shown(vec![went("/r/a"), (change("/r/b", "string", NOT_THERE), met(4))]), ["/r/a", "/r/b"]);
        assert_eq!(shown(vec![went("/r/a"), (change("/r/b", NOT_THERE, "string"), met(3))]), ["/r/a", "/r/b"]);
        assert_eq!(
            shown(vec![(change("/r/a", "string", "number"), met(3)), (change("/r/b", "string", "number"), met(3))]),
            ["/r/a", "/r/b"]
        );
    }
}
