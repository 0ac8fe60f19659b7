//! What a whole run shows, before two of them are compared.

use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
};

use serde_json::Value;

use super::{
    super::journal::{Exchanges, JournalError, ReadExchange},
    asked::asked,
    compare::scalars,
    orders::hash,
    seen::{self, Newness, Node},
};
use crate::util::pointer::escape;

/// The requests and responses of a run.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// By contract and operation.
    operations: HashMap<String, Operation>,
    /// The names of fields with values that differ when the same request is sent twice.
    fleeting: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Operation {
    count: u64,
    requests: Node,
    answers: Node,
}

impl Survey {
    /// Reads the journal in a folder.
    pub(super) fn of(folder: &Path) -> Result<Self, JournalError> {
        let mut survey = Self::default();
        Exchanges::open(folder)?.each(|_, exchange| {
            survey.see(&exchange);
            Ok(())
        })?;
        survey.name();
        Ok(survey)
    }

    /// Notes an exchange.
    pub(super) fn see(&mut self, exchange: &ReadExchange<'_>) {
        let operation = self.operations.entry(operation_of(exchange)).or_default();
        let (asked, mut sent) = (asked(exchange), BTreeSet::new());
        let number = (operation.count, hash(&asked.to_string()));
        operation.requests.see(&asked, number, &sent);
        scalars(&asked, &mut sent);
        if let Ok(answer) = serde_json::from_slice::<Value>(&exchange.response) {
            operation.answers.see(&answer, number, &sent);
        }
        operation.count += 1;
    }

    /// Notes the names of fields with values that differ when the same request is sent twice.
    fn name(&mut self) {
        for operation in self.operations.values() {
            operation.answers.fleeting(&mut self.fleeting);
        }
    }

    /// Whether no two responses of an operation had the same value at a place. A field that is called as one that is fleeting elsewhere is
    /// so as well, unless values of it come again.
    pub(super) fn newness(&self, of: &str, place: &str) -> Newness {
        let Some(Operation { answers, .. }) = self.operations.get(of) else { return Newness::Known };
        let is_named = self.fleeting.contains(place.rsplit('/').next().unwrap_or_default());
        if is_named && answers.is_of_once(place) { Newness::Fleeting } else { answers.newness(place) }
    }

    /// Whether a value is that of something that is there for the whole run: responses have it at a place whose values come again and
    /// again.
    pub(super) fn lasts(&self, value: &str) -> bool {
        let value = seen::hash(value);
        self.operations.values().any(|operation| operation.answers.lasts(value))
    }

    /// A number for a request, without what differs in most requests: names, ids, amounts. What decides over an order is met
    /// again and again.
    pub(super) fn question(&self, of: &str, asked: &Value) -> u64 {
        let operation = self.operations.get(of);
        let varies = |place: &str| operation.is_some_and(|of| of.requests.varies(place, of.count));
        hash(&without(asked, "", &varies).to_string())
    }

    /// Every place of a response or of the body of a request.
    pub(super) fn places(&self, found: &mut BTreeSet<String>) {
        for operation in self.operations.values() {
            operation.answers.places("", found);
            if let Some(body) = operation.requests.field("body") {
                body.places("", found);
            }
        }
    }
}

/// The contract and the operation of an exchange.
pub(super) fn operation_of(exchange: &ReadExchange<'_>) -> String {
    format!("{}/{}", exchange.trial.split('/').next().unwrap_or_default(), exchange.operation)
}

fn without(value: &Value, place: &str, varies: &dyn Fn(&str) -> bool) -> Value {
    match value {
        Value::Object(fields) => {
            let field = |(key, value): (&String, &Value)| {
                (key.clone(), without(value, &format!("{place}/{}", escape(key)), varies))
            };
            Value::Object(fields.iter().map(field).collect())
        }
        Value::Array(items) => items.iter().map(|item| without(item, &format!("{place}/*"), varies)).collect(),
        _ if varies(place) => Value::Null,
        scalar => scalar.clone(),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::json;

    use super::{super::testing::exchange, *};

    #[test]
    fn a_field_that_is_fleeting_at_one_place_is_so_wherever_its_values_do_not_come_again() {
        let mut survey = Survey::default();
        for n in 0..5 {
            survey.see(&exchange(&json!({"span": n, "rows": [{"span": 7}], "of": 8})));
        }
        survey.see(&exchange(&json!({"error": {"span": 31}})));
        survey.name();
        let places = ["/span", "/error/span", "/rows/*/span", "/of", "/none/span"];
        let newness = places.map(|place| survey.newness("shop/order", place) == Newness::Fleeting);
        assert_eq!(newness, [true, true, false, false, false]);
    }

    #[test]
    fn what_comes_back_of_a_request_is_not_new_and_what_varies_is_no_question() {
        let mut survey = Survey::default();
        let asking = |request: &Value, answer: &Value| ReadExchange {
            request: Bytes::from(request.to_string()),
            ..exchange(answer)
        };
        for n in 0..4 {
            let request = json!({"order": format!("o{n}"), "sort": "up"});
            survey.see(&asking(&request, &json!({"order": format!("o{n}"), "id": n, "kind": "k"})));
        }
        let new = |of: &str, place: &str| survey.newness(of, place) == Newness::New;
        let places = [("order", "/id"), ("order", "/order"), ("order", "/kind"), ("find", "/id")];
        assert_eq!(places.map(|(of, place)| new(&format!("shop/{of}"), place)), [true, false, false, false]);
        let question = |order: &str, sort: &str| {
            let exchange = asking(&json!({"order": order, "sort": sort}), &json!({}));
            survey.question("shop/order", &asked(&exchange))
        };
        assert_eq!(question("o1", "up"), question("o2", "up"));
        assert_ne!(question("o1", "up"), question("o1", "down"));
        let mut places = BTreeSet::new();
        survey.places(&mut places);
        assert_eq!(places, ["/id", "/kind", "/order", "/sort"].map(str::to_owned).into());
    }
}
