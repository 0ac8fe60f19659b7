//! The steps that precede the generated requests of an operation, and what is generated for them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{DrawForm, Step};
use crate::contract::{LoadError, Message, Operation, ScenarioId};

/// The set-up steps of an operation.
pub(super) fn setup(operation: &Operation) -> Result<Vec<Step>, LoadError> {
    let read = |(number, value): (usize, &Value)| {
        let mut value = value.clone();
        if let Some(fields) = value.as_object_mut() {
            let accepted = || json!({"outcome": "accepted", "requirement": operation.success});
            fields.entry("expect").or_insert_with(accepted);
        }
        serde_json::from_value(value).map_err(|error| {
            let place = format!("/operations/{}/setup/{number}", operation.id);
            LoadError::new("contract.json", &place, Message::library(&error), ScenarioId::LikeAStep)
        })
    };
    operation.setup.iter().enumerate().map(read).collect()
}

/// What is generated for the set-up steps of an operation.
pub(super) fn draws(operation: &Operation) -> Result<BTreeMap<String, DrawForm>, LoadError> {
    serde_json::from_value(Value::Object(operation.draw.clone())).map_err(|error| {
        let place = format!("/operations/{}/draw", operation.id);
        LoadError::new("contract.json", &place, Message::library(&error), ScenarioId::LikeDraw)
    })
}
