//! The way to a place of a value, taken apart once.

use serde_json::Value;

use crate::{
    contract::schema::Place,
    util::pointer::{escape, unescape},
};

/// The tokens of a place.
#[derive(Debug)]
pub struct ValuePath(Vec<Token>);

#[derive(Debug)]
enum Token {
    /// Every item or property.
    Each,
    /// A property, or the item of this number.
    One(String, Option<usize>),
}

impl ValuePath {
    /// The way to a place.
    pub fn of(place: &Place) -> Self {
        let token = |token: &str| match token {
            "*" => Token::Each,
            name => Token::One(unescape(&name.replace("~2", "*")), name.parse().ok()),
        };
        Self(place.as_str().split('/').skip(1).map(token).collect())
    }

    /// What it leads to, with its pointer: several in the rows of a list.
    pub(super) fn found<'v>(&self, value: &'v Value) -> Vec<(String, &'v Value)> {
        let start = vec![(String::new(), value)];
        self.0.iter().fold(start, |all, token| all.iter().flat_map(|(at, value)| below(at, value, token)).collect())
    }

    /// Whether it leads to something that equals another value.
    pub fn leads_to(&self, value: &Value, other: &Value) -> bool {
        leads_to(&self.0, value, other)
    }

    /// Replaces what it leads to, where that equals another value.
    pub fn replace(&self, value: &mut Value, before: &Value, after: &Value) {
        replace(&self.0, value, before, after);
    }
}

/// What a token leads to.
fn below<'v>(at: &str, value: &'v Value, token: &Token) -> Vec<(String, &'v Value)> {
    match (token, value) {
        (Token::Each, Value::Array(items)) => {
            items.iter().enumerate().map(|(index, item)| (format!("{at}/{index}"), item)).collect()
        }
        (Token::Each, Value::Object(fields)) => {
            fields.iter().map(|(key, value)| (format!("{at}/{}", escape(key)), value)).collect()
        }
        (Token::One(_, Some(index)), Value::Array(items)) => {
            items.get(*index).map(|item| (format!("{at}/{index}"), item)).into_iter().collect()
        }
        (Token::One(name, _), Value::Object(fields)) => {
            fields.get(name).map(|value| (format!("{at}/{}", escape(name)), value)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn leads_to(way: &[Token], value: &Value, other: &Value) -> bool {
    let Some((first, rest)) = way.split_first() else { return value == other };
    match (first, value) {
        (Token::Each, Value::Array(items)) => items.iter().any(|item| leads_to(rest, item, other)),
        (Token::Each, Value::Object(fields)) => fields.values().any(|field| leads_to(rest, field, other)),
        (Token::One(_, Some(index)), Value::Array(items)) => {
            items.get(*index).is_some_and(|item| leads_to(rest, item, other))
        }
        (Token::One(name, _), Value::Object(fields)) => {
            fields.get(name).is_some_and(|field| leads_to(rest, field, other))
        }
        _ => false,
    }
}

fn replace(way: &[Token], value: &mut Value, before: &Value, after: &Value) {
    let Some((first, rest)) = way.split_first() else {
        if value == before {
            value.clone_from(after);
        }
        return;
    };
    match (first, value) {
        (Token::Each, Value::Array(items)) => items.iter_mut().for_each(|item| replace(rest, item, before, after)),
        (Token::Each, Value::Object(fields)) => {
            fields.values_mut().for_each(|field| replace(rest, field, before, after));
        }
        (Token::One(_, Some(index)), Value::Array(items)) => {
            if let Some(item) = items.get_mut(*index) {
                replace(rest, item, before, after);
            }
        }
        (Token::One(name, _), Value::Object(fields)) => {
            if let Some(field) = fields.get_mut(name) {
                replace(rest, field, before, after);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_equals_the_value_at_the_place_is_replaced() {
        let value = json!({"rows": [{"a/b": 1, "*": 2}, {"a/b": 2}], "0": 1});
        for (place, before, due) in [
            ("/rows/*/a~1b", json!(1), Some(json!({"rows": [{"a/b": "x", "*": 2}, {"a/b": 2}], "0": 1}))),
            ("/rows/1/a~1b", json!(2), Some(json!({"rows": [{"a/b": 1, "*": 2}, {"a/b": "x"}], "0": 1}))),
            ("/rows/0/~2", json!(2), Some(json!({"rows": [{"a/b": 1, "*": "x"}, {"a/b": 2}], "0": 1}))),
            ("/0", json!(1), Some(json!({"rows": [{"a/b": 1, "*": 2}, {"a/b": 2}], "0": "x"}))),
            ("/*/*/a~1b", json!(2), Some(json!({"rows": [{"a/b": 1, "*": 2}, {"a/b": "x"}], "0": 1}))),
            ("/rows/2/a~1b", json!(2), None),
            ("/rows/*/a~1b", json!("1"), None),
            ("/0/1", json!(1), None),
        ] {
            let place = place.split('/').skip(1).fold(Place::root(), |place, token| match token {
                "*" => place.any(),
                name => place.property(&unescape(&name.replace("~2", "*"))),
            });
            let path = ValuePath::of(&place);
            let found = path.found(&value);
            assert!(found.iter().all(|(at, found)| value.pointer(at) == Some(*found)), "{found:?}");
            assert_eq!(found.iter().any(|(_, found)| **found == before), due.is_some(), "{place}");
            assert_eq!(path.leads_to(&value, &before), due.is_some(), "{place}");
            let mut other = value.clone();
            path.replace(&mut other, &before, &json!("x"));
            assert_eq!(other, due.unwrap_or_else(|| value.clone()), "{place}");
        }
    }
}
