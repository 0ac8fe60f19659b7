//! One lane: the way of one trial to its target.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::sync::SemaphorePermit;

use super::{
    Session, Subject, Target, created,
    door::Knocks,
    floor::Floor,
    journal::{Noted, Notes, Purpose, Writer, hash_of},
    request::{self, Request},
    runtime::client,
    serial::Serial,
};
use crate::{
    contract::{Message, Operation, TransportId},
    record::{Latency, Made},
    reference::Embedded,
    target::{Client, ErrorKind, Exchange, Received, Resend, Sent, TransportError},
    util::sync::lock,
};
use ahead::Ahead;
use asking::{Asking, resend};

/// So many requests in a row without a response, and the rest of the trial is not tried.
const MOST_FAILURES: u32 = 3;

/// One call: what the shape of an operation does not say.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// The operation, by index.
    pub(super) operation: usize,
    /// Another method than the operation's.
    pub(super) method: Option<String>,
    /// Query, headers and body.
    pub(super) request: Request,
    /// Whether it carries the credentials of the profile, as far as its headers show.
    pub(super) own: bool,
}

/// The way of one trial to its target.
pub(super) struct Lane<'a> {
    /// What is tested.
    pub(super) subject: &'a Subject,
    /// How its target is reached.
    pub(super) session: &'a Session,
    client: Rc<Client>,
    /// The reference of this trial, which ends with it.
    _embedded: Option<Embedded>,
    url: String,
    /// How many requests got a response.
    pub(super) exchanges: u64,
    latency: Vec<Latency>,
    /// Records that it made at the target.
    pub(super) made: BTreeSet<Made>,
    /// The way to the journal.
    pub(super) scribe: Writer<'a>,
    began: Instant,
    /// What every further request of this trial would meet as well.
    lost: Option<TransportError>,
    /// Numbers for values that are to be new each time.
    pub(super) serial: Serial,
    /// The same for what is sent to find out more about a case: cases that are under way ahead of it have their numbers already.
    other_serial: Option<Serial>,
    /// Where the trial is played, where its cases may go out ahead of their turn.
    pub(super) floor: Option<&'a Floor>,
    /// What went out ahead of its turn.
    ahead: Ahead<'a>,
    /// Requests in a row without a response.
    failures: u32,
    /// Whether no further case is worth sending.
    over: bool,
    /// How many requests may still be sent again, to find out what is flaky.
    pub(super) repeats: u64,
    /// What its next requests are for.
    pub(super) purpose: Purpose,
    /// Why the limits of the target end this trial.
    pub(super) stopped: Option<Message>,
    /// What lets its last request in, until it is known what the response shows.
    entering: Option<SemaphorePermit<'a>>,
    /// Finds out whether the target lets us in.
    pub(super) knocks: Option<&'a dyn Knocks>,
    /// Before the plan, the requests and responses, by operation.
    pub(super) seen: Vec<(usize, Exchange)>,
    /// Before the plan, what kept us from sending requests.
    pub(super) missed: Option<TransportError>,
    /// How often its set-up steps, which may log in, may be played once more.
    pub(super) logins: u32,
    /// Whether what its set-up steps brought is no longer taken.
    pub(super) expired: bool,
}

impl<'a> Lane<'a> {
    /// Opens the way of a trial: for the reference, a fresh world.
    pub(super) async fn open(subject: &'a Subject, session: &'a Session, trial: &str) -> Result<Self, TransportError> {
        let client = client(&subject.given.connection())?;
        let embedded = match &subject.target {
            Target::Url => {
                tokio::time::sleep(session.breaker.enter()?).await;
                None
            }
            Target::Reference(reference, config) => {
                let world = reference
                    .world(config)
                    .map_err(|error| TransportError::unprepared(TransportId::TheReference, error.to_string()))?;
                let started = Embedded::start(world).await;
                Some(
                    started
                        .map_err(|error| TransportError::unprepared(TransportId::TheReference, error.to_string()))?,
                )
            }
        };
        let url = embedded.as_ref().map_or(&*subject.given.url, Embedded::uri).to_owned();
        Ok(Self {
            subject,
            session,
            client,
            _embedded: embedded,
            url,
            exchanges: 0,
            made: BTreeSet::new(),
            latency: vec![Latency::default(); subject.suite.contract.operations.len()],
            scribe: Writer::new(&session.keeper, &subject.suite.contract.id, trial),
            began: Instant::now(),
            lost: None,
            serial: session.serial(trial),
            other_serial: session.other_serial(trial),
            floor: None,
            ahead: Ahead::default(),
            failures: 0,
            over: false,
            repeats: u64::MAX,
            purpose: Purpose::Case,
            stopped: None,
            entering: None,
            knocks: None,
            seen: Vec::new(),
            missed: None,
            logins: 0,
            expired: false,
        })
    }

