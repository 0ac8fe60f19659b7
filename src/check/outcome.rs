//! A request that keeps every promise is accepted; one that breaks a promise is refused.

use super::{Codes, Evidence, Finding, Judgement};
use crate::contract::{Outcome, code_text};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    match evidence.expectation.outcome {
        Outcome::Accepted if !evidence.accepted() => judgement.findings.push(refused(evidence)),
        Outcome::Refused if evidence.accepted() => judgement.findings.push(accepted(evidence)),
        _ => {}
    }
}

fn refused(evidence: &Evidence<'_>) -> Finding {
    let due = evidence.expectation;
    let error = evidence.errors.first();
    // A request that puts no requirement to the test in particular speaks for the one whose code came.
    let row = error
        .and_then(|error| evidence.contract.catalogue.find(error.code))
        .filter(|_| due.requirement == evidence.operation.success);
    let requirement = row.map_or(due.requirement.as_str(), |row| row.requirement.as_str());
    let pointer = error.map_or("", |error| error.pointer.as_str());
    let statuses = evidence.operation.statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ");
    let mut finding =
        evidence.finding(requirement, due.level, pointer, format!("accepted, status {statuses}"), evidence.told());
    finding.class = error.map_or_else(|| evidence.exchange.status.to_string(), |error| code_text(error.code));
    finding.codes.came = evidence.codes_told();
    finding
}

fn accepted(evidence: &Evidence<'_>) -> Finding {
    let due = evidence.expectation;
    let codes: Vec<String> = due.codes.iter().map(ToString::to_string).collect();
    let expected = match (codes.is_empty(), due.at.is_empty()) {
        (true, _) => "refused".to_owned(),
        (false, true) => format!("refused with code {}", codes.join(" or ")),
        (false, false) => format!("refused with code {} for {}", codes.join(" or "), due.at),
    };
    let place = evidence.due();
    // An answer has no error in it as far as its codes can be seen.
    let mut rests_on: Vec<String> = place.iter().map(|(place, _)| place.code.to_string()).collect();
    if !codes.is_empty() && !due.at.is_empty() {
        rests_on.push(due.at.clone());
    }
    let pointer = place.and_then(|(_, pointer)| pointer).unwrap_or_default();
    let finding = evidence.finding(&due.requirement, due.level, &pointer, expected, evidence.told());
    Finding { codes: Codes { due: evidence.codes_due(), came: Vec::new() }, rests_on, ..finding }
}
