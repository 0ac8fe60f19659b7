//! The way that a validator took to a keyword, put right where its own account is not.
//!
//! The engine compiles a schema object once, with the references in it counted from where it was first reached. Where another reference
//! leads into the middle of what is shared (`#/$defs/order/properties/payer`), the steps between are missing in the paths that it reports,
//! or appear twice. The place of the keyword in the document and the place in the value say which steps they were.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::document::{Document, each_subschema};

/// Keywords that a name or an index follows, and whether the value goes one step down with it.
const NAMING: &[(&str, bool)] = &[
    ("properties", true),
    ("patternProperties", true),
    ("prefixItems", true),
    ("allOf", false),
    ("anyOf", false),
    ("oneOf", false),
    ("dependentSchemas", false),
];
/// Keywords whose schema is about something one step down.
const DOWN: &[&str] = &["items", "additionalProperties", "contains", "unevaluatedItems", "unevaluatedProperties"];

const REF: &str = "/$ref";
/// References that are looked at to correct one path; beyond them it stays as it was reported.
const LOOKED_AT: usize = 200_000;

/// The references of a schema: the place of each `$ref`, and the place that it leads to.
#[derive(Debug)]
pub(super) struct References(HashMap<String, String>);

impl References {
    /// Those of a schema in which a path may come out wrong; none where every path is right as it is reported.
    pub(super) fn doubtful(schema: &Value) -> Option<Self> {
        let document = Document::new(schema);
        let mut found = HashMap::new();
        collect(&document, schema, "", &mut found);
        let starts: HashSet<&str> = found.values().map(String::as_str).chain([""]).collect();
        let ways = |place: &String| {
            let above = place.match_indices('/').map(|(at, _)| place.split_at(at));
            above.filter(|(start, rest)| starts.contains(start) && !is_definition(rest)).count()
        };
        let doubtful = found.keys().any(|place| ways(place) > 1);
        doubtful.then_some(Self(found))
    }

    /// The path to the keyword at `place` of the document, for a value at `pointer`, where the reported one is wrong.
    pub(super) fn corrected(&self, reported: &str, place: &str, pointer: &str) -> Option<String> {
        let parts = parts(reported);
        let [hops @ .., last] = parts.as_slice() else { return None };
        if hops.is_empty() || self.leads(hops, last, place) {
            return None;
        }
        let tokens: Vec<&str> = pointer.split('/').skip(1).collect();
        let mut budget = LOOKED_AT;
        self.way("", (hops, last), place, &tokens, &mut budget)
    }

    /// Whether the path as it is reported leads to the place.
    fn leads(&self, hops: &[&str], last: &str, place: &str) -> bool {
        let mut base = "";
        for hop in hops {
            let Some(target) = self.0.get(&format!("{base}{hop}")) else { return false };
            base = target;
        }
        below(place, base) == Some(last)
    }

    fn way(
        &self,
        base: &str,
        (hops, last): (&[&str], &str),
        place: &str,
        tokens: &[&str],
        budget: &mut usize,
    ) -> Option<String> {
        let Some((hop, hops)) = hops.split_first() else {
            let rest = below(place, base).filter(|rest| fits(rest, last))?;
            // The keyword itself may be about what is one step down.
            return (left(rest, tokens)?.len() <= 1).then(|| rest.to_owned());
        };
        let mut ways: Vec<(&str, &String)> =
            self.0.iter().filter_map(|(at, to)| Some((below(at, base)?, to))).collect();
        *budget = budget.checked_sub(self.0.len())?;
        ways.retain(|(rest, _)| fits(rest, hop));
        ways.sort_unstable_by_key(|(rest, _)| (rest != hop, rest.len(), *rest));
        ways.into_iter().find_map(|(rest, target)| {
            let tokens = left(rest, tokens)?;
            Some(format!("{rest}{}", self.way(target, (hops, last), place, tokens, budget)?))
        })
    }
}

fn collect(document: &Document, schema: &Value, at: &str, found: &mut HashMap<String, String>) {
    let Value::Object(object) = schema else { return };
    if let Some(target) = object.get("$ref").and_then(Value::as_str).and_then(|to| document.follow(at, to)) {
        found.insert(format!("{at}{REF}"), target);
    }
    each_subschema(object, |path, sub| collect(document, sub, &format!("{at}{path}"), found));
}

/// What follows the start of a place, where it lies below the start.
fn below<'a>(place: &'a str, start: &str) -> Option<&'a str> {
    place.strip_prefix(start).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether the way leads into definitions, which apply only where something refers to them.
fn is_definition(rest: &str) -> bool {
    ["/$defs/", "/definitions/"].iter().any(|start| rest.starts_with(start))
}

/// The parts of a path, each but the last up to a reference.
fn parts(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let ends = path.match_indices(REF).map(|(at, _)| at + REF.len());
    for end in ends.filter(|end| path[*end..].is_empty() || path[*end..].starts_with('/')) {
        parts.push(&path[start..end]);
        start = end;
    }
    parts.push(&path[start..]);
    parts
}

