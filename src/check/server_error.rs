//! No request brings the target down: a 5xx is a finding unless it is documented for the request.

use super::{Evidence, Judgement};
use crate::contract::{MessageId, Outcome};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let rule = &evidence.operation.rules.server_error;
    if evidence.is_described() {
        judgement.asked.push(&rule.requirement);
    }
    if is_undue(evidence) {
        let expected = MessageId::NoInternal.into();
        let mut finding = evidence.finding(&rule.requirement, rule.level, "", expected, evidence.message());
        finding.codes.came = evidence.summary_codes();
        judgement.findings.push(finding);
    }
}

/// Whether the target broke down, by its status or by the code, where nothing documents that for the request.
pub(super) fn is_undue(evidence: &Evidence<'_>) -> bool {
    let (due, status) = (evidence.expectation, evidence.exchange.status);
    let documented = || {
        let place = evidence.due().map(|(place, _)| place);
        let is_of = |code| place.is_some_and(|place| place.statuses(code).contains(&status));
        due.server_error || (due.outcome == Outcome::Refused && due.codes.iter().any(is_of))
    };
    let serious = status >= 500 || evidence.errors.iter().any(|error| internal(evidence, error.code));
    let expected_code = || evidence.errors.iter().any(|error| due.codes.contains(error.code));
    serious && !documented() && !expected_code()
}

/// A code that is documented to travel under a 5xx.
fn internal(evidence: &Evidence<'_>, code: &serde_json::Value) -> bool {
    evidence.operation.errors.iter().any(|place| {
        place.rules.status.as_ref().is_some_and(|status| {
            status.by_code.get(&crate::contract::code_text(code)).is_some_and(|list| list.contains(&500))
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{Made, codes};
    use super::judge;
    use crate::contract::{Level, Outcome};

    fn refused(codes: &[Value]) -> Made {
        Made::new().refused("", codes)
    }

    #[test]
    fn every_status_from_500_on_is_a_finding() {
        for (status, findings) in [(200, 0), (404, 0), (499, 0), (500, 1), (501, 1), (599, 1)] {
            assert_eq!(Made::new().answers(status, &json!({})).judged(judge).findings.len(), findings, "{status}");
        }
        for (made, asked) in [
            (Made::new(), 1),
            (Made::new().answers_error(400, "E4"), 1),
            (Made::new().answers(404, &json!({})), 0),
            (Made::new().answers_text(200, "text/html", "<p>"), 0),
        ] {
            assert_eq!(made.judged(judge).asked, vec!["MU-server".to_owned(); asked], "{:?}", made.came);
        }
        let mut made = Made::new().answers_text(500, "text/html", "<h1>");
        let expected = "no internal error | status 500, a body that is not JSON []";
        assert_eq!(made.lines(judge), [format!("MU-server must \"\": {expected}")]);
        made.operation().rules.server_error.level = Some(Level::Should);
        assert_eq!(made.lines(judge), [format!("MU-server should \"\": {expected}")]);
        let coded = Made::new().answers_error(500, "E4");
        assert_eq!(
            coded.lines(judge),
            ["MU-server must \"\": no internal error | status 500, code \"E4\" at /error/code []"]
        );
        assert_eq!(codes(&coded.finding(judge)), (vec![], vec!["E4"]));
    }

    #[test]
    fn a_status_that_is_documented_for_the_code_due_is_kept() {
        let other = json!({});
        for (made, findings) in [
            (refused(&[json!("E5")]).answers(503, &other), 0),
            (refused(&[json!("E4"), json!("E5")]).answers(500, &other), 0),
            (refused(&[json!("E5")]).answers(502, &other), 1),
            (refused(&[json!("E4")]).answers(500, &other), 1),
            (refused(&[]).answers(500, &other), 1),
        ] {
            assert_eq!(made.lines(judge).len(), findings, "{:?} {}", made.due.codes, made.came.status);
        }
        let mut open = refused(&[json!("E5")]).answers(503, &other);
        open.due.outcome = Outcome::Any;
        assert_eq!(open.lines(judge).len(), 1);
        let mut nowhere = refused(&[json!("E5")]).answers(503, &other);
        nowhere.due.error = Some("no-place".to_owned());
        assert_eq!(nowhere.lines(judge).len(), 1);
    }

    #[test]
    fn what_is_due_or_no_surprise_is_kept_whatever_code_comes_with_it() {
        let mut made = Made::new().answers(599, &json!({}));
        made.due.server_error = true;
        assert_eq!(made.lines(judge), Vec::<String>::new());
        // The status is judged by another check.
        assert_eq!(refused(&[json!("E4")]).answers_error(500, "E4").lines(judge), Vec::<String>::new());
        assert_eq!(refused(&[json!("E4")]).answers_error(500, "E5").lines(judge).len(), 1);
    }

    #[test]
    fn a_code_of_a_5xx_is_one_under_any_status() {
        for (status, code, findings) in [(200, "E5", 1), (400, "E5", 1), (400, "E4", 0), (200, "X", 0)] {
            assert_eq!(Made::new().answers_error(status, code).lines(judge).len(), findings, "{status} {code}");
        }
        let mut busy = Made::new().answers_error(200, "E5");
        if let Some(status) = &mut busy.operation().errors[1].rules.status {
            status.by_code.insert("E5".to_owned(), vec![503]);
        }
        assert_eq!(busy.lines(judge), Vec::<String>::new(), "it is not said to be an internal error");
    }
}
