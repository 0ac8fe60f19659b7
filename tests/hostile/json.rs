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

/// JSON allows it and doubles do not, so it is a warning; what is next to it is judged.
#[test]
fn a_number_beyond_all_doubles_and_half_of_a_character_are_warnings() {
    for (name, field, shown) in [
        ("1e400", "\"x\":1e400", "the number 1e400 at byte 5"),
        ("half", "\"x\":\"\\ud800\"", "the escape \\ud800 at byte 6, half of a character"),
    ] {
        let came = with(name, field);
        assert_eq!((came.code, came.findings()), (Some(0), vec![("readers", "/x")]), "{:#}", came.report);
        let finding = &came.report["findings"][0];
        assert_eq!((finding["level"].as_str(), finding["actual"].as_str()), (Some("should"), Some(shown)));
    }
}

/// What becomes of the right body.
type Change = dyn Fn(&[u8]) -> Vec<u8> + Send + Sync;

/// Whatever is wrong with an answer, it is one finding, which shows the header or the byte.
#[test]
fn what_is_wrong_with_a_body_or_its_headers_is_one_finding() {
    let json = "content-type: application/json\r\n";
    let plain = |body: &[u8]| body.to_vec();
    let packed = |_: &[u8]| b"\x1F\x8B\x08\x00\x00".to_vec();
    let marked = |body: &[u8]| [b"\xEF\xBB\xBF", body].concat();
    let tab = |body: &[u8]| [b"{\"x\":\"\t\",", &body[1..]].concat();
    let cp932 = |body: &[u8]| [b"{\"x\":\"\x82\xA0\",", &body[1..]].concat();
    let none = |_: &[u8]| Vec::new();
    let rows: [(&str, u16, String, Box<Change>, &str); 9] = [
        ("mark", 200, json.to_owned(), Box::new(marked), "a byte order mark (EF BB BF) before the JSON at byte 0"),
        ("tab", 200, json.to_owned(), Box::new(tab), "the control character U+0009 in a string at byte 6"),
        ("gzip", 200, format!("{json}content-encoding: gzip\r\n"), Box::new(packed), "(Content-Encoding gzip, which"),
        (
            "charset",
            200,
            "content-type: application/json; charset=Shift_JIS\r\n".to_owned(),
            Box::new(cp932),
            "charset=Shift_JIS)",
        ),
        (
            "moved",
            302,
            format!("{json}location: https://elsewhere.example/x\r\n"),
            Box::new(none),
            "(Location https://elsewhere.example/x)",
        ),
        ("nothing", 200, json.to_owned(), Box::new(none), "status 200 with no body (Content-Type application/json)"),
        ("untyped", 200, String::new(), Box::new(plain), "no Content-Type header"),
        (
            "typed-twice",
            200,
            format!("{json}content-type: text/html\r\n"),
            Box::new(plain),
            "`application/json, text/html`",
        ),
        ("other-type", 200, "content-type: text/html\r\n".to_owned(), Box::new(plain), "`text/html`"),
    ];
    for (name, status, headers, change, shown) in rows {
        let server = start(move |guest| {
            while let Some(heard) = guest.hear() {
                let body = change(&guest.right(&heard).1);
                let head = format!("HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\n\r\n", body.len());
                if !guest.say([head.into_bytes(), body].concat()) {
                    return;
                }
            }
        });
        let came = play(&format!("one-{name}"), &server, TRIAL);
        assert_eq!((came.code, came.findings()), (Some(1), vec![("content", "")]), "{name}: {:#}", came.report);
        let actual = came.report["findings"][0]["actual"].as_str().expect("text");
        assert!(actual.contains(shown), "{name}: {actual}");
    }
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
    let keys = (0..47_000).map(|number| format!("\"{number}\":0,")).collect::<Vec<_>>().concat();
    for (name, body) in [
        ("heavy-values", format!("[{}0]", "0,".repeat(85_000))),
        ("heavy-keys", format!("{{{keys}\"z\":0}}")),
        ("heavy-lists", format!("[{}0]", "[0],".repeat(43_000))),
        ("heavy-text", format!("{{\"a\":\"{}\"}}", "x".repeat(8_388_000))),
    ] {
        let body = body.into_bytes();
        let server = start(move |guest| guest.answer_with(|_| body.clone()));
        play(name, &server, TRIAL).is_broken("shape", "");
    }
}
