//! Trials against targets of a few lines: what is sent, what is noted, and what ends a trial early.

use serde_json::json;

use super::*;
use crate::run::scenarios::sends;
use crate::{
    contract::{Expectation, Level, Outcome},
    record::{Latency, Sample, Tried},
    run::testing::{
        KEY, Reply, Server, edited, files, finding, found as made_up, honest, order, plan, play_scenario, played,
        profile, record, scenario, settings, subject,
    },
    target::{ContractProfile, Limits},
};

#[test]
fn a_target_that_keeps_every_promise_passes_every_trial() {
    let server = Server::start(honest);
    let plan = plan(subject(&server.url));
    for trial in &plan.trials {
        let record = play_trial(&plan, trial);
        assert!(record.errors.is_empty() && record.is_over(), "{record:?}");
        assert_eq!(record.not_tested.is_empty(), trial.untold.is_empty(), "{record:?}");
        let told = |reason: &Message| reason.english().starts_with("cannot be told apart on the wire: ");
        assert!(record.not_tested.values().all(told), "{record:?}");
        assert!(record.findings.iter().all(|found| found.finding.level == Level::Open), "{record:?}");
        assert_eq!((&record.id, &record.name, record.contract.as_str()), (&trial.id, &trial.name, "shop"));
        assert!(trial.id.operation != "order" || record.exchanges == record.cases, "{record:?}");
        let asked: u64 = record.latency.values().map(Latency::count).sum();
        assert!(asked == record.exchanges && record.micros > 0 && record.title.is_none(), "{record:?}");
    }
}

#[test]
fn a_trial_that_is_left_out_or_comes_too_late_asks_nothing_and_says_why() {
    let server = Server::start(honest);
    let mut plan = plan(subject(&server.url));
    let why = |record: &TrialRecord| record.not_tested.clone().into_iter().collect::<Vec<_>>();
    for trial in plan.trials.iter_mut().filter(|trial| trial.name == "shop/order/raw/empty") {
        trial.left_out = Some("nobody wants it".into());
    }
    let record = played(&plan, "shop/order/raw/empty");
    assert_eq!(why(&record), [("SH-json".to_owned(), "nobody wants it".into())]);
    assert!(record.is_over() && !record.interrupted);
    plan.sessions[0].gate.close("shut");
    let record = played(&plan, "shop/order/raw/array");
    assert_eq!(why(&record), [("SH-json".to_owned(), "shut".into())]);
    assert!(record.interrupted && server.count() == 0);
}

#[test]
fn a_target_that_cannot_be_reached_ends_a_trial_with_its_first_case() {
    let plan = plan(subject("http://127.0.0.1:1"));
    for (name, cases) in [("shop/order/rejects/count/maximum", 1), ("shop/cancel/accepts/why", 0)] {
        let record = played(&plan, name);
        assert_eq!((record.errors.len(), record.cases, record.exchanges), (1, cases, 0), "{record:?}");
        assert!(
            record.errors[0].is_target() && record.errors[0].message().english().ends_with("[refused]"),
            "{record:?}"
        );
        assert!(record.not_tested.values().all(|why| why.english() == "the trial ended early"), "{record:?}");
        assert_eq!(record.not_tested.len(), 1);
    }
}

#[test]
fn a_budget_that_is_spent_ends_a_trial_without_an_error() {
    let server = Server::start(honest);
    let limits = Limits { requests: Some(2), ..Limits::default() };
    let given = ContractProfile { limits, ..profile(&server.url) };
    let plan = plan(Subject::url(&files(), "shop", given).expect("a subject"));
    let record = played(&plan, "shop/order/rejects/count/maximum");
    assert_eq!((record.exchanges, record.errors.len(), record.interrupted, server.count()), (2, 0, true, 2));
    assert!(record.not_tested["SH-count"].english().starts_with("the 2 requests"), "{record:?}");
}

