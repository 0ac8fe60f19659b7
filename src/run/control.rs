//! The control of a case that got another field's code.
//!
//! A request may be refused for a part of it which the target wrongly takes for broken: the code is then that of the part, and what the
//! case is about is blamed for it. A control distinguishes the two. For a broken request it is the same one without its breach: where that
//! is refused with the same code, the breach has shown nothing, and the refusal of the good request is the finding. For a scenario it
//! is the scenario with the plainest values that may be drawn for it: where that keeps every promise, the finding is about the clause of
//! the code.

use std::{rc::Rc, sync::Arc};

use serde_json::Value;

use super::{
    case::{Aim, Case, Drawn, Steps, bound, broken_at},
    journal::Purpose,
    lane::Lane,
    play::play,
    played::Played,
    stage::Stage,
};
use crate::{
    check::Finding,
    contract::{Expectation, Level, Operation, code_text, schema::Constraint, unescape},
    generate::{Drawer, Rng},
    record::{Intent, IntentKind},
    target::Exchange,
};

/// How many boundary classes of a place, and how many random requests, are looked at for a good value.
const TRIES: usize = 4;

/// The name of the intent of a control.
const WAY: &str = "without-the-breach";

/// The check of a target that refuses a good request.
const REFUSED: &str = "outcome";

/// What a finding turned out to be.
pub(super) struct Explained<'a> {
    /// The case that shows it.
    pub(super) case: Case<'a>,
    /// Its exchange, with the findings that stand in place of the one that was explained.
    pub(super) played: Played,
}

/// Whether a finding may rest on something else than what its case is about: the returned code is one that other places of the request
/// earn alone.
pub(super) fn is_doubtful(stage: &Stage<'_>, case: &Case<'_>, finding: &Finding, exchange: &Exchange) -> bool {
    let codes = &finding.codes;
    if finding.check != "code" || finding.level == Level::Open || codes.came.iter().any(|code| codes.due.contains(code))
    {
        return false;
    }
    let operations = &stage.subject.suite.contract.operations;
    match &case.steps {
        Steps::Call(call) => {
            let Aim::Breaks(constraint, _) = &call.aim else { return false };
            if finding.requirement != call.due.requirement {
                return false;
            }
            let (place, operation) = (constraint.place.as_str(), &operations[call.operation]);
            let own = [place.to_owned(), broken_at(constraint, place)];
            codes.came.iter().any(|code| is_earned(operation, code, |place| !own.iter().any(|own| own == place)))
        }
        Steps::Scenario { .. } => {
            let Some(number) = operations.iter().position(|one| one.id == finding.operation) else { return false };
            let (operation, drawer) = (&operations[number], &stage.subject.drawers[number]);
            let request = exchange.request.as_ref();
            codes.came.iter().any(|code| {
                is_earned(operation, code, |_| true) && request.is_some_and(|request| !breaks(drawer, request, code))
            })
        }
    }
}

/// Whether a request breaks a constraint that earns a code. What else is wrong with it is the scenario's own.
fn breaks(drawer: &Drawer, request: &Value, code: &str) -> bool {
    let earns = |constraint: &&Constraint| constraint.codes().iter().any(|earned| code_text(earned) == code);
    let breaches = drawer.validator().breaches(request);
    let mut earning = drawer.constraints().iter().filter(earns);
    earning.any(|constraint| breaches.iter().any(|breach| constraint.is_broken_by(breach)))
}

/// Whether constraints on a request earn a code, each at a place that is allowed.
fn is_earned(operation: &Operation, code: &str, allowed: impl Fn(&str) -> bool) -> bool {
    let mut places = operation.earns.iter().filter(|(earned, _)| code_text(earned) == code).peekable();
    places.peek().is_some() && places.all(|(_, place)| allowed(place))
}

