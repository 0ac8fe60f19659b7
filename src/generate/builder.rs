//! Builds the graph: makes a node for each key, expands it, and links its parts to the nodes of their keys.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::claim::{Claim, Key, Naming, Why};
use super::expand::Expander;
use super::flat::{Child, Flat, NodeId, Patterned, Slot};
use super::graph::{Graph, Node};
use super::height;
use super::pattern::Sampler;
use super::shape::{Name, Said, Shape, child_of, failing, key_of};
use super::types::Types;
use crate::contract::schema::{Document, Options};

/// Nodes of one schema; what is beyond counts as impossible to draw.
const NODES: usize = 3000;

/// Makes nodes.
pub(super) struct Builder<'a> {
    pub(super) graph: Graph,
    known: HashMap<Key, NodeId>,
    expander: Expander<'a>,
    pub(super) shape: Shape<'a>,
    grown: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(document: &'a Document, options: &'a Options) -> Self {
        let graph = Graph { nodes: vec![Node::default()] };
        let (expander, shape) = (Expander::new(document, options), Shape::new(document));
        Self { graph, known: HashMap::new(), expander, shape, grown: 1 }
    }

    /// The node of a key; its alternatives come with the next `grow`.
    pub(super) fn node(&mut self, key: Key) -> NodeId {
        if let Some(&node) = self.known.get(&key) {
            return node;
        }
        if self.graph.nodes.len() >= NODES {
            return 0;
        }
        let node = self.graph.nodes.len();
        self.known.insert(key.clone(), node);
        self.graph.nodes.push(Node { key, ..Node::default() });
        node
    }

    /// Expands every node that is not yet expanded, and those that they lead to.
    pub(super) fn grow(&mut self) {
        while self.grown < self.graph.nodes.len() {
            let key = self.graph.nodes[self.grown].key.clone();
            let expanded = self.expander.expand(&key);
            let mut flats = expanded.flats.clone();
            let mut why = expanded.why.clone();
            for flat in &mut flats {
                self.parts(&key, flat);
                self.give(&key, flat, &mut why);
            }
            let missing = self.withhold(&mut flats);
            let node = &mut self.graph.nodes[self.grown];
            (node.flats, node.why, node.missing) = (flats, why, missing);
            self.grown += 1;
        }
        height::settle(&mut self.graph);
    }

    fn parts(&mut self, key: &Key, flat: &mut Flat) {
        if flat.types.holds(Types::OBJECT) {
            self.properties(key, flat);
            self.extras(key, flat);
        }
        if flat.types.holds(Types::ARRAY) {
            self.items(key, flat);
        }
    }

    fn child(&mut self, said: Vec<Said>) -> Child {
        let key = key_of(&said);
        child_of(self.node(key.clone()), &key, said)
    }

    fn properties(&mut self, key: &Key, flat: &mut Flat) {
        for name in self.shape.names(flat) {
            let said = self.shape.property(key, flat, Name::Known(&name));
            let child = self.child(said);
            flat.object.names.push((name, child));
        }
        for pattern in self.shape.patterns(flat) {
            let said = self.shape.property(key, flat, Name::Patterned(&pattern));
            let child = self.child(said);
            let matcher = self.shape.matcher(&pattern);
            let sampler = Sampler::new(&pattern).map(Arc::new);
            flat.object.patterns.push(Patterned { pattern, matcher, sampler, child });
        }
        let said = self.shape.property(key, flat, Name::Fresh);
        flat.object.rest = self.child(said);
        if !flat.object.name_schemas.is_empty() {
            let names = Key::new(flat.object.name_schemas.iter().cloned().map(Claim::Holds));
            flat.object.name_node = Some(self.node(names));
        }
    }

    fn extras(&mut self, key: &Key, flat: &mut Flat) {
        let mut extras = std::mem::take(&mut flat.object.extras);
        for extra in &mut extras {
            let mut said = match &extra.naming {
                Naming::Matching(pattern) => self.shape.property(key, flat, Name::Patterned(pattern)),
                Naming::Free | Naming::Against(_) => self.shape.property(key, flat, Name::Fresh),
            };
            // It breaks what it breaks, and keeps the rest.
            said.retain(|(claim, _)| *claim != failing(&extra.claim));
            said.push((extra.claim.clone(), None));
            extra.value = self.node(key_of(&said));
            if let Naming::Against(at) = &extra.naming {
                let others = flat.object.name_schemas.iter().filter(|other| *other != at).cloned().map(Claim::Holds);
                let names = Key::new(others.chain([Claim::Fails(at.clone())]));
                extra.name = Some(self.node(names));
            }
        }
        flat.object.extras = extras;
    }

    fn items(&mut self, key: &Key, flat: &mut Flat) {
        let fixed = self.shape.prefix(flat);
        let slots = (0..=fixed).map(|index| self.slot(key, flat, index)).collect::<Vec<_>>();
        flat.array.prefix = slots;
        flat.array.rest = flat.array.prefix.pop().unwrap_or_default();
    }

    fn slot(&mut self, key: &Key, flat: &Flat, index: usize) -> Slot {
        let base = self.shape.item(key, flat, index);
        let needs = &flat.array.needs;
        let barred = |own: Option<usize>| {
            let others = needs.iter().enumerate().filter(move |(at, need)| Some(*at) != own && need.max.is_some());
            others.map(|(_, need)| (failing(&need.claim), None)).collect::<Vec<_>>()
        };
        let with = (0..needs.len()).map(|own| {
            let mut said = base.clone();
            said.push((needs[own].claim.clone(), None));
            said.extend(barred(Some(own)));
            key_of(&said)
        });
        let with: Vec<Key> = with.collect();
        let mut plain = base.clone();
        plain.extend(barred(None));
        let with = with.into_iter().map(|key| self.node(key)).collect();
        Slot { plain: self.child(plain), with }
    }

    /// An alternative as it is without the values given for `x-from`; none where nothing was given.
    pub(super) fn free(&mut self, node: NodeId, alternative: usize) -> Option<Flat> {
        let node = &self.graph.nodes[node];
        node.flats[alternative].from.as_ref().filter(|_| node.key.waiver.is_none())?;
        self.expander.expand(&node.key).flats.get(alternative).cloned()
    }

    /// Leaves of a node whose values are missing what names nothing: null, else an empty text where no other is allowed.
    /// A place that allows neither is left out by those who may; its source is handed back for those who may not, unless values may be
    /// made up.
    fn withhold(&self, flats: &mut [Flat]) -> Option<String> {
        let blank = flats.iter().position(|flat| flat.unavailable && flat.empty_alone());
        let null = flats.iter().position(|flat| !flat.types.is_empty() && flat.admits(&Value::Null));
        let spared = flats.iter().any(|flat| !flat.unavailable && !flat.types.is_empty());
        let stand_in = null.or(blank).filter(|at| flats[*at].unavailable);
        let dead = !spared && stand_in.is_none() && !self.expander.options.invent;
        let missing = flats.iter().find_map(|flat| flat.from.clone().filter(|_| dead && flat.unavailable));
        for (at, flat) in flats.iter_mut().enumerate().filter(|(_, flat)| flat.unavailable) {
            if stand_in == Some(at) {
                flat.blank = blank.is_some();
                flat.types = if null == Some(at) { Types::NULL } else { Types::STRING };
                flat.choices = (null != Some(at)).then(|| vec![Value::from("")]);
            } else if spared || stand_in.is_some() {
                flat.types = Types::NONE;
            }
        }
        missing
    }

    /// Puts the given values in the place of what `x-from` names; the place that is to be broken keeps its freedom.
    fn give(&self, key: &Key, flat: &mut Flat, why: &mut Why) {
        let Some(from) = flat.from.clone().filter(|_| key.waiver.is_none()) else { return };
        let given = self.expander.options.given.get(&from).map_or(&[][..], Vec::as_slice);
        if given.is_empty() {
            flat.unavailable = true;
            return;
        }
        let kept: Vec<_> = given.iter().filter(|value| flat.admits(value)).cloned().collect();
        if kept.is_empty() {
            *why = Why::new("", format!("no value given for `{from}` keeps the schema"));
        }
        let null = Types::NULL.and(flat.types);
        flat.types = kept.iter().map(Types::of).fold(null, Types::or);
        flat.choices = Some(kept);
    }
}
