//! The cases of a trial, drawn one at a time.

use std::sync::Arc;

use serde_json::Value;

use super::{
    Trial, TrialKind,
    case::{Aim, Case, Drawn, OneCall, Steps, broken_at},
    classes::{ATS, class_requirement},
    rivals::{both, error_of, rivals},
    stage::Stage,
};
use crate::{
    contract::{Expectation, Operation, Outcome, schema::Constraint},
    generate::{Drawer, Kind, Rng, malformed::MALFORMED},
    record::{Intent, IntentKind},
    scenario::Scenario,
};

/// The cases of a trial in their order; none stands for one that could not be drawn.
pub(super) type Cases<'a> = Box<dyn Iterator<Item = Option<Case<'a>>> + 'a>;

/// The cases of a trial of generated requests; there are none of a scenario.
pub(super) fn generated<'a>(stage: &'a Stage<'a>, trial: &'a Trial, mut rng: Rng) -> Cases<'a> {
    let Some(operation) = trial.kind.operation() else { return Box::new(std::iter::empty()) };
    let source = Source { stage, operation, drawer: &stage.subject.drawers[operation] };
    match &trial.kind {
        TrialKind::Pairs(_) => {
            let values = source.drawer.pairs(&mut rng);
            Box::new(values.into_iter().map(move |value| Some(source.valid("pair", value))))
        }
        TrialKind::Precedence(_) => source.precedence(rng),
        TrialKind::Raw { kind, .. } => Box::new(std::iter::once(source.malformed(*kind, &mut rng))),
        kind => Box::new((0..trial.cases as usize).map(move |number| source.drawn(kind, number, &mut rng))),
    }
}

/// The cases of a scenario: each table of its state, with each row, with freshly drawn values each time.
pub(super) fn of_scenario<'a>(
    stage: &'a Stage<'a>,
    scenario: &'a Scenario,
    drawers: &'a [(&'a str, Arc<Drawer>)],
    mut rng: Rng,
) -> Cases<'a> {
    let tables = scenario.state.as_ref().map(|state| stage.subject.given.states[state].as_slice());
    let tables: Vec<Option<&Value>> = tables.map_or_else(|| vec![None], |tables| tables.iter().map(Some).collect());
    let rows: Vec<Option<&Value>> =
        if scenario.table.is_empty() { vec![None] } else { scenario.table.iter().map(Some).collect() };
    let places = tables.into_iter().flat_map(move |table| rows.clone().into_iter().map(move |row| (table, row)));
    let each = places.flat_map(|place| std::iter::repeat_n(place, scenario.cases as usize));
    Box::new(each.map(move |(state, row)| {
        let draw = drawers.iter().map(|(name, drawer)| {
            let value = Arc::new(drawer.random(&mut rng)?);
            Some(Drawn { name, value, drawer })
        });
        let intent = Intent::of(IntentKind::Scenario, &scenario.name);
        Some(Case { intent, draw: draw.collect::<Option<_>>()?, steps: Steps::Scenario { scenario, state, row } })
    }))
}

/// What the generated requests of one operation are drawn from.
#[derive(Clone, Copy)]
struct Source<'a> {
    stage: &'a Stage<'a>,
    operation: usize,
    drawer: &'a Drawer,
}

impl<'a> Source<'a> {
    /// A case of one call.
    fn case(self, intent: Intent, value: Value, due: Expectation, aim: Aim<'a>) -> Case<'a> {
        let draw = vec![Drawn { name: "", value: Arc::new(value), drawer: self.drawer }];
        Case { intent, draw, steps: Steps::Call(OneCall { operation: self.operation, due, aim }) }
    }

    fn valid(self, way: &str, value: Value) -> Case<'a> {
        let due = Expectation::accepted(&self.form().success, None);
        self.case(Intent::of(IntentKind::Valid, way), value, due, Aim::Valid)
    }

    fn form(self) -> &'a Operation {
        &self.stage.subject.suite.contract.operations[self.operation]
    }

    /// The case of a number among those that are drawn at random, at the boundaries of a place, or to break a constraint.
    fn drawn(self, kind: &TrialKind, number: usize, rng: &mut Rng) -> Option<Case<'a>> {
        match kind {
            TrialKind::Accepts { classes, .. } => {
                let class = &self.stage.subject.planned[self.operation].classes()[classes[number]];
                let (requirement, level) = class_requirement(self.form(), self.drawer, class);
                let intent = Intent::boundary(class.place.as_str(), &class.name);
                let due = Expectation::accepted(&requirement, level);
                Some(self.case(intent, self.drawer.class(class, rng)?, due, Aim::Class(class)))
            }
            TrialKind::Rejects { constraint, .. } => {
                let constraint = &self.drawer.constraints()[*constraint];
                let kinds = self.drawer.kinds(constraint);
                let positions = if constraint.place.as_str().contains('*') { ATS.len() } else { 1 };
                // The enumerated ones first, kind by kind at each position; then the same again over freshly drawn values.
                let (kind, at) = (&kinds[(number / positions) % kinds.len()], ATS[number % positions]);
                let broken = self.drawer.broken(constraint, kind, at, rng)?;
                self.breaking(constraint, kind, &broken.pointer, broken.value)
            }
            _ => Some(self.valid("random", self.drawer.random(rng)?)),
        }
    }

    fn breaking(self, constraint: &'a Constraint, kind: &Kind, pointer: &str, value: Value) -> Option<Case<'a>> {
        let at = broken_at(constraint, pointer);
        let due = Expectation::of_violation(&self.stage.subject.suite.contract, constraint, &kind.name, &at)?;
        let intent = Intent::violates(&at, &constraint.keyword, &kind.name);
        Some(self.case(intent, value, due, Aim::Breaks(constraint, kind.clone())))
    }

    /// A body that is not the JSON it should be.
    fn malformed(self, kind: usize, rng: &mut Rng) -> Option<Case<'a>> {
        let (rule, value, row) = (self.form().raw.as_ref()?, self.drawer.minimal(rng)?, &MALFORMED[kind]);
        let outcome = if rule.open.iter().any(|open| open == row.name) { Outcome::Any } else { Outcome::Refused };
        let codes = if outcome == Outcome::Refused { rule.code.iter().cloned().collect() } else { Vec::new() };
        let due = Expectation { codes, error: rule.error.clone(), ..Expectation::new(outcome, &rule.requirement) };
        Some(self.case(Intent::of(IntentKind::Malformed, row.name), value, due, Aim::Malformed(row)))
    }

    /// Each two constraints broken at once. Some pairs cannot be: what breaks the one leaves no place for the other.
    fn precedence(self, mut rng: Rng) -> Cases<'a> {
        let rivals = rivals(self.form(), self.drawer);
        let count = rivals.len();
        let pairs = (0..count).flat_map(move |one| (one + 1..count).map(move |other| (one, other)));
        Box::new(pairs.filter_map(move |(one, other)| {
            let (one, other) = (rivals[one].clone(), rivals[other].clone());
            let value = both(self.drawer, one.0, other.0, &mut rng)?;
            let error = error_of(one.0).map(str::to_owned);
            let due = Expectation { error, ..Expectation::new(Outcome::Any, "") };
            Some(Some(self.case(Intent::of(IntentKind::Pair, "precedence"), value, due, Aim::BreaksBoth(one, other))))
        }))
    }
}
