//! Which JSON Schema a document is written in. It is read as 2020-12 has it; where an older draft, or OpenAPI 3.0, means something else by
//! the same words, the document is refused by name, because it would be tested for a promise that it does not make.

use serde_json::{Map, Value};

use super::SchemaError;
use super::document::each_subschema;
use super::error::Wrong;
use super::format::formats;
use crate::contract::SchemaId;

/// The drafts that are read, by a part of their `$schema`, the newest first.
const DRAFTS: &[(&str, Draft)] = &[
    ("json-schema.org/draft/2020-12/", Draft::Newest),
    ("json-schema.org/draft/2019-09/", Draft::D2019),
    ("json-schema.org/draft-07/", Draft::D7),
    ("json-schema.org/draft-06/", Draft::D6),
    ("json-schema.org/draft-04/", Draft::D4),
];
/// What may be next to a reference in the drafts that pass over it: it says nothing of values.
const NOTES: &[&str] = &[
    "$ref",
    "$comment",
    "title",
    "description",
    "default",
    "examples",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
];

/// Keywords with the draft that first has them: those before it pass over them.
const LATER: &[(&str, Draft)] = &[
    ("const", Draft::D6),
    ("contains", Draft::D6),
    ("propertyNames", Draft::D6),
    ("if", Draft::D7),
    ("minContains", Draft::D2019),
    ("maxContains", Draft::D2019),
    ("dependentRequired", Draft::D2019),
    ("dependentSchemas", Draft::D2019),
    ("unevaluatedItems", Draft::D2019),
    ("unevaluatedProperties", Draft::D2019),
    ("prefixItems", Draft::Newest),
    ("$dynamicRef", Draft::Newest),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Draft {
    D4,
    D6,
    D7,
    D2019,
    Newest,
}

impl Draft {
    fn name(self) -> &'static str {
        match self {
            Self::D4 => "draft-04",
            Self::D6 => "draft-06",
            Self::D7 => "draft-07",
            Self::D2019 => "draft 2019-09",
            Self::Newest => "draft 2020-12",
        }
    }
}

/// Refuses what is written in an unknown dialect, or means something else in its own. A document within it may have a dialect of its own.
pub(super) fn check(schema: &Value) -> Result<(), SchemaError> {
    let Value::Object(root) = schema else { return Ok(()) };
    check_below(root, "", Draft::Newest, false)
}

fn check_below(object: &Map<String, Value>, at: &str, draft: Draft, named: bool) -> Result<(), SchemaError> {
    // Elsewhere than at the root of a document `$schema` says nothing.
    let own = object.get("$schema").and_then(Value::as_str).filter(|_| at.is_empty() || object.contains_key("$id"));
    let (draft, named) = match own {
        Some(uri) => (draft_of(uri, at)?, true),
        None => (draft, named),
    };
    if let Some((keyword, (problem, fix))) = foreign(object, draft, at.is_empty(), named) {
        return Err(SchemaError::new(format!("{at}/{keyword}"), problem, fix));
    }
    let mut result = Ok(());
    each_subschema(object, |path, sub| {
        if let (Ok(()), Value::Object(sub)) = (&result, sub) {
            result = check_below(sub, &format!("{at}{path}"), draft, named);
        }
    });
    result
}

/// The draft that `$schema` names.
fn draft_of(uri: &str, at: &str) -> Result<Draft, SchemaError> {
    // Ours describes this very form.
    if uri.ends_with("_meta/json-schema.schema.json") {
        return Ok(Draft::Newest);
    }
    DRAFTS.iter().find(|(part, _)| uri.contains(part)).map(|(_, draft)| *draft).ok_or_else(|| {
        let message = SchemaId::UnknownDialect.with([uri.into()]);
        SchemaError::new(format!("{at}/$schema"), message, SchemaId::GiveDialect)
    })
}

/// Looks at one schema object and its place.
type Visit<'a> = dyn FnMut(&Map<String, Value>, &str) + 'a;

