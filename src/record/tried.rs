//! The values that a trial tried at a limit and beyond it, and what each of them earned: a certificate lists them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Intent;
use crate::contract::Pattern;

/// The most values that one trial keeps.
const MOST: usize = 16;
/// The most characters of a value that are kept.
const MOST_TEXT: usize = 24;

/// A value that was tried, and what was returned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// The requirement that it puts to the test.
    pub requirement: String,
    /// JSON pointer to its place in the request; empty where it is the whole request.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// In which way it is at a limit or beyond it: a boundary class, a kind of violation, a malformed body.
    pub way: String,
    /// The value as JSON, or its beginning and its length; `None` if nothing is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The status that was returned.
    pub status: u16,
    /// The business codes that was returned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
}

impl Tried {
    /// Whether a way of a trial is one that none of these shows.
    pub fn is_new(known: &[Self], intent: &Intent) -> bool {
        known.len() < MOST && known.iter().all(|one| one.way != intent.way)
    }

    /// The value at the place of an intent in a request, where there is one and it is the same wherever the place fits.
    pub fn value_at(at: &str, request: &Value) -> Option<String> {
        let pattern = Pattern::new(at)?;
        let found = pattern.find(request);
        let (_, first) = found.first()?;
        found.iter().all(|(_, value)| value == first).then(|| text(first))
    }
}

/// A value as JSON, so that a code with a leading zero and a number of 18 digits keep every digit; of a long one the beginning, and
/// how long it is.
fn text(value: &Value) -> String {
    let short = |text: String| (text.chars().count() <= MOST_TEXT).then_some(text);
    match value {
        Value::Array(items) if items.len() > MOST_TEXT => format!("[… × {}]", items.len()),
        Value::Array(items) => short(value.to_string()).unwrap_or_else(|| format!("[… × {}]", items.len())),
        Value::String(all) if all.len() <= MOST_TEXT => value.to_string(),
        Value::String(all) => {
            let length = all.chars().count();
            let start: String = all.chars().take(MOST_TEXT / 3).collect();
            if length <= MOST_TEXT { value.to_string() } else { format!("{}… ({length})", Value::from(start)) }
        }
        Value::Object(fields) if fields.len() > MOST_TEXT => format!("{{… × {}}}", fields.len()),
        Value::Object(fields) => short(value.to_string()).unwrap_or_else(|| format!("{{… × {}}}", fields.len())),
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            let text = value.to_string();
            let length = text.len();
            short(text).unwrap_or_else(|| format!("{}… ({length})", &value.to_string()[..MOST_TEXT / 3]))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_keeps_every_digit_and_a_long_one_tells_its_length() {
        let rows = [
            (json!("0013"), "\"0013\"".to_owned()),
            (json!(300_000_000_000_000_008_u64), "300000000000000008".to_owned()),
            (json!("請".repeat(256)), format!("\"{}\"… (256)", "請".repeat(8))),
            (json!([1, 2]), "[1,2]".to_owned()),
            (json!(vec![0; 1_000]), "[… × 1000]".to_owned()),
            (json!({"memo": "x".repeat(50)}), "{… × 1}".to_owned()),
            (serde_json::from_str(&"9".repeat(60)).expect("a number"), format!("{}… (60)", "9".repeat(8))),
        ];
        for (value, expected) in rows {
            assert_eq!(text(&value), expected);
        }
    }

    #[test]
    fn a_value_is_shown_where_its_place_is_and_where_it_is_one() {
        let request = json!({"rows": [{"n": 1, "m": 7}, {"n": 2, "m": 7}]});
        assert_eq!(Tried::value_at("/rows/1/n", &request).as_deref(), Some("2"));
        assert_eq!(Tried::value_at("/rows/*/m", &request).as_deref(), Some("7"));
        assert_eq!(Tried::value_at("/rows/*/n", &request), None, "either could be meant");
        assert_eq!(Tried::value_at("/rows/0/gone", &request), None);
    }

    #[test]
    fn each_way_is_kept_once_and_they_are_few() {
        let tried = |way: &str| Tried {
            requirement: "A-1".to_owned(),
            at: "/n".to_owned(),
            way: way.to_owned(),
            value: None,
            status: 200,
            codes: Vec::new(),
        };
        let known = [tried("null")];
        assert!(!Tried::is_new(&known, &Intent::violates("/n", "type", "null")));
        assert!(Tried::is_new(&known, &Intent::violates("/n", "type", "zero")));
        let many: Vec<Tried> = (0..MOST).map(|number| tried(&number.to_string())).collect();
        assert!(!Tried::is_new(&many, &Intent::violates("/n", "type", "null")));
    }
}
