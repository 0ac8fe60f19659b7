//! Reads `Retry-After`: how long a pause a target requests.

use std::time::Duration;

use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};

/// What a 429 that names no time is given, by how often it was returned; longer each time.
const DEFAULT: [u64; 5] = [1, 2, 5, 10, 20];

/// The pause that a response requests; `None` where it requests none.
pub fn pause(status: u16, retry_after: Option<&str>, attempt: usize, now: Timestamp) -> Option<Duration> {
    match (status, retry_after.and_then(|text| asked(text, now))) {
        (429 | 503, Some(pause)) => Some(pause),
        (429, None) => Some(Duration::from_secs(DEFAULT[attempt.min(DEFAULT.len() - 1)])),
        _ => None,
    }
}

/// The pause that a `Retry-After` requests, from now on.
pub fn asked_pause(retry_after: &str) -> Option<Duration> {
    asked(retry_after, Timestamp::now())
}

/// `Retry-After`: seconds, or a date of HTTP. What is neither requests nothing.
fn asked(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().map(Duration::from_secs);
    }
    let date = DateTimeParser::new().parse_timestamp(text).ok()?;
    let seconds = date.as_second().saturating_sub(now.as_second());
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_understood() {
        let now: Timestamp = "2026-11-06T08:49:30Z".parse().unwrap();
        let seconds = |status, text, attempt| pause(status, text, attempt, now).map(|pause| pause.as_secs());
        assert_eq!(seconds(429, Some("7"), 0), Some(7));
        assert_eq!(seconds(503, Some(" 0 "), 0), Some(0));
        assert_eq!(seconds(503, Some("Fri, 06 Nov 2026 08:49:37 GMT"), 0), Some(7));
        assert_eq!(seconds(503, Some("Fri, 06 Nov 2026 08:49:29 GMT"), 0), Some(0));
        assert_eq!(seconds(503, Some("soon"), 0), None);
        assert_eq!(seconds(503, Some("99999999999999999999999"), 0), None);
        assert_eq!(seconds(503, None, 0), None);
        assert_eq!(
            (seconds(429, None, 0), seconds(429, None, 1), seconds(429, Some("-1"), 9)),
            (Some(1), Some(2), Some(20))
        );
        assert_eq!((seconds(200, Some("7"), 0), seconds(500, Some("7"), 0)), (None, None));
    }
}
