//! The spot where a constraint is broken, and the helpers with which families make their ways.

use std::sync::Arc;

use serde_json::Value;

use crate::contract::schema::{CharClass, Constraint};
use crate::generate::conjunct::Conjunct;
use crate::generate::edit::{Change, Edit, NearMiss, VARIANTS};
use crate::generate::number::Decimal;
use crate::generate::rng::Rng;
use crate::generate::text::TextAsk;
use crate::generate::types::Types;

/// One kind of breach and what to put in the place, tried in turn.
#[derive(Debug, Clone)]
pub(in crate::generate) struct Way {
    /// The name of the kind.
    pub(in crate::generate) kind: String,
    /// What is put there.
    pub(in crate::generate) edits: Vec<Edit>,
}

/// What is known where a constraint is to be broken.
pub(in crate::generate) struct Spot<'a> {
    /// The constraint.
    pub(in crate::generate) constraint: &'a Constraint,
    /// Constraints that may fail with it: what is relaxed need not keep them either.
    pub(in crate::generate) with: &'a [&'a Constraint],
    /// The pointer of the schema object that it stands in.
    pub(in crate::generate) at: &'a str,
    /// Conjuncts that keep everything.
    pub(in crate::generate) kept: Vec<Arc<Conjunct>>,
    /// The same, whatever values are given.
    pub(in crate::generate) legal: Arc<Conjunct>,
    /// Conjuncts that keep everything else, whether or not they keep the constraint.
    pub(in crate::generate) relaxed: Vec<Arc<Conjunct>>,
    /// Conjuncts that keep everything else and break the constraint.
    pub(in crate::generate) negated: Vec<Arc<Conjunct>>,
    /// The class that `x-charClass` names.
    pub(in crate::generate) class: Option<&'a CharClass>,
}

impl Way {
    pub(super) fn new(kind: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { kind: kind.into(), edits }
    }
}

impl Conjunct {
    /// A text of the conjunct, of its choices where it has some.
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
        Decimal::of(&self.constraint.operand)
            .and_then(|dec| dec.floor(0))
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(0)
    }

    /// The first of the values that keep everything else.
    pub(super) fn put(&self, kind: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Way {
        let legal = |value: &Value| !value.is_object() && !value.is_array() && self.legal.admits(value);
        let near = |value: &Value| self.relaxed.iter().any(|conjunct| conjunct.admits(value)) && !legal(value);
        let admitted = values.into_iter().filter(near);
        Way::new(kind, admitted.take(24).map(Edit::Put).collect())
    }

    /// The conjuncts without the constraint, changed so that they break it.
    pub(super) fn tweak(&self, kind: impl Into<String>, tweak: impl Fn(&mut Conjunct) -> bool) -> Way {
        let tweaked = self.relaxed.iter().filter_map(|conjunct| {
            let mut conjunct = (**conjunct).clone();
            tweak(&mut conjunct).then(|| Edit::Conjunct(Arc::new(conjunct)))
        });
        Way::new(kind, tweaked.take(12).collect())
    }

    /// Texts of the conjuncts without the constraint, as they are requested.
    pub(super) fn ask(&self, kind: impl Into<String>, ask: &TextAsk) -> Way {
        let can = |conjunct: &&Arc<Conjunct>| {
            let plan = conjunct
                .text
                .plan
                .as_ref()
                .filter(|_| conjunct.types.holds(Types::STRING) && conjunct.choices.is_none());
            plan.is_some_and(|plan| plan.draw(ask, None).is_some())
        };
        Way::new(
            kind,
            self.relaxed
                .iter()
                .filter(can)
                .take(6)
                .map(|conjunct| Edit::Text(Arc::clone(conjunct), ask.clone()))
                .collect(),
        )
    }

    /// Texts that keep everything, changed.
    pub(super) fn edit(&self, kind: impl Into<String>, change: &Arc<Change>) -> Way {
        let near_miss = Arc::new(NearMiss { legal: Arc::clone(&self.legal), relaxed: self.relaxed.clone() });
        // A change that leaves every sample legal does not break anything.
        let breaks = |conjunct: &&Arc<Conjunct>| {
            let mut rng = Rng::new(0, "edit");
            let samples: Vec<Value> = (0..4).filter_map(|n| conjunct.sample((n > 0).then_some(&mut rng))).collect();
            let mut edited =
                samples.iter().flat_map(|sample| (0..VARIANTS).filter_map(|variant| change(sample, variant)));
            edited.any(|text| near_miss.is_met_by(&text))
        };
        let texts = self.kept.iter().filter(|conjunct| conjunct.types.holds(Types::STRING)).filter(breaks);
        let only = |conjunct: &Arc<Conjunct>| Arc::new(Conjunct { types: Types::STRING, ..(**conjunct).clone() });
        let edit =
            |conjunct: &Arc<Conjunct>| Edit::Misspell(only(conjunct), Arc::clone(change), Arc::clone(&near_miss));
        Way::new(kind, texts.take(6).map(edit).collect())
    }

    /// Conjuncts that break the constraint, as they are.
    pub(super) fn negation(&self, kind: impl Into<String>, which: impl Fn(&Conjunct) -> bool) -> Way {
        let conjuncts = self.negated.iter().filter(|conjunct| which(conjunct));
        Way::new(kind, conjuncts.take(16).map(|conjunct| Edit::Conjunct(Arc::clone(conjunct))).collect())
    }

    /// A value of each JSON type that breaks the constraint.
    pub(super) fn each_type(&self) -> Vec<Way> {
        let each = Types::EACH.into_iter().map(|(single, name)| {
            let kind = match single {
                Types::NULL => "null".to_owned(),
                Types::FRACTION => "fraction".to_owned(),
                _ => format!("type-{name}"),
            };
            let typed =
                self.negated.iter().filter(|conjunct| conjunct.types.holds(single) && conjunct.choices.is_none());
            let edit =
                |conjunct: &Arc<Conjunct>| Edit::Conjunct(Arc::new(Conjunct { types: single, ..(**conjunct).clone() }));
            Way::new(kind, typed.take(6).map(edit).collect())
        });
        each.collect()
    }
}
