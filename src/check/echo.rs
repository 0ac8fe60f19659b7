//! What was sent comes back: plain values, text beyond ASCII and large integers each under their own requirement.

use serde_json::{Map, Number, Value};

use super::{Evidence, Judgement, finding::fields_in};
use crate::{
    contract::{EchoForm, Pattern, escape},
    util::excerpt::shown,
};

/// How many characters of a value are shown.
const MOST: usize = 4_000;

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let exchange = evidence.exchange;
    let (Some(rule), Some(request), Some(response)) =
        (&evidence.operation.rules.echo, &exchange.request, &exchange.response)
    else {
        return;
    };
    // What should have been refused is a finding already.
    let wrongly = evidence.expectation.outcome == crate::contract::Outcome::Refused && evidence.accepted();
    if wrongly || !evidence.successful() {
        return;
    }
    for pattern in rule.places.iter().filter_map(|place| Pattern::new(place)) {
        for (pointer, sent) in pattern.find(request) {
            let inside = |error: &super::SeenError<'_>| {
                error.pointer.strip_prefix(&pointer).is_some_and(|rest| rest.starts_with('/'))
            };
            let got = response.pointer(&pointer).and_then(Value::as_object);
            if let (Some(sent), Some(got), false) = (sent.as_object(), got, evidence.errors.iter().any(inside)) {
                compare(evidence, rule, &pointer, sent, got, judgement);
            }
        }
    }
}

fn compare<'a>(
    evidence: &Evidence<'a>,
    rule: &'a EchoForm,
    pointer: &str,
    sent: &Map<String, Value>,
    got: &Map<String, Value>,
    judgement: &mut Judgement<'a>,
) {
    let excused = |key: &String| {
        rule.except.contains(key)
            || rule
                .unless
                .get(key)
                .is_some_and(|conditions| conditions.iter().any(|(other, value)| got.get(other) == Some(value)))
    };
    for (key, value) in
        sent.iter().filter(|(key, value)| !excused(key) && !value.is_null() && value.as_str() != Some(""))
    {
        // A key that the response does not have at all is a matter of its shape.
        let Some(back) = got.get(key) else { continue };
        let requirement = match value {
            Value::String(text) if !rule.dates.contains(key) && !plain(text) => &rule.text,
            Value::Number(number) if is_large(number) => &rule.integers,
            _ => &rule.requirement,
        };
        judgement.asked.push(requirement);
        if same(rule, key, value, back) {
            continue;
        }
        let place = format!("{pointer}/{}", escape(key));
        let mut finding =
            evidence.finding(requirement, None, &place, shown(value, MOST).into(), shown(back, MOST).into());
        change(value, back).clone_into(&mut finding.class);
        let conditions = rule.unless.get(key).into_iter().flat_map(|conditions| conditions.keys().cloned());
        finding.rests_on = fields_in(value).into_iter().chain(conditions).collect();
        judgement.findings.push(finding);
    }
}

fn same(rule: &EchoForm, key: &String, sent: &Value, got: &Value) -> bool {
    if sent == got {
        return true;
    }
    match (sent, got) {
        (Value::Number(number), Value::String(text)) => {
            rule.number_as_text.contains(key) && number.to_string() == *text
        }
        (Value::String(a), Value::String(b)) => rule.dates.contains(key) && date(a).is_some() && date(a) == date(b),
        _ => false,
    }
}

/// Beyond what 32 bits hold, or no integer at all.
fn is_large(number: &Number) -> bool {
    number.as_i64().is_none_or(|number| i32::try_from(number).is_err())
}

/// ASCII letters, digits, symbols and single inner spaces.
fn plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') && text.trim() == text && !text.contains("  ")
}

/// Year, month and day, whatever stands between them.
fn date(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split(['/', '-']).map(|part| part.parse().ok());
    let date = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(date)
}

