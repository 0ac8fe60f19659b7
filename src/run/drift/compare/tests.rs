//! Pairs of bodies.

use serde_json::json;

use super::*;

fn with<T>(sent: &[&str], compare: impl FnOnce(Hints<'_>) -> T) -> T {
    let sent: BTreeSet<String> = sent.iter().map(|text| (*text).to_owned()).collect();
    compare(Hints {
        is_code: &|pointer| pointer.ends_with("/error_code"),
        is_unordered: &|_| false,
        newness: &|_| Newness::Known,
        masks: &Masks::new(&["shop".to_owned()]),
        sent: [&sent, &sent],
        renamed: &BTreeMap::new(),
        starts: (1_795_000_000, 1_800_000_000),
    })
}

fn compared(a: &Value, b: &Value) -> Compared {
    with(&["2024/04/01", "5000"], |hints| bodies(a.to_string().as_bytes(), b.to_string().as_bytes(), hints))
}

fn passed(a: &Value, b: &Value) -> Vec<(String, &'static str)> {
    let compared = compared(a, b);
    assert_eq!(compared.differences, []);
    compared.masked
}

fn changes(a: &Value, b: &Value) -> Vec<(&'static str, String, String, String)> {
    compared(a, b).differences.into_iter().map(|d| (d.kind.name(), d.place, d.from, d.to)).collect()
}

fn row(kind: &'static str, place: &str, from: &str, to: &str) -> Vec<(&'static str, String, String, String)> {
    vec![(kind, place.to_owned(), from.to_owned(), to.to_owned())]
}

#[test]
fn ids_and_times_are_passed_over_and_listed() {
    let a =
        json!({"rows": [{"id": 100_200, "at": "2024-04-01T10:00:00Z"}, {"id": 100_201, "at": "2024-04-01T10:00:00Z"}]});
    let b =
        json!({"rows": [{"id": 100_300, "at": "2024-05-01T10:00:00Z"}, {"id": 100_201, "at": "2024-04-01T10:00:00Z"}]});
    assert_eq!(passed(&a, &b), [("/rows/*/id".to_owned(), "id"), ("/rows/*/at".to_owned(), "time")]);
}

#[test]
fn a_field_that_is_named_is_passed_over_unless_its_type_changes() {
    let a = json!({"shop": "north", "of": {"shop": ["a", "b"]}});
    let b = json!({"shop": "south, and further on", "of": {"shop": ["a", "c"]}});
    assert_eq!(passed(&a, &b), [("/shop".to_owned(), "word"), ("/of/shop/*".to_owned(), "word")]);
    assert_eq!(changes(&json!({"shop": "a"}), &json!({"shop": 1})), row("shape", "/shop", "string", "number"));
}

#[test]
fn a_number_near_the_start_of_its_run_is_the_time() {
    let at = |a: u64, b: u64| (json!({"amount": a}), json!({"amount": b}));
    let (a, b) = at(1_795_000_100, 1_800_000_007);
    assert_eq!(passed(&a, &b), [("/amount".to_owned(), "time")]);
    let (a, b) =
        (json!({"of": "1795000100", "at": 1_795_000_100.25}), json!({"of": "1800000007", "at": 1_800_000_007.5}));
    assert_eq!(passed(&a, &b), [("/of".to_owned(), "time"), ("/at".to_owned(), "time")]);
    let (a, b) = at(1_795_000_100, 1_795_000_101);
    assert_eq!(changes(&a, &b), row("value", "/amount", "number", "number"));
}

#[test]
fn an_amount_is_no_id_however_large() {
    let found =
        changes(&json!({"rows": [{"amount": 9_999_999_999_u64}]}), &json!({"rows": [{"amount": 9_999_999_998_u64}]}));
    assert_eq!(found, row("value", "/rows/*/amount", "number", "number"));
}

#[test]
fn what_the_request_holds_is_no_id() {
    let found = changes(&json!({"date": "2024/04/01"}), &json!({"date": "2024/04/02"}));
    assert_eq!(found, row("value", "/date", "date", "date"));
}

#[test]
fn what_is_another_one_each_time_is_met_in_a_request_by_chance() {
    for (newness, changes) in [(Newness::Fleeting, 0), (Newness::New, 1)] {
        let newness = |_: &str| newness;
        let found = with(&["5000"], |hints| {
            values(&json!({"span": 5000}), &json!({"span": 17}), Hints { newness: &newness, ..hints }).differences.len()
        });
        assert_eq!(found, changes);
    }
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
    let compared = with(&[], |hints| bodies(b"{}", b"<p>busy</p>", hints));
    assert_eq!(compared.differences[0].to, "no JSON: <p>busy</p>");
    assert_eq!(with(&[], |hints| bodies(b"<p>", b"<p>", hints)), Compared::default());
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
    let example = |a: Value, b: Value| compared(&json!({"m": a}), &json!({"m": b})).differences.swap_remove(0).example;
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
        let mut compared = with(&[], |hints| bodies(a, b, hints));
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
