//! Connections that break: at every stage of an exchange, and between two of them.

use std::{sync::atomic::Ordering, thread, time::Duration};

use crate::{
    guest::{Guest, head, start, whole},
    played::{play, play_at},
};

const TRIAL: &str = "jpay-search/order/accepts/isac";

/// Long enough that the client has read what was said before the connection is reset.
fn linger() {
    thread::sleep(Duration::from_millis(100));
}

#[test]
fn a_reset_at_every_stage_is_an_error_and_no_verdict() {
    let accepted = |_: &mut Guest| {};
    let asked = |guest: &mut Guest| guest.peek();
    let heard = |guest: &mut Guest| drop(guest.hear());
    let in_head = |guest: &mut Guest| {
        guest.peek();
        guest.say(b"HTTP/1.1 200 OK\r\ncontent-ty");
        linger();
    };
    let in_body = |guest: &mut Guest| {
        guest.peek();
        guest.say(head(200, "content-length: 100\r\n"));
        guest.say(b"{\"rst\":");
        linger();
    };
    let in_chunk = |guest: &mut Guest| {
        guest.peek();
        guest.say(head(200, "transfer-encoding: chunked\r\n"));
        guest.say(b"10\r\n{\"rst\":");
        linger();
    };
    play("reset-accepted", &start(accepted), TRIAL).is_error("reset");
    play("reset-asked", &start(asked), TRIAL).is_error("reset");
    play("closed-heard", &start(heard), TRIAL).is_error("reset");
    play("reset-head", &start(in_head), TRIAL).is_error("reset");
    play("reset-body", &start(in_body), TRIAL).is_error("reset");
    play("reset-chunk", &start(in_chunk), TRIAL).is_error("reset");
}

/// A server may close a kept connection whenever it likes, announced or not; that is nobody's mistake.
#[test]
fn a_kept_connection_that_was_closed_meanwhile_is_no_error() {
    let announced = |guest: &mut Guest| {
        if let Some(heard) = guest.hear() {
            let (status, body) = guest.right(&heard);
            guest.say(
                [head(status, &format!("connection: close\r\ncontent-length: {}\r\n", body.len())), body].concat(),
            );
        }
    };
    let silently = |guest: &mut Guest| {
        if let Some(heard) = guest.hear() {
            let (status, body) = guest.right(&heard);
            guest.say(whole(status, &body));
        }
    };
    // The next request is on its way already when the connection is closed.
    let crossing = |guest: &mut Guest| {
        if let Some(heard) = guest.hear() {
            let (status, body) = guest.right(&heard);
            guest.say(whole(status, &body));
            drop(guest.hear());
        }
    };
    let resetting = |guest: &mut Guest| {
        if let Some(heard) = guest.hear() {
            let (status, body) = guest.right(&heard);
            guest.say(whole(status, &body));
            guest.peek();
        }
    };
    for (name, server) in [
        ("closed-announced", start(announced)),
        ("closed-silently", start(silently)),
        ("closed-crossing", start(crossing)),
        ("closed-resetting", start(resetting)),
    ] {
        let came = play(name, &server, TRIAL);
        came.is_kept();
        assert!(server.guests.load(Ordering::SeqCst) >= 4, "each request took a connection of its own");
    }
}

/// Asking again is for kept connections alone: a fresh one that breaks has broken.
#[test]
fn a_fresh_connection_that_breaks_is_not_tried_again() {
    let server = start(|guest| drop(guest.hear()));
    play("once", &server, TRIAL).is_error("reset");
    assert_eq!(server.asked.load(Ordering::SeqCst), 1);
}

/// A label of more than 63 letters is not a name anywhere: it fails here, and nobody on the network is asked.
#[test]
fn a_host_that_has_no_address_is_told_as_such() {
    let came = play_at("dns", &format!("http://{}.example", "a".repeat(64)), TRIAL, "");
    came.is_error("dns");
    assert!(came.errors()[0].starts_with("failed to find the host of http://aaa"), "{:?}", came.errors());
}
