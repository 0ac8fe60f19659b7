//! What a trial writes and recalls.

use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::{
    run::{
        runtime::block_on,
        testing::{Memory, asked_line, exchange, finding, found, journal_text, plan, record, reread, subject},
    },
    target::{ErrorKind, Resend},
};

/// A keeper that writes to memory, and a head to read back with.
fn keeper() -> (Keeper, Memory) {
    let mut plan = plan(subject("http://127.0.0.1:1"));
    let memory = Memory::of(&mut plan);
    (plan.sessions[0].keeper.clone(), memory)
}

fn sent(url: &str) -> Sent {
    let json: Value = json!(url);
    Sent {
        method: "POST".to_owned(),
        url: url.to_owned(),
        headers: Vec::new(),
        body: json.to_string().into(),
        json: Some(json.into()),
    }
}

#[test]
fn exchanges_are_numbered_from_the_first_of_their_trial() {
    let (keeper, memory) = keeper();
    let mut scribe = Writer::new(&keeper, "shop", "t");
    (scribe.case, scribe.operation) = (4, "order");
    for purpose in [Purpose::Case, Purpose::Shrink] {
        let answer = exchange(&json!(1), 201, &json!({"a": 1}));
        let kept = block_on(scribe.keep((purpose, Noted::default()), async { Ok(answer) })).expect("an answer");
        assert_eq!(kept.status, 201);
    }
    let lines = memory.lines("exchange");
    assert_eq!((lines.len(), &lines[0]["number"], &lines[1]["number"]), (2, &json!(0), &json!(1)));
    assert_eq!(
        (&lines[0]["trial"], &lines[0]["case"], &lines[0]["operation"]),
        (&json!("t"), &json!(4), &json!("order"))
    );
    assert_eq!((lines[0].get("purpose"), &lines[1]["purpose"]), (None, &json!("shrink")));
    assert_eq!((&lines[0]["response"], &lines[0]["status"]), (&json!({"text": "{\"a\":1}"}), &json!(201)));
}

#[test]
fn what_is_known_is_recalled_up_to_the_first_other_request() {
    let head = plan(subject("http://127.0.0.1:1")).head("2026-11-22T00:00:00Z".to_owned(), None, &|_| true);
    let line = |number: usize, url: &str| {
        asked_line("t", 1, number, &json!({"url": url, "request": {"text": json!(url).to_string()}}))
    };
    let text = journal_text(&head, [line(0, "a"), line(1, "b"), line(2, "c")]);
    let keeper = Keeper::new(None, reread(&text).past);
    let (mut scribe, redactor) = (Writer::new(&keeper, "shop", "t"), Redactor::default());
    assert!(scribe.recall(&sent("a"), &redactor, Resend::Never).is_some() && scribe.recalled);
    assert_eq!(scribe.number, 1);
    assert!(scribe.recall(&sent("x"), &redactor, Resend::Never).is_none() && !scribe.recalled);
    assert!(scribe.recall(&sent("c"), &redactor, Resend::Never).is_none(), "what follows rests on another answer");
    assert_eq!(scribe.number, 1);
    assert!(Writer::new(&keeper, "shop", "t").trail.is_empty(), "it was handed out");
}

#[test]
fn a_trial_beside_the_plan_leaves_no_record_and_no_finding() {
    for (aside, kept) in [(None, 1), (Some(Aside::reading("most", "50")), 0)] {
        let (keeper, memory) = keeper();
        let keeper = Keeper { aside, ..keeper };
        keeper.ended(&record("t", Vec::new()));
        let mut scribe = Writer::new(&keeper, "shop", "t");
        scribe.found(&found(finding("A")));
        assert_eq!((memory.lines("trial").len(), memory.lines("found").len()), (kept, kept));
        let answer = exchange(&json!(1), 201, &json!({}));
        block_on(scribe.keep((Purpose::Again, Noted::default()), async { Ok(answer) })).expect("an answer");
        let line = &memory.lines("exchange")[0];
        let due = if kept == 1 { ("t", "again") } else { ("t as most=50", "likely") };
        assert_eq!((&line["trial"], &line["purpose"]), (&json!(due.0), &json!(due.1)));
    }
}

#[test]
fn a_run_that_can_no_longer_be_kept_goes_on_no_longer() {
    let (keeper, _) = keeper();
    keeper.written(true);
    assert!(!keeper.cancel.is_requested());
    keeper.written(false);
    assert!(keeper.cancel.is_requested());
}

#[test]
fn whoever_waits_for_a_turn_gives_up_when_the_run_is_to_end() {
    let keeper = Keeper::default();
    let mut scribe = Writer::new(&keeper, "shop", "t");
    assert_eq!(block_on(scribe.unless_halted(async { 7 })), Ok(7));
    assert!(!scribe.halted);
    keeper.cancel.request();
    for _ in 0..2 {
        let error = block_on(scribe.unless_halted(async { 7 })).expect_err("it is to end");
        assert_eq!((error.kind, scribe.halted), (ErrorKind::Interrupted, true));
    }
}

#[test]
fn an_answer_under_way_is_waited_for_and_not_for_ever() {
    let keeper = Keeper::default();
    keeper.cancel.request();
    let mut scribe = Writer::new(&keeper, "shop", "t");
    let soon = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok(exchange(&json!(1), 201, &json!({})))
    };
    assert!(block_on(scribe.keep((Purpose::Case, Noted::default()), soon)).is_ok() && !scribe.halted);
    let error =
        block_on(scribe.keep((Purpose::Case, Noted::default()), std::future::pending())).expect_err("it never comes");
    assert_eq!((error.kind, scribe.halted, scribe.number), (ErrorKind::Interrupted, true, 1));
}

#[test]
fn what_got_no_response_is_kept_and_what_writes_is_not_sent_again() {
    let (keeper, memory) = keeper();
    let (redactor, mut scribe) = (Redactor::default(), Writer::new(&keeper, "shop", "t"));
    let errors = [TransportError::interrupted(), TransportError::known(ErrorKind::Timeout, "read it".into())];
    for (error, number) in errors.iter().zip(0..) {
        scribe.unanswered(Purpose::Case, (&sent(&number.to_string()), error, Noted::default()), &redactor);
    }
    // Nothing of it went out.
    scribe.unanswered(
        Purpose::Case,
        (&sent("2"), &TransportError::known(ErrorKind::Refused, "connect".into()), Noted::default()),
        &redactor,
    );
    let lines = memory.lines("exchange");
    let kinds: Vec<_> = lines.iter().map(|line| (&line["lost"]["kind"], &line["status"], &line["number"])).collect();
    assert_eq!(kinds, [(&json!("interrupted"), &json!(0), &json!(0)), (&json!("timeout"), &json!(0), &json!(1))]);
    let journaled = reread(&memory.text());
    assert_eq!((journaled.asked["t"], journaled.past["t"].len()), (2, 2), "they went out");
    for (resend, due) in
        [(Resend::Never, [Some(ErrorKind::Unanswered), Some(ErrorKind::Timeout)]), (Resend::Safe, [None, None])]
    {
        let keeper = Keeper::new(None, journaled.past.clone());
        let mut scribe = Writer::new(&keeper, "shop", "t");
        let came = ["0", "1"].map(|url| scribe.recall(&sent(url), &redactor, resend));
        assert_eq!(came.map(|came| came.map(|came| came.expect_err("no response came").kind)), due);
        assert_eq!(
            (scribe.number, scribe.recalled),
            (2 * usize::from(resend == Resend::Never), resend == Resend::Never)
        );
    }
}
