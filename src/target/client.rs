//! The HTTP client: sends one request, returns one response or one error. It follows no redirects and decodes no bodies, and sends a
//! request again only if a kept-alive connection had been closed meanwhile, and never one that writes: what was sent may have been
//! carried out although there was no response.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};

use super::{
    Connection, ErrorKind, Exchange, Heads, Received, Redactor, Sent, TransportError, connection::Counts,
    json_lint::is_too_heavy, transport_error::Phase,
};
use crate::contract::{Message, TransportId};

/// What a response may take in memory once it is read, in MiB: a value of JSON takes far more than it has bytes in the body.
const MOST_MEMORY: usize = 32;
/// How much later the time of an exchange is over for who waits than for its connection, which knows better how far it has come.
const GRACE: Duration = Duration::from_millis(100);
/// How often a request may go out over kept connections that turn out to be closed; there can be more than one of them.
const MOST_ATTEMPTS: u32 = 3;

/// Whether a request may go out a second time where the first ended without a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resend {
    /// It may: carried out twice, it changes nothing.
    Safe,
    /// It may not: it may have been carried out.
    Never,
}

/// Sends requests over kept-alive connections; belongs to the runtime that drives it.
pub struct Client {
    http: reqwest::Client,
    connection: Connection,
    counts: Counts,
}

/// Whether HTTP can carry a header.
pub fn can_carry(name: &str, value: &str) -> bool {
    use reqwest::header::{HeaderName, HeaderValue};
    HeaderName::from_bytes(name.as_bytes()).is_ok() && HeaderValue::from_bytes(value.as_bytes()).is_ok()
}

impl Client {
    /// A client that connects in this way.
    pub fn new(connection: &Connection) -> Result<Self, TransportError> {
        let counts = Counts::default();
        Ok(Self { http: connection.client(&counts)?, connection: connection.clone(), counts })
    }

    /// How it connects.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Sends one request and waits for its response.
    pub async fn send(&self, sent: Sent, redactor: &Redactor, resend: Resend) -> Result<Exchange, TransportError> {
        let started = Instant::now();
        let (received, attempts) = self.ask(&sent, started, resend).await?;
        let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let url = sent.url.clone();
        let exchange = Exchange { attempts, ..Exchange::new(sent, received, micros, redactor) };
        // What was behind them is gone; it cannot be judged.
        if exchange.overfull { Err(TransportError::full_of_secrets(&url)) } else { Ok(exchange) }
    }

    /// The response to a request, and how often it went out.
    ///
    /// Only a connection that was kept from an earlier exchange and broke before the head of a response is a reason to send again:
    /// the server had closed it meanwhile, which it may at any time. What had been written by then may have been carried out.
    pub(super) async fn ask(
        &self,
        sent: &Sent,
        started: Instant,
        resend: Resend,
    ) -> Result<(Received, u32), TransportError> {
        for attempt in 1.. {
            let before = self.counts.now().1;
            let answer = self.in_time(sent, started).await;
            match answer {
                Ok(received) => return Ok((received, attempt)),
                Err((error, phase)) => {
                    let kept = phase == Phase::Asked && self.counts.now().1 == before;
                    let may = resend == Resend::Safe && error.kind == ErrorKind::Reset && kept;
                    if !may || attempt == MOST_ATTEMPTS {
                        return Err(error);
                    }
                }
            }
        }
        unreachable!("the last attempt returns")
    }

    /// The response to a request that goes out once, or an error when its time is over, whatever its connection is busy with.
    async fn in_time(&self, sent: &Sent, started: Instant) -> Result<Received, (TransportError, Phase)> {
        let reached = Cell::new(Phase::Asked);
        let once = self.once(sent, started, &reached);
        let within = self.connection.timeout;
        let left = within.saturating_sub(started.elapsed());
        let Ok(response) = tokio::time::timeout(left + GRACE, once).await else {
            let phase = reached.get();
            return Err((TransportError::too_late(&sent.url, phase, within), phase));
        };
        // The connection goes back among the kept ones before the next request looks for it there.
        tokio::task::yield_now().await;
        response
    }

