//! Our words in a description: one that is almost ours is a slip, because it would say nothing.

use serde_json::Value;

use super::super::{LoadError, escape};

/// Our words that are long enough for a slip to be told from a word of somebody else's.
const LONG: [&str; 8] = [
    "x-requirement",
    "x-charClass",
    "x-lengthUnit",
    "x-maxDigits",
    "x-codeLevel",
    "x-unordered",
    "x-credential",
    "x-valueOf",
];

/// Keys of a description that are one or two letters away from a word of ours.
pub(super) fn slips(file: &str, root: &Value) -> Vec<LoadError> {
    let mut found = Vec::new();
    walk(file, root, "", &mut found);
    found
}

fn walk(file: &str, value: &Value, at: &str, found: &mut Vec<LoadError>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let below = format!("{at}/{}", escape(key));
                if let Some(ours) = key.starts_with("x-").then(|| near(key)).flatten() {
                    let problem = format!("`{key}` is not a word of ours");
                    found.push(LoadError::new(file, &below, problem, format!("write `{ours}`, or take it out")));
                }
                if !["example", "examples", "const", "enum", "default"].contains(&key.as_str()) {
                    walk(file, value, &below, found);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(file, item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn near(key: &str) -> Option<&'static str> {
    LONG.iter().copied().find(|ours| *ours != key && strsim::damerau_levenshtein(ours, key) <= 2)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_slip_in_a_word_of_ours_is_named_and_words_of_others_are_left_alone() {
        let description = json!({"paths": {"/a": {"get": {"x-requirment": "A-1", "x-name": "n", "x-codes": [1], "x-requirement": "A-1",
            "parameters": [{"schema": {"x-maxDigit": 3, "x-lengthunit": "utf8"}, "example": {"x-requirment": 1}}]}}}});
        let told: Vec<String> = slips("f", &description).iter().map(ToString::to_string).collect();
        let due = [
            "f /paths/~1a/get/x-requirment: `x-requirment` is not a word of ours; write `x-requirement`, or take it out",
            "f /paths/~1a/get/parameters/0/schema/x-maxDigit: `x-maxDigit` is not a word of ours; write `x-maxDigits`, or take it out",
            "f /paths/~1a/get/parameters/0/schema/x-lengthunit: `x-lengthunit` is not a word of ours; write `x-lengthUnit`, or take it out",
        ];
        assert_eq!(told, due);
    }
}
