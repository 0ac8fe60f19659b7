//! Checks our own files against their meta-schemas.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use serde_json::{Map, Value};

use super::{
    Files, LoadError, LoadId, Message, MessageId,
    schema::{Breach, Document, Options, Validator},
    wording::wording,
};
use crate::util::pointer::escape;
use crate::util::sync::lock;

/// Checks a file against the meta-schema that its `$schema` names; an empty list is a file of the right form.
pub fn check_form(files: &Files, file: &str, value: &Value, form: &str) -> Vec<LoadError> {
    static RIGHT: Right = Right::new();
    let fix = LoadId::WriteSchema.with([form.into()]);
    match value.get("$schema").and_then(Value::as_str) {
        None => return vec![LoadError::new(file, "", LoadId::SchemaMissing, fix)],
        Some(named) if !named.ends_with(&format!("_meta/{form}.schema.json")) => {
            return vec![LoadError::new(file, "/$schema", LoadId::OtherSchema.with([named.into()]), fix)];
        }
        Some(_) => {}
    }
    let path = format!("schemas/_meta/{form}.schema.json");
    match meta(files, &path) {
        Ok(form) => RIGHT.unless_known(&form, value, || {
            let explain = Explain { file, path: &path, meta: &form.document };
            form.validator
                .worded_breaches(value)
                .iter()
                .map(|(breach, message)| explain.breach((breach, message), value))
                .collect()
        }),
        Err(error) => vec![error],
    }
}

/// A meta-schema, ready for use.
pub(super) struct Meta {
    validator: Validator,
    pub(super) document: Document,
}

/// What was found to be right by a form before: suites are loaded again for each reading that is tried, from the same files.
pub(super) struct Right(Mutex<BTreeSet<(usize, String)>>);

/// As many values are remembered, and none that is longer as JSON.
const MOST_REMEMBERED: usize = 2_000;
const LONGEST_REMEMBERED: usize = 1 << 18;

impl Right {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(BTreeSet::new()))
    }

    /// The mistakes that `check` finds in a value; none where it found none before.
    pub(super) fn unless_known(
        &self,
        form: &Arc<Meta>,
        value: &Value,
        check: impl FnOnce() -> Vec<LoadError>,
    ) -> Vec<LoadError> {
        // A form that is ready for use is never given up, so that its address is its own.
        let key = (Arc::as_ptr(form).addr(), value.to_string());
        if lock(&self.0).contains(&key) {
            return Vec::new();
        }
        let errors = check();
        let mut known = lock(&self.0);
        if errors.is_empty() && known.len() < MOST_REMEMBERED && key.1.len() <= LONGEST_REMEMBERED {
            known.insert(key);
        }
        errors
    }
}

/// The meta-schema in a file. Each text is compiled once: a suite has a hundred files of the same form.
pub(super) fn meta(files: &Files, path: &str) -> Result<Arc<Meta>, LoadError> {
    static COMPILED: Mutex<BTreeMap<String, Arc<Meta>>> = Mutex::new(BTreeMap::new());
    let missing = || LoadError::new(path, "", LoadId::NoMeta, LoadId::RestoreIt);
    let text = files.text(path).ok_or_else(missing)?;
    let mut compiled = lock(&COMPILED);
    if let Some(meta) = compiled.get(text) {
        return Ok(Arc::clone(meta));
    }
    let schema: Value = serde_json::from_str(text).map_err(|_| missing())?;
    let validator =
        Validator::new(&schema, &Options::default()).map_err(|error| LoadError::of_schema(path, "", &error))?;
    let meta = Arc::new(Meta { validator, document: Document::new(&schema) });
    compiled.insert(text.to_owned(), Arc::clone(&meta));
    Ok(meta)
}

/// Where the last keyword of an evaluation path is written: every `$ref` on the way is followed.
pub(super) fn written(document: &Document, evaluation_path: &str) -> String {
    evaluation_path.split('/').skip(1).fold(String::new(), |at, step| {
        let next = format!("{at}/{step}");
        match (step, document.at(&next)) {
            ("$ref" | "$dynamicRef", Some(Value::String(to))) => document.follow(&at, to).unwrap_or(next),
            _ => next,
        }
    })
}

