//! The body keeps its JSON Schema.

use serde_json::Value;

use super::{Evidence, Judgement, codes_below, finding::fields_in};
use crate::{
    contract::{Message, MessageId},
    util::excerpt::shown,
};

/// Keywords that require nothing of what is inside a value. All others may rest on each field in it.
const OUTER: [&str; 5] = ["type", "minItems", "maxItems", "minProperties", "maxProperties"];

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let Some((_, shape)) = evidence.shape() else { return };
    let exchange = evidence.exchange;
    let text = evidence.is_text().then(|| Value::from(String::from_utf8_lossy(&exchange.response_body)));
    let Some(response) = text.as_ref().or(exchange.response.as_deref()) else { return };
    if shape.validator.is_valid(response) {
        return;
    }
    for (breach, expected) in shape.validator.worded_breaches(response) {
        let requirement = shape.requirement_of(&breach);
        let part = response.pointer(&breach.pointer);
        let actual = part.map_or_else(|| MessageId::Nothing.into(), short);
        let mut finding = evidence.finding(requirement, None, &breach.pointer, expected, actual);
        finding.codes.came = codes_below(&evidence.errors, &breach.pointer);
        finding.rests_on = match (&breach.property, part) {
            (Some(property), _) => vec![property.clone()],
            (None, Some(part)) if !OUTER.contains(&breach.keyword.as_str()) => fields_in(part),
            _ => Vec::new(),
        };
        finding.class = match breach.property {
            Some(property) => format!("{} {property}", breach.keyword),
            None => breach.keyword,
        };
        judgement.misshapen = judgement.misshapen.max(Some(finding.level));
        judgement.findings.push(finding);
    }
}

/// A value in at most some eighty characters.
fn short(value: &serde_json::Value) -> Message {
    shown(value, 80).into()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{Made, codes};
    use super::{judge, short};
    use crate::contract::Level;

    fn row(row: &Value) -> Made {
        Made::new().answers(200, &json!({"rows": [row]}))
    }

    #[test]
    fn a_body_of_the_documented_shape_is_kept() {
        let judged = row(&json!({"code": 0, "amount": null, "more": 1})).judged(judge);
        assert_eq!((judged.findings, judged.misshapen), (vec![], None));
    }

    #[test]
    fn each_breach_is_a_finding_of_the_clause_that_the_part_cites() {
        let made = row(&json!({"amount": "1", "memo": 2}));
        let expected = [
            "MU-part should \"/rows/0/amount\": value is not of types \"null\", \"integer\" | \"1\" [type]",
            "MU-shape must \"/rows/0/memo\": value is not of type \"string\" | 2 [type]",
            "MU-shape must \"/rows/0\": \"code\" is a required property | {\"amount\":\"1\",\"memo\":2} [required code]",
        ];
        let mut lines = made.lines(judge);
        lines.sort();
        let mut expected = expected.map(str::to_owned).to_vec();
        expected.sort();
        assert_eq!(lines, expected);
    }

    #[test]
    fn the_gravest_breach_is_kept_for_the_rules_that_read_the_body() {
        for (body, before, expected) in [
            (json!({"code": 0, "amount": "1"}), None, Some(Level::Should)),
            (json!({"code": 0, "amount": "1"}), Some(Level::Must), Some(Level::Must)),
            (json!({"amount": "1"}), None, Some(Level::Must)),
            (json!({"code": 0}), None, None),
        ] {
            let mut made = row(&body);
            made.misshapen = before;
            assert_eq!(made.judged(judge).misshapen, expected, "{body}");
        }
    }

    #[test]
    fn a_breach_rests_on_the_property_that_it_names_or_on_all_that_stands_there() {
        let missing = row(&json!({"amount": 1})).finding(judge);
        assert_eq!((missing.rests_on, missing.codes.is_empty()), (vec!["code".to_owned()], true));
        let labels = json!({"code": 0, "labels": [{"a": {"b": 1}}, {"a": {"b": 1}}]});
        let alike = row(&labels).finding(judge);
        assert_eq!((alike.class.as_str(), alike.rests_on.join("")), ("uniqueItems", "abab".to_owned()));
        let many = row(&json!({"code": 0, "memo": {"a": 1}})).finding(judge);
        assert_eq!((many.class.as_str(), many.rests_on.len()), ("type", 0));
        let absent = Made::new().answers(200, &json!({})).finding(judge);
        assert_eq!(
            (absent.pointer.as_str(), absent.actual.as_str(), absent.rests_on),
            ("", "{}", vec!["rows".to_owned()])
        );
    }

    #[test]
    fn an_error_has_the_body_of_its_kind() {
        let made = Made::new().answers(400, &json!({"error": {"code": 5}}));
        let expected = "MU-error-shape must \"/error/code\": value is not of type \"string\" | 5 [type]";
        assert_eq!(made.lines(judge), [expected]);
        assert_eq!(codes(&made.finding(judge)), (vec![], vec!["5"]));
    }

    #[test]
    fn what_is_no_json_or_has_no_documented_shape_is_passed_over() {
        for made in [Made::new().answers_text(200, "text/html", "<p>"), Made::new().answers(404, &json!([]))] {
            let judged = made.judged(judge);
            assert_eq!((judged.findings, judged.misshapen), (vec![], None));
        }
    }

    #[test]
    fn what_is_not_json_is_judged_as_text() {
        let text = |body: &str| Made::new().answers_text(206, "text/csv", body).lines(judge);
        assert_eq!(text("id,a\n1,2\n"), Vec::<String>::new());
        let lines = text("123");
        assert!(lines.len() == 1 && lines[0].contains("does not match"), "{lines:?}");
    }

    #[test]
    fn a_value_is_told_in_eighty_characters() {
        // Two of them are quotes.
        assert_eq!(short(&json!("あ".repeat(78))), crate::contract::Message::from(format!("\"{}\"", "あ".repeat(78))));
        assert_eq!(short(&json!("あ".repeat(79))), crate::contract::Message::from(format!("\"{}…", "あ".repeat(78))));
    }
}
