//! What workflows become, and what of them is refused.

use serde_json::{Value, json};

use crate::{
    contract::{Contract, Files, LoadError, Outcome, Readings, derive::derived},
    scenario::{Scenario, load_of},
};

/// A shop of orders.
fn files() -> Files {
    let order = json!({"type": "object", "properties": {"id": {"type": "string"}, "state": {"type": "string"}}});
    let sent = json!({"type": "object", "required": ["amount"], "properties": {"amount": {"type": "integer"}}});
    let body = |schema: &Value| json!({"application/json": {"schema": schema}});
    let id = json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"}});
    let text = json!({"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": {
        "/orders": {"post": {"operationId": "make", "requestBody": {"required": true, "content": body(&sent)},
            "responses": {"201": {"description": "made", "content": body(&order)}}}},
        "/orders/{id}": {"get": {"operationId": "read", "parameters": [id],
            "responses": {"200": {"description": "there", "content": body(&order)}, "404": {"description": "gone"}}}}
    }});
    derived("shop.json", &text.to_string(), false).expect("a contract").files
}

fn step(id: &str, operation: &str, more: &Value) -> Value {
    let mut step = json!({"stepId": id, "operationId": operation});
    for (key, value) in more.as_object().into_iter().flatten() {
        step[key] = value.clone();
    }
    step
}

fn document(workflows: &Value) -> Value {
    json!({"arazzo": "1.0.1", "info": {"title": "w", "version": "1"},
        "sourceDescriptions": [{"name": "shop", "url": "shop.json", "type": "openapi"}], "workflows": workflows})
}

fn read(document: &Value) -> Result<Vec<Scenario>, Vec<LoadError>> {
    let files = files().with("scenarios/shop/orders.arazzo.json", document.to_string());
    let contract = Contract::load(&files, "shop", &Readings::new()).expect("a contract");
    load_of(&files, contract).map(|suite| suite.scenarios)
}

