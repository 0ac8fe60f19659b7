//! Lays out JSON as people write it: what fits is on one line, the rest is broken.

use serde_json::Value;

/// The characters of a line.
const WIDTH: usize = 120;

/// A value as the text of a file.
pub(super) fn laid_out(value: &Value) -> String {
    let mut text = String::new();
    lay(value, 0, 0, &mut text);
    text.push('\n');
    text
}

/// `taken` characters are on the line already, with whatever follows the value.
fn lay(value: &Value, depth: usize, taken: usize, text: &mut String) {
    let is_empty = matches!(value, Value::Array(items) if items.is_empty())
        || matches!(value, Value::Object(fields) if fields.is_empty());
    let is_plain = !(value.is_array() || value.is_object());
    let room = if is_plain || is_empty {
        Some(usize::MAX)
    } else {
        WIDTH.checked_sub(2 * depth + taken).filter(|_| depth > 0)
    };
    let start = text.len();
    if room.is_some_and(|mut room| inline(value, &mut room, text)) {
        return;
    }
    text.truncate(start);
    let (open, close) = if value.is_array() { ('[', ']') } else { ('{', '}') };
    text.push(open);
    let below = |text: &mut String, key: Option<&String>, value: &Value, is_last: bool| {
        text.push('\n');
        text.push_str(&"  ".repeat(depth + 1));
        let key = key.map_or_else(String::new, |key| format!("{}: ", Value::from(key.as_str())));
        text.push_str(&key);
        lay(value, depth + 1, width(&key) + usize::from(!is_last), text);
        if !is_last {
            text.push(',');
        }
    };
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                below(text, None, item, index + 1 == items.len());
            }
        }
        Value::Object(fields) => {
            for (index, (key, value)) in fields.iter().enumerate() {
                below(text, Some(key), value, index + 1 == fields.len());
            }
        }
        _ => {}
    }
    text.push('\n');
    text.push_str(&"  ".repeat(depth));
    text.push(close);
}

/// Writes a value on one line, with blanks where people put them, for as long as there is room: what turns out to be too long is not looked
/// at to its end, so a large file costs what it holds and not that times its depth.
fn inline(value: &Value, room: &mut usize, text: &mut String) -> bool {
    match value {
        Value::Object(fields) if fields.is_empty() => written("{}", room, text),
        Value::Array(items) => {
            if !written("[", room, text) {
                return false;
            }
            for (index, item) in items.iter().enumerate() {
                if (index > 0 && !written(", ", room, text)) || !inline(item, room, text) {
                    return false;
                }
            }
            written("]", room, text)
        }
        Value::Object(fields) => {
            if !written("{ ", room, text) {
                return false;
            }
            for (index, (key, value)) in fields.iter().enumerate() {
                let before = if index > 0 { ", " } else { "" };
                let key = format!("{before}{}: ", Value::from(key.as_str()));
                if !written(&key, room, text) || !inline(value, room, text) {
                    return false;
                }
            }
            written(" }", room, text)
        }
        plain => written(&plain.to_string(), room, text),
    }
}

/// Writes a part of a line, if there is room.
fn written(part: &str, room: &mut usize, text: &mut String) -> bool {
    let Some(rest) = room.checked_sub(width(part)) else { return false };
    *room = rest;
    text.push_str(part);
    true
}

/// How wide a text is: what is not ASCII is taken as twice as wide.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_fits_stands_on_one_line() {
        let value = json!({"a": [1, "0013", {}], "b": {"c": null}, "long": ["x".repeat(60), "y".repeat(60)]});
        let (x, y) = ("x".repeat(60), "y".repeat(60));
        let expected = format!(
            "{{\n  \"a\": [1, \"0013\", {{}}],\n  \"b\": {{ \"c\": null }},\n  \"long\": [\n    \"{x}\",\n    \"{y}\"\n  ]\n}}\n"
        );
        assert_eq!(laid_out(&value), expected);
        assert_eq!(serde_json::from_str::<Value>(&expected).expect("JSON"), value);
        assert_eq!(laid_out(&json!({})), "{}\n");
    }
}
