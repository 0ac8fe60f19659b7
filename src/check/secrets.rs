//! No answer shows a credential.

use super::{Evidence, Judgement};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let Some(rule) = &evidence.operation.secrets else { return };
    judgement.asked.push(&rule.requirement);
    for name in &evidence.exchange.leaked {
        let mut finding = evidence.finding(
            &rule.requirement,
            rule.level,
            "",
            format!("no {name} in the answer"),
            format!("{name} stands in the body"),
        );
        finding.class.clone_from(name);
        judgement.findings.push(finding);
    }
}