struct Explain<'a> {
    file: &'a str,
    /// The meta-schema: where it is, and what is in it.
    path: &'a str,
    meta: &'a Document,
}

impl Explain<'_> {
    fn breach(&self, (breach, message): (&Breach, &Message), value: &Value) -> LoadError {
        let property = breach.property.as_deref().unwrap_or_default();
        let found = value.pointer(&breach.pointer).unwrap_or(&Value::Null);
        let operand = self.meta.at(&written(self.meta, &breach.schema_path)).unwrap_or(&Value::Null);
        let below = || format!("{}/{}", breach.pointer, escape(property));
        let (pointer, problem, fix) = match breach.keyword.as_str() {
            "additionalProperties" | "unevaluatedProperties" => {
                (below(), LoadId::UnknownKey.with([property.into()]), self.remove_key())
            }
            "propertyNames" => (below(), LoadId::KeyNotHere.with([property.into()]), self.key(operand)),
            "dependentRequired" => (
                breach.pointer.clone(),
                LoadId::KeyNeeded.with([property.into()]),
                LoadId::AddOrSee.with([self.path.into()]),
            ),
            "required" => (breach.pointer.clone(), LoadId::KeyMissing.with([property.into()]), LoadId::AddIt.into()),
            "enum" | "const" => (
                breach.pointer.clone(),
                LoadId::NotOneOfValues.with([found.to_string().into()]),
                LoadId::ChoiceSee.with([choice(operand), self.path.into()]),
            ),
            "minProperties" if found.as_object().is_some_and(Map::is_empty) => (
                breach.pointer.clone(),
                LoadId::ObjectEmpty.into(),
                LoadId::GiveOneOf.with([self.keys(&breach.schema_path)]),
            ),
            "oneOf" => (breach.pointer.clone(), LoadId::NotExactlyOne.with([one(operand)]), LoadId::GiveOne.into()),
            "anyOf"
                if found.is_object()
                    && operand
                        .as_array()
                        .is_some_and(|forms| forms.iter().any(|form| form["required"][0].is_string())) =>
            {
                (breach.pointer.clone(), LoadId::NoneThere.with([one(operand)]), LoadId::GiveAtLeastOne.into())
            }
            "anyOf" => (breach.pointer.clone(), LoadId::NotHere.with([found.to_string().into()]), self.as_path_says()),
            _ => {
                let (problem, fix) = self.text((breach, message), operand, found);
                (breach.pointer.clone(), problem, fix)
            }
        };
        LoadError::new(self.file, &pointer, problem, fix)
    }

    /// The keys that the object may have to which the keyword at `path` belongs.
    fn keys(&self, path: &str) -> Message {
        let at = written(self.meta, path);
        let schema = at.rsplit_once('/').and_then(|(schema, _)| self.meta.at(schema));
        let keys = schema.and_then(|schema| schema["properties"].as_object()).into_iter().flat_map(Map::keys);
        Message::joined(MessageId::And, keys.map(|key| format!("`{key}`")))
    }

    /// How a key must be written.
    fn key(&self, names: &Value) -> Message {
        let pattern = names.get("pattern").and_then(Value::as_str).and_then(wording);
        pattern.map_or_else(|| self.remove_key(), |known| known.fix.into())
    }

    fn remove_key(&self) -> Message {
        LoadId::RemoveKey.with([self.path.into()])
    }

    fn as_path_says(&self) -> Message {
        LoadId::AsPathSays.with([self.path.into()])
    }

    fn text(&self, (breach, message): (&Breach, &Message), operand: &Value, found: &Value) -> (Message, Message) {
        let known = match breach.keyword.as_str() {
            "pattern" => operand.as_str().and_then(wording),
            "minLength" if *operand == 1 => wording(r"\S"),
            _ => None,
        };
        match (known, found.as_str()) {
            (Some(known), Some(text)) => (known.problem.with([text.into()]), known.fix.into()),
            _ if breach.keyword == "format" && *operand == "regex" => {
                (LoadId::NoRegex.with([found.to_string().into()]), LoadId::CorrectRegex.into())
            }
            _ => (message.clone(), self.as_path_says()),
        }
    }
}

