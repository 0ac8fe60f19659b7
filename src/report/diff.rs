//! A line diff of expected and actual.

use std::time::Duration;

use similar::{Algorithm, TextDiff};

/// A unified diff of two texts; JSON is laid out first so that its parts stand on lines of their own.
pub(super) fn diff(expected: &str, actual: &str) -> String {
    let (expected, actual) = (laid_out(expected), laid_out(actual));
    let mut config = TextDiff::configure();
    // Two long texts with nothing in common would take quadratic time.
    config.algorithm(Algorithm::Patience).timeout(Duration::from_millis(200));
    let diff = config.diff_lines(expected.as_str(), actual.as_str());
    diff.unified_diff().context_radius(2).header("expected", "actual").to_string()
}

fn laid_out(text: &str) -> String {
    let value =
        serde_json::from_str::<serde_json::Value>(text).ok().filter(|value| value.is_object() || value.is_array());
    let mut text = value.and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or_else(|| text.to_owned());
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::diff;

    #[test]
    fn only_the_lines_that_differ_are_marked() {
        let text = diff(r#"{"a":1,"b":"③"}"#, r#"{"a":1,"b":"3"}"#);
        assert!(text.contains("-  \"b\": \"③\"\n+  \"b\": \"3\"\n"), "{text}");
        assert!(text.contains("   \"a\": 1,\n"), "{text}");
    }
}
