//! A made-up response to a request of a shipped contract, judged by every check.

use serde_json::Value;

use super::Made;
use crate::{
    check::{ALL, Finding},
    contract::{Contract, Expectation, Files, Readings},
};

/// A shipped contract with its default readings.
pub(in crate::check) fn contract(id: &str) -> Contract {
    Contract::load(&Files::embedded(), id, &Readings::new()).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// The findings of one response to the first operation of a contract.
pub(in crate::check) fn findings(contract: Contract, due: Expectation, status: u16, body: &Value) -> Vec<Finding> {
    let made = Made { contract, due, ..Made::new() }.answers(status, body);
    made.evidence(|evidence| ALL.judgement(evidence).findings)
}
