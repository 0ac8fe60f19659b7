//! What a response says whatever its request was about: that the target does not let us in, or that it wants a pause.

use std::collections::BTreeSet;

use serde_json::Value;

use super::given::sources;
use crate::{
    check::seen_errors,
    contract::{Contract, Expectation, Message, MessageId, Operation, Outcome, ReasonId, code_text},
    target::{ContractProfile, Exchange},
};

/// The statuses that refuse the credentials of a request.
const REFUSING: [u16; 4] = [401, 403, 407, 419];

/// The codes that contract and profile name for it.
#[derive(Debug, Default)]
pub(super) struct Signals {
    credentials: BTreeSet<String>,
    busy: BTreeSet<String>,
    /// For each operation the credentials that its requests carry as values.
    carried: Vec<Vec<Value>>,
}

impl Signals {
    /// What a contract and the owner of a target name.
    pub(super) fn of(contract: &Contract, given: &ContractProfile) -> Self {
        let texts = |codes: &[Value]| codes.iter().map(code_text).collect::<BTreeSet<_>>();
        let mut busy = texts(&contract.catalogue.busy);
        busy.extend(given.limits.busy_codes.iter().cloned());
        let carried = |operation: &Operation| {
            let sources = sources(&operation.request);
            let names = sources.iter().filter_map(|source| source.strip_prefix("credentials/"));
            names.filter_map(|name| given.credentials.get(name)).map(|text| Value::from(text.as_str())).collect()
        };
        let carried = contract.operations.iter().map(carried).collect();
        Self { credentials: texts(&contract.catalogue.credentials), busy, carried }
    }

    /// Whether a response requests a pause by its code.
    pub(super) fn is_busy(&self, operation: &Operation, due: &Expectation, exchange: &Exchange) -> bool {
        !self.busy.is_empty() && codes(operation, due, exchange).any(|code| self.busy.contains(&code))
    }

    /// By what a response refuses the credentials of its request, if it does.
    pub(super) fn refuses(&self, operation: &Operation, due: &Expectation, exchange: &Exchange) -> Option<Message> {
        let status = exchange.status;
        let code = || codes(operation, due, exchange).find(|code| self.credentials.contains(code));
        match (REFUSING.contains(&status), self.credentials.is_empty()) {
            (true, true) => Some(MessageId::Status.with([status.into()])),
            (true, false) => {
                Some(code().map_or_else(|| MessageId::Status.with([status.into()]), |code| told(status, code)))
            }
            (false, true) => None,
            (false, false) => code().map(|code| told(status, code)),
        }
    }

    /// Whether such a refusal is what a request is about, or may be.
    pub(super) fn is_refusal_due(&self, operation: &Operation, due: &Expectation) -> bool {
        if due.outcome != Outcome::Refused {
            return due.outcome == Outcome::Any;
        }
        let status = operation.error_place(due.error.as_deref(), &due.at).and_then(|place| place.rules.status.as_ref());
        let statuses = status.into_iter().flat_map(|status| {
            let of_codes = due.codes.iter().filter_map(|code| status.by_code.get(&code_text(code))).flatten();
            of_codes.chain(&status.any)
        });
        due.codes.iter().any(|code| self.credentials.contains(&code_text(code)))
            || statuses.into_iter().any(|status| REFUSING.contains(status))
    }

    /// Whether a request carries the credentials of the profile wherever the operation takes them as values.
    pub(super) fn carries(&self, operation: usize, request: Option<&Value>) -> bool {
        let carried = &self.carried[operation];
        carried.iter().all(|value| request.is_some_and(|request| holds(request, value)))
    }
}

fn told(status: u16, code: String) -> Message {
    ReasonId::StatusAndCode.with([status.into(), code.into()])
}

/// The codes that stand for the request as a whole: what one row is refused by says nothing of the others, which may have been
/// carried out.
fn codes<'a>(operation: &'a Operation, due: &Expectation, exchange: &'a Exchange) -> impl Iterator<Item = String> + 'a {
    let seen = seen_errors(operation, due, exchange);
    seen.into_iter().filter(|error| error.place.scope.stars() == 0).map(|error| code_text(error.code))
}

