//! What an operation sends by itself: the headers, the query and the cookies that identify the client.

use serde_json::{Map, Value};

use super::{form::OperationForm, openapi::Described};

/// What the operation sends by itself: what the contract says, over what identifies the client as the description has it.
pub(super) fn own_parts(form: &OperationForm, described: &Described) -> (Value, Value, Value) {
    let (headers, query, cookies) = described.credentials();
    (laid(headers, &form.headers), laid(query, &form.query), Value::Object(cookies))
}

/// A template of ours over that of the description; one that is made as a whole is used alone.
fn laid(described: Map<String, Value>, own: &Map<String, Value>) -> Value {
    if own.keys().any(|key| key.starts_with('$')) {
        return Value::Object(own.clone());
    }
    let mut all = described;
    for (name, value) in own {
        all.retain(|known, _| !known.eq_ignore_ascii_case(name));
        all.insert(name.clone(), value.clone());
    }
    Value::Object(all)
}
