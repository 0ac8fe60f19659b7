//! Checks the form of what each `x-when` makes of its object: a word that is misspelt in a `merge` would have no effect under its reading.

use serde_json::{Map, Value};

use super::{
    Also, Files, LoadError, Reading, Readings, check_form,
    reading::{fill, merge_patch},
};
use crate::util::pointer::escape;

/// What is wrong with a file of the right form once one of its `x-when`s is in force, whichever choice is.
pub(super) fn wrong_merges(
    files: &Files,
    file: &str,
    (value, form): (&Value, &str),
    readings: &[Reading],
) -> Vec<LoadError> {
    let mut errors = Vec::new();
    // The first of each object at once, then the second of each: there are few in one object.
    for number in 0.. {
        let mut round = Round { number, readings, laid: Vec::new() };
        let merged = round.value(value, "");
        if round.laid.is_empty() {
            return LoadError::each_once(errors);
        }
        errors
            .extend(check_form(files, file, &merged, form).into_iter().filter_map(|error| round.placed(value, error)));
    }
    errors
}

/// What the `x-when`s of one number make of a file.
struct Round<'a> {
    number: usize,
    readings: &'a [Reading],
    /// The objects that something was laid over.
    laid: Vec<String>,
}

impl Round<'_> {
    fn value(&mut self, value: &Value, at: &str) -> Value {
        match value {
            Value::Object(fields) => {
                let mut fields = fields.clone();
                if let Some(Value::Array(whens)) = fields.shift_remove("x-when")
                    && let Some((when, merge)) =
                        whens.get(self.number).and_then(|when| Some((when, when.get("merge")?)))
                {
                    self.laid.push(at.to_owned());
                    if let Some(Value::Object(merge)) = self.chosen(when).map(|choices| fill(merge.clone(), &choices)) {
                        merge_patch(&mut fields, merge);
                    }
                }
                let below = |(key, value): (&String, &Value)| {
                    let value = self.value(value, &format!("{at}/{}", escape(key)));
                    (key.clone(), value)
                };
                Value::Object(fields.iter().map(below).collect::<Map<_, _>>())
            }
            Value::Array(items) => {
                items.iter().enumerate().map(|(index, item)| self.value(item, &format!("{at}/{index}"))).collect()
            }
            other => other.clone(),
        }
    }

    /// Choices under which an `x-when` is in force; none where it cannot be determined.
    fn chosen(&self, when: &Value) -> Option<Readings> {
        let first = |reading: &Reading| Some((reading.id.clone(), reading.choices.first()?.clone()));
        let mut choices: Readings = self.readings.iter().filter_map(first).collect();
        let name = when.get("reading").and_then(Value::as_str)?;
        let reading = self.readings.iter().find(|reading| reading.id == name)?;
        let unwanted = when.get("isNot");
        let choice = when.get("is").cloned().or_else(|| {
            let listed = reading.choices.iter().find(|choice| Some(*choice) != unwanted).cloned();
            listed.or_else(|| other(reading.also))
        });
        choices.insert(name.to_owned(), choice?);
        Some(choices)
    }

    /// The place in the file of what is wrong once the changes are made; none where no change made it wrong.
    fn placed(&self, value: &Value, error: LoadError) -> Option<LoadError> {
        let below = |at: &&String| {
            error.pointer.strip_prefix(at.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let at = self.laid.iter().filter(below).max_by_key(|at| at.len())?;
        let rest = &error.pointer[at.len()..];
        let pointer = format!("{at}/x-when/{}/merge{rest}", self.number);
        value.pointer(&pointer)?;
        Some(LoadError { pointer, ..error })
    }
}

/// A choice that is not listed.
fn other(also: Also) -> Option<Value> {
    Some(match also {
        Also::Nothing => return None,
        Also::Integer => Value::from(1),
        Also::Name => Value::from("x"),
        Also::Path => Value::from("/x"),
        Also::Header | Also::Parameter => Value::from("header:x"),
        Also::Names => Value::from(vec!["x"]),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::Contract;

    /// What is said of a contract with something laid over an object under the second choice of a reading.
    fn told(file: &str, pointer: &str, merge: &Value) -> Vec<String> {
        let files = Files::embedded();
        let path = format!("schemas/saison-claim/{file}");
        let mut value: Value = serde_json::from_str(files.text(&path).expect("it ships")).expect("JSON");
        let contract = Contract::load(&files, "saison-claim", &Readings::new()).expect("it loads");
        let reading = &contract.readings[0];
        let whens = value.pointer_mut(pointer).and_then(Value::as_object_mut).expect(pointer);
        let whens = whens.entry("x-when").or_insert_with(|| json!([])).as_array_mut().expect("a list");
        whens.push(json!({"reading": reading.id, "is": reading.choices[reading.choices.len() - 1], "merge": merge}));
        let loaded = Contract::load(&files.with(&path, value.to_string()), "saison-claim", &Readings::new());
        loaded.err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_word_that_a_merge_misspells_is_refused_whichever_choice_is_in_force() {
        let operation = "/operations/monthly_claim";
        for (file, pointer, merge, due) in [
            (
                "contract.json",
                operation,
                json!({"serverErorr": {"requirement": "SC-102"}}),
                "/merge/serverErorr: unknown key `serverErorr`",
            ),
            (
                "contract.json",
                operation,
                json!({"success": {"statuses": [201]}}),
                "/merge/success/statuses: unknown key",
            ),
            ("contract.json", operation, json!({"success": null}), "/merge: `success` is missing"),
            ("error.schema.json", "", json!({"maxPropertys": 3}), "/merge/maxPropertys: "),
        ] {
            let found = told(file, pointer, &merge);
            let starts = format!("schemas/saison-claim/{file} {pointer}/x-when/");
            assert!(found.iter().any(|line| line.starts_with(&starts) && line.contains(due)), "{due}: {found:?}");
        }
        assert_eq!(told("contract.json", operation, &json!({"leaks": null})), Vec::<String>::new());
    }
}
