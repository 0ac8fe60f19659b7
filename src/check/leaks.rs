//! No answer shows what is inside: stack traces, SQL, whole card numbers, columns that nobody outside should see.

use std::sync::LazyLock;

use regex::bytes::RegexSet;
use serde_json::Value;

use super::{Evidence, Judgement};
use crate::contract::{Level, code_text, escape};

/// What an answer must not hold, by name.
const INSIDES: [(&str, &str); 11] = [
    ("a stack trace of Python", r"(?-u)Traceback \(most recent call last\)"),
    ("a stack trace of the JVM or .NET", r"(?-u)\bat [\w.$<>]+\([\w.$]+\.(java|kt|scala|cs):\d+\)"),
    ("a stack trace of JavaScript", r"(?-u)\bat [\w.$<>]+ \((/|file:|node:)[^)]+:\d+:\d+\)"),
    ("a stack trace of PHP", r"(?-u)#\d+ \\?/[^ (]+\.php\(\d+\)"),
    ("a panic", r"(?-u)panicked at |goroutine \d+ \["),
    ("an exception's name", r"(?-u)\b(java|javax|org|com)(\.\w+)+(Exception|Error)\b|\bSystem\.\w+Exception\b"),
    ("an SQL state", r"(?-u)SQLSTATE\[|\bORA-\d\d\d\d\d\b|\bPG::\w+(Error|Violation)\b"),
    (
        "an SQL error",
        r"(?i-u)you have an error in your sql syntax|syntax error at or near|duplicate entry '[^']*' for key",
    ),
    (
        "an SQL statement",
        r"(?i-u)\bselect\s[^;]+\sfrom\s+\S+\s+where\b|\binsert\s+into\s+\S+\s*\(|\bupdate\s+\S+\s+set\s+\S+\s*=",
    ),
    ("a path of the server", r"(?-u)(/var/www|/home/\w+|/usr/local|/usr/share|/opt)/\S|[A-Z]:\\\\(inetpub|Users)\\"),
    (
        "a password or key of the inside",
        r#"(?i-u)"(password|passwd|password_hash|private_key|secret_key|deleted_flg|internal_\w+)"\s*:"#,
    ),
];

static SET: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(INSIDES.map(|(_, pattern)| pattern)).expect("a test compiles each"));

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let (rule, level) = match evidence.operation.rule("leaks") {
        Some(rule) => (&rule.requirement, rule.level),
        // Every contract promises an answer of a form; what nobody documents is no part of it.
        None => (&evidence.operation.content.requirement, Some(Level::Should)),
    };
    let body = &evidence.exchange.response_body;
    let mut leak = |pointer: &str, what: &str| {
        let mut finding =
            evidence.finding(rule, level, pointer, format!("no {}", what.trim_start_matches("a ")), what.to_owned());
        what.clone_into(&mut finding.class);
        judgement.findings.push(finding);
    };
    let shown = SET.matches(body);
    if shown.matched_any() {
        // What was sent may come back.
        let sent = SET.matches(&evidence.exchange.request_body);
        for index in shown.into_iter().filter(|index| !sent.matched(*index)) {
            leak("", INSIDES[index].0);
        }
    }
    if let Some(response) = &evidence.exchange.response
        && let Some(pointer) = card(response)
        && evidence.exchange.request.as_deref().is_none_or(|sent| card(sent).is_none())
    {
        leak(&pointer, "a whole card number");
    }
}

/// Where a value under a key that speaks of cards holds a whole card number. Nothing is written down before one is found: this
/// looks at every value of every answer.
fn card(value: &Value) -> Option<String> {
    match value {
        Value::Object(fields) => fields.iter().find_map(|(key, value)| {
            let inner = if is_long(value) {
                (speaks_of_cards(key) && holds_number(&code_text(value))).then(String::new)
            } else {
                card(value)
            };
            inner.map(|rest| format!("/{}{rest}", escape(key)))
        }),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(index, item)| card(item).map(|rest| format!("/{index}{rest}")))
        }
        _ => None,
    }
}

/// Whether a text or number has room for the digits of a card.
fn is_long(value: &Value) -> bool {
    match value {
        Value::String(text) => text.len() >= 14,
        Value::Number(number) => number.as_u64().is_some_and(|number| number >= 10_000_000_000_000),
        _ => false,
    }
}

fn speaks_of_cards(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["card", "pan", "cn"].iter().any(|word| key.contains(word))
}

/// Whether digits in the text, alone or in groups, are a card number: 14 to 16 of them, a known first digit, the check digit right.
fn holds_number(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let runs = plain.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| (14..=16).contains(&run.len()) && run.starts_with(['3', '4', '5', '6', '2'])).any(|run| {
        let sum: u32 = run
            .bytes()
            .rev()
            .enumerate()
            .map(|(place, digit)| {
                let digit = u32::from(digit - b'0') * if place % 2 == 0 { 1 } else { 2 };
                digit / 10 + digit % 10
            })
            .sum();
        sum.is_multiple_of(10)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(text: &str) -> Vec<&'static str> {
        SET.matches(text.as_bytes()).into_iter().map(|index| INSIDES[index].0).collect()
    }

    #[test]
    fn each_inside_is_known_by_its_looks() {
        for (text, what) in [
            ("Traceback (most recent call last):\n  File", "a stack trace of Python"),
            ("at jp.example.Pay.run(Pay.java:41)", "a stack trace of the JVM or .NET"),
            ("at run (/srv/app/index.js:3:14)", "a stack trace of JavaScript"),
            ("#0 /srv/app/Pay.php(41): run()", "a stack trace of PHP"),
            ("thread 'main' panicked at src/pay.rs", "a panic"),
            ("java.lang.NullPointerException", "an exception's name"),
            ("SQLSTATE[23000]: Integrity", "an SQL state"),
            ("syntax error at or near \\\"FROM\\\"", "an SQL error"),
            ("SELECT id, memo FROM payments WHERE id = 1", "an SQL statement"),
            ("include(/var/www/app/x)", "a path of the server"),
            ("{\"password_hash\": \"x\"}", "a password or key of the inside"),
        ] {
            assert_eq!(shown(text), [what], "{text}");
        }
        assert!(
            shown("{\"error\": {\"message\": \"select an item from the list where it fits: 入力に誤りがあります\"}}")
                .is_empty()
        );
    }

    #[test]
    fn a_card_number_is_one_by_key_length_and_check_digit() {
        let found = |value: Value| card(&value);
        assert_eq!(found(json!({"rows": [{"card_no": "4111 1111 1111 1111"}]})), Some("/rows/0/card_no".to_owned()));
        assert_eq!(found(json!({"card_no": "4111111111111112"})), None);
        assert_eq!(found(json!({"payment_id": "4111111111111111"})), None);
        assert_eq!(found(json!({"card_no": "1111"})), None);
    }
}
