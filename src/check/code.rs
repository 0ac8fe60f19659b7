//! The business code that is due stands at its place, as the type it is documented with.

use super::{Evidence, Judgement};
use crate::contract::{Outcome, code_text};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let due = evidence.expectation;
    if due.outcome != Outcome::Refused || due.codes.is_empty() || evidence.accepted() {
        return;
    }
    let Some((_, pointer)) = evidence.due() else { return };
    let found = evidence.due_error();
    if found.is_some_and(|error| due.codes.contains(error.code)) {
        return;
    }
    let expected = due.codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
    let actual = found.map_or_else(|| evidence.told(), |error| error.code.to_string());
    let level = [due.level, due.code_level].into_iter().flatten().min();
    let mut finding =
        evidence.finding(&due.requirement, level, &pointer.unwrap_or_default(), format!("code {expected}"), actual);
    finding.class = found.map_or_else(String::new, |error| code_text(error.code));
    judgement.findings.push(finding);
}
