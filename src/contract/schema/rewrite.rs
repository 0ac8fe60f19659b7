//! Rewrites a schema with our vocabulary into plain JSON Schema, which the standard validator can judge.
//!
//! Custom keywords of the validator lose the `$ref` hops of their path, so each keyword of ours becomes a further branch of
//! `allOf` made of standard keywords and formats, and a breach of that branch is read back as a breach of the keyword.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::document::{Document, each_subschema};
use super::ecma::ecma;
use super::format::OWN;
use super::uri::encoded;
use super::{CharClass, LengthUnit, Options};

/// The guard around the schema of property names: the validator loses the path of a `$ref` there, a double negation keeps it.
pub(super) const NAME_GUARD: &str = "/not";

/// A schema in plain words.
#[derive(Debug, Default)]
pub(super) struct Plain {
    pub(super) schema: Value,
    /// Schema paths that stand for a keyword of the schema as it is written.
    pub(super) stands_for: HashMap<String, StandIn>,
    formats: HashMap<String, CustomFormat>,
}

/// The keyword that a breach belongs to.
#[derive(Debug, Clone)]
pub(super) struct StandIn {
    pub(super) keyword: &'static str,
    /// How much of the end of the evaluation path the keyword replaces.
    pub(super) cut: usize,
    pub(super) message: String,
}

/// What a format that exists only in the rewritten schema asserts of a string.
#[derive(Debug, Clone)]
enum CustomFormat {
    Class(CharClass),
    Shortest(LengthUnit, usize),
    Longest(LengthUnit, usize),
    Measurable(LengthUnit),
}

impl CustomFormat {
    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Class(class) => text.chars().all(|c| class.contains(c)),
            Self::Shortest(unit, min) => unit.measure(text).is_none_or(|length| length >= *min),
            Self::Longest(unit, max) => unit.measure(text).is_none_or(|length| length <= *max),
            Self::Measurable(unit) => unit.measure(text).is_some(),
        }
    }
}

/// Rewrites a schema.
pub(super) fn plainly(document: &Document, options: &Options) -> Plain {
    let mut plain = Plain::default();
    plain.schema = rewrite(&document.root, "", (document, options), &mut plain);
    plain
}

/// Makes references lead from the root of the document, as far as they stay in it: the engine counts places from the nearest `$id`
/// otherwise, where the keyword that a breach belongs to could not be distinguished from another one. A dynamic reference needs what it is in.
fn from_root(object: &mut Map<String, Value>, at: &str, document: &Document) {
    if !document.dynamic.is_empty() {
        return;
    }
    for keyword in ["$ref", "$dynamicRef"] {
        let reference = object.get(keyword).and_then(Value::as_str);
        if let Some(target) = reference.and_then(|reference| document.follow(at, reference)) {
            let pointer = format!("#{}", target.replace('%', "%25"));
            object.insert(keyword.into(), Value::from(encoded(&pointer).unwrap_or(pointer)));
        }
    }
    object.shift_remove("$id");
    object.shift_remove("$anchor");
}

impl Plain {
    /// Adds the formats that the rewritten schema names.
    pub(super) fn extend<'a>(&self, builder: jsonschema::ValidationOptions<'a>) -> jsonschema::ValidationOptions<'a> {
        let builder = OWN.iter().fold(builder, |builder, &(name, judge)| builder.with_format(name, judge));
        self.formats.iter().fold(builder, |builder, (name, form)| {
            let form = form.clone();
            builder.with_format(name.clone(), move |text: &str| form.holds(text))
        })
    }
}

fn rewrite(schema: &Value, at: &str, (document, options): (&Document, &Options), plain: &mut Plain) -> Value {
    let Value::Object(object) = schema else { return schema.clone() };
    let mut out = object.clone();
    each_subschema(object, |path, sub| {
        let rewritten = rewrite(sub, &format!("{at}{path}"), (document, options), plain);
        replace(&mut out, &path, rewritten);
    });
    from_root(&mut out, at, document);
    for keyword in ["$ref", "$dynamicRef"] {
        if let Some(encoded) = out.get(keyword).and_then(Value::as_str).and_then(encoded) {
            out.insert(keyword.into(), Value::from(encoded));
        }
    }
    if let Some(names) = out.get_mut("propertyNames") {
        *names = json!({ "not": { "not": names.take() } });
    }
    if out.contains_key("maxContains") && out.contains_key("contains") && !out.contains_key("minContains") {
        // Without its twin, `maxContains` would also report that nothing matches.
        let stand_in = StandIn { keyword: "contains", cut: "/minContains".len(), message: "no item matches".into() };
        plain.stands_for.insert(format!("{at}/minContains"), stand_in);
        out.insert("minContains".into(), json!(1));
    }
    if let Some(Value::String(pattern)) = out.get_mut("pattern")
        && let Ok(Cow::Owned(translated)) = ecma(pattern)
    {
        *pattern = translated;
    }
    let mut branches = Branches { out: &mut out, at, plain };
    branches.class(object, options);
    branches.digits(object);
    branches.lengths(object);
    if let Some(open) = branches.out.get("x-open").cloned() {
        branches.push("x-open", "not", json!({ "not": open }), "the document is silent about this value".into());
    }
    Value::Object(out)
}

/// The further branches of one schema object.
struct Branches<'a> {
    out: &'a mut Map<String, Value>,
    at: &'a str,
    plain: &'a mut Plain,
}

