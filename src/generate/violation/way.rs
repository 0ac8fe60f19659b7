//! The spot where a constraint is broken, and the helpers with which families make their ways.

use std::sync::Arc;

use serde_json::Value;

use crate::contract::schema::{CharClass, Constraint};
use crate::generate::flat::Flat;
use crate::generate::number::Dec;
use crate::generate::route::{Change, Leaf};
use crate::generate::text::TextAsk;
use crate::generate::types::Types;

/// One kind of breach and what to put in the place, tried in turn.
#[derive(Debug, Clone)]
pub(in crate::generate) struct Way {
    pub(in crate::generate) kind: String,
    pub(in crate::generate) leaves: Vec<Leaf>,
}

/// What is known where a constraint is to be broken.
pub(in crate::generate) struct Spot<'a> {
    pub(in crate::generate) constraint: &'a Constraint,
    /// The pointer of the schema object that speaks.
    pub(in crate::generate) at: &'a str,
    /// Alternatives that keep everything.
    pub(in crate::generate) kept: Vec<Arc<Flat>>,
    /// Alternatives that keep everything but the constraint, which is not asked.
    pub(in crate::generate) relaxed: Vec<Arc<Flat>>,
    /// Alternatives that keep everything but the constraint, which they break.
    pub(in crate::generate) negated: Vec<Arc<Flat>>,
    /// The class that `x-charClass` names.
    pub(in crate::generate) class: Option<&'a CharClass>,
}

impl Way {
    pub(super) fn new(kind: impl Into<String>, leaves: Vec<Leaf>) -> Self {
        Self { kind: kind.into(), leaves }
    }
}

impl Spot<'_> {
    /// The limit as a count.
    pub(super) fn count(&self) -> usize {
        Dec::of(&self.constraint.operand)
            .and_then(|dec| dec.floor(0))
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(0)
    }

    /// The first of the values that keep everything else.
    pub(super) fn put(&self, kind: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Way {
        let admitted = values.into_iter().filter(|value| self.relaxed.iter().any(|flat| flat.admits(value)));
        Way::new(kind, admitted.take(24).map(Leaf::Put).collect())
    }

    /// The alternatives without the constraint, changed so that they break it.
    pub(super) fn tweak(&self, kind: impl Into<String>, tweak: impl Fn(&mut Flat) -> bool) -> Way {
        let tweaked = self.relaxed.iter().filter_map(|flat| {
            let mut flat = (**flat).clone();
            tweak(&mut flat).then(|| Leaf::Flat(Arc::new(flat)))
        });
        Way::new(kind, tweaked.take(12).collect())
    }

    /// Texts of the alternatives without the constraint, as they are asked for.
    pub(super) fn ask(&self, kind: impl Into<String>, ask: &TextAsk) -> Way {
        let texts = self.relaxed.iter().filter(|flat| flat.types.holds(Types::STRING) && flat.choices.is_none());
        Way::new(kind, texts.take(12).map(|flat| Leaf::Text(Arc::clone(flat), ask.clone())).collect())
    }

    /// Values that keep everything, changed by an edit of their text.
    pub(super) fn edit(&self, kind: impl Into<String>, change: Arc<Change>) -> Way {
        let texts = self.kept.iter().filter(|flat| flat.types.holds(Types::STRING));
        let only = |flat: &Arc<Flat>| Flat { types: Types::STRING, ..(**flat).clone() };
        Way::new(kind, texts.take(6).map(|flat| Leaf::Edit(Arc::new(only(flat)), Arc::clone(&change))).collect())
    }

    /// Alternatives that break the constraint, as they are.
    pub(super) fn negation(&self, kind: impl Into<String>, which: impl Fn(&Flat) -> bool) -> Way {
        let flats = self.negated.iter().filter(|flat| which(flat));
        Way::new(kind, flats.take(16).map(|flat| Leaf::Flat(Arc::clone(flat))).collect())
    }

    /// A value of each JSON type that something else does not rule out already.
    pub(super) fn each_type(&self) -> Vec<Way> {
        let each = Types::EACH.into_iter().map(|(single, name)| {
            let kind = match single {
                Types::NULL => "null".to_owned(),
                Types::FRACTION => "fraction".to_owned(),
                _ => format!("type-{name}"),
            };
            self.tweak(kind, |flat| {
                let possible = flat.types.holds(single);
                flat.types = single;
                possible
            })
        });
        each.collect()
    }
}
