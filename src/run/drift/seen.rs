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

/// From so many responses on, values that are never the same are not an accident.
const FEWEST: u64 = 3;
/// One value of so many may be met again, because a request was sent twice.
const AGAIN: u64 = 10;
/// The most values that are kept of one place; more are as good as never the same.
const MOST: usize = 100_000;
/// So many values are not a choice of a few, such as the two states of a switch.
const MANY: u64 = 100;
/// The most requests whose values are kept of one place.
const MOST_ASKED: usize = 256;
/// With so many digits and a zero before them, digits are not an amount.
const PADDED: usize = 5;

/// What the values at a place of a run are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Newness {
    /// Some are met again and again.
    Known,
    /// No two bodies have the same.
    New,
    /// The same, and some are digits with zeros before them, as no amount is written.
    Padded,
    /// The same, and most of them have letters as well as digits: one of digits alone is one of them, and not an amount.
    Mixed,
    /// The same request sent twice gets another one: nothing in the request decides over it. In a small range, some come again.
    Fleeting,
}

/// What the requests or responses of an operation hold at a place, and below it.
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
    /// How many are digits with zeros before them.
    padded: u64,
    /// The first value of a body to each of some requests, with the number of the body.
    asked: HashMap<u64, (u64, u64)>,
    /// How often one of these requests was sent again, and how often it got another value then.
    twice: u64,
    other: u64,
    /// In how many bodies, and which was the last of them.
    bodies: u64,
    last: Option<u64>,
    distinct: HashSet<u64>,
}

impl Node {
    /// Notes the scalars of one body, by its number and that of its request, which is the same for the same request. Those that the
    /// request holds say nothing of the place.
    pub(super) fn see(&mut self, value: &Value, body: (u64, u64), sent: &BTreeSet<String>) {
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
        let Some(values) = self.find(place).map(|node| &node.values) else { return Newness::Known };
        let Values { count, again, bodies, mixed, padded, .. } = values;
        match *bodies >= FEWEST && again * AGAIN <= *count {
            _ if values.are_fleeting() => Newness::Fleeting,
            true if mixed * 2 > *count => Newness::Mixed,
            true if *padded > 0 => Newness::Padded,
            true => Newness::New,
            false => Newness::Known,
        }
    }

    /// Whether what came at a place so far came once.
    pub(super) fn is_of_once(&self, place: &str) -> bool {
        self.find(place).is_some_and(|node| node.values.again == 0)
    }

    /// The names of fields with values that differ when the same request is sent twice.
    pub(super) fn fleeting(&self, found: &mut BTreeSet<String>) {
        for (name, node) in &self.fields {
            if node.values.are_fleeting() {
                found.insert(escape(name).into());
            }
            node.fleeting(found);
        }
        self.items.iter().for_each(|items| items.fleeting(found));
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

    /// What is below a key.
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
    fn see(&mut self, scalar: &Value, (body, request): (u64, u64)) {
        self.count += 1;
        let has = |of: fn(&u8) -> bool| matches!(scalar, Value::String(text) if text.as_bytes().iter().any(of));
        self.mixed += u64::from(has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic));
        if self.last != Some(body) {
            (self.bodies, self.last) = (self.bodies + 1, Some(body));
        }
        let text = plain(scalar);
        self.padded += u64::from(is_padded(&text));
        let hash = hash(&text);
        self.ask(request, (body, hash));
        if self.distinct.contains(&hash) {
            self.again += 1;
        } else if self.distinct.len() < MOST {
            self.distinct.insert(hash);
        }
    }

    /// Whether they are many, and differ when the same request is sent twice. Some may be met again by chance.
    fn are_fleeting(&self) -> bool {
        let distinct = self.distinct.len() as u64;
        let are_many = distinct >= MANY || distinct * 2 >= self.count;
        are_many && self.twice >= FEWEST && (self.twice - self.other) * AGAIN <= self.twice
    }

    /// Notes the value of a body to a request. Of several in one body, the first is compared.
    fn ask(&mut self, request: u64, (body, hash): (u64, u64)) {
        let is_full = self.asked.len() >= MOST_ASKED;
        match self.asked.get_mut(&request) {
            Some((before, _)) if *before == body => {}
            Some(known) => {
                self.twice += 1;
                self.other += u64::from(known.1 != hash);
                *known = (body, hash);
            }
            None if is_full => {}
            None => drop(self.asked.insert(request, (body, hash))),
        }
    }
}

/// Digits with zeros before them, as numbers of slips are written.
fn is_padded(text: &str) -> bool {
    text.len() >= PADDED && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn seen(bodies: &[Value]) -> Node {
        let mut node = Node::default();
        let sent = BTreeSet::from(["sent".to_owned()]);
        for (number, body) in (0..).zip(bodies) {
            node.see(body, (number, number), &sent);
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
    fn a_value_is_fleeting_where_whoever_asks_twice_gets_another_one() {
        let rows = |n: u64| json!({"rows": [{"n": n}, {"n": n + 1}], "of": 7, "text": format!("0{n:04}")});
        for (asked, values, due) in [
            (&[1, 1, 1, 1][..], &[10, 20, 30, 40][..], Newness::Fleeting),
            (&[1, 2, 1, 2, 1], &[10, 20, 30, 40, 50], Newness::Fleeting),
            (&[1, 1, 1], &[10, 20, 30], Newness::New),
            (&[1, 2, 3, 4], &[10, 20, 30, 40], Newness::New),
            (&[1, 1, 1, 1], &[10, 10, 10, 10], Newness::Known),
            (&[1, 1, 1, 1, 1], &[10, 20, 10, 20, 10], Newness::Known),
            (&[1, 1, 1, 1, 1, 2, 3, 4], &[10, 20, 30, 40, 50, 10, 20, 30], Newness::Fleeting),
        ] {
            let mut node = Node::default();
            for (body, (request, value)) in (0..).zip(asked.iter().zip(values)) {
                node.see(&rows(*value), (body, *request), &BTreeSet::new());
            }
            assert_eq!(node.newness("/rows/*/n"), due, "{asked:?} {values:?}");
            let mut names = BTreeSet::new();
            node.fleeting(&mut names);
            assert_eq!(names.contains("n"), due == Newness::Fleeting);
            assert_eq!(node.newness("/of"), Newness::Known);
            let padded = if due == Newness::New { Newness::Padded } else { due };
            assert_eq!(node.newness("/text"), padded, "{asked:?} {values:?}");
        }
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