/// The only scenario of a workflow with these steps.
fn of_steps(steps: &Value, more: &Value) -> Scenario {
    let mut workflow = json!({"workflowId": "w", "steps": steps});
    for (key, value) in more.as_object().into_iter().flatten() {
        workflow[key] = value.clone();
    }
    let mut all = read(&document(&json!([workflow]))).expect("scenarios");
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// What is wrong with a workflow of these steps.
fn wrong(steps: &Value) -> String {
    let errors = read(&document(&json!([{"workflowId": "w", "steps": steps}]))).err().unwrap_or_default();
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_workflow_is_a_scenario_with_its_inputs_parameters_bodies_outputs_and_criteria() {
    let made = step(
        "Make-it",
        "make",
        &json!({
            "requestBody": {"contentType": "application/json", "payload": {"amount": "$inputs.amount", "note": "for {$inputs.who}"},
                "replacements": [{"target": "/tags/0", "value": "$inputs.who"}]},
            "successCriteria": [{"condition": "$statusCode == 201"}, {"condition": "$response.body#/state == 'pending' && $response.header.X-Id != null"}],
            "outputs": {"id": "$response.body#/id"}
        }),
    );
    let read = step(
        "read",
        "read",
        &json!({
            "parameters": [{"name": "id", "in": "path", "value": "$steps.Make-it.outputs.id"}, {"reference": "$components.parameters.trace", "value": "t-1"}],
            "successCriteria": [
                {"context": "$response.body#/state", "condition": "^(pending|paid)$", "type": "regex"},
                {"context": "$response.body", "condition": "$[?@ == 'x']", "type": {"type": "jsonpath", "version": "draft-goessner-dispatch-jsonpath-00"}, "x-requirement": "read.response.200"}
            ]
        }),
    );
    let inputs = json!({"type": "object", "properties": {"amount": {"type": "integer", "minimum": 1, "example": 3}, "who": {"type": "string", "default": "Bob"}}});
    let mut whole = document(
        &json!([{"workflowId": "order", "summary": "An order is made and read", "inputs": inputs, "steps": [made, read]}]),
    );
    whole["components"] = json!({"parameters": {"trace": {"name": "X-Trace", "in": "header"}}});
    let scenario = &self::read(&whole).expect("scenarios")[0];
    assert_eq!((scenario.name.as_str(), scenario.title.en.as_str()), ("order", "An order is made and read"));
    let [order, look] = scenario.steps.as_slice() else { panic!("{:?}", scenario.steps) };
    assert_eq!(
        (order.name.as_str(), order.operation.as_str(), order.expect.outcome),
        ("make_it", "make", Outcome::Accepted)
    );
    let amount = json!({"$cel": "draw.inputs[?'amount'].orValue(null)"});
    let body =
        json!({"$with": {"amount": amount, "note": {"$cel": "'for ' + string('Bob')"}}, "/tags/0": {"$cel": "'Bob'"}});
    assert_eq!(order.body, Some(body));
    let rules: Vec<(&str, &str)> =
        order.rules.iter().map(|one| (one.requirement.as_str(), one.rule.as_str())).collect();
    let pending = "(same_text(steps.make_it.response[?'state'].orValue(null), 'pending') && steps.make_it.headers[?'x-id'].orValue(null) != null)";
    assert_eq!(rules, [("make.accepted", "steps.make_it.status == 201"), ("make.accepted", pending)]);
    assert_eq!(look.path["id"], json!({"$cel": "steps.make_it.response[?'id'].orValue(null)"}));
    assert_eq!(look.headers["X-Trace"], "t-1");
    assert!(look.rules[0].rule.contains(".matches('^(pending|paid)$')"), "{:?}", look.rules);
    assert_eq!(look.rules[1].rule, "jsonpath(steps.read.response, '$[?@ == \\'x\\']') > 0");
    assert_eq!((look.rules[1].requirement.as_str(), scenario.requirements.len()), ("read.response.200", 3));
}

#[test]
fn what_a_workflow_depends_on_or_calls_is_played_with_it() {
    let make = step(
        "make",
        "make",
        &json!({"requestBody": {"payload": {"amount": "$inputs.amount"}}, "outputs": {"id": "$response.body#/id"}}),
    );
    let inputs = json!({"properties": {"amount": {"type": "integer"}}});
    let base = json!({"workflowId": "base", "inputs": inputs, "steps": [make], "outputs": {"order": "$steps.make.outputs.id"}});
    let read =
        |value: &str| step("read", "read", &json!({"parameters": [{"name": "id", "in": "path", "value": value}]}));
    let after = json!({"workflowId": "after", "dependsOn": ["base"], "steps": [read("$workflows.base.outputs.order")]});
    let calls = json!({"stepId": "first", "workflowId": "base", "parameters": [{"name": "amount", "value": 7}], "outputs": {"own": "$outputs.order"}});
    let calling = json!({"workflowId": "calling", "steps": [calls, read("$steps.first.outputs.own")]});
    let all = self::read(&document(&json!([base, after, calling]))).expect("scenarios");
    let names = |scenario: &Scenario| scenario.steps.iter().map(|step| step.name.clone()).collect::<Vec<_>>();
    assert_eq!(
        all.iter().map(|one| (one.name.as_str(), names(one))).collect::<Vec<_>>(),
        [
            ("after", vec!["base_make".to_owned(), "read".to_owned()]),
            ("base", vec!["make".to_owned()]),
            ("calling", vec!["first_make".to_owned(), "read".to_owned()]),
        ]
    );
    assert_eq!(all[0].steps[1].path["id"], json!({"$cel": "steps.base_make.response[?'id'].orValue(null)"}));
    assert_eq!(all[0].draw.keys().collect::<Vec<_>>(), ["base_inputs"]);
    assert_eq!(all[2].steps[0].body, Some(json!({"amount": {"$cel": "7"}})));
    assert_eq!(all[2].steps[1].path["id"], json!({"$cel": "steps.first_make.response[?'id'].orValue(null)"}));
}

#[test]
fn a_retry_waits_for_the_criteria_and_branches_choose_the_steps() {
    let paid = json!([{"condition": "$statusCode == 200 && $response.body#/state == 'paid'"}]);
    let id = json!([{"name": "id", "in": "path", "value": "a"}]);
    let poll = step(
        "poll",
        "read",
        &json!({"parameters": id, "successCriteria": paid,
        "onFailure": [{"name": "again", "type": "retry", "retryAfter": 0.2, "retryLimit": 4, "criteria": [{"condition": "$statusCode < 500"}]}]}),
    );
    let scenario = of_steps(&json!([poll]), &json!({}));
    let repeat = scenario.steps[0].repeat.as_ref().expect("it is repeated");
    assert_eq!((repeat.max, repeat.pause.as_deref()), (5, Some("200ms")));
    let until = repeat.until.as_deref().unwrap_or_default();
    assert!(until.ends_with("|| !((steps.poll.status < 500))"), "{until}");
    assert_eq!((scenario.steps[0].expect.outcome, scenario.steps[0].rules.len()), (Outcome::Any, 1));

    let look = step(
        "look",
        "read",
        &json!({"parameters": id, "successCriteria": [{"condition": "$statusCode == 200"}],
        "onSuccess": [{"name": "done", "type": "end", "criteria": [{"condition": "$response.body#/state == 'paid'"}]}],
        "onFailure": [{"name": "new", "type": "goto", "stepId": "make"}]}),
    );
    let other = step("other", "read", &json!({"parameters": id}));
    let make = step("make", "make", &json!({"requestBody": {"payload": {"amount": 1}}}));
    let scenario = of_steps(&json!([look, other, make]), &json!({}));
    let when: Vec<Option<&str>> = scenario.steps.iter().map(|step| step.when.as_deref()).collect();
    let kept = "((steps.look.status == 200))";
    let ended = "(same_text(steps.look.response[?'state'].orValue(null), 'paid'))";
    assert_eq!(when[0], None);
    assert_eq!(when[1], Some(format!("(true) && {kept} && !({ended})").as_str()));
    assert!(when[2].is_some_and(|when| when.contains(&format!("(true) && !{kept}"))), "{when:?}");
    assert!(scenario.steps[0].rules.is_empty(), "the criteria choose the way");
}

/// Steps that no scenario can play, each with its error.
fn refused() -> Vec<(Value, &'static str)> {
    let one = |more: Value| json!([step("a", "make", &more)]);
    vec![
        (json!([step("a", "mak", &json!({}))]), "/workflows/0/steps/0/operationId: there is no operation `mak`"),
        (json!([{"stepId": "a"}]), "/workflows/0/steps/0: a step calls nothing"),
        (
            json!([{"stepId": "a", "operationPath": "x#/paths/~1no/get"}]),
            "/operationPath: `operationPath` leads to no operation",
        ),
        (json!([{"stepId": "a", "workflowId": "w"}]), "/workflows/0: a workflow calls itself"),
        (one(json!({"successCriterion": []})), "/workflows/0/steps/0/successCriterion: unknown key"),
        (
            one(json!({"successCriteria": [{"context": "$response.body", "condition": "//a", "type": "xpath"}]})),
            "/successCriteria/0: criteria of the type `xpath` are not supported",
        ),
        (
            one(json!({"successCriteria": [{"context": "$response.body", "condition": "$.[", "type": "jsonpath"}]})),
            "is not a JSONPath",
        ),
        (
            one(json!({"successCriteria": [{"context": "$response.body", "condition": "(", "type": "regex"}]})),
            "is not a regular expression",
        ),
        (one(json!({"successCriteria": [{"condition": "$statusCode = 200"}]})), "is not a simple condition"),
        (
            one(json!({"successCriteria": [{"condition": "$url == 'x'"}]})),
            "the runtime expression `$url` is not supported here",
        ),
        (one(json!({"requestBody": {"payload": "$inputs.gone"}})), "/requestBody/payload: there is no input `gone`"),
        (
            one(json!({"requestBody": {"payload": "$steps.b.outputs.x"}})),
            "no step before has the output of `$steps.b.outputs.x`",
        ),
        (
            one(json!({"requestBody": {"contentType": "text/xml", "payload": "<a/>"}})),
            "`make` sends `application/json`, not `text/xml`",
        ),
        (one(json!({"requestBody": {"payload": "amount=1"}})), "the payload is not JSON"),
        (
            one(json!({"parameters": [{"name": "s", "in": "cookie", "value": "1"}]})),
            "a parameter in `cookie` is not supported",
        ),
        (one(json!({"onFailure": [{"name": "r", "type": "retry"}]})), "a retry needs criteria that end it"),
        (
            one(json!({"onSuccess": [{"name": "g", "type": "goto", "workflowId": "x"}]})),
            "to go on with another workflow is not supported",
        ),
        (
            one(json!({"onSuccess": [{"name": "g", "type": "goto", "stepId": "a"}]})),
            "to go back to `a` is not supported",
        ),
        (
            json!([step("a", "make", &json!({})), step("A", "make", &json!({}))]),
            "/workflows/0/steps/1/stepId: a step has the name of another one",
        ),
        (one(json!({"x-requirement": "gone"})), "`gone`"),
    ]
}

#[test]
fn what_is_not_supported_is_refused_with_its_place_and_the_fix() {
    for (steps, told) in refused() {
        let said = wrong(&steps);
        assert!(said.contains(told) && said.contains("orders.arazzo.json"), "{told}:\n{said}");
        assert!(said.contains("; ") || said.contains("mean"), "no fix: {said}");
    }
    for (key, value, told) in [
        ("arazzo", json!("2.0.0"), "/arazzo: the file does not say that it is Arazzo 1.0"),
        (
            "sourceDescriptions",
            json!([{"name": "a", "url": "a", "type": "arazzo"}]),
            "/sourceDescriptions/0/type: workflows of another document",
        ),
    ] {
        let mut whole = document(&json!([{"workflowId": "w", "steps": [step("a", "make", &json!({}))]}]));
        whole[key] = value;
        let errors = read(&whole).err().unwrap_or_default();
        assert!(errors.iter().any(|error| error.to_string().contains(told)), "{told}: {errors:?}");
    }
}
