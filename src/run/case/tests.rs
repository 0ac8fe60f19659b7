//! What a case sends, and which simpler values may take the place of what was drawn for it.

use serde_json::json;

use super::*;
use crate::{
    contract::expression::Expression,
    generate::malformed::MALFORMED,
    run::{
        Session, Settings, Subject,
        lane::Lane,
        recorder::Recorder,
        runtime::block_on,
        testing::{case, cases, order, plan, planned, settings, stage, subject, trial},
    },
};

const NOWHERE: &str = "http://127.0.0.1:1";

/// The case with another value in place of the first that was drawn.
fn with<'a>(case: &Case<'a>, stage: &Stage<'_>, value: Value) -> Option<Case<'a>> {
    case.with(stage, Candidate { number: 0, value })
}

#[test]
fn what_the_owner_gives_stays_or_goes_as_a_whole() {
    let base = json!({"user": "ci@example.com", "rows": [{"code": "246", "n": 5}, {"n": 6}], "more": ["246", "x"]});
    let given = [json!("ci@example.com"), json!("246")];
    let changed = |pointer: &str, value: Value| {
        let mut candidate = base.clone();
        *candidate.pointer_mut(pointer).expect("it is there") = value;
        keeps(&base, &candidate, &given)
    };
    assert!(keeps(&base, &base, &given));
    assert!(!changed("/user", json!("c@example.com")));
    assert!(!changed("/rows/0/code", json!("2")));
    assert!(!changed("/more", json!(["2", "x"])));
    assert!(changed("/rows/0", json!({"n": 0})));
    assert!(changed("/rows", json!([{"n": 6}])));
    assert!(changed("/more", json!(["x"])), "a shorter list has left it out");
    assert!(keeps(&base, &json!({"rows": [{"n": 6}]}), &given));
}

#[test]
fn a_case_costs_its_steps_and_uses_the_states_that_its_scenario_names() {
    let steps = json!([order("a", &json!({}), "accepted", &[]), order("b", &json!({}), "accepted", &[])]);
    let subject = subject(NOWHERE);
    let (plan, settings) = (plan(subject.clone()), settings());
    let stage = stage(&subject, &settings, 0);
    let call = case(&stage, trial(&plan, "shop/order/raw/empty"), "empty");
    assert_eq!((call.cost(), call.uses_state()), (1, false));
    for (more, uses) in
        [(json!({}), false), (json!({"state": "order-known"}), true), (json!({"states": ["order-known"]}), true)]
    {
        let mut more = more;
        more["steps"] = steps.clone();
        let planned = planned(NOWHERE, &more);
        let scenario = &planned.subjects[0].suite.scenarios[0];
        let case =
            Case { steps: Steps::Scenario { scenario, state: None, row: None }, draw: Vec::new(), ..call.clone() };
        assert_eq!((case.cost(), case.uses_state()), (2, uses), "{more}");
    }
}

#[test]
fn a_scenario_sees_what_was_drawn_for_its_case() {
    let planned = planned(NOWHERE, &json!({"steps": [order("a", &json!({}), "accepted", &[])]}));
    let subject = &planned.subjects[0];
    let (state, row) = (json!({"id": "o-7"}), json!({"n": 2}));
    let steps = Steps::Scenario { scenario: &subject.suite.scenarios[0], state: Some(&state), row: Some(&row) };
    let drawn = |name, value: Value| Drawn { name, value: Arc::new(value), drawer: &subject.drawers[0], part: None };
    let case =
        Case { intent: Intent::default(), steps, draw: vec![drawn("one", json!(1)), drawn("two", json!({"n": 2}))] };
    let mut base = Scope::default();
    base.set("i", &json!(5));
    let rule = "draw.one == 1 && draw.two.n == 2 && state.id == 'o-7' && row.n == 2 && i == 5";
    let rule = Expression::compile(rule, &["draw", "state", "row", "i"]).expect("an expression");
    assert_eq!(rule.holds(&case.scope(&base)), Ok(true));
    let numbers: Vec<(usize, Value)> = case.simpler().map(|one| (one.number, one.value)).take(3).collect();
    assert_eq!(numbers, [(0, json!(0)), (1, json!({})), (1, json!({"n": 0}))]);
}

