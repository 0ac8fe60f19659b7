//! Finds the texts of a file by its meta-schema, and gives plain ones the language of the contract.

use serde_json::{Value, json};

use super::{
    Files, Language, LoadError, LoadId,
    meta::{Meta, Right, meta},
    schema::Document,
};
use crate::util::pointer::escape;

/// The definition of a text in the meta-schemas.
const TEXT: &str = "#/$defs/bilingual";

/// A file whose plain texts (`"title": "Fee"`) are written with their language (`"title": {"en": "Fee"}`).
pub fn in_language(
    files: &Files,
    file: &str,
    mut value: Value,
    form: &str,
    language: Option<Language>,
) -> Result<Value, Vec<LoadError>> {
    static WORDED: Right = Right::new();
    let Ok(meta) = meta(files, &format!("schemas/_meta/{form}.schema.json")) else { return Ok(value) };
    let errors = if let Some(language) = language {
        each(&meta, &mut value, &mut |_, text| {
            if let Value::String(plain) = &*text {
                *text = json!({language.code(): plain});
            }
        });
        Vec::new()
    } else {
        WORDED.unless_known(&meta, &value, || in_no_language(file, &meta, &mut value.clone()))
    };
    if errors.is_empty() { Ok(value) } else { Err(errors) }
}

/// The plain texts of a file whose contract names no language.
fn in_no_language(file: &str, meta: &Meta, value: &mut Value) -> Vec<LoadError> {
    let mut errors = Vec::new();
    each(meta, value, &mut |pointer, text| {
        if text.is_string() {
            errors.push(LoadError::new(file, pointer, LoadId::TextNoLanguage, LoadId::GiveLanguage));
        }
    });
    errors
}

/// Hands over each text of a file with its place.
fn each(meta: &Meta, value: &mut Value, see: &mut dyn FnMut(&str, &mut Value)) {
    Walk { form: &meta.document, see }.value("", value, "");
}

struct Walk<'a> {
    form: &'a Document,
    see: &'a mut dyn FnMut(&str, &mut Value),
}

impl Walk<'_> {
    /// What the schema at `at` says of a value.
    fn value(&mut self, at: &str, value: &mut Value, pointer: &str) {
        let Some(Value::Object(schema)) = self.form.at(at) else { return };
        let reference = schema.get("$ref").and_then(Value::as_str).map(str::to_owned);
        if reference.as_deref() == Some(TEXT) {
            return (self.see)(pointer, value);
        }
        if let Some(target) = reference.and_then(|to| self.form.follow(at, &to)) {
            self.value(&target, value, pointer);
        }
        match value {
            Value::Object(fields) => {
                for (key, value) in fields.iter_mut() {
                    let named = format!("{at}/properties/{}", escape(key));
                    let rule =
                        if self.form.at(&named).is_some() { named } else { format!("{at}/additionalProperties") };
                    self.value(&rule, value, &format!("{pointer}/{}", escape(key)));
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.value(&format!("{at}/items"), item, &format!("{pointer}/{index}"));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_text_is_in_the_language_of_the_contract_and_names_stay_names() {
        let file = json!({"title": "Fee", "source": {"document": "d", "title": "printed"}, "operations": {"fee": {
            "title": {"ja": "料金"}, "invariants": [{"id": "sum", "rule": "true", "text": "the sum"}]}}});
        let of = |language| in_language(&Files::embedded(), "f", file.clone(), "contract", language);
        let read = of(Some(Language::English)).expect("a language");
        assert_eq!((&read["title"], &read["source"]["title"]), (&json!({"en": "Fee"}), &json!("printed")));
        assert_eq!(read["operations"]["fee"]["title"], json!({"ja": "料金"}));
        assert_eq!(read["operations"]["fee"]["invariants"][0]["text"], json!({"en": "the sum"}));
        let errors: Vec<String> = of(None).expect_err("no language").iter().map(ToString::to_string).collect();
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert!(errors[0].starts_with("f /title: the text is in no language; write {\"en\": …}"), "{errors:?}");
    }

    #[test]
    fn the_contracts_that_ship_say_everything_in_both_languages() {
        let files = Files::embedded();
        let forms = |path: &str| match path.rsplit('/').next() {
            _ if path.starts_with("scenarios/") => Some("scenario"),
            Some("contract.json") => Some("contract"),
            Some("requirements.json") => Some("requirements"),
            Some("codes.json") => Some("codes"),
            _ => None,
        };
        let mut seen = 0;
        for (path, form) in files.below("").filter_map(|path| Some((path, forms(path)?))) {
            let mut value: Value = serde_json::from_str(files.text(path).expect("there")).expect("JSON");
            let meta = meta(&files, &format!("schemas/_meta/{form}.schema.json")).expect("a form");
            each(&meta, &mut value, &mut |pointer, text| {
                let given = |language| text.get(language).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
                assert!(given("ja") && given("en"), "{path} {pointer}: {text}");
                seen += 1;
            });
        }
        assert!(seen > 600, "{seen}");
    }
}
