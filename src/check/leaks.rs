//! No response shows what is inside: stack traces, SQL, whole card numbers, columns that nobody outside should see; and no refusal shows what
//! is stored.

use std::sync::LazyLock;

use regex::bytes::RegexSet;
use serde_json::Value;

use super::{Evidence, Judgement, stored};
use crate::contract::{Level, MessageId as Id, code_text, escape};

/// What a response must not hold: how it is worded, the name of the finding, and how it is found.
const INSIDES: [(Id, &str, &str); 11] = [
    (Id::PythonTrace, "a stack trace of Python", r"(?-u)Traceback \(most recent call last\)"),
    (Id::JvmTrace, "a stack trace of the JVM or .NET", r"(?-u)\bat [\w.$<>]+\([\w.$]+\.(java|kt|scala|cs):\d+\)"),
    (Id::ScriptTrace, "a stack trace of JavaScript", r"(?-u)\bat [\w.$<>]+ \((/|file:|node:)[^)]+:\d+:\d+\)"),
    (Id::PhpTrace, "a stack trace of PHP", r"(?-u)#\d+ \\?/[^ (]+\.php\(\d+\)"),
    (Id::Panic, "a panic", r"(?-u)panicked at |goroutine \d+ \["),
    (
        Id::Exception,
        "an exception's name",
        r"(?-u)\b(java|javax|org|com)(\.\w+)+(Exception|Error)\b|\bSystem\.\w+Exception\b",
    ),
    (Id::SqlState, "an SQL state", r"(?-u)SQLSTATE\[|\bORA-\d\d\d\d\d\b|\bPG::\w+(Error|Violation)\b"),
    (
        Id::SqlError,
        "an SQL error",
        r"(?i-u)you have an error in your sql syntax|syntax error at or near|duplicate entry '[^']*' for key",
    ),
    (
        Id::SqlStatement,
        "an SQL statement",
        r"(?i-u)\bselect\s[^;]+\sfrom\s+\S+\s+where\b|\binsert\s+into\s+\S+\s*\(|\bupdate\s+\S+\s+set\s+\S+\s*=",
    ),
    (
        Id::ServerPath,
        "a path of the server",
        r"(?-u)(/var/www|/home/\w+|/usr/local|/usr/share|/opt)/\S|[A-Z]:\\\\(inetpub|Users)\\",
    ),
    (
        Id::InnerField,
        "a password or key of the inside",
        r#"(?i-u)"(password|passwd|password_hash|private_key|secret_key|deleted_flg|internal_\w+)"\s*:"#,
    ),
];

static SET: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(INSIDES.map(|(_, _, pattern)| pattern)).expect("a test compiles each"));

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let (rule, level) = match evidence.operation.rules.plain.get("leaks") {
        Some(rule) => (&rule.requirement, rule.level),
        // Every contract promises a body of some form, and what nobody documents is not a part of that.
        None => (&evidence.operation.rules.content.requirement, Some(Level::Should)),
    };
    let body = &evidence.exchange.response_body;
    let mut leak = |pointer: &str, id: Id, what: &str| {
        let (expected, actual) = (Id::NoSuch.with([id.into()]), Id::InBody.with([id.into()]));
        let mut finding = evidence.finding(rule, level, pointer, expected, actual);
        what.clone_into(&mut finding.class);
        judgement.findings.push(finding);
    };
    let shown = SET.matches(body);
    if shown.matched_any() {
        // What was sent may come back.
        let sent = SET.matches(&evidence.exchange.request_body);
        for index in shown.into_iter().filter(|index| !sent.matched(*index)) {
            leak("", INSIDES[index].0, INSIDES[index].1);
        }
    }
    if let Some(response) = &evidence.exchange.response
        && let Some(pointer) = card(response)
        && evidence.exchange.request.as_deref().is_none_or(|sent| card(sent).is_none())
    {
        leak(&pointer, Id::CardNumber, "a whole card number");
    }
    if let Some((pointer, value)) = stored::shown(evidence) {
        // Where only credentials have a clause, what a refusal may show of the rest belongs to it as well.
        let own = ["stored", "leaks", "secrets"].iter().find_map(|key| evidence.operation.rules.plain.get(*key));
        let (rule, level) = own.map_or((rule, level), |rule| (&rule.requirement, rule.level));
        let (expected, actual) = (Id::NothingStored.into(), Id::InBody.with([value.as_str().into()]));
        let mut finding = evidence.finding(rule, level, &pointer, expected, actual);
        "a stored value".clone_into(&mut finding.class);
        judgement.findings.push(finding);
    }
}

