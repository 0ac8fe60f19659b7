//! Errors on the way to a target, by what really happened.

use std::{error::Error, io, time::Duration};

use serde::{Deserialize, Serialize};

use super::known_secret::MOST_HITS;
use crate::contract::{Message, TransportId};

/// Why nothing could be sent to the target: not a verdict about it, but about the connection. Completes "failed to …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", message.english())]
pub struct TransportError {
    /// What happened.
    pub kind: ErrorKind,
    message: Message,
    /// Whether the other side was sent TLS and returned something else.
    pub is_plain: bool,
}

/// What prevented the response to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// The host's name leads to no address.
    Dns,
    /// Nobody listens at the address.
    Refused,
    /// No way leads to the address.
    Unreachable,
    /// No connection could be made secure: a certificate, a version, bytes that are not TLS.
    Tls,
    /// The proxy does not let the request through.
    Proxy,
    /// No whole response in time.
    Timeout,
    /// The connection was closed or reset before the head of a response was there.
    Reset,
    /// The connection ended inside the body of a response.
    Truncated,
    /// What was received is not HTTP.
    NotHttp,
    /// The head or the body of the response is larger than is read.
    TooLarge,
    /// It requests pauses without end.
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
    /// Too many trials in a row could not send; the rest is not tried.
    Gone,
    /// It went out before the run was interrupted, and nobody waited for its response.
    Unanswered,
}

impl ErrorKind {
    /// Its short name in reports; never changes.
    pub fn name(self) -> &'static str {
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
            Self::Unanswered => "unanswered",
        }
    }

    /// Whether the request may have reached the target, and so counts among those that went out.
    pub fn went_out(self) -> bool {
        matches!(self, Self::Timeout | Self::Reset | Self::Truncated | Self::NotHttp | Self::TooLarge)
    }

    /// Whether the next request of the same trial may fare better.
    pub fn passes(self) -> bool {
        matches!(self, Self::Timeout | Self::Reset | Self::Truncated | Self::NotHttp | Self::TooLarge)
    }

    /// Whether the next trial will most likely meet it as well, whatever it sends.
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
pub(super) enum Phase {
    /// Not even connected.
    Connecting,
    /// Connected, and no head of a response is there.
    Asked,
    /// The head is there, the body is being read.
    Reading,
}

/// The host's name was looked up in vain.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NotResolved(pub(super) io::Error);

impl TransportError {
    /// An error whose message completes "failed to …".
    pub(super) fn new(kind: ErrorKind, message: Message) -> Self {
        Self { kind, message, is_plain: false }
    }

    /// A target that puts a request off again and again.
    pub fn busy(url: &str, reason: Message) -> Self {
        Self::new(ErrorKind::Busy, TransportId::Busy.with([place(url).into(), reason]))
    }

    /// A proxy that requires credentials.
    pub(super) fn unknown_to_proxy(url: &str) -> Self {
        let reason = TransportId::ProxyCredentials.into();
        Self::new(ErrorKind::Proxy, TransportId::Proxy.with([place(url).into(), reason]))
    }

    /// A request that cannot be made at all.
    pub fn request(url: &str, why: impl Into<Message>) -> Self {
        Self::new(ErrorKind::Request, TransportId::Request.with([place(url).into(), why.into()]))
    }

    /// No request can be made for what has no address yet.
    pub fn unprepared(whom: TransportId, why: impl Into<Message>) -> Self {
        Self::new(ErrorKind::Request, TransportId::Request.with([whom.into(), why.into()]))
    }

    /// The run is to end; nothing more is sent.
    pub fn interrupted() -> Self {
        Self::new(ErrorKind::Interrupted, TransportId::GoOn.into())
    }

    /// It went out before the run was interrupted. It may have been carried out, so it is not sent again.
    pub fn unanswered(url: &str) -> Self {
        Self::new(ErrorKind::Unanswered, TransportId::Unanswered.with([place(url).into()]))
    }

    /// What prevented the response to a request before the run was interrupted.
    pub fn known(kind: ErrorKind, why: Message) -> Self {
        Self::new(kind, why)
    }

    /// Nothing more is let out.
    pub fn stopped(reason: Message) -> Self {
        Self::new(ErrorKind::Stopped, TransportId::Stopped.with([reason]))
    }

    /// The target has been given up.
    pub fn gone(trials: u32, last: Message) -> Self {
        Self::new(ErrorKind::Gone, TransportId::Gone.with([trials.into(), last]))
    }

    /// A body that is longer than is read.
    pub(super) fn too_large(url: &str, limit: usize, of: TransportId) -> Self {
        let why = TransportId::BodyTooLarge.with([limit.into(), of.into()]);
        Self::new(ErrorKind::TooLarge, TransportId::Read.with([place(url).into(), why]))
    }

    /// A body in which secrets are at more places than are distinguished.
    pub(super) fn full_of_secrets(url: &str) -> Self {
        let why = TransportId::Secrets.with([MOST_HITS.into()]);
        Self::new(ErrorKind::TooLarge, TransportId::Read.with([place(url).into(), why]))
    }

