//! The HTTP status is the documented one; judged only where a document or a reading says which.

use std::collections::BTreeSet;

use super::{Evidence, Finding, Judgement};
use crate::contract::{Message, MessageId, Outcome, code_text};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let status = evidence.exchange.status;
    if !evidence.expectation.status.is_empty() {
        return stated(evidence, judgement);
    }
    for error in &evidence.errors {
        let allowed = error.place.statuses(error.code);
        // A good response whose code is empty is reported as one that lacks its code: no error travels under its status.
        let is_good = evidence.expectation.outcome == Outcome::Accepted && evidence.successful() && error.code == "";
        if allowed.is_empty() || is_good {
            continue;
        }
        let rule = error.place.rules.status.as_ref();
        let of_code = evidence.contract.catalogue.find(error.code).map(|row| row.requirement.as_str());
        let requirement =
            rule.and_then(|rule| rule.requirement.as_deref()).or(of_code).unwrap_or(&evidence.expectation.requirement);
        judgement.asked.push(requirement);
        if allowed.contains(&status) {
            continue;
        }
        let expected = Message::joined(MessageId::Or, allowed.iter().copied());
        let level = rule.and_then(|rule| rule.level);
        let mut finding = evidence.finding(
            requirement,
            level,
            "",
            MessageId::StatusWithCode.with([expected, error.code.to_string().into()]),
            MessageId::Status.with([status.into()]),
        );
        finding.class = format!("{} {status}", error.code);
        let code = vec![code_text(error.code)];
        (finding.codes.due, finding.codes.came) = (code.clone(), code);
        finding.rests_on = vec![error.pointer.clone()];
        judgement.findings.push(finding);
        return;
    }
    if evidence.errors.is_empty() {
        judgement.findings.extend(uncoded(evidence, judgement.unread));
    }
}

/// The status that is due for this request, whatever its operation says. Where another outcome occurred than the one that is due, or a 5xx,
/// that is reported already.
fn stated<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let (due, status) = (evidence.expectation, evidence.exchange.status);
    let as_due = match due.outcome {
        Outcome::Accepted => evidence.accepted() || due.status.contains(&status),
        Outcome::Refused => !evidence.accepted(),
        Outcome::Any => true,
    };
    if !as_due || (status >= 500 && !due.server_error) {
        return;
    }
    judgement.asked.push(&due.requirement);
    if due.status.contains(&status) {
        return;
    }
    let expected = MessageId::Status.with([Message::joined(MessageId::Or, due.status.iter().copied())]);
    let finding = evidence.finding(&due.requirement, due.level, "", expected, evidence.message());
    judgement.findings.push(Finding { class: status.to_string(), ..finding });
}

