//! The HTTP status, only where a document or a reading says which.

use super::{Evidence, Judgement};
use crate::contract::code_text;

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let status = evidence.exchange.status;
    for error in &evidence.errors {
        let allowed = error.place.statuses(error.code);
        if allowed.is_empty() {
            continue;
        }
        let rule = error.place.rules.status.as_ref();
        let of_code = evidence.contract.catalogue.find(error.code).map(|row| row.requirement.as_str());
        let requirement =
            rule.and_then(|rule| rule.requirement.as_deref()).or(of_code).unwrap_or(&evidence.expectation.requirement);
        judgement.asked.push(requirement);
        if allowed.contains(&status) {
            continue;
        }
        let expected = allowed.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ");
        let level = rule.and_then(|rule| rule.level);
        let mut finding = evidence.finding(
            requirement,
            level,
            "",
            format!("status {expected} with code {}", error.code),
            format!("status {status}"),
        );
        finding.class = format!("{} {status}", error.code);
        let code = vec![code_text(error.code)];
        (finding.codes.due, finding.codes.came) = (code.clone(), code);
        finding.rests_on = vec![error.pointer.clone()];
        judgement.findings.push(finding);
        return;
    }
}
