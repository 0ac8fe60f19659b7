//! Compares two responses to the same request: what differs, and which differences are ids, times or tokens.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::class::{class, is_masked};
use crate::{
    record::ChangeKind,
    util::excerpt::shortened,
    util::{plain::plain, pointer::escape},
};

/// The most characters of a value that are shown.
const SHOWN: usize = 80;
/// What is said of a key that is missing.
const NONE: &str = "not there";

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

/// What two answers come to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Compared {
    pub(super) differences: Vec<Difference>,
    /// Where values were passed over, with their class.
    pub(super) masked: Vec<(String, &'static str)>,
}

/// Compares two bodies. `sent` holds the values of the request: what comes back of them is no accident, whatever it looks like.
/// `mask` names fields whose values are passed over all the same.
pub(super) fn bodies(
    a: &[u8],
    b: &[u8],
    sent: &BTreeSet<String>,
    mask: &[String],
    is_code: &dyn Fn(&str) -> bool,
) -> Compared {
    let mut compared = Compared::default();
    let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    match (read(a), read(b)) {
        _ if a == b => {}
        (Some(a), Some(b)) => Walk { sent, mask, is_code, compared: &mut compared }.values(&a, &b, "", ""),
        (read_a, read_b) => {
            let (from, to) = (form(read_a.as_ref(), a), form(read_b.as_ref(), b));
            compared.differences.push(Difference::plain(ChangeKind::Shape, "", from, to));
        }
    }
    compared
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
    sent: &'a BTreeSet<String>,
    mask: &'a [String],
    is_code: &'a dyn Fn(&str) -> bool,
    compared: &'a mut Compared,
}

