//! The sampler: makes values of nodes and of conjuncts, plain or random, within limits of depth and size.

mod array;
mod object;
pub(super) mod placement;

use serde_json::Value;

use super::conjunct::Conjunct;
use super::graph::Graph;
use super::limits::NodeId;
use super::mode::Mode;
use super::number::Lattice;
use super::rng::Rng;
use super::text::TextAsk;
use super::types::Types;

/// Parts that one value may have.
const PARTS: usize = 40_000;
/// Parts that chance may add to one value: what is added may hold more, and that more again.
const ALLOWANCE: usize = 3000;
/// Levels beyond the smallest value that optional parts may add.
pub(super) const SLACK: u32 = 4;

/// Makes values of one graph.
pub(super) struct Sampler<'a> {
    /// What is sampled.
    pub(super) graph: &'a Graph,
    /// Decides what nothing else decides.
    pub(super) rng: &'a mut Rng,
    /// How free places are filled.
    pub(super) mode: Mode,
    /// Parts of the value so far, which limit its size.
    pub(super) parts: usize,
    /// Parts that chance may still add.
    pub(super) allowance: usize,
}

impl<'a> Sampler<'a> {
    pub(super) fn new(graph: &'a Graph, rng: &'a mut Rng, mode: Mode) -> Self {
        Self { graph, rng, mode, parts: 0, allowance: ALLOWANCE }
    }

    /// A value of the node that is not deeper than `fuel` levels, or as shallow as may be.
    pub(super) fn node(&mut self, node: NodeId, fuel: u32) -> Option<Value> {
        let fuel = fuel.max(self.graph.depth(node)?);
        let first = self.alternative(node, fuel)?;
        let this = &self.graph.nodes[node];
        self.conjunct(&this.conjuncts[first], fuel).or_else(|| {
            let others = this.order.iter().filter(|other| **other != first);
            others.take(8).find_map(|other| self.conjunct(&this.conjuncts[*other], fuel))
        })
    }

    /// Whether chance may add a value of the node.
    fn may_add(&self, node: NodeId) -> bool {
        self.cost(node) <= self.allowance
    }

    /// Pays for a value that chance added.
    fn added(&mut self, node: NodeId) {
        self.allowance = self.allowance.saturating_sub(self.cost(node));
    }

    /// The parts of the smallest value of a node, at least.
    fn cost(&self, node: NodeId) -> usize {
        1 + self.graph.depth(node).map_or(0, |depth| depth as usize)
    }

    /// Which conjunct to sample.
    fn alternative(&mut self, node: NodeId, fuel: u32) -> Option<usize> {
        let this = &self.graph.nodes[node];
        let fits = |at: &&usize| this.conjuncts[**at].depths.any.is_some_and(|depth| depth <= fuel);
        let mut fitting = this.order.iter().filter(fits);
        match self.mode {
            Mode::Plain | Mode::Full => fitting.next().copied(),
            Mode::Random => {
                let count = fitting.clone().count();
                if count == 0 { None } else { fitting.nth(self.rng.below(count)).copied() }
            }
        }
    }

    /// A value of one conjunct.
    pub(super) fn conjunct(&mut self, conjunct: &Conjunct, fuel: u32) -> Option<Value> {
        self.parts += 1;
        if self.parts > PARTS {
            return None;
        }
        if let Some(choices) = &conjunct.choices {
            return self.choice(conjunct, choices);
        }
        let fits = |single: &Types| conjunct.depths.of(*single).is_some_and(|depth| depth <= fuel);
        if conjunct.types.is_single() {
            return if fits(&conjunct.types) { self.typed(conjunct, conjunct.types, fuel) } else { None };
        }
        let mut singles: Vec<Types> = conjunct.types.singles().filter(fits).collect();
        // A schema without `type` most likely means the types that its keywords are about.
        let hinted: Vec<Types> = singles.iter().copied().filter(|single| conjunct.hinted.holds(*single)).collect();
        if !hinted.is_empty() && (self.mode != Mode::Random || !self.rng.once_in(8)) {
            singles.sort_by_key(|single| !hinted.contains(single));
            singles.truncate(hinted.len() + usize::from(conjunct.types.holds(Types::NULL)));
        }
        if self.mode == Mode::Random && singles.len() > 1 {
            let at = self.rng.below(singles.len());
            singles.rotate_left(at);
        }
        singles.into_iter().find_map(|single| self.typed(conjunct, single, fuel))
    }

