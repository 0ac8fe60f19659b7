//! A body that is in a journal already is not written again, and is restored wherever it was; one that did not fit is not.

use serde_json::{Value, json};

use super::{Exchanges, FILE, Journal, Journaled, Keeper, Noted, Purpose, Writer, sink::MOST};
use crate::{
    run::{
        Head,
        runtime::block_on,
        testing::{exchange, folder, plan, subject},
    },
    target::{Exchange, Redactor, Resend, Sent},
};

const TRIAL: &str = "shop/order/raw/empty";

fn head() -> Head {
    plan(subject("http://127.0.0.1:1")).head("2026-11-22T00:00:00Z".to_owned(), None, &|trial| trial.name == TRIAL)
}

/// Text that no compressor makes small.
fn noise(seed: u64, length: usize) -> String {
    let mut state = seed + 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'0' + u8::try_from(state >> 58).unwrap_or_default())
    };
    (0..length).map(|_| next()).filter(|c| *c != '\\').collect()
}

fn answers() -> Vec<Exchange> {
    let long = |seed: u64| json!({"rows": noise(seed, 40_000)});
    let all = [long(1), long(2), long(1), json!("short"), long(1), json!("short"), long(3), long(2)];
    all.iter()
        .zip(0..)
        .map(|(answer, number)| exchange(&json!({"item": "a".repeat(80), "n": number % 2}), 200, answer))
        .collect()
}

/// Keeps exchanges in the journal of a folder.
fn keep(journal: Journal, answers: &[Exchange], purpose: Purpose) -> Keeper {
    let keeper = Keeper::new(Some(journal), std::collections::HashMap::new());
    let mut writer = Writer::new(&keeper, "shop", TRIAL);
    (writer.case, writer.operation) = (1, "order");
    for answer in answers {
        block_on(writer.keep((purpose, Noted::default()), async { Ok(answer.clone()) })).expect("an answer");
    }
    keeper
}

#[test]
fn equal_bodies_stand_once_and_come_back_everywhere() {
    let (folder, answers) = (folder("once"), answers());
    let keeper = keep(Journal::create(&folder, &head()).expect("a journal"), &answers, Purpose::Case);
    assert_eq!(keeper.journal.as_ref().and_then(|journal| journal.failure()), None);
    drop(keeper);
    let size = std::fs::metadata(folder.join(FILE)).expect("a file").len();
    assert!(size < 4 * 40_000, "three of five long bodies are written: {size} bytes");
    let mut exchanges = Exchanges::open(&folder).expect("a journal");
    let mut places = Vec::new();
    let visited = exchanges.each(|place, read| {
        let due = &answers[read.number];
        assert!(read.request == due.request_body && read.response == due.response_body, "request {}", read.number);
        places.push(place);
        Ok(())
    });
    assert_eq!((visited, places.len()), (Ok(()), answers.len()));
    for (place, due) in places.iter().zip(&answers).rev() {
        assert_eq!(exchanges.at(*place, |read| read.response == due.response_body), Ok(true));
    }
    // A run that goes on knows them all, and names none of them before it has written it again.
    let journaled = Journaled::read(&folder, true).expect("a journal");
    assert_eq!((journaled.past[TRIAL].len(), journaled.left_out), (answers.len(), 0));
    drop(keep(journaled.go_on().expect("it goes on"), &answers[..3], Purpose::Again));
    let keeper = Keeper::new(None, Journaled::read(&folder, true).expect("a journal").past);
    let mut writer = Writer::new(&keeper, "shop", TRIAL);
    for due in &answers[..3] {
        let sent = Sent {
            method: due.method.clone(),
            url: due.url.clone(),
            headers: due.headers.clone(),
            body: due.request_body.clone(),
            json: due.request.clone(),
        };
        let known = writer.recall(&sent, &Redactor::default(), Resend::Never).expect("it was asked");
        let known = known.expect("it was answered");
        assert_eq!(known.response_body, due.response_body);
    }
}

#[test]
fn a_place_where_no_body_stands_is_told() {
    for (line, told) in [(1, "another line names a body that does not stand here"), (9, "there is no line 9")] {
        let folder = folder("once-nowhere");
        let text = crate::run::testing::journal_text(
            &head(),
            [crate::run::testing::asked_line(
                TRIAL,
                1,
                0,
                &json!({"response": Value::Null, "response_as": {"line": line, "of": "response"}}),
            )
            .replace("\"response\":null,", "")],
        );
        std::fs::write(folder.join(super::PLAIN), text).expect("a file");
        let error = Journaled::read(&folder, true).expect_err("the body is nowhere").to_string();
        assert!(error.contains(told) && error.ends_with("; take it from a copy"), "{error}");
        assert!(Journaled::read(&folder, false).is_ok(), "to render a run no body is needed");
        assert!(Exchanges::open(&folder).expect("a journal").each(|_, _| Ok(())).is_err());
    }
}

#[test]
fn what_has_no_room_is_left_out_counted_and_asked_again() {
    for (most, purpose, kept, left_out) in [
        (None, Purpose::Case, 8, 0),
        (Some(MOST), Purpose::Case, 8, 0),
        // The head and the first long body are more.
        (Some(20_000), Purpose::Case, 1, 7),
        // Other readings are tried when the reports are made.
        (Some(20_000), Purpose::Likely, 1, 0),
    ] {
        let folder = folder("once-room");
        let journal = Journal::create(&folder, &head()).expect("a journal").bounded(most);
        let keeper = keep(journal, &answers(), purpose);
        assert_eq!(keeper.journal.as_ref().map(|journal| journal.left_out()), Some(left_out));
        drop(keeper);
        let journaled = Journaled::read(&folder, true).expect("a journal");
        assert_eq!((journaled.left_out, journaled.past[TRIAL].len()), (left_out, kept), "{most:?}");
        let more = journaled.go_on().expect("it goes on").bounded(most);
        assert_eq!(more.left_out(), left_out, "what was left out before counts");
    }
}
