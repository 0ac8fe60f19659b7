//! The cases of a trial, drawn one at a time.

mod altered;

use std::sync::Arc;

use serde_json::Value;

use super::{
    Trial, TrialKind,
    case::{Aim, Case, Drawn, OneCall, Steps, bound, broken_at},
    classes::{ATS, at_in_turn, class_requirement},
    rivals::{both, error_of, rivals, ways},
    stage::Stage,
    tables::Tables,
};
use crate::{
    contract::{Expectation, Operation, Outcome, schema::Constraint},
    generate::{At, Broken, Drawer, Kind, Mode, Rng, malformed::MALFORMED},
    record::{Intent, IntentKind},
    scenario::Scenario,
};

/// The cases of a trial in their order; none stands for one that could not be drawn.
pub(super) type Cases<'a> = Box<dyn Iterator<Item = Option<Case<'a>>> + 'a>;

/// The cases of a trial of generated requests; there are none of a scenario.
pub(super) fn generated<'a>(stage: &'a Stage<'a>, trial: &'a Trial, mut rng: Rng) -> Cases<'a> {
    let Some(operation) = trial.kind.operation() else { return Box::new(std::iter::empty()) };
    let source = Source { stage, operation, drawer: &stage.subject.drawers[operation] };
    let cases: Cases<'a> = match &trial.kind {
        TrialKind::Pairs(_) => {
            let values = source.drawer.pairs(&mut rng);
            Box::new(values.into_iter().map(move |value| Some(source.valid("pair", value))))
        }
        TrialKind::Precedence(_) => source.precedence(rng),
        TrialKind::Raw { kind, .. } => Box::new(std::iter::once(source.malformed(*kind, &mut rng))),
        kind => Box::new((0..trial.cases as usize).map(move |number| source.drawn(kind, number, &mut rng))),
    };
    let tables = Tables::of(&source.form().request, &stage.subject.given);
    if tables.is_empty() {
        return cases;
    }
    Box::new(cases.enumerate().map(move |(number, case)| Some(source.at_table(case?, &tables, number))))
}

