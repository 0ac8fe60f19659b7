use serde_json::json;

use super::*;
use crate::run::{
    scope::base_scope,
    testing::{KEY, subject},
};

fn map(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// What comes of the first operation of the shop.
fn with<T>(ask: impl Fn(&Operation) -> T) -> T {
    ask(&subject("http://127.0.0.1:1").suite.contract.operations[0])
}

fn own() -> Own {
    let (headers, query) = (map(&json!({"Authorization": "Bearer k", "x": 1})), map(&json!({"a": "1"})));
    Own { headers, query, ..Own::default() }
}

#[test]
fn what_is_laid_over_replaces_and_null_takes_away() {
    let over = map(&json!({"authorization": null, "X": "ü"}));
    let query = json!({"b": ["x y", 2], "a": null, "c": "%&"});
    let over = Over { query: Some(&query), headers: Some(&over), ..Over::default() };
    let parts = with(|order| of(order, &own(), over, None, None)).expect("HTTP can carry it");
    assert_eq!(parts.headers, [("x".to_owned(), "ü".to_owned())]);
    assert_eq!(parts.query, "b=x+y&b=2&c=%25%26");
    assert_eq!(parts.spoken, ["authorization", "x"], "what is left out on purpose is spoken of as well");
}

#[test]
fn a_query_as_text_is_sent_as_it_is_and_a_body_says_that_it_is_json() {
    let query = json!("%zz&=");
    let over = Over { query: Some(&query), ..Over::default() };
    let body = |order: &Operation| Some(Body::of_bytes(order, Bytes::from_static(b"{}")));
    let parts = with(|order| of(order, &own(), over, body(order), None)).expect("carried");
    assert_eq!(parts.query, "%zz&=");
    assert!(parts.headers.contains(&("content-type".to_owned(), "application/json".to_owned())));
}

#[test]
fn what_http_cannot_carry_is_no_request() {
    for headers in [json!({"x": "a\nb"}), json!({"x y": "a"})] {
        let headers = map(&headers);
        let over = Over { headers: Some(&headers), ..Over::default() };
        assert!(with(|order| of(order, &own(), over, None, None)).is_none(), "{headers:?}");
    }
}

#[test]
fn the_templates_of_an_operation_are_filled_for_every_call() {
    let subject = subject("http://127.0.0.1:1");
    let own = |operation: usize| {
        let operation = &subject.suite.contract.operations[operation];
        Own::of(operation, &subject.suite.expressions, &base_scope(&subject)).expect("filled")
    };
    assert_eq!(own(0).headers, map(&json!({"X-Key": KEY})));
    assert_eq!(own(1).query, map(&json!({"shop": "north"})));
    let (expressions, scope) = (Expressions::new(), Scope::default());
    assert_eq!(object(&Value::Null, &expressions, &scope), Ok(Map::new()));
    let why = object(&json!([1]), &expressions, &scope).expect_err("a list").why;
    assert_eq!(why.english(), "[1] is not an object");
}

#[test]
fn a_request_that_is_a_body_is_sent_whole_and_one_of_parts_is_parted() {
    let subject = subject("http://127.0.0.1:1");
    let operations = &subject.suite.contract.operations;
    let drawn = Arc::new(json!({"item": "a", "body": 1}));
    let sent = of_drawn(&operations[0], &Own::default(), &drawn).expect("carried");
    assert_eq!((sent.body.as_ref(), sent.query.as_str()), (&b"{\"item\":\"a\",\"body\":1}"[..], ""));
    assert!(Arc::ptr_eq(sent.json.as_ref().expect("JSON"), &drawn), "what reads back alike is not copied");
    let drawn = Arc::new(json!({"query": {"item": "a"}, "headers": {"X-Trace": "t"}, "body": {"n": 1.0}}));
    let sent = of_drawn(&operations[1], &own(), &drawn).expect("carried");
    assert_eq!((sent.body.as_ref(), sent.query.as_str()), (&b"{\"n\":1.0}"[..], "a=1&item=a"));
    assert!(sent.headers.contains(&("x-trace".to_owned(), "t".to_owned())));
    assert_eq!(sent.json.as_deref(), Some(&*drawn));
    let bare = of_drawn(&operations[1], &Own::default(), &Arc::new(json!({"query": {}}))).expect("carried");
    assert_eq!((bare.body.len(), bare.headers.len(), bare.json.as_deref()), (0, 0, Some(&json!({"query": {}}))));
}

/// A target that returns 415 to a request without a Content-Type would rightly refuse an empty body for that.
#[test]
fn other_bytes_for_a_body_change_nothing_else() {
    let subject = subject("http://127.0.0.1:1");
    let operations = &subject.suite.contract.operations;
    let said = ("content-type".to_owned(), "application/json".to_owned());
    let drawn = json!({"item": "a"});
    for bytes in [&b""[..], b" \n", b"{"] {
        let sent = of_bytes(&operations[0], &own(), &drawn, Bytes::from_static(bytes)).expect("carried");
        let valid = of_drawn(&operations[0], &own(), &Arc::new(drawn.clone())).expect("carried");
        assert_eq!((&sent.headers, &sent.query), (&valid.headers, &valid.query), "{bytes:?}");
        assert!(sent.headers.contains(&said) && sent.body == bytes && sent.json.is_none());
    }
    let parts = json!({"query": {"item": "a"}, "headers": {"X-Trace": "t"}, "body": {"n": 1}});
    assert_eq!((body_of(&operations[1], &parts), body_of(&operations[0], &drawn)), (&json!({"n": 1}), &drawn));
    let sent = of_bytes(&operations[1], &own(), &parts, Bytes::from_static(b"[1]")).expect("carried");
    let valid = of_drawn(&operations[1], &own(), &Arc::new(parts)).expect("carried");
    assert_eq!((&sent.headers, &sent.query), (&valid.headers, &valid.query));
    assert_eq!(sent.json.as_deref(), Some(&json!({"query": {"item": "a"}, "headers": {"X-Trace": "t"}, "body": [1]})));
    let none = of(&operations[0], &own(), Over::default(), None, None).expect("carried");
    assert!(!none.headers.contains(&said), "a call without a body names no type");
}

#[test]
fn a_query_that_is_drawn_as_text_leaves_what_the_operation_sends_by_itself() {
    let subject = subject("http://127.0.0.1:1");
    let find = &subject.suite.contract.operations[1];
    let query = |own: &Own, text: &str| of_drawn(find, own, &Arc::new(json!({"query": text}))).expect("carried").query;
    assert_eq!(query(&own(), "%zz&="), "a=1&%zz&=");
    assert_eq!(query(&own(), ""), "a=1");
    assert_eq!(query(&Own::default(), "%zz&="), "%zz&=");
}

#[test]
fn the_headers_that_a_request_schema_describes_are_those_of_parts() {
    let subject = subject("http://127.0.0.1:1");
    let operations = &subject.suite.contract.operations;
    assert_eq!(described(&operations[1]), ["X-Trace"]);
    assert_eq!(described(&operations[0]), Vec::<String>::new());
}
