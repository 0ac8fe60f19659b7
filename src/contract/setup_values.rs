//! Values that set-up steps bring: until they are known, a marker stands in a request for each.

use serde_json::{Map, Value, json};

use super::schema::{Options, Validator, is_annotation, rewrite_subschemas};

/// What stands in a drawn request for a value that a set-up step brings: a field of its response, or a header of it.
pub fn marker(step: &str, key: &str) -> String {
    match key.strip_prefix("header:") {
        Some(name) => format!("{{{{setup.{step}.headers['{}']}}}}", name.to_ascii_lowercase()),
        None => format!("{{{{setup.{step}.response.{key}}}}}"),
    }
}

/// Lets a marker stand wherever a schema takes a value from a set-up step: what the schema asks of such a value (an id of a certain form, a
/// number) is asked of every other value, because nobody knows yet whether the one that comes keeps it.
pub(super) fn admit_markers(schema: &mut Value, options: &Options) {
    let root = schema.clone();
    admit(schema, &root, options);
}

fn admit(schema: &mut Value, root: &Value, options: &Options) {
    let Value::Object(object) = schema else { return };
    rewrite_subschemas(object, &mut |sub| admit(sub, root, options));
    let source = object.get("x-from").and_then(Value::as_str).and_then(|source| source.strip_prefix("setup/"));
    let Some((step, key)) = source.and_then(|source| source.split_once('/')) else { return };
    let marker = Value::from(marker(step, key));
    if keeps(object, root, &marker, options) {
        return;
    }
    let outer = |key: &str| key == "x-from" || is_annotation(key) || key == "$defs";
    let (stays, goes): (Map<String, Value>, Map<String, Value>) =
        std::mem::take(object).into_iter().partition(|(key, _)| outer(key));
    *object = stays;
    object.insert("if".to_owned(), json!({"not": {"const": marker}}));
    object.insert("then".to_owned(), Value::Object(goes));
}

/// Whether a value keeps a schema that stands in another.
fn keeps(object: &Map<String, Value>, root: &Value, value: &Value, options: &Options) -> bool {
    let mut alone = object.clone();
    if let Some(defs) = root.get("$defs") {
        alone.insert("$defs".to_owned(), defs.clone());
    }
    Validator::new(&Value::Object(alone), options).is_ok_and(|validator| validator.is_valid(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(mut schema: Value) -> Value {
        admit_markers(&mut schema, &Options::default());
        schema
    }

    #[test]
    fn a_marker_may_stand_where_a_value_of_a_set_up_step_does() {
        let schema = json!({"properties": {
            "id": {"type": "integer", "minimum": 1, "x-from": "setup/make/id", "x-requirement": "A-1"},
            "ref": {"$ref": "#/$defs/ref", "x-from": "setup/make/ref"}
        }, "$defs": {"ref": {"type": "string", "pattern": "^r-[0-9]+$"}}});
        let admitted = admitted(schema);
        let id = &admitted["properties"]["id"];
        assert_eq!((&id["x-requirement"], &id["then"]), (&json!("A-1"), &json!({"type": "integer", "minimum": 1})));
        let validator = Validator::new(&admitted, &Options::default()).expect("a schema");
        for (value, kept) in [
            (json!({"id": "{{setup.make.response.id}}", "ref": "{{setup.make.response.ref}}"}), true),
            (json!({"id": 5, "ref": "r-1"}), true),
            (json!({"id": 0}), false),
            (json!({"id": "{{setup.make.response.ref}}"}), false),
            (json!({"ref": "x"}), false),
        ] {
            assert_eq!(validator.is_valid(&value), kept, "{value}");
        }
    }

    #[test]
    fn a_schema_that_takes_the_marker_as_it_is_stays_as_it_is() {
        let schema = json!({"properties": {"id": {"type": "string", "x-from": "setup/make/id"}, "n": {"type": "integer", "x-from": "state/n"}}});
        assert_eq!(admitted(schema.clone()), schema);
    }
}
