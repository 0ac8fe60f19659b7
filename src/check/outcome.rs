//! A request that keeps every promise is accepted; one that breaks a promise is refused.

use super::{Codes, Evidence, Finding, Judgement, accused};
use crate::contract::{Message, MessageId, Outcome, code_text};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    if judgement.unread {
        return;
    }
    match evidence.expectation.outcome {
        // It says something of what the target holds, and nothing of the request.
        Outcome::Accepted if evidence.operation.unless.contains(&evidence.exchange.status) => {}
        Outcome::Accepted if !evidence.accepted() => judgement.findings.push(refused(evidence)),
        Outcome::Refused if evidence.accepted() => judgement.findings.push(accepted(evidence)),
        _ => {}
    }
}

fn refused(evidence: &Evidence<'_>) -> Finding {
    let due = evidence.expectation;
    let error = evidence.errors.first();
    let pointer = error.map_or("", |error| error.pointer.as_str());
    let statuses = Message::joined(MessageId::Or, evidence.operation.statuses.iter().copied());
    let requirement = accused::of_refusal(evidence);
    let expected = MessageId::Accepted.with([statuses]);
    let mut finding = evidence.finding(requirement, due.level, pointer, expected, evidence.message());
    finding.class = error.map_or_else(|| evidence.exchange.status.to_string(), |error| code_text(error.code));
    finding.codes.came = evidence.summary_codes();
    finding
}

fn accepted(evidence: &Evidence<'_>) -> Finding {
    let due = evidence.expectation;
    let codes = due.codes_are.message(&due.codes);
    let expected = match (due.codes.is_empty(), due.at.is_empty()) {
        (true, _) => MessageId::Refused.into(),
        (false, true) => MessageId::RefusedCode.with([codes]),
        (false, false) => MessageId::RefusedForCode.with([codes, due.at.as_str().into()]),
    };
    let place = evidence.due();
    // The places of the codes were read to find that there is no error.
    let mut rests_on: Vec<String> = place.iter().map(|(place, _)| place.code.to_string()).collect();
    if !due.codes.is_empty() && !due.at.is_empty() {
        rests_on.push(due.at.clone());
    }
    let pointer = place.and_then(|(_, pointer)| pointer).unwrap_or_default();
    let finding = evidence.finding(&due.requirement, due.level, &pointer, expected, evidence.message());
    Finding { codes: Codes { due: evidence.codes_due(), came: Vec::new() }, rests_on, ..finding }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{Made, codes};
    use super::judge;
    use crate::contract::{Expectation, Level};

    fn rows(codes: &[Value]) -> Made {
        Made::new().answers_rows(200, codes)
    }

    #[test]
    fn what_is_due_and_what_is_open_is_kept() {
        for made in [
            rows(&[json!(0)]),
            Made::new().answers_rows(201, &[json!(0), json!("")]),
            rows(&[json!(1)]).refused("/rows/0/amount", &[json!(2)]),
            Made::new().refused("", &[]).answers(400, &json!({})),
            rows(&[json!(1)]).open(),
            rows(&[json!(0)]).open(),
        ] {
            assert_eq!(made.lines(judge), Vec::<String>::new());
        }
    }

    #[test]
    fn a_refusal_breaks_what_was_tested_unless_its_code_belongs_to_one_other_clause() {
        for (made, expected) in [
            (
                rows(&[json!(0), json!(1)]),
                "MU-served must \"/rows/1/code\": accepted, status 200 or 201 | status 200, code 1 at /rows/1/code [1]",
            ),
            (
                rows(&[json!(2), json!(1)]),
                "MU-served must \"/rows/0/code\": accepted, status 200 or 201 | status 200, code 2 at /rows/0/code [2]",
            ),
            (
                rows(&[json!(77)]),
                "MU-served must \"/rows/0/code\": accepted, status 200 or 201 | status 200, code 77 at /rows/0/code [77]",
            ),
            (
                Made::new().answers(400, &json!({})),
                "MU-served must \"\": accepted, status 200 or 201 | status 400, no code at /rows/*/code [400]",
            ),
        ] {
            assert_eq!(made.lines(judge), [expected]);
        }
        let mut of_amount = rows(&[json!(2)]);
        of_amount.due = Expectation::accepted("MU-amount", None);
        let expected = "accepted, status 200 or 201 | status 200, code 2 at /rows/0/code [2]";
        assert_eq!(of_amount.lines(judge), [format!("MU-amount must \"/rows/0/code\": {expected}")]);
        of_amount.due.level = Some(Level::Open);
        assert_eq!(of_amount.lines(judge), [format!("MU-amount open \"/rows/0/code\": {expected}")]);
        assert_eq!(codes(&of_amount.finding(judge)), (vec![], vec!["2"]));
    }

    #[test]
    fn what_is_accepted_against_its_promise_names_the_codes_due_and_the_place_at_fault() {
        for (at, due, expected, rests_on) in [
            (
                "/rows/0/amount",
                vec![json!(1), json!(2)],
                "\"/rows/0/code\": refused with code 1 or 2 for /rows/0/amount",
                vec!["/rows/{0}/code", "/rows/0/amount"],
            ),
            ("", vec![json!("E4")], "\"/error/code\": refused with code \"E4\"", vec!["/error/code"]),
            ("/rows/0/amount", vec![], "\"/rows/0/code\": refused", vec!["/rows/{0}/code"]),
        ] {
            let made = rows(&[json!(0)]).refused(at, &due);
            assert_eq!(made.lines(judge), [format!("MU-amount must {expected} | status 200, no error []")]);
            assert_eq!(made.finding(judge).rests_on, rests_on);
        }
        let mut made = rows(&[json!(0)]).refused("", &[json!("E4"), json!(2)]);
        made.due.level = Some(Level::Should);
        made.due.error = Some("no-place".to_owned());
        let finding = made.finding(judge);
        assert_eq!((finding.level, finding.pointer.as_str(), finding.rests_on.len()), (Level::Should, "", 0));
        assert_eq!(codes(&finding), (vec!["E4", "2"], vec![]));
    }
}
