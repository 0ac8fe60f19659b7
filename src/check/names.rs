//! An error names the parameter at fault in its details.

use serde_json::Value;

use super::{Evidence, Judgement};
use crate::contract::{Message, MessageId, NamesForm, Outcome};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let due = evidence.expectation;
    if due.outcome != Outcome::Refused || due.names.is_empty() {
        return;
    }
    let Some(error) = evidence.due_error().filter(|error| due.codes.is_empty() || due.codes.contains(error.code))
    else {
        return;
    };
    let Some(rule) = &error.place.rules.names else { return };
    // Where both of two broken parameters are due, the expectation's own requirement is about it.
    let requirement = if due.names_all { &due.requirement } else { &rule.requirement };
    judgement.asked.push(requirement);
    let named = named(rule, evidence.exchange.response.as_deref());
    let found = |name: &String| named.contains(&name.as_str());
    let kept = if due.names_all { due.names.iter().all(found) } else { due.names.iter().any(found) };
    if kept {
        return;
    }
    let joint = if due.names_all { MessageId::And } else { MessageId::Or };
    let expected = MessageId::NamesDetail.with([Message::joined(joint, due.names.iter().map(String::as_str))]);
    let actual = if named.is_empty() { MessageId::NoParameter.into() } else { named.join(", ").into() };
    let mut finding = evidence.finding(requirement, due.level, &rule.list, expected, actual);
    finding.class = due.names.join(" ");
    finding.rests_on = due.names.iter().chain(&rule.keys).cloned().collect();
    judgement.findings.push(finding);
}

/// The parameters that a response names, in its order.
pub fn named<'a>(rule: &NamesForm, response: Option<&'a Value>) -> Vec<&'a str> {
    let details = response.and_then(|response| response.pointer(&rule.list)).and_then(Value::as_array);
    let name = |detail: &'a Value| rule.keys.iter().find_map(|key| detail.get(key)).and_then(Value::as_str);
    details.into_iter().flatten().filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::Made;
    use super::{judge, named};
    use crate::contract::{Level, Outcome};

    /// `amount` or `memo` is to be named.
    fn details(details: &Value) -> Made {
        let mut made = Made::new().refused("", &[json!("E4")]);
        made.due.names = vec!["amount".to_owned(), "memo".to_owned()];
        made.answers(400, &json!({"error": {"code": "E4", "details": details}}))
    }

    #[test]
    fn one_of_the_parameters_at_fault_is_named() {
        for kept in [json!([{"name": "amount"}]), json!([{"name": "x"}, {"field": "memo"}])] {
            let judged = details(&kept).judged(judge);
            assert_eq!((judged.findings, judged.asked), (vec![], vec!["MU-names".to_owned()]), "{kept}");
        }
        for (broken, came) in [
            (json!([{"name": "x"}, {"field": "amounts"}]), "x, amounts"),
            (json!([]), "no parameter named"),
            (json!(null), "no parameter named"),
        ] {
            let expected =
                format!("MU-names must \"/error/details\": a detail that names amount or memo | {came} [amount memo]");
            assert_eq!(details(&broken).lines(judge), [expected]);
        }
        let mut made = details(&json!([]));
        made.due.level = Some(Level::Should);
        let finding = made.finding(judge);
        assert_eq!((finding.level, finding.rests_on.join(" ")), (Level::Should, "amount memo name field".to_owned()));
    }

    #[test]
    fn where_each_is_due_the_expectation_speaks_of_it() {
        let all = |list: &Value| {
            let mut made = details(list);
            made.due.names_all = true;
            made
        };
        let judged = all(&json!([{"name": "memo"}, {"name": "amount"}])).judged(judge);
        assert_eq!((judged.findings, judged.asked), (vec![], vec!["MU-amount".to_owned()]));
        let expected = "MU-amount must \"/error/details\": a detail that names amount and memo | memo [amount memo]";
        assert_eq!(all(&json!([{"name": "memo"}])).lines(judge), [expected]);
    }

    #[test]
    fn only_the_error_that_is_due_is_to_name_something() {
        let mut open = details(&json!([]));
        open.due.outcome = Outcome::Any;
        let mut none_due = details(&json!([]));
        none_due.due.names.clear();
        let mut other_code = details(&json!([]));
        other_code.due.codes = vec![json!("E5")];
        let mut unpromised = details(&json!([]));
        unpromised.operation().errors[1].rules.names = None;
        let no_error = details(&json!([])).answers(400, &json!({}));
        for made in [open, none_due, other_code, unpromised, no_error] {
            let judged = made.judged(judge);
            assert_eq!((judged.findings, judged.asked), (vec![], vec![]));
        }
        let mut any_code = details(&json!([]));
        any_code.due.codes.clear();
        assert_eq!(any_code.lines(judge).len(), 1);
    }

    #[test]
    fn parameters_are_named_in_the_order_of_the_response_by_the_first_key_that_is_there() {
        let mut made = Made::new();
        let rule = made.operation().errors[1].rules.names.clone().expect("the contract says it");
        let response =
            json!({"error": {"details": [{"field": "b"}, {"name": "a", "field": "c"}, {"name": 1}, {"other": "d"}]}});
        assert_eq!(named(&rule, Some(&response)), ["b", "a"]);
        assert_eq!(named(&rule, None), Vec::<&str>::new());
    }
}
