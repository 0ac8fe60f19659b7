//! Schemas of OpenAPI as JSON Schema 2020-12 has them: what 3.0 writes otherwise is rewritten, and so is what holds for requests or for
//! responses alone.

use serde_json::{Map, Value, json};

use super::super::schema::rewrite_subschemas;

/// In which direction a value of a schema travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// To the target: what is `readOnly` is left out.
    Request,
    /// From the target: what is `writeOnly` need not be there.
    Response,
}

/// Formats of OpenAPI's registry that say how a number is kept, with the bounds that follow.
const INTEGERS: [(&str, &str, &str); 8] = [
    ("int8", "-128", "127"),
    ("uint8", "0", "255"),
    ("int16", "-32768", "32767"),
    ("uint16", "0", "65535"),
    ("int32", "-2147483648", "2147483647"),
    ("uint32", "0", "4294967295"),
    ("int64", "-9223372036854775808", "9223372036854775807"),
    ("uint64", "0", "18446744073709551615"),
];

/// Which words the schemas of a description are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Those of OpenAPI 3.0.
    Old,
    /// Those of OpenAPI 3.0 as they are found.
    OldMixed,
    /// Those of JSON Schema 2020-12.
    New,
    /// Those of 2020-12 as they are found: whoever moved a description to 3.1 may have left words of 3.0 in it.
    Mixed,
}

/// Rewrites a schema and all of its subschemas.
pub(super) fn lift(schema: &mut Value, dialect: Dialect, way: Way) {
    let Value::Object(object) = schema else { return };
    if matches!(dialect, Dialect::Old | Dialect::OldMixed) && object.contains_key("$ref") {
        // Everything next to a reference is passed over there.
        object.retain(|key, _| key == "$ref" || key.starts_with("x-"));
    } else if dialect != Dialect::New {
        old(object);
    }
    if matches!(dialect, Dialect::Mixed | Dialect::OldMixed) {
        meant(object);
    }
    // Ours, for what is made here.
    object.shift_remove("x-frame");
    discriminated(object);
    directed(object, way);
    integers(object);
    rewrite_subschemas(object, &mut |sub| lift(sub, dialect, way));
}

/// A schema of 3.0 and all of its subschemas in the words of 3.1.
pub(crate) fn modernised(schema: &mut Value) {
    let Value::Object(object) = schema else { return };
    if object.contains_key("$ref") {
        object.retain(|key, _| key == "$ref" || key.starts_with("x-"));
    }
    old(object);
    rewrite_subschemas(object, &mut modernised);
}

/// What 3.0 writes otherwise.
fn old(object: &mut Map<String, Value>) {
    if object.shift_remove("nullable") == Some(Value::Bool(true)) {
        match object.get_mut("type") {
            Some(one @ Value::String(_)) => *one = json!([one.take(), "null"]),
            Some(Value::Array(types)) if !types.contains(&json!("null")) => types.push("null".into()),
            _ => {}
        }
        if let Some(Value::Array(values)) = object.get_mut("enum")
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
    }
    for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        match object.get(flag) {
            Some(Value::Bool(true)) => match object.shift_remove(bound) {
                Some(limit) => drop(object.insert(flag.to_owned(), limit)),
                None => drop(object.shift_remove(flag)),
            },
            Some(Value::Bool(false)) => drop(object.shift_remove(flag)),
            _ => {}
        }
    }
}

/// Marks that are written as a boolean.
const MARKS: [&str; 3] = ["deprecated", "readOnly", "writeOnly"];

/// What can only be meant one way though JSON Schema does not have it so: a name that is required twice, the mark that 2019-09 wrote
/// as a boolean, which says nothing by itself, and marks that are written as text.
fn meant(object: &mut Map<String, Value>) {
    for mark in MARKS {
        match object.get(mark) {
            Some(Value::String(text)) if text == "true" => drop(object.insert(mark.to_owned(), true.into())),
            Some(Value::Bool(_)) | None => {}
            Some(_) => drop(object.shift_remove(mark)),
        }
    }
    if let Some(Value::Array(names)) = object.get_mut("required") {
        let mut seen: Vec<Value> = Vec::new();
        names.retain(|name| {
            let is_new = !seen.contains(name);
            seen.push(name.clone());
            is_new
        });
    }
    if object.get("$recursiveAnchor").is_some_and(Value::is_boolean) {
        object.shift_remove("$recursiveAnchor");
    }
}

