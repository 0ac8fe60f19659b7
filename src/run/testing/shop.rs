//! A small API with one of each: constraints with codes, rows, a set-up step, parts, a state, a reading, rules; and a server that
//! keeps every promise of it.

use serde_json::{Map, Value, json};

use super::{Asked, Reply};
use crate::{contract::Files, run::Subject, target::ContractProfile};

/// The secret credential that the profile gives.
pub(in crate::run) const KEY: &str = "k0FAKEkey";

/// The files of the contract `shop`, besides those that ship.
pub(in crate::run) fn files() -> Files {
    let schema = |name: &str| format!("schemas/shop/{name}.schema.json");
    Files::embedded()
        .with("schemas/shop/contract.json", contract().to_string())
        .with("schemas/shop/openapi.json", description().to_string())
        .with("schemas/shop/requirements.json", requirements().to_string())
        .with("schemas/shop/codes.json", codes().to_string())
        .with(&schema("order.request"), order_request().to_string())
        .with(&schema("order.response"), order_response().to_string())
        .with(&schema("find.request"), find_request().to_string())
        .with(&schema("find.response"), body("find answer", &json!({"orders": {"type": "array"}})).to_string())
        .with(&schema("cancel.request"), cancel_request().to_string())
        .with(&schema("cancel.response"), body("cancel answer", &json!({"cancelled": {"type": "string"}})).to_string())
        .with(&schema("error"), error().to_string())
}

/// What the owner of a target at an address gives.
pub(in crate::run) fn profile(url: &str) -> ContractProfile {
    let credentials = [("key".to_owned(), KEY.to_owned()), ("shop".to_owned(), "north".to_owned())].into();
    ContractProfile { url: url.to_owned(), credentials, ..ContractProfile::default() }
}

/// The shop at an address.
pub(in crate::run) fn subject(url: &str) -> Subject {
    Subject::url(&files(), "shop", profile(url)).expect("the contract is sound")
}

/// The files with one more scenario: `more` holds its steps and whatever else differs.
pub(in crate::run) fn scenario(files: Files, name: &str, more: &Value) -> Files {
    let mut scenario = json!({
        "$schema": "../../schemas/_meta/scenario.schema.json", "contract": "shop", "name": name, "title": text(name),
        "requirements": ["SH-ok"]
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        scenario[key] = value.clone();
    }
    files.with(&format!("scenarios/shop/{name}.json"), scenario.to_string())
}

/// The files with one of them changed.
pub(in crate::run) fn edited(files: Files, path: &str, change: impl FnOnce(&mut Value)) -> Files {
    let mut value = files.text(path).and_then(|text| serde_json::from_str(text).ok()).expect("it is there");
    change(&mut value);
    files.with(path, value.to_string())
}

/// One step of a scenario that orders something.
pub(in crate::run) fn order(name: &str, body: &Value, outcome: &str, codes: &[&str]) -> Value {
    let mut expect = json!({"outcome": outcome, "requirement": "SH-ok"});
    if !codes.is_empty() {
        expect["codes"] = json!(codes);
    }
    json!({"name": name, "operation": "order", "body": body, "expect": expect})
}

/// Answers a request as the contract promises.
pub(in crate::run) fn honest(ask: &Asked) -> Reply {
    let body = ask.json();
    let refused = |code: &str| Reply::json(400, &json!({"error": {"code": code}}));
    match ask.path.split('?').next() {
        Some("/orders") if ask.method == "GET" => Reply::json(200, &json!({"orders": []})),
        Some("/cancellations") => match body["id"].as_str() {
            Some(id) if !body.get("why").is_some_and(|why| long(why, 20)) => {
                Reply::json(200, &json!({"cancelled": id}))
            }
            _ => refused("E9"),
        },
        _ if !body.is_object() || ask.body.starts_with(b"\xEF") => refused("E9"),
        _ => match wrong(&body) {
            Some(code) => refused(code),
            None => Reply::json(201, &json!({"id": "o-1", "count": body["count"], "note": body["note"]})),
        },
    }
}

/// The code of what is wrong with an order.
fn wrong(order: &Value) -> Option<&'static str> {
    let within = |value: &Value, low: i64, high: i64| value.as_i64().is_some_and(|n| (low..=high).contains(&n));
    let row = |row: &Value| row.is_object() && within(&row["n"], 0, 9);
    let rows = order
        .get("rows")
        .is_none_or(|rows| rows.as_array().is_some_and(|rows| rows.len() <= 4 && rows.iter().all(row)));
    let note = order.get("note").is_none_or(|note| !long(note, 20));
    let item = !long(&order["item"], 10) && order["item"] != "";
    [("E1", item), ("E2", within(&order["count"], 1, 100)), ("E3", rows), ("E4", note)]
        .into_iter()
        .find_map(|(code, right)| (!right).then_some(code))
}

