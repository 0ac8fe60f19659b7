//! Values with a unit: times, sizes and counts.

use std::time::Duration;

use super::{Node, ProfileError};
use crate::{contract::ProfileId, util::span::span};

#[allow(dead_code, reason = "sections take what they need")]
impl Node<'_> {
    /// An integer of at least 1.
    pub(in crate::target) fn count(&self) -> Result<u64, ProfileError> {
        let number = self.json()?.as_u64().filter(|number| *number > 0);
        number.ok_or_else(|| self.error(ProfileId::NoCount.with([self.key().into()]), ProfileId::WriteTen))
    }

    /// A span of time: `"500ms"`, `"10s"`, `"20m"`, `"1h"`.
    pub(in crate::target) fn span(&self) -> Result<Duration, ProfileError> {
        let text = self.text()?;
        span(&text).ok_or_else(|| self.error(ProfileId::NoTime.with([(&text).into()]), ProfileId::WriteTime))
    }

    /// A size in bytes: `"8MiB"`, `"64KiB"`, `"1000B"`.
    pub(in crate::target) fn size(&self) -> Result<usize, ProfileError> {
        let text = self.text()?;
        size(&text).ok_or_else(|| self.error(ProfileId::NoSize.with([(&text).into()]), ProfileId::WriteSize))
    }
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
        assert_eq!(size("8MiB"), Some(8 << 20));
        for wrong in ["8MB", "8", "MiB", "0B", "18446744073709551615GiB"] {
            assert_eq!(size(wrong), None, "{wrong}");
        }
    }
}