/// The branches of a union whose tag the description names next to it: each gets its tag, so that no value is generated with another's.
fn discriminated(object: &mut Map<String, Value>) {
    let Some(rule) = object.get("discriminator").cloned() else { return };
    let Some(tag) = rule.get("propertyName").and_then(Value::as_str) else { return };
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(branches)) = object.get_mut(keyword) else { continue };
        for branch in branches {
            let Some(to) = branch.get("$ref").and_then(Value::as_str) else { continue };
            let names = tags(&rule, to);
            let value = match names.as_slice() {
                [one] => json!({"const": one}),
                several => json!({"enum": several}),
            };
            *branch = json!({"allOf": [branch.take(), {"properties": {tag: value}, "required": [tag]}]});
        }
    }
    object.shift_remove("discriminator");
}

/// The values of a tag that stand for a branch: those that are mapped to it, else its own name.
fn tags(rule: &Value, to: &str) -> Vec<String> {
    let own = to.rsplit('/').next().unwrap_or_default();
    let mapping = rule.get("mapping").and_then(Value::as_object).into_iter().flatten();
    let mapped: Vec<String> =
        mapping.filter(|(_, target)| *target == to || *target == own).map(|(name, _)| name.clone()).collect();
    if mapped.is_empty() { vec![own.trim_end_matches(".json").to_owned()] } else { mapped }
}

/// Properties that do not travel this way.
fn directed(object: &mut Map<String, Value>, way: Way) {
    let flag = if way == Way::Request { "readOnly" } else { "writeOnly" };
    let Some(Value::Object(properties)) = object.get("properties") else { return };
    let absent: Vec<String> = properties
        .iter()
        .filter(|(_, schema)| schema.get(flag) == Some(&Value::Bool(true)))
        .map(|(name, _)| name.clone())
        .collect();
    if absent.is_empty() {
        return;
    }
    if let Some(Value::Array(required)) = object.get_mut("required") {
        required.retain(|name| !absent.iter().any(|absent| name == absent));
        if required.is_empty() {
            object.shift_remove("required");
        }
    }
    if let (Way::Request, Some(Value::Object(properties))) = (way, object.get_mut("properties")) {
        properties.retain(|name, _| !absent.contains(name));
    }
}

