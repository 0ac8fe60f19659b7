//! Made-up exchanges, findings and records.

use bytes::Bytes;
use serde_json::Value;

use crate::{
    check::{Codes, Finding},
    contract::Level,
    record::{Found, Intent, TrialRecord},
    target::{Exchange, Received, Redactor, Sent},
};

/// A request and its response.
pub(in crate::run) fn exchange(request: &Value, status: u16, response: &Value) -> Exchange {
    let sent = Sent {
        method: "POST".to_owned(),
        url: "http://127.0.0.1:1/orders".to_owned(),
        headers: Vec::new(),
        body: Bytes::from(request.to_string()),
        json: Some(request.clone().into()),
    };
    let body = Bytes::from(response.to_string());
    let received = Received { status, content_type: "application/json".to_owned(), body, ..Received::default() };
    Exchange::new(sent, received, 1_000, &Redactor::default())
}

/// A broken promise of level `must` about a requirement.
pub(in crate::run) fn finding(requirement: &str) -> Finding {
    Finding {
        requirement: requirement.to_owned(),
        level: Level::Must,
        check: "code".into(),
        operation: "order".to_owned(),
        pointer: "/error/code".to_owned(),
        expected: "code E1".to_owned(),
        actual: "code E2".to_owned(),
        messages: None,
        class: "E2".to_owned(),
        codes: Codes { due: vec!["E1".to_owned()], came: vec!["E2".to_owned()] },
        rests_on: Vec::new(),
        flaw: String::new(),
    }
}

/// The same finding with what shows it.
pub(in crate::run) fn found(finding: Finding) -> Found {
    let exchange = exchange(&Value::Null, 400, &Value::Null);
    let intent = Intent::violates("/rows/0/n", "maximum", "one-over");
    let kinds = [intent.way.clone()].into();
    Found { kinds, ..crate::run::met::found(finding, &intent, &exchange) }
}

/// The record of a trial of the shop that was played to its end.
pub(in crate::run) fn record(name: &str, findings: Vec<Found>) -> TrialRecord {
    TrialRecord {
        name: name.to_owned(),
        contract: "shop".to_owned(),
        cases: 1,
        exchanges: 1,
        findings,
        ..TrialRecord::default()
    }
}
