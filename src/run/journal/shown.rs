//! The exchanges of a run for a reader who wants to look at them, secrets taken out as the journal has them.

use std::path::Path;

use bytes::Bytes;

use super::{Exchanges, JournalError};

/// One exchange of a case, as the journal has it.
#[derive(Debug)]
pub struct Shown {
    /// The line of the journal that it stands on.
    pub line: u64,
    /// The trial.
    pub trial: String,
    /// The case of the trial, counted from 1.
    pub case: u64,
    /// The requirement that it puts to the test; empty where it is not judged.
    pub requirement: String,
    /// The method.
    pub method: String,
    /// The address.
    pub url: String,
    /// The request's headers that are kept.
    pub headers: Vec<(String, String)>,
    /// The request's body.
    pub request: Bytes,
    /// The status.
    pub status: u16,
    /// The content type of the response.
    pub content_type: String,
    /// The response's body.
    pub response: Bytes,
    /// How long it took.
    pub micros: u64,
}

/// Visits every exchange of a case in the order of the journal, whatever its verdict; one is in memory at a time. An exchange whose
/// bodies did not fit into the journal is not there.
pub fn exchanges(folder: &Path, mut visit: impl FnMut(Shown)) -> Result<(), JournalError> {
    Exchanges::open(folder)?.each(|location, exchange| {
        visit(Shown {
            line: location.line(),
            trial: exchange.trial.into_owned(),
            case: exchange.case,
            requirement: exchange.due.requirement,
            method: exchange.method,
            url: exchange.url,
            headers: exchange.headers,
            request: exchange.request,
            status: exchange.status,
            content_type: exchange.content_type,
            response: exchange.response,
            micros: exchange.micros,
        });
        Ok(())
    })
}
