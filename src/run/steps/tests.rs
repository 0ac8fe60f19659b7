//! Scenarios against targets of a few lines: which steps are played, what they send, and which rules are evaluated.

use serde_json::json;

use super::*;
use crate::{
    contract::Level,
    record::TrialRecord,
    run::{
        Subject,
        scope::base_scope,
        step_call::laid_over,
        testing::{KEY, Reply, Server, files, honest, order, plan, play_scenario, played, profile, scenario},
    },
    target::ContractProfile,
    util::hex::unhex,
};

/// The result of a scenario of these steps, with the bodies of the requests that arrived.
fn against(
    steps: &Value,
    answer: impl FnMut(&crate::run::testing::Asked) -> Reply + Send + 'static,
) -> (TrialRecord, Vec<Value>) {
    let server = Server::start(answer);
    let record = play_scenario(&server.url, &json!({"steps": steps}));
    (record, server.bodies())
}

fn good(count: u32) -> Value {
    json!({"item": "a", "count": count})
}

/// A step with more to it.
fn with(mut step: Value, more: &Value) -> Value {
    for (key, value) in more.as_object().into_iter().flatten() {
        step[key] = value.clone();
    }
    step
}

fn rule(rule: &str, more: &Value) -> Value {
    with(json!({"requirement": "SH-same", "rule": rule, "text": {"ja": "a", "en": "in words"}}), more)
}

#[test]
fn a_scenario_is_over_with_another_outcome_and_goes_on_after_any_other_finding() {
    let steps = json!([order("a", &good(1), "accepted", &[]), order("b", &good(2), "accepted", &[])]);
    let refused = |_: &_| Reply::json(400, &json!({"error": {"code": "E1"}}));
    let (record, bodies) = against(&steps, refused);
    assert_eq!((record.findings.len(), bodies), (1, vec![good(1)]));
    let (record, bodies) = against(&steps, |_| Reply::json(201, &json!({"id": "o", "count": 2})));
    assert_eq!(bodies, [good(1), good(2)]);
    let checks: Vec<&str> = record.findings.iter().map(|found| &*found.finding.check).collect();
    assert_eq!((checks, record.findings[0].request.clone()), (vec!["invariant"], good(1)));
}

/// Which of them gets its response first is left to chance: each is judged against all of them, and so is each round against those before it.
#[test]
fn a_refusal_is_searched_for_what_the_other_requests_of_its_step_sent() {
    let body = json!({"item": {"$cel": "'FAKE item 1' + string(i)"}, "count": 1});
    for more in [json!({"together": 2}), json!({"repeat": {"times": "2", "max": 3}})] {
        let step = with(order("pay", &body, "any", &[]), &more);
        let shows = |item: &'static str| {
            let refused = json!({"error": {"code": "E1", "message": format!("see {item}")}});
            let (record, bodies) = against(&json!([step.clone()]), move |_| Reply::json(400, &refused));
            assert_eq!(bodies.len(), 2, "{more}");
            record.findings.iter().filter(|found| found.finding.class == "a stored value").count()
        };
        assert_eq!((shows("FAKE item 10"), shows("FAKE item 12")), (1, 0), "{more}");
    }
}

/// None of these says that the target did something else: each is one finding, and the next step is played.
#[test]
fn what_is_wrong_around_a_good_response_ends_no_scenario() {
    let steps = json!([order("a", &good(1), "accepted", &[]), order("b", &good(2), "accepted", &[])]);
    let of_html = |ask: &crate::run::testing::Asked| {
        let mut reply = honest(ask);
        reply.retype("text/html");
        reply
    };
    let (record, bodies) = against(&steps, of_html);
    let checks = |record: &TrialRecord| -> Vec<String> {
        record.findings.iter().map(|found| format!("{} {}", found.finding.check, found.finding.class)).collect()
    };
    assert_eq!((checks(&record), bodies), (vec!["content content-type".to_owned()], vec![good(1), good(2)]));
    let empty_code = |ask: &crate::run::testing::Asked| {
        Reply::json(201, &json!({"id": "o", "count": ask.json()["count"], "error": {"code": ""}}))
    };
    let (record, bodies) = against(&steps, empty_code);
    assert_eq!((checks(&record), bodies), (vec!["outcome ".to_owned()], vec![good(1), good(2)]));
    let of_error = |_: &_| Reply::json(201, &json!({"id": "o", "count": 1, "error": {"code": "E1"}}));
    assert_eq!(against(&steps, of_error).1, [good(1)], "a code of an error does");
}

