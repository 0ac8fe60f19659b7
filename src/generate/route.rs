//! Routes through the graph: how a place in a value is reached, and what is put there.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::At;
use super::claim::Naming;
use super::flat::{Child, Flat, NodeId};
use super::graph::Graph;
use super::pen::array::Given;
use super::pen::object::Fixed;
use super::pen::{Mode, Pen, SLACK};
use super::text::TextAsk;
use super::types::Types;
use crate::contract::schema::{Constraint, escape, unescape};

/// Items that an array gets so that its last one stands at index 10 or later.
const MANY: usize = 13;
/// Edits of one text that are looked at.
pub(super) const EDITS: usize = 24;
/// Routes kept for one constraint.
const ROUTES: usize = 8;

/// One step down into a container.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) node: NodeId,
    pub(super) alternative: usize,
    pub(super) part: Part,
}

/// Which part of the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Property(String),
    /// A property without a name of its own.
    Further(Naming),
    /// The item at a fixed index.
    Index(usize),
    /// Any item after the fixed ones.
    Item,
}

/// The steps to a place, and the alternative that stands there.
#[derive(Debug, Clone)]
pub(super) struct Route {
    pub(super) steps: Vec<Step>,
    pub(super) node: NodeId,
    pub(super) alternative: usize,
}

/// A change that is made to a drawn value; the number counts the tries.
pub(super) type Change = dyn Fn(&Value, usize) -> Option<Value> + Send + Sync;

/// What stands at the end of a route.
#[derive(Clone)]
pub(super) enum Leaf {
    Put(Value),
    Flat(Arc<Flat>),
    Text(Arc<Flat>, TextAsk),
    Edit(Arc<Flat>, Arc<Change>),
    /// A text that is edited until it is no longer legal but keeps all else.
    Misspell(Arc<Flat>, Arc<Change>, Arc<Bounds>),
}

/// What an edited text must leave, and what it must still keep.
pub(super) struct Bounds {
    pub(super) legal: Arc<Flat>,
    pub(super) relaxed: Vec<Arc<Flat>>,
}

impl Bounds {
    pub(super) fn between(&self, value: &Value) -> bool {
        !self.legal.admits(value) && self.relaxed.iter().any(|flat| flat.admits(value))
    }
}

impl Leaf {
    /// Whether another try may end otherwise.
    pub(super) fn varies(&self, mode: Mode) -> bool {
        mode == Mode::Random || !matches!(self, Self::Put(_) | Self::Flat(_))
    }

    pub(super) fn is_edit(&self) -> bool {
        matches!(self, Self::Edit(..) | Self::Misspell(..))
    }
}

impl fmt::Debug for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Put(value) => f.debug_tuple("Put").field(value).finish(),
            Self::Flat(_) => f.write_str("Flat"),
            Self::Text(_, ask) => f.debug_tuple("Text").field(ask).finish(),
            Self::Edit(..) => f.write_str("Edit"),
            Self::Misspell(..) => f.write_str("Misspell"),
        }
    }
}

/// How a place is to be filled.
pub(super) struct Aim<'a> {
    pub(super) route: &'a Route,
    pub(super) leaf: &'a Leaf,
    pub(super) at: At,
    pub(super) attempt: usize,
}

impl Pen<'_> {
    /// A value in which the leaf stands at the end of the route.
    pub(super) fn aim(&mut self, aim: &Aim<'_>) -> Option<Value> {
        self.parts = 0;
        self.step(aim, 0)
    }

    fn fuel(&self, flat: &Flat) -> u32 {
        flat.heights.any.unwrap_or(0) + if self.mode == Mode::Random { SLACK } else { 1 }
    }

    fn step(&mut self, aim: &Aim<'_>, depth: usize) -> Option<Value> {
        let Some(step) = aim.route.steps.get(depth) else { return self.leaf(aim) };
        let flat = &self.graph.nodes[step.node].flats[step.alternative];
        let fuel = self.fuel(flat);
        let value = self.step(aim, depth + 1)?;
        match &step.part {
            Part::Property(name) => self.object(flat, fuel, Some(Fixed { name, value })),
            Part::Further(naming) => {
                let name = self.name(flat, naming, flat.object.name_node, &serde_json::Map::new())?;
                self.object(flat, fuel, Some(Fixed { name: &name, value }))
            }
            Part::Index(index) => {
                let lengths = lengths(flat, At::First).into_iter().map(|length| length.max(index + 1));
                // Where items must match, the one that is given may not count.
                let own = flat.array.needs.is_empty().then(|| flat.array.min.max(index + 1));
                let last = [flat.array.least().max(index + 1)];
                own.into_iter().chain(lengths).chain(last).find_map(|length| {
                    self.array(flat, fuel, Some(Given { index: *index, length, item: value.clone() }))
                })
            }
            Part::Item => {
                let fixed = flat.array.prefix.len();
                let lengths = lengths(flat, aim.at);
                lengths.into_iter().find_map(|length| {
                    let index = match aim.at {
                        At::First => fixed,
                        At::Middle => fixed.max(length / 2),
                        At::Last => length - 1,
                    };
                    self.array(flat, fuel, Some(Given { index, length, item: value.clone() }))
                })
            }
        }
    }

    fn leaf(&mut self, aim: &Aim<'_>) -> Option<Value> {
        match aim.leaf {
            Leaf::Put(value) => Some(value.clone()),
            Leaf::Flat(flat) => self.flat(flat, self.fuel(flat)),
            Leaf::Text(flat, ask) => self.text(flat, ask),
            Leaf::Edit(flat, change) => {
                let value = self.flat(flat, self.fuel(flat))?;
                change(&value, aim.attempt)
            }
            Leaf::Misspell(flat, change, bounds) => {
                let value = self.flat(flat, self.fuel(flat))?;
                let start = if self.mode == Mode::Random { self.rng.below(EDITS) } else { 0 };
                let edits = (0..EDITS).filter_map(|edit| change(&value, (start + edit) % EDITS));
                edits.filter(|text| bounds.between(text)).nth(aim.attempt)
            }
        }
    }
}