/// Where a value under a key that speaks of cards holds a whole card number. Nothing is written down before one is found: this
/// looks at every value of every response.
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

    use super::super::testing::Made;
    use super::*;

    fn shown(text: &str) -> Vec<&'static str> {
        SET.matches(text.as_bytes()).into_iter().map(|index| INSIDES[index].1).collect()
    }

    fn answers(memo: &str) -> Made {
        Made::new().answers(200, &json!({"rows": [], "memo": memo}))
    }

    #[test]
    fn what_is_inside_the_target_is_a_finding_for_each_kind() {
        let mut made = answers("ORA-00942 in /var/www/app/x");
        let expected = [
            "MU-leaks must \"\": no SQL state | SQL state in the body [an SQL state]",
            "MU-leaks must \"\": no path of the server | path of the server in the body [a path of the server]",
        ];
        assert_eq!(made.lines(judge), expected);
        if let Some(rule) = made.operation().rules.plain.get_mut("leaks") {
            rule.level = Some(Level::Open);
        }
        assert_eq!(made.judged(judge).findings[0].level, Level::Open);
        assert_eq!(answers("all is well").lines(judge), Vec::<String>::new());
    }

    #[test]
    fn where_the_contract_says_nothing_it_is_a_warning() {
        let mut made = answers("ORA-00942");
        made.operation().rules.plain.remove("leaks");
        assert_eq!(made.lines(judge), ["MU-content should \"\": no SQL state | SQL state in the body [an SQL state]"]);
    }

    #[test]
    fn what_was_sent_may_come_back() {
        let memo = "ORA-00942 in /var/www/app/x";
        let made = answers(memo).sends(&json!({"memo": "ORA-00001"}));
        assert_eq!(
            made.lines(judge),
            ["MU-leaks must \"\": no path of the server | path of the server in the body [a path of the server]"]
        );
        assert_eq!(answers(memo).sends(&json!({"memo": memo})).lines(judge), Vec::<String>::new());
        let card = json!({"card": "4111111111111111"});
        let made = Made::new().answers(200, &json!({"rows": [card]}));
        let expected = "MU-leaks must \"/rows/0/card\": no whole card number | whole card number in the body [a whole card number]";
        assert_eq!(made.lines(judge), [expected]);
        assert_eq!(made.sends(&card).lines(judge), Vec::<String>::new());
        let mut raw = Made::new().answers(200, &json!({"rows": [card]}));
        raw.sent.json = None;
        assert_eq!(raw.lines(judge), [expected]);
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
        assert_eq!(found(json!([0, {"a/b": {"PAN": 4_111_111_111_111_111_u64}}])), Some("/1/a~1b/PAN".to_owned()));
        assert_eq!(found(json!({"cn": "no. 4111-1111-1111-1111."})), Some("/cn".to_owned()));
        for none in [
            json!({"card_no": "4111111111111112"}),
            json!({"payment_id": "4111111111111111"}),
            json!({"card_no": "1111"}),
            json!({"card_no": true}),
            json!({"card_no": ["4111111111111111"]}),
            json!("4111111111111111"),
        ] {
            assert_eq!(card(&none), None, "{none}");
        }
    }

    #[test]
    fn a_card_number_has_14_to_16_digits_and_a_first_one_that_is_given_out() {
        for (digits, holds) in [
            ("4000000000006", false),     // 13
            ("30000000000004", true),     // 14
            ("340000000000009", true),    // 15
            ("5000000000000009", true),   // 16
            ("50000000000000005", false), // 17
            ("6000000000000007", true),
            ("2000000000000006", true),
            ("1000000000000008", false),
            ("0000000000000000", false),
            ("7000000000000005", false),
            ("4012888888881881", true),
            ("4012888888881882", false),
            ("a4012888888881881b", true),
        ] {
            assert_eq!(holds_number(digits), holds, "{digits}");
        }
    }

    #[test]
    fn what_has_no_room_for_a_card_number_is_not_read() {
        for (value, long) in [
            (json!("12345678901234"), true),
            (json!("1234567890123"), false),
            (json!(10_000_000_000_000_u64), true),
            (json!(9_999_999_999_999_u64), false),
            (json!(-10_000_000_000_000_i64), false),
            (json!(["12345678901234"]), false),
        ] {
            assert_eq!(is_long(&value), long, "{value}");
        }
    }
}
