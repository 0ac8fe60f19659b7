//! The drawer: a schema prepared once, from which values inside and just outside it are drawn.

use serde_json::Value;

use super::boundary::{Boundaries, Candidate, collect};
use super::broken::{At, Broken, Kind};
use super::budget::Budget;
use super::builder::Builder;
use super::class::Class;
use super::confirm::{Confirmer, sole};
use super::error::DrawError;
use super::goal::{Goal, Goals};
use super::graph::Graph;
use super::limits::NodeId;
use super::mode::Mode;
use super::pairs;
use super::prepare::{Prepared, prepare, prepare_alone};
use super::reason::{missing, reason};
use super::rng::Rng;
use crate::contract::schema::{Constraint, Document, Options, Validator, listed};

/// Draws values from one schema. Everything is prepared when it is made; share it in an `Arc`.
#[derive(Debug)]
pub struct Drawer {
    validator: Validator,
    constraints: Vec<Constraint>,
    graph: Graph,
    root: NodeId,
    boundaries: Boundaries,
    /// For each constraint, in the same order.
    prepared: Vec<Prepared>,
    /// There are more constraints than are listed.
    cut: bool,
}

/// Parts that are written to try out what can be drawn, all in all: about two seconds.
const EFFORT: usize = 2_000_000;
/// Constraints for which it is searched further.
const SEARCHED: usize = 300;

impl Drawer {
    /// Prepares to draw from a schema.
    pub fn new(schema: &Value, options: &Options) -> Result<Self, DrawError> {
        let validator = Validator::new(schema, options)?;
        let document = Document::new(schema);
        let (mut constraints, inside) = (listed(schema, &document, false)?, listed(schema, &document, true)?);
        let cut = constraints.cut || inside.cut;
        constraints.all.extend(inside.all);
        let constraints = constraints.all;
        let mut builder = Builder::new(&document, options);
        // The node of anything: what a forbidden property gets as its value.
        builder.node(Goals::default());
        let root = builder.node(Goals::new([Goal::Holds("".into())]));
        builder.grow();
        if let Some(source) = missing(&builder.graph, root, 0) {
            return Err(DrawError::NotGiven(source));
        }
        if builder.graph.depth(root).is_none() {
            let why = reason(&builder.graph, root, 0);
            return Err(DrawError::Unsatisfiable { pointer: why.pointer, why: why.text });
        }
        let prepared = prepare(&mut builder, root, &constraints, options);
        let boundaries = collect(&builder.graph, root, &constraints, options);
        let graph = std::mem::take(&mut builder.graph);
        let mut drawer = Self { validator, constraints, graph, root, boundaries, prepared, cut };
        drawer.prove()?;
        let Self { validator, constraints, graph, prepared, .. } = &mut drawer;
        let mut effort = EFFORT;
        for (constraint, prepared) in constraints.iter().zip(prepared) {
            try_kinds(validator, graph, constraint, prepared, &mut effort);
        }
        drawer.search(&mut builder, options, &mut effort);
        drawer.try_classes(effort.max(EFFORT / 2));
        Ok(drawer)
    }

    /// Draws once: a schema that only looks satisfiable is found out here.
    fn prove(&self) -> Result<(), DrawError> {
        let mut rng = Rng::new(0, "prove");
        if self.minimal(&mut rng).is_some() || self.random(&mut rng).is_some() {
            return Ok(());
        }
        let drawn = self.confirmer(&mut rng, Budget::of_preparation()).unconfirmed(self.root, Mode::Plain);
        let breach = drawn.and_then(|value| self.validator.breaches(&value).into_iter().next());
        let (pointer, why) = match breach {
            Some(breach) => (breach.schema_path, format!("no value was found that keeps it: {}", breach.message)),
            None => {
                (String::new(), "no value was found; patterns, formats and lengths may contradict each other".into())
            }
        };
        Err(DrawError::Unsatisfiable { pointer, why })
    }

    /// Searches further for what nothing breaks yet.
    fn search(&mut self, builder: &mut Builder<'_>, options: &Options, effort: &mut usize) {
        let Self { validator, constraints, graph, prepared, root, .. } = self;
        let open = constraints.iter().zip(prepared.iter_mut());
        let open = open.filter(|(_, prepared)| prepared.kinds.is_empty() && !prepared.impossible).take(SEARCHED);
        let (open, places): (Vec<&Constraint>, Vec<&mut Prepared>) = open.unzip();
        builder.graph = std::mem::take(graph);
        let found = prepare_alone(builder, *root, &open, options);
        *graph = std::mem::take(&mut builder.graph);
        for ((constraint, place), mut found) in open.into_iter().zip(places).zip(found) {
            try_kinds(validator, graph, constraint, &mut found, effort);
            found.impossible = false;
            *place = found;
        }
    }

