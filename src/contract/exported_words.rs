//! What an exported file says besides its operations: codes in general, scenarios, and the readings that those name.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Carries, Contract, Reading};

/// What the contract says of codes in general.
pub(super) fn catalogue(contract: &Contract) -> Value {
    let own = &contract.catalogue;
    let lists = [("outside", &own.outside), ("credentials", &own.credentials), ("busy", &own.busy)];
    let mut all = json!({"requirement": own.requirement});
    for (key, codes) in lists.into_iter().filter(|(_, codes)| !codes.is_empty()) {
        all[key] = json!(codes);
    }
    all
}

/// A scenario with the operations by the ids that the file makes; none where it calls one that is not in the file, or generates from a
/// definition.
pub(super) fn renamed(contract: &Contract, scenario: &Value, keys: &BTreeMap<&str, String>) -> Option<Value> {
    let mut scenario = scenario.clone();
    let rename = |value: &mut Value| {
        let to = keys.get(value.as_str()?)?;
        *value = to.as_str().into();
        Some(())
    };
    for step in scenario.get_mut("steps").and_then(Value::as_array_mut).into_iter().flatten() {
        rename(step.get_mut("operation")?)?;
    }
    for (_, drawn) in scenario.get_mut("draw").and_then(Value::as_object_mut).into_iter().flatten() {
        // Parameters of a description share no definitions, as the parts of a request schema of ours do.
        let of = drawn.get("request").and_then(Value::as_str).and_then(|id| contract.operation(id));
        if drawn.get("def").is_some() && of.is_some_and(|of| of.carries == Carries::Parts) {
            return None;
        }
        if let Some(request) = drawn.get_mut("request") {
            rename(request)?;
        }
    }
    Some(scenario)
}

/// The readings that a text names, each with the choice in force first, because that is what a contract takes where nobody chooses.
pub(super) fn named_readings(contract: &Contract, text: &str) -> Value {
    let own = contract.readings.iter().filter(|one| text.contains("readings") && text.contains(&one.id));
    let row = |one: &Reading| {
        let mut row = json!(one);
        let chosen = contract.in_force.get(&one.id).map_or(Value::Null, |choice| match choice {
            Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",").into(),
            plain => plain.clone(),
        });
        let others = one.choices.iter().map(|choice| json!(choice)).filter(|choice| *choice != chosen);
        row["choices"] = std::iter::once(chosen.clone()).chain(others).collect();
        row
    };
    own.map(row).collect()
}
