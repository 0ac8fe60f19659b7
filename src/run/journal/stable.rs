//! Writing and reading a line of the journal gives the same line.

use bytes::Bytes;
use proptest::{collection::vec, option, prelude::*};

use super::{
    bodies::{Elsewhere, Part},
    body::Body,
    line::{Asked, Due, Line, Read, ReadExchange},
    noted::Lost,
    purpose::Purpose,
};
use crate::{
    contract::Level,
    target::{ErrorKind, Heads},
};

fn due() -> impl Strategy<Value = Due> {
    let level = prop_oneof![Just(None), Just(Some(Level::Must)), Just(Some(Level::Open))];
    (any::<String>(), level).prop_map(|(requirement, level)| match requirement.as_str() {
        "" => Due::default(),
        _ => Due { requirement, level },
    })
}

/// Bytes as bodies have them: text, with what JSON escapes, and anything else.
fn body() -> impl Strategy<Value = Bytes> {
    prop_oneof![any::<String>().prop_map(Bytes::from), vec(any::<u8>(), 0..80).prop_map(Bytes::from)]
}

fn purpose() -> impl Strategy<Value = Purpose> {
    prop_oneof![
        Just(Purpose::Case),
        Just(Purpose::Shrink),
        Just(Purpose::Again),
        Just(Purpose::Likely),
        Just(Purpose::Ahead)
    ]
}

fn place() -> impl Strategy<Value = Option<Elsewhere>> {
    let part = prop_oneof![Just(Part::Request), Just(Part::Response)];
    option::of((any::<u64>(), part).prop_map(|(line, of)| Elsewhere { line, of }))
}

fn lost() -> impl Strategy<Value = Option<Lost>> {
    let kind = prop_oneof![Just(ErrorKind::Interrupted), Just(ErrorKind::Timeout), Just(ErrorKind::Reset)];
    option::of((kind, any::<String>()).prop_map(|(kind, why)| Lost { kind, why: why.into() }))
}

fn exchange() -> impl Strategy<Value = ReadExchange<'static>> {
    let names = any::<(String, String, String, String)>();
    let numbers = (any::<(u64, u64, u64, usize)>(), any::<(u16, u32)>());
    let told = || option::of(any::<String>());
    let headers = (
        vec(any::<(String, String)>(), 0..4),
        any::<String>(),
        (told(), told(), told()),
        vec(("[a-z-]{1,9}", any::<String>()), 0..3),
    );
    let judged = (due(), purpose(), vec(any::<String>(), 0..3));
    let places = (place(), option::of(any::<u64>()), place(), option::of(any::<u64>()));
    let before = (lost(), option::of(any::<u64>()), option::of(any::<u64>()));
    let parts = (names, numbers, headers, judged, body(), body(), places, before);
    parts.prop_map(|(names, numbers, headers, judged, request, response, places, (lost, ahead, out))| {
        let (trial, operation, method, url) = names;
        let ((case, at, micros, number), (status, attempts)) = numbers;
        let (headers, content_type, (retry_after, content_encoding, location), back) = headers;
        let (due, purpose, leaked) = judged;
        ReadExchange {
            trial: trial.into(),
            case,
            number,
            operation,
            due,
            purpose,
            at,
            method,
            url,
            headers,
            request,
            request_as: places.0,
            request_left_out: places.1,
            status,
            content_type,
            retry_after,
            content_encoding,
            location,
            response_headers: Heads::of(back.iter().map(|(name, text)| (format!("x-{name}"), text.as_str()))),
            response,
            response_as: places.2,
            response_left_out: places.3,
            leaked,
            micros,
            attempts,
            lost,
            ahead,
            out,
        }
    })
}

fn written(exchange: &ReadExchange<'_>) -> String {
    let line = Line::Exchange(Asked {
        trial: &exchange.trial,
        case: exchange.case,
        number: exchange.number,
        operation: &exchange.operation,
        due: &exchange.due,
        purpose: exchange.purpose,
        at: exchange.at,
        method: &exchange.method,
        url: &exchange.url,
        headers: &exchange.headers,
        request: Body::of(&exchange.request),
        request_as: exchange.request_as,
        request_left_out: exchange.request_left_out,
        status: exchange.status,
        content_type: &exchange.content_type,
        retry_after: exchange.retry_after.as_deref(),
        content_encoding: exchange.content_encoding.as_deref(),
        location: exchange.location.as_deref(),
        response_headers: &exchange.response_headers,
        response: Body::of(&exchange.response),
        response_as: exchange.response_as,
        response_left_out: exchange.response_left_out,
        leaked: &exchange.leaked,
        micros: exchange.micros,
        attempts: exchange.attempts,
        lost: exchange.lost.as_ref(),
        ahead: exchange.ahead,
        out: exchange.out,
    });
    serde_json::to_string(&line).expect("an exchange has a line")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_exchange_reads_back_as_it_was_written(exchange in exchange()) {
        let text = written(&exchange);
        prop_assert!(!text.contains('\n'));
        let Ok(Read::Exchange(read)) = serde_json::from_str(&text) else { panic!("{text}") };
        prop_assert_eq!(&*read, &exchange);
        prop_assert_eq!(written(&read), text);
    }
}

#[test]
fn every_part_of_an_exchange_is_written() {
    let due = Due { requirement: "R".to_owned(), level: Some(Level::Must) };
    let line = Line::Exchange(Asked {
        trial: "t",
        case: 1,
        number: 2,
        operation: "o",
        due: &due,
        purpose: Purpose::Again,
        at: 3,
        method: "PUT",
        url: "u",
        headers: &[("a".to_owned(), "b".to_owned())],
        request: Body::of(b"q"),
        request_as: Some(Elsewhere { line: 6, of: Part::Response }),
        request_left_out: Some(7),
        status: 200,
        content_type: "c",
        retry_after: Some("1"),
        content_encoding: Some("gzip"),
        location: Some("l"),
        response_headers: &Heads::of([("etag", "1")]),
        response: Body::of(b"\xff"),
        response_as: Some(Elsewhere { line: 8, of: Part::Request }),
        response_left_out: Some(9),
        leaked: &["k".to_owned()],
        micros: 4,
        attempts: 5,
        lost: Some(&Lost { kind: ErrorKind::Timeout, why: "w".into() }),
        ahead: Some(10),
        out: Some(11),
    });
    let written = serde_json::to_value(&line).expect("an exchange has a line");
    let parts = written["exchange"].as_object().map_or(0, serde_json::Map::len);
    assert_eq!((parts, &written["exchange"]["response"]), (28, &serde_json::json!({"base64": "/w=="})), "{written}");
}