/// Whether something is not a text, or has more characters than it may have.
fn long(value: &Value, most: usize) -> bool {
    value.as_str().is_none_or(|text| text.chars().count() > most)
}

fn text(english: &str) -> Value {
    json!({"ja": english, "en": english})
}

fn requirements() -> Value {
    let levels = [
        ("SH-ok", "must"),
        ("SH-item", "must"),
        ("SH-count", "must"),
        ("SH-rows", "must"),
        ("SH-note", "should"),
        ("SH-json", "must"),
        ("SH-find", "open"),
        ("SH-cancel", "must"),
        ("SH-same", "must"),
        ("SH-own", "open"),
        ("SH-codes", "should"),
    ];
    let source = json!({"document": "000_0000000000000000.txt", "lines": ["1"]});
    let list = levels.map(|(id, level)| json!({"id": id, "level": level, "text": text(id), "source": source}));
    json!({"$schema": "../_meta/requirements.schema.json", "contract": "shop", "requirements": list})
}

fn codes() -> Value {
    let rows = [
        ("E1", "SH-item"),
        ("E2", "SH-count"),
        ("E3", "SH-rows"),
        ("E4", "SH-note"),
        ("E5", "SH-ok"),
        ("E9", "SH-json"),
    ];
    let list = rows.map(
        |(code, requirement)| json!({"code": code, "requirement": requirement, "title": text(code), "lines": ["1"]}),
    );
    json!({"$schema": "../_meta/codes.schema.json", "contract": "shop", "codes": list})
}

fn contract() -> Value {
    let errors = json!([{
        "id": "error", "scope": "", "code": "/error/code", "shape": {"requirement": "SH-ok"},
        "status": {"any": [400], "byCode": {"E5": [503]}, "requirement": "SH-ok"}
    }]);
    let operation = |id: &str, more: &Value| {
        let requirement = if id == "order" { "SH-ok".to_owned() } else { format!("SH-{id}") };
        let mut operation = json!({
            "title": text(id), "headers": {"X-Key": {"$cel": "credentials.key"}}, "success": {"requirement": requirement},
            "errors": errors, "serverError": {"requirement": requirement}, "content": {"requirement": requirement}
        });
        operation.as_object_mut().unwrap_or(&mut Map::new()).extend(more.as_object().cloned().unwrap_or_default());
        operation
    };
    let same = json!({
        "id": "same-count", "requirement": "SH-same", "rule": "response.count == request.count", "text": text("the same count")
    });
    let first = json!({
        "name": "order", "operation": "order", "body": {"item": "a", "count": 1},
        "expect": {"outcome": "accepted", "requirement": "SH-ok"}
    });
    json!({
        "$schema": "../_meta/contract.schema.json", "id": "shop", "title": text("shop"),
        "source": {"document": "000_0000000000000000.txt", "title": "shop"},
        "credentials": {"key": {"secret": true}, "shop": {"secret": false}},
        "readings": [{"id": "most", "choices": [100, 50], "why": text("no limit is given")}],
        "states": [{"id": "order-known", "text": text("an order that is there"), "provides": ["id", "key"]}],
        "catalogue": {"requirement": "SH-codes"},
        "operations": {
            "order": operation("order", &json!({
                "makes": ["/id"], "invariants": [same],
                "raw": {"requirement": "SH-json", "code": "E9", "error": "error", "open": ["duplicate-key", "lone-surrogate", "deep-nesting"]}
            })),
            "find": operation("find", &json!({
                "request": "find.request.schema.json", "carries": "parts", "query": {"shop": {"$cel": "credentials.shop"}}
            })),
            "cancel": operation("cancel", &json!({"setup": [first]}))
        }
    })
}

