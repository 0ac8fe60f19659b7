//! What `x-open` takes away from a schema: a kind of breach that is wholly left open is never sent, which is rarely meant.

use serde_json::Value;

use crate::{
    contract::schema::{Constraint, Options, opened},
    generate::Drawer,
};

/// Each `x-open` of a schema that leaves a whole kind of breach open, by its pointer, with the keywords and their kinds.
pub(super) fn swallowed(schema: &Value, options: &Options) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for at in opened(schema) {
        let Some((with, without)) = alone(schema, &at) else { continue };
        let drawers = (Drawer::new(&with, options), Drawer::new(&without, options));
        let (Ok(with), Ok(without)) = drawers else { continue };
        let lost = lost(&with, &without, is_vague(schema.pointer(&at).and_then(|object| object.get("x-open"))));
        if !lost.is_empty() {
            all.push((format!("{at}/x-open"), lost.join(", ")));
        }
    }
    all
}

/// The schema object that holds an `x-open`, as a schema of its own, and the same without it.
fn alone(schema: &Value, at: &str) -> Option<(Value, Value)> {
    let mut with = schema.pointer(at)?.clone();
    let definitions = schema.get("$defs").cloned();
    let object = with.as_object_mut()?;
    // Where values are taken from is not the question here.
    object.shift_remove("x-from");
    object.shift_remove("x-unique");
    if let Some(definitions) = definitions {
        object.insert("$defs".to_owned(), definitions);
    }
    let mut without = with.clone();
    without.as_object_mut()?.shift_remove("x-open");
    Some((with, without))
}

/// Whether an `x-open` takes in whole types that it is not about: `{"minimum": 9}` holds for every text.
fn is_vague(open: Option<&Value>) -> bool {
    let Some(Value::Object(open)) = open else { return false };
    for branching in ["anyOf", "oneOf"] {
        if let Some(Value::Array(branches)) = open.get(branching) {
            return branches.iter().any(|branch| is_vague(Some(branch)));
        }
    }
    !["type", "const", "enum", "not", "$ref", "allOf", "if"].iter().any(|said| open.contains_key(*said))
}

/// The kinds of breach that exist only without the `x-open`, by keyword: all of a keyword, or other types where it is vague.
fn lost(with: &Drawer, without: &Drawer, is_vague: bool) -> Vec<String> {
    let own = |constraint: &&Constraint| constraint.place.as_str().is_empty() && constraint.keyword != "x-open";
    let each = without.constraints().iter().filter(own).filter_map(|constraint| {
        let kept = with.constraints().iter().find(|one| one.schema_path == constraint.schema_path);
        let kept = kept.map(|one| with.kinds(one)).unwrap_or_default();
        let lost: Vec<String> =
            without.kinds(constraint).into_iter().filter(|kind| !kept.contains(kind)).map(|kind| kind.name).collect();
        let counts = kept.is_empty() || (is_vague && constraint.keyword == "type");
        (counts && !lost.is_empty()).then(|| format!("`{}` ({})", constraint.keyword, lost.join(", ")))
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_open_schema_without_a_type_swallows_every_other_type() {
        let schema = |open: Value| json!({"properties": {"amount": {"type": "integer", "minimum": 1, "maximum": 9, "x-open": open}}});
        let told = swallowed(&schema(json!({"minimum": 1_000_001})), &Options::default());
        let [(at, kinds)] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!(at, "/properties/amount/x-open");
        assert!(kinds.contains("`type` (") && kinds.contains("numeric-string") && kinds.contains("null"), "{kinds}");
        let either = json!({"anyOf": [{"type": "null"}, {"minimum": 1_000_001}]});
        assert_eq!(swallowed(&schema(either), &Options::default()).len(), 1);
        let meant = json!({"type": "string", "pattern": "^[0-9]+$"});
        assert_eq!(swallowed(&schema(meant), &Options::default()), [], "what is named is meant");
        let narrow = json!({"type": "integer", "minimum": 1_000_001});
        assert_eq!(swallowed(&schema(narrow), &Options::default()), []);
        let whole = swallowed(&schema(json!({"type": "integer", "maximum": 0})), &Options::default());
        assert!(whole.iter().any(|(_, kinds)| kinds.contains("`minimum` (")), "{whole:?}");
    }
}
