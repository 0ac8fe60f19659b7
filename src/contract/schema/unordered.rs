//! Lists whose order says nothing: where a schema has `x-unordered`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Document, Place};

/// The places of the lists that a schema calls unordered, in whichever branch.
pub fn unordered(schema: &Value) -> BTreeSet<Place> {
    let document = Document::new(schema);
    let mut walk = Walk { document: &document, found: BTreeSet::new(), open: Vec::new() };
    walk.schema("", &Place::root());
    walk.found
}

struct Walk<'a> {
    document: &'a Document,
    found: BTreeSet<Place>,
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
        if object.get("x-unordered") == Some(&Value::Bool(true)) {
            self.found.insert(place.clone());
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
                    if let Some(target) = self.document.follow(at, reference) {
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
    fn lists_are_found_wherever_the_schema_says_so() {
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
        let found: Vec<String> = unordered(&schema).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["", "/*/rows", "/*/tags"]);
    }
}
