//! The boundary classes of valid values: every limit and one inside it, every member, every absence.

mod binding;
mod classes;
mod names;
mod point;
mod text;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use self::binding::Constraints;
use self::classes::classes;
use self::point::Point;
use super::class::Class;
use super::conjunct::Conjunct;
use super::edit::Edit;
use super::goal::Naming;
use super::graph::Graph;
use super::limits::NodeId;
use super::path::{NodePath, Part, Step, token};
use super::types::Types;
use crate::contract::schema::{Constraint, Options, Place};

/// Places that are looked at.
const PLACES: usize = 2000;
/// Ways to draw one class that are kept: each branch of a union has its own.
const CANDIDATES: usize = 32;
/// Visits to one place, by the ways that lead to it: where one way turns out impossible another is there.
const VISITS: usize = 2;

/// One way to draw a class.
#[derive(Debug)]
pub(super) struct Candidate {
    /// How its place is reached.
    pub(super) path: Arc<NodePath>,
    /// What is put there.
    pub(super) edit: Edit,
    /// The constraint whose limit that is, by its index.
    pub(super) of: Option<usize>,
}

/// Every class in the order of the schema.
#[derive(Debug, Default)]
pub(super) struct Boundaries {
    /// The classes.
    pub(super) order: Vec<Class>,
    /// The ways to draw each class, tried in turn.
    pub(super) candidates: HashMap<Class, Vec<Candidate>>,
    /// The objects with optional properties, for pairs.
    pub(super) objects: Vec<Arc<NodePath>>,
    /// Places beyond the last that was looked at are left out.
    pub(super) cut: bool,
}

impl Boundaries {
    /// Leaves out the classes that cannot be drawn, and puts first what is known to work: its limit is that of the class.
    pub(super) fn keep_what_works(&mut self, mut first_that_works: impl FnMut(&Class, &[Candidate]) -> Option<usize>) {
        let Self { order, candidates, .. } = self;
        order.retain_mut(|class| {
            let works = candidates.get(class).and_then(|candidates| first_that_works(class, candidates));
            match (works, candidates.get_mut(class)) {
                (Some(works), Some(candidates)) => {
                    candidates[..=works].rotate_right(1);
                    class.of = candidates[0].of;
                }
                _ => drop(candidates.remove(class)),
            }
            works.is_some()
        });
    }
}

/// Collects the classes of everything that can be reached from the root.
pub(super) fn collect(graph: &Graph, root: NodeId, constraints: &[Constraint], options: &Options) -> Boundaries {
    let constraints = Constraints::new(constraints, options);
    let new = |sparing| {
        let (found, seen, open) = Default::default();
        Walk { graph, constraints: &constraints, found, seen, open, sparing }
    };
    let mut walk = new(None);
    walk.node(root, &Place::root(), &mut Vec::new());
    if !walk.found.cut {
        return walk.found;
    }
    // Places beyond counting: of each node the nearest one.
    let mut walk = new(Some(VecDeque::from([(root, Place::root(), Vec::new())])));
    while let Some((node, place, mut steps)) = walk.sparing.as_mut().and_then(VecDeque::pop_front) {
        walk.node(node, &place, &mut steps);
    }
    walk.found.cut = true;
    walk.found
}

/// A node whose turn comes later, with its place and the way there.
type Later = (NodeId, Place, Vec<Step>);

struct Walk<'a> {
    graph: &'a Graph,
    constraints: &'a Constraints<'a>,
    found: Boundaries,
    seen: HashMap<(NodeId, Place), usize>,
    open: Vec<NodeId>,
    /// Where places are beyond counting: the nodes that are still to be looked at.
    sparing: Option<VecDeque<Later>>,
}