#[test]
fn a_value_takes_the_place_of_another_only_where_the_case_goes_on_doing_what_it_is_meant_to_do() {
    let subject = subject(NOWHERE);
    let (plan, settings) = (plan(subject.clone()), settings());
    let stage = stage(&subject, &settings, 0);
    let (long, ok) = ("n".repeat(20), json!({"item": "a", "count": 1}));
    let over = |n: i64| json!({"item": "a", "count": n});
    for (name, way, value, expected) in [
        ("accepts/random", "random", ok.clone(), true),
        ("accepts/random", "random", over(0), false),
        ("accepts/note", "length-max", json!({"item": "a", "count": 1, "note": long}), true),
        ("accepts/note", "length-max", json!({"item": "a", "count": 1, "note": "n"}), false),
        ("accepts/note", "length-max", json!({"item": "a", "count": 0, "note": long}), false),
        ("rejects/count/maximum", "one-over", over(101), true),
        ("rejects/count/maximum", "one-over", over(102), false),
        ("rejects/count/maximum", "one-over", over(0), false),
        ("rejects/count/maximum", "one-over", over(1), false),
        ("rejects/count/maximum", "one-over", json!({"item": "", "count": 101}), false),
        ("precedence", "precedence", json!({"item": "", "count": 0}), false),
        ("raw/trailing-comma", "trailing-comma", json!({"item": "b", "count": 1}), true),
        ("raw/trailing-comma", "trailing-comma", over(0), false),
        ("raw/empty", "empty", json!({"item": "b", "count": 1}), false),
    ] {
        let case = case(&stage, trial(&plan, &format!("shop/order/{name}")), way);
        let other = with(&case, &stage, value.clone());
        assert_eq!(other.is_some(), expected, "{name} {way} {value} in place of {}", case.draw[0].value);
        if let Some(other) = other {
            assert_eq!((&*other.draw[0].value, &other.intent.way), (&value, &case.intent.way));
        }
    }
}

#[test]
fn two_broken_constraints_stay_broken_both() {
    let subject = subject(NOWHERE);
    let (plan, settings) = (plan(subject.clone()), settings());
    let stage = stage(&subject, &settings, 0);
    let case = cases(&stage, trial(&plan, "shop/order/precedence")).swap_remove(0);
    let both = Value::clone(&case.draw[0].value);
    assert!(with(&case, &stage, both.clone()).is_some(), "{both}");
    for (key, value) in [("count", json!(1)), ("item", json!("a")), ("note", json!(1))] {
        let mut other = both.clone();
        other[key] = value;
        assert!(with(&case, &stage, other.clone()).is_none(), "{other}");
    }
}

#[test]
fn what_is_broken_may_move_with_its_row() {
    let subject = subject(NOWHERE);
    let (plan, settings) = (plan(subject.clone()), settings());
    let stage = stage(&subject, &settings, 0);
    let all = cases(&stage, trial(&plan, "shop/order/rejects/rows.n/maximum"));
    let case =
        all.iter().find(|case| case.intent.way == "one-over" && case.intent.at != "/rows/0/n").expect("a later row");
    let rows = |rows: Value| json!({"item": "a", "count": 1, "rows": rows});
    let moved = with(case, &stage, rows(json!([{"n": 10}]))).expect("it breaks the same");
    let Steps::Call(call) = &moved.steps else { panic!("a call") };
    assert_eq!((moved.intent.at.as_str(), call.due.at.as_str()), ("/rows/0/n", "/rows/0/n"));
    assert!(with(case, &stage, rows(json!([{"n": 10}, {"n": 10}]))).is_none(), "once is enough");
    let required = cases(&stage, trial(&plan, "shop/order/rejects/rows.n/required"));
    let at = &required.last().expect("a case").intent.at;
    assert!(at.starts_with("/rows/") && at.ends_with("/n"), "{at} is where it is missing");
    let moved = with(&required[0], &stage, rows(json!([{}]))).expect("it breaks the same");
    assert_eq!(moved.intent.at, "/rows/0/n");
}

#[test]
fn a_drawn_part_of_a_scenario_stays_valid() {
    let steps =
        json!({"steps": [order("a", &json!({"$draw": "x"}), "accepted", &[])], "draw": {"x": {"request": "order"}}});
    let planned = planned(NOWHERE, &steps);
    let (subject, settings) = (&planned.subjects[0], settings());
    let stage = stage(subject, &settings, 0);
    let drawn = Drawn {
        name: "x",
        value: Arc::new(json!({"item": "ab", "count": 7})),
        drawer: &subject.drawers[0],
        part: None,
    };
    let steps = Steps::Scenario { scenario: &subject.suite.scenarios[0], state: None, row: None };
    let case = Case { intent: Intent::default(), steps, draw: vec![drawn] };
    assert!(with(&case, &stage, json!({"item": "a", "count": 7})).is_some());
    assert!(with(&case, &stage, json!({"item": "", "count": 7})).is_none());
}

