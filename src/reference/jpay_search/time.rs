//! Times without a zone, to the second: `yyyy-MM-ddTHH:mm:ss`.

use std::fmt;

pub(super) const DAY: i64 = 86_400;

/// Seconds since 1970-01-01T00:00:00 of the same wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Time(pub(super) i64);

/// What a lax reading lets through. All `false` is the strict one.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fault of its own")]
pub(super) struct Lax {
    pub(super) any_day: bool,
    pub(super) hour_24: bool,
    pub(super) second_60: bool,
    pub(super) no_leap_day: bool,
}

impl Time {
    /// The time, if it is written in the one form there is and exists.
    pub(super) fn parse(text: &str, lax: Lax) -> Option<Self> {
        let bytes = text.as_bytes();
        let form = bytes.len() == 19
            && bytes.iter().enumerate().all(|(place, byte)| match place {
                4 | 7 => *byte == b'-',
                10 => *byte == b'T',
                13 | 16 => *byte == b':',
                _ => byte.is_ascii_digit(),
            });
        if !form {
            return None;
        }
        let number = |from: usize, to: usize| text[from..to].parse::<i64>().ok();
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        let last = if lax.any_day { 31 } else { days_of(year, month) };
        let day_exists = year > 0 && (1..=12).contains(&month) && (1..=last).contains(&day);
        let midnight = lax.hour_24 && (hour, minute, second) == (24, 0, 0);
        let seconds = if lax.second_60 { 60 } else { 59 };
        let exists = day_exists
            && (midnight || hour <= 23)
            && minute <= 59
            && second <= seconds
            && !(lax.no_leap_day && month == 2 && day == 29);
        exists.then(|| Self(days_since_epoch(year, month, day) * DAY + hour * 3600 + minute * 60 + second))
    }

    /// The day it falls on, as a number.
    pub(super) fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }
}

fn days_of(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Counts in years that begin in March, so that the leap day is the last of its year.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let in_year = (153 * month + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + in_year - 719_468
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, second) = (self.day() + 719_468, self.0.rem_euclid(DAY));
        let (era, in_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
        let year_of_era = (in_era - in_era / 1_460 + in_era / 36_524 - in_era / 146_096) / 365;
        let in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march = (5 * in_year + 2) / 153;
        let month = if march < 10 { march + 3 } else { march - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        let day = in_year - (153 * march + 2) / 5 + 1;
        let (hour, minute) = (second / 3600, second / 60 % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}", second % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strict(text: &str) -> Option<i64> {
        Time::parse(text, Lax::default()).map(|time| time.0)
    }

    #[test]
    fn known_times_are_where_they_belong() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00", 0),
            ("1969-12-31T23:59:59", -1),
            ("2000-02-29T12:00:00", 951_825_600),
            ("2022-04-25T00:00:00", 1_650_844_800),
            ("2038-01-19T03:14:08", 2_147_483_648),
        ] {
            assert_eq!(strict(text), Some(seconds), "{text}");
            assert_eq!(Time(seconds).to_string(), text);
        }
    }

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        for day in -200_000..80_000 {
            let time = Time(day * DAY + 3_661);
            assert_eq!(strict(&time.to_string()), Some(time.0), "{time}");
        }
    }

    #[test]
    fn only_real_times_in_the_one_form_are_taken() {
        for bad in [
            "",
            "2022-04-25",
            "2022-04-25T00:00",
            "2022-04-25 00:00:00",
            "2022-04-25t00:00:00",
            "2022-04-25T00:00:00Z",
            "2022-04-25T00:00:00+09:00",
            "2022-04-25T00:00:00.0",
            "2022-4-25T00:00:00",
            "2022/04/25T00:00:00",
            "2022-02-30T00:00:00",
            "2022-02-29T00:00:00",
            "1900-02-29T00:00:00",
            "2022-04-31T00:00:00",
            "2022-13-01T00:00:00",
            "2022-00-01T00:00:00",
            "2022-01-00T00:00:00",
            "0000-01-01T00:00:00",
            "2022-01-01T24:00:00",
            "2022-01-01T23:60:00",
            "2022-01-01T23:59:60",
            "+022-01-01T00:00:00",
            "２022-01-01T00:00",
            " 2022-04-25T00:00:0",
        ] {
            assert_eq!(strict(bad), None, "{bad}");
        }
        assert!(strict("2024-02-29T23:59:59").is_some() && strict("2000-02-29T00:00:00").is_some());
    }
}
