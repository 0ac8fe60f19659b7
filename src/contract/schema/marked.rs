//! The places of a value of which a schema says something beside validation: that a list has no order, where values are taken from.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Document, Place};

/// The places at which a schema has a keyword, in whichever branch, with what it says there.
pub fn marked(schema: &Value, keyword: &str) -> BTreeMap<Place, Value> {
    found(schema, keyword).into_iter().map(|(place, (_, said))| (place, said)).collect()
}

/// The places at which a schema has a keyword, with the pointer of that keyword in the schema.
pub fn written_at(schema: &Value, keyword: &str) -> BTreeMap<Place, String> {
    found(schema, keyword).into_iter().map(|(place, (at, _))| (place, format!("{at}/{keyword}"))).collect()
}

/// The schema objects of a document that have an `x-open`, by pointer.
pub fn opened(schema: &Value) -> Vec<String> {
    fn walk(schema: &Value, at: &str, found: &mut Vec<String>) {
        let Value::Object(object) = schema else { return };
        if object.contains_key("x-open") {
            found.push(at.to_owned());
        }
        super::document::each_subschema(object, |path, sub| walk(sub, &format!("{at}{path}"), found));
    }
    let mut found = Vec::new();
    walk(schema, "", &mut found);
    found
}

fn found(schema: &Value, keyword: &str) -> BTreeMap<Place, (String, Value)> {
    // Definitions may be shared over so many levels that their places cannot be counted.
    if !is_written(schema, keyword) {
        return BTreeMap::new();
    }
    let document = Document::new(schema);
    let mut walk = Walk { document: &document, keyword, found: BTreeMap::new(), open: Vec::new() };
    walk.schema("", &Place::root());
    walk.found
}

/// Whether a keyword stands anywhere in a schema.
fn is_written(schema: &Value, keyword: &str) -> bool {
    match schema {
        Value::Object(object) => {
            object.contains_key(keyword) || object.values().any(|value| is_written(value, keyword))
        }
        Value::Array(values) => values.iter().any(|value| is_written(value, keyword)),
        _ => false,
    }
}

struct Walk<'a> {
    document: &'a Document,
    keyword: &'a str,
    found: BTreeMap<Place, (String, Value)>,
    /// The schemas that the walk is inside of: a recursion is visited once.
    open: Vec<String>,
}

impl Walk<'_> {
    fn schema(&mut self, at: &str, place: &Place) {
        let document = self.document;
        let Some(Value::Object(object)) = document.at(at) else { return };
        if self.open.iter().any(|open| open == at) {
            return;
        }
        if let Some(said) = object.get(self.keyword) {
            self.found.insert(place.clone(), (at.to_owned(), said.clone()));
        }
        self.open.push(at.to_owned());
        self.below(object, at, place);
        self.open.pop();
    }

    fn below(&mut self, object: &Map<String, Value>, at: &str, place: &Place) {
        for (keyword, value) in object {
            let below = format!("{at}/{keyword}");
            match (keyword.as_str(), value) {
                ("properties", Value::Object(fields)) => {
                    for name in fields.keys() {
                        self.schema(&format!("{below}/{}", super::escape(name)), &place.property(name));
                    }
                }
                ("items" | "additionalProperties", _) => self.schema(&below, &place.any()),
                ("allOf" | "anyOf" | "oneOf", Value::Array(branches)) => {
                    (0..branches.len()).for_each(|index| self.schema(&format!("{below}/{index}"), place));
                }
                ("if" | "then" | "else", _) => self.schema(&below, place),
                ("$ref" | "$dynamicRef", Value::String(reference)) => {
                    if let Some(target) = self.document.target(at, keyword, reference) {
                        self.schema(&target, place);
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn places_are_found_wherever_the_schema_says_it() {
        let schema = json!({
            "x-unordered": true,
            "items": {"$ref": "#/$defs/row"},
            "$defs": {"row": {
                "properties": {
                    "tags": {"type": "array", "x-unordered": true},
                    "steps": {"type": "array", "x-unordered": false},
                    "rows": {"anyOf": [{"type": "null"}, {"x-unordered": true, "items": {"$ref": "#/$defs/row"}}]}
                }
            }}
        });
        let found = marked(&schema, "x-unordered");
        let found: Vec<_> = found.iter().map(|(place, said)| (place.as_str(), said == &json!(true))).collect();
        assert_eq!(found, [("", true), ("/*/rows", true), ("/*/steps", false), ("/*/tags", true)]);
        assert!(marked(&schema, "x-from").is_empty());
        assert_eq!(
            written_at(&schema, "x-unordered")[&Place::root().any().property("tags")],
            "/$defs/row/properties/tags/x-unordered"
        );
    }
}
