//! Why a target could not be asked, told apart by what really happened on the way to it.

use std::{error::Error, io};

use serde::{Deserialize, Serialize};

use super::Connection;

/// Why the target could not be asked: no verdict about it, but about the way to it. Completes "failed to …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{told}")]
pub struct CouldNotAsk {
    /// What happened.
    pub obstacle: Obstacle,
    told: String,
}

/// What stood between a request and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// The host's name leads to no address.
    Dns,
    /// Nobody listens at the address.
    Refused,
    /// No way leads to the address.
    Unreachable,
    /// No connection could be made secure: a certificate, a version, bytes that are no TLS.
    Tls,
    /// The proxy does not let the request through.
    Proxy,
    /// No whole answer in time.
    Timeout,
    /// The connection was closed or reset before the head of an answer was there.
    Reset,
    /// The connection ended inside the body of an answer.
    Truncated,
    /// What came is no HTTP.
    NotHttp,
    /// The head or the body of the answer is larger than is read.
    TooLarge,
    /// It asks for pauses without end.
    Busy,
    /// The limits of the profile let nothing more out.
    Stopped,
    /// The request itself cannot be made.
    Request,
    /// Nobody hands out a token.
    Token,
    /// The hook that signs requests failed.
    Hook,
    /// The run is to end.
    Interrupted,
    /// Too many trials in a row could not ask; the rest is not tried.
    Gone,
}

impl Obstacle {
    /// Its short name in reports; never changes.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Tls => "tls",
            Self::Proxy => "proxy",
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::Truncated => "truncated",
            Self::NotHttp => "not-http",
            Self::TooLarge => "too-large",
            Self::Busy => "busy",
            Self::Stopped => "stopped",
            Self::Request => "request",
            Self::Token => "token",
            Self::Hook => "hook",
            Self::Interrupted => "interrupted",
            Self::Gone => "gone",
        }
    }

    /// Whether the next trial will most likely meet it as well, whatever it asks.
    pub fn lasts(self) -> bool {
        matches!(
            self,
            Self::Dns
                | Self::Refused
                | Self::Unreachable
                | Self::Tls
                | Self::Proxy
                | Self::Timeout
                | Self::Token
                | Self::Hook
                | Self::Gone
        )
    }
}

/// How far an exchange had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Not even connected.
    Connecting,
    /// Connected, and no head of an answer is there.
    Asked,
    /// The head is there, the body is being read.
    Reading,
}

/// The host's name was looked up in vain.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NotResolved(pub(super) io::Error);

impl CouldNotAsk {
    /// An obstacle in words that complete "failed to …".
    pub(super) fn new(obstacle: Obstacle, told: String) -> Self {
        Self { obstacle, told }
    }

    /// A target that puts a request off again and again.
    pub fn busy(url: &str, told: &str) -> Self {
        Self::new(Obstacle::Busy, format!("hear from {}: {told}", place(url)))
    }

    /// A proxy that wants to know who asks.
    pub(super) fn unknown_to_proxy(url: &str) -> Self {
        let told = "it asks for other credentials (status 407)";
        Self::new(Obstacle::Proxy, format!("reach {} through the proxy: {told}", place(url)))
    }

    /// A request that cannot be made at all.
    pub fn request(url: &str, why: &dyn std::fmt::Display) -> Self {
        Self::new(Obstacle::Request, format!("make a request for {}: {why}", place(url)))
    }

    /// The run is to end; nothing more is asked.
    pub fn interrupted() -> Self {
        Self::new(Obstacle::Interrupted, "go on: the run was interrupted".to_owned())
    }

    /// Nothing more is let out.
    pub fn stopped(reason: &str) -> Self {
        Self::new(Obstacle::Stopped, format!("ask any more: {reason}"))
    }

    /// The target has been given up.
    pub fn gone(trials: u32, last: &str) -> Self {
        Self::new(
            Obstacle::Gone,
            format!(
                "reach the target: {trials} trials in a row could not ask it; the rest is left out; the last of them {last}"
            ),
        )
    }

    /// A body that is longer than is read.
    pub(super) fn too_large(url: &str, limit: usize, of: &str) -> Self {
        let url = place(url);
        Self::new(Obstacle::TooLarge, format!("read the answer of {url}: its body is larger than {limit} {of}"))
    }

