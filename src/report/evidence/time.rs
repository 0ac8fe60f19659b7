//! Times as cells: real dates in Japan Standard Time, which a reader can sort and reckon with.

use jiff::Timestamp;
use rust_xlsxwriter::ExcelDateTime;

/// How far Japan Standard Time is ahead, in seconds.
const AHEAD: i64 = 9 * 60 * 60;

/// A moment in Japan Standard Time, to the second; none where a workbook has no date for it.
pub(super) fn in_japan(moment: Timestamp) -> Option<ExcelDateTime> {
    ExcelDateTime::from_timestamp(moment.as_second() + AHEAD).ok()
}