fn each(object: &Map<String, Value>, at: &str, visit: &mut Visit<'_>) {
    visit(object, at);
    each_subschema(object, |path, sub| {
        if let Value::Object(sub) = sub {
            each(sub, &format!("{at}{path}"), visit);
        }
    });
}

/// A keyword that does not mean here what 2020-12 means by it, and what to write instead.
fn foreign(object: &Map<String, Value>, draft: Draft, root: bool, named: bool) -> Option<(&'static str, Wrong)> {
    let has = |keyword: &str| object.contains_key(keyword);
    if draft <= Draft::D7 && has("$ref") {
        let beside = object.keys().find(|key| {
            let holds = matches!(key.as_str(), "definitions" | "$schema" | "$id" | "id") || key.starts_with("x-");
            !holds && !NOTES.contains(&key.as_str())
        });
        if let Some(beside) = beside {
            let name = draft.name();
            return Some((
                "$ref",
                (SchemaId::PassesOver.with([beside.into(), name.into()]), SchemaId::TakeOutOr2020.into()),
            ));
        }
    }
    if let Some(unknown) = unknown(object, draft) {
        return Some(unknown);
    }
    let other = |keyword: &'static str, wanted: SchemaId| {
        Some((keyword, (SchemaId::NotReadAs.with([draft.name().into()]), wanted.into())))
    };
    if draft < Draft::Newest && has("dependencies") {
        return other("dependencies", SchemaId::WriteDependent);
    }
    if draft < Draft::Newest && has("additionalItems") && object.get("items").is_some_and(Value::is_array) {
        return other("additionalItems", SchemaId::WritePrefixItemsAnd);
    }
    if object.get("items").is_some_and(Value::is_array) {
        return other("items", SchemaId::WritePrefixItems);
    }
    if draft == Draft::D2019 {
        let known = ["$recursiveRef", "$recursiveAnchor"].into_iter().find(|keyword| has(keyword));
        if let Some(keyword) = known {
            return other(keyword, SchemaId::WriteDynamic);
        }
        if has("contains") && has("unevaluatedItems") {
            return other("unevaluatedItems", SchemaId::CountsContains);
        }
    }
    if draft == Draft::D4 && !root && object.get("id").is_some_and(Value::is_string) {
        return other("id", SchemaId::WriteDollarId);
    }
    if matches!(draft, Draft::D6 | Draft::D7)
        && object.get("$id").and_then(Value::as_str).is_some_and(|id| id.starts_with('#'))
    {
        return other("$id", SchemaId::WriteAnchor);
    }
    let nullable = !named && object.get("nullable") == Some(&Value::Bool(true));
    nullable.then(|| ("nullable", (SchemaId::IsOfOpenApi30.into(), SchemaId::AddNull.into())))
}

/// A keyword that the draft does not know.
fn unknown(object: &Map<String, Value>, draft: Draft) -> Option<(&'static str, Wrong)> {
    let (keyword, _) = LATER.iter().find(|(keyword, first)| draft < *first && object.contains_key(*keyword))?;
    Some((*keyword, (SchemaId::UnknownToDraft.with([draft.name().into()]), SchemaId::TakeOutOrNewest.into())))
}