#[test]
fn a_panic_is_an_error_of_ours_with_its_message() {
    let texts: [(Box<dyn Any + Send>, &str); 3] =
        [(Box::new("a"), "a"), (Box::new("b".to_owned()), "b"), (Box::new(7), "no message")];
    for (panic, text) in texts {
        assert_eq!(panic_text(panic.as_ref()), text);
    }
    let mut plan = plan(subject("http://127.0.0.1:1"));
    plan.trials[0].kind = TrialKind::Accepts { operation: 0, classes: vec![999] };
    let record = play_trial(&plan, &plan.trials[0]);
    assert!(record.errors[0].message().english().starts_with("the trial panicked: index out of bounds"), "{record:?}");
}

#[test]
fn secrets_are_taken_out_of_errors_examples_and_saved_cases() {
    let due = Expectation { names: vec![KEY.to_owned()], ..Expectation::new(Outcome::Refused, "A") };
    let (line, body) = (format!("GET /?k={KEY}"), KEY.to_owned());
    let sample = Sample {
        operation: "order".to_owned(),
        line,
        body,
        due,
        status: 200,
        codes: Vec::new(),
        response: format!("no {KEY}"),
    };
    let plain = order("plain", &json!({"item": "a"}), "accepted", &[]);
    let secret = order("secret", &json!({"item": KEY}), "accepted", &[]);
    let saved = |step: &serde_json::Value| {
        let mut found = made_up(finding("A"));
        found.scenario = Some(Box::new(read(&json!({"steps": [step]}))));
        found
    };
    let mut record = record("shop/a", vec![saved(&plain), saved(&secret)]);
    record.errors = vec![TrialError::Ours(KEY.into()), TrialError::Interrupted];
    record.samples = vec![sample];
    record.tried = vec![Tried {
        requirement: "A".to_owned(),
        at: "/item".to_owned(),
        way: "doubled".to_owned(),
        value: Some(KEY.to_owned()),
        status: 200,
        codes: Vec::new(),
    }];
    redact(&mut record, &Redactor::new([("key", KEY)]));
    assert_eq!(record.errors, [TrialError::Ours("{{key}}".into()), TrialError::Interrupted]);
    let sample = &record.samples[0];
    assert_eq!((sample.line.as_str(), sample.body.as_str()), ("GET /?k={{key}}", "{{key}}"));
    assert_eq!((sample.due.names.as_slice(), sample.response.as_str()), (&["{{key}}".to_owned()][..], "no {{key}}"));
    assert_eq!(record.tried[0].value.as_deref(), Some("{{key}}"));
    let items = record.findings.iter().filter_map(|found| found.scenario.as_ref()?.steps[0].body.clone());
    assert_eq!(items.collect::<Vec<_>>(), [json!({"item": "a"}), json!({"item": "{{key}}"})]);
}

