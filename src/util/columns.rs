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

/// The text with spaces behind it up to this many columns.
pub fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

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
