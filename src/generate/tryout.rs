//! What is tried out once, when a drawer is made: which ways to break a constraint there are, and which classes can be drawn.

use serde_json::{Value, json};

use super::broken::At;
use super::budget::Budget;
use super::builder::Builder;
use super::confirm::Confirmer;
use super::drawer::{Drawer, Untold};
use super::mode::Mode;
use super::mutation::Words;
use super::prepare::{Prepared, prepare, prepare_alone};
use super::proof::Proof;
use super::rng::Rng;
use super::together::{Aimed, companions, is_twin};
use crate::contract::schema::Options;

/// Parts that are written to try out what can be drawn, all in all: a second or two.
const EFFORT: usize = 1_500_000;
/// Constraints for which values are changed as a last resort, and what judging such a value costs, in parts.
const CHANGED: usize = 60;
const OF_A_CHANGE: usize = 20;
/// Constraints for which it is searched further.
const SEARCHED: usize = 300;

impl Drawer {
    /// Leaves out what cannot be drawn at all or distinguished, and puts first what is known to work.
    pub(super) fn try_out(&mut self, schema: &Value, builder: &mut Builder<'_>, options: &Options) {
        let most = options.effort.map_or(EFFORT, |own| own.min(EFFORT));
        let mut effort = most;
        self.try_kinds(&mut effort, |_| true);
        self.search(builder, options, &mut effort);
        self.join(builder, options, &mut effort);
        self.change(schema, &mut effort);
        self.try_classes(effort.max(most / 2));
    }

    /// Searches further for what nothing breaks yet.
    fn search(&mut self, builder: &mut Builder<'_>, options: &Options, effort: &mut usize) {
        let open = self.prepared.iter().enumerate();
        let open = open.filter(|(_, one)| one.kinds.is_empty() && !one.impossible && !one.is_settled);
        let open: Vec<usize> = open.map(|(index, _)| index).take(SEARCHED).collect();
        if open.is_empty() {
            return;
        }
        let wanted: Vec<Aimed<'_>> =
            open.iter().map(|index| Aimed::with(&self.proof.constraints, *index, &[])).collect();
        builder.graph = std::mem::take(&mut self.graph);
        let mut found = prepare_alone(builder, self.root, &wanted, options);
        self.graph = std::mem::take(&mut builder.graph);
        // The value keeps no more than its own schema object here: that it has none proves nothing.
        for prepared in &mut found {
            prepared.impossible = false;
        }
        for (index, before) in self.try_again(open.into_iter().zip(found).collect(), effort) {
            if self.prepared[index].kinds.is_empty() {
                self.prepared[index] = before;
            }
        }
        let Self { prepared, untold, .. } = self;
        untold.retain(|one| !matches!(one, Untold::Kind(at, kind) if prepared[*at].kinds.contains(kind)));
    }

    /// Prepares once more, together with what is one breach with it, what cannot be broken alone, and a pattern next to a format, where
    /// most misspellings break both.
    fn join(&mut self, builder: &mut Builder<'_>, options: &Options, effort: &mut usize) {
        let constraints = &self.proof.constraints;
        let with = |(index, prepared): (usize, &Prepared)| {
            let mut with = companions(constraints, &self.by_place, index);
            with.retain(|other| prepared.kinds.is_empty() || is_twin(&constraints[index], &constraints[*other]));
            (!with.is_empty()).then_some((index, with))
        };
        let joined: Vec<(usize, Vec<usize>)> = self.prepared.iter().enumerate().filter_map(with).collect();
        if joined.is_empty() {
            return;
        }
        let wanted: Vec<Aimed<'_>> =
            joined.iter().map(|(index, with)| Aimed::with(constraints, *index, with)).collect();
        builder.graph = std::mem::take(&mut self.graph);
        let found = prepare(builder, self.root, &wanted, options);
        self.graph = std::mem::take(&mut builder.graph);
        let with = |((index, with), mut prepared): ((usize, Vec<usize>), Prepared)| {
            prepared.with = with;
            (index, prepared)
        };
        let found = joined.into_iter().zip(found).map(with).collect();
        for (index, alone) in self.try_again(found, effort) {
            self.prepared[index].put_first(alone);
        }
    }

