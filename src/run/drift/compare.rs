//! Compares two responses to the same request: what differs, and which differences are ids, times or tokens.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    class::class,
    identity::{Field, is_passage},
    masks::{Masks, name_of},
    rows::paired,
    seen::Newness,
};
use crate::{
    record::{ChangeKind, NOT_THERE as NONE},
    util::excerpt::shortened,
    util::{plain::plain, pointer::escape},
};

/// The most characters of a value that are shown.
const SHOWN: usize = 80;
/// Shorter values are met in texts by chance.
const LEAST_RENAMED: usize = 4;
/// A number so near to the start of its run, in seconds, is a time.
const NEAR: u64 = 86_400;

/// One difference.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) kind: ChangeKind,
    /// Where, items of arrays as `*`.
    pub(super) place: String,
    pub(super) from: String,
    pub(super) to: String,
    /// The values themselves.
    pub(super) example: (String, String),
}

impl Difference {
    /// A difference that is its own example.
    pub(super) fn plain(kind: ChangeKind, place: &str, from: String, to: String) -> Self {
        Self { kind, place: place.to_owned(), example: (from.clone(), to.clone()), from, to }
    }
}

/// The result of comparing two responses.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Compared {
    pub(super) differences: Vec<Difference>,
    /// Where values were passed over, with what they are.
    pub(super) masked: Vec<(String, &'static str)>,
    /// Values of the first run with what stands for them in the second.
    pub(super) renamed: BTreeMap<String, String>,
}

/// What is known besides two bodies.
#[derive(Clone, Copy)]
pub(super) struct Hints<'a> {
    /// Whether a code stands at a pointer.
    pub(super) is_code: &'a dyn Fn(&str) -> bool,
    /// Whether the order of a list says nothing, by its place.
    pub(super) is_unordered: &'a dyn Fn(&str) -> bool,
    /// Whether the values at a place are never the same twice.
    pub(super) newness: &'a dyn Fn(&str) -> Newness,
    /// What the owner wants to be passed over.
    pub(super) masks: &'a Masks,
    /// The values of both requests: what comes back of them is not an accident, whatever it looks like.
    pub(super) sent: [&'a BTreeSet<String>; 2],
    /// Values of the first run with what stands for them in the second.
    pub(super) renamed: &'a BTreeMap<String, String>,
    /// When the runs started, in seconds.
    pub(super) starts: (u64, u64),
}

/// Compares two bodies.
pub(super) fn bodies(a: &[u8], b: &[u8], hints: Hints<'_>) -> Compared {
    let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    match (read(a), read(b)) {
        _ if a == b => Compared::default(),
        (Some(a), Some(b)) => values(&a, &b, hints),
        (read_a, read_b) => {
            let (from, to) = (form(read_a.as_ref(), a), form(read_b.as_ref(), b));
            let differences = vec![Difference::plain(ChangeKind::Shape, "", from, to)];
            Compared { differences, ..Compared::default() }
        }
    }
}

/// Compares two values.
pub(super) fn values(a: &Value, b: &Value, hints: Hints<'_>) -> Compared {
    let mut walk = Walk { hints, compared: Compared::default() };
    walk.values(a, b, "", "");
    walk.compared
}

/// A value without what is never the same twice, to distinguish rows by.
pub(super) fn sign(value: &Value, place: &str, hints: Hints<'_>) -> Value {
    match value {
        Value::Object(fields) => {
            let field = |(key, value): (&String, &Value)| {
                let value = sign(value, &format!("{place}/{}", escape(key)), hints);
                (key.clone(), value)
            };
            Value::Object(fields.iter().map(field).collect())
        }
        Value::Array(items) => {
            let mut signs: Vec<Value> = items.iter().map(|item| sign(item, &format!("{place}/*"), hints)).collect();
            if (hints.is_unordered)(place) {
                signs.sort_by_cached_key(Value::to_string);
            }
            Value::Array(signs)
        }
        scalar if hints.field(place).is_volatile(scalar) => Value::Null,
        scalar => scalar.clone(),
    }
}

impl<'a> Hints<'a> {
    fn field(&self, place: &'a str) -> Field<'a> {
        Field { name: name_of(place), newness: (self.newness)(place) }
    }

    /// Why two different scalars are not a change; none where they are.
    fn passed(&self, a: &Value, b: &Value, place: &'a str) -> Option<&'static str> {
        let (one, other) = (plain(a), plain(b));
        // A value that both requests hold has the same name in both runs.
        if !self.sent.iter().all(|sent| sent.contains(&one)) && self.renames(&one) == other {
            return Some(self.field(place).passed(a, b).unwrap_or("renamed"));
        }
        let field = self.field(place);
        if field.is_duration(a, b) {
            return Some("duration");
        }
        let returns = || self.sent.iter().any(|sent| sent.contains(&one) || sent.contains(&other));
        // What is another one each time is met in a request by chance.
        if field.newness != Newness::Fleeting && returns() {
            return None;
        }
        if near(a, self.starts.0) && near(b, self.starts.1) {
            return Some("time");
        }
        field.passed(a, b).or_else(|| is_passage(&one, &other).then_some("text with ids"))
    }

    /// A text of the first run with the names of the second.
    fn renames(&self, text: &str) -> String {
        if let Some(name) = self.renamed.get(text) {
            return name.clone();
        }
        let known = self.renamed.iter().filter(|(old, _)| old.len() >= LEAST_RENAMED && text.contains(old.as_str()));
        known.fold(text.to_owned(), |text, (old, new)| text.replace(old.as_str(), new))
    }
}

/// Whether a value is a moment near to the start of its run, in seconds or in milliseconds, as a number or a text.
fn near(value: &Value, start: u64) -> bool {
    let text = plain(value);
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "0"));
    let number = whole.parse::<u64>().ok().filter(|_| fraction.bytes().all(|b| b.is_ascii_digit()));
    start > 0 && number.is_some_and(|time| [time, time / 1_000].iter().any(|time| time.abs_diff(start) < NEAR))
}

