//! The business code that is due stands at its place, as the type it is documented with.

use serde_json::Value;

use super::{Evidence, Judgement, SeenError};
use crate::contract::{ErrorPlace, Outcome, code_text};

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
    let pointer = pointer.unwrap_or_default();
    let requirement = of_form(evidence, place, &pointer, found).unwrap_or(&due.requirement);
    let mut finding = evidence.finding(requirement, level, &pointer, format!("code {expected}"), actual);
    finding.class = found.map_or_else(String::new, |error| code_text(error.code));
    judgement.findings.push(finding);
}

/// What is broken where a refusal lacks the form of errors rather than the code: no error can be found in it at all, or the code is
/// written as another type.
fn of_form<'a>(
    evidence: &Evidence<'a>,
    place: &'a ErrorPlace,
    pointer: &str,
    found: Option<&SeenError<'_>>,
) -> Option<&'a str> {
    let body = evidence.exchange.response.as_deref();
    let Some(error) = found else {
        let shape = place.shape.as_ref().filter(|_| evidence.errors.is_empty())?;
        return (!body.is_some_and(|body| shape.validator.is_valid(body))).then_some(&shape.requirement);
    };
    let is_due = |code: &Value| code_text(code) == code_text(error.code);
    let shape = place.shape.as_ref().unwrap_or(&evidence.operation.shape);
    let breaches = shape.validator.breaches(body.filter(|_| evidence.expectation.codes.iter().any(is_due))?);
    let at_code = breaches.into_iter().find(|breach| breach.pointer == pointer)?;
    Some(shape.requirement_of(&at_code))
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{contract, findings};
    use crate::contract::{Expectation, Outcome};

    fn accused(id: &str, requirement: &str, code: &str, body: &Value) -> Vec<String> {
        let contract = contract(id);
        let due = Expectation { codes: vec![json!(code)], ..Expectation::new(Outcome::Refused, requirement) };
        let found = findings(&contract, &due, json!({}), (400, "application/json", &body.to_string()));
        found.into_iter().filter(|finding| finding.check == "code").map(|finding| finding.requirement).collect()
    }

    #[test]
    fn the_right_code_is_no_finding_and_another_one_breaks_what_was_tested() {
        let answer = |code: &str| json!({"err": {"ec": code, "msg": "x"}});
        assert!(accused("jpay-search", "JP-isac", "ER400", &answer("ER400")).is_empty());
        assert_eq!(accused("jpay-search", "JP-isac", "ER400", &answer("ER520")), ["JP-isac"]);
    }

    #[test]
    fn a_refusal_without_any_error_in_it_lacks_the_form_of_errors() {
        for body in [json!({"ec": "ER400", "msg": "x"}), json!({}), json!([])] {
            assert_eq!(accused("jpay-search", "JP-isac", "ER400", &body), ["JP-err-shape"], "{body}");
        }
    }

    #[test]
    fn a_code_of_another_type_breaks_the_form_and_another_text_the_code() {
        let answer = |code: Value| json!({"errorCode": code, "message": "x"});
        assert_eq!(accused("abs-status", "AS-120003", "120003", &answer(json!(120_003))), ["AS-shape"]);
        assert_eq!(accused("abs-status", "AS-0013", "0013", &answer(json!(13))), ["AS-0013"]);
    }
}
