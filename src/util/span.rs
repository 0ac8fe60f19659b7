//! Spans of time as people write them.

use std::time::Duration;

/// A span of time as people write it, longer than zero.
pub fn span(text: &str) -> Option<Duration> {
    let split = text.find(|c: char| !c.is_ascii_digit())?;
    let number: u64 = text[..split].parse().ok().filter(|number| *number > 0)?;
    let millis = match &text[split..] {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.checked_mul(millis).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_and_nothing_is_guessed() {
        assert_eq!(span("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(span("5m"), Some(Duration::from_mins(5)));
        assert_eq!(span("1h"), Some(Duration::from_hours(1)));
        for wrong in ["", "0s", "10", "s", "-1s", "1.5s", "10 s", "99999999999999999999h", "18446744073709551615h"] {
            assert_eq!(span(wrong), None, "{wrong}");
        }
    }
}
