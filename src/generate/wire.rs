//! How a value travels, and what a target makes of what arrives.
//!
//! Paths, queries, headers, cookies and forms are text: a number or boolean cannot be distinguished from the text that looks like it,
//! null is a parameter that is not there, a list of one is its item, and blanks around a header are taken away. So a request that is
//! drawn is read back first.

use serde_json::{Map, Number, Value};

use super::travel::{Parts, text};
use crate::contract::{
    In,
    schema::{escape, unescape},
};

/// How a value travels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Wire {
    /// As JSON, whole.
    #[default]
    Json,
    /// In parts: `path`, `query`, `headers` and `cookies` as text, `body` as its content type has it.
    Parts(Parts),
}

impl Wire {
    /// A value as it arrives, every text with the type that it was drawn with; none where it cannot travel.
    pub(super) fn read(&self, value: &Value) -> Option<Value> {
        let Self::Parts(parts) = self else { return Some(value.clone()) };
        let mut read = Map::new();
        for (name, part) in value.as_object().into_iter().flatten() {
            let part = parts.read_part(name, part).ok()?;
            read.extend(part.map(|part| (name.clone(), part)));
        }
        let needs_path = parts.parameters.iter().any(|one| one.place == In::Path);
        (!needs_path || read.contains_key("path")).then_some(Value::Object(read))
    }

    /// Whether all of a value is read alike by every target: what is not ASCII in a header is not.
    pub(super) fn is_plain(&self, value: &Value) -> bool {
        let parts = ["headers", "cookies"].into_iter().filter(|_| *self != Self::Json);
        let fields = parts.filter_map(|part| value.get(part)?.as_object()).flat_map(Map::values);
        fields.into_iter().all(|value| value.as_str().is_none_or(str::is_ascii))
    }

