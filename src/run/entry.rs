//! What a response shows of the door of the target, and what follows for the request.

use std::time::Instant;

use super::{
    Target,
    door::Knock,
    journal::Purpose,
    lane::{Call, Lane},
};
use crate::{
    contract::{Expectation, Message, Outcome, ReasonId},
    target::{Exchange, TransportError},
};

/// What follows for a request from its response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// The response is one to judge.
    Judge,
    /// The request is sent again: it was refused, and would not be now.
    Again,
}

/// A request with its response.
pub(super) struct Asked<'a> {
    /// The request.
    pub(super) call: &'a Call,
    /// What is due.
    pub(super) due: &'a Expectation,
    /// The response.
    pub(super) exchange: &'a Exchange,
    /// When it was sent.
    pub(super) began: Instant,
    /// Whether it was sent again because it was refused.
    pub(super) is_again: bool,
}

impl Asked<'_> {
    /// What follows; an error is that the target does not let us in any more.
    pub(super) async fn entry(self, lane: &mut Lane<'_>) -> Result<Entry, TransportError> {
        let (subject, Self { call, due, exchange, .. }) = (lane.subject, &self);
        if matches!(subject.target, Target::Reference(..)) {
            return Ok(Entry::Judge);
        }
        if lane.purpose == Purpose::Preflight {
            lane.seen.push((call.operation, (*exchange).clone()));
            return Ok(Entry::Judge);
        }
        let (signals, door) = (&subject.signals, &lane.session.door);
        let operation = &subject.suite.contract.operations[call.operation];
        let is_good = due.outcome == Outcome::Accepted && call.own;
        let Some(how) = signals.refuses(operation, due, exchange) else {
            if is_good && exchange.status < 500 {
                door.let_in(call.operation);
            } else {
                door.unsure();
            }
            return Ok(Entry::Judge);
        };
        let proves = call.own && signals.carries(call.operation, call.request.json.as_deref());
        if !proves || signals.is_refusal_due(operation, due) {
            // It proves nothing; but as long as nobody was let in, it is a reason to find out before more is sent.
            if !door.is_open() && !lane.scribe.recalled {
                self.find_out(lane, how, false).await?;
            }
            return Ok(Entry::Judge);
        }
        if lane.scribe.recalled {
            // Whether it was for good is not known any more: it may be what the run was ended for.
            lane.scribe.forget();
            return Ok(Entry::Again);
        }
        if self.is_again {
            return spared(lane);
        }
        if !door.refused(is_good) {
            return if lane.logs_in() { spared(lane) } else { Ok(Entry::Judge) };
        }
        self.find_out(lane, how, true).await
    }

    /// Knocks, and decides by what comes of it; `is_odd` is whether the refusal itself was not due.
    async fn find_out(&self, lane: &mut Lane<'_>, how: Message, is_odd: bool) -> Result<Entry, TransportError> {
        lane.catch_up().await?;
        let session = lane.session;
        let door = &session.door;
        let _turn = lane.scribe.unless_halted(door.turn.lock()).await?;
        if let Some(reason) = session.gate.closed() {
            return Err(lane.stop(reason));
        }
        if !door.found_since(self.began) {
            door.ask(true);
            let mut knock = knock(lane, self.call.operation).await;
            if matches!(knock, Knock::Away(_)) && session.signer.renew().await {
                knock = self::knock(lane, self.call.operation).await;
            }
            door.ask(false);
            let away = match knock {
                Knock::LetIn => None,
                Knock::Away(count) => Some(count + u32::from(is_odd)),
                Knock::Nobody => door.is_shut(),
            };
            if let Some(count) = away {
                let reason = self.reason(lane, how, count);
                session.gate.close(reason.clone());
                return Err(lane.stop(reason));
            }
            if knock == Knock::Nobody {
                door.unsure();
                return Ok(Entry::Judge);
            }
            door.found();
        }
        if !is_odd {
            return Ok(Entry::Judge);
        }
        // It may have been refused because of a proof that is no longer the one of this moment.
        if session.signer.can_renew() { Ok(Entry::Again) } else { spared(lane) }
    }

    /// Why nothing more is sent.
    fn reason(&self, lane: &Lane<'_>, how: Message, count: u32) -> Message {
        let operation = &lane.subject.suite.contract.operations[self.call.operation].id;
        let was_let_in = !lane.session.door.let_in_by().is_empty();
        let id = if was_let_in { ReasonId::CredentialsNoLonger } else { ReasonId::CredentialsRefused };
        let what = id.with([ReasonId::RefusedInARow.with([count.into(), operation.into(), how])]);
        lane.subject.given.obstacle("credentials", what, ReasonId::FixCredentials.with([ReasonId::Resume.into()]))
    }
}

/// What follows where we are let in and the request was refused all the same: what the set-up steps brought may have expired.
fn spared(lane: &mut Lane<'_>) -> Result<Entry, TransportError> {
    if lane.logs_in() {
        lane.expired = true;
        return Err(TransportError::stopped(ReasonId::SetUpExpired.into()));
    }
    lane.session.door.spare();
    Ok(Entry::Judge)
}

async fn knock(lane: &Lane<'_>, operation: usize) -> Knock {
    match lane.knocks {
        Some(knocks) => knocks.knock(lane.subject, operation).await,
        None => Knock::Nobody,
    }
}
