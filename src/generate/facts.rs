//! Facts: what a schema says of a value at once, without a choice. They show cheaply that a value which keeps one schema breaks another,
//! as the branches of a tagged union do, so that the ways to break the others need not be searched.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::conjunct::{Conjunct, same};
use super::draft::Draft;
use super::goal::{Contradiction, Exempt, Goal, Goals, SchemaPointer};
use super::types::Types;
use crate::contract::DrawId;
use crate::contract::schema::{Document, escape};

/// What a schema says at once, with what `allOf` and references add.
#[derive(Debug)]
pub(super) struct Facts {
    /// The types that are allowed.
    types: Types,
    /// The only values that are allowed.
    choices: Option<Vec<Value>>,
    /// Properties that must be there.
    required: Vec<String>,
    /// The schemas of named properties.
    properties: HashMap<String, Vec<SchemaPointer>>,
    /// Whether properties besides the named ones are ruled out, and by which schema objects.
    closed: Vec<(SchemaPointer, Rc<HashSet<String>>)>,
    /// The schema objects that all of this stands in.
    members: Vec<SchemaPointer>,
}

/// The facts of a document, each read once.
pub(super) struct Knowledge<'a> {
    document: &'a Document,
    known: RefCell<HashMap<SchemaPointer, Rc<Facts>>>,
}

/// What a value may be: its types and, where they are few, its values.
struct Domain {
    types: Types,
    choices: Option<Vec<Value>>,
}

impl Domain {
    const ALL: Self = Self { types: Types::ALL, choices: None };

    fn narrow(mut self, facts: &Facts) -> Self {
        self.types = self.types.and(facts.types);
        self.choices = match (self.choices, &facts.choices) {
            (Some(ours), Some(theirs)) => {
                Some(ours.into_iter().filter(|value| theirs.iter().any(|other| same(value, other))).collect())
            }
            (ours, theirs) => ours.or_else(|| theirs.clone()),
        };
        self
    }

    fn is_empty(&self) -> bool {
        self.types.is_empty()
            || self
                .choices
                .as_ref()
                .is_some_and(|values| !values.iter().any(|value| self.types.holds(Types::of(value))))
    }
}

