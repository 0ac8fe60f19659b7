//! What goes out is noted before it does, so that a run that was killed knows what was under way.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    contract::Message,
    target::{ErrorKind, Exchange, Received, Redactor, Sent},
    util::hex::hex,
};

/// A request that is about to go out.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::run) struct Out {
    trial: String,
    /// What it is known again by.
    pub(super) request: String,
}

/// A request that was noted and did not go out after all.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::run) struct Unsent {
    pub(super) trial: String,
    /// The line on which it was noted.
    pub(super) out: u64,
}

impl Out {
    pub(super) fn new(trial: &str, request: String) -> Self {
        Self { trial: trial.to_owned(), request }
    }

    /// The trial and the contract of it.
    pub(super) fn whose(&self) -> (&str, &str) {
        (&self.trial, contract_of(&self.trial))
    }
}

impl Unsent {
    /// The contract.
    pub(super) fn contract(&self) -> &str {
        contract_of(&self.trial)
    }
}

/// The contract of a trial.
pub(super) fn contract_of(trial: &str) -> &str {
    trial.split('/').next().unwrap_or_default()
}

/// The line on which a request was noted before it went out, if it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::run) struct Noted(pub(super) Option<u64>);

/// Why a request has no response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::run) struct Lost {
    pub(super) kind: ErrorKind,
    pub(super) why: Message,
}

/// A request as the journal has it: without secrets.
pub(super) fn seen(sent: &Sent, redactor: &Redactor) -> Exchange {
    Exchange::new(sent.clone(), Received::default(), 0, redactor)
}

/// What a request is known again by, before it is signed and without secrets.
pub(super) fn request_of(seen: &Exchange) -> String {
    let mut hash = Sha256::new();
    let headers = seen.headers.iter().flat_map(|(name, value)| [name, value]).map(String::as_bytes);
    for part in [seen.method.as_bytes(), seen.url.as_bytes(), &seen.request_body].into_iter().chain(headers) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex(&hash.finalize()[..8])
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[test]
    fn a_request_is_known_by_each_of_its_parts_and_shows_no_secret() {
        let redactor = Redactor::new([("key", "k0FAKE")]);
        let sent = |method: &str, url: &str, header: &str, body: &str| Sent {
            method: method.to_owned(),
            url: url.to_owned(),
            headers: vec![("x".to_owned(), header.to_owned())],
            body: Bytes::from(body.to_owned()),
            json: None,
        };
        let of = |one: &Sent| request_of(&seen(one, &redactor));
        let all = [
            sent("POST", "u", "a", "b"),
            sent("PUT", "u", "a", "b"),
            sent("POST", "v", "a", "b"),
            sent("POST", "u", "c", "b"),
            sent("POST", "u", "a", "d"),
            sent("POST", "ua", "", "b"),
        ];
        let names: std::collections::BTreeSet<String> = all.iter().map(of).collect();
        assert_eq!((names.len(), of(&all[0]).len()), (all.len(), 16));
        assert_eq!(of(&sent("POST", "u", "k0FAKE", "b")), of(&sent("POST", "u", "{{key}}", "b")), "it is taken out");
    }
}