/// A refusal without a code under a status that no error has that is due. It shows nothing of an error that is as it should be, so it is
/// required only where it is broken. What could not be read is reported with its status, and a 5xx is a finding anyway.
fn uncoded(evidence: &Evidence<'_>, unread: bool) -> Option<Finding> {
    let (due, status) = (evidence.expectation, evidence.exchange.status);
    if due.outcome != Outcome::Refused || unread || status >= 500 || evidence.accepted() {
        return None;
    }
    let (place, _) = evidence.due()?;
    let rule = place.rules.status.as_ref()?;
    let allowed: BTreeSet<u16> = match due.codes.as_slice() {
        [] => rule.any.iter().copied().collect(),
        codes => codes.iter().flat_map(|code| place.statuses(code)).copied().collect(),
    };
    if allowed.is_empty() || allowed.contains(&status) {
        return None;
    }
    let of_code = due.codes.first().and_then(|code| evidence.contract.catalogue.find(code));
    let of_code = of_code.map(|row| row.requirement.as_str());
    let requirement = rule.requirement.as_deref().or(of_code).unwrap_or(&due.requirement);
    let level = [rule.level, due.level].into_iter().flatten().min();
    let expected = MessageId::RefusedStatus.with([Message::joined(MessageId::Or, allowed)]);
    let mut finding = evidence.finding(requirement, level, "", expected, evidence.message());
    finding.class = status.to_string();
    finding.codes.due = evidence.codes_due();
    finding.rests_on = vec![place.code.to_string()];
    Some(finding)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::ALL;
    use super::super::testing::{Made, codes};
    use super::judge;
    use crate::contract::{ContentOf, Level, StatusForm};

    fn error(status: u16, code: &str) -> Made {
        Made::new().answers_error(status, code)
    }

    fn form(made: &mut Made) -> &mut StatusForm {
        made.operation().errors[1].rules.status.as_mut().expect("the contract says it")
    }

    #[test]
    fn the_documented_statuses_are_kept() {
        for (status, code, asked) in
            [(400, "E4", "MU-whole"), (500, "E5", "MU-whole"), (503, "E5", "MU-whole"), (400, "X", "MU-served")]
        {
            let judged = error(status, code).judged(judge);
            assert_eq!((judged.findings, judged.asked), (vec![], vec![asked.to_owned()]), "{status} {code}");
        }
    }

    #[test]
    fn the_status_that_a_request_names_goes_before_that_of_its_operation() {
        let named = |mut made: Made, status: &[u16]| {
            made.due.status = status.to_vec();
            made.lines(judge)
        };
        let accepted = || Made::new().answers_rows(201, &[json!(0)]);
        assert_eq!(named(accepted(), &[201]), Vec::<String>::new());
        assert_eq!(named(accepted(), &[200]), ["MU-served must \"\": status 200 | status 201, no error [201]"]);
        let refused = |status: u16| error(status, "E4").refused("", &[json!("E4")]);
        assert_eq!(named(refused(415), &[415]), Vec::<String>::new(), "the operation says 400");
        assert_eq!(named(refused(400), &[415, 422]).len(), 1);
        assert_eq!(named(refused(500), &[415]), Vec::<String>::new(), "a 5xx is told by a check of its own");
        assert_eq!(named(accepted().refused("", &[]), &[415]), Vec::<String>::new(), "so is what was served");
    }

    #[test]
    fn any_other_status_breaks_the_clause_of_the_code() {
        for (status, code, expected) in [
            (401, "E4", "MU-whole must \"\": status 400 with code \"E4\" | status 401 [\"E4\" 401]"),
            (400, "E5", "MU-whole must \"\": status 500 or 503 with code \"E5\" | status 400 [\"E5\" 400]"),
            (200, "X", "MU-served must \"\": status 400 with code \"X\" | status 200 [\"X\" 200]"),
        ] {
            assert_eq!(error(status, code).lines(judge), [expected]);
        }
        let finding = error(401, "E4").finding(judge);
        assert_eq!(codes(&finding), (vec!["E4"], vec!["E4"]));
        assert_eq!(finding.rests_on, ["/error/code"]);
    }

    #[test]
    fn a_good_response_with_an_empty_code_has_a_status_of_success() {
        assert_eq!(error(200, "").judged(judge).findings, []);
        assert_eq!(error(404, "").judged(judge).findings.len(), 1);
        assert_eq!(error(200, "").refused("", &[]).judged(judge).findings.len(), 1);
    }

    #[test]
    fn a_requirement_and_a_level_of_their_own_come_first() {
        let mut made = error(401, "E4");
        form(&mut made).requirement = Some("MU-status".to_owned());
        form(&mut made).level = Some(Level::Should);
        let judged = made.judged(judge);
        let finding = &judged.findings[0];
        assert_eq!((finding.requirement.as_str(), finding.level), ("MU-status", Level::Should));
        assert_eq!(judged.asked, ["MU-status"]);
    }

    #[test]
    fn where_no_status_is_documented_any_will_do() {
        let judged = Made::new().answers_rows(418, &[json!(1)]).judged(judge);
        assert_eq!((judged.findings, judged.asked), (vec![], vec![]));
        let mut made = error(418, "E4");
        form(&mut made).any.clear();
        assert_eq!(made.lines(judge), Vec::<String>::new());
        form(&mut made).by_code.insert("E4".to_owned(), Vec::new());
        assert_eq!(made.lines(judge), Vec::<String>::new());
    }

    /// A field without a code is refused with a status that no document gives, and no code.
    #[test]
    fn a_refusal_without_a_code_is_held_against_the_statuses_that_are_due() {
        let lacks = "no code at /error/code";
        let refused =
            |status: u16, codes: &[Value]| Made::new().refused("", codes).answers(status, &json!({"oops": 1}));
        for (made, expected) in [
            (refused(404, &[]), format!("MU-amount must \"\": refused with status 400 | status 404, {lacks} [404]")),
            (
                refused(404, &[json!("E4")]),
                format!("MU-whole must \"\": refused with status 400 | status 404, {lacks} [404]"),
            ),
            (
                refused(404, &[json!("E4"), json!("E5")]),
                format!("MU-whole must \"\": refused with status 400 or 500 or 503 | status 404, {lacks} [404]"),
            ),
        ] {
            assert_eq!(made.lines(judge), [expected]);
            assert_eq!(made.finding(judge).rests_on, ["/error/code"]);
            assert_eq!(made.judged(judge).asked, Vec::<String>::new());
        }
        let mut own = refused(422, &[]);
        form(&mut own).requirement = Some("MU-status".to_owned());
        own.due.level = Some(Level::Should);
        let expected = format!("MU-status should \"\": refused with status 400 | status 422, {lacks} [422]");
        assert_eq!(own.lines(judge), [expected]);
    }

    #[test]
    fn a_refusal_without_a_code_is_kept_where_its_status_is_due_or_none_is_known() {
        let refused = |status: u16| Made::new().refused("", &[]).answers(status, &json!({}));
        let mut silent = refused(404);
        form(&mut silent).any.clear();
        let mut nowhere = refused(404);
        nowhere.operation().errors.clear();
        let mut of_rows = Made::new().refused("/rows/0/amount", &[json!(1)]).answers(404, &json!({}));
        of_rows.due.error = Some("row".to_owned());
        let good = Made::new().answers(404, &json!({}));
        let open = Made::new().open().answers(404, &json!({}));
        // Told by other checks: that it was accepted, that it is a 5xx.
        for kept in [refused(400), silent, nowhere, of_rows, good, open, refused(200), refused(500)] {
            assert_eq!(kept.lines(judge), Vec::<String>::new(), "{:?} {:?}", kept.due, kept.came);
        }
    }

    /// A body that cannot be read is one finding, and it reports the status; where a document does not say that refusals are JSON, the
    /// status is all there is to judge.
    #[test]
    fn a_refusal_that_is_no_json_is_told_once() {
        let mut made = Made::new().refused("", &[]).answers_text(404, "text/html", "<h1>not here</h1>");
        let checks = |made: &Made| -> Vec<String> {
            let found = made.evidence(|evidence| ALL.judgement(evidence).findings);
            found.iter().map(|finding| finding.check.to_string()).collect()
        };
        assert_eq!(checks(&made), ["content"]);
        made.operation().rules.content.on = ContentOf::Success;
        assert_eq!(checks(&made), ["status"]);
    }

    #[test]
    fn every_error_is_looked_at_until_one_is_wrong() {
        let both = json!({"rows": [{"code": 1}, {"code": 2}], "error": {"code": "E4"}});
        for (of_rows, expected) in [
            // The rows are kept, the whole is not.
            (200, "MU-whole must \"\": status 400 with code \"E4\" | status 200 [\"E4\" 200]"),
            (202, "MU-one must \"\": status 202 with code 1 | status 200 [1 200]"),
        ] {
            let mut made = Made::new().answers(200, &both);
            let status = StatusForm { any: vec![of_rows], ..StatusForm::default() };
            made.operation().errors[0].rules.status = Some(status);
            made.due.error = Some("row".to_owned());
            assert_eq!(made.lines(judge), [expected]);
        }
    }
}
