//! Builds the graph: makes one node for equal goals, expands it, and links its parts to the nodes of their goals.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::children::{Children, PartGoal, PropertyName, child_of, failing, goals_of};
use super::conjunct::Conjunct;
use super::depth;
use super::expand::Expander;
use super::expanded::Expanded;
use super::goal::{Contradiction, Goal, Goals, Naming};
use super::graph::{Graph, Node};
use super::limits::{Child, NodeId, Patterned, Slot};
use super::names::Names;
use super::pattern::PatternSampler;
use super::types::Types;
use crate::contract::DrawId;
use crate::contract::schema::{Document, Options};

/// Nodes of one schema; what is beyond counts as impossible to draw.
const NODES: usize = 30_000;
/// Parts of all nodes; beyond them no further node is made.
const PARTS: usize = 250_000;

/// Makes nodes.
pub(super) struct Builder<'a> {
    /// What is built so far.
    pub(super) graph: Graph,
    known: HashMap<Goals, NodeId>,
    expander: Expander<'a>,
    children: Children<'a>,
    grown: usize,
    /// Named properties of all nodes so far.
    parts: usize,
    /// Lists of properties: most nodes that differ in a limit have the same.
    lists: HashSet<Names>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(document: &'a Document, options: &'a Options) -> Self {
        let graph = Graph { nodes: vec![Node::default()], full: false };
        let (expander, children) = (Expander::new(document, options), Children::new(document));
        Self { graph, known: HashMap::new(), expander, children, grown: 1, parts: 0, lists: HashSet::new() }
    }

    /// The node of these goals; its conjuncts come with the next `grow`.
    pub(super) fn node(&mut self, goals: Goals) -> NodeId {
        if let Some(&node) = self.known.get(&goals) {
            return node;
        }
        if self.graph.nodes.len() >= NODES || self.parts >= PARTS {
            self.graph.full = true;
            return 0;
        }
        let node = self.graph.nodes.len();
        self.known.insert(goals.clone(), node);
        self.graph.nodes.push(Node { goals, ..Node::default() });
        node
    }

    /// Expands every node that is not yet expanded, and those that they lead to.
    pub(super) fn grow(&mut self) {
        while self.grown < self.graph.nodes.len() {
            let goals = self.graph.nodes[self.grown].goals.clone();
            let Expanded { mut conjuncts, mut why, unsure } = self.expander.expand_once(&goals);
            for conjunct in &mut conjuncts {
                self.parts(&goals, conjunct);
                self.give(&goals, conjunct, &mut why);
            }
            let missing = self.withhold(&mut conjuncts);
            let node = &mut self.graph.nodes[self.grown];
            (node.conjuncts, node.why, node.missing) = (conjuncts, why, missing);
            node.unsure = unsure;
            self.grown += 1;
        }
        depth::settle(&mut self.graph);
    }

    fn parts(&mut self, goals: &Goals, conjunct: &mut Conjunct) {
        if conjunct.types.holds(Types::OBJECT) {
            self.properties(goals, conjunct);
            self.extras(goals, conjunct);
        }
        if conjunct.types.holds(Types::ARRAY) {
            self.items(goals, conjunct);
        }
    }

    fn child(&mut self, found: Vec<PartGoal>) -> Child {
        let goals = goals_of(&found);
        child_of(self.node(goals.clone()), &goals, found)
    }

    fn properties(&mut self, goals: &Goals, conjunct: &mut Conjunct) {
        let mut names = Vec::new();
        for name in self.children.names(conjunct) {
            let found = self.children.property(goals, conjunct, PropertyName::Known(&name));
            let child = self.child(found);
            names.push((name, child));
        }
        self.parts += names.len();
        conjunct.object.names = self.shared(Names::new(names));
        for pattern in self.children.patterns(conjunct) {
            let found = self.children.property(goals, conjunct, PropertyName::Patterned(&pattern));
            let child = self.child(found);
            let matcher = self.children.matcher(&pattern);
            let sampler = PatternSampler::new(&pattern).map(Arc::new);
            conjunct.object.patterns.push(Patterned { pattern, matcher, sampler, child });
        }
        let found = self.children.property(goals, conjunct, PropertyName::Fresh);
        conjunct.object.rest = self.child(found);
        if !conjunct.object.name_schemas.is_empty() {
            let names = Goals::new(conjunct.object.name_schemas.iter().cloned().map(Goal::Holds));
            conjunct.object.name_node = Some(self.node(names));
        }
    }

    /// The list that is equal to this one, once for all nodes.
    fn shared(&mut self, names: Names) -> Names {
        if let Some(known) = self.lists.get(&names) {
            return known.clone();
        }
        self.lists.insert(names.clone());
        names
    }

    fn extras(&mut self, goals: &Goals, conjunct: &mut Conjunct) {
        let mut extras = std::mem::take(&mut conjunct.object.extras);
        for extra in &mut extras {
            let mut found = match &extra.naming {
                Naming::Matching(pattern) => self.children.property(goals, conjunct, PropertyName::Patterned(pattern)),
                Naming::Free | Naming::Against(_) | Naming::Exactly(_) => {
                    self.children.property(goals, conjunct, PropertyName::Fresh)
                }
            };
            // It breaks what it breaks, and keeps the rest.
            found.retain(|(goal, _)| *goal != failing(&extra.goal));
            found.push((extra.goal.clone(), None));
            extra.value = self.node(goals_of(&found));
            if let Naming::Against(at) = &extra.naming {
                let others = conjunct.object.name_schemas.iter().filter(|other| *other != at).cloned().map(Goal::Holds);
                let names = Goals::new(others.chain([Goal::Fails(at.clone())]));
                extra.name = Some(self.node(names));
            }
        }
        conjunct.object.extras = extras;
    }

    fn items(&mut self, goals: &Goals, conjunct: &mut Conjunct) {
        let fixed = self.children.prefix(conjunct);
        let slots = (0..=fixed).map(|index| self.slot(goals, conjunct, index)).collect::<Vec<_>>();
        conjunct.array.prefix = slots;
        conjunct.array.rest = conjunct.array.prefix.pop().unwrap_or_default();
    }

    fn slot(&mut self, goals: &Goals, conjunct: &Conjunct, index: usize) -> Slot {
        let base = self.children.item(goals, conjunct, index);
        let needs = &conjunct.array.needs;
        let barred = |own: Option<usize>| {
            let others = needs.iter().enumerate().filter(move |(at, need)| Some(*at) != own && need.max.is_some());
            others.map(|(_, need)| (failing(&need.goal), None)).collect::<Vec<_>>()
        };
        let with = (0..needs.len()).map(|own| {
            let mut found = base.clone();
            found.retain(|part| !Children::is_evaluated(conjunct, part, &needs[own].goal));
            found.push((needs[own].goal.clone(), None));
            found.extend(barred(Some(own)));
            found
        });
        let with: Vec<Vec<PartGoal>> = with.collect();
        let mut plain = base.clone();
        plain.extend(barred(None));
        let with = with.into_iter().map(|found| self.child(found)).collect();
        Slot { plain: self.child(plain), with }
    }

    /// A conjunct as it is without the values given for `x-from`; none where nothing was given.
    pub(super) fn free(&mut self, node: NodeId, alternative: usize) -> Option<Conjunct> {
        let node = &self.graph.nodes[node];
        node.conjuncts[alternative].from.as_ref().filter(|_| node.goals.exempt.is_none())?;
        self.expander.expand(&node.goals).conjuncts.get(alternative).cloned()
    }

    /// Reduces a node whose values are not given to what stands for no value: null, else an empty text where no other is allowed. A node that
    /// allows neither is left out where it may be absent; where it may not, the source of its values is returned, unless values may be made up.
    fn withhold(&self, conjuncts: &mut [Conjunct]) -> Option<String> {
        let blank = conjuncts.iter().position(|conjunct| conjunct.unavailable && conjunct.empty_alone());
        let null = conjuncts.iter().position(|conjunct| !conjunct.types.is_empty() && conjunct.admits(&Value::Null));
        let spared = conjuncts.iter().any(|conjunct| !conjunct.unavailable && !conjunct.types.is_empty());
        let stand_in = null.or(blank).filter(|at| conjuncts[*at].unavailable);
        let dead = !spared && stand_in.is_none() && !self.expander.options.invent;
        let missing =
            conjuncts.iter().find_map(|conjunct| conjunct.from.clone().filter(|_| dead && conjunct.unavailable));
        for (at, conjunct) in conjuncts.iter_mut().enumerate().filter(|(_, conjunct)| conjunct.unavailable) {
            if stand_in == Some(at) {
                conjunct.blank = blank.is_some();
                conjunct.types = if null == Some(at) { Types::NULL } else { Types::STRING };
                conjunct.choices = (null != Some(at)).then(|| vec![Value::from("")]);
            } else if spared || stand_in.is_some() {
                conjunct.types = Types::NONE;
            }
        }
        missing
    }

    /// Puts the given values in the place of what `x-from` names; the place that is to be broken keeps its freedom.
    fn give(&self, goals: &Goals, conjunct: &mut Conjunct, why: &mut Contradiction) {
        let Some(from) = conjunct.from.clone().filter(|_| goals.exempt.is_none()) else { return };
        let given = self.expander.options.given.get(&from).map_or(&[][..], Vec::as_slice);
        if given.is_empty() {
            conjunct.unavailable = true;
            return;
        }
        let kept: Vec<_> = given.iter().filter(|value| conjunct.admits(value)).cloned().collect();
        if kept.is_empty() {
            *why = Contradiction::new("", DrawId::GivenBreaks.with([(&from).into()]));
        }
        let null = Types::NULL.and(conjunct.types);
        conjunct.types = kept.iter().map(Types::of).fold(null, Types::or);
        conjunct.choices = Some(kept);
    }
}
