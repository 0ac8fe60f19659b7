//! The boundary classes of valid values: every limit and one inside it, every member, every absence.

mod binding;
mod text;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use self::binding::{Binding, Constraints};
use super::Class;
use super::claim::Naming;
use super::flat::{Flat, NodeId};
use super::graph::Graph;
use super::number::Lattice;
use super::route::{Leaf, Part, Route, Step, token};
use super::types::Types;
use crate::contract::schema::{Constraint, Options, Place};

/// Places that are looked at.
const PLACES: usize = 2000;
/// Visits to one place, by the ways that lead to it: where one way turns out impossible another is there.
const VISITS: usize = 2;
/// Items of the longest array that is drawn.
pub(super) const ROWS: usize = 1000;

/// The ways to draw one class, tried in turn.
pub(super) type Aims = Vec<Candidate>;

/// One way to draw a class.
#[derive(Debug)]
pub(super) struct Candidate {
    /// How its place is reached.
    pub(super) route: Arc<Route>,
    /// What is put there.
    pub(super) leaf: Leaf,
    /// The constraint whose limit that is, by its index.
    pub(super) of: Option<usize>,
}

/// A class of one alternative, wherever that stands.
struct Point {
    name: String,
    leaf: Leaf,
    of: Option<usize>,
}

impl Point {
    fn new(name: impl Into<String>, leaf: Leaf, of: Option<usize>) -> Self {
        Self { name: name.into(), leaf, of }
    }
}

/// Every class in the order in which the schema speaks of it.
#[derive(Debug, Default)]
pub(super) struct Boundaries {
    pub(super) order: Vec<Class>,
    pub(super) aims: HashMap<Class, Aims>,
    /// The objects with optional properties, for pairs.
    pub(super) objects: Vec<Arc<Route>>,
}

/// Collects the classes of everything that can be reached from the root.
pub(super) fn collect(graph: &Graph, root: NodeId, constraints: &[Constraint], options: &Options) -> Boundaries {
    let constraints = Constraints::new(constraints, options);
    let mut walk = Walk { graph, constraints, found: Boundaries::default(), seen: HashMap::new(), open: Vec::new() };
    walk.node(root, &Place::root(), &mut Vec::new());
    walk.found
}