/// What a format says about the bounds of a whole number; what the schema says itself stays. Formats that say how much memory a value
/// takes, or how an editor shows it, say nothing of the value.
fn integers(object: &mut Map<String, Value>) {
    let Some(format) = object.get("format").and_then(Value::as_str) else { return };
    let bounds = INTEGERS.iter().find(|(name, _, _)| *name == format);
    if let Some((_, least, most)) = bounds {
        let number = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
        let bounded = |object: &Map<String, Value>, one: &str, other: &str| {
            object.contains_key(one) || object.contains_key(other)
        };
        if !bounded(object, "minimum", "exclusiveMinimum") {
            object.insert("minimum".to_owned(), number(least));
        }
        if !bounded(object, "maximum", "exclusiveMaximum") {
            object.insert("maximum".to_owned(), number(most));
        }
        object.shift_remove("format");
    } else if super::super::schema::unknown_format(format) {
        object.shift_remove("format");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lifted(mut schema: Value, is_3_0: bool, way: Way) -> Value {
        lift(&mut schema, if is_3_0 { Dialect::Old } else { Dialect::New }, way);
        schema
    }

    #[test]
    fn words_of_3_0_are_read_as_they_mean_there() {
        for (old, new) in [
            (json!({"type": "string", "nullable": true}), json!({"type": ["string", "null"]})),
            (
                json!({"type": "string", "nullable": true, "enum": ["a"]}),
                json!({"type": ["string", "null"], "enum": ["a", null]}),
            ),
            (json!({"minimum": 1, "exclusiveMinimum": true}), json!({"exclusiveMinimum": 1})),
            (json!({"maximum": 1, "exclusiveMaximum": false}), json!({"maximum": 1})),
            (json!({"$ref": "#/a", "minimum": 3, "x-code": 1}), json!({"$ref": "#/a", "x-code": 1})),
            (json!({"items": {"nullable": true, "type": "integer"}}), json!({"items": {"type": ["integer", "null"]}})),
        ] {
            assert_eq!(lifted(old.clone(), true, Way::Request), new);
            assert_eq!(lifted(new.clone(), false, Way::Request), new, "3.1 says it so itself");
        }
    }

    #[test]
    fn words_of_3_0_in_a_description_of_3_1_that_nobody_here_can_correct_mean_what_they_meant() {
        for (found, meant) in [
            (json!({"type": "string", "nullable": true}), json!({"type": ["string", "null"]})),
            (json!({"minimum": 1, "exclusiveMinimum": true}), json!({"exclusiveMinimum": 1})),
            (json!({"required": ["a", "b", "a"]}), json!({"required": ["a", "b"]})),
            (json!({"$recursiveAnchor": true, "type": "object"}), json!({"type": "object"})),
            (json!({"deprecated": "true", "readOnly": "no"}), json!({"deprecated": true})),
            (json!({"$ref": "#/a", "maxLength": 3}), json!({"$ref": "#/a", "maxLength": 3})),
        ] {
            let mut lifted = found;
            lift(&mut lifted, Dialect::Mixed, Way::Request);
            assert_eq!(lifted, meant);
        }
        let written = json!({"type": "string", "nullable": true});
        assert_eq!(lifted(written.clone(), false, Way::Request), written, "whoever writes a contract is told of it");
    }

    #[test]
    fn what_is_read_only_is_not_sent_and_what_is_write_only_need_not_come() {
        let schema = json!({"type": "object", "required": ["id", "secret"], "properties": {
            "id": {"readOnly": true}, "secret": {"writeOnly": true}, "n": {}}});
        assert_eq!(
            lifted(schema.clone(), false, Way::Request),
            json!({"type": "object", "required": ["secret"], "properties": {"secret": {"writeOnly": true}, "n": {}}})
        );
        assert_eq!(
            lifted(schema, false, Way::Response),
            json!({"type": "object", "required": ["id"], "properties": {"id": {"readOnly": true}, "secret": {"writeOnly": true}, "n": {}}})
        );
    }

    #[test]
    fn a_format_of_a_number_bounds_it_and_others_say_nothing() {
        assert_eq!(
            lifted(json!({"type": "integer", "format": "int32", "minimum": 1}), false, Way::Request),
            json!({"type": "integer", "minimum": 1, "maximum": 2_147_483_647_u32})
        );
        let wide = lifted(json!({"format": "uint64"}), false, Way::Request);
        assert_eq!(wide["maximum"].to_string(), "18446744073709551615");
        assert_eq!(
            lifted(json!({"type": "string", "format": "password"}), false, Way::Request),
            json!({"type": "string"})
        );
        let known = json!({"type": "string", "format": "date-time"});
        assert_eq!(lifted(known.clone(), false, Way::Request), known);
    }

    #[test]
    fn a_branch_carries_the_tag_that_a_discriminator_gives_it() {
        let schema = json!({"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
            "discriminator": {"propertyName": "kind", "mapping": {"c": "#/components/schemas/Cat", "k": "Cat"}}});
        let lifted = lifted(schema, true, Way::Request);
        assert_eq!(lifted["oneOf"][0]["allOf"][1]["properties"]["kind"], json!({"enum": ["c", "k"]}));
        assert_eq!(lifted["oneOf"][1]["allOf"][1]["properties"]["kind"], json!({"const": "Dog"}));
    }
}
