//! The boundary classes of valid values: every limit and one inside it, every member, every absence.

mod text;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::Class;
use super::claim::Naming;
use super::flat::{Flat, NodeId};
use super::graph::Graph;
use super::number::Lattice;
use super::route::{Leaf, Part, Route, Step, token};
use super::types::Types;
use crate::contract::schema::Place;

/// Places that are looked at.
const PLACES: usize = 2000;
/// Visits to one place, by the ways that lead to it: where one way turns out impossible another is there.
const VISITS: usize = 2;
/// Items of the longest array that is drawn.
pub(super) const ROWS: usize = 1000;

/// The ways to draw one class, tried in turn.
pub(super) type Aims = Vec<(Arc<Route>, Leaf)>;

/// Every class in the order in which the schema speaks of it.
#[derive(Debug, Default)]
pub(super) struct Boundaries {
    pub(super) order: Vec<Class>,
    pub(super) aims: HashMap<Class, Aims>,
    /// The objects with optional properties, for pairs.
    pub(super) objects: Vec<Arc<Route>>,
}

/// Collects the classes of everything that can be reached from the root.
pub(super) fn collect(graph: &Graph, root: NodeId) -> Boundaries {
    let mut walk = Walk { graph, found: Boundaries::default(), seen: HashMap::new(), open: Vec::new() };
    walk.node(root, &Place::root(), &mut Vec::new());
    walk.found
}

struct Walk<'a> {
    graph: &'a Graph,
    found: Boundaries,
    seen: HashMap<(NodeId, Place), usize>,
    open: Vec<NodeId>,
}

impl Walk<'_> {
    fn node(&mut self, node: NodeId, place: &Place, steps: &mut Vec<Step>) {
        let visits = self.seen.entry((node, place.clone())).or_default();
        *visits += 1;
        if *visits > VISITS || self.open.contains(&node) || self.seen.len() > PLACES {
            return;
        }
        self.open.push(node);
        let alternatives = self.graph.live(node).count();
        for (position, (alternative, flat)) in self.graph.live(node).enumerate() {
            let route = Arc::new(Route { steps: steps.clone(), node, alternative });
            if alternatives > 1 {
                self.add(place, format!("branch:{position}"), &route, Leaf::Flat(Arc::new(flat.clone())));
            }
            for (name, leaf) in classes(flat) {
                self.add(place, name, &route, leaf);
            }
            self.parts(flat, place, &route, steps);
        }
        self.open.pop();
    }

    fn add(&mut self, place: &Place, name: String, route: &Arc<Route>, leaf: Leaf) {
        let class = Class { place: place.clone(), name };
        let aims = self.found.aims.entry(class.clone()).or_default();
        if aims.is_empty() {
            self.found.order.push(class);
        }
        if aims.len() < 6 {
            aims.push((Arc::clone(route), leaf));
        }
    }

    fn parts(&mut self, flat: &Flat, place: &Place, route: &Arc<Route>, steps: &mut Vec<Step>) {
        if flat.choices.is_some() {
            return;
        }
        let mut below: Vec<(Part, NodeId)> = Vec::new();
        if flat.types.holds(Types::OBJECT) {
            let optional = flat.object.names.iter().filter(|(name, _)| !flat.object.required.contains(name));
            let mut some = 0;
            for (name, child) in optional {
                let here = place.property(name);
                let mut without = flat.clone();
                without.object.forbidden.push(name.clone());
                self.add(&here, "absent".into(), route, Leaf::Flat(Arc::new(without)));
                let possible = self.graph.height(child.node).is_some() && !flat.object.forbidden.contains(name);
                // What is not given has no value to be present with.
                if possible && !self.graph.withheld(child.node) {
                    some += 1;
                    let mut with = flat.clone();
                    with.object.required.push(name.clone());
                    self.add(&here, "present".into(), route, Leaf::Flat(Arc::new(with)));
                }
            }
            if some > 1 {
                self.found.objects.push(Arc::clone(route));
            }
            let allowed = flat.object.names.iter().filter(|(name, _)| !flat.object.forbidden.contains(name));
            below.extend(allowed.map(|(name, child)| (Part::Property(name.clone()), child.node)));
            let patterns = flat.object.patterns.iter();
            below.extend(patterns.map(|p| (Part::Further(Naming::Matching(p.pattern.as_str().into())), p.child.node)));
            // A free property is worth a visit where something is said of it.
            if !flat.object.rest.origins.is_empty() {
                below.push((Part::Further(Naming::Free), flat.object.rest.node));
            }
        }
        if flat.types.holds(Types::ARRAY) && flat.array.max != Some(0) {
            let prefix = flat.array.prefix.iter().enumerate();
            below.extend(prefix.map(|(index, slot)| (Part::Index(index), slot.plain.node)));
            if !flat.array.rest.plain.origins.is_empty() {
                below.push((Part::Item, flat.array.rest.plain.node));
            }
        }
        for (part, node) in below {
            if self.graph.withheld(node) && self.graph.live(node).all(|(_, flat)| !flat.empties()) {
                continue;
            }
            let here = match &part {
                Part::Property(name) => place.property(name),
                Part::Index(index) => place.index(*index),
                Part::Further(_) | Part::Item => place.any(),
            };
            debug_assert!(here.as_str().ends_with(&token(&part)));
            steps.push(Step { node: route.node, alternative: route.alternative, part });
            self.node(node, &here, steps);
            steps.pop();
        }
    }
}

