//! Every reader makes the same of the answer's JSON.

use super::{Evidence, Judgement};
use crate::contract::{ContentOf, Level};

/// JSON allows what is found here and advises against it, so it never weighs more than `should`.
pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let rule = &evidence.operation.content;
    if rule.on == ContentOf::Success && !evidence.successful() {
        return;
    }
    let level = rule.level.map_or(Level::Should, |level| level.min(Level::Should));
    for flaw in &evidence.exchange.flaws {
        let expected = match flaw.kind {
            "duplicate-key" => "each key once in an object",
            "number" => "numbers that 64 bits hold",
            _ => "a body that every reader can read",
        };
        let mut finding =
            evidence.finding(&rule.requirement, Some(level), &flaw.pointer, expected.to_owned(), flaw.message.clone());
        flaw.kind.clone_into(&mut finding.class);
        judgement.findings.push(finding);
    }
}
