//! Text that nearly matches a pattern: a legal text with one edit.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Family, Spot, Way};
use crate::generate::edit::Change;
use crate::generate::pattern::PatternSampler;

pub(super) const FAMILY: Family = Family { keywords: &["pattern"], ways };

/// An edit of a text; the number counts the tries.
type TextEdit = fn(&str, usize) -> Option<String>;

/// Every edit by the name of its kind.
const TEXT_EDITS: &[(&str, TextEdit)] = &[
    ("trailing-newline", |text, _| Some(format!("{text}\n"))),
    ("leading-newline", |text, _| Some(format!("\n{text}"))),
    ("leading-space", |text, _| Some(format!(" {text}"))),
    ("trailing-space", |text, _| Some(format!("{text} "))),
    ("other-case", |text, attempt| other_case(text).into_iter().nth(attempt)),
    ("char-dropped", |text, attempt| splice(text, attempt, "")),
    ("char-added", |text, attempt| {
        let count = text.chars().count();
        (attempt <= count).then(|| text.chars().take(attempt).chain(['!']).chain(text.chars().skip(attempt)).collect())
    }),
    ("char-changed", |text, attempt| splice(text, attempt, "!")),
    ("full-width", |text, _| Some(full_width(text)).filter(|wide| wide != text)),
    ("doubled", |text, _| Some(format!("{text}{text}"))),
    ("not-ascii", |text, attempt| splice(text, attempt, "漢")),
];

fn ways(spot: &Spot<'_>) -> Vec<Way> {
    let change = |edit: TextEdit| -> Arc<Change> {
        Arc::new(move |value: &Value, attempt: usize| edit(value.as_str()?, attempt).map(Value::from))
    };
    let mut ways: Vec<Way> = TEXT_EDITS.iter().map(|&(kind, edit)| spot.edit(kind, &change(edit))).collect();
    let twisted = spot.constraint.operand.as_str().and_then(PatternSampler::new).map(|sampler| sampler.twisted());
    for (kind, texts) in twisted.into_iter().flatten() {
        ways.push(spot.put(kind, texts.into_iter().map(Value::from)));
    }
    ways.push(spot.put("empty", [json!("")]));
    ways.push(spot.negation("no-match", |_| true));
    ways
}

/// The text without the character at this place, or with another one there.
fn splice(text: &str, at: usize, with: &str) -> Option<String> {
    let (start, c) = text.char_indices().nth(at)?;
    Some(format!("{}{with}{}", &text[..start], &text[start + c.len_utf8()..]))
}

/// The text in the other case: as a whole, then its first letter only.
pub(super) fn other_case(text: &str) -> Vec<String> {
    let swap = |c: char| if c.is_uppercase() { c.to_lowercase().to_string() } else { c.to_uppercase().to_string() };
    let whole: String = text.chars().map(swap).collect();
    let mut chars = text.chars();
    let first: String = chars.next().map(swap).into_iter().chain([chars.as_str().to_owned()]).collect();
    [whole, first, text.to_lowercase(), text.to_uppercase()].into_iter().filter(|other| other != text).collect()
}

/// The full-width twin of ASCII text.
pub(super) fn full_width(text: &str) -> String {
    let widen = |c: char| match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        ' ' => '\u{3000}',
        c => c,
    };
    text.chars().map(widen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_change_the_text() {
        assert_eq!(splice("abc", 1, "!").as_deref(), Some("a!c"));
        assert_eq!(splice("abc", 1, "").as_deref(), Some("ac"));
        assert_eq!(splice("abc", 3, ""), None);
        assert_eq!(other_case("Capture").first().map(String::as_str), Some("cAPTURE"));
        assert!(other_case("123").is_empty());
        assert_eq!(full_width("A1 "), "Ａ１\u{3000}");
    }
}
