//! The control of a broken request: the same request without its breach.
//!
//! A broken request may be refused for another part of it, which the target wrongly takes for broken: the code is then that of the
//! other part, and the constraint that the case breaks is blamed for it. A request that differs only in the breach tells the two
//! apart. Where it is refused with the same code, the breach has shown nothing, and the refusal of the good request is the finding.

use std::sync::Arc;

use serde_json::Value;

use super::{
    case::{Aim, Case, Drawn, Steps, bound},
    journal::Purpose,
    lane::Lane,
    play::play,
    played::Played,
    stage::Stage,
};
use crate::{
    check::Finding,
    contract::{Expectation, Level, code_text, unescape},
    generate::Rng,
    record::{Intent, IntentKind},
};

/// How many random requests are looked at for a good value.
const TRIES: usize = 4;

/// The name of the intent of a control.
const WAY: &str = "without-the-breach";

/// The finding of a target that refuses a good request.
const REFUSED: &str = "outcome";

/// A control that was refused as the broken request was.
pub(super) struct Refused<'a> {
    /// The good request.
    pub(super) case: Case<'a>,
    /// Its exchange, with the findings that say so alone.
    pub(super) played: Played,
}

/// Whether a finding may rest on something else than the breach: the code that came is one that another place of the request earns.
pub(super) fn is_doubtful(stage: &Stage<'_>, case: &Case<'_>, finding: &Finding) -> bool {
    let Steps::Call(call) = &case.steps else { return false };
    let Aim::Breaks(constraint, _) = &call.aim else { return false };
    let own = constraint.place.as_str();
    let of_another = |code: &str| {
        let earns = &stage.subject.suite.contract.operations[call.operation].earns;
        let mut places = earns.iter().filter(|(earned, _)| code_text(earned) == code).peekable();
        places.peek().is_some() && places.all(|(_, place)| place != own)
    };
    finding.check == "code" && finding.level > Level::Open && finding.codes.came.iter().any(|code| of_another(code))
}

/// Sends the request of a case without its breach; how it was refused, if with the code that a finding speaks of.
pub(super) async fn refused<'a>(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    case: &Case<'a>,
    finding: &Finding,
) -> Option<Refused<'a>> {
    let case = without_breach(stage, case)?;
    lane.purpose = Purpose::Again;
    let played = play(lane, stage, &case, None).await;
    lane.purpose = Purpose::Case;
    let mut played = played?;
    let same = |other: &Finding| {
        other.check == REFUSED && other.codes.came.iter().any(|code| finding.codes.came.contains(code))
    };
    played.findings.retain(|(other, _)| same(other));
    (!played.findings.is_empty()).then_some(Refused { case, played })
}

/// A case that differs from one that breaks a constraint in what it breaks alone; none where no such request is found.
fn without_breach<'a>(stage: &Stage<'_>, case: &Case<'a>) -> Option<Case<'a>> {
    let Steps::Call(call) = &case.steps else { return None };
    let drawn = case.draw.first()?;
    let value = good(stage, drawn, &call.due.at)?;
    let mut case = case.clone();
    let Steps::Call(call) = &mut case.steps else { return None };
    let success = &stage.subject.suite.contract.operations[call.operation].success;
    // The place stays: the request is put into the same context.
    let due = Expectation { at: std::mem::take(&mut call.due.at), ..Expectation::accepted(success, None) };
    (call.aim, call.due) = (Aim::Valid, due);
    case.intent = Intent::of(IntentKind::Valid, WAY);
    case.draw[0].value = Arc::new(value);
    Some(case)
}

/// A drawn value with something good in place of what is broken there.
fn good(stage: &Stage<'_>, drawn: &Drawn<'_>, at: &str) -> Option<Value> {
    let (drawer, mut rng) = (drawn.drawer, Rng::new(stage.settings.seed, WAY));
    let keeps = |value: &Value| drawer.keeps(&bound(stage, value));
    let mut from = |number: usize| if number == 0 { drawer.minimal(&mut rng) } else { drawer.random(&mut rng) };
    let with_other = (0..=TRIES).filter_map(|number| {
        let other = from(number)?;
        with(&drawn.value, at, Some(alike(&other, at)?.clone()))
    });
    let without = std::iter::once_with(|| with(&drawn.value, at, None)).flatten();
    with_other.chain(without).find(keeps)
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
        run::testing::{Reply, Server, honest, plan, played, subject},
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