struct Walk<'a> {
    graph: &'a Graph,
    constraints: Constraints<'a>,
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
                let branch = Leaf::Flat(Arc::new(flat.clone()));
                self.add(place, &route, Point::new(format!("branch:{position}"), branch, None));
            }
            for point in classes(flat, &self.constraints.binding(place, flat)) {
                self.add(place, &route, point);
            }
            self.parts(flat, place, &route, steps);
        }
        self.open.pop();
    }

    fn add(&mut self, place: &Place, route: &Arc<Route>, point: Point) {
        let Point { name, leaf, of } = point;
        let class = Class { place: place.clone(), name, of };
        let aims = self.found.aims.entry(class.clone()).or_default();
        if aims.is_empty() {
            self.found.order.push(class);
        }
        if aims.len() < 6 {
            aims.push(Candidate { route: Arc::clone(route), leaf, of });
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
                let of = self.constraints.presence(place, name);
                self.add(&here, route, Point::new("absent", Leaf::Flat(Arc::new(without)), of));
                let possible = self.graph.height(child.node).is_some() && !flat.object.forbidden.contains(name);
                // What is not given has no value to be present with.
                if possible && !self.graph.withheld(child.node) {
                    some += 1;
                    let mut with = flat.clone();
                    with.object.required.push(name.clone());
                    self.add(&here, route, Point::new("present", Leaf::Flat(Arc::new(with)), of));
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

/// The classes of one alternative.
fn classes(flat: &Flat, binding: &Binding<'_>) -> Vec<Point> {
    if flat.unavailable {
        let null = flat.types.holds(Types::NULL).then(|| Point::new("null", Leaf::Put(Value::Null), binding.null()));
        let blank =
            flat.blank.then(|| Point::new("length-max", Leaf::Put("".into()), binding.count(&["maxLength"], 0)));
        return null.into_iter().chain(blank).collect();
    }
    if let Some(choices) = &flat.choices {
        return members(flat, choices, binding);
    }
    let mut classes: Vec<Point> =
        flat.types.singles().flat_map(|single| classes_of_type(flat, single, binding)).collect();
    let several = flat.types.without(Types::NULL).singles().count() > 1;
    if several && flat.types != Types::ALL {
        for (single, name) in Types::EACH.into_iter().filter(|(single, _)| flat.types.holds(*single)) {
            let leaf = Leaf::Flat(Arc::new(only(flat, single)));
            classes.push(Point::new(format!("type:{name}"), leaf, binding.types()));
        }
    }
    classes
}

/// Each member of an enumeration, or each value that is given.
fn members(flat: &Flat, choices: &[Value], binding: &Binding<'_>) -> Vec<Point> {
    let given = flat.from.is_some();
    let point = |(index, value): (usize, &Value)| {
        let listed = || flat.listed.iter().position(|listed| listed == value);
        let (name, of) = match value {
            Value::Null => ("null".to_owned(), binding.null()),
            _ if given => (format!("given:{index}"), binding.form()),
            _ => (format!("enum:{}", listed().unwrap_or(index)), binding.enumeration()),
        };
        Point::new(name, Leaf::Put(value.clone()), of)
    };
    choices.iter().enumerate().map(point).collect()
}

fn classes_of_type(flat: &Flat, single: Types, binding: &Binding<'_>) -> Vec<Point> {
    match single {
        Types::NULL => vec![Point::new("null", Leaf::Put(Value::Null), binding.null())],
        Types::BOOLEAN => [("true", true), ("false", false)]
            .map(|(name, value)| Point::new(name, Leaf::Put(Value::Bool(value)), binding.types()))
            .into(),
        Types::INTEGER => flat.numbers.whole.iter().flat_map(|l| numbers(flat, l, true, binding)).collect(),
        Types::FRACTION => flat.numbers.fraction.iter().flat_map(|l| numbers(flat, l, false, binding)).collect(),
        Types::STRING => text::classes(flat, binding),
        Types::ARRAY => {
            let point = |n| {
                let mut sized = only(flat, Types::ARRAY);
                (sized.array.min, sized.array.max) = (n, Some(n));
                Point::new(format!("items-{n}"), Leaf::Flat(Arc::new(sized)), binding.items(n))
            };
            counts(flat.array.least(), flat.array.max, &[12]).into_iter().map(point).collect()
        }
        _ if flat.object.min > 0 || flat.object.max.is_some() => {
            let least = flat.object.min.max(flat.object.required.len());
            let point = |n| {
                let mut sized = only(flat, Types::OBJECT);
                (sized.object.min, sized.object.max) = (n, Some(n));
                Point::new(format!("properties-{n}"), Leaf::Flat(Arc::new(sized)), binding.properties(n))
            };
            counts(least, flat.object.max, &[]).into_iter().map(point).collect()
        }
        _ => Vec::new(),
    }
}

/// The alternative with one type only.
pub(super) fn only(flat: &Flat, single: Types) -> Flat {
    Flat { types: single, ..flat.clone() }
}

/// The sizes of containers that are drawn: both limits, one inside each, the smallest ones and some more.
fn counts(min: usize, max: Option<usize>, more: &[usize]) -> Vec<usize> {
    let most = max.unwrap_or(usize::MAX);
    let mut counts = vec![0, 1, min, min.saturating_add(1)];
    counts.extend(more);
    counts.extend(max.into_iter().flat_map(|max| [max.saturating_sub(1), max]));
    counts.retain(|n| (min..=most).contains(n) && *n <= ROWS);
    counts.sort_unstable();
    counts.dedup();
    counts
}

/// Limits, their insides, and the numbers at which implementations break.
fn numbers(flat: &Flat, lattice: &Lattice, whole: bool, binding: &Binding<'_>) -> Vec<Point> {
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
    let mut rows: Vec<(String, i128, Option<usize>)> = Vec::new();
    let (low, high) = ((flat.numbers.low, lattice.low), (flat.numbers.high, lattice.high));
    let prefix = if whole { "" } else { "fraction-" };
    if let (Some(_), Some(at)) = low {
        let of = binding.low(whole);
        rows.push((format!("{prefix}minimum"), at, of));
        rows.push((format!("{prefix}minimum-inside"), at + lattice.step, of));
    }
    let bounded = high.0.is_some() || flat.numbers.max_digits.is_some();
    if let (true, Some(at)) = (bounded, high.1) {
        let of = binding.high(whole);
        rows.push((format!("{prefix}maximum"), at, of));
        rows.push((format!("{prefix}maximum-inside"), at - lattice.step, of));
    }
    if let (Some(_), None, Some(at)) = (flat.numbers.max_digits, low.0, lattice.low) {
        rows.push(("minimum".into(), at, binding.low(whole)));
    }
    if whole {
        let unit = 10_i128.pow(lattice.scale);
        rows.extend(FAMOUS.iter().map(|&(name, value)| (name.to_owned(), value * unit, None)));
    } else {
        let one = 10_i128.pow(lattice.scale);
        rows.push(("fraction".into(), lattice.nearest(one + one / 2), None));
        rows.push(("fraction-one-digit".into(), lattice.nearest(one / 10), None));
    }
    let mut seen = HashSet::new();
    let point = |(name, units, of): (String, i128, Option<usize>)| {
        let value = lattice.value(units).filter(|value| flat.admits(value))?;
        Some(Point::new(name, Leaf::Put(value), of))
    };
    let unique = rows.into_iter().filter(|(_, units, _)| seen.insert(*units));
    unique.filter_map(point).collect()
}
