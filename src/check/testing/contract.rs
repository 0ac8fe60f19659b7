//! The contract of the made-up exchanges, as files would hold it.

use serde_json::{Value, json};

use crate::contract::{Contract, Files, Readings};

/// Each clause with its level.
const REQUIREMENTS: [(&str, &str); 23] = [
    ("MU-served", "must"),
    ("MU-shape", "must"),
    ("MU-part", "should"),
    ("MU-error-shape", "must"),
    ("MU-catalogue", "must"),
    ("MU-content", "must"),
    ("MU-type", "should"),
    ("MU-server", "must"),
    ("MU-secrets", "must"),
    ("MU-leaks", "must"),
    ("MU-others", "must"),
    ("MU-names", "must"),
    ("MU-messages", "must"),
    ("MU-status", "must"),
    ("MU-echo", "must"),
    ("MU-text", "should"),
    ("MU-integers", "must"),
    ("MU-rule", "must"),
    ("MU-foreign", "must"),
    ("MU-amount", "must"),
    ("MU-one", "must"),
    ("MU-two", "should"),
    ("MU-whole", "must"),
];

/// The contract from its files, with this `contract.json`.
pub(super) fn load(contract: &Value) -> Contract {
    let files = [
        ("contract.json", contract.clone()),
        ("openapi.json", description()),
        ("requirements.json", requirements()),
        ("codes.json", codes()),
        ("pay.request.schema.json", request()),
        ("response.schema.json", response()),
        ("error.schema.json", error()),
    ];
    let files = files.into_iter().fold(Files::embedded(), |files, (name, value)| {
        files.with(&format!("schemas/made-up/{name}"), value.to_string())
    });
    Contract::load(&files, "made-up", &Readings::new()).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn words(text: &str) -> Value {
    json!({"ja": text, "en": text})
}

pub(super) fn contract() -> Value {
    json!({
        "$schema": "../_meta/contract.schema.json",
        "id": "made-up",
        "title": words("payments"),
        "source": {"document": "made-up.txt", "title": "payments"},
        "states": [{
            "id": "other-shop",
            "text": words("a shop that does not ask"),
            "provides": ["shop", "sales"],
            "foreign": {"keys": ["sales"], "requirement": "MU-foreign"}
        }],
        "catalogue": {"requirement": "MU-catalogue", "outside": [9, "E9"]},
        "operations": {"pay": {
            "title": words("pay"),
            "success": {"requirement": "MU-served", "status": [200, 201], "shape": {"requirement": "MU-shape"}},
            "errors": [row(), whole()],
            "serverError": {"requirement": "MU-server"},
            "content": {"requirement": "MU-content"},
            "secrets": {"requirement": "MU-secrets"},
            "leaks": {"requirement": "MU-leaks"},
            "echo": {
                "places": ["/rows/*"],
                "requirement": "MU-echo", "text": "MU-text", "integers": "MU-integers"
            }
        }}
    })
}

/// What OpenAPI says of the operation: 201 has headers, 205 nothing, 206 is a table.
fn description() -> Value {
    let of = |schema: &str| json!({"application/json": {"schema": {"$ref": schema}}});
    let left = json!({"schema": {"type": "integer", "minimum": 0}, "x-requirement": "MU-part"});
    let tags = json!({"schema": {"type": "array", "items": {"type": "string"}}});
    let place = json!({"required": true, "schema": {"type": "string", "pattern": "^/"}});
    let made = json!({"Location": place, "X-Left": left, "X-Tags": tags});
    let table = json!({"text/csv": {"schema": {"type": "string", "pattern": "^id,"}}});
    json!({
        "openapi": "3.1.0", "info": {"title": "payments", "version": "1"},
        "paths": {"/pay": {"post": {
            "operationId": "pay",
            "requestBody": {"required": true, "content": of("pay.request.schema.json")},
            "responses": {
                "200": {"description": "paid", "content": of("response.schema.json")},
                "201": {"description": "paid", "content": of("response.schema.json"), "headers": made},
                "205": {"description": "nothing to say"},
                "206": {"description": "a table", "content": table},
                "default": {"description": "refused", "content": of("error.schema.json")}
            }
        }}}
    })
}

/// An error of a row, inside the body of success.
fn row() -> Value {
    json!({
        "id": "row",
        "scope": "/rows/*",
        "code": "/rows/{0}/code",
        "message": "/rows/{0}/message",
        "success": [0, ""],
        "others": {"requirement": "MU-others"},
        "messages": {
            "requirement": "MU-messages",
            "byCode": {"1": "{field} is above {limit}: {value}", "2": "invalid memo"}
        }
    })
}

/// An error of the whole, with a body of its own.
fn whole() -> Value {
    json!({
        "id": "whole",
        "scope": "",
        "code": "/error/code",
        "shape": {"requirement": "MU-error-shape"},
        "status": {"any": [400], "byCode": {"E5": [500, 503]}},
        "names": {"list": "/error/details", "keys": ["name", "field"], "requirement": "MU-names"}
    })
}

fn requirements() -> Value {
    let row = |(id, level): (&str, &str)| {
        json!({
            "id": id, "level": level, "text": words(id),
            "source": {"document": "made-up.txt", "lines": ["1"]}
        })
    };
    json!({
        "$schema": "../_meta/requirements.schema.json",
        "contract": "made-up",
        "requirements": REQUIREMENTS.into_iter().map(row).collect::<Vec<_>>()
    })
}

fn codes() -> Value {
    let row = |(code, requirement, title): (Value, &str, &str)| json!({"code": code, "requirement": requirement, "title": words(title), "lines": ["1"]});
    let rows = [
        (json!(1), "MU-one", "amount"),
        (json!(2), "MU-two", "memo"),
        (json!(3), "MU-one", "many fields"),
        (json!("E4"), "MU-whole", "bad request"),
        (json!("E5"), "MU-whole", "maintenance"),
    ];
    json!({
        "$schema": "../_meta/codes.schema.json",
        "contract": "made-up",
        "codes": rows.into_iter().map(row).collect::<Vec<_>>()
    })
}

/// Code 1 is about one field, 2 of three, 3 of four, the others of none.
fn request() -> Value {
    let field = |code: u8| json!({"x-code": code, "type": ["integer", "string", "null"]});
    json!({
        "$schema": "../_meta/json-schema.schema.json",
        "title": "payment",
        "x-requirement": "MU-amount",
        "type": "object",
        "properties": {
            "rows": {"type": "array", "items": {"type": "object", "properties": {
                "amount": field(1),
                "a": field(2), "b": field(2), "c": field(2),
                "d": field(3), "e": field(3), "f": field(3), "g": field(3)
            }}}
        }
    })
}

fn response() -> Value {
    json!({
        "$schema": "../_meta/json-schema.schema.json",
        "title": "payments",
        "type": "object",
        "required": ["rows"],
        "properties": {
            "rows": {"type": "array", "items": {
                "type": "object",
                "required": ["code"],
                "properties": {
                    "amount": {"type": ["integer", "null"], "x-requirement": "MU-part"},
                    "memo": {"type": "string"},
                    "labels": {"uniqueItems": true}
                }
            }}
        }
    })
}

fn error() -> Value {
    json!({
        "$schema": "../_meta/json-schema.schema.json",
        "title": "error",
        "type": "object",
        "required": ["error"],
        "properties": {"error": {"type": "object", "properties": {"code": {"type": "string"}}}}
    })
}
