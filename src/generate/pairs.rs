//! Pairs of optional properties: each two that can stand together do so in some value, in as few values as may be.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::At;
use super::drawer::Drawer;
use super::flat::Flat;
use super::pen::{Mode, Pen};
use super::rng::Rng;
use super::route::{Aim, Leaf, Route};

/// Values for one object.
const VALUES: usize = 60;

/// Covers the pairs of every object of the schema.
pub(super) fn cover(drawer: &Drawer, rng: &mut Rng) -> Vec<Value> {
    drawer.boundaries.objects.iter().flat_map(|route| object(drawer, route, rng)).collect()
}

fn object(drawer: &Drawer, route: &Route, rng: &mut Rng) -> Vec<Value> {
    let flat = &drawer.graph.nodes[route.node].flats[route.alternative];
    let optional: Vec<&str> = flat
        .object
        .names
        .iter()
        .filter(|(name, child)| {
            let gives = |flat: &Flat| !flat.unavailable;
            !flat.object.required.contains(name) && drawer.graph.live(child.node).any(|(_, flat)| gives(flat))
        })
        .map(|(name, _)| name.as_str())
        .collect();
    let mut open: BTreeSet<(usize, usize)> =
        (0..optional.len()).flat_map(|a| (a + 1..optional.len()).map(move |b| (a, b))).collect();
    let mut values = Vec::new();
    while let Some(&(a, b)) = open.iter().next() {
        // As many others as can stand beside the pair; the pair alone where they cannot.
        let found = grow(drawer, route, flat, &optional, (a, b), rng);
        open.remove(&(a, b));
        let Some((value, together)) = found else { continue };
        open.retain(|(a, b)| !(together.contains(a) && together.contains(b)));
        values.push(value);
        if values.len() >= VALUES {
            break;
        }
    }
    values
}

fn grow(
    drawer: &Drawer,
    route: &Route,
    flat: &Flat,
    optional: &[&str],
    pair: (usize, usize),
    rng: &mut Rng,
) -> Option<(Value, Vec<usize>)> {
    let mut draw = |chosen: &[usize]| {
        let mut with = flat.clone();
        with.object.required.extend(chosen.iter().map(|index| optional[*index].to_owned()));
        let leaf = Leaf::Flat(Arc::new(with));
        let value =
            Pen::new(&drawer.graph, rng, Mode::Plain).aim(&Aim { route, leaf: &leaf, at: At::First, attempt: 0 });
        value.filter(|value| drawer.validator.is_valid(value))
    };
    let all: Vec<usize> = (0..optional.len()).collect();
    if let Some(value) = draw(&all) {
        return Some((value, all));
    }
    let mut chosen = vec![pair.0, pair.1];
    let mut best = draw(&chosen)?;
    for other in 0..optional.len() {
        if chosen.contains(&other) {
            continue;
        }
        chosen.push(other);
        match draw(&chosen) {
            Some(value) => best = value,
            None => {
                chosen.pop();
            }
        }
    }
    Some((best, chosen))
}
