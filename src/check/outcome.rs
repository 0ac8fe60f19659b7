//! A request that keeps every promise is accepted; one that breaks a promise is refused.

use super::{Evidence, Finding, Judgement, accused};
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
    let pointer = error.map_or("", |error| error.pointer.as_str());
    let statuses = evidence.operation.statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ");
    let requirement = accused::of_refusal(evidence);
    let mut finding =
        evidence.finding(requirement, due.level, pointer, format!("accepted, status {statuses}"), evidence.told());
    finding.class = error.map_or_else(|| evidence.exchange.status.to_string(), |error| code_text(error.code));
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
    let pointer = evidence.due().and_then(|(_, pointer)| pointer).unwrap_or_default();
    evidence.finding(&due.requirement, due.level, &pointer, expected, evidence.told())
}
