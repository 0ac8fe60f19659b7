//! Whether a value is what it was drawn to be, also as the target will read it. Nothing else is ever handed out.

use std::{borrow::Cow, sync::Arc};

use serde_json::{Map, Value};

use super::broken::Broken;
use super::together::Aimed;
use super::untyped::Untyped;
use super::wire::Wire;
use crate::contract::schema::{Breach, Constraint, Place, Validator};

/// Annotations that decide what is due where a constraint is broken, besides its requirement.
const OF_DUE: [&str; 3] = ["x-code", "x-error", "x-names"];

/// What confirms values of a schema.
#[derive(Debug)]
pub(super) struct Proof {
    /// Judges values.
    pub(super) validator: Validator,
    /// Every constraint of the schema.
    pub(super) constraints: Arc<[Constraint]>,
    /// How values travel.
    pub(super) wire: Wire,
    /// Which of them have no type, and are text.
    untyped: Untyped,
}

impl Proof {
    /// What confirms values that travel in a way.
    pub(super) fn new(validator: Validator, constraints: Arc<[Constraint]>, wire: Wire) -> Self {
        let untyped = Untyped::of(&wire, &constraints);
        Self { validator, constraints, wire, untyped }
    }

    /// A value as the target reads it; none where it cannot travel.
    fn read(&self, value: &Value) -> Option<Value> {
        let mut read = self.wire.read(value)?;
        self.untyped.read(&mut read).then_some(read)
    }

    /// Whether what is at a place has no type, and is text.
    pub(super) fn is_untyped(&self, place: &Place) -> bool {
        self.untyped.has(place)
    }

    /// The same for values that travel as JSON; none where these do.
    pub(super) fn as_json(&self) -> Option<Self> {
        (self.wire != Wire::Json).then(|| Self {
            validator: self.validator.clone(),
            constraints: Arc::clone(&self.constraints),
            wire: Wire::Json,
            untyped: Untyped::default(),
        })
    }

    /// A valid value as the target reads it; none where it is not valid, or is read as something that is not.
    pub(super) fn valid(&self, value: Value) -> Option<Value> {
        if !self.validator.is_valid(&value) {
            return None;
        }
        if self.wire == Wire::Json {
            return Some(value);
        }
        let read = self.read(&value).filter(|read| self.wire.is_plain(read))?;
        (read == value || self.validator.is_valid(&read)).then_some(read)
    }

    /// Whether a value is valid and is read as it is.
    pub(super) fn is_valid_as_it_is(&self, value: &Value) -> bool {
        self.validator.is_valid(value) && self.travels(value) && self.wire.is_plain(value)
    }

    /// Whether the target reads a value as it is.
    pub(super) fn travels(&self, value: &Value) -> bool {
        self.wire == Wire::Json || self.read(value).is_some_and(|read| read == *value)
    }

    /// A value that breaks what is aimed at and nothing that is another breach, as the target reads it, with the place.
    pub(super) fn broken(&self, value: Value, aimed: &Aimed<'_>) -> Option<Broken> {
        let (pointer, with) = aimed.breach(&self.validator, &value)?;
        if self.wire == Wire::Json {
            return Some(Broken { value, pointer, with });
        }
        let value = self.read(&value)?;
        let (pointer, with) = aimed.breach(&self.validator, &value)?;
        self.is_told(&value, aimed.constraint, &pointer).then_some(Broken { value, pointer, with })
    }

    /// Where a value breaks what is aimed at, if it does, nothing that is another breach, and is read as it is.
    pub(super) fn breaks(&self, value: &Value, aimed: &Aimed<'_>) -> Option<String> {
        let (pointer, _) = aimed.breach(&self.validator, value)?;
        let kept = self.wire == Wire::Json || (self.travels(value) && self.is_told(value, aimed.constraint, &pointer));
        kept.then_some(pointer)
    }

    /// Whether a target that reads what is text there in another way still meets this breach: no other reading is valid or one of which
    /// the document is silent, and those that have the type that the schema requires, which is how a target reads, break the same.
    fn is_told(&self, read: &Value, constraint: &Constraint, pointer: &str) -> bool {
        let at = match &constraint.property {
            Some(property) => Cow::Owned(format!("{pointer}/{}", crate::contract::schema::escape(property))),
            None => Cow::Borrowed(pointer),
        };
        if constraint.keyword == "type" {
            let there = read.pointer(&at).and_then(Value::as_str);
            // Of a text that is empty many say that nothing is there, and every query is parameters.
            if there.is_some_and(|text| text.is_empty() || at == "/query") {
                return false;
            }
        }
        let mut others = self.wire.readings(read, &at);
        if self.untyped.is_text(&at) {
            others.retain(|other| other.pointer(&at).is_none_or(Value::is_string));
        }
        let all: Vec<Vec<Breach>> = std::iter::once(read)
            .chain(&others)
            .map(|reading| self.validator.breaches_beside(reading, constraint))
            .collect();
        if all.iter().any(|breaches| breaches.iter().all(|breach| breach.keyword == "x-open")) {
            return false;
        }
        let typed = |breaches: &&Vec<Breach>| breaches.iter().all(|breach| breach.keyword != "type");
        let any_typed = all.iter().any(|breaches| typed(&breaches));
        let mut considered = all.iter().filter(|breaches| !any_typed || typed(breaches)).peekable();
        let is_own = |breaches: &&Vec<Breach>| breaches.iter().any(|breach| constraint.is_itself(breach));
        let own = considered.clone().any(|breaches| is_own(&breaches));
        own && considered.all(|breaches| breaches.iter().all(|breach| self.is_alike(breach, constraint)))
    }