#[test]
fn a_step_is_played_where_its_condition_holds() {
    for (when, bodies, error) in [
        ("steps.a.response.count == 1", vec![good(1), good(2)], None),
        ("steps.a.response.count == 2", vec![good(1)], None),
        ("steps.a.response.nothing == 2", vec![good(1)], Some("step b: when: ")),
    ] {
        let second = with(order("b", &good(2), "accepted", &[]), &json!({"when": when}));
        let (record, asked) = against(&json!([order("a", &good(1), "accepted", &[]), second]), honest);
        assert_eq!(asked, bodies, "{when}");
        assert_eq!(record.errors.len(), usize::from(error.is_some()));
        assert!(
            record.errors.iter().all(|told| told.message().english().starts_with(error.unwrap_or("none"))),
            "{record:?}"
        );
    }
}

#[test]
fn a_step_is_repeated_as_often_as_its_expression_says_up_to_its_limit() {
    let body = json!({"item": "a", "count": {"$cel": "i + 1"}});
    for (times, counts) in [("2", vec![1, 2]), ("9", vec![1, 2, 3]), ("0", vec![]), ("'many'", vec![]), ("-1", vec![])]
    {
        let step = with(order("a", &body, "accepted", &[]), &json!({"repeat": {"times": times, "max": 3}}));
        let (record, asked) = against(&json!([step]), honest);
        assert_eq!(asked, counts.into_iter().map(good).collect::<Vec<_>>(), "{times}");
        assert_eq!((record.errors.len(), record.findings.len()), (0, 0), "{record:?}");
    }
    let step = with(order("a", &body, "accepted", &[]), &json!({"repeat": {"times": "credentials.key + 1", "max": 3}}));
    let (record, asked) = against(&json!([step]), honest);
    assert_eq!((asked.len(), record.errors.len()), (0, 1));
    assert!(record.errors[0].message().english().starts_with("step a: repeat: "), "{record:?}");
}

#[test]
fn rules_of_a_repeated_step_are_asked_once_over_all_that_was_sent_and_answered() {
    let body = json!({"item": "a", "count": {"$cel": "i + 1"}});
    let rules = json!([
        rule("steps.a.requests.size() == 3 && steps.a.responses[1].count == 2", &json!({})),
        rule("i == 2 && response.count == 3", &json!({})),
    ]);
    let step = with(order("a", &body, "accepted", &[]), &json!({"repeat": {"times": "3", "max": 3}, "rules": rules}));
    let (record, _) = against(&json!([step]), honest);
    assert_eq!((record.errors.as_slice(), record.findings.len()), (&[][..], 0), "{record:?}");
    // Each response is checked by the rule of the contract, the last one by those of the step as well.
    assert_eq!(record.asked["SH-same"], 3 + 2);
    let (record, asked) = against(&json!([step]), |ask| match ask.number {
        1 => Reply::json(400, &json!({"error": {"code": "E1"}})),
        _ => honest(ask),
    });
    assert_eq!((asked.len(), record.asked["SH-same"]), (2, 1), "another outcome ends the step before its rules");
}

