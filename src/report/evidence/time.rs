//! Times as people in Japan write them.

use jiff::{Timestamp, tz};

/// A moment in Japan Standard Time.
pub(super) fn in_japan(moment: Timestamp) -> String {
    moment.to_zoned(tz::TimeZone::fixed(tz::offset(9))).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