/// What a doubtful finding of a case turns out to be, where it is not what it seems.
pub(super) async fn explained<'a>(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    case: &Case<'a>,
    (finding, exchange): (&Finding, &Rc<Exchange>),
) -> Option<Explained<'a>> {
    if matches!(case.steps, Steps::Call(_)) {
        let case = without_breach(stage, case)?;
        let mut played = played(lane, stage, &case).await?;
        let same = |other: &Finding| {
            other.check == REFUSED && other.codes.came.iter().any(|code| finding.codes.came.contains(code))
        };
        played.findings.retain(|(other, _)| same(other));
        return (!played.findings.is_empty()).then_some(Explained { case, played });
    }
    // Played again, what the target's owner gives may rightly be used up.
    if lane.is_of_owner() && case.uses_state() {
        return None;
    }
    let other = of_code(stage, finding)?;
    let plain = plainest(stage, case)?;
    let again = played(lane, stage, &plain).await?;
    // A control that breaks a promise may not have reached the step in question.
    if again.error.is_some() || again.findings.iter().any(|(other, _)| other.level > Level::Open) {
        return None;
    }
    let findings = vec![(other, Rc::clone(exchange))];
    let played = Played { findings, exchanges: vec![Rc::clone(exchange)], ..Played::default() };
    Some(Explained { case: case.clone(), played })
}

/// Plays a control. Nothing of it is counted: it explains a finding, and puts nothing to the test.
async fn played(lane: &mut Lane<'_>, stage: &Stage<'_>, case: &Case<'_>) -> Option<Played> {
    lane.purpose = Purpose::Again;
    let played = play(lane, stage, case, None).await;
    lane.purpose = Purpose::Case;
    played
}

/// A finding as one about the clause whose code was returned; none where no single one earns it.
fn of_code(stage: &Stage<'_>, finding: &Finding) -> Option<Finding> {
    let contract = &stage.subject.suite.contract;
    let operation = contract.operations.iter().find(|one| one.id == finding.operation)?;
    let came = |code: &Value| finding.codes.came.contains(&code_text(code));
    let mut earning = operation.cited.iter().filter(|(_, cited)| cited.of_a_part && cited.codes.iter().any(came));
    let (Some((id, _)), None) = (earning.next(), earning.next()) else { return None };
    let level = contract.requirement(id)?.level.min(finding.level);
    Some(Finding { requirement: id.clone(), level, ..finding.clone() })
}

/// A scenario with the plainest values that may be drawn for it; none where it has none or they are what it has.
fn plainest<'a>(stage: &Stage<'_>, case: &Case<'a>) -> Option<Case<'a>> {
    let (mut plain, mut rng) = (case.clone(), Rng::new(stage.settings.seed, WAY));
    for drawn in &mut plain.draw {
        // What is to be new each time is made again in any case.
        if drawn.drawer.unique().is_empty() {
            drawn.value = Arc::new(drawn.drawer.minimal(&mut rng)?);
        }
    }
    plain.draw.iter().zip(&case.draw).any(|(plain, drawn)| plain.value != drawn.value).then_some(plain)
}

/// A case that differs from one that breaks a constraint in what it breaks alone; none where no such request is found.
///
/// It stays out of the context that the broken row was put into: a good row would change the record that the next cases rest on.
fn without_breach<'a>(stage: &Stage<'_>, case: &Case<'a>) -> Option<Case<'a>> {
    let mut case = case.clone();
    let Steps::Call(call) = &mut case.steps else { return None };
    let Aim::Breaks(constraint, _) = &call.aim else { return None };
    let value = good(
        stage,
        case.draw.first()?,
        (constraint.place.as_str(), &broken_at(constraint, constraint.place.as_str())),
        &call.due.at,
    )?;
    let success = &stage.subject.suite.contract.operations[call.operation].success;
    (call.aim, call.due, call.context) = (Aim::Valid, Expectation::accepted(success, None), None);
    case.intent = Intent::of(IntentKind::Valid, WAY);
    case.draw[0].value = Arc::new(value);
    Some(case)
}

