//! The drawer: a schema prepared once, from which values inside and just outside it are drawn.

use serde_json::Value;

use super::boundary::{Aims, Boundaries, Candidate, collect};
use super::claim::{Claim, Key, Why};
use super::confirm::{Prepared, prepare};
use super::flat::NodeId;
use super::graph::{Builder, Graph};
use super::ink::Ink;
use super::pen::{Mode, Pen, SLACK};
use super::rng::Rng;
use super::route::Aim;
use super::{At, Class, DrawError, pairs};
use crate::contract::schema::{Constraint, Document, Options, Validator, constraints};

/// How often a valid value is tried.
const ATTEMPTS: usize = 30;

/// Draws values from one schema. Everything is prepared when it is made; share it in an `Arc`.
#[derive(Debug)]
pub struct Drawer {
    pub(super) validator: Validator,
    pub(super) constraints: Vec<Constraint>,
    pub(super) graph: Graph,
    pub(super) root: NodeId,
    pub(super) boundaries: Boundaries,
    pub(super) prepared: Vec<Prepared>,
}

impl Drawer {
    /// Prepares to draw from a schema.
    pub fn new(schema: &Value, options: &Options) -> Result<Self, DrawError> {
        let validator = Validator::new(schema, options)?;
        let constraints = constraints(schema)?;
        let document = Document::new(schema);
        let mut builder = Builder::new(&document, options);
        // The node of anything: what a forbidden property gets as its value.
        builder.node(Key::default());
        let root = builder.node(Key::new([Claim::Holds("".into())]));
        builder.grow();
        if let Some(source) = missing(&builder.graph, root, 0) {
            return Err(DrawError::NotGiven(source));
        }
        if builder.graph.height(root).is_none() {
            let why = reason(&builder.graph, root, 0);
            return Err(DrawError::Unsatisfiable { pointer: why.pointer, why: why.text });
        }
        let prepared = prepare(&mut builder, root, &constraints, options);
        let boundaries = collect(&builder.graph, root, &constraints, options);
        let mut drawer = Self { validator, constraints, graph: builder.graph, root, boundaries, prepared };
        drawer.prove()?;
        drawer.try_out();
        drawer.try_classes();
        Ok(drawer)
    }

    /// Draws once: a schema that only looks satisfiable is found out here.
    fn prove(&self) -> Result<(), DrawError> {
        let mut rng = Rng::new(0, "prove");
        if self.minimal(&mut rng).is_some() || self.random(&mut rng).is_some() {
            return Ok(());
        }
        let told = self
            .attempt(&mut rng, Mode::Plain, &mut Ink::of_a_trial())
            .and_then(|value| self.validator.breaches(&value).into_iter().next());
        let (pointer, why) = match told {
            Some(breach) => (breach.schema_path, format!("no value was found that keeps it: {}", breach.message)),
            None => {
                (String::new(), "no value was found; patterns, formats and lengths may contradict each other".into())
            }
        };
        Err(DrawError::Unsatisfiable { pointer, why })
    }

    /// The validator that confirms every draw.
    pub fn validator(&self) -> &Validator {
        &self.validator
    }

    /// Every constraint of the schema, in the order of the document.
    pub fn constraints(&self) -> &[Constraint] {
        &self.constraints
    }

    /// Every boundary class of the valid values, in a stable order.
    pub fn classes(&self) -> &[Class] {
        &self.boundaries.order
    }

    /// Whether it draws every class of another and breaks the same constraints in the same ways, if with other values.
    pub fn can_stand_for(&self, other: &Self) -> bool {
        let kinds = |drawer: &Self| drawer.constraints.iter().map(|one| drawer.kinds(one).len()).collect::<Vec<_>>();
        other.classes().iter().all(|class| self.boundaries.aims.contains_key(class)) && kinds(self) == kinds(other)
    }

    /// A valid value that falls in the class, as simple as possible elsewhere; none where it could not be drawn.
    pub fn class(&self, class: &Class, rng: &mut Rng) -> Option<Value> {
        self.class_by(self.boundaries.aims.get(class)?, rng, &mut Ink::of_a_draw()).map(|(_, value)| value)
    }

