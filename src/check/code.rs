//! The business code that is due stands at its place, as the type it is documented with.

use serde_json::Value;

use super::{Evidence, Judgement, SeenError};
use crate::contract::{CodesAre, ErrorPlace, Message, MessageId, Outcome, code_text};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let due = evidence.expectation;
    if judgement.unread || due.outcome != Outcome::Refused || due.codes.is_empty() || evidence.accepted() {
        return;
    }
    let Some((place, pointer)) = evidence.due() else { return };
    let found = evidence.due_error();
    if evidence.has_codes_due() {
        return;
    }
    let expected = MessageId::Code.with([due.codes_are.message(&due.codes)]);
    let actual = match (found, due.codes_are) {
        (None, _) => evidence.message(),
        (Some(error), CodesAre::OneOf) => spoken_of(evidence, error.code),
        (Some(_), _) => Message::joined(MessageId::Then, evidence.codes_there().map(ToString::to_string)),
    };
    let mut level = [due.level, due.code_level].into_iter().flatten().min();
    let pointer = pointer.unwrap_or_default();
    let mut requirement = of_form(evidence, place, &pointer, found).unwrap_or(&due.requirement);
    if let Some(rule) = place.rules.plain.get("elsewhere").filter(|_| found.is_none() && is_elsewhere(evidence, place))
    {
        requirement = &rule.requirement;
        level = level.into_iter().chain(rule.level).min();
    }
    let mut finding = evidence.finding(requirement, level, &pointer, expected, actual);
    finding.class = found.map_or_else(String::new, |error| code_text(error.code));
    finding.codes.due = evidence.codes_due();
    finding.codes.came = found.map_or_else(|| evidence.summary_codes(), |error| vec![code_text(error.code)]);
    finding.rests_on = vec![place.code.to_string()];
    judgement.findings.push(finding);
}

/// Whether the code that is due is at another place of its kind, so that what is wrong is where it is.
fn is_elsewhere(evidence: &Evidence<'_>, place: &ErrorPlace) -> bool {
    let of_kind = evidence.errors.iter().filter(|error| error.place.id == place.id);
    evidence.expectation.codes_are.keeps(&evidence.expectation.codes, of_kind.map(|error| error.code))
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
    let exchange = evidence.exchange;
    let described = || evidence.operation.shape_of(exchange.status, &exchange.content_type);
    let shape = place.shape.as_ref().or_else(described).or_else(|| evidence.operation.shape_of_success())?;
    let breaches = shape.validator.breaches(body.filter(|_| evidence.expectation.codes.iter().any(is_due))?);
    let at_code = breaches.into_iter().find(|breach| breach.pointer == pointer)?;
    Some(shape.requirement_of(&at_code))
}

