//! A row at fault leaves its neighbours alone: no other row has an error.

use super::{Evidence, Judgement};
use crate::contract::{MessageId, Outcome, code_text};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    if evidence.expectation.outcome != Outcome::Refused {
        return;
    }
    let Some((place, Some(due))) = evidence.due() else { return };
    let Some(rule) = place.rules.plain.get("others") else { return };
    // Shown only by a row at fault that has neighbours.
    let rows = evidence.exchange.response.as_deref().map_or(0, |response| place.code.find(response).len());
    if evidence.due_error().is_some() && rows > 1 {
        judgement.asked.push(&rule.requirement);
    }
    if let Some(other) = evidence.errors.iter().find(|error| error.place.id == place.id && error.pointer != due) {
        let mut finding = evidence.finding(
            &rule.requirement,
            rule.level,
            &other.pointer,
            MessageId::NoOtherError.into(),
            other.code.to_string().into(),
        );
        finding.class = code_text(other.code);
        finding.codes.came = vec![code_text(other.code)];
        judgement.findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{Made, codes};
    use super::judge;
    use crate::contract::{Level, Outcome};

    fn rows(codes: &[Value]) -> Made {
        Made::new().refused("/rows/0/amount", &[json!(1)]).answers_rows(200, codes)
    }

    #[test]
    fn an_error_in_another_row_is_a_finding() {
        let mut made = rows(&[json!(1), json!(0), json!(2)]);
        let expected = "\"/rows/2/code\": no error besides the one at fault | 2 [2]";
        assert_eq!(made.lines(judge), [format!("MU-others must {expected}")]);
        assert_eq!(codes(&made.finding(judge)), (vec![], vec!["2"]));
        if let Some(rule) = made.operation().errors[0].rules.plain.get_mut("others") {
            rule.level = Some(Level::Should);
        }
        assert_eq!(made.lines(judge), [format!("MU-others should {expected}")]);
    }

    #[test]
    fn the_row_at_fault_and_an_error_of_another_kind_are_not_its_neighbours() {
        let whole = rows(&[]).answers(200, &json!({"rows": [{"code": 1}, {"code": 0}], "error": {"code": "E4"}}));
        for (made, asked) in [(rows(&[json!(1), json!(0)]), 1), (rows(&[json!(2)]), 0), (whole, 1)] {
            let judged = made.judged(judge);
            assert_eq!((judged.findings, judged.asked), (vec![], vec!["MU-others".to_owned(); asked]));
        }
        let judged = rows(&[json!(0), json!(0)]).judged(judge);
        assert_eq!((judged.findings, judged.asked), (vec![], vec![]), "no row is at fault");
    }

    #[test]
    fn nothing_is_asked_where_no_row_is_at_fault_or_nothing_is_promised() {
        let both = [json!(1), json!(2)];
        let mut accepted = rows(&both);
        accepted.due.outcome = Outcome::Accepted;
        let mut unpromised = rows(&both);
        unpromised.operation().errors[0].rules.plain.clear();
        let mut no_row = rows(&both);
        (no_row.due.at, no_row.due.error) = (String::new(), Some("row".to_owned()));
        let mut nowhere = rows(&both);
        nowhere.due.error = Some("no-place".to_owned());
        for made in [accepted, unpromised, no_row, nowhere] {
            let judged = made.judged(judge);
            assert_eq!((judged.findings, judged.asked), (vec![], vec![]));
        }
    }
}