    /// The first valid value, and the index of the aim that it comes from.
    fn class_by(&self, aims: &Aims, rng: &mut Rng, ink: &mut Ink) -> Option<(usize, Value)> {
        for attempt in 0..6 {
            let mode = if attempt < 3 { Mode::Plain } else { Mode::Random };
            for (index, Candidate { route, leaf, .. }) in aims.iter().enumerate() {
                let again = attempt == 0 || leaf.varies(mode);
                if !again || ink.is_dry() {
                    continue;
                }
                let mut pen = Pen::new(&self.graph, rng, mode);
                let value = pen.aim(&Aim { route, leaf, at: At::First, attempt });
                ink.spend(pen.parts);
                if let Some(value) = value.filter(|value| self.validator.is_valid(value)) {
                    return Some((index, value));
                }
            }
        }
        None
    }

    /// Leaves out the classes that cannot be drawn, such as what the document is silent about, and puts first what works.
    fn try_classes(&mut self) {
        let Boundaries { mut order, mut aims, objects } = std::mem::take(&mut self.boundaries);
        order.retain_mut(|class| {
            let mut rng = Rng::new(0, "try-out");
            let works = aims
                .get(class)
                .and_then(|aims| self.class_by(aims, &mut rng, &mut Ink::of_a_trial()))
                .map(|(works, _)| works);
            match (works, aims.get_mut(class)) {
                (Some(works), Some(aims)) => {
                    aims[..=works].rotate_right(1);
                    class.of = aims[0].of;
                }
                _ => drop(aims.remove(class)),
            }
            works.is_some()
        });
        self.boundaries = Boundaries { order, aims, objects };
    }

    /// Values in which every pair of optional properties stands together at least once.
    pub fn pairs(&self, rng: &mut Rng) -> Vec<Value> {
        pairs::cover(self, rng)
    }

    /// The smallest plain valid value.
    pub fn minimal(&self, rng: &mut Rng) -> Option<Value> {
        self.valid(rng, Mode::Plain).or_else(|| self.valid(rng, Mode::Random))
    }

    /// Any valid value.
    pub fn random(&self, rng: &mut Rng) -> Option<Value> {
        self.valid(rng, Mode::Random)
    }

    fn valid(&self, rng: &mut Rng, mode: Mode) -> Option<Value> {
        let attempts = if mode == Mode::Plain { 2 } else { ATTEMPTS };
        let mut ink = Ink::of_a_draw();
        for _ in 0..attempts {
            let value = self.attempt(rng, mode, &mut ink).filter(|value| self.validator.is_valid(value));
            if value.is_some() || ink.is_dry() {
                return value;
            }
        }
        None
    }

    fn attempt(&self, rng: &mut Rng, mode: Mode, ink: &mut Ink) -> Option<Value> {
        let height = self.graph.height(self.root)?;
        let fuel = if mode == Mode::Plain { height } else { height + SLACK };
        let mut pen = Pen::new(&self.graph, rng, mode);
        let value = pen.node(self.root, fuel);
        ink.spend(pen.parts);
        value
    }
}

/// Why a node has no value: its own contradiction, or that of a part it needs.
fn reason(graph: &Graph, node: NodeId, depth: usize) -> Why {
    let this = &graph.nodes[node];
    let endless = || {
        let at = this.key.claims.iter().find_map(|claim| match claim {
            Claim::Holds(at) => Some(at.to_string()),
            _ => None,
        });
        Why { pointer: at.unwrap_or_default(), text: "a value would have to contain itself without end".into() }
    };
    if this.flats.is_empty() {
        return if this.why.text.is_empty() { endless() } else { this.why.clone() };
    }
    let dead = dead_parts(graph, node);
    let told = dead.iter().find(|part| graph.nodes[**part].flats.is_empty()).or(dead.first());
    match told {
        Some(part) if depth < 8 => reason(graph, *part, depth + 1),
        _ => endless(),
    }
}

/// The parts that a node needs and that have no value.
fn dead_parts(graph: &Graph, node: NodeId) -> Vec<NodeId> {
    let required = graph.nodes[node].flats.iter().flat_map(|flat| {
        let named = flat.object.names.iter().filter(|(name, _)| flat.object.required.contains(name));
        named.map(|(_, child)| child.node).chain((flat.array.min > 0).then_some(flat.array.rest.plain.node))
    });
    required.filter(|part| graph.height(*part).is_none() || graph.nodes[*part].missing.is_some()).collect()
}

/// The source of values that a node waits for, if it has no value without them.
fn missing(graph: &Graph, node: NodeId, depth: usize) -> Option<String> {
    let own = graph.nodes[node].missing.clone();
    if own.is_some() || graph.height(node).is_some() || depth == 8 {
        return own;
    }
    dead_parts(graph, node).into_iter().find_map(|part| missing(graph, part, depth + 1))
}
