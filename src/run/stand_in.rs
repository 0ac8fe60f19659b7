//! A placeholder in a request for a value that a set-up step brings, until it is known: a marker, or a value of the right form where the
//! schema requires one, such as a number or an id of a pattern.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use serde_json::{Map, Value};

use crate::{
    contract::{
        marker,
        schema::{Options, Place, Validator, marked},
    },
    generate::{Drawer, Rng},
};

/// A value that stands for a marker at the places where a schema takes that value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StandIn {
    place: Place,
    value: Value,
    marker: String,
}

/// What stands for the value of a source (`setup/<step>/<key>`) in requests of a schema.
pub(super) fn stand_in(schema: &Value, source: &str) -> Value {
    let Some((step, key)) = source.strip_prefix("setup/").and_then(|source| source.split_once('/')) else {
        return Value::Null;
    };
    let marker = Value::from(marker(step, key));
    let Some(own) = at_source(schema, source).map(|own| alone(own, schema)) else { return marker };
    if own.is_empty() {
        return marker;
    }
    known(source, &Value::Object(own), marker)
}

/// The value for a schema, which is worked out once.
fn known(source: &str, own: &Value, marker: Value) -> Value {
    static KNOWN: Mutex<BTreeMap<String, Value>> = Mutex::new(BTreeMap::new());
    let name = format!("{source} {own}");
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let value = known.entry(name).or_insert_with(|| {
        let options = Options { invent: true, ..Options::default() };
        if Validator::new(own, &options).is_ok_and(|validator| validator.is_valid(&marker)) {
            return marker.clone();
        }
        let drawn = Drawer::new(own, &options).ok();
        let drawn = drawn.and_then(|drawer| drawer.random(&mut Rng::new(1, source)));
        drawn.filter(|value| !value.is_null()).unwrap_or(marker)
    });
    value.clone()
}

/// The schema object that takes its values from a source.
fn at_source<'a>(schema: &'a Value, source: &str) -> Option<&'a Map<String, Value>> {
    match schema {
        Value::Object(object) if object.get("x-from").and_then(Value::as_str) == Some(source) => Some(object),
        Value::Object(object) => object.values().find_map(|value| at_source(value, source)),
        Value::Array(items) => items.iter().find_map(|item| at_source(item, source)),
        _ => None,
    }
}

/// What a schema object requires of a value, in one piece; empty where a text of any form will do.
fn alone(object: &Map<String, Value>, root: &Value) -> Map<String, Value> {
    let mut own: Map<String, Value> = object
        .iter()
        .filter(|(key, _)| !key.starts_with("x-"))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    if own.len() == 1 && own.get("type") == Some(&Value::from("string")) {
        own.clear();
    }
    if let (false, Some(defs)) = (own.is_empty(), root.get("$defs")) {
        own.insert("$defs".to_owned(), defs.clone());
    }
    own
}

/// What stands for markers in the requests of a schema.
pub(super) fn stand_ins(schema: &Value) -> Vec<StandIn> {
    let sources = marked(schema, "x-from").into_iter();
    let all = sources.filter_map(|(place, source)| {
        let source = source.as_str()?;
        let (step, key) = source.strip_prefix("setup/")?.split_once('/')?;
        let marker = marker(step, key);
        let value = stand_in(schema, source);
        (value != marker).then_some(StandIn { place, value, marker })
    });
    all.collect()
}

/// Puts the markers back where a value stands for one.
pub(super) fn mark(request: &mut Value, all: &[StandIn]) {
    if !all.is_empty() {
        walk(request, "", all);
    }
}

fn walk(value: &mut Value, at: &str, all: &[StandIn]) {
    if let Some(own) = all.iter().find(|own| own.value == *value && own.place.matches(at)) {
        *value = Value::from(own.marker.as_str());
        return;
    }
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                walk(value, &format!("{at}/{}", crate::contract::escape(key)), all);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter_mut().enumerate() {
                walk(value, &format!("{at}/{index}"), all);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_of_the_right_form_stands_for_one_that_is_not_known_yet() {
        let schema = json!({"properties": {
            "id": {"type": "integer", "minimum": 1, "x-from": "setup/make/id"},
            "ref": {"$ref": "#/$defs/ref", "x-from": "setup/make/ref"},
            "text": {"type": "string", "x-from": "setup/make/text"},
            "count": {"type": "integer"}
        }, "$defs": {"ref": {"type": "string", "pattern": "^r-[0-9]{6}$"}}});
        let (id, reference) = (stand_in(&schema, "setup/make/id"), stand_in(&schema, "setup/make/ref"));
        assert!(id.as_u64().is_some_and(|id| id >= 1) && reference.as_str().is_some_and(|text| text.starts_with("r-")));
        assert_eq!(stand_in(&schema, "setup/make/text"), "{{setup.make.response.text}}");
        assert_eq!(stand_in(&schema, "setup/make/id"), id, "the same each time");
        let mut request = json!({"id": id, "ref": reference, "text": "x", "count": id});
        mark(&mut request, &stand_ins(&schema));
        let due =
            json!({"id": "{{setup.make.response.id}}", "ref": "{{setup.make.response.ref}}", "text": "x", "count": id});
        assert_eq!(request, due, "elsewhere the same value is only itself");
    }
}
