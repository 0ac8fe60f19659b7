//! The requests to a world and its responses.

use serde_json::{Value, json};

/// Bodies of this length and more are refused with 413.
pub(super) const BODY_LIMIT: usize = 9_000_000;

/// Stored records beyond this number push out the oldest, so that a long-running server stays small.
pub(super) const STORE_LIMIT: usize = 100_000;

/// A request, as far as an implementation looks at it.
pub struct Ask<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// The path, without a query.
    pub path: &'a str,
    /// The query as it was received, without its `?`; empty where there is none.
    pub query: &'a str,
    /// The headers, names in lower case.
    pub headers: &'a [(String, String)],
    /// The body as it was received.
    pub body: &'a [u8],
}

impl Ask<'_> {
    /// The value of a header, if it occurs exactly once.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let first = values.next()?;
        values.next().is_none().then_some(first)
    }

    /// The value of a query parameter, if it occurs exactly once.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let pairs = self.query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let mut values = pairs.filter(|(key, _)| plain(key) == name).map(|(_, value)| plain(value));
        let first = values.next()?;
        values.next().is_none().then_some(first)
    }
}

/// Text of a query without its escapes; what is not an escape stands for itself.
fn plain(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    while let Some((&first, after)) = rest.split_first() {
        let code =
            digit(after.first()).zip(digit(after.get(1))).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        let (byte, taken) = match (first, code) {
            (b'%', Some(code)) => (code, 2),
            (b'+', _) => (b' ', 0),
            _ => (first, 0),
        };
        bytes.push(byte);
        rest = &after[taken..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A response, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The media type of the body.
    pub content_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self { status, content_type: "application/json", body: body.to_string().into_bytes() }
    }

    pub(super) fn not_found() -> Self {
        Self::json(404, &json!({"error": {"code": 404, "message": "no such path"}}))
    }
}

/// A stateful implementation: a request may change what it returns next.
pub trait World: Send {
    /// Answers one request.
    fn answer(&mut self, ask: &Ask<'_>) -> Answer;

    /// The one path it is served under, where a reading moved it away from those of the table.
    fn path(&self) -> Option<&str> {
        None
    }
}

/// Leaves out commas that are followed by nothing but a closing bracket. Used by faults only.
pub(super) fn without_trailing_commas(body: &[u8]) -> Vec<u8> {
    let (mut out, mut quoted, mut escaped) = (Vec::with_capacity(body.len()), false, false);
    for (place, &byte) in body.iter().enumerate() {
        let next = body[place + 1..].iter().find(|b| !b.is_ascii_whitespace());
        if byte == b',' && !quoted && matches!(next, Some(b'}' | b']')) {
            continue;
        }
        quoted ^= byte == b'"' && !escaped;
        escaped = quoted && byte == b'\\' && !escaped;
        out.push(byte);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_comes_twice_is_no_header() {
        let headers =
            [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned()), ("b".to_owned(), "3".to_owned())];
        let ask = Ask { method: "GET", path: "/", query: "", headers: &headers, body: b"" };
        assert_eq!((ask.header("a"), ask.header("b"), ask.header("c")), (Some("1"), None, None));
    }

    #[test]
    fn a_parameter_is_read_without_its_escapes_and_only_once() {
        let query = "a=1&b=x%2D+%e6%97%A5&c&d=%4&e=%zz&f=1&f=2&%67=%C0&=5&h=1=2";
        let ask = Ask { method: "GET", path: "/", query, headers: &[], body: b"" };
        let read = ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map(|name| ask.parameter(name));
        let due =
            [Some("1"), Some("x- 日"), Some(""), Some("%4"), Some("%zz"), None, Some("\u{FFFD}"), Some("1=2"), None];
        assert_eq!(read, due.map(|text| text.map(str::to_owned)));
    }
}
