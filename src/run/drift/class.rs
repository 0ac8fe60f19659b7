//! Classifies values by their looks.

use serde_json::Value;

/// From so many digits on a number is an id, whatever its field is called: no amount is so large.
const ID_DIGITS: usize = 12;
/// The eras of the Japanese calendar that dates are written in today.
const ERAS: [&str; 5] = ["明治", "大正", "昭和", "平成", "令和"];
/// How the months are called in the dates of HTTP and mail.
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

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
        _ if japanese_date(text).is_some_and(|rest| rest.chars().all(is_of_time)) => "date",
        _ if japanese_date(text).is_some() => "dated text",
        _ if is_http_date(text) => "time",
        _ if is_date(text, b'-') || is_date(text, b'/') => "date",
        _ if text.len() > 10
            && text.is_char_boundary(10)
            && (is_date(&text[..10], b'-') || is_date(&text[..10], b'/')) =>
        {
            "time"
        }
        _ if is_short_date(text) => "date",
        _ if is_time_of_day(text) => "time",
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

/// A date by day and month before the year, or by an era and its year, as forms and business systems have it, alone or before a time:
/// `11/30/2026`, `30.11.2026`, `R8.11.30`, `R08-11-30-0001`.
fn is_short_date(text: &str) -> bool {
    let era = text.strip_prefix(['M', 'T', 'S', 'H', 'R']);
    let date = era.unwrap_or(text);
    let mut parts = date.splitn(3, ['/', '.', '-']);
    let (Some(first), Some(second), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let third = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_part =
        |part: &str| (1..=2).contains(&part.len()) && part.parse::<u32>().is_ok_and(|n| (1..=31).contains(&n));
    let is_year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let signs = date.bytes().filter(|b| b"/.-".contains(b)).take(2).collect::<Vec<_>>();
    let is_last = if era.is_some() { is_part(&rest[..third]) } else { is_year(&rest[..third]) };
    let is_first = if era.is_some() { first.len() <= 2 && first.parse::<u32>().is_ok() } else { is_part(first) };
    let is_behind = rest[third..].chars().all(|c| is_of_time(c) || "APM".contains(c));
    signs[0] == signs[1] && is_first && is_part(second) && is_last && is_behind
}

/// A time of day with its seconds.
fn is_time_of_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let [hour, minute, second] = parts.as_slice() else { return false };
    let is_of = |part: &str, most: u32| part.len() == 2 && part.parse::<u32>().is_ok_and(|n| n <= most);
    let (whole, fraction) = second.split_once('.').unwrap_or((second, "0"));
    is_of(hour, 24) && is_of(minute, 59) && is_of(whole, 60) && fraction.bytes().all(|b| b.is_ascii_digit())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(at, b)| if [8, 13, 18, 23].contains(&at) { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// What is behind the year of a text that begins with one as the Japanese write them: `令和8年11月29日`, `2026年11月29日`.
fn japanese_date(text: &str) -> Option<&str> {
    let era = ERAS.iter().find_map(|era| text.strip_prefix(era));
    let rest = era.unwrap_or(text);
    let years = rest.chars().take_while(|c| is_digit(*c)).count();
    let is_year = if era.is_some() { (1..=2).contains(&years) } else { years == 4 };
    match era.and_then(|rest| rest.strip_prefix("元")) {
        Some(rest) => rest.strip_prefix('年'),
        None if is_year => rest.trim_start_matches(is_digit).strip_prefix('年'),
        None => None,
    }
}

/// A digit, also a full-width one.
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// What the day and the time of day are written with.
fn is_of_time(c: char) -> bool {
    is_digit(c) || " :：.,+-/TZ　年月日時分秒頃午前後曜火水木金土()（）".contains(c)
}

/// `Sun, 29 Nov 2026 12:00:00 GMT`, and other orders of the same.
fn is_http_date(text: &str) -> bool {
    let mut words = text.split([' ', '-', ',']);
    text.len() <= 40
        && words.clone().any(|word| MONTHS.contains(&word))
        && words.any(|word| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_known_by_their_looks() {
        for (value, due) in [
            (json!(null), "null"),
            (json!(7), "number"),
            (json!(900_719_925_474_099_301_u64), "long number"),
            (json!(1.5), "fraction"),
            (json!(""), "empty text"),
            (json!("0013"), "digits"),
            (json!("20240401"), "date"),
            (json!("20241301"), "digits"),
            (json!("123456789012"), "long digits"),
            (json!(9_999_999_999_u64), "number"),
            (json!("2024/04/01"), "date"),
            (json!("R8.11.30 15:30:09"), "date"),
            (json!("R08-11-30-0001"), "date"),
            (json!("R8.13"), "word"),
            (json!("R8.11.99"), "word"),
            (json!("11/30/2026 03:30:17 PM"), "date"),
            (json!("11-30.2026"), "word"),
            (json!("10.20.3000"), "word"),
            (json!("15:30:09.123"), "time"),
            (json!("15:30"), "text"),
            (json!("15:75:09"), "text"),
            (json!("令和8年11月29日"), "date"),
            (json!("令和元年５月１日 12時00分05秒"), "date"),
            (json!("2026年11月29日（日）"), "date"),
            (json!("令和8年-000123号"), "dated text"),
            (json!("年"), "text"),
            (json!("令和の年"), "text"),
            (json!("12345年"), "text"),
            (json!("Sun, 29 Nov 2026 12:00:00 GMT"), "time"),
            (json!("29 Nov 2026"), "time"),
            (json!("Mar 12"), "text"),
            (json!("2024-04-01T10:20:30+09:00"), "time"),
            (json!("0ddba11e-0000-4000-8000-000000000001"), "uuid"),
            (json!("eyJhbGciOiJIUzI1NiJ9.e30.abc123"), "token"),
            (json!("ER400"), "word"),
            (json!("https://example.invalid/x"), "address"),
            (json!("ci@example.com"), "mail address"),
            (json!("入力に誤りがあります"), "text"),
            (json!("あいうえおかきくけこ1234567890"), "text"),
        ] {
            assert_eq!(class(&value), due, "{value}");
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
}
