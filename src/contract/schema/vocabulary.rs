//! Our `x-` keywords, and what is checked of them before a schema is compiled.

use serde_json::Value;

use super::dialect;
use super::document::{Document, each_subschema};
use super::ecma::ecma;
use super::error::Wrong;
use super::format::{OWN, formats};
use super::marked::{PLACES, is_everywhere, written_at};
use super::{LengthUnit, Options, SchemaError, ring};
use crate::contract::{LoadId, SchemaId};

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
    ring::check(document, root)?;
    // A mark is found at its places in every value; these must be so many that they can be gone through.
    let mut marks = ["x-unique", "x-unordered", "x-from"].into_iter().filter(|_| options.strict);
    if let Some(keyword) = marks.find(|keyword| is_everywhere(root, keyword)) {
        let at = written_at(root, keyword).into_values().next().unwrap_or_default();
        let problem = SchemaId::TooManyPlaces.with([PLACES.into()]);
        return Err(SchemaError::new(at, problem, SchemaId::ShareLess));
    }
    Ok(())
}

fn check_schema(document: &Document, schema: &Value, at: &str, options: &Options) -> Result<(), SchemaError> {
    let Value::Object(object) = schema else { return Ok(()) };
    for (keyword, value) in object {
        if let Err((problem, fix)) = check_keyword(document, at, keyword, value, options) {
            return Err(SchemaError::new(format!("{at}/{keyword}"), problem, fix));
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

/// A mistake that says itself what belongs there.
fn wrong(problem: SchemaId) -> Result<(), Wrong> {
    Err((problem.into(), SchemaId::CorrectSchema.into()))
}

fn check_keyword(document: &Document, at: &str, keyword: &str, value: &Value, options: &Options) -> Result<(), Wrong> {
    let text = value.as_str();
    match keyword {
        "x-charClass" => match text {
            None => wrong(SchemaId::MustBeClass),
            Some(name) if options.strict && !options.classes.contains_key(name) => {
                let known: Vec<_> = options.classes.keys().map(String::as_str).collect();
                Err((SchemaId::NoClass.with([name.into(), known.join(", ").into()]), SchemaId::CorrectSchema.into()))
            }
            Some(_) => Ok(()),
        },
        "x-lengthUnit" if text.and_then(LengthUnit::named).is_none() => wrong(SchemaId::MustBeUnit),
        "x-maxDigits" if !value.as_u64().is_some_and(|n| (1..=19).contains(&n)) => wrong(SchemaId::MustBeDigits),
        "x-from" if !text.is_some_and(|text| text.contains('/')) => wrong(SchemaId::MustBeNameKey),
        "x-unique" => unique(at, document, value),
        "x-unordered" if !value.is_boolean() => wrong(SchemaId::MustBeFlag),
        "x-open" if !(value.is_object() || value.is_boolean()) => wrong(SchemaId::MustBeSchema),
        "format" => match text {
            Some(name) if options.strict && !formats().any(|known| known == name) => {
                let own: Vec<_> = OWN.iter().map(|(name, _)| *name).collect();
                let fix = SchemaId::GiveFormat.with([own.join(", ").into()]);
                Err((SchemaId::UnknownFormat.with([name.into()]), fix))
            }
            _ => Ok(()),
        },
        "pattern" => text.map_or(Ok(()), |pattern| {
            ecma(pattern).map(drop).map_err(|problem| (problem, SchemaId::WriteMeaning.into()))
        }),
        "patternProperties" => {
            let names = value.as_object().into_iter().flat_map(|named| named.keys());
            names.into_iter().try_for_each(|name| match ecma(name) {
                Ok(same) if same == *name => Ok(()),
                Ok(other) => {
                    let problem = SchemaId::WrittenOtherwise.with([name.into(), other.as_ref().into()]);
                    Err((problem, SchemaId::CorrectSchema.into()))
                }
                Err(problem) => Err((SchemaId::NameIs.with([name.into(), problem]), SchemaId::WriteMeaning.into())),
            })
        }
        "$ref" => match text {
            Some(target) if !target.contains("json-schema.org/") && document.follow(at, target).is_none() => {
                Err((SchemaId::RefLeadsNowhere.with([target.into()]), SchemaId::DefineUnderDefs.into()))
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Whether a value can be new each time: a text or a number of which the schema fixes no value, and that nobody gives.
fn unique(at: &str, document: &Document, value: &Value) -> Result<(), Wrong> {
    let Some(marked) = value.as_bool() else { return wrong(SchemaId::MustBeFlag) };
    let Some(Value::Object(beside)) = document.at(at).filter(|_| marked) else { return Ok(()) };
    if let Some(fixed) = ["const", "enum", "x-from"].iter().find(|fixed| beside.contains_key(**fixed)) {
        return Err((SchemaId::UniqueBeside.with([(*fixed).into()]), LoadId::TakeOneOfTwoOut.into()));
    }
    let types = beside.get("type").map(|types| types.as_array().map_or(std::slice::from_ref(types), Vec::as_slice));
    let may = |types: &[Value]| types.iter().any(|one| ["string", "integer", "number"].iter().any(|may| *one == *may));
    if types.is_some_and(|types| !may(types)) {
        return Err((SchemaId::UniqueOfText.into(), SchemaId::AtTheField.into()));
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
