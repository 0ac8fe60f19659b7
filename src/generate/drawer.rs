//! The drawer: a schema prepared once, from which values inside and just outside it are drawn.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::boundary::{Boundaries, Candidate, collect};
use super::broken::{At, Broken, Kind};
use super::budget::Budget;
use super::builder::Builder;
use super::by_place::ByPlace;
use super::class::Class;
use super::confirm::Confirmer;
use super::empty;
use super::error::DrawError;
use super::goal::{Contradiction, Goal, Goals, is_beyond};
use super::graph::Graph;
use super::limits::NodeId;
use super::mode::Mode;
use super::number::Decimal;
use super::pairs;
use super::prepare::{Prepared, prepare};
use super::proof::Proof;
use super::reason::{missing, reason};
use super::rng::Rng;
use super::together::{Aimed, each_alone};
use super::unique::Unique;
use super::violation;
use super::wire::Wire;
use crate::contract::schema::{Constraint, Document, Options, Place, Validator, bound, listed};
use crate::contract::{DrawId, Message};

/// Draws values from one schema. Everything is prepared when it is made; share it in an `Arc`.
#[derive(Debug)]
pub struct Drawer {
    pub(super) proof: Proof,
    pub(super) graph: Graph,
    pub(super) root: NodeId,
    pub(super) boundaries: Boundaries,
    pub(super) by_place: ByPlace,
    /// For each constraint, in the same order.
    pub(super) prepared: Vec<Prepared>,
    /// There are more constraints than are listed.
    cut: bool,
    unique: Vec<Unique>,
    pub(super) untold: Vec<Untold>,
    /// Not all that may be drawn was tried out.
    pub(super) tried_in_part: bool,
}

/// What cannot be distinguished on the wire, and is therefore not drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untold {
    /// A way to break a constraint, by its index.
    Kind(usize, Kind),
    /// A boundary class.
    Class(Class),
}

impl Drawer {
    /// Prepares to draw from a schema.
    pub fn new(schema: &Value, options: &Options) -> Result<Self, DrawError> {
        Self::on(Wire::Json, schema, options)
    }

    /// Prepares to draw values that travel in a way of their own: what cannot be distinguished there is not drawn.
    pub fn on(wire: Wire, schema: &Value, options: &Options) -> Result<Self, DrawError> {
        let schema = &*bound(schema);
        let validator = Validator::new(schema, options)?;
        let document = Document::new(schema);
        let (mut constraints, inside) = (listed(schema, &document, false)?, listed(schema, &document, true)?);
        let cut = constraints.cut || inside.cut;
        constraints.all.extend(inside.all);
        let constraints: Arc<[Constraint]> = constraints.all.into();
        let by_place = ByPlace::of(&constraints);
        let mut builder = Builder::new(&document, options);
        // The node of anything: what a forbidden property gets as its value.
        builder.node(Goals::default());
        let root = builder.node(Goals::new([Goal::Holds("".into())]));
        builder.grow();
        if let Some(source) = missing(&builder.graph, root, 0) {
            return Err(DrawError::NotGiven(source));
        }
        if builder.graph.depth(root).is_none() {
            let Contradiction { pointer, text: why } = reason(&builder.graph, root, 0);
            let beyond = is_beyond(&why);
            let unsure = builder.graph.full || builder.graph.nodes.iter().any(|node| node.unsure);
            return Err(if beyond {
                DrawError::Beyond { pointer, why }
            } else if unsure {
                sure(DrawError::NotFound { pointer, why }, &document, options)
            } else {
                DrawError::Unsatisfiable { pointer, why }
            });
        }
        let prepared = prepare(&mut builder, root, &each_alone(&constraints), options);
        let boundaries = collect(&builder.graph, root, &constraints, options);
        let proof = Proof::new(validator, constraints, wire);
        let (graph, unique, untold) = (std::mem::take(&mut builder.graph), Unique::of(schema), Vec::new());
        let mut drawer =
            Self { proof, graph, root, boundaries, by_place, prepared, cut, unique, untold, tried_in_part: false };
        drawer.prove().map_err(|error| sure(error, &document, options))?;
        drawer.try_out(schema, &mut builder, options);
        Ok(drawer)
    }

