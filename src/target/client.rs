//! The client: one request out, one answer or one reason back. It never retries, follows or decodes anything by itself.

use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};

use super::{Exchange, Received, Redactor, Sent};

/// The most of a body that is read, in bytes.
const BODY_LIMIT: usize = 8 << 20;

/// Sends requests over kept-alive connections; belongs to the runtime that drives it.
pub struct Client {
    http: reqwest::Client,
    timeout: Duration,
}

/// Why the target could not be asked: no verdict about it, but about the way to it. Completes "failed to …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CouldNotAsk {
    /// Nothing answers at the address, or no connection came about.
    #[error("connect to {0}: {1}")]
    Connect(String, String),
    /// No answer in time.
    #[error("hear from {0} within {1:?}")]
    Timeout(String, Duration),
    /// The connection broke before the answer was whole.
    #[error("read the answer of {0}: {1}")]
    Broken(String, String),
    /// The body is larger than we read.
    #[error("read the answer of {0}: its body is larger than {BODY_LIMIT} bytes")]
    TooLarge(String),
    /// It asks for pauses without end.
    #[error("hear from {0}: {1}")]
    Busy(String, String),
    /// The request itself cannot be made.
    #[error("make a request for {0}: {1}")]
    Request(String, String),
}

/// Whether HTTP can carry a header.
pub fn can_carry(name: &str, value: &str) -> bool {
    use reqwest::header::{HeaderName, HeaderValue};
    HeaderName::from_bytes(name.as_bytes()).is_ok() && HeaderValue::from_bytes(value.as_bytes()).is_ok()
}

impl Client {
    /// A client with a limit on the time of each exchange.
    pub fn new(timeout: Duration) -> Result<Self, CouldNotAsk> {
        // A second call only says that a provider is there already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .retry(reqwest::retry::never())
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .timeout(timeout)
            .build()
            .map_err(|error| CouldNotAsk::Request("any target".to_owned(), causes(&error)))?;
        Ok(Self { http, timeout })
    }

    /// Sends one request and waits for its answer.
    pub async fn send(&self, sent: Sent, redactor: &Redactor) -> Result<Exchange, CouldNotAsk> {
        let started = Instant::now();
        let method = reqwest::Method::from_bytes(sent.method.as_bytes())
            .map_err(|error| CouldNotAsk::Request(sent.url.clone(), error.to_string()))?;
        let mut request = self.http.request(method, &sent.url).body(sent.body.clone());
        for (name, value) in &sent.headers {
            request = request.header(name, value.as_bytes());
        }
        let told = |error: &reqwest::Error| told(error, &sent.url, self.timeout);
        let mut response = request.send().await.map_err(|error| told(&error))?;
        let status = response.status().as_u16();
        let content_type =
            response.headers().get("content-type").map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned());
        let retry_after = response.headers().get("retry-after").and_then(|v| Some(v.to_str().ok()?.to_owned()));
        let body = read(&mut response).await.map_err(|error| match error {
            Some(error) => told(&error),
            None => CouldNotAsk::TooLarge(sent.url.clone()),
        })?;
        let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let received = Received { status, content_type: content_type.unwrap_or_default(), retry_after, body };
        Ok(Exchange::new(sent, received, micros, redactor))
    }
}

/// The whole body, or `None` as the error where it is too large.
async fn read(response: &mut reqwest::Response) -> Result<Bytes, Option<reqwest::Error>> {
    let Some(first) = response.chunk().await.map_err(Some)? else { return Ok(Bytes::new()) };
    let Some(second) = response.chunk().await.map_err(Some)? else { return Ok(first) };
    let mut body = BytesMut::from(&first[..]);
    body.extend_from_slice(&second);
    while let Some(chunk) = response.chunk().await.map_err(Some)? {
        if body.len() + chunk.len() > BODY_LIMIT {
            return Err(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn told(error: &reqwest::Error, url: &str, timeout: Duration) -> CouldNotAsk {
    let url = url.to_owned();
    if error.is_timeout() {
        CouldNotAsk::Timeout(url, timeout)
    } else if error.is_connect() {
        CouldNotAsk::Connect(url, causes(error))
    } else if error.is_builder() {
        CouldNotAsk::Request(url, causes(error))
    } else {
        CouldNotAsk::Broken(url, causes(error))
    }
}

/// The innermost cause: the outer ones repeat the address.
fn causes(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
