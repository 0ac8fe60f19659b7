//! Contradictions between keywords that the limits of a value do not show, proved by the schema alone. They are looked for where no value was
//! found, so that a schema that allows nothing is distinguished from one that is only hard to draw from.

use serde_json::{Map, Value};

use super::conjunct::same;
use crate::contract::{
    DrawId, Message,
    schema::{Document, Options, Validator},
};
use crate::util::pointer::escape;

/// Deeper parts are not looked at, nor more parts than this.
const DEEPEST: usize = 32;
const MOST_PARTS: usize = 10_000;

/// The contradiction that leaves a schema without a value, with its place in the schema; none where none is proved.
pub(super) fn contradiction(document: &Document, options: &Options) -> Option<(String, Message)> {
    Search { document, options, left: MOST_PARTS }.part("", 0)
}

struct Search<'a> {
    document: &'a Document,
    options: &'a Options,
    left: usize,
}

impl Search<'_> {
    /// Why no value keeps the part of the schema at a place.
    fn part(&mut self, at: &str, depth: usize) -> Option<(String, Message)> {
        let document = self.document;
        let schema = document.at(at)?.as_object()?;
        // Keywords of our own may let more through than the others say.
        if depth > DEEPEST || self.left == 0 || schema.keys().any(|key| key.starts_with("x-")) {
            return None;
        }
        self.left -= 1;
        let own = match only_type(schema) {
            Some("string") => no_length(schema),
            Some("array") => self.too_few_different(at, schema).or_else(|| self.name_or_item(at, schema, depth)),
            Some("object") => self.name_not_allowed(at, schema).or_else(|| self.name_or_item(at, schema, depth)),
            _ => None,
        };
        match own {
            Some(Within::Here(why)) => Some((at.to_owned(), why)),
            Some(Within::Below(found)) => Some(found),
            None => self.applied(at, schema, depth),
        }
    }

    /// Why no value keeps what is applied at the same place: all of it, or any branch.
    fn applied(&mut self, at: &str, schema: &Map<String, Value>, depth: usize) -> Option<(String, Message)> {
        let followed = schema.get("$ref").and_then(Value::as_str).and_then(|name| self.document.follow(at, name));
        if let Some(found) = followed.and_then(|target| self.part(&target, depth + 1)) {
            return Some(found);
        }
        let branches = |keyword: &str| schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
        let all = branches("allOf");
        if let Some(found) = (0..all).find_map(|index| self.part(&format!("{at}/allOf/{index}"), depth + 1)) {
            return Some(found);
        }
        ["anyOf", "oneOf"].into_iter().find_map(|keyword| {
            let any = (0..branches(keyword)).map(|index| self.part(&format!("{at}/{keyword}/{index}"), depth + 1));
            any.collect::<Option<Vec<_>>>()?.into_iter().next()
        })
    }

    /// Why no value keeps a part that every value has: a required property, or the items of an array that is not empty.
    fn name_or_item(&mut self, at: &str, schema: &Map<String, Value>, depth: usize) -> Option<Within> {
        let found = if only_type(schema) == Some("array") {
            let first = if schema.contains_key("prefixItems") { "prefixItems/0" } else { "items" };
            (count(schema, "minItems")? > 0).then(|| self.part(&format!("{at}/{first}"), depth + 1))?
        } else {
            required(schema).find_map(|name| self.part(&format!("{at}/properties/{}", escape(name)), depth + 1))
        };
        found.map(Within::Below)
    }

    /// A required property whose name is not allowed.
    fn name_not_allowed(&self, at: &str, schema: &Map<String, Value>) -> Option<Within> {
        let refers = |names: &&Value| ["\"$ref\"", "\"$dynamicRef\""].iter().any(|key| names.to_string().contains(key));
        let names = schema.get("propertyNames").filter(|names| !refers(names))?;
        let names = Validator::new(names, self.options).ok()?;
        let name = required(schema).find(|name| !names.is_valid(&Value::from(*name)))?;
        Some(Within::Below((format!("{at}/propertyNames"), DrawId::NameNotAllowed.with([name.into()]))))
    }

    /// More different items are required than there are.
    fn too_few_different(&self, at: &str, schema: &Map<String, Value>) -> Option<Within> {
        let required = count(schema, "minItems").filter(|_| schema.get("uniqueItems") == Some(&Value::Bool(true)))?;
        let listed = schema.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len) as u64;
        let possible = self.different(&format!("{at}/items"), 0)?.saturating_add(listed);
        let why = || DrawId::TooFewDifferent.with([required.to_string().into(), possible.to_string().into()]);
        (required > possible).then(|| Within::Here(why()))
    }

    /// How many different values keep a part of the schema at most; none where there may be any number.
    fn different(&self, at: &str, depth: usize) -> Option<u64> {
        let schema = self.document.at(at)?.as_object()?;
        if depth > DEEPEST || schema.keys().any(|key| key.starts_with("x-")) {
            return None;
        }
        if schema.contains_key("const") {
            return Some(1);
        }
        if let Some(listed) = schema.get("enum").and_then(Value::as_array) {
            let is_first = |(index, value): &(usize, &Value)| !listed[..*index].iter().any(|other| same(other, value));
            return Some(listed.iter().enumerate().filter(is_first).count() as u64);
        }
        match only_type(schema) {
            Some("null") => return Some(1),
            Some("boolean") => return Some(2),
            Some("integer") => {
                let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_i64);
                if let (Some(low), Some(high)) = (bound("minimum"), bound("maximum")) {
                    return Some(u64::try_from(i128::from(high) - i128::from(low) + 1).unwrap_or(0));
                }
            }
            _ => {}
        }
        let followed = schema.get("$ref").and_then(Value::as_str).and_then(|name| self.document.follow(at, name))?;
        self.different(&followed, depth + 1)
    }
}

