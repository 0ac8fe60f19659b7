//! No request may bring the target down: a 5xx is a finding unless it is the documented answer.

use super::{Evidence, Judgement};
use crate::contract::Outcome;

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let status = evidence.exchange.status;
    let rule = &evidence.operation.rules.server_error;
    judgement.asked.push(&rule.requirement);
    let documented = || {
        let due = &evidence.expectation;
        let place = evidence.due().map(|(place, _)| place);
        if due.server_error {
            return true;
        }
        due.outcome == Outcome::Refused
            && due.codes.iter().any(|code| place.is_some_and(|place| place.statuses(code).contains(&status)))
    };
    let serious = status >= 500 || evidence.errors.iter().any(|error| internal(evidence, error.code));
    let expected_code = || evidence.errors.iter().any(|error| evidence.expectation.codes.contains(error.code));
    if serious && !documented() && !expected_code() {
        let expected = "no internal error".to_owned();
        let mut finding = evidence.finding(&rule.requirement, rule.level, "", expected, evidence.told());
        finding.codes.came = evidence.codes_told();
        judgement.findings.push(finding);
    }
}

/// A code that is documented to travel under a 5xx.
fn internal(evidence: &Evidence<'_>, code: &serde_json::Value) -> bool {
    evidence.operation.errors.iter().any(|place| {
        place.rules.status.as_ref().is_some_and(|status| {
            status.by_code.get(&crate::contract::code_text(code)).is_some_and(|list| list.contains(&500))
        })
    })
}
