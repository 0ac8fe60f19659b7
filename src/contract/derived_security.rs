//! The scenario that a description makes for an operation that needs credentials: a good request without them.

use serde_json::{Map, Value, json};

use super::{
    derived_key::key_of,
    openapi::{Described, placeholders_of},
};

/// The scenario of an operation that needs credentials: a good request without them.
pub(super) fn security(id: &str, described: &Described, credentials: &Map<String, Value>) -> Value {
    let key = key_of(&described.entry);
    let none: Map<String, Value> = credentials.keys().map(|name| (name.clone(), Value::Null)).collect();
    let requirement = format!("{key}.security");
    let takes_drawn =
        !placeholders_of(&described.entry.path).is_empty() || described.has_body() || described.has_query();
    let draw = if takes_drawn { json!({"request": {"request": key}}) } else { json!({}) };
    let mut step = json!({
        "name": "ask", "operation": key, "credentials": none,
        "expect": {"outcome": "refused", "requirement": requirement}
    });
    let path: Map<String, Value> = placeholders_of(&described.entry.path)
        .into_iter()
        .map(|name| (name.to_owned(), json!({"$cel": format!("draw.request.path['{name}']")})))
        .collect();
    if !path.is_empty() {
        step["path"] = Value::Object(path);
    }
    if described.has_body() {
        let body = if described.is_body() {
            json!({"$draw": "request"})
        } else {
            json!({"$cel": "draw.request.?body.orValue({})"})
        };
        step["body"] = body;
    }
    if described.has_query() {
        step["query"] = json!({"$cel": "draw.request.?query.orValue({})"});
    }
    json!({
        "$schema": "../../schemas/_meta/scenario.schema.json", "contract": id, "name": format!("{key}-security"),
        "title": {"ja": "認証情報のないリクエストは拒否される", "en": "A request without credentials is refused"},
        "requirements": [requirement],
        "draw": draw,
        "steps": [step]
    })
}
