//! Lists the constraints of a schema: every keyword with the place of a value that it applies to.

use serde_json::{Map, Value};

use super::document::{Document, each_subschema};
use super::vocabulary::KEYWORDS;
use super::{Breach, Place, SchemaError};
use crate::util::pointer::escape;

/// Keywords that are one constraint each, just as they are written, and speak of a value as a whole.
const OF_VALUES: &[&str] = &[
    "type",
    "enum",
    "const",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "x-charClass",
    "x-maxDigits",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "not",
    "anyOf",
];

/// Keywords that are one constraint each, just as they are written, and speak of what stands in a value.
const OF_PARTS: &[&str] = &[
    "minProperties",
    "maxProperties",
    "minItems",
    "maxItems",
    "uniqueItems",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "oneOf",
    "unevaluatedProperties",
    "unevaluatedItems",
];

/// Whether a keyword is one constraint just as it is written.
fn is_plain(keyword: &str) -> bool {
    OF_VALUES.contains(&keyword) || OF_PARTS.contains(&keyword)
}

/// One schema keyword at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// Where it speaks; for `required` the object's place.
    pub place: Place,
    /// The keyword; `false` where a place has the schema `false`.
    pub keyword: String,
    /// The property that `required` or `dependentRequired` asks for.
    pub property: Option<String>,
    /// Evaluation path with `$ref` hops, as [`Breach::schema_path`] gives it.
    pub schema_path: String,
    /// JSON Pointer of the schema object that it stands in, where that is written in the document.
    pub schema_object: String,
    /// The keyword's value; for `dependentRequired` the property that asks for the other.
    pub operand: Value,
    /// The `x-` annotations in force here: of each key the one nearest to the constraint.
    pub annotations: Map<String, Value>,
}

impl Constraint {
    /// Whether it speaks of a value as a whole, and not of what stands in it.
    pub fn is_of_value(&self) -> bool {
        OF_VALUES.contains(&self.keyword.as_str())
    }

    /// Whether the breach is a breach of this constraint, wherever its place allows.
    pub fn is_broken_by(&self, breach: &Breach) -> bool {
        self.schema_path == breach.schema_path
            && self.keyword == breach.keyword
            && (self.property.is_none() || self.property == breach.property)
            && self.place.matches(&breach.pointer)
    }
}

/// Every constraint that holds without passing through a branch of `anyOf`, `oneOf`, `not`, `if` or `contains`;
/// those count as one constraint, the applicator itself. A recursion is visited once.
pub fn constraints(schema: &Value) -> Result<Vec<Constraint>, SchemaError> {
    if !(schema.is_object() || schema.is_boolean()) {
        return Err(SchemaError::new("", "a schema is an object or a boolean"));
    }
    let document = Document::new(schema);
    let mut walk = Walk { document: &document, found: Vec::new(), open: Vec::new() };
    walk.schema(&Position { at: String::new(), path: String::new(), place: Place::root() }, &Map::new());
    Ok(walk.found)
}

/// The schema paths (without `$ref` hops) of the keywords inside branches of `anyOf`, `oneOf`, `not`, `if` and `contains`,
/// which [`constraints`] does not list.
pub fn branches(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    branch(schema, "", false, &mut found);
    found
}

fn branch(schema: &Value, at: &str, inside: bool, found: &mut Vec<String>) {
    let Value::Object(object) = schema else { return };
    if inside {
        let spoken = object.keys().filter(|keyword| is_plain(keyword) || *keyword == "required");
        found.extend(spoken.map(|keyword| format!("{at}/{keyword}")));
    }
    each_subschema(object, |path, sub| {
        let keyword = path.split('/').nth(1).unwrap_or_default();
        let branching = matches!(keyword, "anyOf" | "oneOf" | "not" | "if" | "contains");
        branch(sub, &format!("{at}{path}"), inside || branching, found);
    });
}

/// Where the walk stands: in the document, on the evaluation path, in the value.
struct Position {
    at: String,
    path: String,
    place: Place,
}

impl Position {
    fn down(&self, steps: &str) -> Position {
        Position { at: format!("{}{steps}", self.at), path: format!("{}{steps}", self.path), place: self.place.clone() }
    }

    fn to(mut self, place: Place) -> Position {
        self.place = place;
        self
    }
}

struct Walk<'a> {
    document: &'a Document,
    found: Vec<Constraint>,
    /// Pointers of the schemas that the walk is inside of.
    open: Vec<String>,
}