#[test]
fn what_breaks_a_constraint_is_alike_where_it_breaks_it_by_the_same() {
    let subject = subject(NOWHERE);
    let constraint =
        |keyword: &str| Constraint { keyword: keyword.to_owned(), ..subject.drawers[0].constraints()[0].clone() };
    let some = |value: Value| Some(value);
    for (keyword, before, after, alike) in [
        ("maxItems", some(json!([1, 2])), some(json!([3, 4])), true),
        ("maxItems", some(json!([1, 2])), some(json!([1])), false),
        ("type", some(json!([1, 2])), some(json!([])), true),
        ("maxProperties", some(json!({"a": 1})), some(json!({"b": 2})), true),
        ("maxProperties", some(json!({"a": 1})), some(json!({})), false),
        ("type", some(json!({"a": 1})), some(json!({})), true),
        ("maximum", some(json!(5)), some(json!(5)), true),
        ("maximum", some(json!(5)), some(json!(6)), false),
        ("type", some(json!([])), some(json!({})), false),
        ("required", None, None, true),
        ("required", None, some(json!(1)), false),
    ] {
        assert_eq!(
            is_alike(&constraint(keyword), before.as_ref(), after.as_ref()),
            alike,
            "{keyword} {before:?} {after:?}"
        );
    }
}

/// The stage of the operation `cancel`, whose set-up step returned an id.
fn set_up<'a>(subject: &'a Subject, settings: &'a Settings, id: &Value) -> Stage<'a> {
    let mut stage = stage(subject, settings, 2);
    let setup = json!({"order": {"response": {"id": id}}});
    stage.markers = crate::run::scope::Markers::of_setup(setup.as_object().expect("an object"));
    stage
}

#[test]
fn what_the_set_up_brought_is_filled_in_and_confirmed_once_more() {
    let subject = subject(NOWHERE);
    let (plan, settings) = (plan(subject.clone()), settings());
    for (id, sent) in [(json!("o-1"), true), (json!(7), false)] {
        let stage = set_up(&subject, &settings, &id);
        for (name, way) in
            [("accepts/random", "random"), ("accepts/why", "length-max"), ("rejects/why/maxLength", "one-over")]
        {
            let case = case(&stage, trial(&plan, &format!("shop/cancel/{name}")), way);
            let Steps::Call(one) = &case.steps else { panic!("a call") };
            let call = one.call(&stage, &case.draw[0]);
            assert_eq!(call.is_some(), sent, "{name} {id}");
            if let Some(call) = call {
                let body: Value = serde_json::from_slice(&call.request.body).expect("JSON");
                assert_eq!((call.operation, &body["id"]), (2, &id), "{name}");
                assert_eq!(case.draw[0].value["id"], "{{setup.order.response.id}}");
            }
        }
    }
}

#[test]
fn a_malformed_body_is_made_of_the_bytes_of_a_valid_one() {
    let subject = subject(NOWHERE);
    let (plan, settings) = (plan(subject.clone()), settings());
    let stage = stage(&subject, &settings, 0);
    for row in &MALFORMED {
        let case = case(&stage, trial(&plan, &format!("shop/order/raw/{}", row.name)), row.name);
        let Steps::Call(one) = &case.steps else { panic!("a call") };
        let call = one.call(&stage, &case.draw[0]).expect("it is sent");
        assert_eq!(call.request.body, row.bytes(&case.draw[0].value), "{}", row.name);
        assert_eq!(
            call.request.json.is_some(),
            serde_json::from_slice::<Value>(&call.request.body).is_ok(),
            "{}",
            row.name
        );
    }
}

#[test]
fn what_http_cannot_carry_is_not_sent() {
    let subject = subject(NOWHERE);
    let (plan, settings) = (plan(subject.clone()), settings());
    let stage = stage(&subject, &settings, 1);
    let all = cases(&stage, trial(&plan, "shop/find/accepts/headers.X-Trace"));
    let Steps::Call(one) = &all[0].steps else { panic!("a call") };
    let call = |trace: &str| {
        let value = Arc::new(json!({"query": {}, "headers": {"X-Trace": trace}}));
        one.call(&stage, &Drawn { value, ..all[0].draw[0].clone() }).is_some()
    };
    assert!(call("abc") && !call("a\nb"));
    let session = Session::new(&subject);
    let (played, recorder) = block_on(async {
        let mut lane = Lane::open(&subject, &session, "t").await.expect("a lane");
        let mut recorder = Recorder::default();
        let mut case = all[0].clone();
        case.draw[0].value = Arc::new(json!({"query": {}, "headers": {"X-Trace": "a\nb"}}));
        (crate::run::play::play(&mut lane, &stage, &case, Some(&mut recorder)).await.is_some(), recorder)
    });
    assert!(!played && recorder.record.errors.is_empty());
}