/// A drawn value with something good in place of what is broken at a pointer, which one of two places stands for.
fn good(stage: &Stage<'_>, drawn: &Drawn<'_>, places: (&str, &str), at: &str) -> Option<Value> {
    let (drawer, mut rng) = (drawn.drawer, Rng::new(stage.settings.seed, WAY));
    let keeps = |value: &Value| drawer.keeps(&bound(stage, value));
    let with_other =
        sources(drawer, places, &mut rng).filter_map(|other| with(&drawn.value, at, Some(alike(&other, at)?.clone())));
    let without = std::iter::once_with(|| with(&drawn.value, at, None)).flatten();
    with_other.chain(without).find(keeps)
}

/// Good requests to take a value from: the plainest, those at a boundary of the place, and random ones.
fn sources<'d>(drawer: &'d Drawer, places: (&'d str, &'d str), rng: &'d mut Rng) -> impl Iterator<Item = Value> + 'd {
    let of_place = drawer.classes().iter().filter(move |class| [places.0, places.1].contains(&class.place.as_str()));
    let classes: Vec<_> = of_place.take(TRIES).collect();
    (0..=classes.len() + TRIES).filter_map(move |number| match number.checked_sub(1) {
        None => drawer.minimal(rng),
        Some(number) => match classes.get(number) {
            Some(class) => drawer.class(class, rng),
            None => drawer.random(rng),
        },
    })
}

/// The value at a pointer; where an item is not there, the first of its array stands for it.
fn alike<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    pointer.split('/').skip(1).try_fold(value, |value, key| match value {
        Value::Object(fields) => fields.get(&unescape(key)),
        Value::Array(items) => items.get(key.parse::<usize>().ok()?).or(items.first()),
        _ => None,
    })
}

