//! One lane: the way of one trial to its target.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    sync::PoisonError,
    time::Instant,
};

use super::{
    Session, Subject, Target, created,
    journal::Scribe,
    request::{self, Request},
    runtime::client,
};
use crate::{
    record::{Latency, Made},
    reference::Embedded,
    target::{Client, CouldNotAsk, Exchange, Purpose, Sent},
};

/// One call: what the shape of an operation does not say.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// The operation, by index.
    pub(super) operation: usize,
    /// Another method than the operation's.
    pub(super) method: Option<String>,
    /// Query, headers and body.
    pub(super) request: Request,
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
    /// How many requests were answered.
    pub(super) exchanges: u64,
    latency: Vec<Latency>,
    /// Records that it made at the target.
    pub(super) made: BTreeSet<Made>,
    /// The way to the journal.
    pub(super) scribe: Scribe<'a>,
    began: Instant,
    /// What every further request of this trial would meet as well.
    lost: Option<CouldNotAsk>,
    /// How many requests may still be sent again, to tell what is flaky.
    pub(super) repeats: u64,
    /// What its next requests are for.
    pub(super) purpose: Purpose,
    /// Why the limits of the target end this trial.
    pub(super) stopped: Option<String>,
}

impl<'a> Lane<'a> {
    /// Opens the way of a trial: for the reference, a fresh world.
    pub(super) async fn open(subject: &'a Subject, session: &'a Session, trial: &str) -> Result<Self, CouldNotAsk> {
        let client = client(&subject.given.connection())?;
        let embedded = match &subject.target {
            Target::Url => {
                tokio::time::sleep(session.breaker.enter()?).await;
                None
            }
            Target::Reference(reference, config) => {
                let world = reference.world(config).map_err(|error| CouldNotAsk::request("the reference", &error))?;
                let started = Embedded::start(world).await;
                Some(started.map_err(|error| CouldNotAsk::request("the reference", &error))?)
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
            scribe: Scribe::new(&session.keeper, &subject.suite.contract.id, trial),
            began: Instant::now(),
            lost: None,
            repeats: u64::MAX,
            purpose: Purpose::Case,
            stopped: None,
        })
    }

    /// Sends one call and waits for its answer.
    pub(super) async fn send(&mut self, call: Call) -> Result<Exchange, CouldNotAsk> {
        if let Some(lost) = &self.lost {
            return Err(lost.clone());
        }
        let operation = &self.subject.suite.contract.operations[call.operation];
        self.scribe.operation = &operation.id;
        let sent = Sent {
            method: call.method.unwrap_or_else(|| operation.method.clone()),
            url: match call.request.query.as_str() {
                "" => format!("{}{}", self.url, operation.path),
                query => format!("{}{}?{query}", self.url, operation.path),
            },
            headers: call.request.headers,
            body: call.request.body,
            json: call.request.json,
        };
        if let Some(known) = self.scribe.recall(&sent, &self.subject.redactor) {
            self.exchanges += 1;
            self.latency[call.operation].see(known.micros);
            self.note(call.operation, &known);
            return Ok(known);
        }
        if let Err(reason) = self.scribe.unless_halted(self.session.gate.pass(self.purpose)).await? {
            if self.purpose.is_case() {
                self.stopped = Some(reason.clone());
            }
            return Err(CouldNotAsk::stopped(&reason));
        }
        if let Some(tap) = &self.session.tap {
            tap.lock().unwrap_or_else(PoisonError::into_inner).push(sent.clone());
        }
        let asking =
            Asking { subject: self.subject, session: self.session, client: &self.client, purpose: self.purpose };
        let spoken = || [call.request.spoken, request::described(operation)].concat();
        let exchange = self.scribe.keep(self.purpose, asking.ask(sent, spoken)).await.inspect_err(|error| {
            if error.obstacle.lasts() {
                self.lost = Some(error.clone());
                self.session.breaker.failed(self.began, error);
            }
        })?;
        self.session.breaker.answered();
        self.exchanges += 1;
        self.latency[call.operation].see(exchange.micros);
        self.note(call.operation, &exchange);
        Ok(exchange)
    }

    /// Takes requests from what may be sent again; whether there are as many left.
    pub(super) fn spend(&mut self, requests: u32) -> bool {
        let left = self.repeats.checked_sub(u64::from(requests));
        self.repeats = left.unwrap_or(self.repeats);
        left.is_some()
    }

    /// Notes what an answer says was made.
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

    /// How long the requests took, for each operation that was asked.
    pub(super) fn latency(self) -> BTreeMap<String, Latency> {
        let operations = self.subject.suite.contract.operations.iter().map(|operation| operation.id.clone());
        operations.zip(self.latency).filter(|(_, latency)| latency.count() > 0).collect()
    }
}

/// One request on its way, with what proves who asks.
struct Asking<'a> {
    subject: &'a Subject,
    session: &'a Session,
    client: &'a Client,
    purpose: Purpose,
}

impl Asking<'_> {
    /// Sends a request; headers that the contract or the case speaks of stay as they are. A token that is refused all of a sudden is
    /// renewed once.
    async fn ask(&self, sent: Sent, spoken: impl FnOnce() -> Vec<String>) -> Result<Exchange, CouldNotAsk> {
        if self.session.signer.is_idle() {
            return self.client.send(sent, &self.subject.redactor).await;
        }
        let (spoken, mut attempts) = (spoken(), 0);
        loop {
            let (mut exchange, stale) = self.once(sent.clone(), &spoken).await?;
            exchange.attempts += attempts;
            if !stale || attempts > 0 {
                return Ok(exchange);
            }
            attempts = exchange.attempts;
            // Its answer said nothing but that time had passed; without a second one nothing is known.
            let passed = self.session.gate.pass(self.purpose).await;
            passed.map_err(|reason| CouldNotAsk::request(&sent.url, &reason))?;
        }
    }

    async fn once(&self, mut sent: Sent, spoken: &[String]) -> Result<(Exchange, bool), CouldNotAsk> {
        let (signer, redactor) = (&self.session.signer, &self.subject.redactor);
        let proof = signer.sign(self.client, redactor, &mut sent, spoken).await?;
        let exchange = if proof.hidden.is_empty() {
            self.client.send(sent, redactor).await?
        } else {
            let hidden = proof.hidden.iter().map(|(name, text)| (name.as_str(), text.as_str()));
            self.client.send(sent, &redactor.with(hidden)).await?
        };
        let stale = signer.stale(&proof, exchange.status).await;
        Ok((exchange, stale))
    }
}
