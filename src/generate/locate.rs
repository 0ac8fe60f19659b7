//! Locates a constraint in the graph: the paths to the conjuncts in which it holds.

use std::sync::Arc;

use super::conjunct::Conjunct;
use super::goal::{Naming, SchemaPointer};
use super::graph::Graph;
use super::limits::{Child, NodeId};
use super::path::{NodePath, Part, Step};
use super::types::Types;
use crate::contract::schema::{Constraint, unescape};

/// Paths kept for one constraint.
const PATHS: usize = 8;

/// Where a constraint is: the path to its place, and the pointer of its schema object.
#[derive(Debug, Clone)]
pub(super) struct Located {
    /// Leads to the conjunct.
    pub(super) path: NodePath,
    /// The schema object that holds there.
    pub(super) at: SchemaPointer,
}

/// Finds the paths to a constraint: those whose conjunct really holds its schema object by its evaluation path.
pub(super) fn locate(graph: &Graph, root: NodeId, constraint: &Constraint) -> Vec<Located> {
    let path = constraint.schema_path.as_str();
    let (parent, tokens) = parent_of(constraint);
    let mut seek = Seek { graph, path, parent, found: Vec::new() };
    seek.go(root, &[vec![String::new()]], &tokens, &mut Vec::new(), PATHS);
    seek.found
}

/// The evaluation path of the schema object that a constraint stands in, and the tokens of that object's place.
fn parent_of(constraint: &Constraint) -> (&str, Vec<String>) {
    let path = constraint.schema_path.as_str();
    let mut tokens: Vec<String> = constraint.place.as_str().split('/').skip(1).map(str::to_owned).collect();
    let mut cut = 1;
    if constraint.keyword == "false" {
        // A `false` schema stands in the object above it.
        let mut segments = path.rsplit('/');
        let (last, before) = (segments.next().unwrap_or_default(), segments.next().unwrap_or_default());
        let several = matches!(before, "properties" | "prefixItems" | "patternProperties" | "dependentSchemas");
        cut = if several { 2 } else { 1 };
        let keyword = if several { before } else { last };
        if matches!(keyword, "properties" | "prefixItems" | "patternProperties" | "items" | "additionalProperties") {
            tokens.pop();
        }
    }
    let end = path.rmatch_indices('/').nth(cut - 1).map_or(0, |(at, _)| at);
    (&path[..end], tokens)
}

struct Seek<'a> {
    graph: &'a Graph,
    path: &'a str,
    parent: &'a str,
    found: Vec<Located>,
}

impl Seek<'_> {
    /// Finds at most `budget` paths, shared among the conjuncts: a place that one of them leaves no room for is reached
    /// through another.
    fn go(&mut self, node: NodeId, bases: &[Vec<String>], tokens: &[String], steps: &mut Vec<Step>, budget: usize) {
        let end = self.found.len() + budget;
        let count = self.graph.live(node).count();
        for (position, (alternative, conjunct)) in self.graph.live(node).enumerate() {
            let share = end.saturating_sub(self.found.len()).div_ceil(count - position);
            if share == 0 {
                return;
            }
            let full = |hold: usize| {
                let trail = &conjunct.holds[hold].1;
                let of_member = bases.get(trail.member).map_or(&[][..], Vec::as_slice);
                of_member.iter().map(|base| format!("{base}{}", trail.path)).collect::<Vec<_>>()
            };
            let Some((token, rest)) = tokens.split_first() else {
                let hold = (0..conjunct.holds.len()).find(|hold| full(*hold).iter().any(|path| path == self.parent));
                if let Some(hold) = hold {
                    let path = NodePath { steps: steps.clone(), node, alternative };
                    self.found.push(Located { path, at: Arc::clone(&conjunct.holds[hold].0) });
                }
                continue;
            };
            for (part, child) in parts(conjunct, token) {
                let mut below: Vec<Vec<String>> = vec![Vec::new(); self.graph.nodes[child.node].goals.all.len()];
                for (goal, hold, step) in &child.origins {
                    let paths = full(*hold).into_iter().map(|path| format!("{path}{step}"));
                    below[*goal].extend(paths.filter(|path| self.path.starts_with(path)));
                }
                if below.iter().any(|paths| !paths.is_empty()) {
                    steps.push(Step { node, alternative, part });
                    self.go(child.node, &below, rest, steps, share);
                    steps.pop();
                }
            }
        }
    }
}

/// The parts of a conjunct that a token of a place can mean, where it has room for them.
fn parts<'f>(conjunct: &'f Conjunct, token: &str) -> Vec<(Part, &'f Child)> {
    let mut parts = Vec::new();
    let room = |index: usize| conjunct.types.holds(Types::ARRAY) && conjunct.array.max.is_none_or(|max| index < max);
    if token == "*" {
        if room(conjunct.array.prefix.len()) {
            let rest = &conjunct.array.rest;
            parts.push((Part::Item, &rest.plain));
            parts.extend(rest.with.iter().enumerate().map(|(need, child)| (Part::Counted(need), child)));
        }
        let patterns = conjunct.object.patterns.iter();
        parts.extend(patterns.map(|p| (Part::Further(Naming::Matching(p.pattern.as_str().into())), &p.child)));
        parts.push((Part::Further(Naming::Free), &conjunct.object.rest));
    }
    let name = unescape(&token.replace("~2", "*"));
    let named = conjunct.object.names.get(&name).filter(|_| !conjunct.object.forbidden.contains(&name));
    parts.extend(named.map(|child| (Part::Property(name.clone()), child)));
    if let Some((index, slot)) = token
        .parse()
        .ok()
        .filter(|index| room(*index))
        .and_then(|index| Some((index, conjunct.array.prefix.get(index)?)))
    {
        parts.push((Part::Index(index), &slot.plain));
    }
    parts
}