    /// What a value that was read may be read as by others, at and around a place in it.
    pub(super) fn readings(&self, read: &Value, at: &str) -> Vec<Value> {
        let Self::Parts(parts) = self else { return Vec::new() };
        let of_text = parts.of_text();
        let steps: Vec<String> = at.split('/').skip(1).map(unescape).collect();
        match steps.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [] => of_text.iter().filter(|part| **part != "path").filter_map(|part| emptied(read, part)).collect(),
            [part, name, ..] if of_text.contains(part) => {
                let place = format!("/{part}/{}", escape(name));
                let below = &at[place.len().min(at.len())..];
                let Some(own) = read.pointer(&place) else { return emptied(read, part).into_iter().collect() };
                let with = |value: Value| {
                    let mut other = read.clone();
                    if let Some(spot) = other.pointer_mut(&place) {
                        *spot = value;
                    }
                    other
                };
                let mut others = parameter(own, below, *part == "headers");
                others.retain(|other| other != own);
                others.into_iter().map(with).collect()
            }
            ["body"] if parts.is_form() => {
                let text = read.get("body").map(text).into_iter().flat_map(|text| alike(&text.into(), false));
                let with = |body: Value| {
                    let mut other = read.clone();
                    other["body"] = body;
                    other
                };
                text.map(with).chain(emptied(read, "body")).collect()
            }
            [part] if of_text.contains(part) => emptied(read, part).into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

/// A value with a part that has nothing in it left out, or the other way round: they arrive alike.
fn emptied(read: &Value, part: &str) -> Option<Value> {
    let mut other = read.as_object()?.clone();
    match other.get(part).map(|value| value.as_object().is_some_and(Map::is_empty)) {
        Some(true) => drop(other.shift_remove(part)),
        Some(false) => return None,
        None => drop(other.insert(part.to_owned(), Value::Object(Map::new()))),
    }
    Some(Value::Object(other))
}

/// What a parameter may be read as: text, what the text looks like, one item for a list of it, and one of several.
fn parameter(own: &Value, below: &str, is_header: bool) -> Vec<Value> {
    let mut all = scalars_of(own, below, is_header);
    if let (Some(items), false) = (own.as_array(), is_header) {
        // Who looks for one of several takes the first or the last.
        all.extend(items.first().into_iter().chain(items.last()).flat_map(|item| scalars_of(item, "", is_header)));
    } else if !is_header {
        let lists: Vec<Value> = all.iter().map(|one| Value::Array(vec![one.clone()])).collect();
        all.extend(lists);
    }
    all
}

/// A parameter with every scalar in it, or only the one at a place, as text and as what that looks like.
fn scalars_of(form: &Value, below: &str, is_header: bool) -> Vec<Value> {
    let mut all = vec![form.clone()];
    if let (Value::Object(members), "") = (form, below) {
        all.extend(members_alike(members, is_header));
        return all;
    }
    if form.is_object() {
        let inner = form.pointer(below).filter(|_| !below.is_empty());
        for other in inner.into_iter().flat_map(|value| scalars_of(value, "", is_header)) {
            let mut form = form.clone();
            if let Some(spot) = form.pointer_mut(below) {
                *spot = other;
            }
            all.push(form);
        }
        return all;
    }
    let Value::Array(items) = form else {
        all.extend(alike(form, is_header));
        return all;
    };
    let most = items.iter().map(|item| alike(item, is_header).len()).max().unwrap_or(0);
    let nth = |item: &Value, number: usize| alike(item, is_header).into_iter().nth(number);
    let each = |number: usize| {
        Value::Array(items.iter().map(|item| nth(item, number).unwrap_or_else(|| item.clone())).collect())
    };
    all.extend((0..most).map(each));
    if let Some(item) = form.pointer(below).filter(|_| !below.is_empty()) {
        for other in alike(item, is_header) {
            let mut form = form.clone();
            if let Some(spot) = form.pointer_mut(below) {
                *spot = other;
            }
            all.push(form);
        }
    }
    all
}

/// An object with every scalar in it as text, and as what that looks like.
fn members_alike(members: &Map<String, Value>, is_header: bool) -> Vec<Value> {
    let others = |value: &Value| {
        if value.is_object() || value.is_array() { Vec::new() } else { alike(value, is_header) }
    };
    let most = members.values().map(|value| others(value).len()).max().unwrap_or(0);
    let nth = |value: &Value, number: usize| others(value).into_iter().nth(number).unwrap_or_else(|| value.clone());
    let each =
        |number: usize| Value::Object(members.iter().map(|(name, value)| (name.clone(), nth(value, number))).collect());
    (0..most).map(each).collect()
}

/// What else the text of a scalar may be read as.
fn alike(value: &Value, is_header: bool) -> Vec<Value> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let trimmed = text.trim();
    let mut all = vec![Value::from(text.as_str())];
    all.extend(number(trimmed));
    match trimmed.to_ascii_lowercase().as_str() {
        "true" | "1" => all.push(Value::Bool(true)),
        "false" | "0" => all.push(Value::Bool(false)),
        _ => {}
    }
    if is_header && !text.is_ascii() {
        // Its bytes, each for a character of Latin-1.
        all.push(text.bytes().map(char::from).collect::<String>().into());
    }
    all
}

/// The number that a text is to a generous reader.
fn number(text: &str) -> Option<Value> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        let plain = digits.trim_start_matches('0');
        let sign = if text.starts_with('-') { "-" } else { "" };
        let plain = if plain.is_empty() { "0".to_owned() } else { format!("{sign}{plain}") };
        return serde_json::from_str::<Number>(&plain).ok().map(Value::Number);
    }
    serde_json::from_str::<Number>(text).ok().map(Value::Number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{At, Drawer, Rng, Untold};
    use super::*;
    use crate::{contract::schema::Options, util::plain::plain};

    fn parts() -> Wire {
        Wire::Parts(Parts { headers: vec!["X-Trace".to_owned()], ..Parts::default() })
    }

    #[test]
    fn an_object_in_a_parameter_may_be_read_as_itself_or_with_its_members_as_texts() {
        let read = parameter(&json!({"a": 1, "b": {"c": 2}}), "", false);
        assert!(read.contains(&json!({"a": "1", "b": {"c": 2}})), "{read:?}");
        assert!(read.contains(&json!({"a": 1, "b": {"c": 2}})), "{read:?}");
    }

    #[test]
    fn a_request_of_parts_is_read_back_from_what_travels() {
        for (drawn, read) in [
            (json!({"query": {"a": 1, "b": "1", "c": true}}), json!({"query": {"a": 1, "b": "1", "c": true}})),
            (
                json!({"query": {"a": null, "b": [], "c": [null], "d": [null, 1, "x"]}}),
                json!({"query": {"d": [1, "x"]}}),
            ),
            (
                json!({"query": {"a": {"b": 1}, "c": [[1], {}]}}),
                json!({"query": {"a": "{\"b\":1}", "c": ["[1]", "{}"]}}),
            ),
            (json!({"query": {}, "more": 1, "body": null}), json!({"query": {}, "body": null})),
            (json!({"query": null, "headers": "x"}), json!({})),
            (json!({"query": 7, "headers": null}), json!({})),
            (json!({"query": ""}), json!({})),
            (json!({"query": "%zz=?"}), json!({"query": "%zz=?"})),
            (json!("text"), json!({})),
            (json!(null), json!({})),
            (json!([1]), json!({})),
            (
                json!({"headers": {"x-trace": " a b\t", "x-n": 7, "x-none": null, "x-list": ["a"]}}),
                json!({"headers": {"X-Trace": "a b", "x-n": 7, "x-list": "[\"a\"]"}}),
            ),
            (json!({"headers": {"X-A": "1", "x-a": "2"}}), json!({"headers": {"x-a": "2"}})),
        ] {
            assert_eq!(parts().read(&drawn), Some(read), "{drawn}");
            assert_eq!(Wire::Json.read(&drawn), Some(drawn));
        }
        for lost in [
            json!({"query": "a b"}),
            json!({"query": "a#b"}),
            json!({"query": "検索"}),
            json!({"headers": {"Content-Length": "3"}}),
            json!({"headers": {"transfer-encoding": "chunked"}}),
            json!({"headers": {"x-a": "a\nb"}}),
            json!({"headers": {"x-a": "a\u{0}b"}}),
        ] {
            assert_eq!(parts().read(&lost), None, "{lost}");
        }
        assert!(
            !parts().is_plain(&json!({"headers": {"x-a": "é"}})) && parts().is_plain(&json!({"query": {"a": "é"}}))
        );
    }

    #[test]
    fn a_text_may_be_read_as_what_it_looks_like() {
        for (text, due) in [
            ("5", Some(json!(5))),
            ("007", Some(json!(7))),
            ("+5", Some(json!(5))),
            ("-0", Some(json!(0))),
            ("123456789012345678", Some(json!(123_456_789_012_345_678_i64))),
            ("1.5", Some(json!(1.5))),
            ("", None),
            ("-", None),
            ("5a", None),
            ("NaN", None),
        ] {
            assert_eq!(number(text), due, "{text}");
        }
        assert_eq!(alike(&json!("TRUE"), false), [json!("TRUE"), json!(true)]);
        assert_eq!(alike(&json!(0), false), [json!("0"), json!(0), json!(false)]);
        assert_eq!(alike(&json!("é"), true), [json!("é"), json!("Ã©")]);
        let lists = parts().readings(&json!({"query": {"a": [5]}}), "/query/a");
        assert!(lists.contains(&json!({"query": {"a": 5}})) && lists.contains(&json!({"query": {"a": "5"}})));
        let one = parts().readings(&json!({"query": {"a": "5"}}), "/query/a");
        assert!(one.contains(&json!({"query": {"a": [5]}})) && one.contains(&json!({"query": {"a": 5}})));
        assert_eq!(parts().readings(&json!({"query": {}}), ""), [json!({}), json!({"query": {}, "headers": {}})]);
        assert_eq!(parts().readings(&json!({"body": {"a": "5"}}), "/body/a"), Vec::<Value>::new());
    }

    fn field(schema: Value) -> Value {
        let mut schema = schema;
        (schema["x-requirement"], schema["x-code"]) = (json!("A-1"), json!("E1"));
        schema
    }

    /// The kinds in which a drawer breaks the constraint of a keyword at a place, each with a value.
    fn drawn(schema: &Value, place: &str, keyword: &str) -> Vec<(String, Value)> {
        let drawer = Drawer::on(parts(), schema, &Options::default()).expect("a drawer");
        let mut rng = Rng::new(1, "wire");
        let constraints: Vec<_> =
            drawer.constraints().iter().filter(|one| one.place.as_str() == place && one.keyword == keyword).collect();
        let [constraint] = constraints.as_slice() else { panic!("{place} {keyword}") };
        let kinds = drawer.kinds(constraint);
        let each = kinds.into_iter().map(|kind| {
            let broken = drawer.broken(constraint, &kind, At::First, &mut rng).unwrap_or_else(|| panic!("{kind:?}"));
            (kind.name, broken.value)
        });
        each.collect()
    }

    /// As a public bug report has it: each of these is a good request to a server that keeps its contract.
    #[test]
    fn no_request_is_drawn_that_a_right_target_would_serve() {
        let query = json!({"type": "object", "properties": {
            "word": field(json!({"type": "string", "minLength": 1, "maxLength": 10})),
            "page": field(json!({"type": "integer", "minimum": 1, "maximum": 100})),
            "open": field(json!({"type": "boolean"})),
            "tags": field(json!({"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "integer", "minimum": 1}}))
        }});
        let schema = field(json!({"type": "object", "additionalProperties": false, "properties": {"query": query}}));
        let kinds = |place: &str, keyword: &str| -> Vec<String> {
            drawn(&schema, place, keyword).into_iter().map(|(kind, _)| kind).collect()
        };
        for (place, keyword) in
            [("", "type"), ("", "additionalProperties"), ("/query", "type"), ("/query/word", "type")]
        {
            assert_eq!(kinds(place, keyword), Vec::<String>::new(), "{place} {keyword}");
        }
        let types = drawn(&schema, "/query/page", "type");
        assert!(!types.is_empty());
        for (kind, value) in types {
            let page = &value["query"]["page"];
            let text = page.as_str().map_or_else(|| page.to_string(), str::to_owned);
            let is_good = text.trim().parse::<i64>().is_ok() || page.is_null() || text.is_empty();
            let is_one = page.as_array().is_some_and(|items| items.iter().any(|item| number(&plain(item)).is_some()));
            assert!(!is_good && !is_one, "{kind}: {value}");
        }
        for (place, keyword, due) in [
            ("/query/page", "minimum", "one-under"),
            ("/query/page", "maximum", "one-over"),
            ("/query/word", "maxLength", "one-over"),
            ("/query/tags", "maxItems", "one-over"),
            ("/query/tags/*", "minimum", "zero"),
        ] {
            let kinds = kinds(place, keyword);
            assert!(kinds.iter().any(|kind| kind.starts_with(due)), "{place} {keyword}: {kinds:?}");
        }
        let drawer = Drawer::on(parts(), &schema, &Options::default()).expect("a drawer");
        let constraint = |number: usize| &drawer.constraints()[number];
        let told = drawer.untold().iter().any(|untold| {
            matches!(untold, Untold::Kind(number, kind) if constraint(*number).place.as_str() == "/query/page" && kind.name == "null")
        });
        assert!(told, "{:?}", drawer.untold());
        let as_json = Drawer::new(&schema, &Options::default()).expect("a drawer");
        assert_eq!(as_json.untold(), []);
    }

    #[test]
    fn a_part_of_an_object_in_brackets_may_be_read_as_what_it_looks_like() {
        let nested = json!({"query": {"to": {"n": {"m": 5}, "t": "x"}}});
        let inside = parts().readings(&nested, "/query/to/n/m");
        assert!(inside.contains(&json!({"query": {"to": {"n": {"m": "5"}, "t": "x"}}})), "{inside:?}");
        assert!(
            parts().readings(&nested, "/query/to").contains(&json!({"query": {"to": [{"n": {"m": 5}, "t": "x"}]}}))
        );
    }

    #[test]
    fn a_valid_value_that_reads_back_as_another_is_in_no_class() {
        let schema = json!({"type": "object", "properties": {
            "query": {"type": "object", "properties": {"a": {"type": ["integer", "null"]}, "b": {"type": "array", "items": {}}}},
            "headers": {"type": "object", "properties": {"X-Trace": {"type": "string", "minLength": 1, "maxLength": 5}}}
        }});
        let drawer = Drawer::on(parts(), &schema, &Options::default()).expect("a drawer");
        let mut rng = Rng::new(1, "wire");
        let classes: Vec<String> =
            drawer.classes().iter().map(|class| format!("{} {}", class.place, class.name)).collect();
        assert!(!classes.iter().any(|class| class == "/query/a null"), "{classes:?}");
        assert!(drawer.untold().iter().any(|untold| matches!(untold, Untold::Class(class) if class.name == "null")));
        for class in drawer.classes() {
            let value = drawer.class(class, &mut rng).expect("it was tried out");
            assert_eq!(parts().read(&value).as_ref(), Some(&value), "{class:?}");
        }
        for _ in 0..200 {
            let value = drawer.random(&mut rng).expect("a value");
            assert!(drawer.keeps(&value), "{value}");
        }
    }
}