impl Walk<'_> {
    fn node(&mut self, node: NodeId, place: &Place, steps: &mut Vec<Step>) {
        let spared = self.sparing.is_some();
        let visits = self.seen.entry((node, if spared { Place::root() } else { place.clone() })).or_default();
        *visits += 1;
        if *visits > (if spared { 1 } else { VISITS }) || self.open.contains(&node) {
            return;
        }
        if self.seen.len() > PLACES {
            self.found.cut = true;
            return;
        }
        self.open.push(node);
        let alternatives = self.graph.live(node).count();
        for (position, (alternative, conjunct)) in self.graph.live(node).enumerate() {
            let path = Arc::new(NodePath { steps: steps.clone(), node, alternative });
            if alternatives > 1 {
                let branch = Edit::Conjunct(Arc::new(conjunct.clone()));
                self.add(place, &path, Point::new(format!("branch:{position}"), branch, None));
            }
            for point in classes(conjunct, &self.constraints.binding(place, conjunct)) {
                self.add(place, &path, point);
            }
            self.parts(conjunct, place, &path, steps);
        }
        self.open.pop();
    }

    fn add(&mut self, place: &Place, path: &Arc<NodePath>, point: Point) {
        let Point { name, edit, of } = point;
        let class = Class { place: place.clone(), name, of };
        let candidates = self.found.candidates.entry(class.clone()).or_default();
        if candidates.is_empty() {
            self.found.order.push(class);
        }
        if candidates.len() < CANDIDATES {
            candidates.push(Candidate { path: Arc::clone(path), edit, of });
        }
    }

    fn parts(&mut self, conjunct: &Conjunct, place: &Place, path: &Arc<NodePath>, steps: &mut Vec<Step>) {
        if conjunct.choices.is_some() {
            return;
        }
        let mut below: Vec<(Part, NodeId)> = Vec::new();
        if conjunct.types.holds(Types::OBJECT) {
            let asked: HashSet<&String> = conjunct.object.required.iter().collect();
            let barred: HashSet<&String> = conjunct.object.forbidden.iter().collect();
            let whole = Arc::new(conjunct.clone());
            let mut some = 0;
            for (name, child) in conjunct.object.names.iter().filter(|(name, _)| !asked.contains(name)) {
                let here = place.property(name);
                let of = self.constraints.presence(place, name);
                let edit = |there| Edit::Presence(Arc::clone(&whole), name.clone(), there);
                self.add(&here, path, Point::new("absent", edit(false), of));
                let possible = self.graph.depth(child.node).is_some() && !barred.contains(name);
                // What is not given has no value to be present with.
                if possible && !self.graph.withheld(child.node) {
                    some += 1;
                    self.add(&here, path, Point::new("present", edit(true), of));
                }
            }
            for point in names::points(self.graph, conjunct, &whole, self.constraints) {
                self.add(place, path, point);
            }
            if some > 1 {
                self.found.objects.push(Arc::clone(path));
            }
            let allowed = conjunct.object.names.iter().filter(|(name, _)| !barred.contains(name));
            below.extend(allowed.map(|(name, child)| (Part::Property(name.clone()), child.node)));
            let patterns = conjunct.object.patterns.iter();
            below.extend(patterns.map(|p| (Part::Further(Naming::Matching(p.pattern.as_str().into())), p.child.node)));
            // A free property is worth a visit where it has a schema.
            if !conjunct.object.rest.origins.is_empty() {
                below.push((Part::Further(Naming::Free), conjunct.object.rest.node));
            }
        }
        if conjunct.types.holds(Types::ARRAY) && conjunct.array.max != Some(0) {
            let prefix = conjunct.array.prefix.iter().enumerate();
            below.extend(prefix.map(|(index, slot)| (Part::Index(index), slot.plain.node)));
            if !conjunct.array.rest.plain.origins.is_empty() {
                below.push((Part::Item, conjunct.array.rest.plain.node));
            }
            let needed = conjunct.array.needs.iter().zip(&conjunct.array.rest.with).enumerate();
            let needed = needed.filter(|(_, (need, _))| need.min > 0);
            below.extend(needed.map(|(index, (_, child))| (Part::Counted(index), child.node)));
        }
        self.below(below, place, path, steps);
    }

    fn below(&mut self, parts: Vec<(Part, NodeId)>, place: &Place, path: &Arc<NodePath>, steps: &mut Vec<Step>) {
        for (part, node) in parts {
            if self.graph.withheld(node) && self.graph.live(node).all(|(_, conjunct)| !conjunct.empties()) {
                continue;
            }
            let here = match &part {
                Part::Property(name) => place.property(name),
                Part::Index(index) => place.index(*index),
                Part::Further(_) | Part::Item | Part::Counted(_) => place.any(),
            };
            debug_assert!(here.as_str().ends_with(&token(&part)));
            steps.push(Step { node: path.node, alternative: path.alternative, part });
            match &mut self.sparing {
                Some(queue) => queue.push_back((node, here, steps.clone())),
                None => self.node(node, &here, steps),
            }
            steps.pop();
        }
    }
}

#[cfg(test)]
mod tests;
