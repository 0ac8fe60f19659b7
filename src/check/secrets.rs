//! No answer shows a credential.

use super::{Evidence, Judgement};
use crate::contract::Level;

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let (requirement, level) = match evidence.operation.rule("secrets") {
        Some(rule) => {
            judgement.asked.push(&rule.requirement);
            (&rule.requirement, rule.level)
        }
        // A contract that says nothing of it does not allow it.
        None => (&evidence.operation.content.requirement, Some(Level::Should)),
    };
    for name in &evidence.exchange.leaked {
        let mut finding = evidence.finding(
            requirement,
            level,
            "",
            format!("no {name} in the answer"),
            format!("{name} stands in the body"),
        );
        finding.class.clone_from(name);
        judgement.findings.push(finding);
    }
}
