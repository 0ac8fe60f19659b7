//! Any bytes as the answer to any operation are judged without a panic.
#![no_main]

use std::sync::LazyLock;

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use serde_json::json;
use tekigo::{
    check::{Evidence, Foreign, seen_errors},
    contract::{Contract, Expectation, Files, Outcome, Readings, expression::Scope},
    target::{Exchange, Received, Redactor, Sent},
};

static CONTRACTS: LazyLock<Vec<Contract>> = LazyLock::new(|| {
    let files = Files::embedded();
    let load = |id: &String| Contract::load(&files, id, &Readings::new()).unwrap_or_else(|_| panic!("{id} is sound"));
    files.contracts().iter().map(load).collect()
});

fuzz_target!(|data: &[u8]| {
    let [which, status, rest @ ..] = data else { return };
    let contract = &CONTRACTS[*which as usize % CONTRACTS.len()];
    let operation = &contract.operations[*which as usize / 16 % contract.operations.len()];
    let request = json!({"user_id": "ci@example.com", "rows": [1]});
    let sent = Sent {
        method: operation.method.clone(),
        url: "http://127.0.0.1/".to_owned(),
        headers: Vec::new(),
        body: Bytes::from(request.to_string()),
        json: Some(request.into()),
    };
    let received = Received {
        status: [200, 400, 401, 500][*status as usize % 4],
        content_type: "application/json".to_owned(),
        body: Bytes::copy_from_slice(rest),
        ..Received::default()
    };
    let exchange = Exchange::new(sent, received, 1, &Redactor::new([("access_key", "k0FAKEsecret")]));
    let outcome = if *status < 128 { Outcome::Accepted } else { Outcome::Refused };
    let due = Expectation::new(outcome, &operation.success);
    let errors = seen_errors(operation, &due, &exchange);
    let (foreign, mut scope) = (Foreign::default(), Scope::default());
    scope.set("request", exchange.request.as_ref());
    scope.set("response", exchange.response.as_ref());
    let evidence = Evidence {
        contract,
        operation,
        expectation: &due,
        exchange: &exchange,
        errors,
        foreign: &foreign,
        scope: &scope,
    };
    let judgement = tekigo::check::ALL.judgement(&evidence);
    for finding in &judgement.findings {
        assert!(contract.requirement(&finding.requirement).is_some(), "{finding:?}");
    }
});
