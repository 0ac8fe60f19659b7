//! Finds what JSON readers disagree about in the same bytes: duplicate keys, numbers that are rounded, halves of surrogate pairs, bodies
//! nested too deep.

use std::borrow::Cow;

use super::json_string::{end_of_string, lone_surrogates};
use crate::util::{
    excerpt::{excerpt, shortened},
    pointer::escape,
};

/// The deepest nesting that is read.
const DEEPEST: usize = 127;
/// So many significant digits distinguish any double from any other; more of them are rounded away.
const DIGITS: usize = 17;
/// The most flaws that are reported of one body.
const MOST_FLAWS: usize = 20;
/// The most characters of a key that are shown.
const MOST_KEY: usize = 400;

/// A place of a body that not every reader of JSON reads alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// `duplicate-key`, `number`, `lone-surrogate` or `depth`.
    pub kind: &'static str,
    /// JSON pointer to it.
    pub pointer: String,
    /// What is wrong there, in English.
    pub message: String,
    /// The key, the number or the escape that is wrong; of a body that is nested too deep, what is too deep.
    pub shown: String,
    /// Whether the body cannot be read at all because of it.
    pub unreadable: bool,
}

enum Frame<'a> {
    Object { keys: Vec<Cow<'a, str>>, at_key: bool },
    Array { index: usize },
}

/// What a byte of a body takes in memory with all that is made of it: copies without secrets, for the journal, for a finding.
const BYTE: usize = 7;
/// What a value takes besides its bytes, more for what else it may be: a key, an object, an array.
const VALUE: usize = 260;
const KEY: usize = 150;
const OBJECT: usize = 200;
const ARRAY: usize = 330;
/// What the values of a body may take however large it may be.
const LEAST: usize = 8 << 20;

/// Whether the values of a body would take more memory, once they are read, than a body may take altogether. It is known from a few
/// characters, and before anything is made of them.
pub(super) fn is_too_heavy(body: &[u8], most: usize) -> bool {
    let left = most.saturating_sub(body.len() * BYTE).max(LEAST);
    // Whatever weighs something takes a byte at least.
    body.len() * VALUE.max(ARRAY) > left && unfolded(body, left) > left
}

/// Whether the values of a body take more memory than that.
pub fn weighs_more(body: &[u8], most: usize) -> bool {
    unfolded(body, most) > most
}

/// What the values of a body take, counted no further than that, and no further than it is read.
fn unfolded(body: &[u8], most: usize) -> usize {
    let (mut weight, mut at, mut depth) = (VALUE, 0, 0);
    while let Some(byte) = body.get(at).filter(|_| weight <= most && depth <= DEEPEST) {
        depth = match byte {
            b'[' | b'{' => depth + 1,
            b']' | b'}' => depth.saturating_sub(1),
            _ => depth,
        };
        at += 1;
        match byte {
            b'"' => at = end_of_string(body, at),
            b',' => weight += VALUE,
            b':' => weight += KEY,
            b'{' => weight += OBJECT,
            b'[' => weight += ARRAY,
            _ => {}
        }
    }
    weight
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    frames: Vec<Frame<'a>>,
    flaws: Vec<Flaw>,
}

/// The flaws of a body. It need not be JSON; then what is said of it holds as far as it reads like JSON.
pub(super) fn flaws(body: &[u8]) -> Vec<Flaw> {
    let mut scan = Scan { bytes: body, at: 0, frames: Vec::new(), flaws: Vec::new() };
    while let Some(byte) = body.get(scan.at) {
        scan.at += 1;
        match byte {
            b'{' => scan.frames.push(Frame::Object { keys: Vec::new(), at_key: true }),
            b'[' => scan.frames.push(Frame::Array { index: 0 }),
            b'}' | b']' => scan.close(),
            b'"' => scan.string(),
            b',' => scan.next(),
            b'-' | b'0'..=b'9' => scan.number(),
            _ => {}
        }
        if scan.frames.len() > DEEPEST {
            let message = format!("nested more than {DEEPEST} deep");
            let shown = DEEPEST.to_string();
            scan.flaws.push(Flaw { kind: "depth", pointer: String::new(), message, shown, unreadable: true });
            break;
        }
        if scan.flaws.len() >= MOST_FLAWS {
            break;
        }
    }
    scan.flaws
}

impl<'a> Scan<'a> {
    fn next(&mut self) {
        match self.frames.last_mut() {
            Some(Frame::Object { at_key, .. }) => *at_key = true,
            Some(Frame::Array { index }) => *index += 1,
            None => {}
        }
    }

