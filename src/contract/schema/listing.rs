//! Walks a schema and lists every keyword with the place of a value that it applies to.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::Place;
use super::constraint::{Constraint, Union, is_plain};
use super::document::Document;
use super::vocabulary::is_annotation;
use crate::util::pointer::escape;

/// Constraints that are listed at most.
const PLACES: usize = 8000;
/// Schemas that are looked at for them.
const LOOKED: usize = 40_000;

/// The constraints of a schema, as many as are listed.
#[derive(Debug)]
pub(crate) struct Listed {
    /// In the order of the document; the nearest places first where some are left out.
    pub(crate) all: Vec<Constraint>,
    /// There are more places than are listed.
    pub(crate) cut: bool,
}

/// Where the walk is: in the document, on the evaluation path, in the value.
#[derive(Clone)]
struct Position {
    at: String,
    path: String,
    place: Place,
    /// The outermost union that the walk is inside of.
    within: Option<Arc<Union>>,
}

impl Position {
    fn down(&self, steps: &str) -> Position {
        Position { at: format!("{}{steps}", self.at), path: format!("{}{steps}", self.path), ..self.clone() }
    }

    fn to(mut self, place: Place) -> Position {
        self.place = place;
        self
    }
}

/// A schema whose turn comes later, with the annotations in force there.
type Later = (Position, Notes);

/// The annotations in force at a schema: most schemas have none of their own, and share those of the one around them.
type Notes = Arc<Map<String, Value>>;

/// Lists constraints.
pub(super) struct Walk<'a> {
    document: &'a Document,
    /// List what is in branches, and nothing else.
    inside: bool,
    found: Vec<Constraint>,
    /// Pointers of the schemas that the walk is inside of.
    open: Vec<String>,
    /// Schemas that were looked at.
    looked: usize,
    /// Where places are beyond counting: how often each schema was looked at, and the parts that are still to be looked at.
    sparing: Option<(HashSet<String>, VecDeque<Later>)>,
}

impl<'a> Walk<'a> {
    /// Every constraint; where definitions are shared beyond counting, each at its nearest place.
    pub(super) fn all(document: &'a Document, inside: bool) -> Listed {
        let root = || Position { at: String::new(), path: String::new(), place: Place::root(), within: None };
        let new = |sparing| Walk { document, inside, found: Vec::new(), open: Vec::new(), looked: 0, sparing };
        let mut walk = new(None);
        walk.schema(&root(), &Notes::default());
        if !walk.is_full() {
            return Listed { all: walk.found, cut: false };
        }
        let mut walk = new(Some((HashSet::new(), VecDeque::from([(root(), Notes::default())]))));
        while let Some((here, notes)) = walk.sparing.as_mut().and_then(|(_, queue)| queue.pop_front()) {
            if walk.is_full() {
                break;
            }
            walk.schema(&here, &notes);
        }
        Listed { all: walk.found, cut: true }
    }

    fn is_full(&self) -> bool {
        self.found.len() > PLACES || self.looked > LOOKED
    }

    /// A part of the value: its turn comes after what is nearer, where places are beyond counting.
    fn part(&mut self, here: Position, inherited: &Notes) {
        match &mut self.sparing {
            Some((_, queue)) => queue.push_back((here, inherited.clone())),
            None => self.schema(&here, inherited),
        }
    }

    fn schema(&mut self, here: &Position, inherited: &Notes) {
        let document = self.document;
        self.looked += 1;
        if self.is_full() {
            return;
        }
        match document.at(&here.at) {
            Some(Value::Bool(false)) => self.push(here, "false", None, Value::Bool(false), inherited.clone()),
            Some(Value::Object(object)) if !self.open.contains(&here.at) => {
                // Inside of a union a schema has other constraints than outside.
                let key = || format!("{}{}", if here.within.is_some() { "*" } else { "" }, here.at);
                if let Some((seen, _)) = &mut self.sparing
                    && !seen.insert(key())
                {
                    return;
                }
                self.open.push(here.at.clone());
                self.object(here, object, &overlay(inherited, object));
                self.open.pop();
            }
            _ => {}
        }
    }

    fn object(&mut self, here: &Position, object: &Map<String, Value>, notes: &Notes) {
        let frame = object.get("x-frame");
        for (keyword, value) in object {
            match (keyword.as_str(), value) {
                // A frame is ours and holds the parts of a request; no document promises it.
                ("type" | "additionalProperties", _) if frame.is_some() => {}
                ("required", Value::Array(names)) if frame.is_some() => {
                    let own: Vec<Value> = names.iter().filter(|name| !is_framed(object, name)).cloned().collect();
                    self.required(here, &own, notes);
                }
                ("required", Value::Array(names)) => self.required(here, names, notes),
                ("dependentRequired", Value::Object(rules)) => self.dependent_required(here, rules, notes),
                ("$ref" | "$dynamicRef", Value::String(reference)) => self.reference(here, keyword, reference, notes),
                ("allOf", Value::Array(branches)) => {
                    for index in 0..branches.len() {
                        self.schema(&here.down(&format!("/allOf/{index}")), notes);
                    }
                }
                ("then" | "else", _) if object.contains_key("if") => {
                    self.schema(&here.down(&format!("/{keyword}")), notes);
                }
                ("dependentSchemas", Value::Object(rules)) => {
                    for name in rules.keys() {
                        self.schema(&here.down(&format!("/dependentSchemas/{}", escape(name))), notes);
                    }
                }
                ("minContains" | "maxContains", _) if !object.contains_key("contains") => {}
                // How many must match is then said by `minContains`.
                ("contains", _) if object.contains_key("minContains") => {}
                (plain, _) if is_plain(plain) => {
                    self.push(here, plain, None, value.clone(), notes.clone());
                    self.branches(here, plain, value, notes);
                }
                _ => self.children(here, keyword, value, notes),
            }
        }
    }

