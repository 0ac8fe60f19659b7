//! Prepares the ways to break each constraint: finds it in the graph, and gets from its family what to put there.

use std::collections::HashMap;
use std::sync::Arc;

use super::broken::Kind;
use super::builder::Builder;
use super::conjunct::Conjunct;
use super::edit::Edit;
use super::goal::{Exempt, Goal, Goals, Naming};
use super::graph::Graph;
use super::limits::{Extra, NodeId};
use super::locate::{Located, locate};
use super::path::NodePath;
use super::together::Aimed;
use super::types::Types;
use super::violation::{FAMILIES, Spot, Way, ways};
use serde_json::Value;

use crate::contract::schema::{Constraint, Options, unescape};

/// Recipes kept for one kind.
const RECIPES: usize = 48;

/// The ways to break one constraint.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    /// The kinds, in an order that is the same for every seed.
    pub(super) kinds: Vec<Kind>,
    /// For each kind the recipes that are tried in turn.
    recipes: Vec<Vec<Recipe>>,
    /// It is proved that no value breaks the constraint alone.
    pub(super) impossible: bool,
    /// Nothing is chosen on the way to its places and at them, so that what keeps the rest does not depend on what is broken.
    pub(super) is_settled: bool,
    /// A recipe that breaks it and something else, where none breaks it alone.
    pub(super) spoiled: Option<Recipe>,
    /// Whether a value reaches its place.
    pub(super) is_found: bool,
    /// The constraints, by their index, that fail with it: none where it can be broken alone.
    pub(super) with: Vec<usize>,
}

/// One way to make a value of a kind: what to put where.
#[derive(Debug)]
pub(super) struct Recipe {
    /// How the place is reached.
    pub(super) path: Arc<NodePath>,
    /// What is put there.
    pub(super) edit: Edit,
}

impl Prepared {
    fn add(&mut self, path: &Arc<NodePath>, way: Way) {
        let known = self.kinds.iter().position(|kind| kind.name == way.kind);
        let at = known.unwrap_or_else(|| {
            self.kinds.push(Kind { name: way.kind });
            self.recipes.push(Vec::new());
            self.kinds.len() - 1
        });
        let room = RECIPES.saturating_sub(self.recipes[at].len());
        let recipes = way.edits.into_iter().map(|edit| Recipe { path: Arc::clone(path), edit });
        self.recipes[at].extend(recipes.take(room));
    }

    /// Adds a value that was found to break the constraint.
    pub(super) fn add_found(&mut self, root: NodeId, value: Value) {
        let path = Arc::new(NodePath { steps: Vec::new(), node: root, alternative: 0 });
        self.add(&path, Way { kind: "simple-change".to_owned(), edits: vec![Edit::Put(value)] });
        self.impossible = false;
    }

    /// The recipes of a kind.
    pub(super) fn recipes(&self, kind: &Kind) -> &[Recipe] {
        self.kinds.iter().position(|known| known == kind).map_or(&[], |at| &self.recipes[at])
    }

    /// Leaves out the kinds that cannot be drawn at all, and puts first what is known to work.
    /// A kind is named by the keywords, too, that fail with it.
    pub(super) fn keep_what_works(
        &mut self,
        mut first_that_works: impl FnMut(&Kind, &[Recipe]) -> Option<(usize, Vec<String>)>,
    ) {
        let tried = self.kinds.drain(..).zip(self.recipes.drain(..));
        let mut spoiled = None;
        let working = tried.filter_map(|(mut kind, mut recipes)| {
            let Some((works, with)) = first_that_works(&kind, &recipes) else {
                spoiled = spoiled.take().or_else(|| recipes.drain(..).next());
                return None;
            };
            recipes[..=works].rotate_right(1);
            for path in with {
                kind.name.push('+');
                kind.name.push_str(path.rsplit('/').next().unwrap_or_default());
            }
            Some((kind, recipes))
        });
        (self.kinds, self.recipes) = working.collect::<Vec<_>>().into_iter().unzip();
        self.spoiled = spoiled.filter(|_| self.kinds.is_empty());
    }