#[test]
fn a_broken_rule_is_a_finding_at_its_own_place_and_level() {
    let rules = json!([
        rule("response.count == 2", &json!({"pointer": "/count"})),
        rule("response.id == 'x'", &json!({"pointer": "/nowhere", "level": "should"})),
        rule("response.id == 'y'", &json!({"when": "response.count == 5"})),
        rule("response.id == 'o-1'", &json!({"when": "response.count == 1"})),
    ]);
    let (record, _) = against(&json!([with(order("a", &good(1), "accepted", &[]), &json!({"rules": rules}))]), honest);
    let [one, other] = record.findings.as_slice() else { panic!("{record:?}") };
    let (one, other) = (&one.finding, &other.finding);
    assert_eq!(
        (one.requirement.as_str(), one.level, &*one.check, one.operation.as_str()),
        ("SH-same", Level::Must, "rule", "order")
    );
    assert_eq!((one.pointer.as_str(), one.actual.as_str()), ("/count", "1"));
    assert_eq!(
        (one.expected.as_str(), one.class.as_str()),
        ("in words (response.count == 2)", "a response.count == 2")
    );
    assert_eq!(one.rests_on, ["count"]);
    assert_eq!((other.level, other.actual.as_str()), (Level::Should, "status 201"));
    assert_eq!(record.asked["SH-same"], 1 + 3, "what its condition leaves out is not asked");
}

#[test]
fn a_rule_about_a_refusal_names_the_code_that_came() {
    let rules = json!([rule("response.error.code == 'E2'", &json!({"pointer": "/error"}))]);
    let step = with(order("a", &json!({}), "refused", &["E1"]), &json!({"rules": rules}));
    let (record, _) = against(&json!([step]), honest);
    assert_eq!(record.findings[0].finding.codes.came, ["E1"]);
}

#[test]
fn a_rule_that_cannot_be_evaluated_is_an_error_of_ours() {
    for (more, what) in [(json!({}), "response.none.size() > 0"), (json!({"when": "response.none > 1"}), "true")] {
        let rules = json!([rule(what, &more)]);
        let (record, _) =
            against(&json!([with(order("a", &good(1), "accepted", &[]), &json!({"rules": rules}))]), honest);
        assert_eq!(record.errors.len(), 1, "{record:?}");
        assert!(record.errors[0].message().english().starts_with(&format!("step a: rule `{what}`: ")), "{record:?}");
    }
}

#[test]
fn a_rule_that_reads_a_hidden_field_is_skipped() {
    let server = Server::start(honest);
    let rules = json!([rule("response.id == 'x'", &json!({})), rule("response.count == 7", &json!({}))]);
    let steps = json!({"steps": [with(order("a", &good(1), "accepted", &[]), &json!({"rules": rules}))]});
    let given = ContractProfile { redact: vec!["id".to_owned()], ..profile(&server.url) };
    let subject = Subject::url(&scenario(files(), "s", &steps), "shop", given).expect("a subject");
    let record = played(&plan(subject), "shop/scenario/s");
    let classes: Vec<&str> = record.findings.iter().map(|found| found.finding.class.as_str()).collect();
    assert_eq!(classes, ["a response.count == 7"]);
}

#[test]
fn a_step_sends_what_its_templates_say() {
    let find = json!({"name": "a", "operation": "find", "expect": {"outcome": "any", "requirement": "SH-find"}});
    let rules = json!([rule("request.query.item == 'x' && request.headers['X-Trace'] == 't'", &json!({}))]);
    let server = Server::start(honest);
    let steps = json!({"steps": [
        with(find.clone(), &json!({"query": {"item": "x"}, "headers": {"X-Trace": "t"}, "rules": rules})),
        with(find.clone(), &json!({"name": "b", "credentials": {"shop": "south", "key": "other"}, "query": "q=%zz"})),
        with(find, &json!({"name": "c", "method": "PUT", "credentials": {"shop": "south"},
            "rules": [rule("!('headers' in request) && !('body' in request)", &json!({}))]})),
        with(order("d", &good(1), "refused", &["E9"]), &json!({"body": {"$absent": true}})),
    ]});
    let record = play_scenario(&server.url, &steps);
    let [a, b, c, d] = server.asked().try_into().expect("four");
    assert_eq!((record.findings.len(), record.errors.as_slice()), (0, &[][..]), "{record:?}");
    assert_eq!(
        (a.method.as_str(), a.path.as_str(), a.header("x-trace")),
        ("GET", "/orders?shop=north&item=x", Some("t"))
    );
    assert_eq!((b.path.as_str(), b.header("x-key"), b.header("x-trace")), ("/orders?q=%zz", Some("other"), None));
    assert_eq!((c.method.as_str(), c.path.as_str(), c.header("x-key")), ("PUT", "/orders?shop=south", Some(KEY)));
    assert_eq!((d.body.len(), d.header("content-type")), (0, None));
}