/// A body whose text is not compared: what it is.
fn form(json: Option<&Value>, bytes: &[u8]) -> String {
    match json {
        Some(_) => "JSON".to_owned(),
        None if bytes.is_empty() => "no body".to_owned(),
        None => format!("no JSON: {}", shown(&String::from_utf8_lossy(bytes))),
    }
}

/// The values of a request as text.
pub(super) fn scalars(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| scalars(item, found)),
        Value::Object(fields) => fields.values().for_each(|value| scalars(value, found)),
        Value::Null | Value::Bool(_) => {}
        scalar => drop(found.insert(plain(scalar))),
    }
}

fn shown(text: &str) -> String {
    shortened(text, SHOWN)
}

struct Walk<'a> {
    hints: Hints<'a>,
    compared: Compared,
}

impl Walk<'_> {
    /// Two values at a pointer, which is also given with its indexes as stars.
    fn values(&mut self, a: &Value, b: &Value, pointer: &str, place: &str) {
        match (a, b) {
            _ if a == b => {}
            _ if (self.hints.is_code)(pointer) => self.differ(ChangeKind::Code, place, a.to_string(), b.to_string()),
            _ if kind(a) == kind(b) && self.is_masked(a, pointer, place) => self.pass(a, b, place, class(a)),
            (Value::Object(a), Value::Object(b)) => self.objects(a, b, pointer, place),
            (Value::Array(a), Value::Array(b)) => self.arrays(a, b, pointer, place),
            _ if kind(a) != kind(b) => self.example(ChangeKind::Shape, place, (kind(a), kind(b)), both(a, b)),
            _ => match self.hints.passed(a, b, place) {
                Some(what) => self.pass(a, b, place, what),
                None if class(a) != class(b) && !self.returns(a, b) => {
                    self.example(ChangeKind::ValueClass, place, (class(a), class(b)), both(a, b));
                }
                None => self.example(ChangeKind::Value, place, (class(a), class(b)), both(a, b)),
            },
        }
    }

    /// A mask that is the name of a list stands for its items.
    fn is_masked(&self, a: &Value, pointer: &str, place: &str) -> bool {
        self.hints.masks.fit(pointer, place)
            && !matches!(a, Value::Array(items) if items.iter().all(|item| !item.is_array() && !item.is_object()))
    }

    fn pass(&mut self, a: &Value, b: &Value, place: &str, what: &'static str) {
        self.compared.masked.push((place.to_owned(), what));
        if !a.is_array() && !a.is_object() && what != "renamed" {
            self.compared.renamed.insert(plain(a), plain(b));
        }
    }

    fn arrays(&mut self, a: &[Value], b: &[Value], pointer: &str, place: &str) {
        if a.len() != b.len() {
            let items = |items: &[Value]| format!("{} items", items.len());
            self.example(ChangeKind::Shape, place, ("some items", "more or fewer"), (items(a), items(b)));
        }
        let below = format!("{place}/*");
        let hints = self.hints;
        let found = paired(a, b, |row| sign(row, &below, hints));
        if found.is_moved && (hints.is_unordered)(place) {
            self.compared.masked.push((place.to_owned(), "order"));
        } else if found.is_moved {
            self.differ(ChangeKind::Order, place, "one order".to_owned(), "another order".to_owned());
        }
        for (at, other) in found.pairs {
            self.values(&a[at], &b[other], &format!("{pointer}/{at}"), &below);
        }
    }

    fn objects(&mut self, a: &Map<String, Value>, b: &Map<String, Value>, pointer: &str, place: &str) {
        for (key, value) in a {
            let step = escape(key);
            let (pointer, place) = (format!("{pointer}/{step}"), format!("{place}/{step}"));
            match b.get(key) {
                Some(other) => self.values(value, other, &pointer, &place),
                None if (self.hints.is_code)(&pointer) => {
                    self.differ(ChangeKind::Code, &place, value.to_string(), "none".to_owned());
                }
                None => self.example(
                    ChangeKind::Shape,
                    &place,
                    (kind(value), NONE),
                    (shown(&value.to_string()), NONE.into()),
                ),
            }
        }
        for (key, value) in b.iter().filter(|(key, _)| !a.contains_key(*key)) {
            let step = escape(key);
            let (pointer, place) = (format!("{pointer}/{step}"), format!("{place}/{step}"));
            if (self.hints.is_code)(&pointer) {
                self.differ(ChangeKind::Code, &place, "none".to_owned(), value.to_string());
            } else {
                self.example(ChangeKind::Shape, &place, (NONE, kind(value)), (NONE.into(), shown(&value.to_string())));
            }
        }
    }

    /// Whether one of two values is one that the request holds.
    fn returns(&self, a: &Value, b: &Value) -> bool {
        [a, b].into_iter().any(|value| self.hints.sent.iter().any(|sent| sent.contains(&plain(value))))
    }

    fn differ(&mut self, kind: ChangeKind, place: &str, from: String, to: String) {
        self.compared.differences.push(Difference::plain(kind, place, from, to));
    }

    /// A difference that is the same for many values, with one pair of them.
    fn example(&mut self, kind: ChangeKind, place: &str, (from, to): (&str, &str), example: (String, String)) {
        let (from, to) = (from.to_owned(), to.to_owned());
        self.compared.differences.push(Difference { kind, place: place.to_owned(), from, to, example });
    }
}

fn both(a: &Value, b: &Value) -> (String, String) {
    (shown(&a.to_string()), shown(&b.to_string()))
}

/// The JSON type of a value.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests;
