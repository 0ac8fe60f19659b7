//! Which records a response says were made.

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        reference::{self, Config},
        run::testing::{exchange, subject},
    };

    fn ids(target: &Target, request: &Value, status: u16, response: &Value) -> Vec<String> {
        let subject = subject("http://127.0.0.1:1");
        let made = created(target, &subject.suite.contract.operations[0], &exchange(request, status, response));
        assert!(made.iter().all(|made| made.operation == "order" && made.place == "/id"), "{made:?}");
        made.into_iter().map(|made| made.id).collect()
    }

    #[test]
    fn a_record_is_made_where_a_good_answer_gives_it_an_id_that_the_request_does_not_name() {
        for (request, status, response, expected) in [
            (json!({"item": "a"}), 201, json!({"id": "o-1"}), Some("o-1")),
            (json!({"item": "a"}), 201, json!({"id": 17}), Some("17")),
            (json!({"item": "a"}), 201, json!({"id": ""}), None),
            (json!({"item": "a"}), 201, json!({"id": null}), None),
            (json!({"item": "a"}), 201, json!({"no": "o-1"}), None),
            (json!({"item": "a"}), 400, json!({"id": "o-1"}), None),
            (json!({"rows": [{"id": "o-1"}]}), 201, json!({"id": "o-1"}), None),
            (json!({"rows": [{"id": "o-2"}]}), 201, json!({"id": "o-1"}), Some("o-1")),
        ] {
            let told = ids(&Target::Url, &request, status, &response);
            assert_eq!(told, Vec::from_iter(expected), "{request} {status} {response}");
        }
    }

    #[test]
    fn the_embedded_reference_forgets_what_it_made() {
        let target = Target::Reference(reference::find("jpay-search").expect("it is there"), Config::default());
        assert!(ids(&target, &json!({}), 201, &json!({"id": "o-1"})).is_empty());
    }
}
