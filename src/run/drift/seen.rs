//! What a whole run shows of a place: whether its values are ever the same twice, and how its fields are called.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use serde_json::Value;

use crate::util::{
    plain::plain,
    pointer::{escape, unescape},
};

/// From so many answers on values that are never the same are no accident.
const FEWEST: u64 = 3;
/// One value of so many may be met again, because a request was asked twice.
const AGAIN: u64 = 10;
/// The most values that are kept of one place; more are as good as never the same.
const MOST: usize = 100_000;

/// What the values at a place of a run are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Newness {
    /// Some are met again and again.
    Known,
    /// No two bodies have the same.
    New,
    /// The same, and most of them have letters as well as digits: one of digits alone is one of them, and not an amount.
    Mixed,
}

/// What the requests or answers of an operation hold at a place, and below it.
#[derive(Debug, Default)]
pub(super) struct Node {
    values: Values,
    fields: HashMap<String, Node>,
    items: Option<Box<Node>>,
}

#[derive(Debug, Default)]
struct Values {
    count: u64,
    again: u64,
    /// How many have letters and digits.
    mixed: u64,
    /// In how many bodies, and which was the last of them.
    bodies: u64,
    last: Option<u64>,
    distinct: HashSet<u64>,
}

impl Node {
    /// Notes the scalars of one body, by its number. Those that the request holds say nothing of the place.
    pub(super) fn see(&mut self, value: &Value, body: u64, sent: &BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    if !self.fields.contains_key(key) {
                        self.fields.insert(key.clone(), Self::default());
                    }
                    self.fields.get_mut(key).into_iter().for_each(|node| node.see(value, body, sent));
                }
            }
            Value::Array(items) => {
                let node = self.items.get_or_insert_default();
                for item in items {
                    node.see(item, body, sent);
                }
            }
            Value::Null | Value::Bool(_) => {}
            scalar if sent.contains(&plain(scalar)) => {}
            scalar => self.values.see(scalar, body),
        }
    }

    /// Whether no two bodies had the same value at a place.
    pub(super) fn newness(&self, place: &str) -> Newness {
        let Some(Values { count, again, bodies, mixed, .. }) = self.find(place).map(|node| &node.values) else {
            return Newness::Known;
        };
        match *bodies >= FEWEST && again * AGAIN <= *count {
            true if mixed * 2 > *count => Newness::Mixed,
            true => Newness::New,
            false => Newness::Known,
        }
    }

    /// Whether a value stands here or below, at a place whose values are met again and again.
    pub(super) fn lasts(&self, value: u64) -> bool {
        let Values { count, again, bodies, distinct, .. } = &self.values;
        (*bodies >= FEWEST && again * AGAIN > *count && distinct.contains(&value))
            || self.fields.values().chain(self.items.as_deref()).any(|node| node.lasts(value))
    }

    /// Whether the values at a place are mostly different ones, of so many bodies.
    pub(super) fn varies(&self, place: &str, of: u64) -> bool {
        self.find(place).is_some_and(|node| (node.values.count - node.values.again) * 2 >= of)
    }

    /// What stands below a key.
    pub(super) fn field(&self, key: &str) -> Option<&Self> {
        self.fields.get(key)
    }

    fn find(&self, place: &str) -> Option<&Self> {
        place.split('/').skip(1).try_fold(self, |node, step| match step {
            "*" => node.items.as_deref(),
            _ => node.fields.get(&unescape(step)),
        })
    }

    /// Every place below this one.
    pub(super) fn places(&self, place: &str, found: &mut BTreeSet<String>) {
        for (key, node) in &self.fields {
            let place = format!("{place}/{}", escape(key));
            node.places(&place, found);
            found.insert(place);
        }
        if let Some(items) = &self.items {
            items.places(&format!("{place}/*"), found);
            found.insert(format!("{place}/*"));
        }
    }
}

/// What is kept of a value.
pub(super) fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

impl Values {
    fn see(&mut self, scalar: &Value, body: u64) {
        self.count += 1;
        let has = |of: fn(&u8) -> bool| matches!(scalar, Value::String(text) if text.as_bytes().iter().any(of));
        self.mixed += u64::from(has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic));
        if self.last != Some(body) {
            (self.bodies, self.last) = (self.bodies + 1, Some(body));
        }
        let hash = hash(&plain(scalar));
        if self.distinct.contains(&hash) {
            self.again += 1;
        } else if self.distinct.len() < MOST {
            self.distinct.insert(hash);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn seen(bodies: &[Value]) -> Node {
        let mut node = Node::default();
        let sent = BTreeSet::from(["sent".to_owned()]);
        for (number, body) in (0..).zip(bodies) {
            node.see(body, number, &sent);
        }
        node
    }

    #[test]
    fn a_place_is_new_where_no_two_answers_have_the_same_value() {
        let rows = |of: &[&[&str]]| -> Vec<Value> {
            of.iter().map(|names| json!({"rows": names.iter().map(|n| json!({"n": n})).collect::<Vec<_>>()})).collect()
        };
        for (of, due) in [
            (&[&["a"][..], &["b"], &["c"]][..], true),
            (&[&["a"], &["b"]], false),
            (&[&["a", "b", "c"]], false),
            (&[&["a"], &["b"], &["a"]], false),
            (&[&["sent"], &["b"], &["c"]], false),
            (&[&["sent"], &["b"], &["sent"], &["c"], &["d"]], true),
            (&[&["a", "b", "c"], &["d", "e", "f"], &["g", "h", "i", "a"]], true),
            (&[&["a", "b", "c"], &["d", "e", "f"], &["g", "h", "a"]], false),
            (&[&[], &[], &[]], false),
        ] {
            assert_eq!(seen(&rows(of)).newness("/rows/*/n") == Newness::New, due, "{of:?}");
        }
        assert_eq!(seen(&rows(&[&["a"], &["b"], &["c"]])).newness("/rows/*/m"), Newness::Known);
        assert_eq!(seen(&rows(&[&["1a"], &["2"], &["3c"]])).newness("/rows/*/n"), Newness::Mixed);
    }

    #[test]
    fn a_place_varies_where_half_of_the_bodies_have_a_value_of_their_own() {
        let node = seen(&[json!({"a": 1}), json!({"a": 1}), json!({"a": 2}), json!({})]);
        assert!(node.varies("/a", 4) && !node.varies("/a", 5) && !node.varies("/b", 1));
    }

    #[test]
    fn every_place_is_known_by_its_name() {
        let mut found = BTreeSet::new();
        seen(&[json!({"a/b": [{"c": 1}], "d": null})]).places("", &mut found);
        assert_eq!(found, ["/a~1b", "/a~1b/*", "/a~1b/*/c", "/d"].map(str::to_owned).into());
    }
}
