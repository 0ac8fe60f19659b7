//! Every code in a response is in the catalogue, or is one that the document leaves room for.

use serde_json::Value;

use super::{Evidence, Judgement};
use crate::contract::{MessageId, Outcome, code_text};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    // Of other methods no document speaks.
    if evidence.exchange.method != evidence.operation.method {
        return;
    }
    let catalogue = &evidence.contract.catalogue;
    let mut bound = evidence.errors.iter().filter(|error| !error.place.rules.own_codes).peekable();
    if bound.peek().is_some() {
        judgement.asked.push(&catalogue.requirement);
    }
    // An empty code is not a code at all: a missing code is reported where one is due.
    let due = evidence.expectation;
    let told = |code: &Value| code == "" && (due.outcome == Outcome::Accepted || !due.codes.is_empty());
    if let Some(error) = bound.find(|error| !catalogue.allows(error.code) && !told(error.code)) {
        let mut finding = evidence.finding(
            &catalogue.requirement,
            None,
            &error.pointer,
            MessageId::DocumentedCode.into(),
            error.code.to_string().into(),
        );
        finding.class = code_text(error.code);
        finding.codes.came = vec![code_text(error.code)];
        judgement.findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{Made, codes};
    use super::judge;

    fn rows(codes: &[Value]) -> Made {
        Made::new().answers_rows(200, codes)
    }

    #[test]
    fn a_code_that_no_document_knows_is_a_finding_and_only_the_first_of_them() {
        let made = rows(&[json!(1), json!(77), json!(78)]);
        assert_eq!(made.lines(judge), ["MU-catalogue must \"/rows/1/code\": a documented code | 77 [77]"]);
        assert_eq!(codes(&made.finding(judge)), (vec![], vec!["77"]));
        assert_eq!(
            rows(&[json!("1")]).lines(judge),
            ["MU-catalogue must \"/rows/0/code\": a documented code | \"1\" [1]"]
        );
    }

    #[test]
    fn documented_codes_and_those_that_the_document_leaves_room_for_are_kept() {
        for made in
            [rows(&[json!(1), json!(9)]), Made::new().answers_error(400, "E4"), Made::new().answers_error(400, "E9")]
        {
            let judged = made.judged(judge);
            assert_eq!((judged.asked, judged.findings), (vec!["MU-catalogue".to_owned()], vec![]));
        }
        assert_eq!(rows(&[json!(0)]).judged(judge).asked, Vec::<String>::new(), "no code came");
    }

    #[test]
    fn a_target_may_have_codes_of_its_own_where_the_contract_says_so() {
        let mut made = Made::new().answers_error(400, "X1");
        assert_eq!(made.lines(judge), ["MU-catalogue must \"/error/code\": a documented code | \"X1\" [X1]"]);
        made.operation().errors[1].rules.own_codes = true;
        let judged = made.judged(judge);
        assert_eq!((judged.asked, judged.findings), (vec![], vec![]));
        let made = made.answers(400, &json!({"error": {"code": "X1"}, "rows": [{"code": 77}]}));
        assert_eq!(made.finding(judge).pointer, "/rows/0/code");
    }

    #[test]
    fn an_empty_code_is_told_once_where_one_is_due() {
        let empty = || Made::new().answers_error(200, "");
        for (made, findings) in
            [(empty(), 0), (empty().refused("", &[json!("E4")]), 0), (empty().refused("", &[]), 1), (empty().open(), 1)]
        {
            assert_eq!(made.judged(judge).findings.len(), findings, "{:?}", made.due);
        }
    }

    #[test]
    fn of_other_methods_no_document_speaks() {
        let mut made = rows(&[json!(77)]);
        made.sent.method = "GET".to_owned();
        let judged = made.judged(judge);
        assert_eq!((judged.asked, judged.findings), (vec![], vec![]));
    }
}