    /// Puts in front the kinds that break it alone; of the others those stay that are another mistake.
    pub(super) fn put_first(&mut self, alone: Self) {
        self.impossible = alone.impossible;
        let own = self.kinds.drain(..).zip(self.recipes.drain(..));
        let is_new = |kind: &Kind| {
            let name = kind.name.split('+').next().unwrap_or_default();
            alone.kinds.iter().all(|known| known.name != name)
        };
        let more: Vec<_> = own.filter(|(kind, _)| is_new(kind)).collect();
        (self.kinds, self.recipes) = alone.kinds.into_iter().zip(alone.recipes).chain(more).unzip();
    }
}

/// Prepares constraints: finds each in the graph, and gets from its family the ways to break it.
pub(super) fn prepare(
    builder: &mut Builder<'_>,
    root: NodeId,
    wanted: &[Aimed<'_>],
    options: &Options,
) -> Vec<Prepared> {
    prepare_each(builder, root, wanted, options, false)
}

/// The same of constraints that nothing breaks where the rest of their place is kept: what chooses between the ways in which the rest
/// can be kept may depend on the value that is to be broken. Here the value keeps its own schema object only, and the validator says
/// whether the rest is kept.
pub(super) fn prepare_alone(
    builder: &mut Builder<'_>,
    root: NodeId,
    wanted: &[Aimed<'_>],
    options: &Options,
) -> Vec<Prepared> {
    prepare_each(builder, root, wanted, options, true)
}

fn prepare_each(
    builder: &mut Builder<'_>,
    root: NodeId,
    wanted: &[Aimed<'_>],
    options: &Options,
    alone: bool,
) -> Vec<Prepared> {
    let found: Vec<Vec<Located>> = wanted.iter().map(|aimed| locate(&builder.graph, root, aimed.constraint)).collect();
    let mut nodes: Vec<Vec<(NodeId, NodeId)>> = Vec::new();
    for (aimed, found) in wanted.iter().zip(&found) {
        nodes.push(found.iter().map(|found| broken_nodes(builder, aimed, found, alone)).collect());
    }
    builder.grow();
    let mut shared: HashMap<NodeId, Vec<Arc<Conjunct>>> = HashMap::new();
    let mut kept: HashMap<(NodeId, usize), Arc<Conjunct>> = HashMap::new();
    let mut prepared = Vec::new();
    for ((Aimed { constraint, with }, found), nodes) in wanted.iter().zip(found).zip(nodes) {
        let class = constraint.operand.as_str().filter(|_| constraint.keyword == "x-charClass");
        let class = class.and_then(|name| options.classes.get(name));
        let impossible = impossible(&builder.graph, &found, &nodes);
        let is_settled =
            found.iter().all(|found| is_straight(&builder.graph, found) && is_plain(&builder.graph, found.path.node));
        let mut this = Prepared { impossible, is_settled, is_found: !found.is_empty(), ..Prepared::default() };
        for (Located { path, at }, (relaxed, negated)) in found.into_iter().zip(nodes) {
            let mut conjuncts = |node: NodeId| -> Vec<Arc<Conjunct>> {
                let live = || builder.graph.live(node).map(|(_, conjunct)| Arc::new(conjunct.clone())).collect();
                let conjuncts = shared.entry(node).or_insert_with(live);
                conjuncts
                    .iter()
                    .filter(|conjunct| conjunct.holds.iter().any(|(known, _)| *known == at))
                    .cloned()
                    .collect()
            };
            let own = || Arc::new(builder.graph.nodes[path.node].conjuncts[path.alternative].clone());
            let kept = Arc::clone(kept.entry((path.node, path.alternative)).or_insert_with(own));
            let (relaxed, negated) = match in_place(constraint, &kept) {
                Some(InPlace::Relaxed(without)) => (vec![Arc::new(*without)], Vec::new()),
                Some(InPlace::Negated(broken)) => (Vec::new(), vec![Arc::new(*broken)]),
                None => (conjuncts(relaxed), conjuncts(negated)),
            };
            let legal = builder.free(path.node, path.alternative).map_or_else(|| Arc::clone(&kept), Arc::new);
            let spot = Spot { constraint, with, at: &at, kept: vec![kept], legal, relaxed, negated, class };
            let path = Arc::new(path);
            for way in ways(FAMILIES, &spot) {
                this.add(&path, way);
            }
        }
        prepared.push(this);
    }
    prepared
}

/// Whether it is proved that no value breaks the constraint alone: it stands at these places only, whose way is without a choice, and none of
/// them has a value that breaks it and keeps the rest.
fn impossible(graph: &Graph, found: &[Located], nodes: &[(NodeId, NodeId)]) -> bool {
    let dead = |node: NodeId| {
        let node = &graph.nodes[node];
        !node.goals.all.is_empty() && node.depth.is_none() && !node.unsure
    };
    !found.is_empty()
        && !graph.full
        && found.iter().zip(nodes).all(|(found, (_, negated))| is_straight(graph, found) && dead(*negated))
}

fn is_straight(graph: &Graph, found: &Located) -> bool {
    found.path.steps.iter().all(|step| is_plain(graph, step.node))
}

/// Whether a node is without a choice, as far as is known.
fn is_plain(graph: &Graph, node: NodeId) -> bool {
    graph.nodes[node].conjuncts.len() == 1 && !graph.nodes[node].unsure
}

/// Properties beyond which an object is not made again for each that it requires, nor for one more.
const MANY: usize = 30;

/// An object that is changed as it stands.
enum InPlace {
    /// Without one of the properties that it requires.
    Relaxed(Box<Conjunct>),
    /// With one property more.
    Negated(Box<Conjunct>),
}

/// The object without the constraint or with the constraint broken, where it has so many properties that they are not made again for each.
fn in_place(constraint: &Constraint, kept: &Conjunct) -> Option<InPlace> {
    if kept.object.names.len() <= MANY {
        return None;
    }
    let mut changed = Box::new(kept.clone());
    match (constraint.keyword.as_str(), &constraint.property) {
        ("required", Some(name)) => changed.object.required.retain(|known| known != name),
        ("dependentRequired", Some(name)) => changed.object.dependent.retain(|(_, needed)| needed != name),
        ("additionalProperties", None) if kept.types.holds(Types::OBJECT) => {
            changed.types = Types::OBJECT;
            changed.object.extras.push(Extra { naming: Naming::Free, goal: Goal::Anything, value: 1, name: None });
            return Some(InPlace::Negated(changed));
        }
        _ => return None,
    }
    Some(InPlace::Relaxed(changed))
}

/// The node without the constraint, and the node in which it is broken.
fn broken_nodes(builder: &mut Builder<'_>, aimed: &Aimed<'_>, found: &Located, alone: bool) -> (NodeId, NodeId) {
    let constraint = aimed.constraint;
    let node = &builder.graph.nodes[found.path.node];
    if in_place(constraint, &node.conjuncts[found.path.alternative]).is_some() {
        return (0, 0);
    }
    let mut goals = if alone { Goals::new([Goal::Holds(found.at.clone())]) } else { node.goals.clone() };
    let mut keyword = constraint.keyword.as_str();
    let mut breaking = Goal::Breaks(found.at.clone(), keyword.into());
    if keyword == "contains" {
        breaking = Goal::Breaks(found.at.clone(), "noneContained".into());
    }
    if keyword == "false" {
        let mut segments = constraint.schema_path.rsplit('/');
        let (last, before) = (segments.next().unwrap_or_default(), segments.next().unwrap_or_default());
        keyword = if before == "dependentSchemas" { before } else { last };
        breaking = match keyword {
            "dependentSchemas" => Goal::Has(unescape(last).into(), Box::new(Goal::Anything)),
            "then" => Goal::Holds(format!("{}/if", found.at).into()),
            "else" => Goal::Fails(format!("{}/if", found.at).into()),
            _ => Goal::Anything,
        };
    }
    let property = constraint.property.clone();
    goals.exempt = Some(Exempt { at: found.at.clone(), keyword: keyword.to_owned(), property });
    let other = |other: &&Constraint| Exempt {
        at: other.schema_object.as_str().into(),
        keyword: other.keyword.clone(),
        property: None,
    };
    goals.also = aimed.with.iter().map(other).collect();
    let relaxed = builder.node(goals.clone());
    if breaking == Goal::Anything {
        return (relaxed, 0);
    }
    // What breaks these keywords is one property; the others go on keeping them.
    if matches!(keyword, "propertyNames" | "additionalProperties" | "unevaluatedProperties") {
        goals.exempt = None;
    }
    goals.all.push(breaking);
    let negated = builder.node(goals);
    (relaxed, negated)
}
