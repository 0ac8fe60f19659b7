//! No response shows what belongs to another party to who does not ask as that party.

use super::{Evidence, Judgement};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    for owner in &evidence.foreign.owners {
        judgement.asked.push(&owner.requirement);
        let shown = owner.shown_in(&evidence.exchange.response_body);
        let Some(mark) = shown.filter(|_| !owner.asks(evidence.exchange)) else { continue };
        let mut finding = evidence.finding(
            &owner.requirement,
            owner.level,
            "",
            format!("nothing of the party behind the state `{}`", owner.state),
            format!("its {}", String::from_utf8_lossy(mark)),
        );
        finding.class.clone_from(&owner.state);
        judgement.findings.push(finding);
    }
}