    fn close(&mut self) {
        let Some(Frame::Object { mut keys, .. }) = self.frames.pop() else { return };
        keys.sort_unstable();
        if keys.windows(2).all(|pair| pair[0] != pair[1]) {
            return;
        }
        let mut twice: Vec<_> = keys.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| &pair[0]).collect();
        twice.dedup();
        let above = self.pointer();
        let room = MOST_FLAWS.saturating_sub(self.flaws.len());
        self.flaws.extend(twice.into_iter().take(room).map(|key| Flaw {
            kind: "duplicate-key",
            pointer: format!("{above}/{}", step(key)),
            message: format!("the key {:?} more than once in one object", shortened(key, MOST_KEY)),
            shown: format!("{:?}", shortened(key, MOST_KEY)),
            unreadable: false,
        }));
    }

    fn string(&mut self) {
        let start = self.at;
        self.at = end_of_string(self.bytes, start);
        if let Some(Frame::Object { keys, at_key: at_key @ true }) = self.frames.last_mut() {
            *at_key = false;
            keys.push(key(&self.bytes[start - 1..self.at]));
        }
        let room = MOST_FLAWS.saturating_sub(self.flaws.len());
        for lone in lone_surrogates(&self.bytes[start..self.at]).take(room) {
            let at = start + lone;
            let escape = String::from_utf8_lossy(&self.bytes[at..at + 6]);
            let message = format!("the escape {escape} at byte {at}, half of a character");
            let (pointer, shown) = (self.pointer(), escape.into_owned());
            self.flaws.push(Flaw { kind: "lone-surrogate", pointer, message, shown, unreadable: false });
        }
    }

    fn number(&mut self) {
        let start = self.at - 1;
        let length = self.bytes[start..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E'))
            .count();
        self.at = start + length;
        let number = &self.bytes[start..self.at];
        // The most common ones: without an exponent, and with fewer digits than any double keeps.
        if length < DIGITS && !number.iter().any(|byte| matches!(byte, b'e' | b'E')) {
            return;
        }
        let Ok(text) = std::str::from_utf8(number) else { return };
        if is_rounded(text) {
            let message = format!("the number {} at byte {start}", excerpt(text));
            let (pointer, shown) = (self.pointer(), excerpt(text));
            self.flaws.push(Flaw { kind: "number", pointer, message, shown, unreadable: false });
        }
    }

    /// The place that is being read.
    fn pointer(&self) -> String {
        let step = |frame: &Frame<'a>| match frame {
            Frame::Object { keys, .. } => format!("/{}", keys.last().map(|key| self::step(key)).unwrap_or_default()),
            Frame::Array { index } => format!("/{index}"),
        };
        self.frames.iter().map(step).collect()
    }
}

/// A key as a step of a pointer, or the beginning of one that nobody reads to its end: a report would have it many times.
fn step(key: &str) -> String {
    if key.len() > MOST_KEY { escape(&shortened(key, MOST_KEY)).into_owned() } else { escape(key).into_owned() }
}

fn key(quoted: &[u8]) -> Cow<'_, str> {
    if quoted.contains(&b'\\')
        && let Ok(text) = serde_json::from_slice::<String>(quoted)
    {
        return Cow::Owned(text);
    }
    let inner = quoted.strip_prefix(b"\"").unwrap_or(quoted);
    String::from_utf8_lossy(inner.strip_suffix(b"\"").unwrap_or(inner))
}

