//! Writing and reading a line of the journal gives the same line.

use bytes::Bytes;
use proptest::{collection::vec, option, prelude::*};

use super::{
    body::Body,
    line::{Asked, Due, Line, Read, ReadExchange},
    purpose::Purpose,
};
use crate::contract::Level;

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
    prop_oneof![Just(Purpose::Case), Just(Purpose::Shrink), Just(Purpose::Again), Just(Purpose::Likely)]
}

/// What was read, as it is written.
fn asked<'a>(read: &'a ReadExchange<'_>) -> Asked<'a> {
    Asked {
        trial: &read.trial,
        case: read.case,
        number: read.number,
        operation: &read.operation,
        due: &read.due,
        purpose: read.purpose,
        at: read.at,
        method: &read.method,
        url: &read.url,
        headers: &read.headers,
        request: Body::of(&read.request),
        status: read.status,
        content_type: &read.content_type,
        retry_after: read.retry_after.as_deref(),
        response: Body::of(&read.response),
        leaked: &read.leaked,
        micros: read.micros,
        attempts: read.attempts,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_exchange_reads_back_as_it_was_written(
        (trial, operation, method, url) in any::<(String, String, String, String)>(),
        (case, at, micros, number) in any::<(u64, u64, u64, usize)>(),
        (status, attempts, content_type) in any::<(u16, u32, String)>(),
        (due, purpose) in (due(), purpose()),
        (headers, leaked, retry_after) in
            (vec(any::<(String, String)>(), 0..4), vec(any::<String>(), 0..3), option::of(any::<String>())),
        (request, response) in (body(), body()),
    ) {
        let line = Line::Exchange(Asked {
            trial: &trial,
            case,
            number,
            operation: &operation,
            due: &due,
            purpose,
            at,
            method: &method,
            url: &url,
            headers: &headers,
            request: Body::of(&request),
            status,
            content_type: &content_type,
            retry_after: retry_after.as_deref(),
            response: Body::of(&response),
            leaked: &leaked,
            micros,
            attempts,
        });
        let text = serde_json::to_string(&line).expect("an exchange has a line");
        prop_assert!(!text.contains('\n'));
        let Ok(Read::Exchange(read)) = serde_json::from_str(&text) else { panic!("{text}") };
        prop_assert_eq!((&*read.trial, &read.operation, &read.method, &read.url), (&*trial, &operation, &method, &url));
        prop_assert_eq!((read.case, read.at, read.micros, read.number), (case, at, micros, number));
        prop_assert_eq!((read.status, read.attempts, &read.content_type), (status, attempts, &content_type));
        prop_assert_eq!((&read.due, read.purpose), (&due, purpose));
        prop_assert_eq!((&read.headers, &read.leaked, &read.retry_after), (&headers, &leaked, &retry_after));
        prop_assert_eq!((&read.request, &read.response), (&request, &response));
        // And once more: what was read writes the same line.
        let again = Line::Exchange(asked(&read));
        prop_assert_eq!(serde_json::to_string(&again).expect("an exchange has a line"), text);
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
        status: 200,
        content_type: "c",
        retry_after: Some("1"),
        response: Body::of(b"\xff"),
        leaked: &["k".to_owned()],
        micros: 4,
        attempts: 5,
    });
    let written = serde_json::to_value(&line).expect("an exchange has a line");
    let parts = written["exchange"].as_object().map_or(0, serde_json::Map::len);
    assert_eq!((parts, &written["exchange"]["response"]), (18, &serde_json::json!({"base64": "/w=="})), "{written}");
}
