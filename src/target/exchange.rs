//! A request and its response, secrets already redacted.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;

use super::{Defect, Flaw, Heads, Redactor, json_lint::flaws, json_text, mask};

/// A request as it goes out; it still holds secrets and is never kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// HTTP method.
    pub method: String,
    /// Full address.
    pub url: String,
    /// Headers in the order they are sent.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Bytes,
    /// The body as JSON, where it is JSON.
    pub json: Option<Arc<Value>>,
}

/// What was returned.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// HTTP status.
    pub status: u16,
    /// The `content-type` header; empty where there is none, and joined by commas where there are several.
    pub content_type: String,
    /// The `retry-after` header.
    pub retry_after: Option<String>,
    /// The `content-encoding` header.
    pub content_encoding: Option<String>,
    /// The `location` header.
    pub location: Option<String>,
    /// Every header but those of the connection.
    pub headers: Heads,
    /// The body's bytes.
    pub body: Bytes,
}

/// A request and its response, secrets redacted.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// HTTP method.
    pub method: String,
    /// Full address.
    pub url: String,
    /// Request headers.
    pub headers: Vec<(String, String)>,
    /// Request body.
    pub request_body: Bytes,
    /// Request body as JSON, where it is JSON.
    pub request: Option<Arc<Value>>,
    /// HTTP status.
    pub status: u16,
    /// Response content type.
    pub content_type: String,
    /// For how long the target requests a pause, in its own words.
    pub retry_after: Option<String>,
    /// How the target says that the body is packed.
    pub content_encoding: Option<String>,
    /// Where the target redirects to.
    pub location: Option<String>,
    /// Response headers.
    pub response_headers: Heads,
    /// Response body.
    pub response_body: Bytes,
    /// Response body as JSON, where it is JSON.
    pub response: Option<Arc<Value>>,
    /// Why the response body is not JSON, or what is before it.
    pub defect: Option<Defect>,
    /// What readers of JSON make different things of in the response body.
    pub flaws: Vec<Flaw>,
    /// The names of the secrets that the response showed.
    pub leaked: Vec<String>,
    /// Whether the response showed so many that its end was taken out with them.
    pub overfull: bool,
    /// Time from the first byte sent to the last byte received, in microseconds.
    pub micros: u64,
    /// How often the request went out: more than once where a kept connection had been closed meanwhile.
    pub attempts: u32,
}

impl Exchange {
    /// Puts a request and its response together; the only place where secrets are taken out.
    pub fn new(mut sent: Sent, mut received: Received, micros: u64, redactor: &Redactor) -> Self {
        if !redactor.fields().is_empty() {
            hide(&mut sent, &mut received, redactor.fields());
        }
        let (request_body, _) = redactor.bytes(&sent.body);
        let url = redactor.text(&sent.url);
        let headers: Vec<_> = sent.headers.iter().map(|(name, value)| (name.clone(), redactor.text(value))).collect();
        // Where nothing is escaped, a value has no text that was not looked at already.
        let plain = request_body == sent.body && headers == sent.headers && !sent.url.contains('?');
        if let Some(json) = sent.json.as_mut().filter(|_| !plain || memchr::memchr(b'\\', &sent.body).is_some()) {
            redactor.shared(json);
        }
        let (mut response_body, mut leaks) = redactor.bytes(&received.body);
        // Bodies can be long: what is not needed any more is not kept next to what is made of it.
        received.body = Bytes::new();
        let (response, defect) = json_text::read(&response_body);
        let mut response = response.map(Arc::new);
        // Escapes can hide a secret from who reads bytes; who reads JSON meets it.
        if let Some(value) = response.as_mut().filter(|_| memchr::memchr(b'\\', &response_body).is_some())
            && let Some(more) = redactor.shared(value)
        {
            leaks.names.extend(more.names);
            leaks.names.dedup();
            leaks.too_many |= more.too_many;
            response_body = json_text::written(value, std::mem::take(&mut response_body));
        }
        let mut flaws = flaws(&response_body);
        // Of what is not JSON at all, nothing is said but why.
        flaws.retain(|flaw| response.is_some() || flaw.unreadable);
        let content_type = Some(received.content_type.as_str()).filter(|text| !text.is_empty());
        received.headers.with([
            ("content-type", content_type),
            ("retry-after", received.retry_after.as_deref()),
            ("content-encoding", received.content_encoding.as_deref()),
            ("location", received.location.as_deref()),
        ]);
        received.headers.redact(redactor);
        Self {
            method: sent.method,
            url,
            headers,
            request_body,
            request: sent.json,
            status: received.status,
            content_type: redactor.text(&received.content_type),
            retry_after: received.retry_after.map(|text| redactor.text(&text)),
            content_encoding: received.content_encoding.map(|text| redactor.text(&text)),
            location: received.location.map(|text| redactor.text(&text)),
            response_headers: received.headers,
            response,
            defect,
            flaws,
            response_body,
            leaked: leaks.names,
            overfull: leaks.too_many,
            micros,
            attempts: 1,
        }
    }

