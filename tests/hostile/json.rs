//! Bodies that are JSON of a kind that upsets readers, or nearly JSON.

use crate::{guest::start, played::play};

const TRIAL: &str = "jpay-search/order/accepts/isac";

/// The right answers with something put in front of their first field.
fn with(name: &str, field: &'static str) -> crate::played::Came {
    let server = start(move |guest| {
        guest.answer_with(|body| [b"{", field.as_bytes(), b",", &body[1..]].concat());
    });
    play(name, &server, TRIAL)
}

#[test]
fn a_body_that_is_not_utf8_is_no_json() {
    let server = start(|guest| guest.answer_with(|body| [b"{\"\xFF\":\"\xC3\x28\",", &body[1..]].concat()));
    play("utf8", &server, TRIAL).is_broken("content", "");
}

#[test]
fn a_body_nested_100_000_deep_neither_overflows_nor_passes() {
    for (name, (open, close)) in [("deep-lists", ("[", "]")), ("deep-objects", ("{\"a\":", "}"))] {
        let server = start(move |guest| {
            guest.answer_with(|_| format!("{}0{}", open.repeat(100_000), close.repeat(100_000)).into_bytes());
        });
        let came = play(name, &server, TRIAL);
        came.is_broken("content", "");
        came.is_broken("readers", "");
    }
}

#[test]
fn a_body_that_never_closes_what_it_opens_is_no_json() {
    let server = start(|guest| guest.answer_with(|_| vec![b'['; 400 << 10]));
    play("never-closed", &server, TRIAL).is_broken("content", "");
}

#[test]
fn what_is_no_number_of_json_makes_the_body_none() {
    for (name, field) in [("nan", "\"x\":NaN"), ("infinity", "\"x\":-Infinity"), ("leading-zero", "\"x\":013")] {
        with(name, field).is_broken("content", "");
    }
}

/// No reader of doubles can hold it: the body cannot be read, and the finding says why.
#[test]
fn a_number_beyond_all_doubles_is_named() {
    let came = with("1e400", "\"x\":1e400");
    came.is_broken("content", "");
    came.is_broken("readers", "/x");
}

#[test]
fn what_readers_read_in_two_ways_is_a_finding_and_shown_as_it_stood() {
    for (name, field, pointer, shown) in [
        ("big-integer", "\"x\":123456789012345678901234567890", "/x", "123456789012345678901234567890"),
        ("duplicate", "\"x\":{\"rstc\":1,\"rstc\":2}", "/x/rstc", "\"rstc\" more than once"),
    ] {
        let came = with(name, field);
        let findings = came.report["findings"].as_array().expect("findings");
        let finding =
            findings.iter().find(|one| one["check"] == "readers").unwrap_or_else(|| panic!("{:#}", came.report));
        assert_eq!((&finding["pointer"], &finding["level"]), (&pointer.into(), &"should".into()), "{finding}");
        assert!(finding["actual"].as_str().is_some_and(|actual| actual.contains(shown)), "{finding}");
        assert_eq!(came.errors(), [""; 0]);
    }
}

/// A value takes many bytes where the body has two for it.
#[test]
fn a_body_of_millions_of_values_is_not_unfolded() {
    let body = format!("[{}0]", "0,".repeat((4 << 20) - 10)).into_bytes();
    let server = start(move |guest| guest.answer_with(|_| body.clone()));
    play("millions", &server, TRIAL).is_error("too-large");
}

/// Just below the limit: everything is made of it that is made of any answer, and no more memory is taken than any answer may.
#[test]
fn a_body_that_is_almost_too_heavy_is_judged() {
    let keys = (0..90_000).map(|number| format!("\"{number}\":0,")).collect::<Vec<_>>().concat();
    for (name, body) in [
        ("heavy-values", format!("[{}0]", "0,".repeat(160_000))),
        ("heavy-keys", format!("{{{keys}\"z\":0}}")),
        ("heavy-lists", format!("[{}0]", "[0],".repeat(80_000))),
        ("heavy-text", format!("{{\"a\":\"{}\"}}", "x".repeat(8_388_000))),
    ] {
        let body = body.into_bytes();
        let server = start(move |guest| guest.answer_with(|_| body.clone()));
        play(name, &server, TRIAL).is_broken("shape", "");
    }
}
