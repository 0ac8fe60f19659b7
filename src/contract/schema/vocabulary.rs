//! The `x-` keywords of ours: checked in the schema, asserted on values, and `x-open` rewritten into plain JSON Schema.

use std::sync::Arc;

use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value, json};

use super::document::{Document, each_subschema};
use super::format::{FORMATS, STANDARD};
use super::{CharClass, LengthUnit, Options, SchemaError};

/// Keywords of ours that mean something to validation or drawing; every other `x-` key is an annotation.
pub(super) const KEYWORDS: &[&str] = &["x-charClass", "x-lengthUnit", "x-maxDigits", "x-open", "x-from"];

/// The guard around the schema of property names: the validator loses the path of a `$ref` there, a double negation keeps it.
pub(super) const NAME_GUARD: &str = "/not";

/// Refuses what the builder of validators would accept silently: a typo in a name of ours, a reference that leads nowhere.
pub(super) fn check(document: &Document, options: &Options) -> Result<(), SchemaError> {
    let root = document.at("").unwrap_or(&Value::Null);
    check_schema(document, root, "", options)
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
            Err("must be \"scalars\", \"utf16\" or \"cp932\"".into())
        }
        "x-maxDigits" if !value.as_u64().is_some_and(|n| (1..=19).contains(&n)) => {
            Err("must be an integer from 1 to 19".into())
        }
        "x-from" if !text.is_some_and(|text| text.contains('/')) => Err("must be written \"name/key\"".into()),
        "x-open" if !(value.is_object() || value.is_boolean()) => Err("must be a schema".into()),
        "format" => match text {
            Some(name) if options.strict && !is_known_format(name) => {
                Err(format!("names no known format `{name}`; give one of JSON Schema 2020-12 or of this vocabulary"))
            }
            _ => Ok(()),
        },
        "$ref" => match text {
            Some(target) if !target.contains("json-schema.org/") && document.follow(at, target).is_none() => {
                Err(format!("leads nowhere: `{target}` is not in this document; define it under $defs"))
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

fn is_known_format(name: &str) -> bool {
    STANDARD.contains(&name) || FORMATS.iter().any(|(ours, _)| *ours == name)
}

/// The schema in words that the validator reports precisely, and the pointers of the keywords that only stand there for another.
///
/// Every `x-open: S` becomes a further `allOf` branch `{"not": S}`: only so do references inside `S` resolve in the document.
pub(super) fn plainly(schema: &Value) -> (Value, Vec<String>) {
    let mut rewritten = Vec::new();
    let closed = close(schema, "", &mut rewritten);
    (closed, rewritten)
}

fn close(schema: &Value, at: &str, rewritten: &mut Vec<String>) -> Value {
    let Value::Object(object) = schema else { return schema.clone() };
    let mut out = object.clone();
    each_subschema(object, |path, sub| {
        let closed = close(sub, &format!("{at}{path}"), rewritten);
        replace(&mut out, &path, closed);
    });
    if let Some(names) = out.get_mut("propertyNames") {
        *names = json!({ "not": { "not": names.take() } });
    }
    if out.contains_key("maxContains") && out.contains_key("contains") && !out.contains_key("minContains") {
        // Without its twin, `maxContains` would also report that nothing matches.
        rewritten.push(format!("{at}/minContains"));
        out.insert("minContains".into(), json!(1));
    }
    if let Some(open) = out.get("x-open").cloned() {
        let branches = out.entry("allOf").or_insert_with(|| json!([]));
        if let Value::Array(branches) = branches {
            rewritten.push(format!("{at}/allOf/{}/not", branches.len()));
            branches.push(json!({ "not": open }));
        }
    }
    Value::Object(out)
}

fn replace(object: &mut Map<String, Value>, path: &str, value: Value) {
    let (keyword, rest) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
    let place = match object.get_mut(keyword) {
        Some(place) if rest.is_empty() => Some(place),
        Some(place) => place.pointer_mut(&format!("/{rest}")),
        None => None,
    };
    if let Some(place) = place {
        *place = value;
    }
}

/// Whether an integer has at most this many digits; other values have none to count.
fn digits_fit(value: &Value, limit: u32) -> bool {
    let magnitude = value.as_u64().or_else(|| value.as_i64().map(i64::unsigned_abs));
    match magnitude {
        Some(magnitude) => 10_u64.checked_pow(limit).is_none_or(|bound| magnitude < bound),
        // A float past 64 bits has 20 digits and more; a fraction is `type`'s business.
        None => value.as_f64().is_none_or(|x| x.fract() != 0.0 || x.abs() < 10_f64.powi(limit.cast_signed())),
    }
}

/// A keyword that is a plain yes or no on the value before it.
struct Judge {
    holds: Box<dyn Fn(&Value) -> bool + Send + Sync>,
    message: String,
}

impl<'i> Keyword<'i> for Judge {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if (self.holds)(instance) { Ok(()) } else { Err(ValidationError::custom(self.message.clone())) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        (self.holds)(instance)
    }
}

/// Adds the keywords and formats of ours to a validator under construction.
pub(super) fn extend<'a>(
    builder: jsonschema::ValidationOptions<'a>,
    options: &Options,
    units: bool,
) -> jsonschema::ValidationOptions<'a> {
    let classes: Arc<std::collections::BTreeMap<String, CharClass>> = Arc::new(options.classes.clone());
    let mut builder = FORMATS.iter().fold(builder, |builder, &(name, judge)| builder.with_format(name, judge));
    builder = builder.with_keyword("x-charClass", move |_, operand, _| Ok(char_class(&classes, operand))).with_keyword(
        "x-maxDigits",
        |_, operand, _| {
            let limit = u32::try_from(operand.as_u64().unwrap_or(19)).unwrap_or(19);
            Ok(judge(format!("has more than {limit} digits"), move |value| digits_fit(value, limit)))
        },
    );
    if !units {
        return builder;
    }
    builder
        .with_keyword("x-lengthUnit", |parent, _, _| {
            let unit = unit_of(parent);
            let can = move |value: &Value| value.as_str().is_none_or(|text| unit.measure(text).is_some());
            Ok(judge("cannot be measured in this unit".into(), can))
        })
        .with_keyword("minLength", |parent, operand, _| Ok(length(parent, operand, |length, limit| length >= limit)))
        .with_keyword("maxLength", |parent, operand, _| Ok(length(parent, operand, |length, limit| length <= limit)))
}

