//! The children of a conjunct: which goals each of its properties and each of its items has to meet.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::conjunct::Conjunct;
use super::goal::{Goal, Goals, Trail};
use super::limits::Child;
use crate::contract::schema::{Document, Options, Validator, escape, is_annotation};

/// Keywords that only inform a reader.
const NOTES: &[&str] =
    &["title", "description", "$comment", "default", "examples", "deprecated", "readOnly", "writeOnly"];
/// References that are followed one after the other.
const HOPS: usize = 16;

/// A goal on a part, and where it comes from: index in `Conjunct::holds` and the step from there, if it is a schema that holds.
pub(super) type PartGoal = (Goal, Option<(usize, String)>);

/// The names of properties, as far as the goals on them differ.
#[derive(Clone, Copy)]
pub(super) enum PropertyName<'a> {
    /// Some schema names it.
    Known(&'a str),
    /// Matches this pattern of `patternProperties` and nothing else.
    Patterned(&'a str),
    /// No schema applies to it by name.
    Fresh,
}

/// Reads the parts of the conjuncts of one document.
pub(super) struct Children<'a> {
    document: &'a Document,
    patterns: RefCell<HashMap<String, Option<Validator>>>,
}

impl<'a> Children<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document, patterns: RefCell::default() }
    }

    fn schema(&self, at: &str) -> Option<&'a Map<String, Value>> {
        self.document.at(at)?.as_object()
    }

    /// The goal to keep the schema at a step from one that holds. What is only a reference stands for its target, so that what many places
    /// share is one node.
    fn goal(&self, at: &str, index: usize, mut step: String) -> PartGoal {
        let mut target = format!("{at}{step}");
        for _ in 0..HOPS {
            let schema = self.schema(&target).filter(|schema| is_reference(schema));
            let Some(reference) = schema.and_then(|schema| schema.get("$ref")?.as_str()) else { break };
            let Some(next) = self.document.follow(&target, reference) else { break };
            target = next;
            step.push_str("/$ref");
        }
        (Goal::Holds(target.into()), Some((index, step)))
    }

    /// Checks whether a name matches; none where the pattern cannot be used.
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

    /// Every property that the conjunct names, in the order of the document.
    pub(super) fn names(&self, conjunct: &Conjunct) -> Vec<String> {
        let (mut names, mut known): (Vec<String>, HashSet<String>) = Default::default();
        let mut add = |name: &str| {
            if known.insert(name.to_owned()) {
                names.push(name.to_owned());
            }
        };
        for (at, _) in &conjunct.holds {
            let properties = self.schema(at).and_then(|schema| schema.get("properties")).and_then(Value::as_object);
            properties.into_iter().flatten().for_each(|(name, _)| add(name));
        }
        let object = &conjunct.object;
        object.required.iter().for_each(|name| add(name));
        object.goals.iter().for_each(|(name, _)| add(name));
        // Also where the rule is the one that is to be broken.
        for (at, _) in &conjunct.holds {
            let rules = self.schema(at).and_then(|schema| schema.get("dependentRequired")).and_then(Value::as_object);
            for (trigger, names) in rules.into_iter().flatten() {
                add(trigger);
                names.as_array().into_iter().flatten().filter_map(Value::as_str).for_each(&mut add);
            }
        }
        names
    }

    /// Every pattern of `patternProperties`.
    pub(super) fn patterns(&self, conjunct: &Conjunct) -> Vec<String> {
        let mut patterns: Vec<String> = Vec::new();
        for (at, _) in &conjunct.holds {
            let named = self.schema(at).and_then(|schema| schema.get("patternProperties")).and_then(Value::as_object);
            patterns.extend(named.into_iter().flatten().map(|(pattern, _)| pattern.clone()));
        }
        patterns.sort();
        patterns.dedup();
        patterns
    }

    /// The goals of a property.
    pub(super) fn property(&self, goals: &Goals, conjunct: &Conjunct, name: PropertyName<'_>) -> Vec<PartGoal> {
        let mut found: Vec<PartGoal> = Vec::new();
        for (index, (at, trail)) in conjunct.holds.iter().enumerate() {
            let Some(schema) = self.schema(at) else { continue };
            let mut push = |step: String| found.push(self.goal(at, index, step));
            let spoken = self.steps(schema, name);
            let free = spoken.is_empty();
            spoken.into_iter().for_each(&mut push);
            let closed = |keyword| schema.contains_key(keyword) && !goals.exempts(at, keyword, None);
            if free && closed("additionalProperties") {
                push("/additionalProperties".into());
            }
            if closed("unevaluatedProperties") && !self.evaluated(conjunct, trail, index, |s| self.speaks(s, name)) {
                push("/unevaluatedProperties".into());
            }
        }
        if let PropertyName::Known(known) = name {
            let goals = conjunct.object.goals.iter().filter(|(name, _)| name == known);
            found.extend(goals.map(|(_, goal)| (goal.clone(), None)));
        }
        found
    }

    fn steps(&self, schema: &Map<String, Value>, name: PropertyName<'_>) -> Vec<String> {
        let mut steps = Vec::new();
        if let PropertyName::Known(known) = name {
            let named = schema.get("properties").and_then(Value::as_object).is_some_and(|p| p.contains_key(known));
            steps.extend(named.then(|| format!("/properties/{}", escape(known))));
        }
        for (pattern, _) in schema.get("patternProperties").and_then(Value::as_object).into_iter().flatten() {
            let applies = match name {
                PropertyName::Known(known) => self.matches(pattern, known),
                PropertyName::Patterned(ours) => ours == pattern,
                PropertyName::Fresh => false,
            };
            steps.extend(applies.then(|| format!("/patternProperties/{}", escape(pattern))));
        }
        steps
    }

    fn speaks(&self, schema: &Map<String, Value>, name: PropertyName<'_>) -> bool {
        schema.contains_key("additionalProperties") || !self.steps(schema, name).is_empty()
    }

    /// Whether the schema at the trail, or one that it applies to the same value, applies to the part.
    fn evaluated(
        &self,
        conjunct: &Conjunct,
        above: &Trail,
        own: usize,
        speaks: impl Fn(&Map<String, Value>) -> bool,
    ) -> bool {
        conjunct.holds.iter().enumerate().any(|(index, (at, trail))| {
            let within = trail.member == above.member && trail.path.starts_with(&above.path);
            let Some(schema) = self.schema(at).filter(|_| within) else { return false };
            let nested = index != own
                && (schema.contains_key("unevaluatedProperties") || schema.contains_key("unevaluatedItems"));
            nested || speaks(schema)
        })
    }

    /// Whether a goal of an item is that of `unevaluatedItems`, and an item that counts for this need is evaluated by it.
    pub(super) fn is_evaluated(conjunct: &Conjunct, part: &PartGoal, need: &Goal) -> bool {
        let (Some((above, step)), Goal::Holds(need)) = (&part.1, need) else { return false };
        let Some(holder) = need.strip_suffix("/contains").filter(|_| step.starts_with("/unevaluatedItems")) else {
            return false;
        };
        let above = &conjunct.holds[*above].1;
        let within = |trail: &Trail| trail.member == above.member && trail.path.starts_with(&above.path);
        conjunct.holds.iter().any(|(at, trail)| **at == *holder && within(trail))
    }

    /// How many items have a schema of their own.
    pub(super) fn prefix(&self, conjunct: &Conjunct) -> usize {
        let lengths =
            conjunct.holds.iter().filter_map(|(at, _)| self.schema(at)?.get("prefixItems")?.as_array().map(Vec::len));
        lengths.chain(conjunct.array.goals.iter().map(|(index, _)| index + 1)).max().unwrap_or(0)
    }

    /// The goals of the item at an index.
    pub(super) fn item(&self, goals: &Goals, conjunct: &Conjunct, at_index: usize) -> Vec<PartGoal> {
        let mut found: Vec<PartGoal> = Vec::new();
        for (index, (at, trail)) in conjunct.holds.iter().enumerate() {
            let Some(schema) = self.schema(at) else { continue };
            let mut push = |step: String| found.push(self.goal(at, index, step));
            if at_index < prefix_of(schema) {
                push(format!("/prefixItems/{at_index}"));
            } else if schema.contains_key("items") && !goals.exempts(at, "items", None) {
                push("/items".into());
            }
            let open = schema.contains_key("unevaluatedItems") && !goals.exempts(at, "unevaluatedItems", None);
            let spoken = |s: &Map<String, Value>| s.contains_key("items") || prefix_of(s) > at_index;
            if open && !self.evaluated(conjunct, trail, index, spoken) {
                push("/unevaluatedItems".into());
            }
        }
        let goals = conjunct.array.goals.iter().filter(|(index, _)| *index == at_index);
        found.extend(goals.map(|(_, goal)| (goal.clone(), None)));
        found
    }
}

