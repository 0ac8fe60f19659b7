//! Limits: how many requests, how fast, how large and how long.

use std::time::Duration;

use serde_json::Value;

use super::{super::connection::MOST_BODY, Node, ProfileError};
use crate::{contract::ProfileId, util::span::span};

/// Every key of `limits`.
const KNOWN: &[&str] = &["rate", "requests", "jobs", "timeout", "time", "body", "journal", "busy-codes"];

/// How much of the target a run may take.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// How many requests in how much time.
    pub rate: Option<Rate>,
    /// The most requests of a whole run.
    pub requests: Option<u64>,
    /// The most requests at the same time.
    pub jobs: Option<u32>,
    /// The most time one exchange may take.
    pub timeout: Option<Duration>,
    /// The most time of a whole run.
    pub time: Option<Duration>,
    /// The most bytes that are read of a body.
    pub body: Option<usize>,
    /// Codes by which the target requests a pause, besides those of the contract; as text.
    pub busy_codes: Vec<String>,
    /// The most bytes of the journal; once it has them, bodies are left out.
    pub journal: Option<u64>,
}

/// So many requests in so much time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub requests: u32,
    /// In how much time.
    pub per: Duration,
}

impl Rate {
    /// The rate of each of several runs that go on at the same time and keep to this one together.
    #[must_use]
    pub fn shared(self, runs: u32) -> Self {
        Self { per: self.per.saturating_mul(runs.max(1)), ..self }
    }

    /// The time from one request to the next: evenly, so that no stretch of time holds more than its share.
    pub fn interval(self) -> Duration {
        // Rounded up, for the sum of what is cut off would be one request too many.
        let nanos = self.per.as_nanos().div_ceil(u128::from(self.requests));
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

pub(super) fn read(table: &Node<'_>) -> Result<Limits, ProfileError> {
    let mut limits = Limits::default();
    for node in table.fields()? {
        match node.key() {
            "rate" => limits.rate = Some(rate(&node)?),
            "requests" => limits.requests = Some(node.count()?),
            "jobs" => limits.jobs = Some(u32::try_from(node.count()?).unwrap_or(u32::MAX)),
            "timeout" => limits.timeout = Some(node.span()?),
            "time" => limits.time = Some(node.span()?),
            "body" => limits.body = Some(body(&node)?),
            "busy-codes" => limits.busy_codes = busy_codes(&node)?,
            "journal" => limits.journal = Some(node.size()? as u64),
            _ => return Err(node.unknown_key(KNOWN)),
        }
    }
    Ok(limits)
}

fn body(node: &Node<'_>) -> Result<usize, ProfileError> {
    let size = node.size()?;
    if size <= MOST_BODY {
        return Ok(size);
    }
    let most = MOST_BODY >> 20;
    Err(node.error(ProfileId::BodyTooMuch.with([most.into()]), ProfileId::WriteMiB.with([most.into()])))
}

fn busy_codes(node: &Node<'_>) -> Result<Vec<String>, ProfileError> {
    let items = node.items()?;
    if items.is_empty() {
        return Err(node.error(ProfileId::NoBusyCode, ProfileId::NameCode));
    }
    let code = |item: &Node<'_>| match item.json()? {
        Value::String(text) if !text.is_empty() => Ok(text),
        Value::Number(number) if number.is_i64() || number.is_u64() => Ok(number.to_string()),
        other => Err(item.error(ProfileId::NoCode.with([other.to_string().into()]), ProfileId::WriteCode)),
    };
    items.iter().map(code).collect()
}

fn rate(node: &Node<'_>) -> Result<Rate, ProfileError> {
    let text = node.text()?;
    let read = || {
        let (requests, per) = text.split_once('/')?;
        let requests = requests.trim().parse().ok().filter(|count: &u32| *count > 0)?;
        let per = per.trim();
        // `10/s` is what many write for `10/1s`.
        let per = span(per).or_else(|| span(&format!("1{per}")))?;
        Some(Rate { requests, per })
    };
    read().ok_or_else(|| node.error(ProfileId::NoRate.with([(&text).into()]), ProfileId::WriteRate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_never_passed_for_what_division_cuts_off() {
        let rate = |requests, secs| Rate { requests, per: Duration::from_secs(secs) }.interval();
        assert_eq!(rate(300, 300), Duration::from_secs(1));
        assert_eq!(rate(3, 1), Duration::from_nanos(333_333_334));
    }
}
