//! The business code that is due stands at its place, as the type it is documented with.

use serde_json::Value;

use super::{Evidence, Judgement};
use crate::contract::{Outcome, code_text};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let due = evidence.expectation;
    if due.outcome != Outcome::Refused || due.codes.is_empty() || evidence.accepted() {
        return;
    }
    let Some((place, pointer)) = evidence.due() else { return };
    let found = evidence.due_error();
    if found.is_some_and(|error| due.codes.contains(error.code)) {
        return;
    }
    let expected = due.codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
    let actual = found.map_or_else(|| evidence.told(), |error| spoken_of(evidence, error.code));
    let level = [due.level, due.code_level].into_iter().flatten().min();
    let mut finding =
        evidence.finding(&due.requirement, level, &pointer.unwrap_or_default(), format!("code {expected}"), actual);
    finding.class = found.map_or_else(String::new, |error| code_text(error.code));
    finding.codes.due = evidence.codes_due();
    finding.codes.came = found.map_or_else(|| evidence.codes_told(), |error| vec![code_text(error.code)]);
    finding.rests_on = vec![place.code.to_string()];
    judgement.findings.push(finding);
}

/// A code with what it is documented to speak of: the fields of the request, else its title.
fn spoken_of(evidence: &Evidence<'_>, code: &Value) -> String {
    let fields = evidence.operation.earns.iter().filter(|(earned, _)| earned == code);
    let fields: Vec<&str> = fields.map(|(_, place)| place.as_str()).collect();
    let title = || evidence.contract.catalogue.find(code).map(|row| format!("{code} ({})", row.title.en));
    match fields.as_slice() {
        [] => title().unwrap_or_else(|| code.to_string()),
        few if few.len() <= 3 => format!("{code} (which speaks of {})", few.join(", ")),
        [first, ..] => format!("{code} (which speaks of {first} and {} more)", fields.len() - 1),
    }
}
