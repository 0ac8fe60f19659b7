//! Tests of the way of one trial to its target.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};

use super::*;
use crate::{
    run::{
        runtime::block_on,
        stage::Stage,
        testing::{Reply, Server, call, edited, files, honest, profile, settings, stage, subject},
    },
    target::{ContractProfile, ErrorKind, Limits, Profile},
};

fn good() -> Value {
    json!({"item": "a", "count": 1})
}

/// Does something with a lane to the shop.
fn on_lane<T>(subject: &Subject, body: impl AsyncFnOnce(&mut Lane<'_>, &Stage<'_>) -> T) -> T {
    let (settings, session) = (settings(), Session::new(subject));
    let stage = stage(subject, &settings, 0);
    block_on(async {
        let mut lane = Lane::open(subject, &session, "t").await.expect("a lane");
        body(&mut lane, &stage).await
    })
}

#[test]
fn a_call_goes_where_its_operation_says_and_what_came_is_counted() {
    let server = Server::start(honest);
    let subject = subject(&server.url);
    let tap = super::super::Tap::default();
    let mut session = Session::new(&subject);
    session.tap = Some(Arc::clone(&tap));
    let settings = settings();
    let stage = stage(&subject, &settings, 0);
    let latency = block_on(async {
        let mut lane = Lane::open(&subject, &session, "t").await.expect("a lane");
        lane.send(call(&stage, &good())).await.expect("an answer");
        let mut other = call(&stage, &good());
        (other.method, other.request.query) = (Some("PUT".to_owned()), "a=1".to_owned());
        lane.send(other).await.expect("an answer");
        assert_eq!((lane.exchanges, lane.is_cut_short()), (2, false));
        let made: Vec<&str> = lane.made.iter().map(|made| made.id.as_str()).collect();
        assert_eq!(made, ["o-1"], "the same record is noted once");
        lane.latency()
    });
    let asked = server.asked();
    assert_eq!((asked[0].method.as_str(), asked[0].path.as_str()), ("POST", "/orders"));
    assert_eq!((asked[1].method.as_str(), asked[1].path.as_str()), ("PUT", "/orders?a=1"));
    assert_eq!(latency.keys().collect::<Vec<_>>(), ["order"]);
    assert_eq!((latency["order"].count(), tap.lock().expect("free").len()), (2, 2));
}

#[test]
fn the_records_that_a_trial_notes_are_limited() {
    let server = Server::start(honest);
    for (before, noted) in [(created::MOST - 1, true), (created::MOST, false)] {
        on_lane(&subject(&server.url), async |lane, stage| {
            let made = |id: usize| Made { operation: "x".to_owned(), place: String::new(), id: id.to_string() };
            lane.made = (0..before).map(made).collect();
            lane.send(call(stage, &good())).await.expect("an answer");
            assert_eq!(lane.made.iter().any(|made| made.id == "o-1"), noted, "{before}");
        });
    }
}

#[test]
fn what_writes_is_never_sent_again_and_what_only_reads_is() {
    for (writes, arrived) in [(true, 2), (false, 3)] {
        // The second request on the connection is read, and the connection ends without a response.
        let server = Server::start(|ask| if ask.number == 1 { Reply::hang_up() } else { honest(ask) });
        let files = edited(files(), "schemas/shop/contract.json", |contract| {
            contract["operations"]["order"]["writes"] = writes.into();
        });
        let subject = Subject::url(&files, "shop", profile(&server.url)).expect("a subject");
        let came = on_lane(&subject, async |lane, stage| {
            lane.send(call(stage, &good())).await.expect("a response");
            let came = lane.send(call(stage, &good())).await;
            assert_eq!(lane.exchanges, arrived, "each that went out counts");
            came
        });
        assert_eq!((came.is_ok(), server.count() as u64), (!writes, arrived));
    }
}

