//! Our words in a description: one that is almost ours is a slip, because it would say nothing.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::{DescribedId, LoadError, escape};

/// Our words that are long enough for a slip to be distinguished from somebody else's word.
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
                    let problem = DescribedId::NotOurs.with([key.into()]);
                    found.push(LoadError::new(file, &below, problem, DescribedId::WriteOurs.with([ours.into()])));
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

/// Takes out what only looks like a citation of ours: in a description of others the same word may say something else. `ours` are
/// those that an overlay lays on it.
pub(super) fn drop_foreign(value: &mut Value, ours: &BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let is_foreign = |id: &Value| !id.as_str().is_some_and(|id| is_id(id) || ours.contains(id));
            if fields.get("x-requirement").is_some_and(is_foreign) {
                fields.shift_remove("x-requirement");
            }
            fields.values_mut().for_each(|value| drop_foreign(value, ours));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| drop_foreign(item, ours)),
        _ => {}
    }
}

/// Whether a text may be the id of a requirement.
fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

fn near(key: &str) -> Option<&'static str> {
    LONG.iter().copied().find(|ours| *ours != key && strsim::damerau_levenshtein(ours, key) <= 2)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_cannot_be_the_id_of_a_requirement_is_a_word_of_somebody_else() {
        let mut description = json!({"a": [{"x-requirement": "A-1.b_c"}, {"x-requirement": "see REQ 3"}, {"x-requirement": true}, {"x-requirement": "-a"}]});
        drop_foreign(&mut description, &["see REQ 3".to_owned()].into());
        assert_eq!(
            description,
            json!({"a": [{"x-requirement": "A-1.b_c"}, {"x-requirement": "see REQ 3"}, {}, {}]}),
            "an overlay is ours"
        );
    }

    #[test]
    fn a_slip_in_a_word_of_ours_is_named_and_words_of_others_are_left_alone() {
        let description = json!({"paths": {"/a": {"get": {"x-requirment": "A-1", "x-name": "n", "x-codes": [1], "x-requirement": "A-1",
            "parameters": [{"schema": {"x-maxDigit": 3, "x-lengthunit": "utf8"}, "example": {"x-requirment": 1}}]}}}});
        let told: Vec<String> = slips("f", &description).iter().map(ToString::to_string).collect();
        let due = [
            "f /paths/~1a/get/x-requirment: `x-requirment` is not a keyword of tekigo; write `x-requirement`, or take it out",
            "f /paths/~1a/get/parameters/0/schema/x-maxDigit: `x-maxDigit` is not a keyword of tekigo; write `x-maxDigits`, or take it out",
            "f /paths/~1a/get/parameters/0/schema/x-lengthunit: `x-lengthunit` is not a keyword of tekigo; write `x-lengthUnit`, or take it out",
        ];
        assert_eq!(told, due);
    }
}