/// Whether a value stands somewhere in another.
fn holds(value: &Value, wanted: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.values().any(|field| holds(field, wanted)),
        Value::Array(items) => items.iter().any(|item| holds(item, wanted)),
        other => other == wanted,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::run::testing::{KEY, edited, exchange, files, profile};

    /// The shop with codes that refuse credentials and request pauses, and one more of its profile.
    fn shop() -> (Contract, Signals) {
        let files = edited(files(), "schemas/shop/contract.json", |contract| {
            contract["catalogue"] =
                json!({"requirement": "SH-codes", "outside": ["E7", "E8"], "credentials": ["E7"], "busy": ["E8"]});
        });
        let contract = Contract::load(&files, "shop", &crate::contract::Readings::new());
        let contract = contract.unwrap_or_else(|errors| panic!("{errors:?}"));
        let mut given = profile("http://127.0.0.1:1");
        given.limits.busy_codes = vec!["98".to_owned()];
        let signals = Signals::of(&contract, &given);
        (contract, signals)
    }

    #[test]
    fn a_response_signals_by_its_status_or_by_a_code_that_is_named() {
        let (contract, signals) = shop();
        let operation = &contract.operations[0];
        let due = Expectation::accepted("SH-ok", None);
        for (status, code, refused, busy) in [
            (401, json!("E1"), Some("status 401"), false),
            (403, json!("E7"), Some("status 403 and code E7"), false),
            (407, json!(null), Some("status 407"), false),
            (419, json!(null), Some("status 419"), false),
            (200, json!("E7"), Some("status 200 and code E7"), false),
            (400, json!("E1"), None, false),
            (404, json!(null), None, false),
            (200, json!("E8"), None, true),
            (400, json!(98), None, true),
            (400, json!("98"), None, true),
            (400, json!(99), None, false),
        ] {
            let came = exchange(&json!({}), status, &json!({"error": {"code": code}}));
            assert_eq!(
                signals.refuses(operation, &due, &came).as_ref().map(Message::english).as_deref(),
                refused,
                "{status} {code}"
            );
            assert_eq!(signals.is_busy(operation, &due, &came), busy, "{status} {code}");
        }
        let none = Signals::default();
        let came = exchange(&json!({}), 400, &json!({"error": {"code": "E7"}}));
        assert!(none.refuses(operation, &due, &came).is_none() && !none.is_busy(operation, &due, &came));
    }

    #[test]
    fn a_refusal_is_due_where_a_case_is_about_credentials_or_the_document_is_silent() {
        let (contract, signals) = shop();
        let operation = &contract.operations[0];
        let refused = |codes: &[&str]| Expectation {
            codes: codes.iter().map(|code| json!(code)).collect(),
            ..Expectation::new(Outcome::Refused, "SH-ok")
        };
        for (due, is_due) in [
            (Expectation::accepted("SH-ok", None), false),
            (Expectation::new(Outcome::Any, "SH-ok"), true),
            (refused(&[]), false),
            (refused(&["E1"]), false),
            (refused(&["E1", "E7"]), true),
        ] {
            assert_eq!(signals.is_refusal_due(operation, &due), is_due, "{due:?}");
        }
        let mut other =
            Contract::load(&files(), "shop", &crate::contract::Readings::new()).unwrap_or_else(|_| panic!());
        let status = other.operations[0].errors[0].rules.status.as_mut().expect("there is one");
        status.by_code.insert("E1".to_owned(), vec![401]);
        assert!(signals.is_refusal_due(&other.operations[0], &refused(&["E1"])));
        assert!(!signals.is_refusal_due(&other.operations[0], &refused(&["E2"])));
    }

    #[test]
    fn what_a_row_is_refused_by_is_no_signal() {
        let files = crate::contract::Files::embedded();
        let contract = Contract::load(&files, "robo-payment", &crate::contract::Readings::new());
        let contract = contract.unwrap_or_else(|errors| panic!("{errors:?}"));
        let mut given = ContractProfile::default();
        given.limits.busy_codes = vec!["3626".to_owned()];
        let signals = Signals::of(&contract, &given);
        let due = Expectation::accepted("RP-accept", None);
        let row = exchange(&json!({}), 200, &json!({"payment_other": [{"error_code": 3626}]}));
        assert!(!signals.is_busy(&contract.operations[0], &due, &row), "the other rows may be stored");
        let whole = exchange(&json!({}), 400, &json!({"error": {"code": 3626}}));
        assert!(signals.is_busy(&contract.operations[0], &due, &whole));
    }

    #[test]
    fn a_request_without_the_credentials_of_the_profile_proves_nothing() {
        let files = edited(files(), "schemas/shop/order.request.schema.json", |schema| {
            schema["properties"]["key"] =
                json!({"type": "string", "x-requirement": "SH-item", "x-from": "credentials/key"});
        });
        let contract = Contract::load(&files, "shop", &crate::contract::Readings::new());
        let contract = contract.unwrap_or_else(|errors| panic!("{errors:?}"));
        let signals = Signals::of(&contract, &profile("http://127.0.0.1:1"));
        assert!(signals.carries(0, Some(&json!({"rows": [{"key": KEY}]}))));
        assert!(!signals.carries(0, Some(&json!({"key": "other"}))) && !signals.carries(0, None));
        assert!(signals.carries(1, None), "it takes none as a value");
    }
}
