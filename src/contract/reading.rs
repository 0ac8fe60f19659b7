//! Readings: named choices where a document can be read in two ways, and how the choice in force shapes the files.
//!
//! Any object of a contract or schema file may hold `x-when`, a list of `{"reading", "is" | "isNot" | "has", "merge"}`. Where the choice
//! in force fits, `merge` is laid over the object (RFC 7396) and `{"x-valueOf": "reading"}` in it becomes the choice.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Text;
use crate::contract::{LoadId, Message};
use crate::util::plain::plain;

/// The choices in force, by reading.
pub type Readings = BTreeMap<String, Value>;

/// A named choice where the document can be read in two ways.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Reading {
    /// Its id, fixed for ever.
    pub id: String,
    /// The choices, the default first.
    pub choices: Vec<Value>,
    /// What else may be chosen besides the listed choices.
    #[serde(default)]
    pub also: Also,
    /// Why it is open.
    pub why: Text,
}

/// What a reading takes besides its listed choices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Also {
    /// Only the listed choices.
    #[default]
    Nothing,
    /// Any integer of at least 1.
    Integer,
    /// Any name.
    Name,
    /// Any path that starts with `/`.
    Path,
    /// A header of any name: `header:<name>`.
    Header,
    /// A query parameter or a header of any name: `query:<name>`, `header:<name>`.
    Parameter,
    /// Any list of names; as text with commas between them.
    Names,
}

impl Reading {
    /// The choice that `wanted` names: a listed one (numbers may be written as text), or one that `also` allows.
    pub fn choose(&self, wanted: &Value) -> Option<Value> {
        // A list is a list whether it is the default, chosen in a profile or written on the command line.
        if self.also == Also::Names {
            return names(wanted);
        }
        if let Some(choice) = self.choices.iter().find(|choice| plain(choice) == plain(wanted)) {
            return Some(choice.clone());
        }
        match self.also {
            Also::Nothing | Also::Names => None,
            Also::Integer => plain(wanted).parse::<u64>().ok().filter(|number| *number > 0).map(Value::from),
            Also::Name => wanted.as_str().filter(|name| !name.is_empty()).map(Value::from),
            Also::Path => wanted.as_str().filter(|path| path.starts_with('/')).map(Value::from),
            Also::Header => wanted.as_str().filter(|text| named(text, &["header"])).map(Value::from),
            Also::Parameter => wanted.as_str().filter(|text| named(text, &["header", "query"])).map(Value::from),
        }
    }
}

fn named(text: &str, kinds: &[&str]) -> bool {
    text.split_once(':').is_some_and(|(kind, name)| kinds.contains(&kind) && !name.is_empty())
}

fn names(wanted: &Value) -> Option<Value> {
    let list: Vec<&str> = match wanted {
        Value::String(text) => text.split(',').map(str::trim).collect(),
        Value::Array(items) => items.iter().map(Value::as_str).collect::<Option<_>>()?,
        _ => return None,
    };
    list.iter().all(|name| !name.is_empty()).then(|| Value::from(list))
}

/// A mistake in an `x-when`: the JSON pointer and what is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WhenError {
    /// Where the `x-when` is.
    pub(super) pointer: String,
    /// What is wrong with it.
    pub(super) problem: Message,
}

/// The value with every `x-when` decided.
pub(super) fn resolve(value: Value, readings: &Readings) -> Result<Value, WhenError> {
    resolve_at(value, readings, "")
}