    fn choice(&mut self, conjunct: &Conjunct, choices: &[Value]) -> Option<Value> {
        let null = conjunct.types.holds(Types::NULL) && !choices.contains(&Value::Null);
        match self.mode {
            Mode::Plain | Mode::Full => choices.iter().find(|choice| !choice.is_null()).or(choices.first()).cloned(),
            Mode::Random => {
                if null && conjunct.from.is_some() && self.rng.once_in(8) {
                    return Some(Value::Null);
                }
                self.rng.pick(choices).cloned()
            }
        }
        .or_else(|| null.then_some(Value::Null))
    }

    fn typed(&mut self, conjunct: &Conjunct, single: Types, fuel: u32) -> Option<Value> {
        match single {
            Types::NULL => [Value::Null].into_iter().find(|value| conjunct.admits(value)),
            Types::BOOLEAN => {
                let first = self.mode != Mode::Random || self.rng.once_in(2);
                [Value::Bool(first), Value::Bool(!first)].into_iter().find(|value| conjunct.admits(value))
            }
            Types::INTEGER => self.number(conjunct, &conjunct.numbers.whole?, true),
            Types::FRACTION => self.number(conjunct, &conjunct.numbers.fraction?, false),
            Types::STRING => self.text(conjunct, &TextAsk::default()),
            Types::ARRAY => self.array(conjunct, fuel, None),
            _ => self.object(conjunct, fuel, None),
        }
    }

    /// A text of the conjunct, as it is requested.
    pub(super) fn text(&mut self, conjunct: &Conjunct, ask: &TextAsk) -> Option<Value> {
        let plan = conjunct.text.plan.as_ref()?;
        for attempt in 0..8 {
            let chance = (self.mode == Mode::Random || attempt > 0).then_some(&mut *self.rng);
            let value = Value::from(plan.draw(ask, chance)?);
            if conjunct.admits(&value) {
                return Some(value);
            }
        }
        None
    }

    fn number(&mut self, conjunct: &Conjunct, lattice: &Lattice, whole: bool) -> Option<Value> {
        let unit = lattice.unit();
        for attempt in 0..40 {
            let wish = match self.mode {
                // From the plainest on, along the lattice.
                Mode::Plain | Mode::Full => {
                    lattice.nearest(plain_wish(lattice, unit, whole)) + i128::from(attempt) * lattice.step
                }
                Mode::Random => self.wish(lattice, unit),
            };
            let value = lattice.value(lattice.nearest(wish));
            let fits = |value: &Value| (Types::of(value) == Types::INTEGER) == whole && conjunct.admits(value);
            if let Some(value) = value.filter(fits) {
                return Some(value);
            }
        }
        None
    }

    /// Mostly near an end of the lattice: that is where limits are wrong.
    fn wish(&mut self, lattice: &Lattice, unit: i128) -> i128 {
        let near = self.rng.between(0, 5) * lattice.step;
        match (self.rng.below(4), lattice.low, lattice.high) {
            (0, Some(low), _) => low + near,
            (1, _, Some(high)) => high - near,
            (_, low, high) => {
                let size = 10_i128.pow(u32::try_from(self.rng.below(7)).unwrap_or(2));
                let (low, high) = match (low, high) {
                    (Some(low), Some(high)) => (low, high),
                    (Some(low), None) => (low, low.saturating_add(size.saturating_mul(unit))),
                    (None, Some(high)) => (high.saturating_sub(size.saturating_mul(unit)), high),
                    (None, None) => (-size.saturating_mul(unit), size.saturating_mul(unit)),
                };
                let span = size.saturating_mul(unit);
                if self.rng.once_in(2) {
                    self.rng.between(low, high)
                } else {
                    self.rng.between(low.max(-span), high.min(span))
                }
            }
        }
    }
}

/// The plainest number: one, where it may be.
fn plain_wish(lattice: &Lattice, unit: i128, whole: bool) -> i128 {
    if whole { unit } else { unit + (unit / 2).max(lattice.step.min(unit - 1)) }
}
