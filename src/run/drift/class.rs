//! What kind of value something is, and whether it is one that is never the same twice.

use serde_json::Value;

/// The kind of a value, by its looks.
pub(super) fn class(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "fraction",
        Value::Number(number) if number.to_string().len() >= 5 => "long number",
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
        _ if digits == text.len() && digits >= 5 => "long digits",
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

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(at, b)| if [8, 13, 18, 23].contains(&at) { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// Whether two different values of a class are no change: ids, times and tokens.
pub(super) fn is_masked(class: &str) -> bool {
    ["long number", "long digits", "date", "time", "uuid", "token"].contains(&class)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_known_by_their_looks() {
        for (value, told, masked) in [
            (json!(null), "null", false),
            (json!(7), "number", false),
            (json!(900_719_925_474_099_301_u64), "long number", true),
            (json!(1.5), "fraction", false),
            (json!(""), "empty text", false),
            (json!("0013"), "digits", false),
            (json!("20240401"), "long digits", true),
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
            assert_eq!((class(&value), is_masked(class(&value))), (told, masked), "{value}");
        }
    }
}
