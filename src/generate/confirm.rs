//! Breaking exactly one constraint, and proving it: what the validator does not confirm is never handed out.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::claim::{Claim, Key, Waiver};
use super::drawer::Drawer;
use super::flat::{Flat, NodeId};
use super::graph::Builder;
use super::ink::Ink;
use super::pen::{Mode, Pen};
use super::rng::Rng;
use super::route::{Aim, Found, Leaf, Route, find};
use super::violation::{Spot, Way, ways};
use super::{At, Broken, Kind};
use crate::contract::schema::{Constraint, Options, unescape};

/// Tries of one shot: a random surrounding may spoil it, another edit may do.
const ATTEMPTS: usize = 6;
/// Shots kept for one kind.
const SHOTS: usize = 48;

/// The ways to break one constraint.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    pub(super) kinds: Vec<Kind>,
    /// For each kind what is tried in turn.
    shots: Vec<Vec<Shot>>,
}

/// What to put where.
#[derive(Debug)]
struct Shot {
    route: Arc<Route>,
    leaf: Leaf,
}

impl Prepared {
    fn add(&mut self, route: &Arc<Route>, way: Way) {
        let known = self.kinds.iter().position(|kind| kind.name == way.kind);
        let at = known.unwrap_or_else(|| {
            self.kinds.push(Kind { name: way.kind });
            self.shots.push(Vec::new());
            self.kinds.len() - 1
        });
        let room = SHOTS.saturating_sub(self.shots[at].len());
        let shots = way.leaves.into_iter().map(|leaf| Shot { route: Arc::clone(route), leaf });
        self.shots[at].extend(shots.take(room));
    }

    fn shots(&self, kind: &Kind) -> &[Shot] {
        self.kinds.iter().position(|known| known == kind).map_or(&[], |at| &self.shots[at])
    }
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
    let mut shared: HashMap<NodeId, Vec<Arc<Flat>>> = HashMap::new();
    let mut prepared = Vec::new();
    for ((constraint, found), nodes) in constraints.iter().zip(found).zip(nodes) {
        let class = constraint.operand.as_str().filter(|_| constraint.keyword == "x-charClass");
        let class = class.and_then(|name| options.classes.get(name));
        let mut this = Prepared::default();
        for (Found { route, at }, (relaxed, negated)) in found.into_iter().zip(nodes) {
            let mut flats = |node: NodeId| -> Vec<Arc<Flat>> {
                let live = || builder.graph.live(node).map(|(_, flat)| Arc::new(flat.clone())).collect();
                let flats = shared.entry(node).or_insert_with(live);
                flats.iter().filter(|flat| flat.holds.iter().any(|(known, _)| *known == at)).cloned().collect()
            };
            let (relaxed, negated) = (flats(relaxed), flats(negated));
            let kept = Arc::new(builder.graph.nodes[route.node].flats[route.alternative].clone());
            let legal = builder.free(route.node, route.alternative).map_or_else(|| Arc::clone(&kept), Arc::new);
            let spot = Spot { constraint, at: &at, kept: vec![kept], legal, relaxed, negated, class };
            let route = Arc::new(route);
            for way in ways(&spot) {
                this.add(&route, way);
            }
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
        let shots = self.prepared_of(constraint)?.shots(kind);
        self.shoot(constraint, shots, at, mode, rng, &mut Ink::of_a_draw()).map(|(_, broken)| broken)
    }

    /// The first value that is confirmed, and the index of its shot.
    fn shoot(
        &self,
        constraint: &Constraint,
        shots: &[Shot],
        at: At,
        mode: Mode,
        rng: &mut Rng,
        ink: &mut Ink,
    ) -> Option<(usize, Broken)> {
        for (index, shot) in shots.iter().enumerate() {
            for attempt in 0..ATTEMPTS {
                if ink.is_dry() {
                    return None;
                }
                let mut pen = Pen::new(&self.graph, rng, mode);
                let value = pen.aim(&Aim { route: &shot.route, leaf: &shot.leaf, at, attempt });
                ink.spend(pen.parts);
                let written = value.is_some();
                let pointer = value.as_ref().and_then(|value| self.sole(value, constraint));
                if let (Some(value), Some(pointer)) = (value, pointer) {
                    return Some((index, Broken { value, pointer }));
                }
                // What does not change from try to try need not be tried again.
                if !shot.leaf.varies(mode) || !(written || shot.leaf.is_edit()) {
                    break;
                }
            }
        }
        None
    }

    /// Leaves out the kinds that cannot be drawn at all, and puts first what is known to work.
    pub(super) fn try_out(&mut self) {
        let mut prepared = std::mem::take(&mut self.prepared);
        for (constraint, prepared) in self.constraints.iter().zip(&mut prepared) {
            let tried = prepared.kinds.drain(..).zip(prepared.shots.drain(..));
            let working = tried.filter_map(|(kind, mut shots)| {
                let works = self.first_that_works(constraint, &shots)?;
                shots[..=works].rotate_right(1);
                Some((kind, shots))
            });
            (prepared.kinds, prepared.shots) = working.collect::<Vec<_>>().into_iter().unzip();
        }
        self.prepared = prepared;
    }

    fn first_that_works(&self, constraint: &Constraint, shots: &[Shot]) -> Option<usize> {
        let mut rng = Rng::new(0, "try-out");
        let found = [Mode::Plain, Mode::Random]
            .into_iter()
            .find_map(|mode| self.shoot(constraint, shots, At::First, mode, &mut rng, &mut Ink::of_a_trial()));
        found.map(|(index, _)| index)
    }

    /// Where the constraint is broken, if it is and nothing else is.
    fn sole(&self, value: &Value, constraint: &Constraint) -> Option<String> {
        self.validator.sole_breach(value).filter(|breach| constraint.is_broken_by(breach)).map(|breach| breach.pointer)
    }

    /// Whether exactly this constraint fails on this value, at this place.
    pub fn confirms(&self, value: &Value, constraint: &Constraint, pointer: &str) -> bool {
        self.sole(value, constraint).is_some_and(|found| found == pointer)
    }

    fn prepared_of(&self, constraint: &Constraint) -> Option<&Prepared> {
        // Mostly it is one of our own.
        let own = self.constraints.iter().position(|own| std::ptr::eq(own, constraint));
        let at = own.or_else(|| self.constraints.iter().position(|own| own == constraint))?;
        self.prepared.get(at)
    }
}