impl<'a> Knowledge<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document, known: RefCell::default() }
    }

    /// The facts of the schema at a pointer.
    fn of(&self, at: &SchemaPointer) -> Rc<Facts> {
        if let Some(known) = self.known.borrow().get(at) {
            return Rc::clone(known);
        }
        let mut facts = Facts {
            types: Types::ALL,
            choices: None,
            required: Vec::new(),
            properties: HashMap::new(),
            closed: Vec::new(),
            members: Vec::new(),
        };
        self.read(at, &mut facts);
        let facts = Rc::new(facts);
        self.known.borrow_mut().insert(at.clone(), Rc::clone(&facts));
        facts
    }

    fn read(&self, at: &SchemaPointer, facts: &mut Facts) {
        if facts.members.contains(at) {
            return;
        }
        facts.members.push(at.clone());
        let schema = match self.document.at(at) {
            Some(Value::Bool(false)) => {
                facts.types = Types::NONE;
                return;
            }
            Some(Value::Object(schema)) => schema,
            _ => return,
        };
        for (keyword, operand) in schema {
            match (keyword.as_str(), operand) {
                ("type", _) => facts.types = facts.types.and(Types::named(operand)),
                ("enum", Value::Array(values)) => facts.choose(values),
                ("const", value) => facts.choose(std::slice::from_ref(value)),
                ("required", Value::Array(names)) => {
                    facts.required.extend(names.iter().filter_map(Value::as_str).map(str::to_owned));
                }
                ("properties", Value::Object(named)) => {
                    for name in named.keys() {
                        let pointer = format!("{at}/properties/{}", escape(name)).into();
                        facts.properties.entry(name.clone()).or_default().push(pointer);
                    }
                }
                ("additionalProperties", Value::Bool(false)) if !schema.contains_key("patternProperties") => {
                    facts.closed.push((at.clone(), Rc::new(names_of(schema))));
                }
                ("allOf", Value::Array(parts)) => {
                    (0..parts.len()).for_each(|index| self.read(&format!("{at}/allOf/{index}").into(), facts));
                }
                ("$ref" | "$dynamicRef", Value::String(reference)) => {
                    if let Some(target) = self.document.target(at, keyword, reference) {
                        self.read(&target.into(), facts);
                    }
                }
                _ => {}
            }
        }
    }

    fn domain<'p>(&self, pointers: impl IntoIterator<Item = &'p SchemaPointer>) -> Domain {
        pointers.into_iter().fold(Domain::ALL, |domain, at| domain.narrow(&self.of(at)))
    }

    /// The schemas that name a property, of all that hold in a conjunct. The parts of a schema that holds are holds of their own.
    pub(super) fn schemas_of(&self, conjunct: &Conjunct, name: &str) -> Vec<SchemaPointer> {
        let named = conjunct.holds.iter().filter(|(at, _)| {
            let schema = self.document.at(at).and_then(Value::as_object);
            schema.and_then(|schema| schema.get("properties")?.get(name)).is_some()
        });
        named.map(|(at, _)| format!("{at}/properties/{}", escape(name)).into()).collect()
    }

    /// Whether a property keeps the very schema that another one is, as branches share the schemas of their fields.
    fn is_kept(&self, conjunct: &Conjunct, name: &str, other: &SchemaPointer) -> bool {
        let own = self.schemas_of(conjunct, name);
        let asked = self.document.at(other);
        own.iter().any(|own| own == other || asked.is_some() && self.document.at(own) == asked)
    }

    fn property(&self, conjunct: &Conjunct, name: &str) -> Domain {
        self.domain(&self.schemas_of(conjunct, name))
    }

    /// Whether a schema object is a part of a schema, with what `allOf` and references add.
    pub(super) fn is_within(&self, part: &SchemaPointer, whole: &SchemaPointer) -> bool {
        part.strip_prefix(&**whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            || self.of(whole).members.contains(part)
    }

    /// Whether every value that the draft allows breaks the schema.
    pub(super) fn excludes(&self, goals: &Goals, draft: &Draft, at: &SchemaPointer) -> bool {
        let facts = self.of(at);
        let conjunct = &draft.conjunct;
        let types = conjunct.types.and(facts.types);
        if types.is_empty() {
            return true;
        }
        if let Some(theirs) = &facts.choices {
            let known =
                |value: &Value| conjunct.choices.as_ref().is_none_or(|ours| ours.iter().any(|v| same(v, value)));
            let barred = |value: &Value| conjunct.excluded.iter().any(|other| same(other, value));
            if !theirs.iter().any(|value| known(value) && !barred(value) && types.holds(Types::of(value))) {
                return true;
            }
        }
        types == Types::OBJECT && self.excludes_objects(goals, conjunct, &facts)
    }

    fn excludes_objects(&self, goals: &Goals, conjunct: &Conjunct, facts: &Facts) -> bool {
        let object = &conjunct.object;
        if facts.required.iter().any(|name| object.forbidden.contains(name)) {
            return true;
        }
        let outside = |names: &HashSet<String>, asked: &[String]| asked.iter().any(|name| !names.contains(name));
        if facts.closed.iter().any(|(_, names)| outside(names, &object.required)) {
            return true;
        }
        if self.closing(goals, conjunct).any(|names| outside(&names, &facts.required)) {
            return true;
        }
        object.required.iter().any(|name| {
            let Some(theirs) = facts.properties.get(name) else { return false };
            let broken = object
                .goals
                .iter()
                .any(|(known, goal)| known == name && matches!(goal, Goal::Fails(at) if theirs.contains(at)));
            broken || self.disjoint(&self.property(conjunct, name), theirs)
        })
    }

    fn disjoint(&self, ours: &Domain, theirs: &[SchemaPointer]) -> bool {
        let theirs = self.domain(theirs);
        let both = ours.types.and(theirs.types);
        let fits = |values: &[Value], other: &Option<Vec<Value>>| {
            let known = |value: &Value| other.as_ref().is_none_or(|other| other.iter().any(|v| same(v, value)));
            values.iter().any(|value| both.holds(Types::of(value)) && known(value))
        };
        match (&ours.choices, &theirs.choices) {
            (Some(values), other) | (None, other @ Some(values)) => !fits(values, other),
            (None, None) => both.is_empty(),
        }
    }

    /// The names that the objects of a draft may have, of each schema object that rules out others.
    fn closing<'b>(
        &'b self,
        goals: &'b Goals,
        conjunct: &'b Conjunct,
    ) -> impl Iterator<Item = Rc<HashSet<String>>> + 'b {
        conjunct.holds.iter().filter_map(|(at, _)| {
            let facts = self.of(at);
            // What it adds by reference is a hold of its own.
            let (_, names) = facts.closed.iter().find(|(own, _)| own == at)?;
            (!goals.exempts(at, "additionalProperties", None)).then(|| Rc::clone(names))
        })
    }

    /// A contradiction between what the draft requires of an object at once: a property that it needs has no value, or may not be there.
    pub(super) fn consistent(&self, draft: &Draft) -> Result<(), Contradiction> {
        let conjunct = &draft.conjunct;
        if conjunct.types != Types::OBJECT || conjunct.object.required.is_empty() {
            return Ok(());
        }
        for name in &conjunct.object.required {
            let at = || conjunct.holds.last().map_or("", |(at, _)| &**at);
            if conjunct.object.forbidden.contains(name) {
                return Err(Contradiction::new(at(), DrawId::BothRequiredAndOut.with([name.into()])));
            }
            if draft.several && self.property(conjunct, name).is_empty() {
                return Err(Contradiction::new(at(), DrawId::NoValueLeft.with([name.into()])));
            }
        }
        Ok(())
    }

    /// Whether a goal cannot be met together with the draft, as far as that shows at once.
    pub(super) fn rules_out(&self, goals: &Goals, draft: &Draft, goal: &Goal) -> bool {
        let conjunct = &draft.conjunct;
        match goal {
            Goal::Holds(at) => {
                let facts = self.of(at);
                let exempt = |exempt: &Exempt| facts.members.contains(&exempt.at);
                !goals.exempt.iter().chain(&goals.also).any(exempt) && self.excludes(goals, draft, at)
            }
            Goal::Has(name, part) => {
                !conjunct.types.holds(Types::OBJECT)
                    || conjunct.object.forbidden.iter().any(|barred| **barred == **name)
                    || matches!(&**part, Goal::Fails(other) if self.is_kept(conjunct, name, other))
            }
            Goal::Lacks(name) => {
                !conjunct.types.holds(Types::OBJECT) || conjunct.object.required.iter().any(|known| **known == **name)
            }
            Goal::Breaks(at, keyword) => match &**keyword {
                "object" => conjunct.types == Types::OBJECT,
                "type" => {
                    let operand = self.document.at(at).and_then(|schema| schema.get("type"));
                    operand.is_some_and(|operand| conjunct.types.without(Types::named(operand)).is_empty())
                }
                _ => false,
            },
            _ => false,
        }
    }
}

impl Facts {
    fn choose(&mut self, values: &[Value]) {
        self.choices = Some(match self.choices.take() {
            Some(known) => known.into_iter().filter(|value| values.iter().any(|other| same(value, other))).collect(),
            None => values.to_vec(),
        });
    }
}

fn names_of(schema: &Map<String, Value>) -> HashSet<String> {
    schema.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name.clone()).collect()
}
