//! The names that `format` knows: those of JSON Schema 2020-12, and our own for calendar days and local times. How texts of a format are generated
//! is a row in `generate::format`; a test there compares the two tables.

use jiff::civil::{Date, Time};

/// Decides whether a text is of a format.
type Judge = fn(&str) -> bool;

/// The formats that this vocabulary adds.
pub(super) const OWN: &[(&str, Judge)] =
    &[("date-slash", date_slash), ("date-compact", date_compact), ("local-date-time", local_date_time)];

/// The formats of JSON Schema 2020-12; the validator decides.
const STANDARD: &[&str] = &[
    "date",
    "time",
    "date-time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "iri",
    "iri-reference",
    "uri-template",
    "uuid",
    "json-pointer",
    "relative-json-pointer",
    "regex",
];

/// The name of every format, ours first.
pub(crate) fn formats() -> impl Iterator<Item = &'static str> {
    OWN.iter().map(|(name, _)| *name).chain(STANDARD.iter().copied())
}

/// Whether nothing here judges texts of a format.
pub(crate) fn is_unknown(name: &str) -> bool {
    !formats().any(|known| known == name)
}

fn date_slash(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes[4] == b'/'
        && bytes[7] == b'/'
        && day(&[&bytes[..4], &bytes[5..7], &bytes[8..]]).is_some()
}

fn date_compact(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 8 && day(&[&bytes[..4], &bytes[4..6], &bytes[6..]]).is_some()
}

fn local_date_time(text: &str) -> bool {
    let b = text.as_bytes();
    b.len() == 19
        && (b[4], b[7], b[10], b[13], b[16]) == (b'-', b'-', b'T', b':', b':')
        && day(&[&b[..4], &b[5..7], &b[8..10]]).is_some()
        && second(&[&b[11..13], &b[14..16], &b[17..]]).is_some()
}

fn day(parts: &[&[u8]; 3]) -> Option<Date> {
    Date::new(number(parts[0])?, number(parts[1])?.try_into().ok()?, number(parts[2])?.try_into().ok()?).ok()
}

fn second(parts: &[&[u8]; 3]) -> Option<Time> {
    let [hour, minute, second] = [number(parts[0])?, number(parts[1])?, number(parts[2])?].map(i8::try_from);
    Time::new(hour.ok()?, minute.ok()?, second.ok()?, 0).ok()
}

fn number(digits: &[u8]) -> Option<i16> {
    digits.iter().try_fold(0, |sum: i16, digit| digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_days_in_the_exact_form_pass() {
        for good in ["2024/02/29", "2000/02/29", "1999/12/31", "0001/01/01"] {
            assert!(date_slash(good), "{good}");
        }
        let bad = ["2023/02/29", "1900/02/29", "2024-02-29", "2024/2/29", "2024/02/30", "2024/13/01", "2024/00/10"];
        for bad in bad.iter().chain(&["２０２４/02/29", "2024/02/29\n", " 2024/02/29", "", "24/02/29", "+024/02/29"])
        {
            assert!(!date_slash(bad), "{bad}");
        }
    }

    #[test]
    fn compact_days_have_eight_digits() {
        assert!(date_compact("20240229"));
        assert!(!date_compact("20230229") && !date_compact("2024022") && !date_compact("2024/2/9"));
    }

    #[test]
    fn local_times_have_no_zone_and_end_at_second_59() {
        assert!(local_date_time("2024-02-29T00:00:00") && local_date_time("2024-12-31T23:59:59"));
        for bad in ["2024-02-29T24:00:00", "2024-02-29T23:59:60", "2024-02-29 00:00:00", "2024-02-29t00:00:00"] {
            assert!(!local_date_time(bad), "{bad}");
        }
        for bad in ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000", "2024-02-29", "2024-02-30T00:00:00"] {
            assert!(!local_date_time(bad), "{bad}");
        }
    }
}
