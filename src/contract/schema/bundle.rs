//! Puts the further documents that a schema refers to into it, each under its address.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::document::each_subschema;
use super::uri::join;

/// The schema with every document that it refers to, itself or by way of others, under `$defs`. A document is found by its `$id` or by its
/// path; `path` is that of the schema.
pub fn bundle(mut schema: Value, path: &str, others: &[(String, Value)]) -> Value {
    let Value::Object(root) = &mut schema else { return schema };
    let base = id_of(root).unwrap_or(path).to_owned();
    root.entry("$id").or_insert_with(|| Value::from(path));
    let folder = base[..base.rfind('/').map_or(0, |at| at + 1)].to_owned();
    let mut known = BTreeSet::from([base.clone()]);
    let mut open = Vec::new();
    references(&Value::Object(root.clone()), "", &mut known, &mut open);
    let mut found = Map::new();
    while let Some(uri) = open.pop() {
        if !known.insert(uri.clone()) {
            continue;
        }
        let named = |(_, other): &&(String, Value)| other.as_object().and_then(id_of) == Some(&uri);
        let placed = |(place, _): &&(String, Value)| *place == uri || uri.strip_prefix(&folder) == Some(place);
        let Some((_, other)) = others.iter().find(named).or_else(|| others.iter().find(placed)) else { continue };
        // It is known by the address under which it was looked for, whatever it calls itself.
        let mut other = other.clone();
        if let Value::Object(other) = &mut other {
            other.insert("$id".into(), Value::from(uri.as_str()));
        }
        references(&other, "", &mut known, &mut open);
        found.insert(uri, other);
    }
    if !found.is_empty()
        && let Value::Object(defs) = root.entry("$defs").or_insert_with(|| json!({}))
    {
        defs.extend(found);
    }
    schema
}

fn id_of(schema: &Map<String, Value>) -> Option<&str> {
    Some(schema.get("$id")?.as_str()?.trim_end_matches('#'))
}

/// Notes the addresses that a document has, and those that it refers to.
fn references(schema: &Value, base: &str, known: &mut BTreeSet<String>, open: &mut Vec<String>) {
    let Value::Object(object) = schema else { return };
    let mut base = base.to_owned();
    if let Some(id) = id_of(object) {
        base = join(&base, id);
        known.insert(base.clone());
    }
    for keyword in ["$ref", "$dynamicRef"] {
        let reference = object.get(keyword).and_then(Value::as_str).unwrap_or_default();
        let uri = reference.split('#').next().unwrap_or_default();
        if !uri.is_empty() {
            open.push(join(&base, uri));
        }
    }
    each_subschema(object, |_, sub| references(sub, &base, known, open));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::schema::{Options, Validator};

    fn keeps(schema: &Value, value: &Value) -> bool {
        Validator::new(schema, &Options::default()).expect("a schema").is_valid(value)
    }

    #[test]
    fn a_document_is_found_by_its_id_and_by_its_path() {
        let named = json!({"$id": "https://x.test/s/text.json", "type": "string"});
        let others = [
            ("text.json".to_owned(), named),
            ("sub/one.json".to_owned(), json!({"$ref": "./two.json"})),
            ("sub/two.json".to_owned(), json!({"items": {"$ref": "../main.json#/$defs/small"}})),
            ("unused.json".to_owned(), json!({"$ref": "gone.json"})),
        ];
        let main = json!({"$id": "https://x.test/s/main.json", "$defs": {"small": {"maximum": 3}},
            "properties": {"t": {"$ref": "https://x.test/s/text.json"}, "n": {"$ref": "sub/one.json"}}});
        let whole = bundle(main, "main.json", &others);
        assert!(keeps(&whole, &json!({"t": "a", "n": [3]})));
        assert!(!keeps(&whole, &json!({"t": 1})) && !keeps(&whole, &json!({"n": [4]})));
        assert_eq!(whole["$defs"].as_object().map(Map::len), Some(4), "what is not referred to stays out");
    }

    #[test]
    fn what_is_nowhere_stays_a_reference_that_leads_nowhere() {
        let whole = bundle(json!({"$ref": "gone.json"}), "main.json", &[]);
        assert_eq!(Validator::new(&whole, &Options::default()).expect_err("nowhere").pointer, "/$ref");
    }
}