fn resolve_at(value: Value, readings: &Readings, pointer: &str) -> Result<Value, WhenError> {
    match value {
        Value::Array(items) => {
            let resolved =
                items.into_iter().enumerate().map(|(i, item)| resolve_at(item, readings, &format!("{pointer}/{i}")));
            Ok(Value::Array(resolved.collect::<Result<_, _>>()?))
        }
        Value::Object(mut fields) => {
            if let (1, Some(Value::String(name))) = (fields.len(), fields.get("x-valueOf")) {
                return Ok(readings.get(name).cloned().unwrap_or(Value::Null));
            }
            if let Some(whens) = fields.shift_remove("x-when") {
                apply(&mut fields, whens, readings, &format!("{pointer}/x-when"))?;
            }
            let mut resolved = Map::with_capacity(fields.len());
            for (key, value) in fields {
                let value = resolve_at(value, readings, &format!("{pointer}/{key}"))?;
                resolved.insert(key, value);
            }
            Ok(Value::Object(resolved))
        }
        other => Ok(other),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct When {
    reading: String,
    is: Option<Value>,
    is_not: Option<Value>,
    has: Option<Value>,
    merge: Value,
}

fn apply(fields: &mut Map<String, Value>, whens: Value, readings: &Readings, pointer: &str) -> Result<(), WhenError> {
    let fail = |problem: Message| WhenError { pointer: pointer.to_owned(), problem };
    let whens: Vec<When> = serde_json::from_value(whens).map_err(|error| fail(Message::library(&error)))?;
    for when in whens {
        let Some(choice) = readings.get(&when.reading) else {
            return Err(fail(LoadId::ThereIsNo.with([LoadId::ThingReading.into(), (&when.reading).into()])));
        };
        let holds = |member: Value| choice.as_array().is_some_and(|list| list.contains(&member));
        let fits = when.is.is_none_or(|wanted| *choice == wanted)
            && when.is_not.is_none_or(|unwanted| *choice != unwanted)
            && when.has.is_none_or(holds);
        if fits {
            let Value::Object(merge) = fill(when.merge, readings) else {
                return Err(fail(LoadId::MergeNoObject.into()));
            };
            merge_patch(fields, merge);
        }
    }
    Ok(())
}

pub(super) fn fill(value: Value, readings: &Readings) -> Value {
    match value {
        Value::Object(fields) => {
            if let Some(choice) = fields.get("x-valueOf").and_then(Value::as_str).and_then(|name| readings.get(name)) {
                return choice.clone();
            }
            Value::Object(fields.into_iter().map(|(key, value)| (key, fill(value, readings))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|item| fill(item, readings)).collect()),
        other => other,
    }
}

pub(super) fn merge_patch(fields: &mut Map<String, Value>, patch: Map<String, Value>) {
    for (key, value) in patch {
        match (value, fields.get_mut(&key)) {
            (Value::Null, _) => {
                fields.shift_remove(&key);
            }
            (Value::Object(inner), Some(Value::Object(old))) => merge_patch(old, inner),
            (value, _) => {
                fields.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn readings(choice: Value) -> Readings {
        Readings::from([("limit".to_owned(), choice)])
    }

    #[test]
    fn the_choice_in_force_is_laid_over_the_object() {
        let file = json!({"items": {"type": "array", "x-when": [
            {"reading": "limit", "isNot": "unknown", "merge": {"maxItems": {"x-valueOf": "limit"}, "type": null}},
            {"reading": "limit", "is": "unknown", "merge": {"maxItems": 1}}]}});
        assert_eq!(resolve(file.clone(), &readings(json!(5))), Ok(json!({"items": {"maxItems": 5}})));
        assert_eq!(resolve(file, &readings(json!("unknown"))), Ok(json!({"items": {"type": "array", "maxItems": 1}})));
    }

    #[test]
    fn an_unknown_reading_is_named_with_its_place() {
        let file = json!({"a": [{"x-when": [{"reading": "limt", "is": 1, "merge": {}}]}]});
        let error = resolve(file, &readings(json!(5))).unwrap_err();
        assert_eq!(
            (error.pointer.as_str(), error.problem.english().as_str()),
            ("/a/0/x-when", "there is no reading `limt`")
        );
    }

    #[test]
    fn a_list_of_names_is_chosen_as_text_too_and_asked_for_its_members() {
        let also = |also| Reading { id: "r".into(), choices: vec![json!(["a"])], also, why: Text::default() };
        assert_eq!(also(Also::Names).choose(&json!("a, b")), Some(json!(["a", "b"])));
        assert_eq!(also(Also::Names).choose(&json!(["b"])), Some(json!(["b"])));
        assert_eq!(also(Also::Names).choose(&json!("a,,b")), None);
        let file = json!({"l": 1, "x-when": [{"reading": "limit", "has": "b", "merge": {"l": 2}}], "m": {"x-valueOf": "limit"}});
        assert_eq!(resolve(file.clone(), &readings(json!(["a", "b"]))), Ok(json!({"l": 2, "m": ["a", "b"]})));
        assert_eq!(resolve(file, &readings(json!(["a"]))), Ok(json!({"l": 1, "m": ["a"]})));
    }

    #[test]
    fn headers_parameters_and_paths_are_chosen_by_their_form() {
        let choose = |also, wanted: &str| {
            let reading = Reading { id: "r".into(), choices: vec![json!("none")], also, why: Text::default() };
            reading.choose(&json!(wanted)).is_some()
        };
        assert!(
            choose(Also::Header, "header:X-Key")
                && !choose(Also::Header, "query:key")
                && !choose(Also::Header, "header:")
        );
        assert!(
            choose(Also::Parameter, "query:key") && choose(Also::Parameter, "none") && !choose(Also::Parameter, "key")
        );
        assert!(choose(Also::Path, "/a/b") && !choose(Also::Path, "a"));
    }

    #[test]
    fn a_number_may_be_chosen_by_its_text() {
        let reading = Reading {
            id: "limit".into(),
            choices: vec![json!(1000), json!("unknown")],
            also: Also::Integer,
            why: Text::default(),
        };
        assert_eq!(reading.choose(&json!("1000")), Some(json!(1000)));
        assert_eq!(reading.choose(&json!(25)), Some(json!(25)));
        assert_eq!(reading.choose(&json!("unknown")), Some(json!("unknown")));
        assert_eq!(reading.choose(&json!("many")), None);
        assert_eq!(reading.choose(&json!(0)), None);
    }
}