/// Whether the reported part is the end of the right one, or the right one the end of it.
fn fits(right: &str, reported: &str) -> bool {
    right.ends_with(reported) || reported.ends_with(right)
}

/// What is left of a place in the value after the steps of a path; none where they lead elsewhere.
fn left<'a>(path: &str, mut tokens: &'a [&'a str]) -> Option<&'a [&'a str]> {
    let mut steps = path.split('/').skip(1).peekable();
    while let Some(step) = steps.next() {
        let named = NAMING.iter().find(|(keyword, _)| *keyword == step);
        let name = named.and_then(|_| steps.next());
        let down =
            named.map_or_else(|| DOWN.contains(&step) && steps.peek().is_some(), |(_, down)| *down && name.is_some());
        if down {
            let (token, rest) = tokens.split_first()?;
            if matches!(step, "properties" | "prefixItems") && name != Some(*token) {
                return None;
            }
            tokens = rest;
        }
    }
    Some(tokens)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{Options, Validator};
    use super::*;

    /// An order whose parts are shared by reference into its middle.
    fn order() -> Value {
        let money = json!({"type": "object", "properties": {"amount": {"type": "integer"}}});
        let payer = json!({"type": "object", "properties": {"limit": {"$ref": "#/$defs/order/properties/money"}, "names": {"items": {"type": "string"}}}});
        let item = json!({"type": "object", "required": ["id"], "properties": {
            "payer": {"$ref": "#/$defs/order/properties/payer"}, "parts": {"$ref": "#/$defs/order/properties/parts"}}});
        json!({"properties": {"first": {"$ref": "#/$defs/order"}, "payer": {"$ref": "#/$defs/order/properties/payer"}},
            "$defs": {"order": {"properties": {"money": money, "payer": payer, "parts": {"type": "array", "items": item}}}}})
    }

    #[test]
    fn a_breach_is_named_by_the_way_that_leads_to_it() {
        let limit = "/$ref/properties/limit/$ref/properties/amount/type";
        let rows = [
            (json!({"payer": {"limit": {"amount": "x"}}}), format!("/properties/payer{limit}")),
            (
                json!({"first": {"payer": {"limit": {"amount": "x"}}}}),
                "/properties/first/$ref/properties/payer/properties/limit/$ref/properties/amount/type".to_owned(),
            ),
            (
                json!({"first": {"parts": [{"id": 1, "payer": {"limit": {"amount": "x"}}}]}}),
                format!("/properties/first/$ref/properties/parts/items/properties/payer{limit}"),
            ),
            (
                json!({"first": {"parts": [{"id": 1, "parts": [{"id": 2, "payer": {"limit": {"amount": "x"}}}]}]}}),
                format!(
                    "/properties/first/$ref/properties/parts/items/properties/parts/$ref/items/properties/payer{limit}"
                ),
            ),
            (
                json!({"first": {"parts": [{"id": 1, "parts": [{}]}]}}),
                "/properties/first/$ref/properties/parts/items/properties/parts/$ref/items/required".to_owned(),
            ),
            (json!({"payer": {"names": [1]}}), "/properties/payer/$ref/properties/names/items/type".to_owned()),
        ];
        let validator = Validator::new(&order(), &Options::default()).expect("a schema");
        for (value, due) in rows {
            let breaches: Vec<String> =
                validator.breaches(&value).into_iter().map(|breach| breach.schema_path).collect();
            assert_eq!(breaches, [due], "{value}");
        }
    }

    #[test]
    fn a_document_in_the_document_is_no_other_place() {
        let names = json!({"$id": "names.json", "$defs": {"name": {"$anchor": "n", "maxLength": 2, "x-lengthUnit": "cp932"}},
            "properties": {"a": {"$ref": "#/$defs/name"}, "b": {"$ref": "#n"}, "c": {"$ref": "#/properties/c%2525"}, "c%25": {"type": "null"}}});
        let schema =
            json!({"$id": "https://x.test/main.json", "items": {"$ref": "names.json"}, "$defs": {"names": names}});
        let validator = Validator::new(&schema, &Options::default()).expect("a schema");
        let path = |value: Value| -> Vec<String> {
            validator.breaches(&value).into_iter().map(|breach| breach.schema_path).collect()
        };
        assert_eq!(path(json!([{"a": "あい"}])), ["/items/$ref/properties/a/$ref/maxLength"]);
        assert_eq!(path(json!([{"b": "あい"}])), ["/items/$ref/properties/b/$ref/maxLength"]);
        assert_eq!(path(json!([{"c": 1}])), ["/items/$ref/properties/c/$ref/type"]);
    }

    #[test]
    fn only_schemas_with_references_into_what_is_shared_are_looked_at() {
        assert!(References::doubtful(&order()).is_some());
        let plain = json!({"properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"items": {"$ref": "#/$defs/b"}}, "b": {"$ref": "#/$defs/a"}}});
        assert!(References::doubtful(&plain).is_none());
    }
}