/// The formats that the schema names and that nothing here judges, each with its place: texts of them are neither checked nor broken.
pub fn unknown_formats(schema: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Value::Object(root) = schema {
        each(root, "", &mut |object, at| {
            let name =
                object.get("format").and_then(Value::as_str).filter(|name| !formats().any(|known| known == *name));
            found.extend(name.map(|name| (format!("{at}/format"), name.to_owned())));
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(draft: &str, rest: Value) -> Value {
        let mut schema = json!({ "$schema": draft });
        if let (Value::Object(schema), Value::Object(rest)) = (&mut schema, rest) {
            schema.extend(rest);
        }
        schema
    }

    const D4: &str = "http://json-schema.org/draft-04/schema#";
    const D7: &str = "http://json-schema.org/draft-07/schema#";
    const D2019: &str = "https://json-schema.org/draft/2019-09/schema";
    const D2020: &str = "https://json-schema.org/draft/2020-12/schema";

    #[test]
    fn what_another_draft_means_otherwise_is_refused_with_its_place() {
        let sibling = json!({"definitions": {"n": {}}, "properties": {"a": {"$ref": "#/definitions/n", "minimum": 5}}});
        let rows = [
            (of(D4, sibling.clone()), "/properties/a/$ref"),
            (of(D7, sibling), "/properties/a/$ref"),
            (of(D7, json!({"items": {"dependencies": {"a": ["b"]}}})), "/items/dependencies"),
            (of(D2019, json!({"anyOf": [{"$recursiveRef": "#"}]})), "/anyOf/0/$recursiveRef"),
            (of(D2020, json!({"items": [{}]})), "/items"),
            (of(D4, json!({"properties": {"a": {"id": "#a"}}})), "/properties/a/id"),
            (of(D7, json!({"definitions": {"a": {"$id": "#a"}}})), "/definitions/a/$id"),
            (of(D7, json!({"properties": {"a": {"prefixItems": [{}]}}})), "/properties/a/prefixItems"),
            (of(D7, json!({"anyOf": [{"unevaluatedProperties": false}]})), "/anyOf/0/unevaluatedProperties"),
            (of(D4, json!({"items": {"const": 1}})), "/items/const"),
            (of(D2019, json!({"items": {"prefixItems": [{}]}})), "/items/prefixItems"),
            (of("https://example.test/my-dialect", json!({})), "/$schema"),
            (
                of(D2020, json!({"$defs": {"old": {"$id": "old.json", "$schema": D7, "prefixItems": [{}]}}})),
                "/$defs/old/prefixItems",
            ),
            (
                of(D2020, json!({"$defs": {"odd": {"$id": "o.json", "$schema": "https://example.test/d"}}})),
                "/$defs/odd/$schema",
            ),
            (json!({"properties": {"a": {"type": "string", "nullable": true}}}), "/properties/a/nullable"),
        ];
        for (schema, pointer) in rows {
            assert_eq!(check(&schema).expect_err(pointer).pointer, pointer);
        }
    }

    #[test]
    fn what_every_draft_means_alike_is_read() {
        let plain = json!({"definitions": {"n": {"type": "integer"}}, "type": "object", "required": ["a"],
            "properties": {"a": {"$ref": "#/definitions/n", "description": "a number"}, "nullable": {"type": "string"}}});
        for schema in [of(D4, plain.clone()), of(D7, plain.clone()), of(D2019, plain.clone()), plain] {
            assert_eq!(check(&schema), Ok(()));
        }
        let both =
            json!({"$defs": {"n": {}}, "properties": {"a": {"$ref": "#/$defs/n", "minimum": 5}}, "dependencies": {}});
        assert_eq!(check(&both), Ok(()));
        let newer = json!({"$defs": {"new": {"$id": "new.json", "$schema": D2020, "prefixItems": [{}]}}});
        assert_eq!(check(&of(D7, newer)), Ok(()));
        let known = json!({"properties": {"const": {"const": 1}, "if": {"if": {}, "then": {}}, "prefixItems": {}}});
        assert_eq!(check(&of(D7, known)), Ok(()));
        let newer = json!({"dependentRequired": {"a": ["b"]}, "contains": {}, "minContains": 2});
        assert_eq!(check(&of(D2019, newer)), Ok(()));
    }

    #[test]
    fn a_format_that_nothing_judges_is_told_with_its_place() {
        let schema = json!({"format": "date", "properties": {"a": {"format": "int32"}, "format": {"type": "string"}}});
        assert_eq!(unknown_formats(&schema), [("/properties/a/format".to_owned(), "int32".to_owned())]);
    }
}