/// A contradiction at the place that is looked at, or at one below with its place.
enum Within {
    Here(Message),
    Below((String, Message)),
}

/// The type, where a schema allows one only.
fn only_type(schema: &Map<String, Value>) -> Option<&str> {
    match schema.get("type")? {
        Value::String(name) => Some(name),
        Value::Array(names) if names.len() == 1 => names[0].as_str(),
        _ => None,
    }
}

fn count(schema: &Map<String, Value>, keyword: &str) -> Option<u64> {
    schema.get(keyword).and_then(Value::as_u64)
}

fn required(schema: &Map<String, Value>) -> impl Iterator<Item = &str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// A format all texts of which are shorter or longer than is allowed.
fn no_length(schema: &Map<String, Value>) -> Option<Within> {
    let name = schema.get("format").and_then(Value::as_str)?;
    let (shortest, longest) = lengths(name)?;
    let clash = count(schema, "maxLength").is_some_and(|most| most < shortest)
        || longest.zip(count(schema, "minLength")).is_some_and(|(longest, least)| longest < least);
    clash.then(|| Within::Here(DrawId::FormatNoLength.with([name.into()])))
}

/// The characters of the shortest and of the longest text of a format, where its definition bounds them. All of them are ASCII.
fn lengths(format: &str) -> Option<(u64, Option<u64>)> {
    Some(match format {
        "date" => (10, Some(10)),
        "time" => (9, None),
        "date-time" => (20, None),
        "uuid" => (36, Some(36)),
        "ipv4" => (7, Some(15)),
        "ipv6" => (2, Some(45)),
        "hostname" => (1, Some(253)),
        "email" | "duration" => (3, None),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::lengths;
    use crate::{
        contract::schema::Options,
        generate::{DrawError, Drawer, Rng, format},
    };

    fn outcome(schema: &serde_json::Value) -> String {
        match Drawer::new(schema, &Options::default()) {
            Ok(_) => "drawn".to_owned(),
            Err(DrawError::Unsatisfiable { pointer, .. }) => format!("empty at {pointer}"),
            Err(other) => format!("{other:?}"),
        }
    }

    #[test]
    fn what_contradicts_itself_is_proved_to_be_empty_at_its_place() {
        let few = json!({"type": "array", "items": {"enum": ["a", "b", "b"]}, "uniqueItems": true, "minItems": 3});
        let bits = json!({"type": "array", "items": {"$ref": "#/$defs/bit"}, "uniqueItems": true, "minItems": 3,
            "$defs": {"bit": {"type": "integer", "minimum": 0, "maximum": 1}}});
        let named = json!({"type": "object", "propertyNames": {"pattern": "^b"}, "required": ["a"]});
        let day = json!({"type": "string", "format": "date", "maxLength": 5});
        let below = json!({"type": "object", "required": ["day~1"], "properties": {"day~1": day}});
        for (schema, place) in [
            (&few, ""),
            (&bits, ""),
            (&named, "/propertyNames"),
            (&day, ""),
            (&below, "/properties/day~01"),
            (&json!({"anyOf": [day, few]}), "/anyOf/0"),
            (
                &json!({"type": "array", "minItems": 1, "items": {"allOf": [true, named]}}),
                "/items/allOf/1/propertyNames",
            ),
        ] {
            assert_eq!(outcome(schema), format!("empty at {place}"), "{schema}");
        }
    }

    #[test]
    fn what_has_a_value_is_drawn() {
        for schema in [
            json!({"type": "array", "items": {"enum": [1, 1.0, 2]}, "uniqueItems": true, "minItems": 2}),
            json!({"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "null"}, "uniqueItems": true, "minItems": 2}),
            json!({"type": "object", "propertyNames": {"pattern": "^b"}, "required": ["b"]}),
            json!({"type": "string", "format": "date", "maxLength": 10}),
            json!({"type": ["string", "null"], "format": "date", "maxLength": 5}),
            json!({"anyOf": [{"type": "string", "format": "date", "maxLength": 5}, {"type": "null"}]}),
        ] {
            assert_eq!(outcome(&schema), "drawn", "{schema}");
        }
    }

    #[test]
    fn no_text_of_a_format_is_shorter_or_longer_than_its_bounds() {
        let mut seen = 0;
        for format in format::FORMATS.iter().copied().flatten() {
            let Some((shortest, longest)) = lengths(format.name) else { continue };
            let (mut rng, mut texts) = (Rng::new(1, format.name), vec![format.plain.to_owned()]);
            texts.extend(format.classes.iter().map(|(_, text)| (*text).to_owned()));
            texts.extend((0..200).map(|_| (format.random)(&mut rng)));
            for text in texts {
                let length = text.chars().count() as u64;
                assert!(
                    length >= shortest && longest.is_none_or(|longest| length <= longest),
                    "{} {text}",
                    format.name
                );
            }
            seen += 1;
        }
        assert_eq!(seen, 9);
    }
}
