//! Whether the times of two requests mean the same: what belongs to a run moves with its start.

use jiff::{civil::DateTime, tz::TimeZone};

/// So many seconds may two times stand apart beyond the starts of their runs: one run is slower than the other.
const NEAR: i64 = 3_600;
/// The length of a date with a time.
const LENGTH: usize = "2026-11-30T12:00:00".len();

/// Whether two times are no nearer to each other than by chance, given when their runs started, in seconds.
pub(super) fn is_elsewhen(a: &str, b: &str, (start_a, start_b): (u64, u64)) -> bool {
    let (Some(one), Some(other)) = (seconds(a), seconds(b)) else { return false };
    let (Ok(start_a), Ok(start_b)) = (i64::try_from(start_a), i64::try_from(start_b)) else { return false };
    start_a > 0 && start_b > 0 && ((other - one) - (start_b - start_a)).abs() > NEAR
}

fn seconds(text: &str) -> Option<i64> {
    let moment: DateTime = text.get(..LENGTH)?.parse().ok()?;
    moment.to_zoned(TimeZone::UTC).ok().map(|moment| moment.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_a_run_moves_with_its_start_and_one_of_the_data_does_not() {
        let starts = (1_795_000_000, 1_795_086_400);
        for (a, b, elsewhen) in [
            ("2026-11-18T07:06:40Z", "2026-11-19T07:06:40Z", false),
            ("2026-11-18T07:06:40+09:00", "2026-11-19T07:46:00+09:00", false),
            ("2026-11-18 07:06:40", "2026-11-19 09:06:40", true),
            ("2022-04-19T07:53:32", "2022-05-11T22:42:35", true),
            ("2022-04-19T07:53:32", "2022-04-19T07:53:33", true),
            ("2022-04-19", "2022-05-19", false),
            ("令和8年11月30日", "令和8年12月1日", false),
            ("ch_1", "ch_2", false),
        ] {
            assert_eq!(is_elsewhen(a, b, starts), elsewhen, "{a} {b}");
            assert!(!is_elsewhen(a, b, (0, 0)), "nothing is known of the starts");
        }
    }
}
