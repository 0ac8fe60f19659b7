//! Parameters and form fields for which a schema names no type: their text is what travels, and nothing but text is read.

use std::collections::BTreeSet;

use serde_json::Value;

use super::wire::Wire;
use crate::contract::schema::{Constraint, Place, unescape};

/// Keywords that say of what type a value is.
const OF_TYPE: [&str; 3] = ["type", "enum", "const"];

/// Keywords that are about lists and objects.
const OF_PARTS: [&str; 9] = [
    "minItems",
    "maxItems",
    "uniqueItems",
    "contains",
    "required",
    "minProperties",
    "maxProperties",
    "propertyNames",
    "additionalProperties",
];

/// The places of a request that are text, and that no keyword gives a type.
#[derive(Debug, Clone, Default)]
pub(super) struct Untyped(Vec<Spot>);

#[derive(Debug, Clone)]
struct Spot {
    place: Place,
    /// Whether the schema describes what would be in it.
    has_parts: bool,
}

impl Untyped {
    /// The places that constraints are about without a type.
    pub(super) fn of(wire: &Wire, constraints: &[Constraint]) -> Self {
        let Wire::Parts(parts) = wire else { return Self::default() };
        let of_text = parts.of_text();
        let is_text = |place: &Place| {
            let mut steps = place.as_str().split('/').skip(1).map(unescape);
            let (part, name) = (steps.next().unwrap_or_default(), steps.next());
            // Any free name may be that of a parameter with a type.
            of_text.contains(&part.as_str()) && name.as_deref() != Some("*") && parts.is_spelled(&part, name.as_deref())
        };
        let places = |of_type: bool| {
            let own = constraints.iter().filter(move |one| OF_TYPE.contains(&one.keyword.as_str()) == of_type);
            own.map(|one| &one.place).filter(|place| is_text(place)).collect::<BTreeSet<_>>()
        };
        let (all, typed) = (places(false), places(true));
        let spot = |place: &Place| {
            let below = format!("{place}/");
            let has_parts = constraints.iter().any(|one| {
                one.place.as_str().starts_with(&below)
                    || (one.place == *place && OF_PARTS.contains(&one.keyword.as_str()))
            });
            Spot { place: place.clone(), has_parts }
        };
        Self(all.difference(&typed).map(|place| spot(place)).collect())
    }

    /// Gives every scalar without a type the form in which it travels; whether there is nothing that would be read as something else:
    /// a list where no list is spoken of.
    pub(super) fn read(&self, value: &mut Value) -> bool {
        self.0.iter().all(|Spot { place, has_parts }| {
            let steps: Vec<String> = place.as_str().split('/').skip(1).map(unescape).collect();
            as_text(value, &steps, *has_parts)
        })
    }

    /// Whether a place has no type.
    pub(super) fn has(&self, place: &Place) -> bool {
        self.0.iter().any(|spot| spot.place == *place)
    }

    /// Whether a target reads nothing but text at a place.
    pub(super) fn is_text(&self, at: &str) -> bool {
        self.0.iter().any(|spot| spot.place.matches(at))
    }
}

