//! Escapes control, zero-width and bidirectional characters of untrusted text as `U+XXXX`.

use std::borrow::Cow;

/// Controls, zero-width characters, and those that turn the direction of writing or are not characters at all.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}')
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}')
        || matches!(c, '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}')
        || matches!(c, '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// A text of several lines with nothing hidden, cut to about so many bytes.
pub fn visible(text: &str, most: usize) -> String {
    shown(text, most, |c| c == '\n')
}

/// The same as one line.
pub fn visible_line(text: &str, most: usize) -> String {
    let spaced = text.trim().replace("\r\n", " ").replace(['\n', '\t'], " ");
    shown(&spaced, most, |_| false)
}

/// A text with nothing hidden but ends of lines and tabs, whatever its length; it is copied only where something is.
pub fn all_visible(text: &str) -> Cow<'_, str> {
    let passes = |c| matches!(c, '\n' | '\t');
    if text.chars().any(|c| is_hidden(c) && !passes(c)) { shown(text, usize::MAX, passes).into() } else { text.into() }
}

/// JSON with nothing hidden: outside of its strings nothing can be, and in them an escape is the same character.
pub fn visible_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for c in json.chars() {
        // The other controls are escaped by whoever wrote the JSON, or part its lines.
        if c == '\u{7f}' || is_hidden(c) && !c.is_ascii() {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| shown.push_str(&format!("\\u{unit:04x}")));
        } else {
            shown.push(c);
        }
    }
    shown
}

fn shown(text: &str, most: usize, passes: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len().min(most).saturating_add(16));
    for c in text.chars() {
        if shown.len() >= most {
            shown.push('…');
            break;
        }
        if is_hidden(c) && !passes(c) {
            shown.push_str(&format!("U+{:04X}", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_shown_by_its_number() {
        assert_eq!(visible("a\u{202e}b\u{0}\r\nc\u{feff}\u{ffff}日本", 100), "aU+202EbU+0000U+000D\ncU+FEFFU+FFFF日本");
        assert_eq!(visible_line(" a\r\nb\tc\u{1b}[31m\n", 100), "a b cU+001B[31m");
    }

    #[test]
    fn json_keeps_its_meaning_and_text_its_lines() {
        let text = "a\u{202e}\u{9b}\u{e0001}日本\n\t";
        let json = serde_json::Value::from(text).to_string();
        let shown = visible_json(&json);
        assert_eq!(shown, "\"a\\u202e\\u009b\\udb40\\udc01日本\\n\\t\"");
        assert_eq!(serde_json::from_str::<String>(&shown).as_deref().unwrap_or_default(), text);
        assert_eq!(visible_json("\"\u{7f}\""), "\"\\u007f\"");
        assert_eq!(all_visible(text), "aU+202EU+009BU+E0001日本\n\t");
        assert!(matches!(all_visible("日本\n\t"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        assert_eq!(visible("日本日本", 6), "日本…");
        assert_eq!(visible("abc", 3), "abc");
        assert_eq!(visible(&"\u{0}".repeat(1_000), 12), "U+0000U+0000…");
    }
}
