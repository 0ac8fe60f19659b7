//! The spot where a constraint is broken, and the helpers with which families make their ways.

use std::sync::Arc;

use serde_json::Value;

use crate::contract::schema::{CharClass, Constraint};
use crate::generate::flat::Flat;
use crate::generate::number::Dec;
use crate::generate::rng::Rng;
use crate::generate::route::{Bounds, Change, EDITS, Leaf};
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
    /// The same, whatever values are given.
    pub(in crate::generate) legal: Arc<Flat>,
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

impl Flat {
    /// A text of the alternative, of its choices where it has some.
    fn sample(&self, chance: Option<&mut Rng>) -> Option<Value> {
        match &self.choices {
            Some(choices) => choices.iter().find(|choice| choice.is_string()).cloned(),
            None => self.text.plan.as_ref()?.draw(&TextAsk::default(), chance).map(Value::from),
        }
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
        let legal = |value: &Value| !value.is_object() && !value.is_array() && self.legal.admits(value);
        let near = |value: &Value| self.relaxed.iter().any(|flat| flat.admits(value)) && !legal(value);
        let admitted = values.into_iter().filter(near);
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
        let can = |flat: &&Arc<Flat>| {
            let plan = flat.text.plan.as_ref().filter(|_| flat.types.holds(Types::STRING) && flat.choices.is_none());
            plan.is_some_and(|plan| plan.draw(ask, None).is_some())
        };
        Way::new(
            kind,
            self.relaxed.iter().filter(can).take(6).map(|flat| Leaf::Text(Arc::clone(flat), ask.clone())).collect(),
        )
    }

    /// Values that keep everything, changed by an edit of their text.
    pub(super) fn edit(&self, kind: impl Into<String>, change: &Arc<Change>) -> Way {
        let bounds = Arc::new(Bounds { legal: Arc::clone(&self.legal), relaxed: self.relaxed.clone() });
        // An edit that leaves every sample legal is no way to break it.
        let breaks = |flat: &&Arc<Flat>| {
            let mut rng = Rng::new(0, "edit");
            let samples: Vec<Value> = (0..4).filter_map(|n| flat.sample((n > 0).then_some(&mut rng))).collect();
            let mut edited = samples.iter().flat_map(|sample| (0..EDITS).filter_map(|edit| change(sample, edit)));
            edited.any(|text| bounds.between(&text))
        };
        let texts = self.kept.iter().filter(|flat| flat.types.holds(Types::STRING)).filter(breaks);
        let only = |flat: &Arc<Flat>| Arc::new(Flat { types: Types::STRING, ..(**flat).clone() });
        let leaf = |flat: &Arc<Flat>| Leaf::Misspell(only(flat), Arc::clone(change), Arc::clone(&bounds));
        Way::new(kind, texts.take(6).map(leaf).collect())
    }

    /// Alternatives that break the constraint, as they are.
    pub(super) fn negation(&self, kind: impl Into<String>, which: impl Fn(&Flat) -> bool) -> Way {
        let flats = self.negated.iter().filter(|flat| which(flat));
        Way::new(kind, flats.take(16).map(|flat| Leaf::Flat(Arc::clone(flat))).collect())
    }

    /// A value of each JSON type that breaks the constraint.
    pub(super) fn each_type(&self) -> Vec<Way> {
        let each = Types::EACH.into_iter().map(|(single, name)| {
            let kind = match single {
                Types::NULL => "null".to_owned(),
                Types::FRACTION => "fraction".to_owned(),
                _ => format!("type-{name}"),
            };
            let typed = self.negated.iter().filter(|flat| flat.types.holds(single) && flat.choices.is_none());
            let leaf = |flat: &Arc<Flat>| Leaf::Flat(Arc::new(Flat { types: single, ..(**flat).clone() }));
            Way::new(kind, typed.take(6).map(leaf).collect())
        });
        each.collect()
    }
}
