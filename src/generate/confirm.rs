//! Samples values and keeps what the validator confirms: nothing else is ever handed out.

use serde_json::Value;

use super::boundary::Candidate;
use super::broken::{At, Broken};
use super::flat::NodeId;
use super::graph::Graph;
use super::ink::Ink;
use super::mode::Mode;
use super::pen::{Pen, SLACK};
use super::prepare::Shot;
use super::rng::Rng;
use super::route::{Aim, Leaf, Route};
use crate::contract::schema::{Constraint, Validator};

/// Tries of one shot: a random surrounding may spoil it, another edit may do.
const ATTEMPTS: usize = 6;
/// How often a valid value is tried by chance.
const RANDOM: usize = 30;

/// Draws from a graph within a budget, and confirms what it drew.
pub(super) struct Confirmer<'a> {
    /// What is drawn from.
    pub(super) graph: &'a Graph,
    /// What confirms.
    pub(super) validator: &'a Validator,
    /// Decides what is left open.
    pub(super) rng: &'a mut Rng,
    /// What the draw may cost.
    pub(super) ink: Ink,
}

impl Confirmer<'_> {
    /// A value of the node; the validator was not asked.
    pub(super) fn unconfirmed(&mut self, node: NodeId, mode: Mode) -> Option<Value> {
        let height = self.graph.height(node)?;
        let fuel = if mode == Mode::Plain { height } else { height + SLACK };
        let mut pen = Pen::new(self.graph, self.rng, mode);
        let value = pen.node(node, fuel);
        self.ink.spend(pen.parts);
        value
    }

    /// A valid value of the node.
    pub(super) fn valid(&mut self, node: NodeId, mode: Mode) -> Option<Value> {
        let attempts = if mode == Mode::Plain { 2 } else { RANDOM };
        for _ in 0..attempts {
            let value = self.unconfirmed(node, mode).filter(|value| self.validator.is_valid(value));
            if value.is_some() || self.ink.is_dry() {
                return value;
            }
        }
        None
    }

    /// The first valid value of a class, and the index of the candidate that it comes from.
    pub(super) fn class(&mut self, candidates: &[Candidate]) -> Option<(usize, Value)> {
        for attempt in 0..6 {
            let mode = if attempt < 3 { Mode::Plain } else { Mode::Random };
            for (index, Candidate { route, leaf, .. }) in candidates.iter().enumerate() {
                let again = attempt == 0 || leaf.varies(mode);
                if !again || self.ink.is_dry() {
                    continue;
                }
                let value = self.placed(&Aim { route, leaf, at: At::First, attempt }, mode);
                if let Some(value) = value.filter(|value| self.validator.is_valid(value)) {
                    return Some((index, value));
                }
            }
        }
        None
    }

    /// A valid value that is as plain as may be around the leaf.
    pub(super) fn plain(&mut self, route: &Route, leaf: &Leaf) -> Option<Value> {
        let value = self.placed(&Aim { route, leaf, at: At::First, attempt: 0 }, Mode::Plain);
        value.filter(|value| self.validator.is_valid(value))
    }

    /// The first value that breaks exactly the constraint, and the index of its shot.
    pub(super) fn broken(
        &mut self,
        constraint: &Constraint,
        shots: &[Shot],
        at: At,
        mode: Mode,
    ) -> Option<(usize, Broken)> {
        for (index, Shot { route, leaf }) in shots.iter().enumerate() {
            for attempt in 0..ATTEMPTS {
                if self.ink.is_dry() {
                    return None;
                }
                let value = self.placed(&Aim { route, leaf, at, attempt }, mode);
                let written = value.is_some();
                let pointer = value.as_ref().and_then(|value| sole(self.validator, value, constraint));
                if let (Some(value), Some(pointer)) = (value, pointer) {
                    return Some((index, Broken { value, pointer }));
                }
                // What does not change from try to try need not be tried again.
                if !leaf.varies(mode) || !(written || leaf.is_edit()) {
                    break;
                }
            }
        }
        None
    }

    fn placed(&mut self, aim: &Aim<'_>, mode: Mode) -> Option<Value> {
        let mut pen = Pen::new(self.graph, self.rng, mode);
        let value = pen.aim(aim);
        self.ink.spend(pen.parts);
        value
    }
}

/// Where the constraint is broken, if it is and nothing else is.
pub(super) fn sole(validator: &Validator, value: &Value, constraint: &Constraint) -> Option<String> {
    validator.sole_breach(value).filter(|breach| constraint.is_broken_by(breach)).map(|breach| breach.pointer)
}
