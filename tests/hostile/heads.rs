//! Heads that do not end, are none, or belong to nobody's question.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use crate::{
    guest::{Guest, head, start, whole},
    played::{play, play_at, play_briefly},
};

const TRIAL: &str = "jpay-search/order/accepts/isac";

#[test]
fn a_header_of_100_megabytes_ends_early() {
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    let server = start(move |guest| {
        if guest.hear().is_some() && guest.say(b"HTTP/1.1 200 OK\r\nx: ") {
            let piece = vec![b'a'; 64 << 10];
            for _ in 0..1600 {
                if !guest.say(&piece) {
                    return;
                }
                counted.fetch_add(piece.len(), Ordering::SeqCst);
            }
            guest.say(b"\r\ncontent-length: 2\r\n\r\n{}");
        }
    });
    let came = play("header", &server, TRIAL);
    came.is_error("too-large");
    let sent = sent.load(Ordering::SeqCst);
    assert!(sent < 32 << 20, "{sent} bytes were taken");
}

#[test]
fn a_hundred_thousand_headers_end_early() {
    let server = start(|guest| {
        if guest.hear().is_some() && guest.say(b"HTTP/1.1 200 OK\r\n") {
            for number in 0..100_000 {
                if !guest.say(format!("x-{number}: 1\r\n")) {
                    return;
                }
            }
        }
    });
    play("headers", &server, TRIAL).is_error("too-large");
}

#[test]
fn a_head_that_drips_or_never_comes_ends_with_the_time_of_the_exchange() {
    for (name, drips) in [("head-drip", true), ("silence", false)] {
        let server = start(move |guest| {
            if guest.hear().is_some() {
                guest.say(b"HTTP/1.1 200 OK\r\nx: ");
                while drips && guest.say(b"a") {
                    thread::sleep(Duration::from_millis(50));
                }
                guest.hear();
            }
        });
        let came = play_briefly(name, &server, TRIAL);
        came.is_error("timeout");
        assert!(came.errors()[0].contains("failed to hear from"), "{:?}", came.errors());
        assert_eq!(server.guests.load(Ordering::SeqCst), 1, "it is asked once");
    }
}

#[test]
fn a_storm_of_interim_answers_ends_with_the_time_of_the_exchange() {
    for (name, interim) in
        [("100", "HTTP/1.1 100 Continue\r\n\r\n"), ("103", "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n")]
    {
        let server = start(move |guest| {
            if guest.hear().is_some() {
                guest.say_for_ever(interim.repeat(100).as_bytes());
            }
        });
        play_briefly(&format!("storm-{name}"), &server, TRIAL).is_error("timeout");
        assert_eq!(server.guests.load(Ordering::SeqCst), 1, "it is asked once");
    }
}

#[test]
fn a_few_interim_answers_are_passed_over() {
    let server = start(|guest| {
        while let Some(heard) = guest.hear() {
            let (status, body) = guest.right(&heard);
            let interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
            guest.say([&interim[..], &whole(status, &body)].concat());
        }
    });
    play("interim", &server, TRIAL).is_kept();
}

#[test]
fn an_answer_without_a_head_is_no_http() {
    for (name, answer) in [
        ("http-0.9", &b"{\"rst\":{\"rstc\":\"0\"}}\n"[..]),
        ("ssh", b"SSH-2.0-OpenSSH_9.9\r\n"),
        ("http-9.9", b"HTTP/9.9 200 OK\r\n\r\n"),
        ("status", b"HTTP/1.1 abc OK\r\n\r\n"),
        ("bytes", b"\x00\x01\x02\x03\r\n\r\n"),
    ] {
        let server = start(move |guest| {
            if guest.hear().is_some() {
                guest.say(answer);
                guest.hear();
            }
        });
        play(name, &server, TRIAL).is_error("not-http");
    }
}

#[test]
fn what_is_no_tls_is_reported_as_such() {
    let plain = start(|guest| {
        guest.peek();
        guest.say(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
        guest.wait_for_the_end();
    });
    let garbage = start(|guest| {
        guest.peek();
        guest.say([0x5A; 4096]);
        guest.wait_for_the_end();
    });
    let closing = start(|guest| {
        let mut hello = [0; 4096];
        let _ = std::io::Read::read(&mut guest.stream, &mut hello);
    });
    for (name, server) in [("tls-plain", plain), ("tls-garbage", garbage), ("tls-closed", closing)] {
        play_at(name, &format!("https://{}", server.address), TRIAL, "").is_error("tls");
    }
}

/// An answer that nobody asked for must not be taken for the one to the next question. (One that arrives while the next question is
/// under way cannot be reported from its answer: HTTP/1.1 has nothing to tell them apart by.)
#[test]
fn an_answer_that_nobody_asked_for_is_not_taken_for_the_next() {
    let server = start(|guest| {
        while let Some(heard) = guest.hear() {
            let (status, body) = guest.right(&heard);
            guest.say([whole(status, &body), whole(500, b"{\"stack\":\"trace\"}")].concat());
        }
    });
    play("unsolicited", &server, TRIAL).is_kept();
}

/// A redirect is an answer, and whoever it names is never asked.
#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = start(Guest::behave);
    let there = elsewhere.address;
    let server = start(move |guest| {
        while guest.hear().is_some() {
            guest.say(head(307, &format!("location: http://{there}/\r\ncontent-length: 0\r\n")));
        }
    });
    play("redirect", &server, TRIAL).is_broken("content", "");
    assert_eq!(elsewhere.guests.load(Ordering::SeqCst), 0);
}
