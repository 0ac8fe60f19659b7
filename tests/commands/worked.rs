//! Workflows of Arazzo against a small server: they are played, and what they say is judged.

use std::{
    fs,
    sync::atomic::{AtomicU32, Ordering},
};

use serde_json::{Value, json};

use crate::{
    fake::{Came, Fake, json as answer},
    shell::{command, ended, folder, report},
};

const WORKFLOWS: &str = r#"arazzo: 1.0.1
info: { title: Orders, version: "1" }
sourceDescriptions: [{ name: shop, url: shop.json, type: openapi }]
workflows:
  - workflowId: make
    inputs: { type: object, properties: { amount: { type: integer, minimum: 1, maximum: 99 } } }
    steps:
      - stepId: make
        operationId: make
        requestBody: { payload: { amount: $inputs.amount } }
        successCriteria: [{ condition: $statusCode == 201 }]
        outputs: { id: $response.body#/id, amount: $inputs.amount }
    outputs: { id: $steps.make.outputs.id, amount: $steps.make.outputs.amount }
  - workflowId: paid
    summary: An order is paid in the end
    dependsOn: [make]
    steps:
      - stepId: poll
        operationPath: "{$sourceDescriptions.shop.url}#/paths/~1orders~1{id}/get"
        parameters: [{ name: id, in: path, value: $workflows.make.outputs.id }]
        successCriteria:
          - condition: $statusCode == 200 && $response.body#/state == 'PAID'
          - context: $response.body
            condition: $.items[?@.amount > 0]
            type: jsonpath
          - context: $response.body#/id
            condition: ^o-[0-9]+$
            type: regex
        onFailure: [{ name: wait, type: retry, retryAfter: 0.01, retryLimit: 5 }]
      - stepId: gone
        operationId: read
        parameters: [{ name: id, in: path, value: o-none }]
        successCriteria: [{ condition: $statusCode == 404 }]
"#;

fn description() -> Value {
    let body = |schema: &Value| json!({"application/json": {"schema": schema}});
    let order = json!({"type": "object", "properties": {"id": {"type": "string"}, "state": {"type": "string"}}});
    let sent = json!({"type": "object", "required": ["amount"], "properties": {"amount": {"type": "integer", "minimum": 1, "maximum": 99}}});
    let id = json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"}});
    json!({"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": {
        "/orders": {"post": {"operationId": "make", "requestBody": {"required": true, "content": body(&sent)},
            "responses": {"201": {"description": "made", "content": body(&order)}, "400": {"description": "no"}}}},
        "/orders/{id}": {"get": {"operationId": "read", "parameters": [id],
            "responses": {"200": {"description": "there", "content": body(&order)}, "404": {"description": "gone", "content": body(&json!({"type": "object"}))}}}}
    }})
}

/// A shop in which an order is paid when it is read a third time; with `broken` none has items.
fn sell(reads: &AtomicU32, broken: bool, came: &Came) -> (String, String) {
    match came.line() {
        ("POST", "/orders") => answer(201, "", r#"{"id":"o-1","state":"new"}"#),
        ("GET", "/orders/o-1") => {
            let state = if reads.fetch_add(1, Ordering::Relaxed) < 2 { "new" } else { "paid" };
            let items = if broken { json!([]) } else { json!([{"amount": 1}]) };
            answer(200, "", &json!({"id": "o-1", "state": state, "items": items}).to_string())
        }
        _ => answer(404, "", "{}"),
    }
}

#[test]
fn workflows_are_played_as_scenarios_and_their_criteria_are_judged() {
    let folder = folder("worked");
    fs::write(folder.join("shop.json"), description().to_string()).expect("written");
    let made = ended(command(&folder, &["init", "--openapi", "shop.json", "--out", "own"]));
    assert_eq!(made.code, Some(0), "{}", made.err);
    fs::create_dir_all(folder.join("own/scenarios/shop")).expect("a folder");
    fs::write(folder.join("own/scenarios/shop/orders.arazzo.yaml"), WORKFLOWS).expect("written");
    let checked = ended(command(&folder, &["check", "own"]));
    assert!(checked.code == Some(0) && checked.out.contains("2 scenarios"), "{}{}", checked.out, checked.err);
    for broken in [false, true] {
        let reads = AtomicU32::new(0);
        let target = Fake::start(move |_, came| sell(&reads, broken, came));
        let url = target.url();
        let arguments =
            ["run", "--contracts", "own", "--url", &url, "--no-preflight", "--out", "report", "shop/scenario/paid"];
        // What is accepted is a `should` of a description, which fails where it counts as a `must`.
        let strict: &[&str] = if broken { &["--strict"] } else { &[] };
        let run = ended(command(&folder, &[&arguments[..], strict].concat()));
        assert_eq!(run.code, Some(i32::from(broken)), "{}{}", run.out, run.err);
        let report = report(&folder.join("report"));
        let findings = report["findings"].as_array().expect("findings");
        let reads = target.came().iter().filter(|came| came.line() == ("GET", "/orders/o-1")).count();
        if broken {
            assert!(findings.iter().any(|one| one["requirement"] == "read.accepted"), "{findings:?}");
        } else {
            assert_eq!((findings.len(), reads), (0, 3), "{}", run.out);
        }
        fs::remove_dir_all(folder.join("report")).expect("removed");
    }
}

#[test]
fn a_workflow_that_cannot_be_played_is_refused_at_its_place() {
    let folder = folder("worked-wrong");
    fs::write(folder.join("shop.json"), description().to_string()).expect("written");
    ended(command(&folder, &["init", "--openapi", "shop.json", "--out", "own"]));
    fs::create_dir_all(folder.join("own/scenarios/shop")).expect("a folder");
    let wrong = WORKFLOWS.replace("type: jsonpath", "type: xpath");
    fs::write(folder.join("own/scenarios/shop/orders.arazzo.yaml"), wrong).expect("written");
    let checked = ended(command(&folder, &["check", "own"]));
    let told = "scenarios/shop/orders.arazzo.yaml /workflows/1/steps/0/successCriteria/1: criteria of the type `xpath` are not supported; write it as simple, regex or jsonpath";
    assert!(
        checked.code != Some(0) && format!("{}{}", checked.out, checked.err).contains(told),
        "{}{}",
        checked.out,
        checked.err
    );
}