    /// Whether the same is due for a breach as for a constraint.
    fn is_alike(&self, breach: &Breach, constraint: &Constraint) -> bool {
        let due = |annotations: &Map<String, Value>| OF_DUE.map(|key| annotations.get(key).cloned());
        let mut broken = self.constraints.iter().filter(|other| other.is_itself(breach));
        broken.any(|other| {
            other.requirement() == constraint.requirement() && due(&other.annotations) == due(&constraint.annotations)
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{At, Drawer, Kind, Parts, Rng, Wire};
    use crate::contract::schema::Options;

    /// Each way to break a keyword of a date that has a pattern as well.
    fn kinds(cited: bool, keyword: &str) -> Vec<(String, String)> {
        let mut schema = json!({"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"});
        if cited {
            (schema["x-requirement"], schema["x-code"]) = (json!("A-1"), json!("E1"));
        }
        let drawer = Drawer::new(&schema, &Options::default()).expect("a drawer");
        let constraint = drawer.constraints().iter().find(|one| one.keyword == keyword).expect("it is there");
        let mut rng = Rng::new(1, "twins");
        let each = drawer.kinds(constraint).into_iter().map(|kind| {
            let broken = drawer.broken(constraint, &kind, At::First, &mut rng).expect("it was tried out");
            assert_eq!(drawer.breaks(&broken.value, constraint).as_deref(), Some(""), "{kind:?} {}", broken.value);
            (kind.name, broken.value.as_str().unwrap_or_default().to_owned())
        });
        each.collect()
    }

    /// Neither hides the other: what breaks both is drawn for each, because the same is due for both.
    #[test]
    fn a_format_beside_a_pattern_loses_no_misspelling() {
        let formats = kinds(true, "format");
        for wrong in ["/", "-"] {
            assert!(formats.iter().any(|(_, text)| text.contains(wrong)), "{formats:?}");
        }
        assert!(
            formats.iter().any(|(_, text)| text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit())),
            "{formats:?}"
        );
        let patterns = kinds(true, "pattern");
        assert!(patterns.iter().any(|(kind, _)| kind == "char-dropped+format"), "{patterns:?}");
        let alone = kinds(false, "format");
        assert!(alone.len() < formats.len() && alone.iter().all(|(_, text)| text.len() == 10), "{alone:?}");
    }

    /// What is broken in a branch is shown by what distinguishes the request from that branch, however the target reads the text.
    #[test]
    fn a_breach_in_a_branch_is_confirmed_as_it_arrives() {
        let branch = |tag: &str, rest: Value| {
            let mut branch =
                json!({"type": "object", "required": ["k", "v"], "properties": {"k": {"const": tag}, "v": rest}});
            branch["additionalProperties"] = json!(false);
            branch
        };
        let number = json!({"x-requirement": "A-2", "type": "integer", "allOf": [{"x-requirement": "A-3", "x-code": "E3", "maximum": 9}]});
        let union = json!({"x-requirement": "A-1", "x-code": "E1",
            "oneOf": [branch("a", number), branch("b", json!({"type": "boolean"}))]});
        let schema = json!({"type": "object", "required": ["query"], "properties": {"query": union}});
        let drawer = Drawer::on(Wire::Parts(Parts::default()), &schema, &Options::default()).expect("a drawer");
        let values = |path: &str| -> Vec<(String, Value)> {
            let constraint = drawer.constraints().iter().find(|one| one.schema_path == path).expect(path);
            let mut rng = Rng::new(1, "branch");
            let draw = |kind: Kind| {
                let broken = drawer.broken(constraint, &kind, At::First, &mut rng).expect("it was tried out");
                assert_eq!((broken.pointer.as_str(), drawer.travels(&broken.value)), ("/query/v", true), "{kind:?}");
                (kind.name, broken.value["query"]["v"].clone())
            };
            drawer.kinds(constraint).into_iter().map(draw).collect()
        };
        let over = values("/properties/query/oneOf/0/properties/v/allOf/0/maximum");
        assert!(over.contains(&("one-over".to_owned(), json!(10))), "{over:?}");
        let types = values("/properties/query/oneOf/0/properties/v/type");
        assert!(!types.is_empty());
        for (kind, value) in types {
            assert!(value.as_str().is_none_or(|text| text.trim().parse::<i64>().is_err()), "{kind}: {value}");
        }
    }
}