    async fn once(
        &self,
        sent: &Sent,
        started: Instant,
        reached: &Cell<Phase>,
    ) -> Result<Received, (TransportError, Phase)> {
        let wrong = |why: Message| (TransportError::request(&sent.url, why), Phase::Connecting);
        if !self.connection.allows(&sent.url) {
            return Err(wrong(TransportId::HostNotNamed.into()));
        }
        let method =
            reqwest::Method::from_bytes(sent.method.as_bytes()).map_err(|error| wrong(error.to_string().into()))?;
        let left = self.connection.timeout.saturating_sub(started.elapsed());
        let bare = sent.body.is_empty() && ["POST", "PUT", "PATCH"].contains(&method.as_str());
        let mut request = self.http.request(method, &sent.url).body(sent.body.clone()).timeout(left);
        if bare && !sent.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-length")) {
            // These carry a body: where it is empty, a target may require its length (411).
            request = request.header("content-length", "0");
        }
        for (name, value) in &sent.headers {
            request = request.header(name, value.as_bytes());
        }
        let (within, is_proxied) = (self.connection.timeout, self.connection.proxy.is_some());
        let failed =
            |error: &reqwest::Error, phase| (TransportError::of(error, &sent.url, phase, within, is_proxied), phase);
        let before = self.counts.now();
        let mut response = request.send().await.map_err(|error| {
            let now = self.counts.now();
            let connecting = error.is_connect() || (now.0 > before.0 && now.1 == before.1);
            failed(&error, if connecting { Phase::Connecting } else { Phase::Asked })
        })?;
        reached.set(Phase::Reading);
        let status = response.status().as_u16();
        if status == 407 && is_proxied {
            return Err((TransportError::unknown_to_proxy(&sent.url), Phase::Connecting));
        }
        let told = |name: &str| {
            let values = response.headers().get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
            values.reduce(|all, next| format!("{all}, {next}").into()).map(std::borrow::Cow::into_owned)
        };
        let (content_type, content_encoding, location) =
            (told("content-type"), told("content-encoding"), told("location"));
        let text = |value: &reqwest::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = Heads::of(response.headers().iter().map(|(name, value)| (name.as_str(), text(value))));
        let retry_after = response.headers().get("retry-after").and_then(|v| Some(v.to_str().ok()?.to_owned()));
        let limit = self.connection.body_limit;
        let body = read(&mut response, limit).await.map_err(|error| match error {
            Some(error) => failed(&error, Phase::Reading),
            None => (TransportError::too_large(&sent.url, limit, TransportId::Bytes), Phase::Reading),
        })?;
        if is_too_heavy(&body, MOST_MEMORY << 20) {
            return Err((
                TransportError::too_large(&sent.url, MOST_MEMORY, TransportId::MebibytesRead),
                Phase::Reading,
            ));
        }
        let content_type = content_type.unwrap_or_default();
        Ok(Received { status, content_type, retry_after, content_encoding, location, headers, body })
    }
}

/// The whole body, or `None` as the error where it is too large.
async fn read(response: &mut reqwest::Response, limit: usize) -> Result<Bytes, Option<reqwest::Error>> {
    let fits = |length: usize| if length > limit { Err(None) } else { Ok(()) };
    // Asked before anything is read: afterwards it is what is left.
    let said = response.content_length().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    fits(said.unwrap_or(0))?;
    let Some(first) = response.chunk().await.map_err(Some)? else { return Ok(Bytes::new()) };
    fits(first.len())?;
    let Some(second) = response.chunk().await.map_err(Some)? else { return Ok(first) };
    // As long as it is said to be, or put together at the end: one that grows by doubling takes thrice its size for a moment.
    let mut body = BytesMut::with_capacity(said.unwrap_or(0));
    let (mut parts, mut length) = (Vec::new(), 0);
    let mut next = Some(first);
    let mut following = Some(second);
    while let Some(chunk) = next {
        length += chunk.len();
        fits(length)?;
        if said.is_some() {
            body.extend_from_slice(&chunk);
        } else {
            parts.push(chunk);
        }
        next = match following.take() {
            Some(second) => Some(second),
            None => response.chunk().await.map_err(Some)?,
        };
    }
    Ok(if parts.is_empty() { body.freeze() } else { Bytes::from(parts.concat()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::ContractProfile;

    #[test]
    fn nobody_is_asked_whom_the_profile_does_not_name() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let given = ContractProfile { url: "http://target.invalid".to_owned(), ..ContractProfile::default() };
        let client = Client::new(&given.connection()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        for url in [format!("http://127.0.0.1:{port}/"), format!("http://target.invalid@127.0.0.1:{port}/")] {
            let (method, headers) = ("GET".to_owned(), Vec::new());
            let sent = Sent { method, url, headers, body: Bytes::new(), json: None };
            let error = runtime.block_on(client.send(sent, &Redactor::default(), Resend::Never)).unwrap_err();
            assert!(error.to_string().contains("the profile does not name its host"), "{error}");
        }
        assert!(listener.accept().is_err(), "somebody called");
    }
}
