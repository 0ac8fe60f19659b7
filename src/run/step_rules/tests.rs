//! Rules and captures over what a response has besides its JSON, against targets that keep them and targets with one fault.

use serde_json::{Value, json};

use crate::{
    contract::Files,
    record::TrialRecord,
    run::{
        Subject,
        testing::{Asked, KEY, Reply, Server, edited, files, honest, order, plan, played, profile, scenario},
    },
};

fn rule(rule: &str) -> Value {
    json!({"requirement": "SH-same", "rule": rule, "text": {"ja": "a", "en": "in words"}})
}

/// An order with rules of its own.
fn with_rules(name: &str, rules: &[&str], more: &Value) -> Value {
    let mut step = order(name, &json!({"item": "a", "count": 1}), "accepted", &[]);
    step["rules"] = rules.iter().map(|text| rule(text)).collect();
    for (key, value) in more.as_object().into_iter().flatten() {
        step[key] = value.clone();
    }
    step
}

/// The result of the steps at a target, where 204 is a status of success as well, with the headers of the last request.
fn played_at(steps: &Value, answer: impl FnMut(&Asked) -> Reply + Send + 'static) -> (TrialRecord, Vec<Asked>) {
    let server = Server::start(answer);
    let files = edited(files(), "schemas/shop/contract.json", |contract| {
        contract["operations"]["order"]["success"]["status"] = json!([200, 201, 204]);
        contract["operations"]["find"]["content"] = json!({"requirement": "SH-own"});
    });
    let files = scenario(files, "s", &json!({"steps": steps}));
    let mut plan = plan(Subject::url(&files, "shop", profile(&server.url)).unwrap_or_else(|error| panic!("{error:?}")));
    plan.settings.shrink = 0;
    (played(&plan, "shop/scenario/s"), server.asked())
}

fn checks(record: &TrialRecord) -> Vec<&str> {
    assert!(record.errors.is_empty(), "{:?}", record.errors);
    record.findings.iter().map(|found| &*found.finding.check).collect()
}

#[test]
fn headers_are_captured_and_judged_by_rules() {
    let of_first = "headers.location == '/orders/' + response.id && headers.vary.size() == 2";
    let if_match = json!({"headers": {"If-Match": {"$cel": "steps.a.headers.etag"}}});
    let steps = json!([
        with_rules("a", &[of_first, "headers['x-key'] == '{{key}}'"], &json!({})),
        with_rules("b", &["steps.a.headers.etag == '\"7\"'"], &if_match),
    ]);
    let told = |location: &'static str| {
        move |ask: &Asked| {
            let reply = honest(ask).with("ETag", "\"7\"").with("Location", location);
            reply.with("Vary", "a").with("vary", "b").with("X-Key", KEY)
        }
    };
    let (record, asked) = played_at(&steps, told("/orders/o-1"));
    assert_eq!((checks(&record), record.asked["SH-same"]), (vec![], 3 + 2));
    assert_eq!(asked[1].header("if-match"), Some("\"7\""));
    let (record, _) = played_at(&steps, told("/orders/other"));
    assert_eq!(checks(&record), ["rule"]);
    assert_eq!(record.findings[0].finding.requirement, "SH-same");
}

#[test]
fn a_response_without_a_body_is_judged_and_the_steps_after_it_are_played() {
    let steps = json!([
        with_rules(
            "gone",
            &["status == 204 && response == null && body_size == 0 && !('etag' in headers)"],
            &json!({})
        ),
        with_rules("b", &["steps.gone.status == 204 && steps.gone.text == ''"], &json!({})),
    ]);
    let answer = |status: u16, body: &'static str| {
        move |ask: &Asked| if ask.number == 0 { Reply::text(status, body) } else { honest(ask) }
    };
    let (record, asked) = played_at(&steps, answer(204, ""));
    assert_eq!((checks(&record), asked.len()), (vec![], 2));
    assert!(record.not_tested.is_empty() && record.asked["SH-same"] >= 2, "{record:?}");
    let (record, _) = played_at(&steps, answer(201, "{\"id\":\"o\",\"count\":1}"));
    assert_eq!(checks(&record), ["rule", "rule"]);
}

