//! One lane: a worker thread's own runtime and client, and the way of one trial to its target.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    future::Future,
    rc::Rc,
    sync::PoisonError,
    time::Instant,
};

use super::{
    Subject, Target,
    journal::{Purpose, Writer},
    made,
    parts::{self, Parts},
};
use crate::{
    record::{Latency, Made},
    reference::Embedded,
    target::{Client, Connection, Exchange, Sent, TransportError},
};

/// After so many requests, or so many bytes of them, the embedded server is told to forget those it has answered.
const FORGET_AFTER: (u32, usize) = (256, 1 << 20);

thread_local! {
    static RUNTIME: RefCell<Option<Rc<tokio::runtime::Runtime>>> = const { RefCell::new(None) };
    static CLIENTS: RefCell<Vec<Rc<Client>>> = const { RefCell::new(Vec::new()) };
}

/// Runs a future on this thread's own runtime: trials are plain functions, waiting is only at the rim.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = RUNTIME.with_borrow_mut(|slot| {
        let fresh = || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime needs a thread and a timer")
        };
        Rc::clone(slot.get_or_insert_with(|| Rc::new(fresh())))
    });
    runtime.block_on(future)
}

/// This thread's client for a way of connecting; a run has few of them.
fn client(connection: &Connection) -> Result<Rc<Client>, TransportError> {
    CLIENTS.with_borrow_mut(|clients| {
        if let Some(known) = clients.iter().find(|known| known.connection() == connection) {
            return Ok(Rc::clone(known));
        }
        let client = Rc::new(Client::new(connection)?);
        clients.push(Rc::clone(&client));
        Ok(client)
    })
}

/// One call: what the shape of an operation does not say.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) operation: usize,
    pub(super) method: Option<String>,
    pub(super) parts: Parts,
}

/// The way of one trial to its target.
pub(super) struct Lane<'a> {
    pub(super) subject: &'a Subject,
    client: Rc<Client>,
    embedded: Option<Embedded>,
    url: String,
    pub(super) exchanges: u64,
    latency: Vec<Latency>,
    /// Records that it made at the target.
    pub(super) made: BTreeSet<Made>,
    pub(super) scribe: Writer<'a>,
    since_forget: (u32, usize),
    began: Instant,
    /// What every further request of this trial would meet as well.
    lost: Option<TransportError>,
    /// What its next requests are for.
    pub(super) purpose: Purpose,
    /// Why the limits of the target end this trial.
    pub(super) stopped: Option<String>,
}

impl<'a> Lane<'a> {
    /// Opens the way of a trial: for the reference, a fresh world.
    pub(super) async fn open(subject: &'a Subject, trial: &str) -> Result<Self, TransportError> {
        let client = client(&subject.given.connection())?;
        let embedded = match &subject.target {
            Target::Url => {
                tokio::time::sleep(subject.reach.enter()?).await;
                None
            }
            Target::Reference(reference, config) => {
                let world =
                    reference.world(config).map_err(|error| TransportError::request("the reference", &error))?;
                Some(Embedded::start(world).await)
            }
        };
        let url = embedded.as_ref().map_or_else(|| subject.given.url.clone(), Embedded::uri);
        Ok(Self {
            subject,
            client,
            embedded,
            url,
            exchanges: 0,
            made: BTreeSet::new(),
            latency: vec![Latency::default(); subject.suite.contract.operations.len()],
            scribe: Writer::new(&subject.keeper, &subject.suite.contract.id, trial),
            since_forget: (0, 0),
            began: Instant::now(),
            lost: None,
            purpose: Purpose::Case,
            stopped: None,
        })
    }

    /// Sends one call and waits for its answer.
    pub(super) async fn send(&mut self, call: Call) -> Result<Exchange, TransportError> {
        if let Some(lost) = &self.lost {
            return Err(lost.clone());
        }
        let operation = &self.subject.suite.contract.operations[call.operation];
        self.scribe.operation = &operation.id;
        let sent = Sent {
            method: call.method.unwrap_or_else(|| operation.method.clone()),
            url: match call.parts.query.as_str() {
                "" => format!("{}{}", self.url, operation.path),
                query => format!("{}{}?{query}", self.url, operation.path),
            },
            headers: call.parts.headers,
            body: call.parts.body,
            json: call.parts.json,
        };
        if let Some(known) = self.scribe.recall(&sent, &self.subject.redactor) {
            self.exchanges += 1;
            self.latency[call.operation].see(known.micros);
            self.note(call.operation, &known);
            return Ok(known);
        }
        if let Err(reason) = self.scribe.unless_halted(self.subject.gate.pass(self.purpose.priority())).await? {
            if self.purpose == Purpose::Case {
                self.stopped = Some(reason.clone());
            }
            return Err(TransportError::stopped(&reason));
        }
        if let Some(tap) = &self.subject.tap {
            tap.lock().unwrap_or_else(PoisonError::into_inner).push(sent.clone());
        }
        self.since_forget.0 += 1;
        self.since_forget.1 += sent.body.len();
        let asking = Asking { subject: self.subject, client: &self.client, purpose: self.purpose };
        let spoken = || [call.parts.spoken, parts::described(operation)].concat();
        let exchange = self.scribe.keep(self.purpose, asking.ask(sent, spoken)).await.inspect_err(|error| {
            if error.kind.lasts() {
                self.lost = Some(error.clone());
                self.subject.reach.failed(self.began, error);
            }
        })?;
        self.subject.reach.answered();
        self.exchanges += 1;
        self.latency[call.operation].see(exchange.micros);
        self.note(call.operation, &exchange);
        if (self.since_forget.0 >= FORGET_AFTER.0 || self.since_forget.1 >= FORGET_AFTER.1)
            && let Some(embedded) = &self.embedded
        {
            embedded.forget().await;
            self.since_forget = (0, 0);
        }
        Ok(exchange)
    }

    /// Notes what an answer says was made.
    fn note(&mut self, operation: usize, exchange: &Exchange) {
        if self.made.len() < made::MOST {
            let operation = &self.subject.suite.contract.operations[operation];
            self.made.extend(made::made(&self.subject.target, operation, exchange));
        }
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
    client: &'a Client,
    purpose: Purpose,
}

impl Asking<'_> {
    /// Sends a request; headers that the contract or the case speaks of stay as they are. A token that is refused all of a sudden is
    /// renewed once.
    async fn ask(&self, sent: Sent, spoken: impl FnOnce() -> Vec<String>) -> Result<Exchange, TransportError> {
        if self.subject.signer.is_idle() {
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
            let passed = self.subject.gate.pass(self.purpose.priority()).await;
            passed.map_err(|reason| TransportError::request(&sent.url, &reason))?;
        }
    }

    async fn once(&self, mut sent: Sent, spoken: &[String]) -> Result<(Exchange, bool), TransportError> {
        let (signer, redactor) = (&self.subject.signer, &self.subject.redactor);
        let proof = signer.sign(self.client, redactor, &mut sent, spoken).await?;
        let exchange = if proof.hidden.is_empty() {
            self.client.send(sent, redactor).await?
        } else {
            let hidden = proof.hidden.iter().map(|(name, text)| (name.as_str(), text.as_str()));
            self.client.send(sent, &redactor.with(hidden)).await?
        };
        let stale = signer.is_stale(&proof, exchange.status).await;
        Ok((exchange, stale))
    }
}