/// Whether a schema object is a reference and says nothing else.
fn is_reference(schema: &Map<String, Value>) -> bool {
    let says_nothing = |key: &String| NOTES.contains(&key.as_str()) || is_annotation(key);
    schema.contains_key("$ref") && schema.keys().all(|key| key == "$ref" || says_nothing(key))
}

fn prefix_of(schema: &Map<String, Value>) -> usize {
    schema.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len)
}

/// The goals without where they come from.
pub(super) fn goals_of(found: &[PartGoal]) -> Goals {
    Goals::new(found.iter().map(|(goal, _)| goal.clone()))
}

/// Ties a node to where its goals come from.
pub(super) fn child_of(node: usize, goals: &Goals, found: Vec<PartGoal>) -> Child {
    let origin = |(goal, from): PartGoal| {
        let (index, step) = from?;
        Some((goals.all.iter().position(|known| *known == goal)?, index, step))
    };
    Child { node, origins: found.into_iter().filter_map(origin).collect() }
}

/// The opposite of a goal, where it has one: what an item that must not match has to meet.
pub(super) fn failing(goal: &Goal) -> Goal {
    match goal {
        Goal::Holds(at) => Goal::Fails(Arc::clone(at)),
        Goal::Fails(at) => Goal::Holds(Arc::clone(at)),
        other => other.clone(),
    }
}