impl Branches<'_> {
    fn push(&mut self, keyword: &'static str, last: &str, added: Value, message: String) {
        let Some(branches) = self.out.entry("allOf").or_insert_with(|| json!([])).as_array_mut() else { return };
        let step = format!("/allOf/{}/{last}", branches.len());
        branches.push(added);
        let stand_in = StandIn { keyword, cut: step.len(), message };
        self.plain.stands_for.insert(format!("{}{step}", self.at), stand_in);
    }

    fn form(&mut self, keyword: &'static str, name: String, form: CustomFormat, message: String) {
        self.push(keyword, "format", json!({ "format": name }), message);
        self.plain.formats.insert(name, form);
    }

    fn class(&mut self, object: &Map<String, Value>, options: &Options) {
        let Some(name) = object.get("x-charClass").and_then(Value::as_str) else { return };
        if let Some(class) = options.classes.get(name) {
            let message = format!("has a character outside the class {name}");
            self.form("x-charClass", format!("x-class-{name}"), CustomFormat::Class(class.clone()), message);
        }
    }

    /// At most so many digits: other values than integers have none to count.
    fn digits(&mut self, object: &Map<String, Value>) {
        let Some(digits) = object.get("x-maxDigits").and_then(Value::as_u64) else { return };
        let Some(most) = u32::try_from(digits).ok().and_then(|n| 10_u64.checked_pow(n)).map(|bound| bound - 1) else {
            return;
        };
        // Beyond 64 bits the lower bound is a float, below every integer that JSON holds exactly.
        let least = i64::try_from(most).map_or_else(|_| json!(-1e19), |most| json!(-most));
        let branch = json!({"anyOf": [{"not": {"type": "integer"}}, {"minimum": least, "maximum": most}]});
        self.push("x-maxDigits", "anyOf", branch, format!("has more than {digits} digits"));
    }

    fn lengths(&mut self, object: &Map<String, Value>) {
        let name = object.get("x-lengthUnit").and_then(Value::as_str).unwrap_or("scalars");
        let Some(unit) = LengthUnit::named(name).filter(|unit| *unit != LengthUnit::Scalars) else { return };
        if let Some(min) = self.out.remove("minLength").map(|limit| integral(&limit)) {
            let message = format!("is shorter than {min} in {name}");
            self.form("minLength", format!("x-shortest-{name}-{min}"), CustomFormat::Shortest(unit, min), message);
        }
        if let Some(max) = self.out.remove("maxLength").map(|limit| integral(&limit)) {
            let message = format!("is longer than {max} in {name}");
            self.form("maxLength", format!("x-longest-{name}-{max}"), CustomFormat::Longest(unit, max), message);
        }
        let message = format!("cannot be measured in {name}");
        self.form("x-lengthUnit", format!("x-measurable-{name}"), CustomFormat::Measurable(unit), message);
    }
}

/// Puts a rewritten subschema in the place of the old one.
fn replace(object: &mut Map<String, Value>, path: &str, value: Value) {
    let place = match path[1..].split_once('/') {
        Some((keyword, rest)) => object.get_mut(keyword).and_then(|several| several.pointer_mut(&format!("/{rest}"))),
        None => object.get_mut(&path[1..]),
    };
    if let Some(place) = place {
        *place = value;
    }
}

/// A limit; JSON Schema lets it be written `3.0`.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn integral(limit: &Value) -> usize {
    let whole = limit.as_u64().unwrap_or_else(|| limit.as_f64().unwrap_or(0.0) as u64);
    usize::try_from(whole).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::schema::Validator;

    #[test]
    fn digits_are_counted_exactly_up_to_the_ends_of_64_bits() {
        let fits = |value: Value, digits: u32| {
            let schema = json!({"x-maxDigits": digits});
            Validator::new(&schema, &Options::default()).expect("a schema").is_valid(&value)
        };
        assert!(fits(json!(999_999_999_999_999_999_u64), 18));
        assert!(!fits(json!(1_000_000_000_000_000_000_u64), 18));
        assert!(fits(json!(-999_999_999_999_999_999_i64), 18));
        assert!(!fits(json!(i64::MIN), 18));
        assert!(fits(json!(i64::MIN), 19));
        assert!(fits(json!(9_999_999_999_999_999_999_u64), 19) && !fits(json!(u64::MAX), 19));
        assert!(!fits(json!(1e20), 19) && !fits(json!(-1e20), 19));
        assert!(fits(json!("text"), 1) && fits(json!(0), 1) && fits(json!(123.5), 1));
    }

    #[test]
    fn further_branches_stand_after_those_that_are_written() {
        let plain = plainly(
            &Document::new(&json!({"properties": {"a": {"allOf": [true], "x-open": {"maximum": 0}}}})),
            &Options::default(),
        );
        assert_eq!(plain.stands_for["/properties/a/allOf/1/not"].keyword, "x-open");
        assert_eq!(plain.schema["properties"]["a"]["allOf"], json!([true, {"not": {"maximum": 0}}]));
    }

    #[test]
    fn a_property_without_a_name_is_a_property() {
        let schema =
            json!({"properties": {"": {"type": "integer"}, "a/b": {"type": "string"}}, "items": {"type": "null"}});
        assert_eq!(plainly(&Document::new(&schema), &Options::default()).schema, schema);
    }

    #[test]
    fn lengths_in_scalars_stay_as_they_are() {
        let schema = json!({"maxLength": 3, "x-lengthUnit": "scalars"});
        assert_eq!(plainly(&Document::new(&schema), &Options::default()).schema, schema);
    }
}