#[test]
fn a_raw_body_is_sent_to_the_byte_with_its_places_filled() {
    let server = Server::start(honest);
    let raw = |name: &str, key: &str, text: &str| {
        let mut step = with(order(name, &json!(null), "accepted", &[]), &json!({key: text}));
        step.as_object_mut().expect("an object").shift_remove("body");
        step
    };
    let rules = json!({"rules": [rule("request.item == 'north' && request.count == 1", &json!({}))]});
    let steps = json!({"steps": [
        with(raw("a", "raw", "{\"item\": \"{{credentials.shop}}\",\"count\":1 }"), &rules),
        raw("b", "rawHex", "7b226974656d223a2261222c22636f756e74223a20317d"),
        raw("c", "raw", "{\"item\": \"{{steps.a.response.id}}\", \"count\": 1, \"x\": \"{{no.path}}\"}"),
    ]});
    let record = play_scenario(&server.url, &steps);
    let bodies: Vec<Vec<u8>> = server.asked().into_iter().map(|ask| ask.body).collect();
    assert_eq!(bodies[0], b"{\"item\": \"north\",\"count\":1 }");
    assert_eq!(bodies[1], b"{\"item\":\"a\",\"count\": 1}");
    assert_eq!(bodies[2], b"{\"item\": \"o-1\", \"count\": 1, \"x\": \"{{no.path}}\"}");
    assert_eq!((record.findings.len(), record.errors.as_slice()), (0, &[][..]), "{record:?}");
    for (hex, bytes) in [("00fF7b", Some(vec![0, 255, 0x7b])), ("", Some(vec![])), ("0g", None), ("é", None)] {
        assert_eq!(unhex(hex), bytes, "{hex}");
    }
}

#[test]
fn a_raw_body_goes_before_a_template() {
    let subject = crate::run::testing::subject("http://127.0.0.1:1");
    let script = Script { subject: &subject, expressions: &subject.suite.expressions, steps: &[], cookies: false };
    let read = |more: &Value| -> Step {
        serde_json::from_value(with(order("a", &good(1), "accepted", &[]), more)).expect("a step")
    };
    for (more, body) in [
        (json!({}), "{\"item\":\"a\",\"count\":1}"),
        (json!({"raw": "x"}), "x"),
        (json!({"rawHex": "79"}), "y"),
        (json!({"raw": "x", "rawHex": "79"}), "x"),
    ] {
        let call = call(script, &read(&more), &base_scope(&subject)).unwrap_or_else(|error| panic!("{error:?}"));
        assert_eq!(call.request.body, body, "{more}");
    }
    for (more, told) in [
        (json!({"rawHex": "zz"}), "step a: failed to read rawHex"),
        (json!({"rawHex": "7"}), "step a: failed to read rawHex"),
        (json!({"operation": "none"}), "step a: failed to find operation none"),
        (json!({"headers": {"X": "a\nb"}}), "step a: failed to send it: HTTP cannot carry one of its headers"),
    ] {
        let error = call(script, &read(&more), &base_scope(&subject)).map(|_| ()).expect_err("it cannot be sent");
        assert_eq!(error.message().english(), told);
    }
}