    /// Changes values until one breaks what nothing breaks yet, where it is not proved that there is none.
    fn change(&mut self, schema: &Value, effort: &mut usize) {
        let open = self.prepared.iter().enumerate().filter(|(_, one)| one.kinds.is_empty() && !one.impossible);
        let open: Vec<usize> = open.map(|(index, _)| index).take(CHANGED).collect();
        if open.is_empty() {
            return;
        }
        let words = Words::of(schema);
        let mut rng = Rng::new(0, "change");
        let bases: Vec<Value> = self.minimal(&mut rng).into_iter().chain([json!({})]).collect();
        for index in open {
            let aimed = Aimed::with(&self.proof.constraints, index, &self.prepared[index].with);
            let cost = OF_A_CHANGE * aimed.constraint.within.as_ref().map_or(1, |union| union.branches);
            let mut breaks = |value: &Value| {
                let may = *effort > 0;
                *effort = effort.saturating_sub(cost);
                may && self.proof.broken(value.clone(), &aimed).is_some()
            };
            let mut changed = bases.iter().flat_map(|base| words.mutated(aimed.constraint, base));
            if let Some(value) = changed.find(|value| breaks(value)) {
                self.prepared[index].add_found(self.root, value);
            }
        }
    }

    /// Puts what was prepared once more into its place and tries it out; what was there is handed back.
    fn try_again(&mut self, found: Vec<(usize, Prepared)>, effort: &mut usize) -> Vec<(usize, Prepared)> {
        let own = |(index, prepared)| (index, std::mem::replace(&mut self.prepared[index], prepared));
        let before: Vec<(usize, Prepared)> = found.into_iter().map(own).collect();
        // They are in the order of the constraints.
        self.try_kinds(effort, |number| before.binary_search_by_key(&number, |(index, _)| *index).is_ok());
        before
    }

    fn try_kinds(&mut self, effort: &mut usize, which: impl Fn(usize) -> bool) {
        let Self { proof, graph, prepared, untold, tried_in_part, .. } = self;
        let as_json = proof.as_json();
        for (number, prepared) in prepared.iter_mut().enumerate().filter(|(number, _)| which(*number)) {
            let aimed = Aimed::with(&proof.constraints, number, &prepared.with);
            prepared.keep_what_works(|kind, recipes| {
                // What is not tried may work or not: each draw will show.
                if *effort == 0 {
                    *tried_in_part = true;
                    return (!recipes.is_empty()).then(|| (0, Vec::new()));
                }
                let mut works = |proof: &Proof| {
                    let mut rng = Rng::new(0, "try-out");
                    let broken = |mode| {
                        let budget = Budget::of_preparation();
                        let mut confirmer = Confirmer { graph, proof, rng: &mut rng, budget };
                        let found = confirmer.broken(&aimed, recipes, At::First, mode);
                        *effort = effort.saturating_sub(confirmer.budget.spent);
                        found
                    };
                    let found = [Mode::Plain, Mode::Random].into_iter().find_map(broken);
                    found.map(|(index, broken)| (index, broken.with))
                };
                let found = works(proof);
                if found.is_none() && as_json.as_ref().is_some_and(|proof| works(proof).is_some()) {
                    let lost = Untold::Kind(number, kind.clone());
                    if !untold.contains(&lost) {
                        untold.push(lost);
                    }
                }
                found
            });
        }
    }

    /// Leaves out the classes that cannot be drawn, such as what the document is silent about, or distinguished, and puts first what works.
    fn try_classes(&mut self, mut effort: usize) {
        let Self { proof, graph, boundaries, untold, tried_in_part, .. } = self;
        let as_json = proof.as_json();
        boundaries.keep_what_works(|class, candidates| {
            if effort == 0 {
                *tried_in_part = true;
                return Some(0);
            }
            let mut works = |proof: &Proof| {
                let mut rng = Rng::new(0, "try-out");
                let mut confirmer = Confirmer { graph, proof, rng: &mut rng, budget: Budget::of_preparation() };
                let found = confirmer.class(candidates).map(|(index, _)| index);
                effort = effort.saturating_sub(confirmer.budget.spent);
                found
            };
            let found = works(proof);
            // Of what has no type no number or truth is a class of its own.
            let lost = found.is_none() && !proof.is_untyped(&class.place);
            if lost && as_json.as_ref().is_some_and(|proof| works(proof).is_some()) {
                untold.push(Untold::Class(class.clone()));
            }
            found
        });
    }
}