impl Walk<'_> {
    fn schema(&mut self, here: &Position, inherited: &Map<String, Value>) {
        let document = self.document;
        match document.at(&here.at) {
            Some(Value::Bool(false)) => self.push(here, "false", None, Value::Bool(false), inherited.clone()),
            Some(Value::Object(object)) if !self.open.contains(&here.at) => {
                self.open.push(here.at.clone());
                self.object(here, object, &overlay(inherited, object));
                self.open.pop();
            }
            _ => {}
        }
    }

    fn object(&mut self, here: &Position, object: &Map<String, Value>, notes: &Map<String, Value>) {
        for (keyword, value) in object {
            match (keyword.as_str(), value) {
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
                }
                _ => self.children(here, keyword, value, notes),
            }
        }
    }

    fn children(&mut self, here: &Position, keyword: &str, value: &Value, notes: &Map<String, Value>) {
        match (keyword, value) {
            ("properties", Value::Object(properties)) => {
                for name in properties.keys() {
                    let below = here.down(&format!("/properties/{}", escape(name)));
                    self.schema(&below.to(here.place.property(name)), notes);
                }
            }
            ("patternProperties", Value::Object(patterns)) => {
                for pattern in patterns.keys() {
                    let below = here.down(&format!("/patternProperties/{}", escape(pattern)));
                    self.schema(&below.to(here.place.any()), notes);
                }
            }
            ("additionalProperties", Value::Bool(false)) => {
                self.push(here, keyword, None, value.clone(), notes.clone());
            }
            ("additionalProperties" | "items", _) => {
                self.schema(&here.down(&format!("/{keyword}")).to(here.place.any()), notes);
            }
            ("prefixItems", Value::Array(items)) => {
                for index in 0..items.len() {
                    let below = here.down(&format!("/prefixItems/{index}"));
                    self.schema(&below.to(here.place.index(index)), notes);
                }
            }
            _ => {}
        }
    }

    fn required(&mut self, here: &Position, names: &[Value], notes: &Map<String, Value>) {
        for name in names.iter().filter_map(Value::as_str) {
            let notes = self.notes_of_property(here, name, notes);
            self.push(here, "required", Some(name), Value::from(name), notes);
        }
    }

    fn dependent_required(&mut self, here: &Position, rules: &Map<String, Value>, notes: &Map<String, Value>) {
        for (trigger, names) in rules {
            for name in names.as_array().into_iter().flatten().filter_map(Value::as_str) {
                let notes = self.notes_of_property(here, name, notes);
                let operand = Value::from(trigger.as_str());
                self.push(here, "dependentRequired", Some(name), operand, notes);
            }
        }
    }

    fn reference(&mut self, here: &Position, keyword: &str, reference: &str, notes: &Map<String, Value>) {
        if let Some(target) = self.document.follow(&here.at, reference) {
            let path = format!("{}/{keyword}", here.path);
            self.schema(&Position { at: target, path, place: here.place.clone() }, notes);
        }
    }

    /// The annotations of the property's own schema over those of the object.
    fn notes_of_property(&self, here: &Position, name: &str, notes: &Map<String, Value>) -> Map<String, Value> {
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

    fn push(
        &mut self,
        here: &Position,
        keyword: &str,
        property: Option<&str>,
        operand: Value,
        annotations: Map<String, Value>,
    ) {
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
        });
    }
}

/// The annotations of the schema object over the inherited ones.
fn overlay(inherited: &Map<String, Value>, object: &Map<String, Value>) -> Map<String, Value> {
    let mut notes = inherited.clone();
    for (key, value) in object {
        if key.starts_with("x-") && !KEYWORDS.contains(&key.as_str()) {
            notes.insert(key.clone(), value.clone());
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(schema: &Value) -> Vec<String> {
        let found = constraints(schema).expect("a schema");
        found
            .iter()
            .map(|c| format!("{} {} {}", c.place, c.schema_path, c.property.as_deref().unwrap_or("-")))
            .collect()
    }

    #[test]
    fn bodies_that_hold_are_walked_and_branches_are_one_constraint() {
        let schema = json!({
            "required": ["a"],
            "allOf": [{"$ref": "#/$defs/x"}],
            "if": {"required": ["q"]}, "then": {"required": ["b"]},
            "anyOf": [{"required": ["c"]}],
            "properties": {"rows": {"items": {"minimum": 1}}, "never": false},
            "dependentRequired": {"a": ["z"]},
            "$defs": {"x": {"maxProperties": 3}}
        });
        assert_eq!(
            lines(&schema),
            [
                " /required a",
                " /allOf/0/$ref/maxProperties -",
                " /then/required b",
                " /anyOf -",
                "/rows/* /properties/rows/items/minimum -",
                "/never /properties/never -",
                " /dependentRequired z",
            ]
        );
    }

    #[test]
    fn a_recursion_is_visited_once() {
        let schema = json!({"properties": {"next": {"$ref": "#"}, "n": {"minimum": 1}}});
        assert_eq!(lines(&schema), ["/n /properties/n/minimum -"]);
    }

    #[test]
    fn the_nearest_annotation_wins_and_required_asks_the_property_first() {
        let schema = json!({
            "x-code": 1, "x-level": "must", "required": ["a"],
            "properties": {"a": {"x-code": 2, "$ref": "#/$defs/a"}},
            "$defs": {"a": {"x-level": "should", "type": "string", "x-charClass": "kana"}}
        });
        let found = constraints(&schema).expect("a schema");
        for constraint in &found {
            assert_eq!(constraint.annotations.get("x-code"), Some(&json!(2)), "{}", constraint.schema_path);
            assert_eq!(constraint.annotations.get("x-level"), Some(&json!("should")));
            assert!(!constraint.annotations.contains_key("x-charClass"));
        }
        assert_eq!(found.len(), 3);
    }
}
