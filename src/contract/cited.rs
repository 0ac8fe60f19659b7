//! What a request schema promises for the breach of each requirement that it cites.

use std::collections::BTreeMap;

use serde_json::Value;

use super::schema::constraints;

/// What the constraints on requests that cite one requirement earn when they are broken.
#[derive(Clone, Debug, Default)]
pub struct Cited {
    /// The codes, each as the schema writes it.
    pub codes: Vec<Value>,
    /// The parameters that an error names (`x-names`).
    pub names: Vec<String>,
    /// Whether one of the constraints is about a part of the request, and not about the request as a whole.
    pub of_a_part: bool,
}

/// The requirements that a request schema cites, by id.
pub(super) fn cited(request: &Value) -> BTreeMap<String, Cited> {
    let mut all: BTreeMap<String, Cited> = BTreeMap::new();
    for constraint in constraints(request).unwrap_or_default() {
        let list = |key: &str| match constraint.annotations.get(key) {
            Some(Value::Array(values)) => values.clone(),
            value => value.cloned().into_iter().collect(),
        };
        let Some(requirement) = constraint.annotations.get("x-requirement").and_then(Value::as_str) else { continue };
        let cited = all.entry(requirement.to_owned()).or_default();
        cited.codes.extend(list("x-code"));
        cited.of_a_part |= !constraint.place.as_str().is_empty();
        cited.names.extend(list("x-names").iter().filter_map(Value::as_str).map(str::to_owned));
    }
    all
}