fn judge(message: String, holds: impl Fn(&Value) -> bool + Send + Sync + 'static) -> Box<dyn for<'i> Keyword<'i>> {
    Box::new(Judge { holds: Box::new(holds), message })
}

fn char_class(
    classes: &std::collections::BTreeMap<String, CharClass>,
    operand: &Value,
) -> Box<dyn for<'i> Keyword<'i>> {
    let name = operand.as_str().unwrap_or_default();
    let class = classes.get(name).cloned();
    judge(format!("has a character outside the class {name}"), move |value| match (&class, value.as_str()) {
        (Some(class), Some(text)) => text.chars().all(|c| class.contains(c)),
        _ => true,
    })
}

fn length(parent: &Map<String, Value>, operand: &Value, holds: fn(u64, u64) -> bool) -> Box<dyn for<'i> Keyword<'i>> {
    let (unit, limit) = (unit_of(parent), integral(operand));
    judge(format!("has a length that breaks the limit {limit}"), move |value| {
        let length = value.as_str().and_then(|text| unit.measure(text));
        length.is_none_or(|length| holds(length as u64, limit))
    })
}

fn unit_of(schema: &Map<String, Value>) -> LengthUnit {
    schema.get("x-lengthUnit").and_then(Value::as_str).and_then(LengthUnit::named).unwrap_or_default()
}

/// A limit; JSON Schema lets it be written `3.0`.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn integral(operand: &Value) -> u64 {
    operand.as_u64().unwrap_or_else(|| operand.as_f64().unwrap_or(0.0) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_counted_exactly_up_to_the_ends_of_64_bits() {
        assert!(digits_fit(&json!(999_999_999_999_999_999_u64), 18));
        assert!(!digits_fit(&json!(1_000_000_000_000_000_000_u64), 18));
        assert!(digits_fit(&json!(-999_999_999_999_999_999_i64), 18));
        assert!(!digits_fit(&json!(i64::MIN), 18));
        assert!(digits_fit(&json!(i64::MIN), 19));
        assert!(!digits_fit(&json!(u64::MAX), 19));
        assert!(!digits_fit(&json!(1e20), 19));
        assert!(digits_fit(&json!("text"), 1) && digits_fit(&json!(0), 1));
    }

    #[test]
    fn open_places_become_branches_that_can_be_told_apart() {
        let (closed, rewritten) = plainly(&json!({"properties": {"a": {"allOf": [true], "x-open": {"maximum": 0}}}}));
        assert_eq!(rewritten, ["/properties/a/allOf/1/not"]);
        assert_eq!(closed["properties"]["a"]["allOf"], json!([true, {"not": {"maximum": 0}}]));
    }

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
        ];
        for (schema, pointer) in cases {
            let error = check(&Document::new(&schema), &options).expect_err(pointer);
            assert_eq!(error.pointer, pointer);
        }
    }
}
