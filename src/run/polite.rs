//! Manners: a target that asks for a pause gets it, and is asked the same again; that answer is never judged.

use std::time::Duration;

use jiff::Timestamp;

use super::{
    Target,
    journal::Due,
    lane::{Call, Lane},
};
use crate::{
    check::seen_errors,
    contract::{Expectation, Level, Operation, Outcome},
    target::{Exchange, TransportError, pause},
};

/// How often one request may be put off.
const MOST_PAUSES: usize = 5;
/// How long one request may be put off in all.
const LONGEST: Duration = Duration::from_secs(120);

/// Sends a call until its answer is one to judge.
pub(super) async fn ask(lane: &mut Lane<'_>, call: Call, due: &Expectation) -> Result<Exchange, TransportError> {
    let own = lane.subject.suite.contract.requirement(&due.requirement).map(|requirement| requirement.level);
    let level = if due.outcome == Outcome::Any { Some(Level::Open) } else { due.level.or(own) };
    lane.scribe.due = Due { requirement: due.requirement.clone(), level };
    let mut waited = Duration::ZERO;
    for attempt in 0.. {
        let exchange = lane.send(call.clone()).await?;
        let Some(pause) = pause_of(lane, &call, due, &exchange, attempt) else {
            lane.subject.gate.answered();
            return Ok(exchange);
        };
        waited += pause;
        if attempt >= MOST_PAUSES || waited > LONGEST {
            let after = exchange.retry_after.map(|text| format!(" with retry-after: {text}")).unwrap_or_default();
            let told = format!("it answers {}{after} and was asked {} times", exchange.status, attempt + 1);
            lane.subject.gate.gave_up(&told);
            return Err(TransportError::busy(&exchange.url, &told));
        }
        // What an interrupted run was told is past.
        if !lane.scribe.recalled {
            lane.subject.gate.hold(pause);
        }
    }
    unreachable!("the last attempt returns")
}

fn pause_of(lane: &Lane<'_>, call: &Call, due: &Expectation, exchange: &Exchange, attempt: usize) -> Option<Duration> {
    // The embedded reference has no limits: what it answers is what it means.
    if matches!(lane.subject.target, Target::Reference(..)) {
        return None;
    }
    let operation = &lane.subject.suite.contract.operations[call.operation];
    if is_due(operation, due, exchange) {
        return None;
    }
    pause(exchange.status, exchange.retry_after.as_deref(), attempt, Timestamp::now())
}

/// Whether the status is the answer that the case is about, such as that of a state called maintenance.
fn is_due(operation: &Operation, due: &Expectation, exchange: &Exchange) -> bool {
    let documented = operation.error_place(due.error.as_deref(), &due.at).is_some_and(|place| {
        let by_code = place.status.as_ref().map(|status| &status.by_code);
        let of = |code: &serde_json::Value| by_code?.get(&crate::contract::code_text(code));
        due.codes.iter().any(|code| of(code).is_some_and(|statuses| statuses.contains(&exchange.status)))
    });
    let came =
        || seen_errors(operation, due, exchange.response.as_deref()).iter().any(|error| due.codes.contains(error.code));
    documented || came() || (due.server_error && exchange.status >= 500)
}