/// Turns the scalars at a place into the texts that travel; false where there is a list or object without parts.
fn as_text(value: &mut Value, steps: &[String], has_parts: bool) -> bool {
    match (steps.split_first(), &mut *value) {
        (None, Value::Number(_) | Value::Bool(_)) => *value = value.to_string().into(),
        (None, Value::Array(_) | Value::Object(_)) => return has_parts,
        (Some((star, rest)), Value::Array(items)) if star == "*" => {
            return items.iter_mut().all(|item| as_text(item, rest, has_parts));
        }
        (Some((name, rest)), Value::Object(fields)) => {
            return fields.get_mut(name).is_none_or(|field| as_text(field, rest, has_parts));
        }
        _ => {}
    }
    true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{At, Drawer, Parts, Rng, Untold};
    use super::*;
    use crate::contract::{BodyForm, BodyKind, In, Parameter, Style, schema::Options};

    fn parameter(place: In, name: &str, style: Style) -> Parameter {
        Parameter { place, name: name.to_owned(), style, explode: false, allow_reserved: false }
    }

    fn wire() -> Wire {
        let body = BodyForm { kind: BodyKind::Form, ..BodyForm::default() };
        let parameters = vec![
            parameter(In::Path, "id", Style::Simple),
            parameter(In::Cookie, "sid", Style::Form),
            parameter(In::Query, "json", Style::Json),
        ];
        Wire::Parts(Parts { headers: vec!["X-Own".to_owned()], parameters, body: Some(body) })
    }

    fn schema(part: &str, name: &str, field: &Value) -> Value {
        let of = |name: &str, field: &Value| json!({"type": "object", "required": [name], "properties": {name: field}});
        let mut properties = json!({"path": of("id", &json!({"type": "string", "enum": ["a"]}))});
        properties[part] = of(name, field);
        let parts: BTreeSet<&str> = ["path", part].into();
        json!({"type": "object", "required": parts, "properties": properties})
    }

    #[test]
    fn a_pattern_without_a_type_is_broken_wherever_text_travels() {
        for (part, name) in
            [("path", "id"), ("query", "id"), ("headers", "X-Own"), ("cookies", "sid"), ("body", "field")]
        {
            for (field, keyword) in
                [(json!({"pattern": "^[A-Z]{3}$"}), "pattern"), (json!({"minLength": 2, "maxLength": 5}), "maxLength")]
            {
                let mut field = field;
                (field["x-requirement"], field["x-code"]) = (json!("A-1"), json!("E1"));
                let schema = schema(part, name, &field);
                let drawer = Drawer::on(wire(), &schema, &Options::default()).expect("a drawer");
                let constraint = drawer.constraints().iter().find(|one| one.keyword == keyword).expect("it is there");
                let mut rng = Rng::new(1, "untyped");
                let kinds = drawer.kinds(constraint);
                assert!(!kinds.is_empty(), "{part} {keyword}: {:?}", drawer.untold());
                for kind in kinds {
                    let value = drawer.broken(constraint, &kind, At::First, &mut rng).expect("it was tried out").value;
                    assert!(value[part][name].is_string(), "{part} {kind:?}: {value}");
                }
                let place = format!("/{part}/{name}");
                // What cannot travel at all, such as a line break in a header, is reported; a number is not a class of its own.
                let is_own = |untold: &&Untold| matches!(untold, Untold::Class(class) if class.place.as_str() == place);
                assert_eq!(drawer.untold().iter().find(is_own), None, "{part} {keyword}");
                for _ in 0..100 {
                    let value = drawer.random(&mut rng).expect("a value");
                    assert!(value[part][name].is_string(), "what is valid as a number is none as text: {value}");
                }
            }
        }
    }

    #[test]
    fn a_number_without_a_type_is_read_as_its_text_and_lists_by_their_items() {
        let field = json!({"allOf": [{"maxItems": 3, "items": {"maxLength": 4}}]});
        let drawer = Drawer::on(wire(), &schema("query", "ids", &field), &Options::default()).expect("a drawer");
        let untyped = Untyped::of(&wire(), drawer.constraints());
        for (drawn, read) in [(json!(12), json!("12")), (json!([1, true, "x"]), json!(["1", "true", "x"]))] {
            let mut value = json!({"query": {"ids": drawn, "other": 7}});
            assert!(untyped.read(&mut value));
            assert_eq!(value, json!({"query": {"ids": read, "other": 7}}));
        }
        for (at, is_text) in
            [("/query/ids", true), ("/query/ids/0", true), ("/query/other", false), ("/path/id", false)]
        {
            assert_eq!(untyped.is_text(at), is_text, "{at}");
        }
        let json = Untyped::of(
            &wire(),
            Drawer::on(wire(), &schema("query", "json", &field), &Options::default()).expect("a drawer").constraints(),
        );
        assert!(!json.is_text("/query/json"), "JSON says of what type it is");
        assert!(!Untyped::of(&Wire::Json, drawer.constraints()).is_text("/query/ids"));
    }
}
