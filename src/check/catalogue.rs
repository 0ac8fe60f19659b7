//! Every code that comes is one the document knows, or leaves room for.

use super::{Evidence, Judgement};
use crate::contract::code_text;

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let catalogue = &evidence.contract.catalogue;
    // A request for which the document gives no code may be answered with one of the target's own.
    if evidence.expectation.codes.is_empty() && evidence.expectation.outcome == crate::contract::Outcome::Refused {
        return;
    }
    if !evidence.errors.is_empty() {
        judgement.asked.push(&catalogue.requirement);
    }
    if let Some(error) = evidence.errors.iter().find(|error| !catalogue.allows(error.code)) {
        let mut finding = evidence.finding(
            &catalogue.requirement,
            None,
            &error.pointer,
            "a documented code".to_owned(),
            error.code.to_string(),
        );
        finding.class = code_text(error.code);
        judgement.findings.push(finding);
    }
}
