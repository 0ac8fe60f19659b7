//! What a world is asked and what it answers.

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
    /// The headers, names in lower case.
    pub headers: &'a [(String, String)],
    /// The body as it came.
    pub body: &'a [u8],
}

impl Ask<'_> {
    /// The value of a header, if it came exactly once.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let first = values.next()?;
        values.next().is_none().then_some(first)
    }
}

/// An answer, ready to be sent.
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

/// A stateful implementation: what it is asked may change what it answers next.
pub trait World: Send {
    /// Answers one request.
    fn answer(&mut self, ask: &Ask<'_>) -> Answer;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_comes_twice_is_no_header() {
        let headers =
            [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned()), ("b".to_owned(), "3".to_owned())];
        let ask = Ask { method: "GET", path: "/", headers: &headers, body: b"" };
        assert_eq!((ask.header("a"), ask.header("b"), ask.header("c")), (Some("1"), None, None));
    }
}