    /// Leaves out the classes that cannot be drawn, such as what the document is silent about, and puts first what works.
    fn try_classes(&mut self, mut effort: usize) {
        let Self { validator, graph, boundaries, .. } = self;
        boundaries.keep_what_works(|candidates| {
            if effort == 0 {
                return Some(0);
            }
            let mut rng = Rng::new(0, "try-out");
            let mut confirmer = Confirmer { graph, validator, rng: &mut rng, budget: Budget::of_preparation() };
            let found = confirmer.class(candidates).map(|(index, _)| index);
            effort = effort.saturating_sub(confirmer.budget.spent);
            found
        });
    }

    fn confirmer<'a>(&'a self, rng: &'a mut Rng, budget: Budget) -> Confirmer<'a> {
        Confirmer { graph: &self.graph, validator: &self.validator, rng, budget }
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

    /// The ways to draw a class.
    pub(super) fn candidates(&self, class: &Class) -> &[Candidate] {
        self.boundaries.candidates.get(class).map_or(&[], Vec::as_slice)
    }

    /// A valid value that falls in the class, as simple as possible elsewhere; none where it could not be drawn.
    pub fn class(&self, class: &Class, rng: &mut Rng) -> Option<Value> {
        let candidates = self.boundaries.candidates.get(class)?;
        self.confirmer(rng, Budget::of_one_draw()).class(candidates).map(|(_, value)| value)
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
        let recipes = self.prepared_of(constraint)?.recipes(kind);
        let mut confirmer = self.confirmer(rng, Budget::of_one_draw());
        confirmer.broken(constraint, recipes, at, mode).map(|(_, broken)| broken)
    }

    /// Whether it is proved that no value breaks the constraint alone; else none was found, where there are no kinds.
    pub fn is_impossible(&self, constraint: &Constraint) -> bool {
        self.prepared_of(constraint).is_some_and(|prepared| prepared.impossible && prepared.kinds.is_empty())
    }

    /// Whether the schema is larger than what is drawn from: constraints or parts beyond are left out.
    pub fn is_cut(&self) -> bool {
        self.cut || self.graph.full || self.boundaries.cut
    }

    /// Where exactly this constraint fails on this value; none where it does not, or something else does.
    pub fn broken_at(&self, value: &Value, constraint: &Constraint) -> Option<String> {
        sole(&self.validator, value, constraint)
    }

    /// Whether exactly this constraint fails on this value, at this place.
    pub fn confirms(&self, value: &Value, constraint: &Constraint, pointer: &str) -> bool {
        sole(&self.validator, value, constraint).is_some_and(|found| found == pointer)
    }

    fn prepared_of(&self, constraint: &Constraint) -> Option<&Prepared> {
        // Mostly it is one of our own.
        let own = self.constraints.iter().position(|own| std::ptr::eq(own, constraint));
        let at = own.or_else(|| self.constraints.iter().position(|own| own == constraint))?;
        self.prepared.get(at)
    }
}

/// Leaves out the kinds that cannot be drawn at all, and puts first what is known to work.
fn try_kinds(
    validator: &Validator,
    graph: &Graph,
    constraint: &Constraint,
    prepared: &mut Prepared,
    effort: &mut usize,
) {
    prepared.keep_what_works(|recipes| {
        // What is not tried may work or not: each draw will show.
        if *effort == 0 {
            return (!recipes.is_empty()).then_some(0);
        }
        let mut rng = Rng::new(0, "try-out");
        let works = |mode| {
            let budget = Budget::of_preparation();
            let mut confirmer = Confirmer { graph, validator, rng: &mut rng, budget };
            let found = confirmer.broken(constraint, recipes, At::First, mode);
            *effort = effort.saturating_sub(confirmer.budget.spent);
            found
        };
        [Mode::Plain, Mode::Random].into_iter().find_map(works).map(|(index, _)| index)
    });
}

/// Draws one value of a schema that is used once.
pub fn draw_one(schema: &Value, options: &Options, rng: &mut Rng) -> Result<Value, DrawError> {
    let why = || DrawError::Unsatisfiable { pointer: String::new(), why: "no value was found".into() };
    Drawer::new(schema, options)?.random(rng).ok_or_else(why)
}
