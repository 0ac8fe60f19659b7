//! The key of an operation in a contract that is derived, and the anchor of a place in its description.

use super::openapi::Entry;

/// The id of an operation, in the letters that may be in a contract.
pub(super) fn key_of(entry: &Entry) -> String {
    let letters = |c: char| if c.is_ascii_alphanumeric() || "_.-".contains(c) { c } else { '_' };
    let text: String = entry.id.chars().map(letters).collect();
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) { text } else { format!("op_{text}") }
}

/// A place of the description as an anchor, which has no spaces.
pub(super) fn anchor(pointer: &str) -> String {
    let mut text = String::from("#");
    for c in pointer.chars() {
        if c.is_whitespace() || c == '%' {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().for_each(|byte| text.push_str(&format!("%{byte:02X}")));
        } else {
            text.push(c);
        }
    }
    text
}