    /// Draws once: a schema that only looks satisfiable is found out here.
    fn prove(&self) -> Result<(), DrawError> {
        let mut rng = Rng::new(0, "prove");
        if self.minimal(&mut rng).is_some() || self.random(&mut rng).is_some() {
            return Ok(());
        }
        let drawn = self.confirmer(&mut rng, Budget::of_preparation()).unconfirmed(self.root, Mode::Plain);
        let breach = drawn.and_then(|value| self.proof.validator.breaches(&value).into_iter().next());
        let (pointer, why) = match breach {
            Some(breach) => (breach.schema_path, DrawId::NoneKeeps.with([(&breach.message).into()])),
            None => (String::new(), DrawId::NoneFoundAtAll.into()),
        };
        Err(DrawError::NotFound { pointer, why })
    }

    pub(super) fn confirmer<'a>(&'a self, rng: &'a mut Rng, budget: Budget) -> Confirmer<'a> {
        Confirmer { graph: &self.graph, proof: &self.proof, rng, budget }
    }

    /// The validator that confirms every draw.
    pub fn validator(&self) -> &Validator {
        &self.proof.validator
    }

    /// What cannot be distinguished on the wire.
    pub fn untold(&self) -> &[Untold] {
        &self.untold
    }

    /// Whether a value is valid, and read by the target as it is.
    pub fn keeps(&self, value: &Value) -> bool {
        self.proof.is_valid_as_it_is(value)
    }

    /// Whether the target reads a value as it is.
    pub fn travels(&self, value: &Value) -> bool {
        self.proof.travels(value)
    }

    /// Every constraint of the schema, in the order of the document.
    pub fn constraints(&self) -> &[Constraint] {
        &self.proof.constraints
    }

