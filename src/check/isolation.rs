//! A row at fault does not pull its neighbours down.

use super::{Evidence, Judgement};
use crate::contract::{Outcome, code_text};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    if evidence.expectation.outcome != Outcome::Refused {
        return;
    }
    let Some((place, Some(due))) = evidence.due() else { return };
    let Some(rule) = place.rules.plain.get("others") else { return };
    judgement.asked.push(&rule.requirement);
    if let Some(other) = evidence.errors.iter().find(|error| error.place.id == place.id && error.pointer != due) {
        let mut finding = evidence.finding(
            &rule.requirement,
            rule.level,
            &other.pointer,
            "no error beside the one at fault".to_owned(),
            other.code.to_string(),
        );
        finding.class = code_text(other.code);
        finding.codes.came = vec![code_text(other.code)];
        judgement.findings.push(finding);
    }
}