/// What OpenAPI says of the operations.
fn description() -> Value {
    let content = |schema: String| json!({"application/json": {"schema": {"$ref": schema}}});
    let operation = |id: &str, has_body: bool| {
        let good = json!({"description": "served", "content": content(format!("{id}.response.schema.json"))});
        let error = json!({"description": "refused", "content": content("error.schema.json".to_owned())});
        let mut operation = json!({"operationId": id, "responses": {"200": good, "201": good, "default": error}});
        if has_body {
            operation["requestBody"] =
                json!({"required": true, "content": content(format!("{id}.request.schema.json"))});
        }
        operation
    };
    json!({
        "openapi": "3.1.0", "info": {"title": "shop", "version": "1"},
        "paths": {
            "/orders": {"post": operation("order", true), "get": operation("find", false)},
            "/cancellations": {"post": operation("cancel", true)}
        }
    })
}

/// An object with required fields.
fn body(title: &str, fields: &Value) -> Value {
    let names: Vec<&String> = fields.as_object().into_iter().flatten().map(|(name, _)| name).collect();
    json!({
        "$schema": "../_meta/json-schema.schema.json", "title": title, "type": "object", "required": names, "properties": fields
    })
}

fn order_request() -> Value {
    let row = json!({
        "type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "minimum": 0, "maximum": 9}}
    });
    let fewer = json!({"reading": "most", "is": 50, "merge": {"maximum": 50}});
    let mut request = body(
        "order request",
        &json!({
            "item": {"x-requirement": "SH-item", "x-code": "E1", "x-error": "error", "type": "string", "minLength": 1, "maxLength": 10},
            "count": {"x-requirement": "SH-count", "x-code": "E2", "type": "integer", "minimum": 1, "maximum": 100, "x-when": [fewer]}
        }),
    );
    request["properties"]["note"] = json!({"x-requirement": "SH-note", "x-code": "E4", "x-levels": {"*": "should"}, "type": "string", "maxLength": 20});
    request["properties"]["rows"] =
        json!({"x-requirement": "SH-rows", "x-code": "E3", "type": "array", "maxItems": 4, "items": row});
    request["x-requirement"] = "SH-json".into();
    request["x-code"] = "E9".into();
    request
}

fn order_response() -> Value {
    let mut response = body("order answer", &json!({"id": {"type": "string"}, "count": {"type": "integer"}}));
    response["properties"]["note"] = json!({"type": ["string", "null"], "x-requirement": "SH-note"});
    response
}

fn find_request() -> Value {
    let own = json!({"x-requirement": "SH-own", "type": "string", "maxLength": 9, "x-from": "order-known/id"});
    let item = json!({"x-requirement": "SH-find", "type": "string", "minLength": 1, "maxLength": 10});
    let trace = json!({"x-requirement": "SH-find", "type": "string", "pattern": "^[a-z]{1,8}$"});
    let mut request =
        body("find request", &json!({"query": {"type": "object", "properties": {"item": item, "id": own}}}));
    request["properties"]["headers"] = json!({"type": "object", "properties": {"X-Trace": trace}});
    request["x-requirement"] = "SH-find".into();
    request
}

fn cancel_request() -> Value {
    let mut request = body("cancel request", &json!({"id": {"type": "string", "x-from": "setup/order/id"}}));
    request["properties"]["why"] = json!({"type": "string", "minLength": 0, "maxLength": 20});
    request["x-requirement"] = "SH-cancel".into();
    request["x-code"] = "E9".into();
    request
}

fn error() -> Value {
    body(
        "error answer",
        &json!({"error": {"type": "object", "required": ["code"], "properties": {"code": {"type": "string"}}}}),
    )
}