    fn branches(&mut self, here: &Position, keyword: &str, value: &Value, notes: &Notes) {
        let branches = value.as_array().filter(|_| self.inside && matches!(keyword, "anyOf" | "oneOf"));
        let count = branches.map_or(0, Vec::len);
        for index in 0..count {
            let mut below = here.down(&format!("/{keyword}/{index}"));
            let union = || {
                let schema_path = format!("{}/{keyword}", here.path);
                Arc::new(Union { place: here.place.clone(), keyword: keyword.to_owned(), branches: count, schema_path })
            };
            below.within.get_or_insert_with(union);
            self.schema(&below, notes);
        }
    }

    fn children(&mut self, here: &Position, keyword: &str, value: &Value, notes: &Notes) {
        match (keyword, value) {
            ("properties", Value::Object(properties)) => {
                for name in properties.keys() {
                    let below = here.down(&format!("/properties/{}", escape(name)));
                    self.part(below.to(here.place.property(name)), notes);
                }
            }
            ("patternProperties", Value::Object(patterns)) => {
                for pattern in patterns.keys() {
                    let below = here.down(&format!("/patternProperties/{}", escape(pattern)));
                    self.part(below.to(here.place.any()), notes);
                }
            }
            ("additionalProperties", Value::Bool(false)) => {
                self.push(here, keyword, None, value.clone(), notes.clone());
            }
            ("additionalProperties" | "items", _) => {
                self.part(here.down(&format!("/{keyword}")).to(here.place.any()), notes);
            }
            ("prefixItems", Value::Array(items)) => {
                for index in 0..items.len() {
                    let below = here.down(&format!("/prefixItems/{index}"));
                    self.part(below.to(here.place.index(index)), notes);
                }
            }
            _ => {}
        }
    }

    fn required(&mut self, here: &Position, names: &[Value], notes: &Notes) {
        for name in names.iter().filter_map(Value::as_str) {
            let notes = self.notes_of_property(here, name, notes);
            self.push(here, "required", Some(name), Value::from(name), notes);
        }
    }

    fn dependent_required(&mut self, here: &Position, rules: &Map<String, Value>, notes: &Notes) {
        for (trigger, names) in rules {
            for name in names.as_array().into_iter().flatten().filter_map(Value::as_str) {
                let notes = self.notes_of_property(here, name, notes);
                let operand = Value::from(trigger.as_str());
                self.push(here, "dependentRequired", Some(name), operand, notes);
            }
        }
    }

    fn reference(&mut self, here: &Position, keyword: &str, reference: &str, notes: &Notes) {
        if let Some(target) = self.document.target(&here.at, keyword, reference) {
            let path = format!("{}/{keyword}", here.path);
            self.schema(&Position { at: target, path, ..here.clone() }, notes);
        }
    }

    /// The annotations of the property's own schema over those of the object.
    fn notes_of_property(&self, here: &Position, name: &str, notes: &Notes) -> Notes {
        let mut notes = notes.clone();
        let mut at = format!("{}/properties/{}", here.at, escape(name));
        let mut hops = 0;
        while let Some(Value::Object(object)) = self.document.at(&at) {
            notes = overlay(&notes, object);
            let target = object.get("$ref").and_then(Value::as_str).and_then(|to| self.document.follow(&at, to));
            match target {
                Some(target) if hops < 16 => at = target,
                _ => break,
            }
            hops += 1;
        }
        notes
    }

    fn push(&mut self, here: &Position, keyword: &str, property: Option<&str>, operand: Value, annotations: Notes) {
        if self.inside != here.within.is_some() {
            return;
        }
        // A schema `false` is its own constraint, without a keyword of the path.
        let step = if keyword == "false" { String::new() } else { format!("/{keyword}") };
        self.found.push(Constraint {
            place: here.place.clone(),
            keyword: keyword.to_owned(),
            property: property.map(str::to_owned),
            schema_path: format!("{}{step}", here.path),
            schema_object: here.at.clone(),
            operand,
            annotations,
            within: here.within.clone(),
        });
    }
}

/// Whether a part of a frame is a frame itself, or has no place in the address of a request that could be left empty.
fn is_framed(object: &Map<String, Value>, name: &Value) -> bool {
    let part = name.as_str().and_then(|name| object.get("properties")?.get(name));
    object.get("x-frame") == Some(&Value::from("path")) || part.is_some_and(|part| part.get("x-frame").is_some())
}

/// The annotations of the schema object over the inherited ones.
fn overlay(inherited: &Notes, object: &Map<String, Value>) -> Notes {
    let mut notes = Arc::clone(inherited);
    for (key, value) in object.iter().filter(|(key, _)| is_annotation(key)) {
        Arc::make_mut(&mut notes).insert(key.clone(), value.clone());
    }
    notes
}