/// A case drawn once more, where a body that went out before may not go out again; none where its trial draws nothing by chance.
pub(super) fn again<'a>(stage: &'a Stage<'a>, trial: &'a Trial, number: usize, attempt: u32) -> Option<Case<'a>> {
    let operation = trial.kind.operation()?;
    let source = Source { stage, operation, drawer: &stage.subject.drawers[operation] };
    let mut rng = Rng::new(stage.settings.seed, &format!("{}#{number}.{attempt}", trial.name));
    match &trial.kind {
        TrialKind::Pairs(_) | TrialKind::Precedence(_) | TrialKind::Raw { .. } => None,
        kind => source.drawn(kind, number, &mut rng),
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
    let contract = &stage.subject.suite.contract;
    let walk = |(name, _): &(&str, Arc<Drawer>)| {
        let schema = scenario.draw.get(*name).and_then(|form| form.schema(contract));
        schema.map(|schema| Tables::of(&schema, &stage.subject.given)).unwrap_or_default()
    };
    let walks: Vec<Tables> = drawers.iter().map(walk).collect();
    Box::new(each.enumerate().map(move |(number, (state, row))| {
        let own = scenario.state.as_deref().zip(state);
        let draw = drawers.iter().zip(&walks).map(|((name, drawer), tables)| {
            let form = scenario.draw.get(*name);
            let value = match form.and_then(|form| form.like.as_ref()) {
                Some(like) => like.clone(),
                None => drawer.random(&mut rng)?,
            };
            let other = tables.at(&value, number, own).filter(|other| drawer.validator().is_valid(other));
            let value = other.unwrap_or(value);
            let place = form.and_then(|form| form.place.as_ref());
            let part = place.map(|place| drawer.unique().iter().find(|unique| unique.place().as_str() == place));
            Some(Drawn { name, value: Arc::new(value), drawer, part: part.flatten() })
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
        let draw = vec![Drawn { name: "", value: Arc::new(value), drawer: self.drawer, part: None }];
        Case { intent, draw, steps: Steps::Call(OneCall { operation: self.operation, due, aim, context: None }) }
    }

    fn valid(self, way: &str, value: Value) -> Case<'a> {
        let due = Expectation::accepted(&self.form().success, None);
        self.case(Intent::of(IntentKind::Valid, way), value, due, Aim::Valid)
    }

    /// The case with the values of the tables that are its own, unless the schema refuses them there.
    fn at_table(self, mut case: Case<'a>, tables: &Tables, number: usize) -> Case<'a> {
        let other = tables.at(&case.draw[0].value, number, None);
        if let (Some(other), Steps::Call(call)) = (other, &case.steps)
            && call.confirms(self.drawer, &bound(self.stage, &other))
        {
            case.draw[0].value = Arc::new(other);
        }
        case
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
                // What is given meanwhile may leave no way to break it in one of the ways that were planned: that case is dropped.
                let kinds = self.stage.subject.planned[self.operation].kinds(constraint);
                let positions = if constraint.place.as_str().contains('*') { ATS.len() } else { 1 };
                // The enumerated ones first, kind by kind at each position; then the same again over freshly drawn values.
                let kind = &kinds[(number / positions) % kinds.len()];
                let at = at_in_turn(constraint.place.as_str(), number % positions, number / positions);
                // Each kind meets each context and either surroundings at one of its positions, at the others once the kinds start over.
                let (position, turn) = (number % positions, number / positions + number / (positions * kinds.len()));
                let again = number >= positions * kinds.len();
                let broken = self.surrounded(constraint, (kind, at), (position / 2 + turn, again), rng)?;
                let case = self.breaking(constraint, kind, &broken.pointer, broken.value)?;
                Some(case.in_context(&self.stage.contexts, &kind.name, position + turn))
            }
            TrialKind::Altered { refusal, .. } => self.altered(*refusal, number, rng),
            _ => Some(self.valid("random", self.drawer.random(rng)?)),
        }
    }

    /// A broken value whose optional parts are away or all there, in turn, and by chance once the kinds start over; in another way where it
    /// cannot be drawn so.
    fn surrounded(
        self,
        constraint: &Constraint,
        how: (&Kind, At),
        (turn, again): (usize, bool),
        rng: &mut Rng,
    ) -> Option<Broken> {
        let modes = match (turn.is_multiple_of(2), again) {
            (true, _) => [Mode::Plain, Mode::Full, Mode::Random],
            (false, false) => [Mode::Full, Mode::Random, Mode::Plain],
            (false, true) => [Mode::Random, Mode::Full, Mode::Plain],
        };
        modes.into_iter().find_map(|mode| self.drawer.broken_in(constraint, how.0, how.1, mode, rng))
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
        let mut broken: Vec<Option<Vec<Broken>>> = vec![None; count];
        Box::new(pairs.filter_map(move |(first, second)| {
            let (one, other) = (rivals[first].clone(), rivals[second].clone());
            for (number, rival) in [(first, &one), (second, &other)] {
                broken[number].get_or_insert_with(|| ways(self.drawer, rival.0, &mut rng));
            }
            let broken = |number: usize| broken[number].as_deref().unwrap_or_default();
            let value = both(self.drawer, (one.0, broken(first)), (other.0, broken(second)))?;
            let error = error_of(one.0).map(str::to_owned);
            let due = Expectation { error, ..Expectation::new(Outcome::Any, "") };
            Some(Some(self.case(Intent::of(IntentKind::Pair, "precedence"), value, due, Aim::BreaksBoth(one, other))))
        }))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        run::{
            Subject,
            testing::{cases, edited, files, order, plan, profile, scenario, settings, stage, subject, trial},
        },
        target::Profile,
    };

    fn call<'a, 'b>(case: &'b Case<'a>) -> &'b OneCall<'a> {
        match &case.steps {
            Steps::Call(call) => call,
            Steps::Scenario { .. } => panic!("a call"),
        }
    }

    /// Calls a function with the cases of a trial of the shop.
    fn of_trial(name: &str, look: impl FnOnce(&Subject, Vec<Case<'_>>)) {
        let subject = subject("http://127.0.0.1:1");
        let (plan, settings) = (plan(subject.clone()), settings());
        let stage = stage(&subject, &settings, 0);
        look(&subject, cases(&stage, trial(&plan, name)));
    }

    #[test]
    fn a_trial_of_boundaries_has_a_case_for_each_class_of_its_place() {
        of_trial("shop/order/accepts/count", |subject, cases| {
            let classes = subject.planned[0].classes().iter().filter(|class| class.place.as_str() == "/count");
            let due: Vec<&str> = classes.map(|class| class.name.as_str()).collect();
            assert_eq!(cases.iter().map(|case| case.intent.way.as_str()).collect::<Vec<_>>(), due);
            for case in &cases {
                assert_eq!((case.intent.kind, case.intent.at.as_str()), (IntentKind::Boundary, "/count"));
                assert_eq!(call(case).due, Expectation::accepted("SH-count", None));
                assert!(matches!(call(case).aim, Aim::Class(class) if class.name == case.intent.way));
            }
        });
    }

    #[test]
    fn a_constraint_is_broken_in_each_way_at_each_position_and_then_again() {
        of_trial("shop/order/rejects/rows.n/maximum", |subject, cases| {
            let drawer = &subject.drawers[0];
            let maximum =
                drawer.constraints().iter().find(|one| one.place.as_str() == "/rows/*/n" && one.keyword == "maximum");
            let kinds = drawer.kinds(maximum.expect("it is there"));
            assert_eq!(cases.len(), kinds.len() * 3 + 3);
            for (number, case) in cases.iter().enumerate() {
                assert_eq!(case.intent.way, kinds[(number / 3) % kinds.len()].name, "{number}");
                let (value, at) = (&case.draw[0].value, &case.intent.at);
                let last = value["rows"].as_array().map_or(0, Vec::len) - 1;
                let row: usize = at.split('/').nth(2).and_then(|row| row.parse().ok()).expect("a row");
                match number % 3 {
                    0 => assert_eq!((row, last), (0, 0), "{value}"),
                    1 => assert!(0 < row && row < last, "{at} {value}"),
                    _ => assert!(row == last && last == 3, "{at} {value}"),
                }
                let due = &call(case).due;
                assert_eq!((due.outcome, due.requirement.as_str(), &due.at), (Outcome::Refused, "SH-rows", at));
                assert_eq!((case.intent.kind, case.intent.keyword.as_str()), (IntentKind::Violates, "maximum"));
            }
        });
    }

    #[test]
    fn a_constraint_outside_of_arrays_has_one_position() {
        of_trial("shop/order/rejects/count/maximum", |subject, cases| {
            let drawer = &subject.drawers[0];
            let maximum =
                drawer.constraints().iter().find(|one| one.place.as_str() == "/count" && one.keyword == "maximum");
            let kinds: Vec<String> =
                drawer.kinds(maximum.expect("it is there")).into_iter().map(|kind| kind.name).collect();
            let ways: Vec<String> = cases.into_iter().map(|case| case.intent.way).collect();
            assert_eq!(ways, kinds.iter().cycle().take(kinds.len() + 3).cloned().collect::<Vec<_>>());
        });
    }

    #[test]
    fn valid_requests_are_due_to_be_accepted_by_the_requirement_of_success() {
        for (name, way, count) in [("random", "random", 30), ("pairs", "pair", 1)] {
            of_trial(&format!("shop/order/accepts/{name}"), |_, cases| {
                assert_eq!(cases.len(), count);
                for case in &cases {
                    assert_eq!((case.intent.kind, case.intent.way.as_str()), (IntentKind::Valid, way));
                    assert_eq!((case.draw.len(), &call(case).due), (1, &Expectation::accepted("SH-ok", None)));
                }
            });
        }
    }

    #[test]
    fn a_malformed_body_is_refused_unless_the_contract_leaves_its_kind_open() {
        for (name, outcome, codes) in
            [("comment", Outcome::Refused, vec![json!("E9")]), ("duplicate-key", Outcome::Any, vec![])]
        {
            of_trial(&format!("shop/order/raw/{name}"), |_, cases| {
                let due =
                    Expectation { codes, error: Some("error".to_owned()), ..Expectation::new(outcome, "SH-json") };
                assert_eq!((cases.len(), &call(&cases[0]).due), (1, &due));
                assert_eq!(cases[0].intent, Intent::of(IntentKind::Malformed, name));
            });
        }
    }

    #[test]
    fn each_two_rivals_are_set_against_each_other_once_and_nothing_is_due() {
        of_trial("shop/order/precedence", |_, cases| {
            let pairs: Vec<(&str, &str)> = cases
                .iter()
                .map(|case| match &call(case).aim {
                    Aim::BreaksBoth(one, other) => (one.1.as_str(), other.1.as_str()),
                    _ => panic!("another aim"),
                })
                .collect();
            assert_eq!(pairs, [("E1", "E2"), ("E1", "E3"), ("E2", "E3")]);
            let errors: Vec<Option<&str>> = cases.iter().map(|case| call(case).due.error.as_deref()).collect();
            assert_eq!(errors, [Some("error"), Some("error"), None]);
            assert!(
                cases
                    .iter()
                    .all(|case| call(case).due.outcome == Outcome::Any && call(case).due.requirement.is_empty())
            );
        });
    }

    #[test]
    fn a_scenario_has_cases_for_each_table_of_its_state_and_each_of_its_rows() {
        let more = json!({
            "state": "order-known", "table": [{"n": 1}, {"n": 2}], "cases": 2, "draw": {"x": {"request": "order"}},
            "steps": [order("a", &json!({"$draw": "x"}), "accepted", &[])]
        });
        let tables = vec![json!({"id": "a"}), json!({"id": "b"}), json!({"id": "c"})];
        let mut given = profile("http://127.0.0.1:1");
        given.states.insert("order-known".to_owned(), tables.clone());
        let subject = Subject::url(&scenario(files(), "s", &more), "shop", given).expect("a subject");
        let settings = settings();
        let stage = Stage::of_scenario(&subject, &settings, &subject.suite.expressions);
        let scenario = &subject.suite.scenarios[0];
        let drawers = [("x", Arc::clone(&subject.drawers[0]))];
        let all: Vec<Case<'_>> = of_scenario(&stage, scenario, &drawers, Rng::new(1, "t")).flatten().collect();
        let places: Vec<(Option<Value>, Option<Value>)> = all
            .iter()
            .map(|case| match &case.steps {
                Steps::Scenario { state, row, .. } => (state.cloned(), row.cloned()),
                Steps::Call(_) => panic!("a scenario"),
            })
            .collect();
        let rows = &scenario.table;
        let due: Vec<_> = (0..12).map(|n| (Some(tables[n / 4].clone()), Some(rows[n / 2 % 2].clone()))).collect();
        assert_eq!(places, due);
        assert!(all.iter().all(|case| case.draw[0].name == "x" && case.intent.way == "s"));
        assert!(all[0].draw[0].value != all[1].draw[0].value, "each draws anew");
        assert_eq!(generated(&stage, trial(&plan(subject.clone()), "shop/scenario/s"), Rng::new(1, "t")).count(), 0);
    }

    /// A state that each trial brings about is not known when the plan is made: whatever form its values have, all is drawn with them.
    #[test]
    fn what_a_hook_gives_is_drawn_as_it_is() {
        let source = json!({"type": "string", "pattern": "^[0-9A-Za-z-]{1,27}$", "x-from": "order-known/id", "x-requirement": "SH-item", "x-code": "E1"});
        let files = edited(files(), "schemas/shop/order.request.schema.json", |schema| {
            schema["properties"]["item"] = source;
        });
        let mut given = profile("http://127.0.0.1:1");
        let text = "[shop.states.order-known]\nhook = \"cat\"\nscope = \"trial\"\n";
        given.hooks = Profile::parse("p.toml", text, &|_| None).expect("a profile").contracts["shop"].hooks.clone();
        let subject = Subject::url(&files, "shop", given).expect("a subject");
        let (plan, settings) = (plan(subject.clone()), settings());
        for id in ["20261129-0001", "7", "AbC", "0000000000000000000000000a-"] {
            let mut subject = subject.clone();
            subject.given.states.insert("order-known".to_owned(), vec![json!({"id": id})]);
            subject.draw_anew(Some(0));
            assert_eq!(subject.untested[0], None, "{id}");
            let stage = stage(&subject, &settings, 0);
            for trial in plan.trials.iter().filter(|trial| trial.kind.operation() == Some(0)) {
                let cases = cases(&stage, trial);
                assert!(!cases.is_empty(), "{id}: {}", trial.name);
                let valid = cases.iter().filter(|case| case.intent.kind == IntentKind::Valid);
                assert!(valid.into_iter().all(|case| case.draw[0].value["item"] == id), "{id}: {}", trial.name);
            }
        }
    }
}