/// The keys of which each of several forms needs one.
fn one(forms: &Value) -> Message {
    let keys = forms.as_array().into_iter().flatten().filter_map(|form| form["required"][0].as_str());
    Message::joined(MessageId::And, keys.map(|key| format!("`{key}`")))
}

/// The values that an `enum` or a `const` leaves.
fn choice(operand: &Value) -> Message {
    match operand.as_array().map(Vec::as_slice) {
        None => LoadId::WriteValue.with([operand.to_string().into()]),
        Some(choices) => {
            LoadId::WriteOneOfValues.with([choices.iter().map(Value::to_string).collect::<Vec<_>>().join(", ").into()])
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn messages(value: &Value) -> Vec<String> {
        check_form(&Files::embedded(), "f", value, "scenario").iter().map(ToString::to_string).collect()
    }

    fn scenario(changes: &Value) -> Value {
        let mut value = json!({
            "$schema": "../../schemas/_meta/scenario.schema.json", "contract": "tiny", "name": "n",
            "title": {"ja": "名", "en": "name"}, "requirements": ["AB-1"],
            "steps": [{"name": "a", "operation": "a", "expect": {"outcome": "any", "requirement": "AB-1"}}]
        });
        for (pointer, new) in changes.as_object().expect("pointers") {
            match pointer.rsplit_once('/') {
                Some((parent, key)) => value.pointer_mut(parent).expect("a parent")[key] = new.clone(),
                None => panic!("no pointer"),
            }
        }
        value
    }

    #[test]
    fn what_was_right_is_not_checked_again_and_what_was_wrong_is() {
        let files = Files::embedded();
        let form = meta(&files, "schemas/_meta/codes.schema.json").expect("a form");
        let (right, mut checks) = (Right::new(), 0);
        let mut errors = |value: &Value| {
            let found = right.unless_known(&form, value, || {
                checks += 1;
                if value["wrong"] == true { vec![LoadError::new("f", "", "wrong", "fix it")] } else { Vec::new() }
            });
            (found.len(), checks)
        };
        let (good, wrong, long) = (json!({"a": 1}), json!({"wrong": true}), json!("x".repeat(LONGEST_REMEMBERED)));
        assert_eq!([errors(&good), errors(&good), errors(&wrong), errors(&wrong)], [(0, 1), (0, 1), (1, 2), (1, 3)]);
        assert_eq!([errors(&json!({"a": 1.0})), errors(&long), errors(&long)], [(0, 4), (0, 5), (0, 6)]);
    }

    #[test]
    fn a_good_file_has_no_messages() {
        assert_eq!(messages(&scenario(&json!({}))), Vec::<String>::new());
    }

    #[test]
    fn texts_have_messages_in_plain_words() {
        let cases = [
            (
                "/steps/0/method",
                json!("post"),
                "`post` is not an HTTP method; write it in capital letters, such as `POST`",
            ),
            ("/title/en", json!(" "), "the text is empty; write what belongs here, in words"),
            ("/when", json!(""), "the text is empty; write what belongs here, in words"),
            ("/steps/0/rawHex", json!("0"), "`0` is not hexadecimal; write two digits of 0-9 and a-f for each byte"),
            (
                "/cases",
                json!(0),
                "value is less than the minimum of 1; write it as schemas/_meta/scenario.schema.json says",
            ),
        ];
        for (pointer, value, expected) in cases {
            assert_eq!(messages(&scenario(&json!({pointer: value}))), [format!("f {pointer}: {expected}")]);
        }
    }

    #[test]
    fn keys_and_forms_name_what_may_stand_there() {
        let draw = |value: Value| messages(&scenario(&json!({"/draw": {"x": value}})));
        assert_eq!(
            draw(json!({})),
            ["f /draw/x: not exactly one of `schema` and `request` is there; give one of them"]
        );
        let unknown = "f /draw/x/schema/maxLenght: the key `maxLenght` may not stand here; remove it or correct its spelling; schemas/_meta/scenario.schema.json lists the keys";
        assert_eq!(draw(json!({"schema": {"maxLenght": 3}})), [unknown]);
        let named =
            "f /draw/X y: the key `X y` may not stand here; write small letters and digits, words joined by `_`";
        assert_eq!(messages(&scenario(&json!({"/draw": {"X y": {"schema": true}}}))), [named]);
    }
}
