//! Values with a unit: times, sizes and counts.

use std::time::Duration;

use super::{Node, ProfileError};

#[allow(dead_code, reason = "sections take what they need")]
impl Node<'_> {
    /// An integer of at least 1.
    pub(in crate::target) fn count(&self) -> Result<u64, ProfileError> {
        let number = self.json()?.as_u64().filter(|number| *number > 0);
        number.ok_or_else(|| self.error(format!("`{}` is no number of at least 1", self.key()), "write it as 10"))
    }

    /// A span of time: `"500ms"`, `"10s"`, `"20m"`, `"1h"`.
    pub(in crate::target) fn span(&self) -> Result<Duration, ProfileError> {
        let text = self.text()?;
        span(&text).ok_or_else(|| {
            self.error(
                format!("`{text}` is no time"),
                "write milliseconds, seconds, minutes or hours, such as \"500ms\", \"10s\", \"20m\" or \"1h\"",
            )
        })
    }

    /// A size in bytes: `"8MiB"`, `"64KiB"`, `"1000B"`.
    pub(in crate::target) fn size(&self) -> Result<usize, ProfileError> {
        let text = self.text()?;
        size(&text).ok_or_else(|| {
            self.error(format!("`{text}` is no size"), "write bytes, such as \"8MiB\", \"64KiB\" or \"1000B\"")
        })
    }
}

/// A span of time as people write it; none of no length.
pub(super) fn span(text: &str) -> Option<Duration> {
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

fn size(text: &str) -> Option<usize> {
    let split = text.find(|c: char| !c.is_ascii_digit())?;
    let number: usize = text[..split].parse().ok().filter(|number| *number > 0)?;
    let unit = match &text[split..] {
        "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_and_nothing_is_guessed() {
        assert_eq!(span("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(span("5m"), Some(Duration::from_mins(5)));
        assert_eq!(span("1h"), Some(Duration::from_hours(1)));
        assert_eq!(size("8MiB"), Some(8 << 20));
        for wrong in ["", "0s", "10", "s", "-1s", "1.5s", "10 s", "99999999999999999999h", "18446744073709551615h"] {
            assert_eq!(span(wrong), None, "{wrong}");
        }
        for wrong in ["8MB", "8", "MiB", "0B", "18446744073709551615GiB"] {
            assert_eq!(size(wrong), None, "{wrong}");
        }
    }
}
