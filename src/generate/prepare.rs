//! Prepares the ways to break each constraint: finds it in the graph, and asks its family what to put there.

use std::collections::HashMap;
use std::sync::Arc;

use super::broken::Kind;
use super::builder::Builder;
use super::claim::{Claim, Key, Waiver};
use super::flat::{Flat, NodeId};
use super::route::{Found, Leaf, Route, find};
use super::violation::{FAMILIES, Spot, Way, ways};
use crate::contract::schema::{Constraint, Options, unescape};

/// Shots kept for one kind.
const SHOTS: usize = 48;

/// The ways to break one constraint.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    /// The kinds, in an order that is the same for every seed.
    pub(super) kinds: Vec<Kind>,
    /// For each kind what is tried in turn.
    shots: Vec<Vec<Shot>>,
}

/// What to put where.
#[derive(Debug)]
pub(super) struct Shot {
    /// How the place is reached.
    pub(super) route: Arc<Route>,
    /// What is put there.
    pub(super) leaf: Leaf,
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

    /// What is tried for a kind, in turn.
    pub(super) fn shots(&self, kind: &Kind) -> &[Shot] {
        self.kinds.iter().position(|known| known == kind).map_or(&[], |at| &self.shots[at])
    }

    /// Leaves out the kinds that cannot be drawn at all, and puts first what is known to work.
    pub(super) fn keep_what_works(&mut self, first_that_works: impl Fn(&[Shot]) -> Option<usize>) {
        let tried = self.kinds.drain(..).zip(self.shots.drain(..));
        let working = tried.filter_map(|(kind, mut shots)| {
            let works = first_that_works(&shots)?;
            shots[..=works].rotate_right(1);
            Some((kind, shots))
        });
        (self.kinds, self.shots) = working.collect::<Vec<_>>().into_iter().unzip();
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
            for way in ways(FAMILIES, &spot) {
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
