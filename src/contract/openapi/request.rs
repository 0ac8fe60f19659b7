//! The schema of the requests of an operation, made of its parameters and its body.

use serde_json::{Map, Value, json};

use super::{
    super::{DescribedId, LoadError, Message, escape},
    description::{Description, Located},
    gather::{Gathered, Gatherer},
    lift::Way,
    operation::Described,
    parameter::In,
};

/// The schema file that a body is, where it is written in one as a whole.
pub(crate) fn own_file(description: &Description, described: &Described) -> Option<String> {
    let body = described.body.as_ref().filter(|_| described.is_body() && described.words.is_empty())?;
    let reference = body.schema.value.get("$ref")?.as_str()?;
    let located = description.follow(&body.schema.file, reference).ok()?;
    (body.words.is_empty() && located.pointer.is_empty() && located.file != description.file).then_some(located.file)
}

/// The schema of the requests: of the body alone, or of an object with the parts `path`, `query`, `headers`, `cookies` and `body`.
pub(crate) fn request_schema(description: &Description, described: &Described) -> Result<Gathered, Vec<LoadError>> {
    let mut gatherer = Gatherer::new(description, Way::Request);
    let at = &described.entry.pointer;
    if let Some(body) = described.body.as_ref().filter(|_| described.is_body()) {
        let mut schema = gatherer.whole(&body.schema);
        said_beside(&mut schema, &body.words);
        said_beside(&mut schema, &described.words);
        return gatherer.finish(schema);
    }
    gatherer.origin("", &description.file, at);
    let mut parts: Map<String, Value> = Map::new();
    for parameter in &described.parameters {
        let part = parameter.own.place.part();
        if parameter.own.place == In::Querystring {
            let mut schema = gatherer.part("/properties/query", &parameter.schema);
            said_beside(&mut schema, &parameter.words);
            parts.insert(part.to_owned(), schema);
            continue;
        }
        let place = format!("/properties/{part}/properties/{}", escape(&parameter.own.name));
        let mut schema = gatherer.part(&place, &parameter.schema);
        said_beside(&mut schema, &parameter.words);
        let frame = parts.entry(part).or_insert_with(
            || json!({"x-frame": part, "type": "object", "properties": {}, "required": [], "additionalProperties": false}),
        );
        frame["properties"][&parameter.own.name] = schema;
        if parameter.required
            && let Some(Value::Array(required)) = frame.get_mut("required")
        {
            required.push(parameter.own.name.as_str().into());
        }
    }
    let mut required: Vec<Value> = Vec::new();
    for (name, frame) in &mut parts {
        if frame.get("required").and_then(Value::as_array).is_some_and(|names| !names.is_empty()) {
            required.push(name.as_str().into());
        } else if let Value::Object(frame) = frame
            && frame.get("required") == Some(&json!([]))
        {
            frame.shift_remove("required");
        }
    }
    if let Some(body) = &described.body {
        let mut schema = gatherer.part("/properties/body", &body.schema);
        said_beside(&mut schema, &body.words);
        parts.insert("body".to_owned(), schema);
        if body.required {
            required.push("body".into());
        }
    }
    let mut schema = json!({"x-frame": "parts", "type": "object", "properties": parts, "additionalProperties": false});
    if !required.is_empty() {
        schema["required"] = Value::Array(required);
    }
    said_beside(&mut schema, &described.words);
    gatherer.finish(schema)
}

/// Our words next to a schema, which hold where the schema itself says nothing else.
fn said_beside(schema: &mut Value, words: &Map<String, Value>) {
    if words.is_empty() {
        return;
    }
    match schema {
        Value::Object(object) => {
            for (key, value) in words {
                object.entry(key).or_insert_with(|| value.clone());
            }
        }
        Value::Bool(true) => *schema = Value::Object(words.clone()),
        _ => {}
    }
}

/// A schema that is at a place of a file next to the description, or in it.
pub(crate) fn at_reference(description: &Description, reference: &str) -> Result<Gathered, Vec<LoadError>> {
    let wrong = |problem: Message| vec![LoadError::new(&description.file, "", problem, DescribedId::DefineThere)];
    let Located { file, pointer, value } = description.follow(&description.file, reference).map_err(wrong)?;
    super::answer::gathered(description, &file, &pointer, &value)
}
