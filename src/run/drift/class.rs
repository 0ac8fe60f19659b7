//! Classifies values by their looks, and finds those that differ in every run: ids, times and tokens.

use serde_json::Value;

use crate::util::plain::plain;

/// From so many digits on a number is an id, whatever its field is called: no amount is so large.
const ID_DIGITS: usize = 12;
/// With fewer digits than this a number counts something, even where its field is called as ids are.
const FEW_DIGITS: usize = 5;
/// What the names of fields that hold ids end with.
const ID_WORDS: [&str; 9] = ["id", "no", "num", "number", "seq", "key", "token", "ref", "reference"];

/// The kind of a value, by its looks.
pub(super) fn class(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "fraction",
        Value::Number(number) if number.to_string().len() >= ID_DIGITS => "long number",
        Value::Number(_) => "number",
        Value::String(text) => of_text(text),
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn of_text(text: &str) -> &'static str {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plain = |extra: &[u8]| text.bytes().all(|b| b.is_ascii_alphanumeric() || extra.contains(&b));
    match text {
        "" => "empty text",
        _ if is_date(text, b'-') || is_date(text, b'/') => "date",
        _ if text.len() > 10
            && text.is_char_boundary(10)
            && (is_date(&text[..10], b'-') || is_date(&text[..10], b'/')) =>
        {
            "time"
        }
        _ if digits == text.len() && is_compact_date(text) => "date",
        _ if digits == text.len() && digits >= ID_DIGITS => "long digits",
        _ if digits == text.len() => "digits",
        _ if is_uuid(text) => "uuid",
        _ if text.contains("://") => "address",
        _ if text.contains('@') && plain(b"@.-_+") => "mail address",
        // Long, without spaces, letters and digits mixed: nobody wrote that.
        _ if text.len() >= 16 && digits >= 2 && digits < text.len() && plain(b"-_.~+/=") => "token",
        _ if text.len() <= 16 && plain(b"-_.") => "word",
        _ => "text",
    }
}

fn is_date(text: &str, separator: u8) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, b)| if at == 4 || at == 7 { *b == separator } else { b.is_ascii_digit() })
}

/// `yyyyMMdd`, of this century or the one before.
fn is_compact_date(text: &str) -> bool {
    let part = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<u32>().ok());
    text.len() == 8
        && part(0, 4).is_some_and(|year| (1900..2100).contains(&year))
        && part(4, 6).is_some_and(|month| (1..=12).contains(&month))
        && part(6, 8).is_some_and(|day| (1..=31).contains(&day))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(at, b)| if [8, 13, 18, 23].contains(&at) { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// Whether two different values of a class are no change, for they are ids, times or tokens. Amounts look like short ids: those are
/// recognised by the name of their field.
pub(super) fn is_masked(value: &Value, key: &str) -> bool {
    match class(value) {
        "long number" | "long digits" | "date" | "time" | "uuid" | "token" => true,
        "number" | "digits" => plain(value).len() >= FEW_DIGITS && is_named_as_id(key),
        _ => false,
    }
}

/// Whether a field is called as ids are: `payment_id`, `batchNumber`, `receipt-no`, `gid`.
fn is_named_as_id(key: &str) -> bool {
    let mut last = String::new();
    for c in key.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && !last.ends_with(char::is_uppercase)) {
            last.clear();
        }
        if c.is_alphanumeric() {
            last.push(c);
        }
    }
    let last = last.to_lowercase();
    ID_WORDS.contains(&last.as_str())
        || (last.len() <= 4 && last.ends_with("id") && !["paid", "void"].contains(&&*last))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_known_by_their_looks() {
        for (value, due, masked) in [
            (json!(null), "null", false),
            (json!(7), "number", false),
            (json!(900_719_925_474_099_301_u64), "long number", true),
            (json!(1.5), "fraction", false),
            (json!(""), "empty text", false),
            (json!("0013"), "digits", false),
            (json!("20240401"), "date", true),
            (json!("20241301"), "digits", false),
            (json!("123456789012"), "long digits", true),
            (json!(9_999_999_999_u64), "number", false),
            (json!("2024/04/01"), "date", true),
            (json!("2024-04-01T10:20:30+09:00"), "time", true),
            (json!("0ddba11e-0000-4000-8000-000000000001"), "uuid", true),
            (json!("eyJhbGciOiJIUzI1NiJ9.e30.abc123"), "token", true),
            (json!("ER400"), "word", false),
            (json!("https://example.invalid/x"), "address", false),
            (json!("ci@example.com"), "mail address", false),
            (json!("入力に誤りがあります"), "text", false),
            (json!("あいうえおかきくけこ1234567890"), "text", false),
        ] {
            assert_eq!((class(&value), is_masked(&value, "amount")), (due, masked), "{value}");
        }
    }

    #[test]
    fn a_number_is_an_id_where_its_field_is_called_so() {
        for (key, id) in [
            ("payment_id", true),
            ("paymentBatchNumber", true),
            ("transactionID", true),
            ("receipt-no", true),
            ("gid", true),
            ("acid", true),
            ("amount", false),
            ("paid", false),
            ("total_paid", false),
            ("ta", false),
            ("note", false),
            ("", false),
        ] {
            assert_eq!(is_masked(&json!(48_213), key), id, "{key}");
            assert_eq!(is_masked(&json!("48213"), key), id, "{key}");
            assert!(!is_masked(&json!(42), key), "{key}");
        }
    }

    #[test]
    fn what_is_no_word_is_text_and_what_is_too_long_for_a_word_as_well() {
        for (text, told) in [
            ("a b", "text"),
            ("abc", "word"),
            ("abcdefghijklmnop", "word"),
            ("abcdefghijklmnopqrstuvwxyz", "text"),
            ("abcdefghijklmn1", "word"),
            ("abcdefghijklmno1x", "text"),
            ("abcdefghijklmn12", "token"),
            ("a@b", "mail address"),
            ("a@b c", "text"),
            ("2024-04-0x", "word"),
            ("2024x04x01", "word"),
            ("2024-04/01", "text"),
            ("18991231", "digits"),
            ("20240432", "digits"),
            ("202404011", "digits"),
            ("0ddba11e-0000-4000-8000-00000000000g", "token"),
            ("0ddba11e00000-4000-8000-000000000001", "token"),
        ] {
            assert_eq!(class(&json!(text)), told, "{text}");
        }
        for (value, told) in [
            (json!(true), "boolean"),
            (json!([]), "array"),
            (json!({}), "object"),
            (json!(99_999_999_999_u64), "number"),
            (json!(100_000_000_000_u64), "long number"),
        ] {
            assert_eq!(class(&value), told, "{value}");
        }
    }

    #[test]
    fn a_short_name_that_ends_like_an_id_is_one_and_a_word_that_happens_to_is_none() {
        for (key, id) in [
            ("pid", true),
            ("valid", false),
            ("void", false),
            ("user-id", true),
            ("userid", false),
            ("ID", true),
            ("SEQ", true),
            ("idle", false),
            ("id2", false),
        ] {
            assert_eq!(is_masked(&json!(48_213), key), id, "{key}");
        }
        assert!(!is_masked(&json!(1234), "id") && is_masked(&json!(12_345), "id"), "few digits count something");
    }
}