    /// Sends one call and waits for its response.
    pub(super) async fn send(&mut self, call: Call) -> Result<Exchange, TransportError> {
        if let Some(lost) = &self.lost {
            return Err(lost.clone());
        }
        let operation = &self.subject.suite.contract.operations[call.operation];
        let (number, spoken) = (call.operation, [call.request.spoken.clone(), request::described(operation)].concat());
        let sent = self.prepared(call);
        if let Some(known) = self.scribe.recall(&sent, &self.subject.redactor, resend(operation, &sent)) {
            self.exchanges += 1;
            let known = known?;
            self.latency[number].see(known.micros);
            self.note(number, &known);
            return Ok(known);
        }
        let session = self.session;
        if let Some(early) = self.early(number, &sent).await {
            return early;
        }
        // What it held is given back before it requests more.
        self.entering = None;
        self.entering = self.scribe.unless_halted(session.door.enter(self.purpose)).await?;
        if let Err(reason) = self.scribe.unless_halted(session.gate.pass(self.purpose.priority())).await? {
            return Err(self.closed(reason));
        }
        if let Some(tap) = &self.session.tap {
            lock(tap).push(sent.clone());
        }
        let exchange = match self.patiently(operation, sent, &spoken).await {
            Ok(exchange) => exchange,
            Err(error) => {
                self.failed(&error);
                return Err(error);
            }
        };
        self.answered(number, &exchange);
        Ok(exchange)
    }

    /// Nothing more is let out.
    fn closed(&mut self, reason: Message) -> TransportError {
        if self.purpose.is_case() {
            self.stopped = Some(reason.clone());
        }
        TransportError::stopped(reason)
    }

    /// The address of a call, without its query.
    pub(super) fn address(&self, call: &Call) -> String {
        let operation = &self.subject.suite.contract.operations[call.operation];
        format!("{}{}", self.url, call.request.path.as_deref().unwrap_or(&operation.path))
    }

    /// A call as it goes out.
    fn prepared(&mut self, call: Call) -> Sent {
        let operation = &self.subject.suite.contract.operations[call.operation];
        self.scribe.operation = &operation.id;
        if operation.distinct {
            self.session.note_body(call.operation, &call.request);
        }
        self.sent(call)
    }

    /// The request of a call as it is sent.
    fn sent(&self, call: Call) -> Sent {
        let operation = &self.subject.suite.contract.operations[call.operation];
        let address = self.address(&call);
        Sent {
            method: call.method.unwrap_or_else(|| operation.method.clone()),
            url: match call.request.query.as_str() {
                "" => address,
                query => format!("{address}?{query}"),
            },
            headers: call.request.headers,
            body: call.request.body,
            json: call.request.json,
        }
    }

    /// Whether a call went out before, in this run or in what was played of it before it was interrupted. What was sent then and comes
    /// next is not sent again, but known.
    pub(super) fn has_sent(&self, call: &Call) -> bool {
        let before = &self.session.keeper.sent;
        if before.is_empty() {
            return self.session.has_sent(call.operation, &call.request);
        }
        // As the journal has it: without secrets.
        let seen = Exchange::new(self.sent(call.clone()), Received::default(), 0, &self.subject.redactor);
        let hash = hash_of(&seen.url, &seen.request_body);
        let known = before.contains(&hash) || self.session.has_sent(call.operation, &call.request);
        known && !self.scribe.expects(hash)
    }

    /// Counts a response.
    fn answered(&mut self, operation: usize, exchange: &Exchange) {
        self.session.breaker.answered();
        self.failures = 0;
        self.exchanges += u64::from(exchange.attempts.max(1));
        self.latency[operation].see(exchange.micros);
        self.note(operation, exchange);
    }