/// The body is not JSON: what reads none of it is judged, what reads it is not tested, and neither is kept silent.
#[test]
fn a_body_of_another_kind_is_judged_by_its_text() {
    let find = |rules: &[&str]| {
        let rules: Vec<Value> = rules.iter().map(|text| rule(text)).collect();
        let due = json!({"outcome": "accepted", "requirement": "SH-ok"});
        json!({"name": "csv", "operation": "find", "rules": rules, "expect": due})
    };
    let digest =
        "digest.sha256 == '8f25a146982f8a1649f6d86ac5d2329b99e2997eb8b23f93ebd01b27b8400087' && body_size == 9";
    let rules = ["text.startsWith('id,') && headers['content-type'] == 'text/csv'", digest];
    let steps = json!([find(&rules), with_rules("b", &["steps.csv.text.contains('o-1')"], &json!({}))]);
    let csv = |text: &'static str| {
        move |ask: &Asked| {
            let mut reply = if ask.method == "GET" { Reply::text(200, text) } else { honest(ask) };
            if ask.method == "GET" {
                reply.retype("text/csv");
            }
            reply
        }
    };
    let (record, asked) = played_at(&steps, csv("id,n\no-1,"));
    assert_eq!(asked.len(), 2);
    assert_eq!((checks(&record), record.findings[0].finding.requirement.as_str()), (vec!["content"], "SH-own"));
    assert!(record.asked["SH-same"] >= 3 && !record.not_tested.contains_key("SH-same"), "{record:?}");
    let (record, _) = played_at(&steps, csv("ID;N\no-1;"));
    assert_eq!(checks(&record), ["content", "rule", "rule"], "its text and its digest");
    let (record, _) = played_at(&json!([find(&["response.id == 'o'"])]), csv("id,n\n"));
    let why = &record.not_tested["SH-same"];
    assert!(why.english().contains("was not evaluated") && why.english().contains("is not JSON"), "{why:?}");
}

/// Each request has an id of its own, the same one in its header and its body only where one expression makes both.
#[test]
fn ids_are_new_for_each_request_and_the_same_when_the_run_is_played_again() {
    let step = |name: &str| {
        let body = json!({"item": "a", "count": 1, "note": {"$cel": "now(0, '%H:%M')"}});
        let mut step = order(name, &body, "accepted", &[]);
        step["headers"] = json!({"Idempotency-Key": {"$cel": "uuid()"}, "X-Signature": {"$cel": "hmac('sha256', credentials.key, 'a')"}});
        step["rules"] = json!([rule("response.note == now(0, '%H:%M') && uuid() != uuid()")]);
        step
    };
    let keys = |asked: &[Asked]| -> Vec<String> {
        asked.iter().map(|ask| ask.header("idempotency-key").unwrap_or_default().to_owned()).collect()
    };
    let steps = json!([step("a"), step("b")]);
    let (record, asked) = played_at(&steps, honest);
    assert!(record.errors.is_empty() && record.findings.is_empty(), "{record:?}");
    let first = keys(&asked);
    assert!(first[0].len() == 36 && first[0] != first[1], "{first:?}");
    assert_eq!(asked[0].header("x-signature").map(str::len), Some(64));
    assert_eq!(keys(&played_at(&steps, honest).1), first, "the same run");
}

#[test]
fn a_raw_body_is_new_for_each_request_too() {
    let mut step = order("a", &json!(null), "accepted", &[]);
    step.as_object_mut().expect("a step").shift_remove("body");
    step["raw"] = json!("{\"item\":\"a\",\"count\":1,\"note\":\"{{now(0, '%Y')}}\"}");
    step["repeat"] = json!({"times": "2", "max": 2});
    let (record, asked) = played_at(&json!([step]), honest);
    assert!(record.errors.is_empty() && record.findings.is_empty(), "{record:?}");
    let notes: Vec<usize> = asked.iter().map(|ask| ask.json()["note"].as_str().map_or(0, str::len)).collect();
    assert_eq!(notes, [4, 4], "the year, not the mark");
}

