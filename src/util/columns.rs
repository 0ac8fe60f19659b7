//! Texts in columns of a terminal, where a Japanese character takes two.

use unicode_width::UnicodeWidthStr;

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most this many columns; where it is cut, an ellipsis ends it.
pub fn fitted(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut left = most.saturating_sub(1);
    for c in text.chars() {
        let takes = width(c.encode_utf8(&mut [0; 4]));
        if takes > left {
            break;
        }
        left -= takes;
        cut.push(c);
    }
    if most > 0 {
        cut.push('…');
    }
    cut
}

/// The text in lines of at most this many columns, broken at spaces and between Japanese characters; what has neither is cut
/// anywhere. Every line but the first begins with `indent`, and the first has `taken` columns less.
pub fn wrapped(text: &str, most: usize, taken: usize, indent: &str) -> String {
    let mut lines = String::new();
    let mut rest = text;
    let mut room = most.saturating_sub(taken);
    while width(rest) > room {
        let (fits, rule) = break_at(rest, room.max(2));
        lines.push_str(rest[..rule].trim_end());
        lines.push('\n');
        lines.push_str(indent);
        rest = rest[rule..].trim_start();
        room = most.saturating_sub(width(indent));
        if fits == 0 {
            break;
        }
    }
    lines + rest
}

/// How many bytes fit into some columns, and after how many of them the line is best broken.
fn break_at(text: &str, room: usize) -> (usize, usize) {
    let (mut used, mut fits, mut best) = (0, 0, 0);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let takes = width(c.encode_utf8(&mut [0; 4]));
        let is_wide = |c: char| width(c.encode_utf8(&mut [0; 4])) > 1;
        let may_begin = !"、。，．）」』】：；,.;:)]}".contains(c);
        let may_end = !"（「『【([{".contains(before);
        if at > 0 && may_begin && may_end && (before == ' ' || is_wide(before) || is_wide(c)) {
            best = at;
        }
        if used + takes > room {
            break;
        }
        used += takes;
        fits = at + c.len_utf8();
        before = c;
    }
    (fits, if best == 0 { fits } else { best })
}

/// The text with spaces behind it up to this many columns.
pub fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_broken_at_spaces_and_between_japanese_characters() {
        for (text, most, taken, due) in [
            ("one two three", 13, 0, "one two three"),
            ("one two three", 8, 0, "one two\n  three"),
            ("one two three", 8, 5, "one\n  two\n  three"),
            ("入金登録、更新", 8, 0, "入金登\n  録、更\n  新"),
            ("不合格: SC-200, SC-102", 14, 0, "不合格:\n  SC-200,\n  SC-102"),
            ("abcdefghij", 4, 0, "abcd\n  ef\n  gh\n  ij"),
        ] {
            let lines = wrapped(text, most, taken, "  ");
            assert_eq!(lines, due, "{text}");
            assert!(lines.lines().all(|line| width(line) <= most));
        }
        assert!(wrapped("入金登録", 1, 9, "    ").contains('登'), "a width of nothing ends as well");
    }

    #[test]
    fn a_japanese_character_takes_two_columns() {
        assert_eq!((width("入金 a"), padded("入金", 6)), (6, "入金  ".to_owned()));
        for (text, most, cut) in [
            ("入金登録", 8, "入金登録"),
            ("入金登録", 7, "入金登…"),
            ("入金登録", 6, "入金…"),
            ("abc", 2, "a…"),
            ("abc", 0, ""),
        ] {
            assert_eq!(fitted(text, most), cut, "{text} {most}");
            assert!(width(&fitted(text, most)) <= most);
        }
    }
}
