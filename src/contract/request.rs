//! What the annotations of a request schema name, and the constraints that nothing speaks for.

use serde_json::Value;

use super::{
    LoadError, escape,
    known::Known,
    meta::written,
    schema::{Document, constraints},
};

/// The names that a schema uses: codes and error places of an operation, sources of values.
pub fn names_in_schema(file: &str, at: &str, schema: &Value, operation: Option<&str>, setup: &[&str], known: &Known<'_>) -> Vec<LoadError> {
    let mut errors = Vec::new();
    walk(schema, at, &mut |key, value, at| match (key, value) {
        ("x-code", Value::Array(codes)) => {
            let codes = codes.iter().enumerate();
            errors.extend(codes.filter_map(|(index, code)| known.code(file, &format!("{at}/{index}"), code)));
        }
        ("x-code", Value::String(_) | Value::Number(_)) => errors.extend(known.code(file, at, value)),
        ("x-error", Value::String(id)) => errors.extend(operation.and_then(|operation| known.error_place(file, at, operation, id))),
        ("x-from", Value::String(source)) => errors.extend(known.source(file, at, source, setup)),
        _ => {}
    });
    errors
}

/// Calls `visit` with every key of every object, its value and its place; the data of `const` and `enum` is passed over.
fn walk(value: &Value, at: &str, visit: &mut impl FnMut(&str, &Value, &str)) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields.iter().filter(|(key, _)| !["const", "enum"].contains(&key.as_str())) {
                let at = format!("{at}/{}", escape(key));
                visit(key, value, &at);
                walk(value, &at, visit);
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| walk(item, &format!("{at}/{index}"), visit)),
        _ => {}
    }
}

/// Constraints of a request schema without `x-requirement`: no trial would break them.
pub(super) fn unspoken(file: &str, schema: &Value) -> Vec<LoadError> {
    let document = Document::new(schema);
    let constraints = constraints(schema).unwrap_or_default();
    let unspoken = constraints.iter().filter(|constraint| !constraint.annotations.contains_key("x-requirement"));
    let error = |pointer: &str, keyword: &str| {
        let mend = "write `x-requirement` beside it or around it; without one it is never broken on purpose";
        LoadError::new(file, pointer, format!("no requirement speaks for `{keyword}`"), mend)
    };
    unspoken.map(|constraint| error(&written(&document, &constraint.schema_path), &constraint.keyword)).collect()
}
