//! A schema document as a tree of subschemas: finds the subschemas of a schema and resolves `$ref`.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::uri::join;
use crate::util::pointer::{escape, unescape};

/// Keywords whose value is one schema.
const ONE: &[&str] = &[
    "additionalProperties",
    "propertyNames",
    "items",
    "contains",
    "not",
    "if",
    "then",
    "else",
    "unevaluatedProperties",
    "unevaluatedItems",
    "x-open",
];
/// Keywords whose value is a list of schemas.
const LIST: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords whose value names schemas.
const NAMED: &[&str] = &["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];

/// Whether the keyword's value holds several schemas, by index or by name.
pub(super) fn holds_several(keyword: &str) -> bool {
    LIST.contains(&keyword) || NAMED.contains(&keyword)
}

/// A schema document whose references can be followed.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub(super) root: Value,
    /// Base URI without fragment -> pointer of the resource's root.
    resources: HashMap<String, String>,
    /// (resource root pointer, anchor) -> pointer.
    anchors: HashMap<(String, String), String>,
    /// The anchors that a resource further out may take over.
    pub(super) dynamic: HashSet<(String, String)>,
    /// Pointers of the resource roots below the document's own, longest first.
    pub(super) embedded: Vec<(String, String)>,
}

impl Document {
    pub(crate) fn new(root: &Value) -> Self {
        let mut document = Self {
            root: root.clone(),
            resources: HashMap::from([(String::new(), String::new())]),
            anchors: HashMap::new(),
            dynamic: HashSet::new(),
            embedded: Vec::new(),
        };
        document.index(root, "", "", "");
        document.embedded.sort_by_key(|(pointer, _)| std::cmp::Reverse(pointer.len()));
        document
    }

    fn index(&mut self, schema: &Value, pointer: &str, base: &str, resource: &str) {
        let Value::Object(object) = schema else { return };
        let (mut base, mut resource) = (base.to_owned(), resource.to_owned());
        if let Some(Value::String(id)) = object.get("$id") {
            base = join(&base, id.trim_end_matches('#'));
            pointer.clone_into(&mut resource);
            self.resources.insert(base.clone(), pointer.to_owned());
            self.embedded.push((pointer.to_owned(), base.clone()));
        }
        for keyword in ["$anchor", "$dynamicAnchor"] {
            if let Some(Value::String(anchor)) = object.get(keyword) {
                self.anchors.insert((resource.clone(), anchor.clone()), pointer.to_owned());
                if keyword == "$dynamicAnchor" {
                    self.dynamic.insert((resource.clone(), anchor.clone()));
                }
            }
        }
        each_subschema(object, |path, sub| self.index(sub, &format!("{pointer}{path}"), &base, &resource));
    }

    /// The schema at a pointer.
    pub(crate) fn at(&self, pointer: &str) -> Option<&Value> {
        if pointer.is_empty() {
            return Some(&self.root);
        }
        // Most pointers are long and hold nothing escaped: each token is looked up as it is.
        pointer.strip_prefix('/')?.split('/').try_fold(&self.root, |value, token| match value {
            Value::Object(object) if token.contains('~') => object.get(&unescape(token)),
            Value::Object(object) => object.get(token),
            Value::Array(items) => token.parse::<usize>().ok().and_then(|index| items.get(index)),
            _ => None,
        })
    }