impl Walk<'_> {
    /// Two values at a pointer, which is also given with its indexes as stars.
    fn values(&mut self, a: &Value, b: &Value, pointer: &str, place: &str) {
        match (a, b) {
            _ if a == b => {}
            _ if (self.is_code)(pointer) => self.differ(ChangeKind::Code, place, a.to_string(), b.to_string()),
            (Value::Object(a), Value::Object(b)) => self.objects(a, b, pointer, place),
            (Value::Array(a), Value::Array(b)) => {
                if a.len() != b.len() {
                    let items = |items: &[Value]| format!("{} items", items.len());
                    self.example(ChangeKind::Shape, place, ("some items", "more or fewer"), (items(a), items(b)));
                }
                for (index, (a, b)) in a.iter().zip(b).enumerate() {
                    self.values(a, b, &format!("{pointer}/{index}"), &format!("{place}/*"));
                }
            }
            _ if kind(a) != kind(b) => self.example(ChangeKind::Shape, place, (kind(a), kind(b)), both(a, b)),
            _ if self.mask.iter().any(|name| name == field(place)) => {
                self.compared.masked.push((place.to_owned(), class(a)));
            }
            _ if class(a) != class(b) && !self.returns(a, b) => {
                self.example(ChangeKind::ValueClass, place, (class(a), class(b)), both(a, b));
            }
            _ if [a, b].into_iter().all(|value| is_masked(value, field(place))) && !self.returns(a, b) => {
                self.compared.masked.push((place.to_owned(), class(a)));
            }
            _ => self.example(ChangeKind::Value, place, (class(a), class(b)), both(a, b)),
        }
    }

    fn objects(&mut self, a: &Map<String, Value>, b: &Map<String, Value>, pointer: &str, place: &str) {
        for (key, value) in a {
            let step = escape(key);
            let (pointer, place) = (format!("{pointer}/{step}"), format!("{place}/{step}"));
            match b.get(key) {
                Some(other) => self.values(value, other, &pointer, &place),
                None if (self.is_code)(&pointer) => {
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
            if (self.is_code)(&pointer) {
                self.differ(ChangeKind::Code, &place, "none".to_owned(), value.to_string());
            } else {
                self.example(ChangeKind::Shape, &place, (NONE, kind(value)), (NONE.into(), shown(&value.to_string())));
            }
        }
    }

    /// Whether one of two values is one that the request holds.
    fn returns(&self, a: &Value, b: &Value) -> bool {
        [a, b].into_iter().any(|value| self.sent.contains(&plain(value)))
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

/// The name of the field that a value at a place belongs to, as an item of its list or itself.
fn field(place: &str) -> &str {
    place.rsplit('/').find(|step| *step != "*").unwrap_or_default()
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
mod tests {
    use serde_json::json;

    use super::*;

    fn compared(a: &Value, b: &Value) -> Compared {
        let sent = BTreeSet::from(["2024/04/01".to_owned(), "5000".to_owned()]);
        bodies(a.to_string().as_bytes(), b.to_string().as_bytes(), &sent, &["shop".to_owned()], &|pointer| {
            pointer.ends_with("/error_code")
        })
    }

    fn changes(a: &Value, b: &Value) -> Vec<(&'static str, String, String, String)> {
        compared(a, b).differences.into_iter().map(|d| (d.kind.name(), d.place, d.from, d.to)).collect()
    }

    fn row(kind: &'static str, place: &str, from: &str, to: &str) -> Vec<(&'static str, String, String, String)> {
        vec![(kind, place.to_owned(), from.to_owned(), to.to_owned())]
    }

    #[test]
    fn ids_and_times_are_passed_over_and_listed() {
        let a = json!({"rows": [{"id": 100_200, "at": "2024-04-01T10:00:00Z"}, {"id": 100_201, "at": "2024-04-01T10:00:00Z"}]});
        let b = json!({"rows": [{"id": 100_300, "at": "2024-05-01T10:00:00Z"}, {"id": 100_201, "at": "2024-04-01T10:00:00Z"}]});
        let masked = vec![("/rows/*/id".to_owned(), "number"), ("/rows/*/at".to_owned(), "time")];
        assert_eq!(compared(&a, &b), Compared { differences: Vec::new(), masked });
    }

    #[test]
    fn a_field_that_is_named_is_passed_over_unless_its_type_changes() {
        let a = json!({"shop": "north", "of": {"shop": ["a", "b"]}});
        let b = json!({"shop": "south, and further on", "of": {"shop": ["a", "c"]}});
        let masked = vec![("/shop".to_owned(), "word"), ("/of/shop/*".to_owned(), "word")];
        assert_eq!(compared(&a, &b), Compared { differences: Vec::new(), masked });
        assert_eq!(changes(&json!({"shop": "a"}), &json!({"shop": 1})), row("shape", "/shop", "string", "number"));
    }

    #[test]
    fn an_amount_is_no_id_however_large() {
        let found = changes(
            &json!({"rows": [{"amount": 9_999_999_999_u64}]}),
            &json!({"rows": [{"amount": 9_999_999_998_u64}]}),
        );
        assert_eq!(found, row("value", "/rows/*/amount", "number", "number"));
    }

    #[test]
    fn what_the_request_holds_is_no_id() {
        let found = changes(&json!({"date": "2024/04/01"}), &json!({"date": "2024/04/02"}));
        assert_eq!(found, row("value", "/date", "date", "date"));
    }

    #[test]
    fn every_kind_of_change_has_its_name() {
        let a = json!({"rows": [{"error_code": 3605, "memo": "x", "n": 1, "open": true}]});
        let with = |key: &str, value: Value| {
            let mut b = a.clone();
            b["rows"][0][key] = value;
            changes(&a, &b)
        };
        assert_eq!(with("error_code", json!(3606)), row("code", "/rows/*/error_code", "3605", "3606"));
        assert_eq!(with("error_code", json!("3605")), row("code", "/rows/*/error_code", "3605", "\"3605\""));
        assert_eq!(with("n", json!("1")), row("shape", "/rows/*/n", "number", "string"));
        assert_eq!(with("memo", json!("")), row("value-class", "/rows/*/memo", "word", "empty text"));
        assert_eq!(with("open", json!(false)), row("value", "/rows/*/open", "boolean", "boolean"));
        assert_eq!(with("new", json!(1)), row("shape", "/rows/*/new", "not there", "number"));
        assert_eq!(changes(&a, &json!({"rows": []})), row("shape", "/rows", "some items", "more or fewer"));
        assert_eq!(changes(&json!({"m": 1}), &json!({})), row("shape", "/m", "number", "not there"));
    }

    #[test]
    fn a_body_that_is_no_json_is_named_as_such() {
        let compared = bodies(b"{}", b"<p>busy</p>", &BTreeSet::new(), &[], &|_| false);
        assert_eq!(compared.differences[0].to, "no JSON: <p>busy</p>");
        assert_eq!(bodies(b"<p>", b"<p>", &BTreeSet::new(), &[], &|_| false), Compared::default());
    }

    #[test]
    fn a_code_that_comes_or_goes_is_a_change_of_code() {
        let code = json!({"error_code": "E1"});
        assert_eq!(changes(&code, &json!({})), row("code", "/error_code", "\"E1\"", "none"));
        assert_eq!(changes(&json!({}), &code), row("code", "/error_code", "none", "\"E1\""));
        assert_eq!(changes(&code, &code), Vec::new());
    }

    #[test]
    fn what_the_request_holds_is_a_value_whatever_class_it_becomes() {
        assert_eq!(changes(&json!({"d": "2024/04/01"}), &json!({"d": "x"})), row("value", "/d", "date", "word"));
        assert_eq!(changes(&json!({"d": "2024/04/09"}), &json!({"d": "x"})), row("value-class", "/d", "date", "word"));
        assert_eq!(changes(&json!({"n_id": 5_000}), &json!({"n_id": 7})), row("value", "/n_id", "number", "number"));
    }

    #[test]
    fn an_example_holds_the_values_and_no_more_of_them_than_can_be_shown() {
        let example =
            |a: Value, b: Value| compared(&json!({"m": a}), &json!({"m": b})).differences.swap_remove(0).example;
        assert_eq!(example(json!("a"), json!("b")), ("\"a\"".to_owned(), "\"b\"".to_owned()));
        let long = |count: usize| "x".repeat(count);
        let cut = format!("\"{}…", long(SHOWN - 2));
        assert_eq!(
            example(json!(long(SHOWN - 2)), json!(long(SHOWN - 1))),
            (format!("\"{}\"", long(SHOWN - 2)), cut.clone())
        );
        let gone = compared(&json!({"m": long(SHOWN)}), &json!({})).differences.swap_remove(0).example;
        assert_eq!(gone, (cut.clone(), NONE.to_owned()));
        let items = compared(&json!([1]), &json!([1, 2, 3])).differences.swap_remove(0).example;
        assert_eq!(items, ("1 items".to_owned(), "3 items".to_owned()));
    }

    #[test]
    fn a_change_of_type_names_both_types() {
        let types = [
            (json!(null), "null"),
            (json!(true), "boolean"),
            (json!(1), "number"),
            (json!("a"), "string"),
            (json!([]), "array"),
            (json!({}), "object"),
        ];
        for (a, from) in &types {
            for (b, to) in types.iter().filter(|(_, to)| to != from) {
                assert_eq!(changes(&json!({"m": a}), &json!({"m": b})), row("shape", "/m", from, to));
            }
        }
        assert_eq!(changes(&json!({"a/b": 1}), &json!({"a/b": "1"})), row("shape", "/a~1b", "number", "string"));
    }

    #[test]
    fn a_body_is_json_or_text_or_nothing() {
        let shape = |a: &[u8], b: &[u8]| {
            let mut compared = bodies(a, b, &BTreeSet::new(), &[], &|_| false);
            compared.differences.pop().map(|one| (one.kind.name(), one.place, one.from, one.to))
        };
        let due = |from: &str, to: &str| Some(("shape", String::new(), from.to_owned(), to.to_owned()));
        assert_eq!(shape(b"", b"{}"), due("no body", "JSON"));
        assert_eq!(shape(b"{}", b"no"), due("JSON", "no JSON: no"));
        assert_eq!(shape(b"a", b""), due("no JSON: a", "no body"));
        assert_eq!(shape(b"{\"a\":1}", b"{ \"a\": 1 }"), None);
    }

    #[test]
    fn the_values_of_a_request_are_known_as_text() {
        let mut found = BTreeSet::new();
        scalars(&json!({"a": [1, "x", {"b": 2.5}], "c": null, "d": true}), &mut found);
        assert_eq!(found, ["1", "2.5", "x"].map(str::to_owned).into());
    }
}
