//! What is in the margins of the printed page: a running head that names the run, and the number of the page.

use std::fmt::Write as _;

/// The most characters of a running head.
const MOST: usize = 80;

/// The rules for the margins. A text of the run is in a string of CSS, each of its characters by its number: nothing of it can end
/// the string.
pub(super) fn running_head(title: &str) -> String {
    let mut text = String::new();
    for c in title.chars().take(MOST) {
        // Writing to a string cannot fail.
        let _ = write!(text, "\\{:X} ", u32::from(c));
    }
    if title.chars().nth(MOST).is_some() {
        text.push_str("\\2026 ");
    }
    format!(
        "@page {{ @top-left {{ content: \"{text}\"; font-size: 8pt; color: #444; }} \
         @bottom-right {{ content: counter(page) \" / \" counter(pages); font-size: 8pt; color: #444; }} }}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::running_head;

    #[test]
    fn nothing_of_a_title_ends_the_string_that_it_stands_in() {
        let rules = running_head("不適合 \"; } </style>\n\\");
        assert!(rules.contains("\\4E0D \\9069 \\5408 \\20 \\22 \\3B "), "{rules}");
        assert!(!rules.contains("</style>") && rules.matches('"').count() == 4, "{rules}");
    }

    #[test]
    fn a_long_title_is_cut_with_an_ellipsis() {
        let rules = running_head(&"x".repeat(500));
        assert_eq!((rules.matches("\\78 ").count(), rules.contains("\\2026 \"")), (80, true));
    }
}