/// The classes of one alternative, by name.
fn classes(flat: &Flat) -> Vec<(String, Leaf)> {
    if flat.unavailable {
        let null = flat.types.holds(Types::NULL).then(|| ("null".to_owned(), Leaf::Put(Value::Null)));
        let blank = flat.blank.then(|| ("length-max".to_owned(), Leaf::Put("".into())));
        return null.into_iter().chain(blank).collect();
    }
    if let Some(choices) = &flat.choices {
        let given = if flat.from.is_some() { "given" } else { "enum" };
        let name = |index: usize, value: &Value| {
            let index =
                flat.listed.iter().position(|listed| listed == value).filter(|_| flat.from.is_none()).unwrap_or(index);
            if value.is_null() { "null".to_owned() } else { format!("{given}:{index}") }
        };
        return choices
            .iter()
            .enumerate()
            .map(|(index, value)| (name(index, value), Leaf::Put(value.clone())))
            .collect();
    }
    let mut classes = Vec::new();
    for single in flat.types.singles() {
        match single {
            Types::NULL => classes.push(("null".to_owned(), Leaf::Put(Value::Null))),
            Types::BOOLEAN => {
                classes.push(("true".to_owned(), Leaf::Put(Value::Bool(true))));
                classes.push(("false".to_owned(), Leaf::Put(Value::Bool(false))));
            }
            Types::INTEGER => {
                classes.extend(flat.numbers.whole.as_ref().into_iter().flat_map(|l| numbers(flat, l, true)));
            }
            Types::FRACTION => {
                classes.extend(flat.numbers.fraction.as_ref().into_iter().flat_map(|l| numbers(flat, l, false)));
            }
            Types::STRING => classes.extend(text::classes(flat)),
            Types::ARRAY => classes.extend(sizes(flat.array.least(), flat.array.max, "items", |n| {
                let mut sized = only(flat, Types::ARRAY);
                (sized.array.min, sized.array.max) = (n, Some(n));
                sized
            })),
            _ if flat.object.min > 0 || flat.object.max.is_some() => {
                let least = flat.object.min.max(flat.object.required.len());
                classes.extend(sizes(least, flat.object.max, "properties", |n| {
                    let mut sized = only(flat, Types::OBJECT);
                    (sized.object.min, sized.object.max) = (n, Some(n));
                    sized
                }));
            }
            _ => {}
        }
    }
    let several = flat.types.without(Types::NULL).singles().count() > 1;
    if several && flat.types != Types::ALL {
        for (single, name) in Types::EACH.into_iter().filter(|(single, _)| flat.types.holds(*single)) {
            classes.push((format!("type:{name}"), Leaf::Flat(Arc::new(only(flat, single)))));
        }
    }
    classes
}

/// The alternative with one type only.
pub(super) fn only(flat: &Flat, single: Types) -> Flat {
    Flat { types: single, ..flat.clone() }
}

fn sizes(min: usize, max: Option<usize>, what: &str, sized: impl Fn(usize) -> Flat) -> Vec<(String, Leaf)> {
    let most = max.unwrap_or(usize::MAX);
    let mut counts = vec![0, 1, min, min.saturating_add(1)];
    counts.extend((what == "items").then_some(12));
    counts.extend(max.into_iter().flat_map(|max| [max.saturating_sub(1), max]));
    counts.retain(|n| (min..=most).contains(n) && *n <= ROWS);
    counts.sort_unstable();
    counts.dedup();
    counts.into_iter().map(|n| (format!("{what}-{n}"), Leaf::Flat(Arc::new(sized(n))))).collect()
}

/// Limits, their insides, and the numbers at which implementations break.
fn numbers(flat: &Flat, lattice: &Lattice, whole: bool) -> Vec<(String, Leaf)> {
    const FAMOUS: [(&str, i128); 9] = [
        ("zero", 0),
        ("one", 1),
        ("negative", -1),
        ("int32-max", (1 << 31) - 1),
        ("int32-over", 1 << 31),
        ("uint32-over", 1 << 32),
        ("float-limit", (1 << 53) + 1),
        ("digits-18", 999_999_999_999_999_999),
        ("int64-max", (1 << 63) - 1),
    ];
    let mut rows: Vec<(String, i128)> = Vec::new();
    let (low, high) = ((flat.numbers.low, lattice.low), (flat.numbers.high, lattice.high));
    let prefix = if whole { "" } else { "fraction-" };
    if let (Some(_), Some(at)) = low {
        rows.push((format!("{prefix}minimum"), at));
        rows.push((format!("{prefix}minimum-inside"), at + lattice.step));
    }
    let bounded = high.0.is_some() || flat.numbers.max_digits.is_some();
    if let (true, Some(at)) = (bounded, high.1) {
        rows.push((format!("{prefix}maximum"), at));
        rows.push((format!("{prefix}maximum-inside"), at - lattice.step));
    }
    if let (Some(_), None, Some(at)) = (flat.numbers.max_digits, low.0, lattice.low) {
        rows.push(("minimum".into(), at));
    }
    if whole {
        let unit = 10_i128.pow(lattice.scale);
        rows.extend(FAMOUS.iter().map(|&(name, value)| (name.to_owned(), value * unit)));
    } else {
        let one = 10_i128.pow(lattice.scale);
        rows.push(("fraction".into(), lattice.nearest(one + one / 2)));
        rows.push(("fraction-one-digit".into(), lattice.nearest(one / 10)));
    }
    let mut seen = HashSet::new();
    let leaf =
        |(name, units): (String, i128)| Some((name, Leaf::Put(lattice.value(units).filter(|v| flat.admits(v))?)));
    let unique = rows.into_iter().filter(|(_, units)| seen.insert(*units));
    unique.filter_map(leaf).collect()
}