/// A code with what it is documented to speak of: the fields of the request, else its title.
fn spoken_of(evidence: &Evidence<'_>, code: &Value) -> Message {
    let fields = evidence.operation.earns.iter().filter(|(earned, _)| earned == code);
    let whole = || MessageId::WholeRequest.into();
    let fields: Vec<Message> =
        fields.map(|(_, place)| if place.as_str().is_empty() { whole() } else { place.as_str().into() }).collect();
    let shown = || Message::from(code.to_string());
    let title = || Some(MessageId::Titled.with([shown(), (&evidence.contract.catalogue.find(code)?.title).into()]));
    match fields.as_slice() {
        [] => title().unwrap_or_else(shown),
        few if few.len() <= 3 => {
            MessageId::CodeOf.with([shown(), Message::joined(MessageId::Comma, few.iter().cloned())])
        }
        [first, ..] => MessageId::CodeOfMore.with([shown(), first.clone(), (fields.len() - 1).into()]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{
        Made, codes,
        shipped::{contract, findings},
    };
    use super::judge;
    use crate::contract::{Expectation, Level, Outcome, RequirementForm};

    /// Row 0 is at fault, which code 1 is about.
    fn row(codes: &[Value]) -> Made {
        Made::new().refused("/rows/0/amount", &[json!(1)]).answers_rows(200, codes)
    }

    #[test]
    fn the_right_code_at_its_place_is_kept() {
        for made in [
            row(&[json!(1)]),
            row(&[json!(1), json!(2)]),
            Made::new().refused("", &[json!("E4"), json!("E5")]).answers_error(400, "E5"),
        ] {
            assert_eq!(made.lines(judge), Vec::<String>::new());
        }
    }

    #[test]
    fn another_code_is_told_with_what_it_speaks_of() {
        for (code, expected) in [
            (
                json!(2),
                "MU-amount must \"/rows/0/code\": code 1 | 2 (which speaks of /rows/*/a, /rows/*/b, /rows/*/c) [2]",
            ),
            (json!(3), "MU-amount must \"/rows/0/code\": code 1 | 3 (which speaks of /rows/*/d and 3 more) [3]"),
            (json!("E4"), "MU-amount must \"/rows/0/code\": code 1 | \"E4\" (bad request) [E4]"),
            (json!(77), "MU-amount must \"/rows/0/code\": code 1 | 77 [77]"),
            // The type is a part of the code.
            (json!("1"), "MU-amount must \"/rows/0/code\": code 1 | \"1\" [1]"),
        ] {
            assert_eq!(row(&[code]).lines(judge), [expected]);
        }
        let finding = row(&[json!(2)]).finding(judge);
        assert_eq!(codes(&finding), (vec!["1"], vec!["2"]));
        assert_eq!(finding.rests_on, ["/rows/{0}/code"]);
    }

    #[test]
    fn the_right_code_in_another_row_does_not_count() {
        let made = row(&[json!(0), json!(1)]);
        let expected = "MU-amount must \"/rows/0/code\": code 1 | status 200, code 1 at /rows/1/code []";
        assert_eq!(made.lines(judge), [expected]);
        assert_eq!(codes(&made.finding(judge)), (vec!["1"], vec!["1"]));
        // Where the contract says what order the rows have, that is what is broken.
        let mut ordered = row(&[json!(0), json!(1)]);
        let rule = RequirementForm { requirement: "MU-others".to_owned(), level: None };
        ordered.operation().errors[0].rules.plain.insert("elsewhere".to_owned(), rule.clone());
        let expected = "MU-others must \"/rows/0/code\": code 1 | status 200, code 1 at /rows/1/code []";
        assert_eq!(ordered.lines(judge), [expected]);
        // Another code at the broken row, or elsewhere, is not a matter of order.
        for codes in [[json!(2), json!(1)], [json!(0), json!(2)]] {
            let mut made = row(&codes);
            made.operation().errors[0].rules.plain.insert("elsewhere".to_owned(), rule.clone());
            assert_eq!(made.finding(judge).requirement, "MU-amount", "{codes:?}");
        }
        let made = row(&[]).answers(400, &json!({}));
        assert_eq!(
            made.lines(judge),
            ["MU-amount must \"/rows/0/code\": code 1 | status 400, no code at /rows/0/code []"]
        );
        assert_eq!(codes(&made.finding(judge)), (vec!["1"], vec![]));
    }

    #[test]
    fn where_no_row_is_at_fault_any_row_may_have_the_code() {
        let anywhere = |codes: &[Value]| {
            let mut made = Made::new().refused("", &[json!(1), json!(3)]).answers_rows(200, codes);
            made.due.error = Some("row".to_owned());
            made.lines(judge)
        };
        assert_eq!(anywhere(&[json!(0), json!(1)]), Vec::<String>::new());
        assert_eq!(anywhere(&[json!(2), json!(3)]), Vec::<String>::new(), "it need not be the first");
        let expected = "MU-amount must \"\": code 1 or 3 | 2 (which speaks of /rows/*/a, /rows/*/b, /rows/*/c) [2]";
        assert_eq!(anywhere(&[json!(0), json!(2)]), [expected]);
    }

    #[test]
    fn the_lower_of_the_two_levels_counts() {
        for (level, code_level, expected) in [
            (None, None, Level::Must),
            (Some(Level::Should), None, Level::Should),
            (None, Some(Level::Should), Level::Should),
            (Some(Level::Should), Some(Level::Open), Level::Open),
            (Some(Level::Open), Some(Level::Should), Level::Open),
        ] {
            let mut made = row(&[json!(2)]);
            (made.due.level, made.due.code_level) = (level, code_level);
            assert_eq!(made.finding(judge).level, expected, "{level:?} {code_level:?}");
        }
    }

    #[test]
    fn no_code_is_asked_for_where_none_is_due_or_the_outcome_is_wrong_already() {
        let mut accepted = row(&[json!(2)]);
        accepted.due.outcome = Outcome::Accepted;
        let mut nowhere = row(&[json!(2)]);
        nowhere.due.error = Some("no-place".to_owned());
        let none_due = Made::new().refused("/rows/0/amount", &[]).answers_rows(200, &[json!(2)]);
        for made in [accepted, nowhere, none_due, row(&[json!(0)])] {
            assert_eq!(made.lines(judge), Vec::<String>::new());
        }
    }

    /// The requirement that is accused where a broken request of a shipped contract gets this body.
    fn accused(id: &str, requirement: &str, code: &str, body: &Value) -> Vec<String> {
        let due = Expectation { codes: vec![json!(code)], ..Expectation::new(Outcome::Refused, requirement) };
        let found = findings(contract(id), due, 400, body);
        found.into_iter().filter(|finding| finding.check == "code").map(|finding| finding.requirement).collect()
    }

    #[test]
    fn the_right_code_is_not_a_finding_and_another_one_breaks_what_was_tested() {
        let body = |code: &str| json!({"err": {"ec": code, "msg": "x"}});
        assert!(accused("jpay-search", "JP-isac", "ER400", &body("ER400")).is_empty());
        assert_eq!(accused("jpay-search", "JP-isac", "ER400", &body("ER520")), ["JP-isac"]);
    }

    #[test]
    fn a_refusal_without_any_error_in_it_lacks_the_form_of_errors() {
        for body in [json!({"ec": "ER400", "msg": "x"}), json!({}), json!([])] {
            assert_eq!(accused("jpay-search", "JP-isac", "ER400", &body), ["JP-err-shape"], "{body}");
        }
    }

    #[test]
    fn a_code_of_another_type_breaks_the_form_and_another_text_the_code() {
        let body = |code: Value| json!({"errorCode": code, "message": "x"});
        assert_eq!(accused("abs-status", "AS-120003", "120003", &body(json!(120_003))), ["AS-shape"]);
        assert_eq!(accused("abs-status", "AS-0013", "0013", &body(json!(13))), ["AS-0013"]);
    }
}
