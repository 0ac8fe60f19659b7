//! Samples values and keeps what is confirmed: nothing else is ever handed out.

use serde_json::Value;

use super::boundary::Candidate;
use super::broken::{At, Broken};
use super::budget::Budget;
use super::edit::Edit;
use super::graph::Graph;
use super::limits::NodeId;
use super::mode::Mode;
use super::path::NodePath;
use super::prepare::Recipe;
use super::proof::Proof;
use super::rng::Rng;
use super::sample::placement::Placement;
use super::sample::{SLACK, Sampler};
use super::together::Aimed;

/// Tries of one recipe: a random surrounding may spoil it, another edit may do.
const ATTEMPTS: usize = 6;
/// Ways to draw one class that are tried where one is enough.
const TRIED: usize = 6;
/// What judging one branch of a union costs, in parts: a value that fits none is judged by each.
const OF_A_BRANCH: usize = 10;
/// How often a valid value is tried by chance.
const RANDOM: usize = 30;

/// Draws from a graph within a budget, and confirms what it drew.
pub(super) struct Confirmer<'a> {
    /// What is drawn from.
    pub(super) graph: &'a Graph,
    /// What confirms.
    pub(super) proof: &'a Proof,
    /// Decides what is left open.
    pub(super) rng: &'a mut Rng,
    /// What the draw may cost.
    pub(super) budget: Budget,
}

impl Confirmer<'_> {
    /// A value of the node; the validator was not run.
    pub(super) fn unconfirmed(&mut self, node: NodeId, mode: Mode) -> Option<Value> {
        let depth = self.graph.depth(node)?;
        let fuel = if mode == Mode::Plain { depth } else { depth + SLACK };
        let mut sampler = Sampler::new(self.graph, self.rng, mode);
        let value = sampler.node(node, fuel);
        self.budget.spend(sampler.parts);
        value
    }

    /// A valid value of the node.
    pub(super) fn valid(&mut self, node: NodeId, mode: Mode) -> Option<Value> {
        let attempts = if mode == Mode::Random { RANDOM } else { 2 };
        for _ in 0..attempts {
            let value = self.unconfirmed(node, mode).and_then(|value| self.proof.valid(value));
            if value.is_some() || self.budget.is_spent() {
                return value;
            }
        }
        None
    }

    /// The first valid value of a class, and the index of the candidate that it comes from.
    pub(super) fn class(&mut self, candidates: &[Candidate]) -> Option<(usize, Value)> {
        for attempt in 0..6 {
            let mode = if attempt < 3 { Mode::Plain } else { Mode::Random };
            for (index, Candidate { path, edit, .. }) in candidates.iter().enumerate().take(TRIED) {
                let again = attempt == 0 || edit.varies(mode);
                if !again || self.budget.is_spent() {
                    continue;
                }
                let value = self.placed(&Placement { path, edit, at: At::First, attempt }, mode);
                if let Some(value) = value.filter(|value| self.proof.is_valid_as_it_is(value)) {
                    return Some((index, value));
                }
            }
        }
        None
    }

    /// A valid value that is as plain as may be around the edit.
    pub(super) fn plain(&mut self, path: &NodePath, edit: &Edit) -> Option<Value> {
        let value = self.placed(&Placement { path, edit, at: At::First, attempt: 0 }, Mode::Plain);
        value.and_then(|value| self.proof.valid(value))
    }

    /// The first value that breaks exactly the constraint, or with it what may fail with it, and the index of its recipe.
    pub(super) fn broken(
        &mut self,
        aimed: &Aimed<'_>,
        recipes: &[Recipe],
        at: At,
        mode: Mode,
    ) -> Option<(usize, Broken)> {
        for (index, Recipe { path, edit }) in recipes.iter().enumerate() {
            for attempt in 0..ATTEMPTS {
                if self.budget.is_spent() {
                    return None;
                }
                let value = self.placed(&Placement { path, edit, at, attempt }, mode);
                let written = value.is_some();
                self.budget.charge(aimed.constraint.within.as_ref().map_or(0, |union| union.branches * OF_A_BRANCH));
                if let Some(broken) = value.and_then(|value| self.proof.broken(value, aimed)) {
                    return Some((index, broken));
                }
                // What does not change from try to try need not be tried again.
                if !edit.varies(mode) || !(written || edit.is_change()) {
                    break;
                }
            }
        }
        None
    }

    pub(super) fn placed(&mut self, placement: &Placement<'_>, mode: Mode) -> Option<Value> {
        let mut sampler = Sampler::new(self.graph, self.rng, mode);
        let value = sampler.place(placement);
        self.budget.spend(sampler.parts);
        value
    }
}