    /// No whole response in time.
    pub(super) fn too_late(url: &str, phase: Phase, within: Duration) -> Self {
        let id = match phase {
            Phase::Connecting => TransportId::ConnectWithin,
            Phase::Asked => TransportId::HearWithin,
            Phase::Reading => TransportId::ReadWithin,
        };
        Self::new(ErrorKind::Timeout, id.with([place(url).into(), format!("{within:?}").into()]))
    }

    /// What it says without the name of its kind; in English it completes "failed to …".
    pub fn said(&self) -> Message {
        self.message.clone()
    }

    /// What it says in reports, with the name of its kind.
    pub fn message(&self) -> Message {
        TransportId::FailedKind.with([self.message.clone(), self.kind.name().into()])
    }

    /// What an error of the HTTP client comes down to.
    pub(super) fn of(error: &reqwest::Error, url: &str, phase: Phase, within: Duration, is_proxied: bool) -> Self {
        let kind = match kind(error, url, phase) {
            // Whoever was not reached is the proxy: it looks for the target.
            ErrorKind::Dns | ErrorKind::Refused | ErrorKind::Unreachable | ErrorKind::Reset
                if is_proxied && phase == Phase::Connecting =>
            {
                ErrorKind::Proxy
            }
            other => other,
        };
        if kind == ErrorKind::Timeout {
            return Self::too_late(url, phase, within);
        }
        let id = match kind {
            ErrorKind::Dns => TransportId::Dns,
            ErrorKind::Refused | ErrorKind::Unreachable => TransportId::Connect,
            ErrorKind::Tls => TransportId::Secure,
            ErrorKind::Proxy => TransportId::Proxy,
            ErrorKind::Request => TransportId::Request,
            _ => TransportId::Read,
        };
        let is_head = kind == ErrorKind::TooLarge;
        let cause = if is_head { TransportId::HeadTooLarge.into() } else { cause(error).into() };
        let message = id.with([place(url).into(), cause]);
        let is_plain = links(error).any(|link| {
            matches!(
                link.downcast_ref(),
                Some(rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType))
            )
        });
        Self { is_plain, ..Self::new(kind, message) }
    }
}

/// An address without its query and whoever is in front of its host: either may hold a secret.
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

fn kind(error: &reqwest::Error, url: &str, phase: Phase) -> ErrorKind {
    if let Some(found) = links(error).find_map(deeper) {
        return found;
    }
    if error.is_timeout() {
        return ErrorKind::Timeout;
    }
    let io = links(error).filter_map(|link| link.downcast_ref::<io::Error>()).map(io::Error::kind).last();
    let secure = url.starts_with("https:");
    match io {
        Some(io::ErrorKind::ConnectionRefused) => ErrorKind::Refused,
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable | io::ErrorKind::AddrNotAvailable) => {
            ErrorKind::Unreachable
        }
        Some(io::ErrorKind::TimedOut) => ErrorKind::Timeout,
        // A peer that hangs up in the middle of the handshake speaks no TLS, or not with us.
        Some(io::ErrorKind::UnexpectedEof) if secure && phase == Phase::Connecting => ErrorKind::Tls,
        Some(io::ErrorKind::UnexpectedEof) if phase == Phase::Reading => ErrorKind::Truncated,
        Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => ErrorKind::NotHttp,
        None if error.is_connect() => ErrorKind::Unreachable,
        None if error.is_builder() => ErrorKind::Request,
        _ => ErrorKind::Reset,
    }
}

/// What one link of the chain of causes says beyond doubt.
fn deeper(link: &(dyn Error + 'static)) -> Option<ErrorKind> {
    if link.is::<NotResolved>() {
        return Some(ErrorKind::Dns);
    }
    if link.is::<rustls::Error>() {
        return Some(ErrorKind::Tls);
    }
    // The type is private to the client, its words are not.
    if link.to_string().starts_with("tunnel error") {
        return Some(ErrorKind::Proxy);
    }
    let error = link.downcast_ref::<hyper::Error>()?;
    if error.is_parse_too_large() {
        Some(ErrorKind::TooLarge)
    } else if error.is_parse() {
        Some(ErrorKind::NotHttp)
    } else if error.is_incomplete_message() {
        Some(ErrorKind::Reset)
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
    fn an_address_is_shown_without_what_may_be_secret() {
        for (url, shown) in [
            ("https://u:p@h.example:1/a/b?key=k#x", "https://h.example:1/a/b"),
            ("http://h.example?key=k", "http://h.example"),
            ("the reference", "the reference"),
            ("http://h/a@b", "http://h/a@b"),
        ] {
            assert_eq!(place(url), shown);
        }
    }

    #[test]
    fn what_an_io_error_wraps_is_seen() {
        let wrapped = io::Error::other(NotResolved(io::Error::other("no such host")));
        assert_eq!(links(&wrapped).find_map(deeper), Some(ErrorKind::Dns));
        let wrapped = io::Error::other(rustls::Error::DecryptError);
        assert_eq!(links(&wrapped).find_map(deeper), Some(ErrorKind::Tls));
        assert_eq!(links(&io::Error::other("else")).find_map(deeper), None);
    }
}
