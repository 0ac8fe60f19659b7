//! Bodies that do not end, end too early, or are not what they say.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use crate::{
    guest::{head, start, whole},
    played::{play, play_briefly},
};

/// What comes at most of a body that never comes to an end.
const FLOOD: usize = 1 << 30;

const TRIAL: &str = "jpay-search/order/accepts/isac";

#[test]
fn an_endless_body_is_given_up_at_the_limit() {
    for (name, more) in [("endless", ""), ("endless-length", "content-length: 99999999999\r\n")] {
        let server = start(move |guest| {
            if guest.hear().is_some() && guest.say(head(200, more)) {
                guest.say_for_ever(&vec![b' '; 64 << 10]);
            }
        });
        let came = play(name, &server, TRIAL);
        came.is_error("too-large");
        assert!(came.errors()[0].contains("larger than 8388608 bytes"), "{:?}", came.errors());
    }
}

#[test]
fn a_body_that_drips_ends_with_the_time_of_the_exchange() {
    let server = start(|guest| {
        if guest.hear().is_some() && guest.say(head(200, "content-length: 1000\r\n")) {
            while guest.say(b" ") {
                thread::sleep(Duration::from_millis(50));
            }
        }
    });
    let came = play_briefly("drip", &server, TRIAL);
    came.is_error("timeout");
    assert!(came.errors()[0].contains("read the whole response"), "{:?}", came.errors());
    assert_eq!(server.guests.load(Ordering::SeqCst), 1, "it is asked once");
}

/// Zeros before the size of a chunk, which mean nothing and may be without end. A connection is busy with a hundred megabytes of them at
/// a stretch, and the exchange ends with its time all the same.
#[test]
fn a_chunk_whose_size_never_ends_is_given_up_in_time() {
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    let server = start(move |guest| {
        if guest.hear().is_some() && guest.say(head(200, "transfer-encoding: chunked\r\n")) {
            let zeros = vec![b'0'; 64 << 10];
            while count.load(Ordering::SeqCst) < FLOOD && guest.say(&zeros) {
                count.fetch_add(zeros.len(), Ordering::SeqCst);
            }
        }
    });
    play_briefly("chunk-size-endless", &server, TRIAL).is_error("timeout");
    assert!(sent.load(Ordering::SeqCst) < FLOOD, "it was taken to its end");
}

/// A gigabyte of zeros is a megabyte on the wire; a client that unpacks it is lost, one that does not sees a body that is not JSON.
#[test]
fn a_body_that_would_unpack_to_a_gigabyte_is_never_unpacked() {
    let server = start(|guest| {
        while let Some(heard) = guest.hear() {
            assert!(!heard.headers.contains_key("accept-encoding"), "nothing packed is asked for");
            let bomb = bomb(1 << 20);
            let mut answer = head(200, &format!("content-encoding: gzip\r\ncontent-length: {}\r\n", bomb.len()));
            answer.extend_from_slice(&bomb);
            guest.say(answer);
        }
    });
    play("bomb", &server, TRIAL).is_broken("content", "");
}

/// A gzip stream: its header, and blocks of one and the same byte repeated as far as the format can.
fn bomb(length: usize) -> Vec<u8> {
    let mut bytes = vec![
        0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 0xED, 0xC1, 0x01, 0x01, 0, 0, 0, 0x80, 0x90, 0xFE, 0xAF, 0xEE, 0x08,
        0x0A,
    ];
    bytes.resize(length, 0);
    bytes
}

#[test]
fn a_length_that_is_too_long_is_a_truncated_answer() {
    let server = start(|guest| {
        if let Some(heard) = guest.hear() {
            let (status, body) = guest.right(&heard);
            let mut answer = head(status, &format!("content-length: {}\r\n", body.len() + 1));
            answer.extend_from_slice(&body);
            guest.say(answer);
        }
    });
    play("length-long", &server, TRIAL).is_error("truncated");
}

/// What comes after the length is not of this answer, and must not become the next one.
#[test]
fn a_length_that_is_too_short_cuts_the_answer() {
    let server = start(|guest| {
        while let Some(heard) = guest.hear() {
            let (status, body) = guest.right(&heard);
            let mut answer = head(status, &format!("content-length: {}\r\n", body.len() - 1));
            answer.extend_from_slice(&body);
            guest.say(answer);
        }
    });
    play("length-short", &server, TRIAL).is_broken("content", "");
}

#[test]
fn two_lengths_that_contradict_each_other_are_no_http() {
    let server = start(|guest| {
        if guest.hear().is_some() {
            guest.say(head(200, "content-length: 2\r\ncontent-length: 3\r\n"));
            guest.say(b"{} ");
        }
    });
    play("lengths", &server, TRIAL).is_error("not-http");
}

#[test]
fn a_chunk_that_is_cut_off_is_a_truncated_answer() {
    for (name, chunks) in [("chunk-cut", "5\r\n{\"a"), ("chunk-missing", "2\r\n{}\r\n"), ("chunk-size-cut", "5")] {
        let server = start(move |guest| {
            if guest.hear().is_some() {
                guest.say(head(200, "transfer-encoding: chunked\r\n"));
                guest.say(chunks);
            }
        });
        play(name, &server, TRIAL).is_error("truncated");
    }
}

#[test]
fn a_chunk_whose_size_is_no_number_is_no_http() {
    let server = start(|guest| {
        if guest.hear().is_some() {
            guest.say(head(200, "transfer-encoding: chunked\r\n"));
            guest.say(b"zz\r\n{}\r\n0\r\n\r\n");
        }
    });
    play("chunk-size", &server, TRIAL).is_error("not-http");
}

/// An answer without a length ends with its connection: old, and right.
#[test]
fn a_body_that_ends_with_the_connection_is_whole() {
    let server = start(|guest| {
        if let Some(heard) = guest.hear() {
            let (status, body) = guest.right(&heard);
            guest.say([head(status, "connection: close\r\n"), body].concat());
        }
    });
    play("until-closed", &server, TRIAL).is_kept();
}

#[test]
fn an_empty_body_is_no_json() {
    let server = start(|guest| while guest.hear().is_some() && guest.say(whole(200, b"")) {});
    play("empty", &server, TRIAL).is_broken("content", "");
}
