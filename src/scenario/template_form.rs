//! Checks the form of templates: a word of ours is the only key of its object, and has a meaning.

use serde_json::{Map, Value};

use crate::{
    contract::{LoadError, LoadId, ScenarioId},
    util::pointer::escape,
};

/// The words that make a value of their own.
const WHOLE: [&str; 3] = ["$cel", "$draw", "$absent"];

/// What is wrong with the form of a template.
pub(super) fn wrong_template(file: &str, at: &str, template: &Value) -> Vec<LoadError> {
    let mut errors = Vec::new();
    walk(file, at, template, &mut errors);
    errors
}

fn walk(file: &str, at: &str, template: &Value, errors: &mut Vec<LoadError>) {
    match template {
        Value::Object(fields) => {
            if let Some(word) = WHOLE.into_iter().find(|word| fields.contains_key(*word)) {
                return whole(file, at, word, fields, errors);
            }
            let base = fields.contains_key("$with");
            for (key, value) in fields {
                let here = format!("{at}/{}", escape(key));
                if base && key != "$with" && !key.starts_with('/') {
                    let problem = ScenarioId::NotInBase.with([key.into()]);
                    errors.push(LoadError::new(file, &here, problem, ScenarioId::WritePointer));
                }
                if let Some(word) = meant(key) {
                    let problem = ScenarioId::NotATemplateWord.with([key.into()]);
                    errors.push(LoadError::new(file, &here, problem, ScenarioId::WriteWordOrCel.with([word.into()])));
                }
                walk(file, &here, value, errors);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| walk(file, &format!("{at}/{index}"), item, errors));
        }
        _ => {}
    }
}

/// A word that makes a value: nothing else is next to it, and it has the right type.
fn whole(file: &str, at: &str, word: &str, fields: &Map<String, Value>, errors: &mut Vec<LoadError>) {
    for key in fields.keys().filter(|key| *key != word) {
        let problem = ScenarioId::NoEffectBeside.with([key.into(), word.into()]);
        errors.push(LoadError::new(file, &format!("{at}/{}", escape(key)), problem, LoadId::TakeOneOfTwoOut));
    }
    let (right, fix) = match word {
        "$absent" => (fields[word] == true, ScenarioId::WriteTrue),
        "$cel" => (fields[word].is_string(), ScenarioId::ExpressionAsText),
        _ => (fields[word].is_string(), ScenarioId::NameOfDrawn),
    };
    if !right {
        let problem = ScenarioId::CannotBeValue.with([word.into(), fields[word].to_string().into()]);
        errors.push(LoadError::new(file, &format!("{at}/{word}"), problem, fix));
    }
}

/// The word of ours that a key is meant for, if it is nearly one: an API may have keys with `$` of its own, such as `$filter`.
fn meant(key: &str) -> Option<&'static str> {
    let words = ["$cel", "$draw", "$absent", "$with", "$ref"];
    let near = |word: &&&str| key != **word && key.to_ascii_lowercase().starts_with(&word[..3]);
    words.iter().find(near).copied().filter(|_| !words.contains(&key))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_word_stands_alone_and_says_something() {
        let told = |template: Value| -> Vec<String> {
            wrong_template("f", "/body", &template)
                .iter()
                .map(|error| format!("{} {}", error.pointer, error.problem.english()))
                .collect()
        };
        for good in [
            json!({"a": {"$cel": "1"}, "$filter": "x", "$top": 1, "l": [{"$draw": "d"}, {"$absent": true}]}),
            json!({"$with": {"a": 1}, "/a": {"$cel": "2"}}),
        ] {
            assert_eq!(told(good), Vec::<String>::new());
        }
        for (wrong, due) in [
            (json!([{"$cel": "1", "b": 2}]), "/body/0/b `b` has no effect beside `$cel`"),
            (json!({"$absent": false}), "/body/$absent `$absent` cannot be false"),
            (json!({"$draw": 1}), "/body/$draw `$draw` cannot be 1"),
            (json!({"$with": {}, "a": 1}), "/body/a `a` is not a place in the base"),
            (json!({"$cell": "1"}), "/body/$cell `$cell` is not a keyword of templates"),
        ] {
            assert_eq!(told(wrong), [due]);
        }
    }
}