/// The lengths to try, best first.
fn lengths(flat: &Flat, at: At) -> Vec<usize> {
    let array = &flat.array;
    // The item itself may be none of those that are needed.
    let needed: usize = array.needs.iter().map(|need| need.min).sum();
    let least = array.min.max(array.prefix.len() + 1).max(needed + usize::from(needed > 0));
    let most = array.max.unwrap_or(usize::MAX);
    let wishes: &[usize] = if at == At::First { &[0, 2, 3] } else { &[MANY, 11, 6, 3, 2, 0] };
    let mut lengths: Vec<usize> = wishes.iter().map(|wish| (*wish).clamp(least.min(most), most)).collect();
    lengths.dedup();
    lengths.retain(|length| *length > array.prefix.len());
    lengths
}

/// Where a constraint stands: the route to its place, and the pointer of its schema object.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) route: Route,
    pub(super) at: Arc<str>,
}

/// Finds the routes to a constraint: those whose alternative really holds its schema object by its evaluation path.
pub(super) fn find(graph: &Graph, root: NodeId, constraint: &Constraint) -> Vec<Found> {
    let path = constraint.schema_path.as_str();
    let (parent, tokens) = parent_of(constraint);
    let mut seek = Seek { graph, path, parent, found: Vec::new() };
    seek.go(root, &[vec![String::new()]], &tokens, &mut Vec::new(), ROUTES);
    seek.found
}

/// The evaluation path of the schema object that speaks, and the tokens of the place where it stands.
pub(super) fn parent_of(constraint: &Constraint) -> (&str, Vec<String>) {
    let path = constraint.schema_path.as_str();
    let mut tokens: Vec<String> = constraint.place.as_str().split('/').skip(1).map(str::to_owned).collect();
    let mut cut = 1;
    if constraint.keyword == "false" {
        // A `false` schema is spoken by the object above it.
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
    found: Vec<Found>,
}

impl Seek<'_> {
    /// Finds at most `budget` routes, shared out among the alternatives: a place that one of them leaves no room for is reached
    /// through another.
    fn go(&mut self, node: NodeId, bases: &[Vec<String>], tokens: &[String], steps: &mut Vec<Step>, budget: usize) {
        let end = self.found.len() + budget;
        let count = self.graph.live(node).count();
        for (position, (alternative, flat)) in self.graph.live(node).enumerate() {
            let share = end.saturating_sub(self.found.len()).div_ceil(count - position);
            if share == 0 {
                return;
            }
            let full = |hold: usize| {
                let trail = &flat.holds[hold].1;
                let of_member = bases.get(trail.member).map_or(&[][..], Vec::as_slice);
                of_member.iter().map(|base| format!("{base}{}", trail.path)).collect::<Vec<_>>()
            };
            let Some((token, rest)) = tokens.split_first() else {
                let hold = (0..flat.holds.len()).find(|hold| full(*hold).iter().any(|path| path == self.parent));
                if let Some(hold) = hold {
                    let route = Route { steps: steps.clone(), node, alternative };
                    self.found.push(Found { route, at: Arc::clone(&flat.holds[hold].0) });
                }
                continue;
            };
            for (part, child) in parts(flat, token) {
                let mut below: Vec<Vec<String>> = vec![Vec::new(); self.graph.nodes[child.node].key.claims.len()];
                for (claim, hold, step) in &child.origins {
                    let paths = full(*hold).into_iter().map(|path| format!("{path}{step}"));
                    below[*claim].extend(paths.filter(|path| self.path.starts_with(path)));
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

/// The parts of an alternative that a token of a place can mean, where it has room for them.
fn parts<'f>(flat: &'f Flat, token: &str) -> Vec<(Part, &'f Child)> {
    let mut parts = Vec::new();
    let room = |index: usize| flat.types.holds(Types::ARRAY) && flat.array.max.is_none_or(|max| index < max);
    if token == "*" {
        parts.extend(room(flat.array.prefix.len()).then_some((Part::Item, &flat.array.rest.plain)));
        let patterns = flat.object.patterns.iter();
        parts.extend(patterns.map(|p| (Part::Further(Naming::Matching(p.pattern.as_str().into())), &p.child)));
        parts.push((Part::Further(Naming::Free), &flat.object.rest));
    }
    let name = unescape(&token.replace("~2", "*"));
    parts.extend(
        flat.object
            .names
            .iter()
            .filter(|(known, _)| *known == name && !flat.object.forbidden.contains(known))
            .map(|(_, child)| (Part::Property(name.clone()), child)),
    );
    if let Some((index, slot)) =
        token.parse().ok().filter(|index| room(*index)).and_then(|index| Some((index, flat.array.prefix.get(index)?)))
    {
        parts.push((Part::Index(index), &slot.plain));
    }
    parts
}

/// The token of a part in a place.
pub(super) fn token(part: &Part) -> String {
    match part {
        Part::Property(name) if name == "*" => "~2".into(),
        Part::Property(name) => escape(name).into_owned(),
        Part::Index(index) => index.to_string(),
        Part::Further(_) | Part::Item => "*".into(),
    }
}