/// What happened to a text on its way, in a word.
fn change(sent: &Value, got: &Value) -> &'static str {
    match (sent, got) {
        (Value::String(sent), Value::String(got)) if sent.starts_with(got.as_str()) || sent.ends_with(got.as_str()) => {
            "cut"
        }
        (Value::String(sent), Value::String(got)) if sent.chars().count() == got.chars().count() => "replaced",
        (Value::String(_), Value::String(_)) => "rewritten",
        (Value::Number(_), Value::Number(_)) => "another number",
        (_, Value::Null) => "lost",
        _ => "another type",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::Made;
    use super::*;

    /// One row that was sent and one that was returned.
    fn row(sent: &Value, came: &Value) -> Made {
        let mut made = Made::new().sends(&json!({"rows": [sent]})).answers(200, &json!({"rows": [came]}));
        let rule = rule(&mut made);
        rule.except = vec!["note".to_owned()];
        rule.unless = [("auto".to_owned(), [("method".to_owned(), json!(1))].into())].into();
        rule.number_as_text = vec!["number".to_owned()];
        rule.dates = vec!["day".to_owned()];
        made
    }

    fn rule(made: &mut Made) -> &mut EchoForm {
        made.operation().rules.echo.as_mut().expect("the contract says it")
    }

    #[test]
    fn a_value_that_comes_back_keeps_the_clause_of_its_kind() {
        for (sent, came, asked) in [
            (json!({"amount": 1}), json!({"amount": 1}), "MU-echo"),
            (json!({"amount": -2_147_483_649_i64}), json!({"amount": -2_147_483_649_i64}), "MU-integers"),
            (json!({"memo": "吉"}), json!({"memo": "吉"}), "MU-text"),
            (json!({"number": 12}), json!({"number": "12"}), "MU-echo"),
            (json!({"day": "2020/04/01"}), json!({"day": "2020-4-1"}), "MU-echo"),
            // Of a date only the day counts.
            (json!({"day": "2020/04/01 "}), json!({"day": "2020/04/01 "}), "MU-echo"),
            (json!({"auto": 1}), json!({"auto": 1, "method": 2}), "MU-echo"),
        ] {
            let judged = row(&sent, &came).judged(judge);
            assert_eq!((judged.findings, judged.asked), (vec![], vec![asked.to_owned()]), "{sent}");
        }
    }

    #[test]
    fn a_value_that_comes_back_changed_breaks_it() {
        for (sent, came, expected) in [
            (json!({"amount": 1}), json!({"amount": 2}), "MU-echo must \"/rows/0/amount\": 1 | 2 [another number]"),
            (json!({"amount": 1}), json!({"amount": "1"}), "MU-echo must \"/rows/0/amount\": 1 | \"1\" [another type]"),
            (
                json!({"amount": 2_147_483_648_i64}),
                json!({"amount": 0}),
                "MU-integers must \"/rows/0/amount\": 2147483648 | 0 [another number]",
            ),
            (
                json!({"memo": "𠮷"}),
                json!({"memo": "吉"}),
                "MU-text should \"/rows/0/memo\": \"𠮷\" | \"吉\" [replaced]",
            ),
            (json!({"memo": "abc"}), json!({"memo": "ab"}), "MU-echo must \"/rows/0/memo\": \"abc\" | \"ab\" [cut]"),
            (json!({"a/b": true}), json!({"a/b": null}), "MU-echo must \"/rows/0/a~1b\": true | null [lost]"),
            (
                json!({"number": 12}),
                json!({"number": "13"}),
                "MU-echo must \"/rows/0/number\": 12 | \"13\" [another type]",
            ),
            (
                json!({"day": "2020/04/01"}),
                json!({"day": "2020-04-02"}),
                "MU-echo must \"/rows/0/day\": \"2020/04/01\" | \"2020-04-02\" [replaced]",
            ),
            (
                json!({"day": "soon"}),
                json!({"day": "later"}),
                "MU-echo must \"/rows/0/day\": \"soon\" | \"later\" [rewritten]",
            ),
            (
                json!({"memo": "2020/04/01"}),
                json!({"memo": "2020-4-1"}),
                "MU-echo must \"/rows/0/memo\": \"2020/04/01\" | \"2020-4-1\" [rewritten]",
            ),
            (
                json!({"auto": 1}),
                json!({"auto": 2, "method": 2}),
                "MU-echo must \"/rows/0/auto\": 1 | 2 [another number]",
            ),
        ] {
            assert_eq!(row(&sent, &came).lines(judge), [expected]);
        }
    }

    #[test]
    fn what_need_not_come_back_is_passed_over() {
        for (sent, came) in [
            (json!({"note": 1}), json!({"note": 2})),
            (json!({"auto": 1}), json!({"auto": 2, "method": 1})),
            (json!({"amount": null, "memo": ""}), json!({"amount": 1, "memo": "x"})),
            (json!({"amount": 1}), json!({"code": 0})),
            (json!(1), json!({"amount": 1})),
            (json!({"amount": 1}), json!(2)),
            // The row has an error.
            (json!({"amount": 1}), json!({"amount": 2, "code": 1})),
        ] {
            let judged = row(&sent, &came).judged(judge);
            assert_eq!((judged.findings, judged.asked), (vec![], vec![]), "{sent} {came}");
        }
    }

    #[test]
    fn the_rows_beside_one_with_an_error_are_compared() {
        let rows = |code_of_ten: u8| {
            let row = |index: u8| json!({"amount": 2, "code": if index == 10 { code_of_ten } else { 0 }});
            json!({"rows": (0..=10).map(row).collect::<Vec<_>>()})
        };
        let sent = json!({"rows": (0..=10).map(|index| json!({"amount": if index == 1 || index == 10 { 1 } else { 2 }})).collect::<Vec<_>>()});
        let made = Made::new().refused("/rows/10/amount", &[json!(1)]).sends(&sent).answers(200, &rows(1));
        assert_eq!(made.lines(judge), ["MU-echo must \"/rows/1/amount\": 1 | 2 [another number]"]);
    }

    #[test]
    fn only_an_answer_of_success_is_compared_and_none_that_should_have_been_refused() {
        let changed = || row(&json!({"amount": 1}), &json!({"amount": 2}));
        let mut silent = changed();
        silent.operation().rules.echo = None;
        let mut raw = changed();
        raw.sent.json = None;
        for made in [
            silent,
            raw,
            changed().refused("/rows/0/amount", &[json!(1)]),
            changed().answers(400, &json!({"rows": [{"amount": 2}]})),
            changed().answers_text(200, "text/html", "<p>"),
        ] {
            let judged = made.judged(judge);
            assert_eq!((judged.findings, judged.asked), (vec![], vec![]));
        }
        assert_eq!(changed().open().lines(judge).len(), 1, "an open request that was accepted");
    }

    #[test]
    fn a_finding_rests_on_the_fields_in_the_value_and_on_those_that_would_excuse_it() {
        assert_eq!(row(&json!({"o": {"x": 1}}), &json!({"o": {}})).finding(judge).rests_on, ["x"]);
        assert_eq!(row(&json!({"auto": 1}), &json!({"auto": 2})).finding(judge).rests_on, ["method"]);
    }

    #[test]
    fn dates_are_compared_as_days() {
        assert_eq!(date("2020/04/01"), date("2020-4-1"));
        assert_eq!(date("2020/04/01 "), None);
        assert_eq!((date("2020/04"), date("2020/04/01/2")), (None, None));
        assert_ne!(date("2020/04/01"), date("2020/01/04"));
    }

    #[test]
    fn large_numbers_are_told_from_small_ones_to_the_very_ends() {
        for (number, large) in
            [(i64::MIN, true), (-2_147_483_649, true), (-1, false), (2_147_483_647, false), (2_147_483_648, true)]
        {
            assert_eq!(is_large(&number.into()), large, "{number}");
        }
        assert!(is_large(&u64::MAX.into()) && json!(0.5).as_number().is_some_and(is_large));
    }

    #[test]
    fn what_happened_to_a_text_is_named() {
        assert_eq!(change(&json!("𠮷野"), &json!("𠮷")), "cut");
        assert_eq!(change(&json!("𠮷野"), &json!("野")), "cut");
        assert_eq!(change(&json!("①〜"), &json!("①～")), "replaced");
        assert_eq!(change(&json!("か\u{3099}"), &json!("が")), "rewritten");
        assert_eq!(change(&json!("a"), &json!(null)), "lost");
        assert_eq!((change(&json!(1), &json!(2)), change(&json!(1), &json!([]))), ("another number", "another type"));
    }

    #[test]
    fn plain_text_has_only_single_inner_spaces() {
        assert!(plain("a b!~"));
        assert!(!plain("a  b") && !plain(" a") && !plain("ｱ") && !plain("a\nb") && !plain("a\u{7f}"));
    }
}