#[test]
fn a_header_of_an_operation_is_new_for_each_generated_request() {
    let files = edited(files(), "schemas/shop/contract.json", |contract| {
        contract["operations"]["order"]["headers"]["Request-Id"] = json!({"$cel": "uuid()"});
    });
    let server = Server::start(honest);
    let plan = plan(Subject::url(&files, "shop", profile(&server.url)).expect("a subject"));
    assert!(plan.subjects[0].has_unique(), "the number of the run counts");
    let record = played(&plan, "shop/order/accepts/count");
    assert!(record.errors.is_empty() && record.findings.is_empty(), "{record:?}");
    let ids: std::collections::BTreeSet<Option<String>> =
        server.asked().iter().map(|ask| ask.header("request-id").map(str::to_owned)).collect();
    assert!(ids.len() == server.count() && ids.len() > 2 && !ids.contains(&None), "{ids:?}");
}

#[test]
fn errors_in_a_header_or_in_a_list_are_judged_by_their_codes() {
    let due = |codes: &Value, are: &str| {
        let mut step = order("a", &json!({"item": "a", "count": 0}), "refused", &[]);
        step["expect"]["codes"] = codes.clone();
        if are != "one-of" {
            step["expect"]["codesAre"] = json!(are);
        }
        json!({"steps": [step]})
    };
    let found = |place: &str, step: Value, reply: Reply| {
        let server = Server::start(move |_| reply.clone());
        let files = scenario(with_codes_at(place), "s", &step);
        let mut plan =
            plan(Subject::url(&files, "shop", profile(&server.url)).unwrap_or_else(|error| panic!("{error:?}")));
        plan.settings.shrink = 0;
        let record = played(&plan, "shop/scenario/s");
        record.findings.iter().map(|found| found.finding.clone()).collect::<Vec<_>>()
    };
    let header = |codes: &[&str]| {
        codes.iter().fold(Reply::json(400, &json!({})), |reply, code| reply.with("X-Error-Code", code))
    };
    let one = json!(["out-of-range"]);
    assert_eq!(found("header:X-Error-Code", due(&one, "one-of"), header(&["out-of-range"])), []);
    assert_eq!(found("header:X-Error-Code", due(&one, "one-of"), header(&["E9", "out-of-range"])), []);
    let wrong = found("header:X-Error-Code", due(&one, "one-of"), header(&["E9"]));
    assert_eq!((wrong.len(), &*wrong[0].check, wrong[0].pointer.as_str()), (1, "code", "header:X-Error-Code"));
    let list = |codes: &Value| {
        let all: Vec<Value> = codes.as_array().into_iter().flatten().map(|code| json!({"type": code})).collect();
        Reply::json(400, &json!({"errors": all}))
    };
    let both = json!(["https://a.test/probs/x y", -32602]);
    let turned = json!([-32602, "https://a.test/probs/x y"]);
    for (are, came, count) in [
        ("all-of", &turned, 0),
        ("in-order", &turned, 1),
        ("in-order", &both, 0),
        ("all-of", &json!([-32602]), 1),
        ("one-of", &json!([-32602]), 0),
    ] {
        let found = found("/errors/*/type", due(&both, are), list(came));
        assert_eq!(found.len(), count, "{are} {came}: {found:?}");
    }
}

/// The shop with codes of any form at a place of its errors, and none in its request schema.
fn with_codes_at(place: &str) -> Files {
    let any = json!({"$schema": "../_meta/json-schema.schema.json", "title": "any", "type": "object"});
    let files = edited(files(), "schemas/shop/contract.json", |contract| {
        let shape = json!({"schema": "any.schema.json", "requirement": "SH-ok"});
        contract["operations"]["order"]["errors"][0] =
            json!({"id": "error", "code": place, "status": {"any": [400]}, "shape": shape});
    });
    let files = edited(files, "schemas/shop/codes.json", |codes| {
        let other = [json!("out-of-range"), json!("https://a.test/probs/x y"), json!(-32602)];
        for (number, code) in other.into_iter().enumerate() {
            codes["codes"][number]["code"] = code;
        }
    });
    let files = files.with("schemas/shop/any.schema.json", any.to_string());
    edited(files, "schemas/shop/order.request.schema.json", strip)
}

/// Takes every word about codes out of a schema.
fn strip(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.retain(|name, _| !["x-code", "x-error"].contains(&name.as_str()));
            fields.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