/// Whether a number is not what readers of 64 bits make of it.
fn is_rounded(text: &str) -> bool {
    if text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok() {
        return false;
    }
    let Ok(number) = text.parse::<f64>() else { return false };
    if number.is_infinite() || !text.contains(['.', 'e', 'E']) {
        return true;
    }
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').trim_end_matches('0').len() > DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(body: &str) -> Vec<(&'static str, String, bool)> {
        flaws(body.as_bytes()).into_iter().map(|flaw| (flaw.kind, flaw.pointer, flaw.unreadable)).collect()
    }

    #[test]
    fn a_key_that_stands_twice_is_found_however_it_is_written() {
        let twice = |pointer: &str| vec![("duplicate-key", pointer.to_owned(), false)];
        assert_eq!(found(r#"{"a":1,"b":{"a":2},"a":3}"#), twice("/a"));
        assert_eq!(found(r#"[0,{"x/y":1,"x\/y":"","\u0078/y":[]}]"#), twice("/1/x~1y"));
        assert_eq!(found(r#"{"a":[{"b":{"k":"k","k":{}}}]}"#), twice("/a/0/b/k"));
        assert_eq!(found(r#"{"a":"a","b":["a","a"],"c":{"a":"\"}{\"a\":"}}"#), []);
    }

    #[test]
    fn a_number_that_readers_round_or_refuse_is_found() {
        for (number, due) in [
            ("123456789012345678901234567890", true),
            ("18446744073709551616", true),
            ("1e400", true),
            ("-1E+999", true),
            ("0.123456789012345678", true),
            ("18446744073709551615", false),
            ("-9223372036854775808", false),
            ("0.1", false),
            ("0.30000000000000004", false),
            ("1.50000000000000000000", false),
            ("1e5", false),
        ] {
            let expected: Vec<_> = due.then(|| ("number", "/n".to_owned(), false)).into_iter().collect();
            assert_eq!(found(&format!("{{\"n\":{number}}}")), expected, "{number}");
        }
    }

    #[test]
    fn a_body_that_is_made_of_flaws_or_has_a_long_key_is_told_in_few_words() {
        let body = format!("[\"{}\"]", "\\ud800".repeat(10_000));
        assert_eq!(flaws(body.as_bytes()).len(), MOST_FLAWS);
        let key = "x/".repeat(100_000);
        let flaw = flaws(format!("{{\"{key}\":1,\"{key}\":2}}").as_bytes()).swap_remove(0);
        assert!(flaw.pointer.starts_with("/x~1x~1") && flaw.pointer.len() < 1_000, "{}", flaw.pointer);
        assert!(flaw.message.len() < 1_000 && flaw.message.contains('…'), "{}", flaw.message);
    }

    #[test]
    fn a_flaw_is_told_with_its_byte() {
        let told = |body: &str| flaws(body.as_bytes()).swap_remove(0).message;
        assert_eq!(told("{\"n\":1e400}"), "the number 1e400 at byte 5");
        assert_eq!(told("{\"n\":\"a\\ud800\"}"), "the escape \\ud800 at byte 7, half of a character");
        assert_eq!(found("[\"\\ud83d\\ude00\", \"\\udc00\"]"), [("lone-surrogate", "/1".to_owned(), false)]);
    }

    #[test]
    fn depth_ends_the_scan_where_reading_ends() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        for (depth, read) in [(DEEPEST, true), (DEEPEST + 1, false), (100_000, false)] {
            assert_eq!(serde_json::from_str::<serde_json::Value>(&nested(depth)).is_ok(), read, "{depth}");
            assert_eq!(found(&nested(depth)).is_empty(), read, "{depth}");
        }
    }

    #[test]
    fn values_are_weighed_and_strings_are_one_each() {
        for (body, weight) in [
            ("", VALUE),
            ("[1,2]", ARRAY + 2 * VALUE),
            ("{\"a\":[{}],\"b\":2}", 2 * OBJECT + ARRAY + 2 * KEY + 2 * VALUE),
            ("[\",[\\\",:{,\",0]     ", ARRAY + 2 * VALUE),
        ] {
            assert_eq!(unfolded(body.as_bytes(), usize::MAX), weight, "{body}");
        }
        assert!(unfolded(&vec![b'['; 1 << 20], usize::MAX) < 200 * ARRAY, "nobody reads on in there");
        assert!(unfolded(&vec![b','; 10_000], 1_000) < 1_000 + 2 * VALUE, "no more is counted than is asked for");
    }

    #[test]
    fn a_body_is_too_heavy_by_its_values_and_the_longer_it_is_the_fewer_they_may_be() {
        let most = 60 << 20;
        let values = |count: usize, padding: usize| format!("[{}\"{}\"]", "0,".repeat(count), "x".repeat(padding));
        for (body, heavy) in [
            (values(225_000, 0), false),
            (values(235_000, 0), true),
            (values(65_000, 6 << 20), false),
            (values(75_000, 6 << 20), true),
            (values(30_000, 8 << 20), false),
            (values(35_000, 8 << 20), true),
            ("[0],".repeat(95_000), false),
            ("[0],".repeat(110_000), true),
            ("\"a\":0,".repeat(135_000), false),
            ("\"a\":0,".repeat(145_000), true),
            ("x".repeat(64 << 20), false),
        ] {
            assert_eq!(is_too_heavy(body.as_bytes(), most), heavy, "{} bytes {}", body.len(), &body[..20]);
        }
    }

    #[test]
    fn no_bytes_upset_it() {
        for body in ["", "\"", "{\"", "{\"a", "{\"a\\", "]}]}", "-", "{\"a\":-}", "\u{0}", ",:{,\"\":\"\",\"\":1"] {
            let _ = (flaws(body.as_bytes()), unfolded(body.as_bytes(), 1_000));
        }
        assert_eq!(flaws(b"{\"\xFF\":1,\"\xFF\":2}").len(), 1);
        assert_eq!(flaws(format!("[{}]", "1e999,".repeat(100)).as_bytes()).len(), MOST_FLAWS);
    }
}
