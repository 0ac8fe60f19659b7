//! Breaking exactly one constraint, and proving it: what the validator does not confirm is never handed out.

use std::sync::Arc;

use serde_json::Value;

use super::claim::{Claim, Key, Waiver};
use super::drawer::Drawer;
use super::flat::{Flat, NodeId};
use super::graph::Builder;
use super::pen::{Mode, Pen};
use super::rng::Rng;
use super::route::{Aim, Found, Leaf, Route, find};
use super::violation::{Spot, Way, ways};
use super::{At, Broken, Kind};
use crate::contract::schema::{Constraint, Options, unescape};

/// Tries of one leaf on one route.
const ATTEMPTS: usize = 24;

/// The ways to break one constraint, and the routes to it.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    pub(super) places: Vec<(Route, Vec<Way>)>,
    pub(super) kinds: Vec<Kind>,
}

/// Prepares every constraint: finds it in the graph, and asks its family for the ways to break it.
pub(super) fn prepare(
    builder: &mut Builder<'_>,
    root: NodeId,
    constraints: &[Constraint],
    options: &Options,
) -> Vec<Prepared> {
    let found: Vec<Vec<Found>> = constraints.iter().map(|constraint| find(&builder.graph, root, constraint)).collect();
    let mut nodes: Vec<Vec<(NodeId, NodeId)>> = Vec::new();
    for (constraint, found) in constraints.iter().zip(&found) {
        nodes.push(found.iter().map(|found| broken_nodes(builder, constraint, found)).collect());
    }
    builder.grow();
    let mut prepared = Vec::new();
    for ((constraint, found), nodes) in constraints.iter().zip(&found).zip(nodes) {
        let class = constraint.operand.as_str().filter(|_| constraint.keyword == "x-charClass");
        let class = class.and_then(|name| options.classes.get(name));
        let mut this = Prepared::default();
        for (found, (relaxed, negated)) in found.iter().zip(nodes) {
            let flats = |node: NodeId| -> Vec<Arc<Flat>> {
                let live =
                    builder.graph.live(node).filter(|(_, flat)| flat.holds.iter().any(|(at, _)| *at == found.at));
                live.map(|(_, flat)| Arc::new(flat.clone())).collect()
            };
            let kept = builder.graph.nodes[found.route.node].flats[found.route.alternative].clone();
            let spot = Spot {
                constraint,
                at: &found.at,
                kept: vec![Arc::new(kept)],
                relaxed: flats(relaxed),
                negated: flats(negated),
                class,
            };
            let ways = ways(&spot);
            for way in &ways {
                if !this.kinds.iter().any(|kind| kind.name == way.kind) {
                    this.kinds.push(Kind { name: way.kind.clone() });
                }
            }
            this.places.push((found.route.clone(), ways));
        }
        prepared.push(this);
    }
    prepared
}

/// The node without the constraint, and the node in which it is broken.
fn broken_nodes(builder: &mut Builder<'_>, constraint: &Constraint, found: &Found) -> (NodeId, NodeId) {
    let mut key: Key = builder.graph.nodes[found.route.node].key.clone();
    let mut keyword = constraint.keyword.as_str();
    let mut breaking = Claim::Breaks(found.at.clone(), keyword.into());
    if keyword == "contains" {
        breaking = Claim::Breaks(found.at.clone(), "noneContained".into());
    }
    if keyword == "false" {
        let mut segments = constraint.schema_path.rsplit('/');
        let (last, before) = (segments.next().unwrap_or_default(), segments.next().unwrap_or_default());
        keyword = if before == "dependentSchemas" { before } else { last };
        breaking = match keyword {
            "dependentSchemas" => Claim::Has(unescape(last).into(), Box::new(Claim::Anything)),
            "then" => Claim::Holds(format!("{}/if", found.at).into()),
            "else" => Claim::Fails(format!("{}/if", found.at).into()),
            _ => Claim::Anything,
        };
    }
    let property = constraint.property.clone();
    key.waiver = Some(Waiver { at: found.at.clone(), keyword: keyword.to_owned(), property });
    let relaxed = builder.node(key.clone());
    if breaking == Claim::Anything {
        return (relaxed, 0);
    }
    // What breaks these keywords is one property; the others go on keeping them.
    if matches!(keyword, "propertyNames" | "additionalProperties" | "unevaluatedProperties") {
        key.waiver = None;
    }
    key.claims.push(breaking);
    let negated = builder.node(key);
    (relaxed, negated)
}

impl Drawer {
    /// Every way to break the constraint, in an order that is the same for every seed.
    pub fn kinds(&self, constraint: &Constraint) -> Vec<Kind> {
        self.prepared_of(constraint).map(|prepared| prepared.kinds.clone()).unwrap_or_default()
    }

    /// A value that breaks exactly this constraint in this way; none where that cannot be confirmed.
    /// What surrounds it is plain or random, as chance has it.
    pub fn broken(&self, constraint: &Constraint, kind: &Kind, at: At, rng: &mut Rng) -> Option<Broken> {
        let first = if rng.once_in(2) { Mode::Plain } else { Mode::Random };
        self.broken_in(constraint, kind, at, first, rng).or_else(|| {
            let other = if first == Mode::Plain { Mode::Random } else { Mode::Plain };
            self.broken_in(constraint, kind, at, other, rng)
        })
    }

    /// The same with what surrounds it chosen: plain or random.
    pub fn broken_in(&self, constraint: &Constraint, kind: &Kind, at: At, mode: Mode, rng: &mut Rng) -> Option<Broken> {
        let prepared = self.prepared_of(constraint)?;
        for (route, ways) in &prepared.places {
            let way = ways.iter().find(|way| way.kind == kind.name);
            for leaf in way.into_iter().flat_map(|way| &way.leaves) {
                if let Some(broken) = self.tries(constraint, route, leaf, at, mode, rng) {
                    return Some(broken);
                }
            }
        }
        None
    }

    fn tries(
        &self,
        constraint: &Constraint,
        route: &Route,
        leaf: &Leaf,
        at: At,
        mode: Mode,
        rng: &mut Rng,
    ) -> Option<Broken> {
        // A fixed value does not change from try to try, only what is around it does.
        let attempts = match leaf {
            Leaf::Edit(..) => ATTEMPTS,
            _ => 3,
        };
        for attempt in 0..attempts {
            let value = Pen::new(&self.graph, rng, mode).aim(&Aim { route, leaf, at, attempt });
            let Some(value) = value else { if matches!(leaf, Leaf::Edit(..)) { continue } else { break } };
            if let Some(pointer) = self.sole(&value, constraint) {
                return Some(Broken { value, pointer });
            }
        }
        None
    }

    /// Where the constraint is broken, if it is and nothing else is.
    fn sole(&self, value: &Value, constraint: &Constraint) -> Option<String> {
        match self.validator.breaches(value).as_mut_slice() {
            [breach] if constraint.is_broken_by(breach) => Some(std::mem::take(&mut breach.pointer)),
            _ => None,
        }
    }

    /// Whether exactly this constraint fails on this value, at this place.
    pub fn confirms(&self, value: &Value, constraint: &Constraint, pointer: &str) -> bool {
        self.sole(value, constraint).is_some_and(|found| found == pointer)
    }

    fn prepared_of(&self, constraint: &Constraint) -> Option<&Prepared> {
        let key = (constraint.schema_path.clone(), constraint.property.clone(), constraint.place.to_string());
        self.index.get(&key).map(|at| &self.prepared[*at])
    }
}
