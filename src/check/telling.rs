//! Values that are looked for in responses: those that are not there by chance.

use memchr::memmem::Finder;
use serde_json::Value;

use crate::{contract::code_text, target::Redactor};

/// Values shorter than this are not looked for: they may be in any response by chance.
const SHORTEST: usize = 8;
/// A value that is called an id and is shorter than this may be in any request by chance.
const SHORTEST_ID: usize = 3;
/// So many different characters make a value one of its own; `9999999999` is a limit.
const DIFFERENT: usize = 3;

/// What stands together in a table of a state, such as the ids of one payment: who names one of them may be shown the others.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    /// Values that are looked for.
    pub(super) marks: Vec<Finder<'static>>,
    /// Values that name it; those that are too short to be looked for as well.
    pub(super) names: Vec<Finder<'static>>,
}

/// What a refusal may not show of states. What a rule of its own says of another party is not a part of it, nor are secrets.
pub(super) fn of_states<'a>(tables: impl Iterator<Item = &'a Value>, redactor: &Redactor) -> Vec<Stored> {
    let of_table = |table: &Value| {
        let mut texts = Vec::new();
        leaves(table, "", &mut texts);
        texts.retain(|(_, text)| redactor.text(text) == *text);
        texts.sort_unstable();
        texts.dedup();
        let finders = |wanted: &dyn Fn(&str, &str) -> bool| {
            let some = texts.iter().filter(|(key, text)| wanted(key, text));
            some.map(|(_, text)| Finder::new(text.as_bytes()).into_owned()).collect()
        };
        Stored { marks: finders(&|_, text| is_telling(text)), names: finders(&identifies) }
    };
    tables.map(of_table).filter(|stored| !stored.marks.is_empty()).collect()
}

/// Every text and number, with the key that it stands under.
fn leaves(value: &Value, key: &str, texts: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| leaves(value, key, texts)),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, key, texts)),
        Value::String(_) | Value::Number(_) => texts.push((key.to_owned(), code_text(value))),
        _ => {}
    }
}

/// Whether a request that holds a value names the record by it: it is one of its own, or a shorter one that is called an id.
pub(super) fn identifies(key: &str, text: &str) -> bool {
    is_telling(text) || (text.len() >= SHORTEST_ID && key.to_ascii_lowercase().ends_with("id"))
}

/// Whether a value is one of its own, such as an id, an account or a name: a word of a language, a day or a limit may be in any response.
pub(super) fn is_telling(text: &str) -> bool {
    if text.len() < SHORTEST {
        return false;
    }
    let mut different: Vec<char> = Vec::with_capacity(DIFFERENT);
    for c in text.chars() {
        if different.len() < DIFFERENT && !different.contains(&c) {
            different.push(c);
        }
    }
    let marked = text.chars().any(|c| c.is_ascii_digit() || c == '@' || !c.is_ascii());
    different.len() == DIFFERENT && marked && !is_moment(text)
}

/// Whether a text is a day or a time: `2024-06-13T10:00:00Z`, `2024/06/13`, `20240613101500`.
fn is_moment(text: &str) -> bool {
    let of_moment = |c: char| c.is_ascii_digit() || matches!(c, '-' | '/' | ':' | '.' | '+' | ' ' | 'T' | 'Z');
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_apart = text.bytes().any(|byte| !byte.is_ascii_digit());
    text.starts_with(['1', '2']) && text.chars().all(of_moment) && (is_apart || matches!(digits, 8 | 12 | 14))
}

/// Whether a mark stands in a body as a whole word or number, not inside a longer one.
pub(super) fn stands(mark: &Finder<'_>, body: &[u8]) -> bool {
    let inside = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    mark.find_iter(body).any(|at| {
        !inside(at.checked_sub(1).and_then(|before| body.get(before))) && !inside(body.get(at + mark.needle().len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_limits_and_words_are_not_told_apart_by_chance() {
        for (text, telling) in [
            ("4000000000000", false),
            ("4000000000123", true),
            ("9999999999", false),
            ("AUTHORIZED", false),
            ("tester@example.com", true),
            ("2024-06-13T10:00:00Z", false),
            ("20240613", false),
            ("20240613000000000000000000101", true),
            ("\u{682a}\u{5f0f}\u{4f1a}\u{793e}\u{30a2}", true),
            ("shop-1", false),
        ] {
            assert_eq!(is_telling(text), telling, "{text}");
        }
    }
}
