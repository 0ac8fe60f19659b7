//! What lies in the way of every request to a target: wrong credentials, address or method, or a port of the other kind.

use super::{Subject, signals::Signals};
use crate::{
    check::seen_errors,
    contract::{Contract, Expectation, Message, ReasonId},
    target::{ContractProfile, ErrorKind, Exchange, TransportError, speaks_tls},
};

/// What lies in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Obstacle {
    /// Of what kind it is.
    pub(super) kind: ObstacleKind,
    /// What happened.
    what: Message,
}

/// What kind of obstacle it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ObstacleKind {
    /// The credentials are refused.
    Credentials,
    /// Nothing of this API is served at the address.
    Address,
    /// The method is not taken.
    Method,
    /// TLS on a plain port, or the other way round.
    Tls,
}

impl Obstacle {
    fn new(kind: ObstacleKind, what: Message) -> Self {
        Self { kind, what }
    }

    /// One line that says what it is and where in the profile it is put right.
    pub(super) fn line(&self, given: &ContractProfile) -> Message {
        let (key, fix) = match self.kind {
            ObstacleKind::Credentials => ("credentials", ReasonId::FixCredentials),
            ObstacleKind::Method => ("operations", ReasonId::FixMethod),
            ObstacleKind::Address | ObstacleKind::Tls => ("url", ReasonId::FixAddress),
        };
        // Where the profile says nothing of an operation, the address is what is left.
        let key = if key == "operations" && !given.places.contains_key(key) { "url" } else { key };
        given.obstacle(key, self.what.clone(), fix.with([ReasonId::NoPreflight.into()]))
    }
}

/// What a response to a good request shows to lie in the way, if something does.
pub(super) fn met(contract: &Contract, signals: &Signals, operation: usize, exchange: &Exchange) -> Option<Obstacle> {
    let operation = &contract.operations[operation];
    let (status, method) = (exchange.status, &exchange.method);
    let due = Expectation::accepted(&operation.success, None);
    let call = format!("{method} {}", operation.path).into();
    let asked = ReasonId::GoodRequest.with([(&operation.id).into(), call]);
    if let Some(how) = signals.refuses(operation, &due, exchange) {
        let refused = ReasonId::IsRefused.with([asked, how]);
        return Some(Obstacle::new(ObstacleKind::Credentials, ReasonId::CredentialsRefused.with([refused])));
    }
    let body = exchange.response.as_deref();
    let is_described = seen_errors(operation, &due, exchange).iter().any(|error| contract.catalogue.allows(error.code));
    if is_described {
        return None;
    }
    if status == 400 && body.is_none() && exchange.url.starts_with("http://") && speaks_tls(&exchange.url) {
        return Some(Obstacle::new(ObstacleKind::Tls, secure(asked)));
    }
    if is_page(exchange) && status < 500 {
        let page = ReasonId::GetsHtml.with([asked, status.into()]);
        return Some(Obstacle::new(ObstacleKind::Address, ReasonId::LeadsToPage.with([page])));
    }
    let gets = ReasonId::GetsStatus.with([asked, status.into()]);
    match status {
        404 => Some(Obstacle::new(ObstacleKind::Address, ReasonId::NotServed.with([gets]))),
        405 | 501 => Some(Obstacle::new(ObstacleKind::Method, ReasonId::MethodRefused.with([gets]))),
        _ => None,
    }
}

/// What kept a good request from getting a response, where that is a port of the other kind.
pub(super) fn unreached(error: &TransportError, subject: &Subject) -> Option<Obstacle> {
    let url = &subject.given.url;
    if error.is_plain {
        return Some(Obstacle::new(ObstacleKind::Tls, ReasonId::SpeaksPlain.with([url.into()])));
    }
    let is_odd = matches!(error.kind, ErrorKind::NotHttp | ErrorKind::Reset);
    let is_direct = subject.given.connection.proxy.is_none();
    if is_odd && is_direct && url.starts_with("http://") && speaks_tls(url) {
        return Some(Obstacle::new(ObstacleKind::Tls, secure(ReasonId::RequestTo.with([url.into()]))));
    }
    None
}

fn secure(asked: Message) -> Message {
    ReasonId::SpeaksTls.with([asked])
}

/// Whether a body is a page in place of JSON.
fn is_page(exchange: &Exchange) -> bool {
    let start = &exchange.response_body[..exchange.response_body.len().min(512)];
    let text = String::from_utf8_lossy(start).trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    exchange.response.is_none() && (text.starts_with("<!doctype html") || text.starts_with("<html"))
}
