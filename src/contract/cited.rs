//! What a request schema promises for the breach of each requirement that it cites.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::schema::{constraints, is_written};

/// What the constraints on requests that cite one requirement earn when they are broken.
#[derive(Clone, Debug, Default)]
pub struct Cited {
    /// The codes, each as the schema writes it.
    pub codes: Vec<Value>,
    /// The parameters that an error names (`x-names`).
    pub names: Vec<String>,
    /// Whether one of the constraints is about a part of the request, and not about the request as a whole.
    pub of_a_part: bool,
    /// The fields whose breach earns no code.
    pub uncoded: BTreeSet<String>,
}

/// The requirements that a request schema cites, by id.
pub(super) fn cited(request: &Value) -> BTreeMap<String, Cited> {
    let mut all: BTreeMap<String, Cited> = BTreeMap::new();
    for constraint in constraints(request).unwrap_or_default() {
        let Some(requirement) = constraint.requirement() else { continue };
        let cited = all.entry(requirement.into_owned()).or_default();
        cited.codes.extend_from_slice(constraint.codes());
        cited.of_a_part |= !constraint.place.as_str().is_empty();
        if constraint.codes().is_empty() {
            cited.uncoded.insert(field(constraint.place.as_str(), constraint.property.as_deref()));
        }
        cited.names.extend(constraint.names().map(str::to_owned));
    }
    all
}

/// Each code that a request schema names, with each place at which it is earned.
pub(super) fn earns(request: &Value) -> Vec<(Value, String)> {
    let mut earned: Vec<(Value, String)> = Vec::new();
    if !is_written(request, "x-code") {
        return earned;
    }
    for constraint in constraints(request).unwrap_or_default() {
        let place = match &constraint.property {
            Some(property) => constraint.place.property(property).to_string(),
            None => constraint.place.to_string(),
        };
        for code in constraint.codes() {
            let row = (code.clone(), place.clone());
            if !earned.contains(&row) {
                earned.push(row);
            }
        }
    }
    earned
}

/// A place of a request as a field: `/rows/*/amount` is `rows[].amount`; empty for the request as a whole.
fn field(place: &str, property: Option<&str>) -> String {
    let mut text = String::new();
    for step in place.split('/').skip(1).chain(property) {
        if step == "*" {
            text.push_str("[]");
        } else {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(step);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_without_a_code_is_named_by_its_steps() {
        assert_eq!(field("/rows/*/amount", None), "rows[].amount");
        assert_eq!(field("/query", Some("limit")), "query.limit");
        assert_eq!(field("", None), "");
        let request = serde_json::json!({"x-requirement": "A", "required": ["a"], "properties": {
            "a": {"x-code": 1, "type": "string"}, "b": {"items": {"maximum": 3}}}});
        let cited = cited(&request).remove("A").expect("cited");
        assert_eq!(cited.uncoded.into_iter().collect::<Vec<_>>(), ["b[]"], "what is missing is a matter of its field");
    }
}
