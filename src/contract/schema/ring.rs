//! References that lead back to themselves without a step into the value: no value can be judged by them, however it is begun.

use std::collections::HashMap;

use serde_json::Value;

use super::SchemaError;
use super::document::{Document, each_subschema};
use crate::contract::SchemaId;

/// What is applied to the same value as the schema that holds it.
const IN_PLACE: [&str; 3] = ["allOf", "anyOf", "oneOf"];
/// Longer chains are not followed; nobody writes them.
const LONGEST: usize = 5_000;

/// Refuses references in a ring.
pub(super) fn check(document: &Document, root: &Value) -> Result<(), SchemaError> {
    let mut search = Search { document, left: HashMap::new(), way: Vec::new() };
    search.below(root, "")
}

struct Search<'a> {
    document: &'a Document,
    /// Whether a place was left again: it leads to no ring then.
    left: HashMap<String, bool>,
    /// The places that led here.
    way: Vec<String>,
}

impl Search<'_> {
    fn below(&mut self, schema: &Value, at: &str) -> Result<(), SchemaError> {
        let Value::Object(object) = schema else { return Ok(()) };
        if object.contains_key("$ref") {
            self.visit(at)?;
        }
        let mut result = Ok(());
        each_subschema(object, |path, sub| {
            if result.is_ok() {
                result = self.below(sub, &format!("{at}{path}"));
            }
        });
        result
    }

    fn visit(&mut self, at: &str) -> Result<(), SchemaError> {
        match self.left.get(at) {
            Some(true) => return Ok(()),
            Some(false) => return Err(self.ring(at)),
            None if self.way.len() == LONGEST => return Ok(()),
            None => {}
        }
        let document = self.document;
        let Some(Value::Object(object)) = document.at(at) else { return Ok(()) };
        self.left.insert(at.to_owned(), false);
        self.way.push(at.to_owned());
        let followed = object.get("$ref").and_then(Value::as_str).and_then(|target| document.follow(at, target));
        if let Some(target) = followed {
            self.visit(&target)?;
        }
        for keyword in IN_PLACE {
            let branches = object.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
            (0..branches).try_for_each(|index| self.visit(&format!("{at}/{keyword}/{index}")))?;
        }
        self.way.pop();
        self.left.insert(at.to_owned(), true);
        Ok(())
    }

    /// A ring that was closed at a place, with the reference that closes it.
    fn ring(&self, at: &str) -> SchemaError {
        let begin = self.way.iter().position(|place| place == at).unwrap_or(0);
        let ring = &self.way[begin..];
        let refers = |place: &&String| self.document.at(place).is_some_and(|schema| schema.get("$ref").is_some());
        let last = ring.iter().rev().find(refers).map_or("", String::as_str);
        let named: Vec<String> =
            ring.iter().map(String::as_str).chain([at]).map(|place| format!("`#{place}`")).collect();
        SchemaError::new(
            format!("{last}/$ref"),
            SchemaId::RefComesBack.with([named.join(" → ").into()]),
            SchemaId::EndTheRing,
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::contract::schema::{Options, Validator};

    #[test]
    fn references_in_a_ring_are_refused_at_the_one_that_closes_it() {
        let two =
            json!({"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "items": {"$ref": "#/$defs/a"}});
        let nested =
            json!({"properties": {"x": {"anyOf": [{"type": "null"}, {"allOf": [{"$ref": "#/properties/x"}]}]}}});
        for (schema, place, ring) in [
            (json!({"$ref": "#"}), "/$ref", "`#` → `#`"),
            (two, "/$defs/b/$ref", "`#/$defs/a` → `#/$defs/b` → `#/$defs/a`"),
            (nested, "/properties/x/anyOf/1/allOf/0/$ref", "`#/properties/x/anyOf/1/allOf/0` → `#/properties/x`"),
        ] {
            let Err(error) = Validator::new(&schema, &Options::default()) else { panic!("a ring: {schema}") };
            let told = error.to_string();
            assert!(error.pointer == place && told.contains(ring), "{schema}: {told}");
        }
    }

    #[test]
    fn a_reference_that_steps_into_the_value_may_lead_back() {
        for schema in [
            json!({"properties": {"x": {"$ref": "#"}}}),
            json!({"$ref": "#/$defs/list", "$defs": {"list": {"items": {"anyOf": [{"$ref": "#/$defs/list"}, {"type": "null"}]}}}}),
            json!({"allOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/a"}], "$defs": {"a": {"type": "string"}}}),
        ] {
            assert!(Validator::new(&schema, &Options::default()).is_ok(), "{schema}");
        }
    }
}
