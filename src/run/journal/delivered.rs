//! A request that the target sent on its own, as it is written.

use serde::Serialize;

use super::body::Body;
use crate::target::{Exchange, Heads};

/// A request that the target sent on its own, and the status that was returned for it.
#[derive(Serialize)]
pub(in crate::run) struct Delivered<'a> {
    trial: &'a str,
    case: u64,
    at: u64,
    method: &'a str,
    url: &'a str,
    headers: &'a Heads,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<Body<'a>>,
    status: u16,
}

impl<'a> Delivered<'a> {
    /// The received request is the response of the exchange.
    pub(super) fn of((trial, case, at): (&'a str, u64, u64), exchange: &'a Exchange) -> Self {
        Self {
            trial,
            case,
            at,
            method: &exchange.method,
            url: &exchange.url,
            headers: &exchange.response_headers,
            request: Body::of(&exchange.response_body),
            status: exchange.status,
        }
    }
}