#[test]
fn credentials_are_laid_over_one_by_one_and_null_takes_one_away() {
    let subject = crate::run::testing::subject("http://127.0.0.1:1");
    let over = json!({"key": null, "shop": "south", "more": 1});
    assert_eq!(laid_over(&subject, Some(&over)), json!({"shop": "south", "more": 1}));
    assert_eq!(laid_over(&subject, None), json!({"key": KEY, "shop": "north"}));
}

#[test]
fn what_fills_a_message_is_computed_when_the_step_is_played() {
    let fills = json!({"expect": {"outcome": "refused", "requirement": "SH-ok", "fills": {"limit": {"$cel": "1 + 1"}, "name": "n"}}});
    let steps = json!({"steps": [with(order("a", &good(1), "refused", &[]), &fills)]});
    let subject =
        Subject::url(&scenario(files(), "s", &steps), "shop", profile("http://127.0.0.1:1")).expect("a subject");
    let suite = &subject.suite;
    let due = due(&suite.expressions, &suite.scenarios[0].steps[0], &base_scope(&subject)).expect("computed");
    assert_eq!(
        (Value::Object(due.fills.clone()), due.requirement.as_str()),
        (json!({"limit": 2, "name": "n"}), "SH-ok")
    );
}

/// A page in place of JSON is one finding; what is said of the status alone is judged all the same, and nothing else.
#[test]
fn a_rule_over_the_status_alone_is_asked_of_an_answer_that_is_no_json() {
    let rules = [
        rule("status == 201", &json!({})),
        rule("status == 200", &json!({})),
        rule("response.count == 7", &json!({})),
        rule("steps.a.response.count == 7", &json!({})),
        rule("status == 200", &json!({"when": "response.count == 1"})),
    ];
    let steps = json!([with(order("a", &good(1), "accepted", &[]), &json!({"rules": rules}))]);
    let page = |_: &_| Reply::text(201, "<p>");
    let (record, bodies) = against(&steps, page);
    assert_eq!((bodies, record.errors.as_slice()), (vec![good(1)], &[][..]));
    let told: Vec<(&str, &str)> =
        record.findings.iter().map(|found| (&*found.finding.check, found.finding.class.as_str())).collect();
    assert_eq!(told, [("content", "markup"), ("rule", "a status == 200")]);
}

/// A write that was to happen and did not leaves the target in another state than the steps after it were written for; a read or a
/// request that was to be refused leaves it as it is.
#[test]
fn what_comes_after_a_write_that_was_left_out_is_not_played() {
    let find = json!({"name": "a", "operation": "find", "expect": {"outcome": "accepted", "requirement": "SH-find"}});
    let of_find = json!({"item": {"$cel": "steps.a.response.none"}, "count": 2});
    let read = json!({"name": "b", "operation": "find", "query": {"item": {"$cel": "steps.a.response.none"}},
        "expect": {"outcome": "any", "requirement": "SH-find"}});
    for (second, played) in [
        (order("b", &of_find, "accepted", &[]), false),
        (order("b", &of_find, "any", &[]), false),
        (order("b", &of_find, "refused", &["E1"]), true),
        (read, true),
    ] {
        let steps = json!([find, second, order("c", &good(3), "accepted", &[])]);
        let (record, bodies) = against(&steps, |ask| match ask.method.as_str() {
            "GET" => Reply::json(400, &json!({"error": {"code": "E1"}})),
            _ => honest(ask),
        });
        let orders: Vec<Value> = bodies.into_iter().filter(Value::is_object).collect();
        assert_eq!(orders, if played { vec![good(3)] } else { vec![] }, "{second}");
        let why = record.not_tested.get("SH-ok").cloned().unwrap_or_default();
        assert!(played || why.english().starts_with("step `b` was not played, because step `a` got: "), "{record:?}");
    }
}
