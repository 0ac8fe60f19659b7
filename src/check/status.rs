//! The HTTP status is the documented one; judged only where a document or a reading says which.

use super::{Evidence, Judgement};
use crate::contract::code_text;

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let status = evidence.exchange.status;
    for error in &evidence.errors {
        let allowed = error.place.statuses(error.code);
        if allowed.is_empty() {
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
        let expected = allowed.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ");
        let level = rule.and_then(|rule| rule.level);
        let mut finding = evidence.finding(
            requirement,
            level,
            "",
            format!("status {expected} with code {}", error.code),
            format!("status {status}"),
        );
        finding.class = format!("{} {status}", error.code);
        let code = vec![code_text(error.code)];
        (finding.codes.due, finding.codes.came) = (code.clone(), code);
        finding.rests_on = vec![error.pointer.clone()];
        judgement.findings.push(finding);
        return;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{Made, codes};
    use super::judge;
    use crate::contract::{Level, StatusForm};

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
