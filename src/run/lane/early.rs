//! Sends requests of a trial ahead of their turn, and takes their responses when it comes.

use std::rc::Rc;

use tokio::sync::SemaphorePermit;

use super::{
    Call, Lane,
    ahead::{Came, Early},
    asking::{Asking, resend},
};
use crate::{
    run::{
        Target,
        journal::{Noted, Purpose},
        request,
    },
    target::{ErrorKind, Exchange, Sent, TransportError},
    util::sync::lock,
};

impl<'a> Lane<'a> {
    /// Whether requests of an operation may go out ahead of their turn: not where one depends on what the one before brought, not
    /// before the target has let one in, and not where what an interrupted run has sent comes first.
    pub(in crate::run) fn goes_ahead(&self, operation: usize) -> bool {
        let (form, session) = (&self.subject.suite.contract.operations[operation], self.session);
        self.floor.is_some()
            && matches!(self.subject.target, Target::Url)
            && !form.distinct
            && !form.cookies
            && self.lost.is_none()
            && session.door.is_open()
            && !session.is_halted()
            && !self.scribe.recalls()
    }

    /// What lets one more request be under way, where a job has nothing else to do.
    pub(in crate::run) fn spare(&self) -> Option<SemaphorePermit<'a>> {
        self.floor?.spare()
    }

    /// Sends a call ahead of its turn.
    pub(in crate::run) fn launch(&mut self, call: &Call, spare: Option<SemaphorePermit<'a>>) {
        let (subject, session, purpose) = (self.subject, self.session, Purpose::Case);
        let operation = &subject.suite.contract.operations[call.operation];
        let spoken = [call.request.spoken.clone(), request::described(operation)].concat();
        let (client, sent) = (Rc::clone(&self.client), self.sent(call.clone()));
        let notes = self.notes(resend(operation, &sent));
        self.ahead.launch(sent.clone(), |begun| async move {
            let turn = async {
                drop(session.door.enter(purpose).await);
                session.gate.pass(purpose.priority()).await
            };
            let turn = tokio::select! {
                biased;
                () = session.keeper.cancel.requested() => None,
                turn = turn => Some(turn),
            };
            let begin = || notes.as_ref().map_or(Ok(Noted::default()), |notes| notes.note(&sent, &subject.redactor));
            let came = match turn.map(|turn| turn.map(|()| begin())) {
                None | Some(Ok(Err(_))) => Came::Halted,
                Some(Err(reason)) => Came::Closed(reason),
                Some(Ok(Ok(line))) => {
                    begun.set(Some(line));
                    if let Some(tap) = &session.tap {
                        lock(tap).push(sent.clone());
                    }
                    let asking =
                        Asking { subject, session, client: &client, purpose, resend: resend(operation, &sent) };
                    Came::Sent(Box::new(asking.ask(sent, &spoken).await))
                }
            };
            Early { came, _job: spare }
        });
    }

    /// The response of a request that went out ahead of its turn; none where it did not, or where nothing of it was sent.
    pub(super) async fn early(&mut self, operation: usize, sent: &Sent) -> Option<Result<Exchange, TransportError>> {
        let next = self.ahead.first()?;
        if !self.purpose.is_case() || next != sent {
            return self.catch_up().await.err().map(Err);
        }
        let (launched, Early { came, .. }) = match self.scribe.unless_overdue(self.ahead.next()).await {
            Ok(next) => next?,
            // It stays under way, and is counted once the lane lets go.
            Err(error) => return Some(Err(error)),
        };
        let noted = launched.begun().unwrap_or_default();
        Some(match came {
            Came::Sent(came) => match *came {
                Ok(exchange) => {
                    self.scribe.write(self.purpose, &exchange, noted);
                    self.answered(operation, &exchange);
                    Ok(exchange)
                }
                // Nobody listens: nothing was sent, and it is tried again as any other request.
                Err(error) if error.kind == ErrorKind::Refused => {
                    self.scribe.notes().unsent(noted);
                    return self.catch_up().await.err().map(Err);
                }
                Err(error) => {
                    self.scribe.unanswered(self.purpose, (&launched.sent, &error, noted), &self.subject.redactor);
                    self.failed(&error);
                    Err(error)
                }
            },
            Came::Closed(reason) => Err(self.closed(reason)),
            Came::Halted => {
                self.scribe.halted = true;
                Err(TransportError::interrupted())
            }
        })
    }

    /// Waits until everything that went out ahead of its turn has its response. Whoever waits for something else does so first: what is under way
    /// moves only while its lane looks at it, and may hold what the other waits for, such as the turn at the door or at a new token.
    pub(in crate::run) async fn catch_up(&mut self) -> Result<(), TransportError> {
        self.scribe.unless_overdue(self.ahead.settle()).await
    }

    /// Counts and keeps what went out ahead of cases that are not played now. Nobody judges it, and a run that goes on knows it.
    pub(in crate::run) async fn let_go(&mut self) {
        // What is late when the run is to end is waited for once, and not longer; it went out all the same.
        if !self.scribe.halted {
            let _ = self.catch_up().await;
        }
        let redactor = &self.subject.redactor;
        for (launched, early) in std::mem::take(&mut self.ahead).rest() {
            let (came, noted) = match (early.map(|early| early.came), launched.begun()) {
                (Some(Came::Sent(came)), noted) => (*came, noted.unwrap_or_default()),
                (None, Some(noted)) => (Err(TransportError::interrupted()), noted),
                (Some(Came::Closed(_) | Came::Halted), _) | (None, None) => continue,
            };
            match came {
                Ok(exchange) => {
                    self.exchanges += u64::from(exchange.attempts.max(1));
                    self.scribe.write(Purpose::Ahead, &exchange, noted);
                }
                Err(error) => {
                    let went_out = error.kind.went_out() || error.kind == ErrorKind::Interrupted;
                    self.exchanges += u64::from(went_out);
                    self.scribe.unanswered(Purpose::Ahead, (&launched.sent, &error, noted), redactor);
                }
            }
        }
    }

    /// Does something besides the cases of the trial, with numbers of its own for values that are to be new each time.
    pub(in crate::run) fn turn_aside(&mut self) {
        if let Some(other) = &mut self.other_serial {
            std::mem::swap(&mut self.serial, other);
        }
    }
}