    /// Sends a request; where nobody listens yet, nothing was sent, and it is tried again for as long as a target takes to start.
    async fn patiently(
        &mut self,
        operation: &Operation,
        sent: Sent,
        spoken: &[String],
    ) -> Result<Exchange, TransportError> {
        let (session, purpose, resend) = (self.session, self.purpose, resend(operation, &sent));
        let client = Rc::clone(&self.client);
        let asking = Asking { subject: self.subject, session, client: &client, purpose, resend };
        let mut waits = session.breaker.waits();
        loop {
            let noted = self.noted(resend, &sent)?;
            let came = self.scribe.keep((purpose, noted), asking.ask(sent.clone(), spoken)).await;
            if let Err(error) = &came {
                // Where the run is to end it went out, and nobody waits for its response.
                self.exchanges += u64::from(error.kind == ErrorKind::Interrupted);
                self.scribe.unanswered(purpose, (&sent, error, noted), &self.subject.redactor);
            }
            match (came, waits.next()) {
                (Err(error), Some(wait)) if error.kind == ErrorKind::Refused => {
                    self.scribe.unless_halted(tokio::time::sleep(wait)).await?;
                }
                (came, _) => {
                    if purpose == Purpose::Preflight && came.is_err() {
                        session.breaker.waited();
                    }
                    return came;
                }
            }
        }
    }

    /// What notes a request before it goes out: one that writes never goes out twice, also where the run is killed meanwhile, and one that
    /// is signed is in the journal otherwise than it was drawn. An embedded reference is gone with the run.
    fn notes(&self, resend: Resend) -> Option<Notes<'a>> {
        let is_noted = resend == Resend::Never || !self.session.signer.is_idle();
        (is_noted && self.is_of_owner()).then(|| self.scribe.notes())
    }

    /// Notes a request that is about to go out. What cannot be noted does not.
    fn noted(&mut self, resend: Resend, sent: &Sent) -> Result<Noted, TransportError> {
        let Some(notes) = self.notes(resend) else { return Ok(Noted::default()) };
        let line = notes.note(sent, &self.subject.redactor);
        self.scribe.halted |= line.is_err();
        line
    }

    /// Notes that there is no response. Of a target that responds otherwise, one that is late or lost costs its case; several in a row cost
    /// the trial.
    fn failed(&mut self, error: &TransportError) {
        self.entered();
        self.exchanges += u64::from(error.kind.went_out());
        self.failures += 1;
        if self.purpose == Purpose::Preflight {
            self.missed = Some(error.clone());
            return self.give_up(error);
        }
        let passes = error.kind.passes() && self.session.breaker.was_reached();
        if !passes || self.failures >= MOST_FAILURES {
            self.over = true;
            if error.kind.lasts() {
                self.give_up(error);
                self.session.breaker.failed(self.began, error);
            }
        }
    }

    /// Sends nothing more of this trial.
    pub(super) fn give_up(&mut self, error: &TransportError) {
        (self.lost, self.over) = (Some(error.clone()), true);
    }

    /// It is known what the last response shows.
    pub(super) fn entered(&mut self) {
        self.entering = None;
    }

    /// Ends the trial because nothing more is let out.
    pub(super) fn stop(&mut self, reason: Message) -> TransportError {
        let error = TransportError::stopped(reason.clone());
        self.stopped = Some(reason);
        self.give_up(&error);
        error
    }

    /// Waits between two requests, unless the run ends meanwhile.
    pub(super) async fn wait(&mut self, pause: Duration) -> Result<(), TransportError> {
        self.scribe.unless_halted(tokio::time::sleep(pause)).await
    }

    /// Whether set-up steps may bring another proof.
    pub(super) fn logs_in(&self) -> bool {
        self.logins > 0 && self.purpose.is_case()
    }

    /// Whether no further case of this trial is worth sending.
    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// Takes requests from what may be sent again; whether there are as many left.
    pub(super) fn spend(&mut self, requests: u32) -> bool {
        let left = self.repeats.checked_sub(u64::from(requests));
        self.repeats = left.unwrap_or(self.repeats);
        left.is_some()
    }

    /// Whether it leads to a target whose states its owner provides.
    pub(super) fn is_of_owner(&self) -> bool {
        matches!(self.subject.target, Target::Url)
    }

    /// Notes what a response says was made.
    fn note(&mut self, operation: usize, exchange: &Exchange) {
        if self.made.len() < created::MOST {
            let operation = &self.subject.suite.contract.operations[operation];
            self.made.extend(created::created(&self.subject.target, operation, exchange));
        }
    }

    /// Whether a profile limit or an interruption ended the trial early.
    pub(super) fn is_cut_short(&self) -> bool {
        self.scribe.halted || self.stopped.is_some()
    }

    /// How long the requests took, for each operation that was called.
    pub(super) fn latency(self) -> BTreeMap<String, Latency> {
        let operations = self.subject.suite.contract.operations.iter().map(|operation| operation.id.clone());
        operations.zip(self.latency).filter(|(_, latency)| latency.count() > 0).collect()
    }
}

mod ahead;
mod asking;
mod early;
mod together;

#[cfg(test)]
mod killed;
#[cfg(test)]
mod resumed;
#[cfg(test)]
mod tests;