/// A scenario of the shop.
fn read(more: &serde_json::Value) -> Scenario {
    let files = scenario(files(), "s", more);
    let text = files.text("scenarios/shop/s.json").expect("it is there");
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_step_sends_a_field_where_an_expression_of_it_reads_the_field() {
    for (body, expected) in [
        (json!({"item": {"$cel": "steps.a.response.id"}}), true),
        (json!({"rows": [{"n": {"$cel": "steps.a.response.id"}}]}), true),
        (json!({"item": {"$cel": "steps.a.response.ident"}}), false),
        (json!({"id": "id"}), false),
        (json!([1, "id"]), false),
    ] {
        let scenario = read(&json!({"steps": [order("a", &body, "accepted", &[])]}));
        assert_eq!(sends(&scenario, "id"), expected, "{body}");
    }
}

#[test]
fn a_scenario_that_cannot_be_played_says_why() {
    let server = Server::start(honest);
    let body = json!({"item": {"$cel": "request.item"}, "count": 1});
    let steps =
        json!([order("a", &json!({"item": "a", "count": 1}), "accepted", &[]), order("b", &body, "accepted", &[])]);
    let no_state = "the profile gives no state `order-known`; add it under [shop.states] with id, key";
    let no_id = "the profile gives no `id` of the state `order-known`; add it under [shop.states] with id, key";
    let own = json!({"x": {"schema": {"type": "string", "maxLength": 9, "x-from": "order-known/id"}}});
    for (more, why) in [
        (json!({}), None),
        (json!({"state": "order-known"}), Some(no_state)),
        (json!({"states": ["order-known"]}), Some(no_state)),
        (json!({"draw": own}), Some(no_id)),
        (json!({"when": "readings.most == 100"}), None),
        (json!({"when": "readings.most == 50"}), Some("the readings in force leave it out (readings.most == 50)")),
    ] {
        let mut more = more;
        more["steps"] = steps.clone();
        if more["draw"].is_object() {
            more["steps"][0]["body"]["item"] = json!({"$draw": "x"});
        }
        let (before, record) = (server.count(), play_scenario(&server.url, &more));
        assert_eq!(record.not_tested.get("SH-ok").map(Message::english).as_deref(), why, "{more}");
        assert_eq!(
            (server.count() - before, record.errors.len()),
            (if why.is_some() { 0 } else { 2 }, 0),
            "{record:?}"
        );
        assert_eq!(record.title.map(|title| title.en).as_deref(), Some("s"));
    }
    let files = scenario(files(), "s", &json!({"steps": steps}));
    let given = ContractProfile { redact: vec!["item".to_owned()], ..profile(&server.url) };
    let record = played(&plan(Subject::url(&files, "shop", given).expect("a subject")), "shop/scenario/s");
    assert_eq!(
        record.not_tested["SH-ok"].english(),
        "the profile hides `item`, which a step takes from a response to send it again"
    );
}

#[test]
fn requests_that_all_need_what_the_profile_leaves_out_are_not_sent() {
    let server = Server::start(honest);
    let files = edited(files(), "schemas/shop/find.request.schema.json", |schema| {
        schema["properties"]["query"]["required"] = json!(["id"]);
    });
    let plan = plan(Subject::url(&files, "shop", profile(&server.url)).expect("a subject"));
    let record = played(&plan, "shop/find/accepts/query.item");
    assert!(record.not_tested["SH-find"].english().starts_with("the profile gives no `id`"), "{record:?}");
    assert_eq!((server.count(), record.cases), (0, 0));
}

#[test]
fn a_finding_is_kept_with_the_smallest_request_and_the_number_of_cases_that_show_it() {
    let server = Server::start(|ask| match honest(ask) {
        _ if ask.json()["count"].as_f64() > Some(100.0) => Reply::json(400, &json!({"error": {"code": "E3"}})),
        reply => reply,
    });
    let record = played(&plan(subject(&server.url)), "shop/order/rejects/count/maximum");
    let [found] = record.findings.as_slice() else { panic!("{record:?}") };
    assert_eq!((found.cases, record.cases, found.flaky), (record.cases, record.cases, false));
    assert_eq!(found.request.as_object().map(serde_json::Map::len), Some(2), "{}", found.request);
    assert!(found.kinds.contains("one-over") && found.scenario.is_some(), "{found:?}");
    assert_eq!(record.codes["E3"].count, record.cases, "shrinking and repeating count nothing");
}

#[test]
fn a_scenario_is_replayed_beside_every_plan() {
    let server = Server::start(honest);
    let steps = json!({"steps": [order("a", &json!({"item": "a", "count": 0}), "accepted", &[])]});
    for (url, findings, errors) in [(server.url.as_str(), 1, 0), ("http://127.0.0.1:1", 0, 1)] {
        let subject = Subject::url(&scenario(files(), "s", &steps), "shop", profile(url)).expect("a subject");
        let suite = &subject.suite;
        let record = replay(&subject, &suite.scenarios[0], &suite.expressions, &settings());
        assert_eq!(
            (record.name.as_str(), record.findings.len(), record.errors.len()),
            ("shop/replay/s", findings, errors)
        );
        assert_eq!(record.exchanges > 0, errors == 0);
    }
}
