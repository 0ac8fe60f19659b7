//! Escapes untrusted text for Markdown: whatever it holds, it is read as text.

use crate::util::visible::{visible, visible_line};

/// Words of a sentence. Every sign that could mean something is written by its number; what names a person, an issue or an address is
/// taken apart, for a site looks for those in the finished page.
pub(super) fn plain(text: &str, most: usize) -> String {
    let mut plain = String::new();
    let text = visible_line(text, most);
    for (at, c) in text.char_indices() {
        let (before, after) = (&text[..at], &text[at + c.len_utf8()..]);
        let address = (c == ':' && after.starts_with("//")) || (c == '.' && before.ends_with(['w', 'W']));
        match c {
            '@' | '#' => plain.push_str(&format!("<span>&#{};</span>", u32::from(c))),
            c if address => plain.push_str(&format!("<span>&#{};</span>", u32::from(c))),
            ' ' | ',' => plain.push(c),
            // Signs that mean something only where a line begins.
            '-' | '.' | '(' | ')' | '/' | ';' | '?' | '%' if !before.bytes().all(|byte| byte.is_ascii_digit()) => {
                plain.push(c);
            }
            c if c.is_ascii_alphanumeric() || !c.is_ascii() => plain.push(c),
            c => plain.push_str(&format!("&#{};", u32::from(c))),
        }
    }
    plain
}

/// The same where markup is around it, and Markdown means nothing.
pub(super) fn markup(text: &str, most: usize) -> String {
    format!("<code>{}</code>", plain(text, most).replace("<span>", "").replace("</span>", ""))
}

pub(super) fn bold(text: &str) -> String {
    format!("**{}**", plain(text, 200))
}

/// A text to the letter within a line. Its fence is longer than any in it; a table is not a place for it.
pub(super) fn inline(text: &str, most: usize) -> String {
    let text = visible_line(text, most);
    if text.trim().is_empty() {
        return "` `".to_owned();
    }
    let fence = "`".repeat(longest(&text) + 1);
    let space = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A text to the letter on lines of its own.
pub(super) fn block(kind: &str, text: &str, most: usize) -> String {
    let text = visible(text, most);
    let fence = "`".repeat((longest(&text) + 1).max(3));
    format!("{fence}{kind}\n{}\n{fence}\n\n", text.trim_end_matches('\n'))
}

/// The longest run of backticks.
fn longest(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(inline("a", 100), "`a`");
        assert_eq!(inline("a``b`", 100), "``` a``b` ```");
        assert_eq!(block("sh", "x\n````\ny\n", 100), "`````sh\nx\n````\ny\n`````\n\n");
        assert_eq!(inline("", 100), "` `");
    }

    #[test]
    fn signs_in_a_sentence_are_numbers() {
        assert_eq!(plain("- a 1. b", 100), "&#45; a 1. b");
        assert_eq!(plain("1. a-b", 100), "1&#46; a-b");
        assert_eq!(plain("a|b <c> @d", 100), "a&#124;b &#60;c&#62; <span>&#64;</span>d");
        assert_eq!(markup("@d #1", 100), "<code>&#64;d &#35;1</code>");
        assert_eq!(plain("適合 1,000", 100), "適合 1,000");
        assert_eq!(plain("http://www.a", 100), "http<span>&#58;</span>//www<span>&#46;</span>a");
    }
}
