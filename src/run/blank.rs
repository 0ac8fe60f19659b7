//! The variables of expressions before anything was sent.

use serde_json::{Map, Value};

use crate::contract::{Readings, expression::Scope};

/// The variables where nothing is known but credentials and readings.
pub(super) fn blank_scope(credentials: &Value, readings: &Readings) -> Scope {
    let mut scope = Scope::default();
    scope.set("credentials", credentials);
    scope.set("readings", &Value::Object(readings.clone().into_iter().collect()));
    for name in ["states", "steps", "setup", "draw", "cookies", "callbacks"] {
        scope.set(name, &Value::Object(Map::new()));
    }
    for name in
        ["state", "row", "request", "response", "status", "headers", "text", "body_size", "digest", "method", "path"]
    {
        scope.set(name, &Value::Null);
    }
    scope.set("body", &Value::from(""));
    scope.set("i", &Value::from(0));
    scope
}