    /// The constraints that are about a place, or require what is there, in the order of the document.
    pub fn constraints_at<'a>(&'a self, place: &Place) -> impl Iterator<Item = &'a Constraint> + use<'a> {
        self.by_place.at(place).iter().map(|index| &self.proof.constraints[*index])
    }

    /// Every way to break the constraint of an index.
    pub fn kinds_of(&self, index: usize) -> &[Kind] {
        self.prepared.get(index).map_or(&[], |prepared| &prepared.kinds)
    }

    /// Every boundary class of the valid values, in a stable order.
    pub fn classes(&self) -> &[Class] {
        &self.boundaries.order
    }

    /// The same in rounds: what the schema says in one place is met once before it is met again, wherever else it applies.
    pub fn classes_by_schema(&self) -> Vec<&Class> {
        let mut rounds: HashMap<(NodeId, usize, &str, &str), usize> = HashMap::new();
        let round = |class| {
            let way = self.candidates(class).first();
            // The presence of a property is a class at the place of the property, of the node that may have it.
            let property = class.place.as_str().rsplit('/').next().unwrap_or_default();
            let property = if matches!(&*class.name, "present" | "absent") { property } else { "" };
            let node = way.map_or((0, 0), |way| (way.path.node, way.path.alternative));
            let round = rounds.entry((node.0, node.1, property, &class.name)).or_default();
            *round += 1;
            (*round, class)
        };
        let mut ordered: Vec<(usize, &Class)> = self.classes().iter().map(round).collect();
        ordered.sort_by_key(|(round, _)| *round);
        ordered.into_iter().map(|(_, class)| class).collect()
    }

    /// The places whose values are to be new each time.
    pub fn unique(&self) -> &[Unique] {
        &self.unique
    }

    /// The ways to draw a class.
    pub(super) fn candidates(&self, class: &Class) -> &[Candidate] {
        self.boundaries.candidates.get(class).map_or(&[], Vec::as_slice)
    }

    /// A valid value that falls in the class, as simple as possible elsewhere; none where it could not be drawn.
    pub fn class(&self, class: &Class, rng: &mut Rng) -> Option<Value> {
        let candidates = self.boundaries.candidates.get(class)?;
        self.confirmer(rng, Budget::of_one_draw()).class(candidates).map(|(_, value)| value)
    }

    /// The same in each of the other ways that lead to the class, such as the branches of a union that have a property of the same name.
    pub fn class_elsewhere<'a>(&'a self, class: &Class, rng: &'a mut Rng) -> impl Iterator<Item = Value> + use<'a> {
        let others = self.candidates(class).chunks(1).skip(1);
        others.filter_map(|one| self.confirmer(rng, Budget::of_one_draw()).class(one).map(|(_, value)| value))
    }

    /// Values in which every pair of optional properties stands together at least once.
    pub fn pairs(&self, rng: &mut Rng) -> Vec<Value> {
        pairs::cover(&mut self.confirmer(rng, Budget::of_one_draw()), &self.boundaries.objects)
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
        self.confirmer(rng, Budget::of_one_draw()).valid(self.root, mode)
    }

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
        let mut confirmer = self.confirmer(rng, Budget::of_one_draw());
        let aimed = self.aimed_at(constraint, prepared);
        confirmer.broken(&aimed, prepared.recipes(kind), at, mode).map(|(_, broken)| broken)
    }

    /// Whether it is proved that no value breaks the constraint alone; else none was found, where there are no kinds.
    pub fn is_impossible(&self, constraint: &Constraint) -> bool {
        self.prepared_of(constraint).is_some_and(|prepared| prepared.impossible && prepared.kinds.is_empty())
    }

    /// Whether the schema is larger than what is drawn from: constraints or parts beyond are left out.
    pub fn is_cut(&self) -> bool {
        self.cut || self.graph.full || self.boundaries.cut
    }

    /// Whether some of the ways and classes were not tried out, so that there may be no value of them.
    pub fn is_tried_in_part(&self) -> bool {
        self.tried_in_part
    }

    /// Where this constraint fails on a value that the target reads as it is, if nothing fails that is another breach.
    pub fn breaks(&self, value: &Value, constraint: &Constraint) -> Option<String> {
        let aimed = match self.prepared_of(constraint) {
            Some(prepared) => self.aimed_at(constraint, prepared),
            None => Aimed { constraint, with: Vec::new() },
        };
        self.proof.breaks(value, &aimed)
    }

    fn aimed_at<'a>(&'a self, constraint: &'a Constraint, prepared: &Prepared) -> Aimed<'a> {
        Aimed { constraint, with: prepared.with.iter().map(|other| &self.constraints()[*other]).collect() }
    }

    /// What of a constraint is not drawn because it lies beyond our own limits.
    pub fn left_out(&self, constraint: &Constraint) -> Option<Message> {
        let longest = violation::LONGEST;
        let limits = Decimal::of(&constraint.operand).zip(i128::try_from(longest).ok());
        let far =
            constraint.keyword == "maxLength" && limits.is_some_and(|(limit, most)| limit >= Decimal::integer(most));
        far.then(|| DrawId::LimitBeyond.with([longest.into()]))
    }

    pub(super) fn prepared_of(&self, constraint: &Constraint) -> Option<&Prepared> {
        // Mostly it is one of our own.
        let own = self.constraints().iter().position(|own| std::ptr::eq(own, constraint));
        let at = own.or_else(|| self.constraints().iter().position(|own| own == constraint))?;
        self.prepared.get(at)
    }
}

/// That no value was found, or the proof that there is none.
fn sure(error: DrawError, document: &Document, options: &Options) -> DrawError {
    match (&error, empty::contradiction(document, options)) {
        (DrawError::NotFound { .. }, Some((pointer, why))) => DrawError::Unsatisfiable { pointer, why },
        _ => error,
    }
}

/// Draws one value of a schema that is used once.
pub fn draw_one(schema: &Value, options: &Options, rng: &mut Rng) -> Result<Value, DrawError> {
    let why = || DrawError::NotFound { pointer: String::new(), why: DrawId::NoneFoundHere.into() };
    Drawer::new(schema, options)?.random(rng).ok_or_else(why)
}
