//! Rules and captures over what a response has beside its JSON, against targets that keep them and targets with one fault.

use serde_json::{Value, json};

use crate::{
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

/// What the steps come to at a target, where 204 is a status of success as well, with the headers of the last request.
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

/// The body is no JSON: what reads none of it is judged, what reads it is not tested, and neither is kept silent.
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
    assert!(why.contains("was not evaluated") && why.contains("is not JSON"), "{why}");
}
