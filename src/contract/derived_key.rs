//! The key of an operation in a contract that is derived.

use super::openapi::Entry;

/// The id of an operation, in the letters that may stand in a contract.
pub(super) fn key_of(entry: &Entry) -> String {
    let letters = |c: char| if c.is_ascii_alphanumeric() || "_.-".contains(c) { c } else { '_' };
    let text: String = entry.id.chars().map(letters).collect();
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) { text } else { format!("op_{text}") }
}
