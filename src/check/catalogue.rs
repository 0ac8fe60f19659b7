//! Every code that comes is one the document knows, or leaves room for.

use super::{Evidence, Judgement};
use crate::contract::code_text;

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    // Of other methods no document speaks.
    if evidence.exchange.method != evidence.operation.method {
        return;
    }
    let catalogue = &evidence.contract.catalogue;
    let mut bound = evidence.errors.iter().filter(|error| !error.place.rules.own_codes).peekable();
    if bound.peek().is_some() {
        judgement.asked.push(&catalogue.requirement);
    }
    if let Some(error) = bound.find(|error| !catalogue.allows(error.code)) {
        let mut finding = evidence.finding(
            &catalogue.requirement,
            None,
            &error.pointer,
            "a documented code".to_owned(),
            error.code.to_string(),
        );
        finding.class = code_text(error.code);
        finding.codes.came = vec![code_text(error.code)];
        judgement.findings.push(finding);
    }
}
