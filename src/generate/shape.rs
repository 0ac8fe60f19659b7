//! What is said of a value's parts: the claims on each property and each item of a flat alternative.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::claim::{Claim, Key, Trail};
use super::flat::{Child, Flat};
use crate::contract::schema::{Document, Options, Validator, escape};

/// A claim on a part, and where it comes from: index in `Flat::holds` and the step from there, if it is a schema that holds.
pub(super) type Said = (Claim, Option<(usize, String)>);

/// The names of properties, as far as the claims on them differ.
#[derive(Clone, Copy)]
pub(super) enum Name<'a> {
    Known(&'a str),
    /// Matches this pattern of `patternProperties` and nothing else.
    Patterned(&'a str),
    /// Nothing speaks of it.
    Fresh,
}

/// Reads the parts of alternatives of one document.
pub(super) struct Shape<'a> {
    pub(super) document: &'a Document,
    patterns: RefCell<HashMap<String, Option<Validator>>>,
}

impl<'a> Shape<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document, patterns: RefCell::default() }
    }

    fn schema(&self, at: &str) -> Option<&'a Map<String, Value>> {
        self.document.at(at)?.as_object()
    }

    /// What tells whether a name matches; none where the pattern cannot be used.
    pub(super) fn matcher(&self, pattern: &str) -> Option<Validator> {
        let mut patterns = self.patterns.borrow_mut();
        let validator = patterns
            .entry(pattern.to_owned())
            .or_insert_with(|| Validator::new(&json!({ "pattern": pattern }), &Options::default()).ok());
        validator.clone()
    }

    fn matches(&self, pattern: &str, name: &str) -> bool {
        self.matcher(pattern).is_some_and(|validator| validator.is_valid(&Value::from(name)))
    }

    /// Every property that the alternative names, in the order of the document.
    pub(super) fn names(&self, flat: &Flat) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut add = |name: &str| {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        };
        for (at, _) in &flat.holds {
            let properties = self.schema(at).and_then(|schema| schema.get("properties")).and_then(Value::as_object);
            properties.into_iter().flatten().for_each(|(name, _)| add(name));
        }
        let object = &flat.object;
        object.required.iter().for_each(|name| add(name));
        object.claims.iter().for_each(|(name, _)| add(name));
        object.dependent.iter().for_each(|(trigger, name)| {
            add(trigger);
            add(name);
        });
        names
    }

    /// Every pattern of `patternProperties`.
    pub(super) fn patterns(&self, flat: &Flat) -> Vec<String> {
        let mut patterns: Vec<String> = Vec::new();
        for (at, _) in &flat.holds {
            let named = self.schema(at).and_then(|schema| schema.get("patternProperties")).and_then(Value::as_object);
            patterns.extend(named.into_iter().flatten().map(|(pattern, _)| pattern.clone()));
        }
        patterns.sort();
        patterns.dedup();
        patterns
    }

    /// Everything said of a property.
    pub(super) fn property(&self, key: &Key, flat: &Flat, name: Name<'_>) -> Vec<Said> {
        let mut said: Vec<Said> = Vec::new();
        for (index, (at, trail)) in flat.holds.iter().enumerate() {
            let Some(schema) = self.schema(at) else { continue };
            let mut push = |step: String| said.push((Claim::Holds(format!("{at}{step}").into()), Some((index, step))));
            let spoken = self.steps(schema, name);
            let free = spoken.is_empty();
            spoken.into_iter().for_each(&mut push);
            let closed = |keyword| schema.contains_key(keyword) && !key.waives(at, keyword, None);
            if free && closed("additionalProperties") {
                push("/additionalProperties".into());
            }
            if closed("unevaluatedProperties") && !self.evaluated(flat, trail, index, |s| self.speaks(s, name)) {
                push("/unevaluatedProperties".into());
            }
        }
        if let Name::Known(known) = name {
            let claims = flat.object.claims.iter().filter(|(name, _)| name == known);
            said.extend(claims.map(|(_, claim)| (claim.clone(), None)));
        }
        said
    }

    fn steps(&self, schema: &Map<String, Value>, name: Name<'_>) -> Vec<String> {
        let mut steps = Vec::new();
        if let Name::Known(known) = name {
            let named = schema.get("properties").and_then(Value::as_object).is_some_and(|p| p.contains_key(known));
            steps.extend(named.then(|| format!("/properties/{}", escape(known))));
        }
        for (pattern, _) in schema.get("patternProperties").and_then(Value::as_object).into_iter().flatten() {
            let applies = match name {
                Name::Known(known) => self.matches(pattern, known),
                Name::Patterned(ours) => ours == pattern,
                Name::Fresh => false,
            };
            steps.extend(applies.then(|| format!("/patternProperties/{}", escape(pattern))));
        }
        steps
    }

    fn speaks(&self, schema: &Map<String, Value>, name: Name<'_>) -> bool {
        schema.contains_key("additionalProperties") || !self.steps(schema, name).is_empty()
    }

    /// Whether the schema at the trail, or one that it applies to the same value, speaks of the part.
    fn evaluated(&self, flat: &Flat, above: &Trail, own: usize, speaks: impl Fn(&Map<String, Value>) -> bool) -> bool {
        flat.holds.iter().enumerate().any(|(index, (at, trail))| {
            let within = trail.member == above.member && trail.path.starts_with(&above.path);
            let Some(schema) = self.schema(at).filter(|_| within) else { return false };
            let nested = index != own
                && (schema.contains_key("unevaluatedProperties") || schema.contains_key("unevaluatedItems"));
            nested || speaks(schema)
        })
    }

    /// How many items have a schema of their own.
    pub(super) fn prefix(&self, flat: &Flat) -> usize {
        let lengths =
            flat.holds.iter().filter_map(|(at, _)| self.schema(at)?.get("prefixItems")?.as_array().map(Vec::len));
        lengths.chain(flat.array.claims.iter().map(|(index, _)| index + 1)).max().unwrap_or(0)
    }

    /// Everything said of the item at an index.
    pub(super) fn item(&self, key: &Key, flat: &Flat, at_index: usize) -> Vec<Said> {
        let mut said: Vec<Said> = Vec::new();
        for (index, (at, trail)) in flat.holds.iter().enumerate() {
            let Some(schema) = self.schema(at) else { continue };
            let mut push = |step: String| said.push((Claim::Holds(format!("{at}{step}").into()), Some((index, step))));
            if at_index < prefix_of(schema) {
                push(format!("/prefixItems/{at_index}"));
            } else if schema.contains_key("items") && !key.waives(at, "items", None) {
                push("/items".into());
            }
            let open = schema.contains_key("unevaluatedItems") && !key.waives(at, "unevaluatedItems", None);
            let spoken = |s: &Map<String, Value>| s.contains_key("items") || prefix_of(s) > at_index;
            if open && !self.evaluated(flat, trail, index, spoken) {
                push("/unevaluatedItems".into());
            }
        }
        let claims = flat.array.claims.iter().filter(|(index, _)| *index == at_index);
        said.extend(claims.map(|(_, claim)| (claim.clone(), None)));
        said
    }
}

fn prefix_of(schema: &Map<String, Value>) -> usize {
    schema.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len)
}

/// The key of everything said, and the child without its node yet.
pub(super) fn key_of(said: &[Said]) -> Key {
    Key::new(said.iter().map(|(claim, _)| claim.clone()))
}

/// Ties a node to where its claims come from.
pub(super) fn child_of(node: usize, key: &Key, said: Vec<Said>) -> Child {
    let origin = |(claim, from): Said| {
        let (index, step) = from?;
        Some((key.claims.iter().position(|known| *known == claim)?, index, step))
    };
    Child { node, origins: said.into_iter().filter_map(origin).collect() }
}

/// A claim on the same value that all others of these must not be: at most so many may match.
pub(super) fn failing(claim: &Claim) -> Claim {
    match claim {
        Claim::Holds(at) => Claim::Fails(Arc::clone(at)),
        Claim::Fails(at) => Claim::Holds(Arc::clone(at)),
        other => other.clone(),
    }
}
