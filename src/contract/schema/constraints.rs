//! Lists the constraints of a schema: every keyword with the place of a value that it applies to.

use serde_json::Value;

use super::SchemaError;
use super::constraint::{Constraint, is_plain};
use super::document::{Document, each_subschema};
use super::listing::{Listed, Walk};
use crate::contract::SchemaId;

/// Every constraint that holds without passing through a branch of `anyOf`, `oneOf`, `not`, `if` or `contains`;
/// those count as one constraint, the applicator itself. A recursion is visited once. Of definitions that are shared so often that their
/// places cannot be counted, only the nearest places are listed.
pub fn constraints(schema: &Value) -> Result<Vec<Constraint>, SchemaError> {
    Ok(listed(schema, &Document::new(schema), false)?.all)
}

/// The constraints of a schema: those that hold, or those inside branches of `anyOf` and `oneOf`.
pub(crate) fn listed(schema: &Value, document: &Document, inside: bool) -> Result<Listed, SchemaError> {
    if !(schema.is_object() || schema.is_boolean()) {
        return Err(SchemaError::new("", SchemaId::NotASchema, SchemaId::CorrectSchema));
    }
    Ok(Walk::all(document, inside))
}

/// The schema paths (without `$ref` hops) of the keywords inside branches of `anyOf`, `oneOf`, `not`, `if` and `contains`,
/// which [`constraints`] does not list.
pub fn branches(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    branch(schema, "", false, &mut found);
    found
}

fn branch(schema: &Value, at: &str, inside: bool, found: &mut Vec<String>) {
    let Value::Object(object) = schema else { return };
    if inside {
        let spoken = object.keys().filter(|keyword| is_plain(keyword) || *keyword == "required");
        found.extend(spoken.map(|keyword| format!("{at}/{keyword}")));
    }
    each_subschema(object, |path, sub| {
        let keyword = path.split('/').nth(1).unwrap_or_default();
        let branching = matches!(keyword, "anyOf" | "oneOf" | "not" | "if" | "contains");
        branch(sub, &format!("{at}{path}"), inside || branching, found);
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(schema: &Value) -> Vec<String> {
        let found = constraints(schema).expect("a schema");
        found
            .iter()
            .map(|c| format!("{} {} {}", c.place, c.schema_path, c.property.as_deref().unwrap_or("-")))
            .collect()
    }

    #[test]
    fn bodies_that_hold_are_walked_and_branches_are_one_constraint() {
        let schema = json!({
            "required": ["a"],
            "allOf": [{"$ref": "#/$defs/x"}],
            "if": {"required": ["q"]}, "then": {"required": ["b"]},
            "anyOf": [{"required": ["c"]}],
            "properties": {"rows": {"items": {"minimum": 1}}, "never": false},
            "dependentRequired": {"a": ["z"]},
            "$defs": {"x": {"maxProperties": 3}}
        });
        assert_eq!(
            lines(&schema),
            [
                " /required a",
                " /allOf/0/$ref/maxProperties -",
                " /then/required b",
                " /anyOf -",
                "/rows/* /properties/rows/items/minimum -",
                "/never /properties/never -",
                " /dependentRequired z",
            ]
        );
    }

    #[test]
    fn a_recursion_is_visited_once() {
        let schema = json!({"properties": {"next": {"$ref": "#"}, "n": {"minimum": 1}}});
        assert_eq!(lines(&schema), ["/n /properties/n/minimum -"]);
    }

    #[test]
    fn the_nearest_annotation_wins_and_required_asks_the_property_first() {
        let schema = json!({
            "x-code": 1, "x-level": "must", "required": ["a"],
            "properties": {"a": {"x-code": 2, "$ref": "#/$defs/a"}},
            "$defs": {"a": {"x-level": "should", "type": "string", "x-charClass": "kana"}}
        });
        let found = constraints(&schema).expect("a schema");
        for constraint in &found {
            assert_eq!(constraint.annotations.get("x-code"), Some(&json!(2)), "{}", constraint.schema_path);
            assert_eq!(constraint.annotations.get("x-level"), Some(&json!("should")));
            assert!(!constraint.annotations.contains_key("x-charClass"));
        }
        assert_eq!(found.len(), 3);
    }
}
