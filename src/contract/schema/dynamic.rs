//! Binds `$dynamicRef` where its target depends on the way that leads to it: a list whose items are numbers by one way and texts by another
//! becomes two lists. A pointer alone cannot distinguish the ways.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::document::{Document, each_subschema, rewrite_subschemas};

/// What the resource that is taken over is called in the one that takes it over.
const NAME: &str = "bound";

/// The schema with a copy of each resource that another one refers to as a whole and gives another target of its `$dynamicRef`. What is
/// not as simple as that stays as it is.
pub fn bound(schema: &Value) -> Cow<'_, Value> {
    if !says(schema, &|object| object.contains_key("$dynamicRef")) {
        return Cow::Borrowed(schema);
    }
    let document = Document::new(schema);
    let copies: Vec<(String, Value)> =
        document.embedded.iter().filter_map(|(at, _)| Some((at.clone(), copy(&document, at)?))).collect();
    let mut out = Cow::Borrowed(schema);
    for (at, copy) in copies {
        let Some(Value::Object(taker)) = out.to_mut().pointer_mut(&at) else { continue };
        taker.insert("$ref".into(), json!(format!("#/$defs/{NAME}")));
        if let Value::Object(own) = taker.entry("$defs").or_insert_with(|| json!({})) {
            own.insert(NAME.into(), copy);
        }
    }
    out
}

/// The copy of what a resource refers to, as it reads from there.
fn copy(document: &Document, at: &str) -> Option<Value> {
    let taker = document.at(at)?.as_object()?;
    let target = document.follow(at, taker.get("$ref")?.as_str()?)?;
    let is_whole = target != at && document.embedded.iter().any(|(root, _)| *root == target);
    let anchors: Vec<&str> = document
        .dynamic
        .iter()
        .filter(|(resource, anchor)| {
            let also = |resource: &str| document.dynamic.contains(&(resource.to_owned(), anchor.clone()));
            // The root is the outermost by every way.
            resource == at && also(&target) && !also("")
        })
        .map(|(_, anchor)| anchor.as_str())
        .collect();
    let is_free = taker.get("$defs").and_then(|own| own.get(NAME)).is_none();
    let origin = document.at(&target)?;
    // What is referred to from there would have to be copied as well.
    let is_closed = !says(origin, &|object| object.contains_key("$ref"));
    let is_alone = !origin.as_object()?.values().any(|inner| says(inner, &|object| object.contains_key("$id")));
    if !is_whole || anchors.is_empty() || !is_free || !is_closed || !is_alone || is_reached_from_another(document, at) {
        return None;
    }
    let mut copy = origin.clone();
    bind(&mut copy, &anchors);
    Some(copy)
}

/// Whether another resource than the root leads to one, so that an anchor further out may count.
fn is_reached_from_another(document: &Document, at: &str) -> bool {
    let mut reached = false;
    each_object(&document.root, "", &mut |object, from| {
        let reference = object.get("$ref").or_else(|| object.get("$dynamicRef")).and_then(Value::as_str);
        let is_in = |root: &str| !root.is_empty() && (from == root || from.starts_with(&format!("{root}/")));
        let inner = document.embedded.iter().any(|(root, _)| is_in(root));
        reached |= inner && reference.and_then(|it| document.follow(from, it)).is_some_and(|target| target == at);
    });
    reached
}

/// Points the dynamic references of a copy at the anchors of its taker, and takes its own names away.
fn bind(schema: &mut Value, anchors: &[&str]) {
    let Value::Object(object) = schema else { return };
    for name in ["$id", "$anchor", "$dynamicAnchor"] {
        object.shift_remove(name);
    }
    let reference = object.get("$dynamicRef").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
    if let Some(anchor) = reference.filter(|anchor| anchors.contains(anchor)).map(|anchor| json!(format!("#{anchor}")))
    {
        object.shift_remove("$dynamicRef");
        object.insert("$ref".into(), anchor);
    }
    rewrite_subschemas(object, &mut |inner| bind(inner, anchors));
}

/// Whether something holds of a schema object or of one in it.
fn says(schema: &Value, holds: &dyn Fn(&Map<String, Value>) -> bool) -> bool {
    let mut found = false;
    each_object(schema, "", &mut |object, _| found |= holds(object));
    found
}

fn each_object(schema: &Value, at: &str, visit: &mut dyn FnMut(&Map<String, Value>, &str)) {
    let Value::Object(object) = schema else { return };
    visit(object, at);
    each_subschema(object, |path, inner| each_object(inner, &format!("{at}{path}"), visit));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::schema::{Options, Validator};

    #[test]
    fn a_list_by_two_ways_becomes_two_lists_that_judge_the_same() {
        let of = |id: &str, kind: &str| json!({"$id": id, "$ref": "list", "$defs": {"t": {"$dynamicAnchor": "T", "type": kind}}});
        let schema = json!({"$id": "https://example.test/main", "if": {"required": ["n"]}, "then": {"$ref": "numbers"}, "else": {"$ref": "texts"},
            "$defs": {"list": {"$id": "list", "properties": {"list": {"items": {"$dynamicRef": "#T"}}}, "$defs": {"any": {"$dynamicAnchor": "T"}}},
                "numbers": of("numbers", "number"), "texts": of("texts", "string")}});
        let two = bound(&schema);
        assert!(two.pointer("/$defs/texts/$defs/bound/properties/list").is_some(), "{two}");
        let judges = [&schema, &*two].map(|schema| Validator::new(schema, &Options::default()).expect("a schema"));
        for (value, due) in [
            (json!({"n": 1, "list": [1.5]}), true),
            (json!({"n": 1, "list": ["a"]}), false),
            (json!({"list": [1.5]}), false),
            (json!({"list": ["a"]}), true),
        ] {
            assert_eq!(judges.each_ref().map(|judge| judge.is_valid(&value)), [due; 2], "{value}");
        }
        let mut root = schema.clone();
        root["$dynamicAnchor"] = json!("T");
        for same in [json!({"items": {"type": "string"}}), root] {
            assert_eq!(*bound(&same), same, "the root binds it by every way");
        }
    }
}
