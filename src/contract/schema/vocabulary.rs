//! Our `x-` keywords, and what is checked of them before a schema is compiled.

use serde_json::Value;

use super::dialect;
use super::document::{Document, each_subschema};
use super::ecma::ecma;
use super::format::{OWN, formats};
use super::marked::{PLACES, is_everywhere, written_at};
use super::{LengthUnit, Options, SchemaError};

/// Keywords of ours that mean something to validation or drawing; every other `x-` key is an annotation.
pub(super) const KEYWORDS: &[&str] = &["x-charClass", "x-lengthUnit", "x-maxDigits", "x-open", "x-from", "x-frame"];

/// Whether a key of ours is an annotation, which decides about no value.
pub(crate) fn is_annotation(key: &str) -> bool {
    key.starts_with("x-") && !KEYWORDS.contains(&key)
}

/// Refuses what the builder of validators would accept silently: a typo in a name of ours, a reference that leads nowhere.
pub(super) fn check(document: &Document, options: &Options) -> Result<(), SchemaError> {
    let root = document.at("").unwrap_or(&Value::Null);
    dialect::check(root)?;
    check_schema(document, root, "", options)?;
    // A mark is found at its places in every value; these must be so many that they can be gone through.
    let mut marks = ["x-unique", "x-unordered", "x-from"].into_iter().filter(|_| options.strict);
    if let Some(keyword) = marks.find(|keyword| is_everywhere(root, keyword)) {
        let at = written_at(root, keyword).into_values().next().unwrap_or_default();
        let problem = format!("stands at more than {PLACES} places of a value; let fewer definitions share it");
        return Err(SchemaError::new(at, problem));
    }
    Ok(())
}

fn check_schema(document: &Document, schema: &Value, at: &str, options: &Options) -> Result<(), SchemaError> {
    let Value::Object(object) = schema else { return Ok(()) };
    for (keyword, value) in object {
        if let Err(message) = check_keyword(document, at, keyword, value, options) {
            return Err(SchemaError::new(format!("{at}/{keyword}"), message));
        }
    }
    let mut result = Ok(());
    each_subschema(object, |path, sub| {
        if result.is_ok() {
            result = check_schema(document, sub, &format!("{at}{path}"), options);
        }
    });
    result
}

fn check_keyword(document: &Document, at: &str, keyword: &str, value: &Value, options: &Options) -> Result<(), String> {
    let text = value.as_str();
    match keyword {
        "x-charClass" => match text {
            None => Err("must be the name of a character class".into()),
            Some(name) if options.strict && !options.classes.contains_key(name) => {
                let known: Vec<_> = options.classes.keys().map(String::as_str).collect();
                Err(format!("names no known character class `{name}`; known: {}", known.join(", ")))
            }
            Some(_) => Ok(()),
        },
        "x-lengthUnit" if text.and_then(LengthUnit::named).is_none() => {
            Err("must be \"scalars\", \"utf16\", \"utf8\" or \"cp932\"".into())
        }
        "x-maxDigits" if !value.as_u64().is_some_and(|n| (1..=19).contains(&n)) => {
            Err("must be an integer from 1 to 19".into())
        }
        "x-from" if !text.is_some_and(|text| text.contains('/')) => Err("must be written \"name/key\"".into()),
        "x-unique" => unique(at, document, value),
        "x-unordered" if !value.is_boolean() => Err("must be true or false".into()),
        "x-open" if !(value.is_object() || value.is_boolean()) => Err("must be a schema".into()),
        "format" => match text {
            Some(name) if options.strict && !formats().any(|known| known == name) => {
                let own: Vec<_> = OWN.iter().map(|(name, _)| *name).collect();
                let own = own.join(", ");
                Err(format!("unknown format `{name}`; give one of JSON Schema 2020-12, or one of {own}"))
            }
            _ => Ok(()),
        },
        "pattern" => text.map_or(Ok(()), |pattern| ecma(pattern).map(drop)),
        "patternProperties" => {
            let names = value.as_object().into_iter().flat_map(|named| named.keys());
            names.into_iter().try_for_each(|name| match ecma(name) {
                Ok(same) if same == *name => Ok(()),
                Ok(other) => Err(format!("the name `{name}` is to be written `{other}`")),
                Err(message) => Err(format!("the name `{name}` {message}")),
            })
        }
        "$ref" => match text {
            Some(target) if !target.contains("json-schema.org/") && document.follow(at, target).is_none() => {
                Err(format!("leads nowhere: `{target}` is not in this document; define it under $defs"))
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Whether a value can be new each time: a text or a number of which the schema fixes no value, and that nobody gives.
fn unique(at: &str, document: &Document, value: &Value) -> Result<(), String> {
    let Some(marked) = value.as_bool() else { return Err("must be true or false".into()) };
    let Some(Value::Object(beside)) = document.at(at).filter(|_| marked) else { return Ok(()) };
    if let Some(fixed) = ["const", "enum", "x-from"].iter().find(|fixed| beside.contains_key(**fixed)) {
        return Err(format!("cannot stand beside `{fixed}`, which leaves no new value; take one of the two out"));
    }
    let types = beside.get("type").map(|types| types.as_array().map_or(std::slice::from_ref(types), Vec::as_slice));
    let may = |types: &[Value]| types.iter().any(|one| ["string", "integer", "number"].iter().any(|may| *one == *may));
    if types.is_some_and(|types| !may(types)) {
        return Err("works on a text or a number only; write it at the field whose value is to be new".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn mistakes_in_our_words_are_named_with_their_place() {
        let options = Options { strict: true, ..Options::default() };
        let cases = [
            (json!({"properties": {"a": {"x-charClass": "kana"}}}), "/properties/a/x-charClass"),
            (json!({"format": "date-slsh"}), "/format"),
            (json!({"items": {"x-lengthUnit": "bytes"}}), "/items/x-lengthUnit"),
            (json!({"x-maxDigits": 20}), "/x-maxDigits"),
            (json!({"x-from": "name"}), "/x-from"),
            (json!({"allOf": [{"$ref": "#/$defs/none"}]}), "/allOf/0/$ref"),
            (json!({"x-open": 3}), "/x-open"),
            (json!({"items": {"x-unordered": "yes"}}), "/items/x-unordered"),
            (json!({"x-unique": "yes"}), "/x-unique"),
            (json!({"items": {"type": ["object", "null"], "x-unique": true}}), "/items/x-unique"),
            (json!({"type": "boolean", "x-unique": true}), "/x-unique"),
            (json!({"const": "a", "x-unique": true}), "/x-unique"),
            (json!({"enum": ["a", "b"], "x-unique": true}), "/x-unique"),
            (json!({"type": "string", "x-from": "a/b", "x-unique": true}), "/x-unique"),
        ];
        for (schema, pointer) in cases {
            let error = check(&Document::new(&schema), &options).expect_err(pointer);
            assert_eq!(error.pointer, pointer);
        }
        for schema in
            [json!({"type": "string", "x-unique": true}), json!({"type": ["integer", "null"], "x-unique": true})]
        {
            assert!(check(&Document::new(&schema), &options).is_ok(), "{schema}");
        }
    }
}
