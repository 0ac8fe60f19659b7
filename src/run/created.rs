//! Which records an answer says were made.

use serde_json::Value;

use super::Target;
use crate::{contract::Operation, record::Made, target::Exchange};

/// The most records that one trial notes.
pub(super) const MOST: usize = 10_000;

/// The records that an exchange made. Whose id the request names was there before, and is nobody's to remove.
pub(super) fn created(target: &Target, operation: &Operation, exchange: &Exchange) -> Vec<Made> {
    let Some(response) = &exchange.response else { return Vec::new() };
    if matches!(target, Target::Reference(..)) || !operation.statuses.contains(&exchange.status) {
        return Vec::new();
    }
    let places =
        operation.makes.iter().flat_map(|place| place.find(response).into_iter().map(move |(_, id)| (place, id)));
    let fresh = places.filter(|(_, id)| !exchange.request.as_deref().is_some_and(|request| names(request, id)));
    let made = |(place, id): (&crate::contract::Pattern, &Value)| {
        let id = match id {
            Value::String(text) if !text.is_empty() => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        Some(Made { operation: operation.id.clone(), place: place.to_string(), id })
    };
    fresh.filter_map(made).collect()
}

fn names(value: &Value, id: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| names(item, id)),
        Value::Object(fields) => fields.values().any(|field| names(field, id)),
        other => other == id,
    }
}