    /// The short name of the obstacle.
    pub fn kind(&self) -> &'static str {
        self.obstacle.kind()
    }

    /// Its text as it stands in reports, with the name of the obstacle.
    pub fn told(&self) -> String {
        format!("failed to {self} [{}]", self.kind())
    }

    /// What an error of the HTTP client comes down to.
    pub(super) fn of(error: &reqwest::Error, url: &str, stage: Stage, connection: &Connection) -> Self {
        let within = connection.timeout;
        let obstacle = match obstacle(error, url, stage) {
            // Whoever was not reached is the proxy: it looks for the target.
            Obstacle::Dns | Obstacle::Refused | Obstacle::Unreachable | Obstacle::Reset
                if connection.proxy.is_some() && stage == Stage::Connecting =>
            {
                Obstacle::Proxy
            }
            other => other,
        };
        let (url, cause) = (place(url), cause(error));
        let told = match (obstacle, stage) {
            (Obstacle::Dns, _) => format!("find the host of {url}: {cause}"),
            (Obstacle::Timeout, Stage::Connecting) => format!("connect to {url} within {within:?}"),
            (Obstacle::Timeout, Stage::Asked) => format!("hear from {url} within {within:?}"),
            (Obstacle::Timeout, Stage::Reading) => format!("read the whole answer of {url} within {within:?}"),
            (Obstacle::Refused | Obstacle::Unreachable, _) => format!("connect to {url}: {cause}"),
            (Obstacle::Tls, _) => format!("make a secure connection to {url}: {cause}"),
            (Obstacle::Proxy, _) => format!("reach {url} through the proxy: {cause}"),
            (Obstacle::Request, _) => format!("make a request for {url}: {cause}"),
            (Obstacle::TooLarge, _) => format!("read the answer of {url}: its head is too large"),
            _ => format!("read the answer of {url}: {cause}"),
        };
        Self::new(obstacle, told)
    }
}

/// An address without its query and whoever stands in front of its host: either may hold a secret.
fn place(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) =
                rest.split_once('/').map_or((rest, String::new()), |(host, path)| (host, format!("/{path}")));
            format!("{scheme}://{}{path}", host.rsplit('@').next().unwrap_or_default())
        }
        None => url.to_owned(),
    }
}

fn obstacle(error: &reqwest::Error, url: &str, stage: Stage) -> Obstacle {
    if let Some(found) = links(error).find_map(deeper) {
        return found;
    }
    if error.is_timeout() {
        return Obstacle::Timeout;
    }
    let io = links(error).filter_map(|link| link.downcast_ref::<io::Error>()).map(io::Error::kind).last();
    let secure = url.starts_with("https:");
    match io {
        Some(io::ErrorKind::ConnectionRefused) => Obstacle::Refused,
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable | io::ErrorKind::AddrNotAvailable) => {
            Obstacle::Unreachable
        }
        Some(io::ErrorKind::TimedOut) => Obstacle::Timeout,
        // A peer that hangs up in the middle of the handshake speaks no TLS, or not with us.
        Some(io::ErrorKind::UnexpectedEof) if secure && stage == Stage::Connecting => Obstacle::Tls,
        Some(io::ErrorKind::UnexpectedEof) if stage == Stage::Reading => Obstacle::Truncated,
        Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => Obstacle::NotHttp,
        None if error.is_connect() => Obstacle::Unreachable,
        None if error.is_builder() => Obstacle::Request,
        _ => Obstacle::Reset,
    }
}

/// What one link of the chain of causes says beyond doubt.
fn deeper(link: &(dyn Error + 'static)) -> Option<Obstacle> {
    if link.is::<NotResolved>() {
        return Some(Obstacle::Dns);
    }
    if link.is::<rustls::Error>() {
        return Some(Obstacle::Tls);
    }
    // The type is private to the client, its words are not.
    if link.to_string().starts_with("tunnel error") {
        return Some(Obstacle::Proxy);
    }
    let error = link.downcast_ref::<hyper::Error>()?;
    if error.is_parse_too_large() {
        Some(Obstacle::TooLarge)
    } else if error.is_parse() {
        Some(Obstacle::NotHttp)
    } else if error.is_incomplete_message() {
        Some(Obstacle::Reset)
    } else {
        None
    }
}

/// An error and everything under it. What an I/O error wraps is not its source, which would pass it over.
fn links<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let link = next?;
        let wrapped = link.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = wrapped.map(|inner| inner as &(dyn Error + 'static)).or_else(|| link.source());
        Some(link)
    })
}

/// The innermost cause: the outer ones repeat the address.
pub(super) fn cause(error: &(dyn Error + 'static)) -> String {
    links(error).last().map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_without_what_may_be_secret() {
        for (url, told) in [
            ("https://u:p@h.example:1/a/b?key=k#x", "https://h.example:1/a/b"),
            ("http://h.example?key=k", "http://h.example"),
            ("the reference", "the reference"),
            ("http://h/a@b", "http://h/a@b"),
        ] {
            assert_eq!(place(url), told);
        }
    }

    #[test]
    fn what_an_io_error_wraps_is_seen() {
        let wrapped = io::Error::other(NotResolved(io::Error::other("no such host")));
        assert_eq!(links(&wrapped).find_map(deeper), Some(Obstacle::Dns));
        let wrapped = io::Error::other(rustls::Error::DecryptError);
        assert_eq!(links(&wrapped).find_map(deeper), Some(Obstacle::Tls));
        assert_eq!(links(&io::Error::other("else")).find_map(deeper), None);
    }
}
