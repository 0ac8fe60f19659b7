//! What was sent comes back: plain values, text beyond ASCII and large integers each under their own requirement.

use serde_json::{Map, Number, Value};

use super::{Evidence, Judgement, finding::fields_in};
use crate::contract::{EchoForm, Pattern, escape};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let exchange = evidence.exchange;
    let (Some(rule), Some(request), Some(response)) =
        (&evidence.operation.rules.echo, &exchange.request, &exchange.response)
    else {
        return;
    };
    // What was accepted against its promise has been told already.
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
        // A key that the answer does not have at all is a matter of its shape.
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
        let mut finding = evidence.finding(requirement, None, &place, value.to_string(), back.to_string());
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

    use super::*;

    #[test]
    fn dates_are_compared_as_days() {
        assert_eq!(date("2020/04/01"), date("2020-4-1"));
        assert_eq!(date("2020/04/01 "), None);
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
        assert_eq!(change(&json!("①〜"), &json!("①～")), "replaced");
        assert_eq!(change(&json!("か\u{3099}"), &json!("が")), "rewritten");
        assert_eq!(change(&json!("a"), &json!(null)), "lost");
    }

    #[test]
    fn plain_text_has_only_single_inner_spaces() {
        assert!(plain("a b!~"));
        assert!(!plain("a  b") && !plain(" a") && !plain("ｱ") && !plain("a\nb"));
    }
}