/// A value with another one at a pointer, or with nothing there.
fn with(value: &Value, pointer: &str, other: Option<Value>) -> Option<Value> {
    let (parent, key) = pointer.rsplit_once('/')?;
    let mut value = value.clone();
    match (value.pointer_mut(parent)?, other) {
        (Value::Object(fields), Some(other)) => drop(fields.insert(unescape(key), other)),
        (Value::Object(fields), None) => drop(fields.shift_remove(&unescape(key))?),
        (Value::Array(items), Some(other)) => *items.get_mut(key.parse::<usize>().ok()?)? = other,
        (Value::Array(items), None) => {
            let index = key.parse::<usize>().ok().filter(|index| *index < items.len())?;
            items.remove(index);
        }
        _ => return None,
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        record::TrialRecord,
        run::testing::{Reply, Server, honest, order, plan, play_scenario, played, subject},
    };

    /// What a shop finds in the trial of a breach, with the number of requests, where a note makes it refuse what is good otherwise.
    fn notes(name: &str, code: &'static str, always: bool) -> (TrialRecord, usize) {
        let server = Server::start(move |ask| match ask.json().get("note") {
            Some(_) if always || honest(ask).is_status(201) => Reply::json(400, &json!({"error": {"code": code}})),
            _ => honest(ask),
        });
        let mut plan = plan(subject(&server.url));
        plan.settings.shrink = 0;
        (played(&plan, name), server.count())
    }

    fn told(record: &TrialRecord) -> Vec<(&str, &str, &str)> {
        let told = record
            .findings
            .iter()
            .map(|found| (&*found.finding.requirement, &*found.finding.check, found.intent.way.as_str()));
        told.collect()
    }

    #[test]
    fn a_breach_beside_a_good_value_that_is_refused_accuses_what_refuses_the_value() {
        // E4 speaks of the note alone: any request with a note gets it, whatever else is wrong with it.
        let (record, _) = notes("shop/order/rejects/count/maximum", "E4", true);
        assert_eq!(told(&record), [("SH-note", "outcome", WAY)], "{record:?}");
        let found = &record.findings[0];
        assert!(found.request.get("note").is_some() && found.request["count"].as_i64() <= Some(100), "{found:?}");
        let saved = found.scenario.as_ref().expect("it is saved");
        assert_eq!(saved.steps[0].body.as_ref().map(|body| &body["count"]), Some(&found.request["count"]));
        // Some of its cases have no note and were judged; of the others nothing is known.
        assert!(record.unseen.contains_key("SH-count"), "{record:?}");
    }

    #[test]
    fn a_wrong_code_whose_control_is_accepted_accuses_what_was_broken() {
        let server = Server::start(|ask| match honest(ask) {
            reply if reply.is_status(201) => reply,
            _ => Reply::json(400, &json!({"error": {"code": "E4"}})),
        });
        let record = played(&plan(subject(&server.url)), "shop/order/rejects/count/maximum");
        let told = told(&record);
        assert!(told.iter().all(|(requirement, check, _)| (*requirement, *check) == ("SH-count", "code")), "{told:?}");
        assert!(!told.is_empty());
    }

    #[test]
    fn a_code_that_no_other_place_earns_needs_no_control() {
        // E5 is earned by no constraint, and E77 by nothing.
        for code in ["E5", "E77"] {
            let server = Server::start(move |_| Reply::json(400, &json!({"error": {"code": code}})));
            let mut plan = plan(subject(&server.url));
            plan.settings.shrink = 0;
            let record = played(&plan, "shop/order/rejects/count/maximum");
            assert!(told(&record).contains(&("SH-count", "code", "one-over")), "{record:?}");
        }
    }

    /// The result of a scenario that orders what is gone, with a note that is drawn for it.
    fn gone(answer: fn(usize) -> &'static str) -> TrialRecord {
        let server = Server::start(move |ask| match ask.json()["note"].as_str().map(|note| note.chars().count()) {
            Some(length) => Reply::json(400, &json!({"error": {"code": answer(length)}})),
            None => honest(ask),
        });
        let mut step = order("a", &json!({"item": "gone", "count": 1, "note": {"$draw": "note"}}), "refused", &["E1"]);
        step["expect"]["requirement"] = "SH-same".into();
        let note = json!({"note": {"schema": {"type": "string", "minLength": 1, "maxLength": 20}}});
        play_scenario(&server.url, &json!({"draw": note, "cases": 4, "steps": [step]}))
    }

    #[test]
    fn a_scenario_that_meets_the_code_of_a_value_drawn_for_it_accuses_the_clause_of_that_code() {
        let record = gone(|length| if length > 1 { "E4" } else { "E1" });
        assert_eq!(told(&record), [("SH-note", "code", "s")], "{record:?}");
        assert!(record.findings[0].scenario.is_some() && record.unseen.contains_key("SH-same"), "{record:?}");
        // Whatever is drawn, the code is wrong.
        let record = gone(|_| "E4");
        assert_eq!(told(&record), [("SH-same", "code", "s")], "{record:?}");
        // No place of the request earns E5.
        let record = gone(|length| if length > 1 { "E5" } else { "E1" });
        assert!(told(&record).contains(&("SH-same", "code", "s")), "{record:?}");
    }

    #[test]
    fn what_is_broken_is_replaced_or_left_out_and_nothing_else_changes() {
        let value = json!({"rows": [{"n": 1}, {"n": 70}], "a~b": 1});
        let other = json!({"rows": [{"n": 5}], "a~b": 2});
        assert_eq!(alike(&other, "/rows/1/n"), Some(&json!(5)), "an item that is not there");
        assert_eq!(
            (alike(&other, "/a~0b"), alike(&other, "/c"), alike(&other, "/rows/x")),
            (Some(&json!(2)), None, None)
        );
        assert_eq!(with(&value, "/rows/1/n", Some(json!(5))), Some(json!({"rows": [{"n": 1}, {"n": 5}], "a~b": 1})));
        assert_eq!(with(&value, "/a~0b", None), Some(json!({"rows": [{"n": 1}, {"n": 70}]})));
        assert_eq!(with(&value, "/rows/0", None), Some(json!({"rows": [{"n": 70}], "a~b": 1})));
        for (at, other) in [("", None), ("/c", None), ("/rows/2", None), ("/rows/2", Some(json!(1))), ("/c/d", None)] {
            assert_eq!(with(&value, at, other), None, "{at}");
        }
    }
}
