//! Judging one made-up answer, for the tests of the checks.

use bytes::Bytes;
use serde_json::Value;

use super::{Evidence, Finding, Foreign, seen_errors};
use crate::{
    contract::{Contract, Expectation, Files, Readings, expression::Scope},
    target::{Exchange, Received, Redactor, Sent},
};

/// A shipped contract with its default readings.
pub(super) fn contract(id: &str) -> Contract {
    Contract::load(&Files::embedded(), id, &Readings::new()).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// The findings of one answer to the first operation of a contract.
pub(super) fn findings(
    contract: &Contract,
    due: &Expectation,
    request: Value,
    answer: (u16, &str, &str),
) -> Vec<Finding> {
    let operation = &contract.operations[0];
    let sent = Sent {
        method: operation.method.clone(),
        url: "http://127.0.0.1/".to_owned(),
        headers: Vec::new(),
        body: Bytes::from(request.to_string()),
        json: Some(request.into()),
    };
    let (status, content_type, body) = answer;
    let received = Received {
        status,
        content_type: content_type.to_owned(),
        retry_after: None,
        body: Bytes::from(body.to_owned()),
    };
    let exchange = Exchange::new(sent, received, 1, &Redactor::default());
    let errors = seen_errors(operation, due, exchange.response.as_deref());
    let (foreign, scope) = (Foreign::default(), Scope::default());
    let evidence = Evidence {
        contract,
        operation,
        expectation: due,
        exchange: &exchange,
        errors,
        foreign: &foreign,
        scope: &scope,
    };
    super::ALL.judgement(&evidence).findings
}
