//! Pairs of optional properties: each two that can stand together do so in some value, in as few values as may be.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::confirm::Confirmer;
use super::conjunct::Conjunct;
use super::edit::Edit;
use super::path::{NodePath, token};

/// Values for one object.
const VALUES: usize = 60;
/// Pairs of one object that are tried, and properties that are tried with one pair.
const TRIES: usize = 400;
/// Pairs that are tried at one place, by whichever alternatives of its object.
const TRIES_OF_PLACE: usize = 2000;

/// The names that already stood together, by the place of their object.
type Done = HashMap<String, Shown>;

/// What was shown at one place.
#[derive(Default)]
struct Shown {
    /// The names of each value.
    values: Vec<HashSet<String>>,
    /// Pairs that were tried.
    tries: usize,
}

/// Covers the pairs of every object of the schema; what one conjunct has shown another need not show again.
pub(super) fn cover(confirmer: &mut Confirmer<'_>, objects: &[Arc<NodePath>]) -> Vec<Value> {
    let mut done = Done::new();
    objects.iter().flat_map(|path| object(confirmer, path, &mut done)).collect()
}

fn object(confirmer: &mut Confirmer<'_>, path: &NodePath, done: &mut Done) -> Vec<Value> {
    let graph = confirmer.graph;
    let conjunct = &graph.nodes[path.node].conjuncts[path.alternative];
    let place = path.steps.iter().map(|step| token(&step.part)).collect::<Vec<_>>().join("/");
    let required: HashSet<&String> = conjunct.object.required.iter().collect();
    let forbidden: HashSet<&String> = conjunct.object.forbidden.iter().collect();
    let optional: Vec<&str> = conjunct
        .object
        .names
        .iter()
        .filter(|(name, child)| {
            let barred = required.contains(name) || forbidden.contains(name);
            let possible = graph.depth(child.node).is_some() && !graph.withheld(child.node);
            !barred && possible
        })
        .map(|(name, _)| name.as_str())
        .collect();
    let done = done.entry(place).or_default();
    // For each value the names that it shows, by their index.
    let shown = |names: &HashSet<String>| optional.iter().map(|name| names.contains(*name)).collect::<Vec<bool>>();
    let mut together: Vec<Vec<bool>> = done.values.iter().map(shown).collect();
    let (mut values, mut tries) = (Vec::new(), 0);
    for (a, b) in (0..optional.len()).flat_map(|a| (a + 1..optional.len()).map(move |b| (a, b))) {
        if values.len() >= VALUES || tries >= TRIES || done.tries >= TRIES_OF_PLACE {
            break;
        }
        if together.iter().any(|shown| shown[a] && shown[b]) {
            continue;
        }
        tries += 1;
        done.tries += 1;
        // As many others as can be with the pair; the pair alone where they cannot.
        if let Some((value, chosen)) = grow(confirmer, path, conjunct, &optional, (a, b)) {
            let names: HashSet<String> = chosen.iter().map(|index| optional[*index].to_owned()).collect();
            together.push(shown(&names));
            done.values.push(names);
            values.push(value);
        }
    }
    values
}

fn grow(
    confirmer: &mut Confirmer<'_>,
    path: &NodePath,
    conjunct: &Conjunct,
    optional: &[&str],
    pair: (usize, usize),
) -> Option<(Value, Vec<usize>)> {
    let mut draw = |chosen: &[usize]| {
        let mut with = conjunct.clone();
        with.object.required.extend(chosen.iter().map(|index| optional[*index].to_owned()));
        confirmer.plain(path, &Edit::Conjunct(Arc::new(with)))
    };
    let all: Vec<usize> = (0..optional.len()).collect();
    if let Some(value) = draw(&all) {
        return Some((value, all));
    }
    let mut chosen = vec![pair.0, pair.1];
    let mut best = draw(&chosen)?;
    for other in 0..optional.len().min(TRIES) {
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
