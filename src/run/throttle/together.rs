//! The same for requests that go out at the same time.

use std::time::{Duration, Instant};

use super::{Asked, Call, Entry, Exchange, Expectation, Lane, TransportError, pause_of, put_off};

/// Sends calls at the same time until each response is one to judge: one that requests a pause, or that is refused for credentials that
/// have expired, is tried once more by itself.
pub(in crate::run) async fn send(
    lane: &mut Lane<'_>,
    calls: Vec<Call>,
    due: &Expectation,
) -> Result<Vec<Exchange>, TransportError> {
    super::announce(lane, due);
    let began = Instant::now();
    let exchanges = lane.send_together(calls.clone()).await?;
    let mut judged = Vec::with_capacity(exchanges.len());
    for (call, exchange) in calls.into_iter().zip(exchanges) {
        if let Some(pause) = pause_of(lane, &call, due, &exchange, 0) {
            put_off(lane, &exchange, pause, (0, Duration::ZERO))?;
            judged.push(super::send(lane, call, due).await?);
            continue;
        }
        lane.session.gate.answered();
        let asked = Asked { call: &call, due, exchange: &exchange, began, is_again: false };
        let entry = asked.entry(lane).await;
        lane.entered();
        match entry? {
            Entry::Again => judged.push(super::send(lane, call, due).await?),
            Entry::Judge => judged.push(exchange),
        }
    }
    Ok(judged)
}