#[test]
fn what_every_further_request_would_meet_is_met_once() {
    let subject = subject("http://127.0.0.1:1");
    on_lane(&subject, async |lane, stage| {
        let first = lane.send(call(stage, &good())).await.expect_err("nobody listens");
        assert_eq!(first.kind, ErrorKind::Refused);
        let again = lane.send(call(stage, &good())).await.expect_err("nobody listens");
        assert_eq!((again, lane.exchanges), (first, 0));
        assert_eq!(lane.session.breaker.enter(), Ok(Duration::from_millis(250)), "one failure was counted");
    });
    let server = Server::start(|ask| if ask.number == 0 { Reply::hang_up() } else { honest(ask) });
    let subject = super::super::testing::subject(&server.url);
    on_lane(&subject, async |lane, stage| {
        let error = lane.send(call(stage, &good())).await.expect_err("it hung up");
        assert_eq!(error.kind, ErrorKind::Reset);
        assert!(lane.send(call(stage, &good())).await.is_ok(), "a connection that breaks is no reason to stop");
        assert_eq!(lane.session.breaker.enter(), Ok(Duration::ZERO));
    });
}

#[test]
fn a_budget_that_is_spent_stops_a_trial_only_where_a_case_is_kept_from_it() {
    let server = Server::start(honest);
    let limits = Limits { requests: Some(1), ..Limits::default() };
    let given = ContractProfile { limits, ..profile(&server.url) };
    let subject = Subject::url(&files(), "shop", given).expect("a subject");
    for (purpose, cut) in [(Purpose::Shrink, false), (Purpose::Again, false), (Purpose::Case, true)] {
        on_lane(&subject, async |lane, stage| {
            lane.send(call(stage, &good())).await.expect("an answer");
            lane.purpose = purpose;
            let error = lane.send(call(stage, &good())).await.expect_err("it is spent");
            assert_eq!((error.kind, lane.is_cut_short()), (ErrorKind::Stopped, cut), "{purpose:?}");
        });
    }
}

#[test]
fn a_run_that_is_to_end_asks_nothing_more() {
    let server = Server::start(honest);
    on_lane(&subject(&server.url), async |lane, stage| {
        lane.session.keeper.cancel.request();
        let error = lane.send(call(stage, &good())).await.expect_err("it is to end");
        assert_eq!((error.kind, lane.is_cut_short(), lane.stopped.is_none()), (ErrorKind::Interrupted, true, true));
    });
    assert_eq!(server.count(), 0);
}

#[test]
fn a_token_that_is_taken_no_more_is_renewed_once() {
    let server = Server::start(|ask| {
        let token = ask.header("authorization").unwrap_or_default();
        match (ask.path.as_str(), ask.number) {
            ("/token", number) => {
                Reply::json(200, &json!({"access_token": format!("t{number}"), "token_type": "Bearer"}))
            }
            // The token of the first request is good until the fourth.
            (_, number) if token == "Bearer t0" && number >= 3 => Reply::json(401, &json!({})),
            _ => honest(ask),
        }
    });
    let text = format!(
        "name = \"shop\"\n[shop]\nurl = \"{0}\"\n[shop.auth]\nkind = \"oauth2\"\ntoken-url = \"{0}/token\"\nclient-id = \"c\"\nclient-secret = \"s\"\n",
        server.url
    );
    let read = Profile::parse("p.toml", &text, &|_| None).expect("a profile").contracts.remove("shop").expect("one");
    let given = ContractProfile { auth: read.auth, ..profile(&server.url) };
    let subject = Subject::url(&files(), "shop", given).expect("a subject");
    on_lane(&subject, async |lane, stage| {
        for (status, attempts) in [(201, 1), (201, 1), (201, 2), (201, 1)] {
            let exchange = lane.send(call(stage, &good())).await.expect("an answer");
            assert_eq!((exchange.status, exchange.attempts), (status, attempts));
        }
        assert_eq!((lane.exchanges, lane.session.gate.passed()), (5, 5), "what was sent again counts");
    });
    let paths: Vec<String> = server.asked().into_iter().map(|ask| ask.path).collect();
    assert_eq!(paths.iter().filter(|path| *path == "/token").count(), 2, "{paths:?}");
}