    /// Whether the response says that it is JSON.
    pub fn says_json(&self) -> bool {
        let essence = self.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
    }
}

/// Takes fields out of a request and its response, wherever they are.
fn hide(sent: &mut Sent, received: &mut Received, hidden: &[String]) {
    if let Some(json) = &mut sent.json {
        mask::hide(hidden, Arc::make_mut(json));
    }
    sent.body = mask::hide_bytes(hidden, std::mem::take(&mut sent.body));
    sent.url = mask::hide_query(hidden, &sent.url);
    for (name, value) in &mut sent.headers {
        if let Some(field) = hidden.iter().find(|field| field.eq_ignore_ascii_case(name)) {
            *value = mask::placeholder(field);
        }
    }
    received.body = mask::hide_bytes(hidden, std::mem::take(&mut received.body));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_secret_that_the_bytes_do_not_show_is_gone_from_the_request_as_rules_see_it() {
        let redactor = Redactor::new([("access_key", "k0FAKE")]);
        for (url, body, json) in [
            ("http://127.0.0.1/", "{\"memo\":\"\\u006b0FAKE\"}", json!({"memo": "k0FAKE"})),
            ("http://127.0.0.1/?q=%6b0FAKE", "", json!({"query": {"q": "k0FAKE"}})),
        ] {
            let (method, headers) = ("POST".to_owned(), Vec::new());
            let sent = Sent { method, url: url.into(), headers, body: body.into(), json: Some(json.into()) };
            let received = Received { status: 200, ..Received::default() };
            let request = Exchange::new(sent, received, 1, &redactor).request.expect("it was given");
            assert!(
                !request.to_string().contains("k0FAKE") && request.to_string().contains("{{access_key}}"),
                "{request}"
            );
        }
    }

    #[test]
    fn a_secret_is_gone_from_every_part() {
        let body = json!({"access_key": "k0FAKE", "memo": "k0FAKE?"});
        let sent = Sent {
            method: "POST".into(),
            url: "http://127.0.0.1/".into(),
            headers: vec![("x-key".into(), "k0FAKE".into())],
            body: Bytes::from(body.to_string()),
            json: Some(body.into()),
        };
        let received = Received {
            status: 401,
            content_type: "application/problem+json; charset=utf-8".into(),
            location: Some("http://127.0.0.1/?key=k0FAKE".into()),
            body: Bytes::from_static(b"{\"error\":\"bad k0FAKE\"}"),
            ..Received::default()
        };
        let redactor = Redactor::new([("access_key", "k0FAKE")]);
        let hidden = Received { body: Bytes::from_static(b"[\"\\u006b0FAKE\", 1.50]"), ..received.clone() };
        let hidden = Exchange::new(sent.clone(), hidden, 5, &redactor);
        assert_eq!((hidden.response_body.as_ref(), hidden.leaked.len()), (&b"[\"{{access_key}}\", 1.50]"[..], 1));
        let exchange = Exchange::new(sent, received, 5, &redactor);
        assert!(!format!("{exchange:?}").contains("k0FAKE"), "{exchange:?}");
        assert_eq!(exchange.leaked, ["access_key"]);
        assert_eq!(exchange.response.as_deref(), Some(&json!({"error": "bad {{access_key}}"})));
        assert!(exchange.says_json());
    }
}