    /// The pointer that a `$ref` written in the schema at `from` leads to; none where it leaves the document.
    pub(crate) fn follow(&self, from: &str, reference: &str) -> Option<String> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let (here, base) = self.resource_of(from);
        let resource = if uri.is_empty() { here.to_owned() } else { self.resources.get(&join(base, uri))?.clone() };
        let fragment = percent_decode(fragment);
        if fragment.is_empty() {
            return Some(resource);
        }
        if fragment.starts_with('/') {
            let pointer = format!("{resource}{fragment}");
            return self.at(&pointer).map(|_| pointer);
        }
        self.anchors.get(&(resource, fragment)).cloned()
    }

    /// The pointer that `$ref` or `$dynamicRef` leads to. A dynamic one is bound by the outermost resource with an anchor of the same name;
    /// every value is judged from the root, so that its anchor goes before all others.
    pub(crate) fn target(&self, from: &str, keyword: &str, reference: &str) -> Option<String> {
        let found = self.follow(from, reference)?;
        let anchor = reference.split_once('#').map_or("", |(_, fragment)| fragment);
        let own = (self.resource_of(&found).0.to_owned(), anchor.to_owned());
        if keyword == "$dynamicRef" && self.dynamic.contains(&own) && self.anchors.get(&own) == Some(&found) {
            let outermost = (String::new(), anchor.to_owned());
            return self.anchors.get(&outermost).filter(|_| self.dynamic.contains(&outermost)).cloned().or(Some(found));
        }
        Some(found)
    }

    fn resource_of(&self, pointer: &str) -> (&str, &str) {
        self.embedded
            .iter()
            .find(|(root, _)| {
                pointer.strip_prefix(&**root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
            .map_or(("", ""), |(root, base)| (root, base))
    }
}

/// Calls `visit` with the relative pointer and the schema of every direct subschema.
pub(crate) fn each_subschema<'a>(object: &'a Map<String, Value>, mut visit: impl FnMut(String, &'a Value)) {
    for (keyword, value) in object {
        let keyword = keyword.as_str();
        match value {
            _ if ONE.contains(&keyword) => visit(format!("/{keyword}"), value),
            Value::Array(list) if LIST.contains(&keyword) => {
                for (index, sub) in list.iter().enumerate() {
                    visit(format!("/{keyword}/{index}"), sub);
                }
            }
            Value::Object(named) if NAMED.contains(&keyword) => {
                for (name, sub) in named {
                    visit(format!("/{keyword}/{}", escape(name)), sub);
                }
            }
            _ => {}
        }
    }
}

/// Calls `change` with every direct subschema.
pub(crate) fn rewrite_subschemas(object: &mut Map<String, Value>, change: &mut dyn FnMut(&mut Value)) {
    for (keyword, value) in object {
        let keyword = keyword.as_str();
        match value {
            _ if ONE.contains(&keyword) => change(value),
            Value::Array(list) if LIST.contains(&keyword) => list.iter_mut().for_each(&mut *change),
            Value::Object(named) if NAMED.contains(&keyword) => named.values_mut().for_each(&mut *change),
            _ => {}
        }
    }
}

/// The text that a fragment of a URI stands for.
pub(crate) fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_lead_to_pointers_anchors_and_embedded_ids() {
        let document = Document::new(&json!({
            "$id": "https://example.test/root.json",
            "$defs": {
                "a b": {"$anchor": "here"},
                "item": {"$id": "item.json", "$defs": {"x": {"$anchor": "here"}}}
            }
        }));
        assert_eq!(document.follow("", "#").as_deref(), Some(""));
        assert_eq!(document.follow("", "#/$defs/a%20b").as_deref(), Some("/$defs/a b"));
        assert_eq!(document.follow("", "#here").as_deref(), Some("/$defs/a b"));
        assert_eq!(document.follow("", "item.json").as_deref(), Some("/$defs/item"));
        assert_eq!(document.follow("", "item.json#here").as_deref(), Some("/$defs/item/$defs/x"));
        assert_eq!(document.follow("/$defs/item/$defs/x", "#/$defs/x").as_deref(), Some("/$defs/item/$defs/x"));
        assert_eq!(document.follow("", "https://elsewhere.test/x"), None);
        assert_eq!(document.follow("", "#/$defs/none"), None);
    }

    #[test]
    fn data_keywords_are_not_searched_for_schemas() {
        let document = Document::new(&json!({"const": {"properties": {"a": {"$anchor": "no"}}}}));
        assert_eq!(document.follow("", "#no"), None);
    }
}
