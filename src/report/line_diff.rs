//! A line diff of expected and actual.

use similar::{Algorithm, TextDiff};

use crate::contract::Language;

/// Longer texts are compared by their first lines: two long ones with nothing in common take quadratic time, and a limit of time
/// would make two reports of one run differ.
const MOST_LINES: usize = 2_000;

/// A unified diff of two texts; JSON is laid out first so that its parts are on lines of their own.
pub(super) fn diff(expected: &str, actual: &str, language: Language) -> String {
    let (expected, actual) = (laid_out(expected), laid_out(actual));
    let mut config = TextDiff::configure();
    config.algorithm(Algorithm::Patience);
    let diff = config.diff_lines(expected.as_str(), actual.as_str());
    let (due, came) = match language {
        Language::Japanese => ("期待", "実際"),
        Language::English => ("expected", "actual"),
    };
    diff.unified_diff().context_radius(2).header(due, came).to_string()
}

fn laid_out(text: &str) -> String {
    let value =
        serde_json::from_str::<serde_json::Value>(text).ok().filter(|value| value.is_object() || value.is_array());
    let mut text = value.and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or_else(|| text.to_owned());
    if let Some((end, _)) = text.match_indices('\n').nth(MOST_LINES - 1) {
        text.truncate(end + 1);
        text.push('…');
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::{MOST_LINES, diff as whole};
    use crate::contract::Language;

    fn diff(expected: &str, actual: &str) -> String {
        whole(expected, actual, Language::English)
    }

    #[test]
    fn both_sides_are_named_in_the_language_of_the_report() {
        assert!(diff("a", "b").starts_with("--- expected\n+++ actual\n"));
        assert!(whole("a", "b", Language::Japanese).starts_with("--- 期待\n+++ 実際\n"));
    }

    #[test]
    fn only_the_lines_that_differ_are_marked() {
        let text = diff(r#"{"a":1,"b":"③"}"#, r#"{"a":1,"b":"3"}"#);
        assert!(text.contains("-  \"b\": \"③\"\n+  \"b\": \"3\"\n"), "{text}");
        assert!(text.contains("   \"a\": 1,\n"), "{text}");
    }

    #[test]
    fn long_texts_are_compared_by_their_first_lines() {
        let lines = |first: &str, count: usize| format!("{first}{}", "\nx".repeat(count));
        assert!(!diff(&lines("a", MOST_LINES - 1), &lines("b", MOST_LINES - 1)).contains('…'));
        let text = diff(&lines("a", 5), &(lines("a", MOST_LINES) + "y"));
        assert!(text.ends_with("+x\n+…\n"), "{}", &text[text.len() - 20..]);
    }
}
