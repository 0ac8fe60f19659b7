//! Escapes and cuts text for a cell of the workbook.

use crate::util::visible::is_hidden;

/// The most UTF-16 units that a cell of a workbook holds.
const MOST: usize = 32_767;

/// A text that a cell can hold and a reader can see the whole of.
pub(super) fn safe(text: &str) -> String {
    bounded(text, MOST)
}

/// The same, cut to so many units: where the whole would make a row that nobody reads.
pub(super) fn bounded(text: &str, most: usize) -> String {
    let mut safe = String::with_capacity(text.len().min(4 * most));
    let (mut units, note) = (0, format!("… [{} bytes]", text.len()));
    let room = most.saturating_sub(note.chars().count());
    // Where the text may have to end for the note to fit behind it.
    let mut end = None;
    for c in text.chars() {
        let before = safe.len();
        if c != '\n' && is_hidden(c) {
            let number = format!("U+{:04X}", u32::from(c));
            units += number.len();
            safe.push_str(&number);
        } else {
            units += c.len_utf16();
            safe.push(c);
        }
        if units > room && end.is_none() {
            end = Some(before);
        }
        if units > most {
            safe.truncate(end.unwrap_or(before));
            safe.push_str(&note);
            return safe;
        }
    }
    safe
}

/// Whether somebody who edits the cell would make a formula of it.
pub(super) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_shown_by_its_number() {
        assert_eq!(safe("a\u{0}b\u{1b}[31m\r\n\u{202e}c\u{ffff}"), "aU+0000bU+001B[31mU+000D\nU+202EcU+FFFF");
        assert_eq!(safe("0013 ｶﾅ 日本 🍣"), "0013 ｶﾅ 日本 🍣");
    }

    #[test]
    fn a_cell_is_never_overfull_and_a_cut_is_marked() {
        for text in ["あ".repeat(40_000), "🍣".repeat(20_000), "\u{0}".repeat(10_000), "a\n".repeat(30_000)] {
            let cut = safe(&text);
            assert!(cut.encode_utf16().count() <= MOST, "{}", cut.encode_utf16().count());
            assert!(cut.ends_with(&format!("… [{} bytes]", text.len())), "{}", &cut[cut.len() - 20..]);
        }
        let full = "あ".repeat(MOST);
        assert_eq!(safe(&full), full);
    }
}
