//! What a body is as a whole: of which type, and which properties an object has. By this a body is known as meant, however wrong in parts.

use serde_json::Value;

/// So many parts of a schema are looked at.
const MOST: usize = 64;

/// What a schema says of a body as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// The types that it may have; any where none is said.
    types: Option<Vec<String>>,
    /// The properties that it must have.
    required: Vec<String>,
    /// The properties that are described; none where it says nothing of them.
    described: Vec<String>,
}

impl Outline {
    /// What a schema says, also in the parts that hold at the same time.
    pub(super) fn of(schema: &Value) -> Self {
        let (mut outline, mut open, mut seen) = (Self::default(), vec![schema], 0);
        while let Some(part) = open.pop().filter(|_| seen < MOST) {
            seen += 1;
            outline.add(part);
            open.extend(part.get("allOf").and_then(Value::as_array).into_iter().flatten());
            let to = part.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix('#'));
            open.extend(to.and_then(|to| schema.pointer(to)));
        }
        outline
    }

    fn add(&mut self, part: &Value) {
        let required = part.get("required").and_then(Value::as_array).into_iter().flatten();
        self.required.extend(required.filter_map(Value::as_str).map(str::to_owned));
        let described = part.get("properties").and_then(Value::as_object).into_iter().flatten();
        self.described.extend(described.map(|(name, _)| name.clone()));
        let Some(types) = part.get("type") else { return };
        let types = types.as_array().map_or(std::slice::from_ref(types), Vec::as_slice);
        let types: Vec<String> = types.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        match &mut self.types {
            Some(known) => known.retain(|one| types.contains(one)),
            None => self.types = Some(types),
        }
    }

    /// Whether a body is of the type that is said and, as an object, has at least one of the properties that it must have.
    pub(super) fn fits(&self, body: &Value) -> bool {
        let of_type = |name: &String| match name.as_str() {
            "object" => body.is_object(),
            "array" => body.is_array(),
            "string" => body.is_string(),
            "number" | "integer" => body.is_number(),
            "boolean" => body.is_boolean(),
            _ => body.is_null(),
        };
        let has_one = |name: &String| body.get(name).is_some();
        self.types.as_ref().is_none_or(|types| types.iter().any(of_type))
            && (!body.is_object() || self.required.is_empty() || self.required.iter().any(has_one))
    }

    /// Whether a body has a property that is described nowhere, where any is.
    pub(super) fn is_foreign(&self, body: &Value) -> bool {
        let is_undescribed = |name: &String| !self.described.contains(name) && !self.required.contains(name);
        !self.described.is_empty() && body.as_object().is_some_and(|fields| fields.keys().any(is_undescribed))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_fits_by_its_type_and_one_of_the_properties_that_must_be_there() {
        let object = json!({"type": "object", "required": ["a"]});
        let parts = json!({"$ref": "#/$defs/x", "allOf": [{"required": ["b"]}],
            "$defs": {"x": {"type": "object", "allOf": [{"$ref": "#/$defs/y"}]}, "y": {"required": ["c"]}}});
        let either = json!({"type": ["array", "null"]});
        for (schema, body, fits) in [
            (&object, json!({"a": 1, "z": 2}), true),
            (&object, json!({"z": 2}), false),
            (&object, json!({}), false),
            (&object, json!(null), false),
            (&object, json!([]), false),
            (&object, json!("ok"), false),
            (&parts, json!({"c": 1}), true),
            (&parts, json!({"b": 1}), true),
            (&parts, json!({"d": 1}), false),
            (&parts, json!(0), false),
            (&either, json!([]), true),
            (&either, json!(null), true),
            (&either, json!({}), false),
            (&json!({"type": "integer"}), json!(1.5), true),
            (&json!({"type": "boolean"}), json!(true), true),
            (&json!({"type": "string"}), json!(1), false),
            (&json!({}), json!(null), true),
            (&json!(true), json!({}), true),
            (&json!({"$ref": "#"}), json!({}), true),
        ] {
            assert_eq!(Outline::of(schema).fits(&body), fits, "{schema} {body}");
        }
    }

    #[test]
    fn a_body_is_foreign_by_a_property_that_is_described_nowhere() {
        let parts = json!({"required": ["r"], "allOf": [{"$ref": "#/$defs/x"}], "properties": {"a": true},
            "$defs": {"x": {"properties": {"b": {"properties": {"deep": true}}}}}});
        for (schema, body, is_foreign) in [
            (&parts, json!({"a": 1, "b": 2, "r": 3}), false),
            (&parts, json!({"a": 1, "deep": 2}), true),
            (&parts, json!([1]), false),
            (&json!({"type": "object"}), json!({"z": 1}), false),
        ] {
            assert_eq!(Outline::of(schema).is_foreign(&body), is_foreign, "{schema} {body}");
        }
    }
}
