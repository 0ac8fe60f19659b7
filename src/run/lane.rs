//! One lane: the way of one trial to its target.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    time::Instant,
};

use super::{
    Session, Subject, Target, created,
    journal::{Purpose, Writer},
    request::{self, Request},
    runtime::client,
};
use crate::{
    contract::Operation,
    record::{Latency, Made},
    reference::Embedded,
    target::{Client, ErrorKind, Exchange, Resend, Sent, TransportError},
    util::sync::lock,
};

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
    pub(super) scribe: Writer<'a>,
    began: Instant,
    /// What every further request of this trial would meet as well.
    lost: Option<TransportError>,
    /// Requests in a row without a response.
    failures: u32,
    /// How many requests may still be sent again, to tell what is flaky.
    pub(super) repeats: u64,
    /// What its next requests are for.
    pub(super) purpose: Purpose,
    /// Why the limits of the target end this trial.
    pub(super) stopped: Option<String>,
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
                let world =
                    reference.world(config).map_err(|error| TransportError::request("the reference", &error))?;
                let started = Embedded::start(world).await;
                Some(started.map_err(|error| TransportError::request("the reference", &error))?)
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
            failures: 0,
            repeats: u64::MAX,
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
        if let Err(reason) = self.scribe.unless_halted(self.session.gate.pass(self.purpose.priority())).await? {
            if self.purpose.is_case() {
                self.stopped = Some(reason.clone());
            }
            return Err(TransportError::stopped(&reason));
        }
        if let Some(tap) = &self.session.tap {
            lock(tap).push(sent.clone());
        }
        let spoken = [call.request.spoken, request::described(operation)].concat();
        let exchange = match self.patiently(operation, sent, &spoken).await {
            Ok(exchange) => exchange,
            Err(error) => {
                self.failed(&error);
                return Err(error);
            }
        };
        self.session.breaker.answered();
        self.failures = 0;
        self.exchanges += u64::from(exchange.attempts.max(1));
        self.latency[call.operation].see(exchange.micros);
        self.note(call.operation, &exchange);
        Ok(exchange)
    }

    /// Sends a request; where nobody listens yet, nothing was sent, and it is tried again for as long as a target takes to start.
    async fn patiently(
        &mut self,
        operation: &Operation,
        sent: Sent,
        spoken: &[String],
    ) -> Result<Exchange, TransportError> {
        let is_safe = !operation.writes || ["GET", "HEAD", "OPTIONS"].contains(&sent.method.as_str());
        let resend = if is_safe { Resend::Safe } else { Resend::Never };
        let (session, purpose) = (self.session, self.purpose);
        let asking = Asking { subject: self.subject, session, client: &self.client, purpose, resend };
        let mut waits = session.breaker.waits();
        loop {
            let came = self.scribe.keep(purpose, asking.ask(sent.clone(), spoken)).await;
            match (came, waits.next()) {
                (Err(error), Some(wait)) if error.kind == ErrorKind::Refused => {
                    self.scribe.unless_halted(tokio::time::sleep(wait)).await?;
                }
                (came, _) => return came,
            }
        }
    }

    /// Notes that no response came. One that is late or lost costs its case; several in a row cost the trial.
    fn failed(&mut self, error: &TransportError) {
        self.exchanges += u64::from(error.kind.went_out());
        self.failures += 1;
        if !error.kind.passes() || self.failures >= MOST_FAILURES {
            self.lost = Some(error.clone());
            if error.kind.lasts() {
                self.session.breaker.failed(self.began, error);
            }
        }
    }

    /// Sends nothing more of this trial.
    pub(super) fn give_up(&mut self, error: &TransportError) {
        self.lost = Some(error.clone());
    }

    /// Whether nothing more of this trial can be sent.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.is_some()
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
    resend: Resend,
}

impl Asking<'_> {
    /// Sends a request; headers that the contract or the case speaks of stay as they are. A token that is refused all of a sudden is
    /// renewed once.
    async fn ask(&self, sent: Sent, spoken: &[String]) -> Result<Exchange, TransportError> {
        if self.session.signer.is_idle() {
            let came = self.client.send(sent, &self.subject.redactor, self.resend).await;
            return came.inspect(|exchange| self.count_resent(exchange));
        }
        let mut attempts = 0;
        loop {
            let (mut exchange, stale) = self.once(sent.clone(), spoken).await?;
            self.count_resent(&exchange);
            exchange.attempts += attempts;
            if !stale || attempts > 0 {
                return Ok(exchange);
            }
            attempts = exchange.attempts;
            // Its answer said nothing but that time had passed; without a second one nothing is known.
            let passed = self.session.gate.pass(self.purpose.priority()).await;
            passed.map_err(|reason| TransportError::request(&sent.url, &reason))?;
        }
    }

    /// Counts what the client sent again on its own against the budget of the profile.
    fn count_resent(&self, exchange: &Exchange) {
        self.session.gate.spent(u64::from(exchange.attempts.max(1)) - 1);
    }

    async fn once(&self, mut sent: Sent, spoken: &[String]) -> Result<(Exchange, bool), TransportError> {
        let (signer, redactor) = (&self.session.signer, &self.subject.redactor);
        let proof = signer.sign(self.client, redactor, &mut sent, spoken).await?;
        let exchange = if proof.hidden.is_empty() {
            self.client.send(sent, redactor, self.resend).await?
        } else {
            let hidden = proof.hidden.iter().map(|(name, text)| (name.as_str(), text.as_str()));
            self.client.send(sent, &redactor.with(hidden), self.resend).await?
        };
        let stale = signer.is_stale(&proof, exchange.status).await;
        Ok((exchange, stale))
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use serde_json::{Value, json};

    use super::*;
    use crate::{
        run::{
            runtime::block_on,
            stage::Stage,
            testing::{Reply, Server, call, edited, files, honest, profile, settings, stage, subject},
        },
        target::{ContractProfile, ErrorKind, Limits, Profile},
    };

    fn good() -> Value {
        json!({"item": "a", "count": 1})
    }

    /// Does something with a lane to the shop.
    fn on_lane<T>(subject: &Subject, body: impl AsyncFnOnce(&mut Lane<'_>, &Stage<'_>) -> T) -> T {
        let (settings, session) = (settings(), Session::new(subject));
        let stage = stage(subject, &settings, 0);
        block_on(async {
            let mut lane = Lane::open(subject, &session, "t").await.expect("a lane");
            body(&mut lane, &stage).await
        })
    }

    #[test]
    fn a_call_goes_where_its_operation_says_and_what_came_is_counted() {
        let server = Server::start(honest);
        let subject = subject(&server.url);
        let tap = super::super::Tap::default();
        let mut session = Session::new(&subject);
        session.tap = Some(Arc::clone(&tap));
        let settings = settings();
        let stage = stage(&subject, &settings, 0);
        let latency = block_on(async {
            let mut lane = Lane::open(&subject, &session, "t").await.expect("a lane");
            lane.send(call(&stage, &good())).await.expect("an answer");
            let mut other = call(&stage, &good());
            (other.method, other.request.query) = (Some("PUT".to_owned()), "a=1".to_owned());
            lane.send(other).await.expect("an answer");
            assert_eq!((lane.exchanges, lane.is_cut_short()), (2, false));
            let made: Vec<&str> = lane.made.iter().map(|made| made.id.as_str()).collect();
            assert_eq!(made, ["o-1"], "the same record is noted once");
            lane.latency()
        });
        let asked = server.asked();
        assert_eq!((asked[0].method.as_str(), asked[0].path.as_str()), ("POST", "/orders"));
        assert_eq!((asked[1].method.as_str(), asked[1].path.as_str()), ("PUT", "/orders?a=1"));
        assert_eq!(latency.keys().collect::<Vec<_>>(), ["order"]);
        assert_eq!((latency["order"].count(), tap.lock().expect("free").len()), (2, 2));
    }

    #[test]
    fn the_records_that_a_trial_notes_are_limited() {
        let server = Server::start(honest);
        for (before, noted) in [(created::MOST - 1, true), (created::MOST, false)] {
            on_lane(&subject(&server.url), async |lane, stage| {
                let made = |id: usize| Made { operation: "x".to_owned(), place: String::new(), id: id.to_string() };
                lane.made = (0..before).map(made).collect();
                lane.send(call(stage, &good())).await.expect("an answer");
                assert_eq!(lane.made.iter().any(|made| made.id == "o-1"), noted, "{before}");
            });
        }
    }

    #[test]
    fn what_writes_is_never_sent_again_and_what_only_reads_is() {
        for (writes, arrived) in [(true, 2), (false, 3)] {
            // The second request on the connection is read, and the connection ends without a response.
            let server = Server::start(|ask| if ask.number == 1 { Reply::hang_up() } else { honest(ask) });
            let files = edited(files(), "schemas/shop/contract.json", |contract| {
                contract["operations"][0]["writes"] = writes.into();
            });
            let subject = Subject::url(&files, "shop", profile(&server.url)).expect("a subject");
            let came = on_lane(&subject, async |lane, stage| {
                lane.send(call(stage, &good())).await.expect("a response");
                let came = lane.send(call(stage, &good())).await;
                assert_eq!(lane.exchanges, arrived, "each that went out counts");
                came
            });
            assert_eq!((came.is_ok(), server.count() as u64), (!writes, arrived));
        }
    }

    #[test]
    fn what_every_further_request_would_meet_is_met_once() {
        let subject = subject("http://127.0.0.1:1");
        on_lane(&subject, async |lane, stage| {
            let first = lane.send(call(stage, &good())).await.expect_err("nobody listens");
            assert_eq!(first.kind, ErrorKind::Refused);
            let again = lane.send(call(stage, &good())).await.expect_err("nobody listens");
            assert_eq!((again, lane.exchanges), (first, 0));
            assert_eq!(lane.session.breaker.enter(), Ok(Duration::from_millis(250)), "one failure was counted");
        });
        let server = Server::start(|ask| if ask.number == 0 { Reply::hang_up() } else { honest(ask) });
        let subject = super::super::testing::subject(&server.url);
        on_lane(&subject, async |lane, stage| {
            let error = lane.send(call(stage, &good())).await.expect_err("it hung up");
            assert_eq!(error.kind, ErrorKind::Reset);
            assert!(lane.send(call(stage, &good())).await.is_ok(), "a connection that breaks is no reason to stop");
            assert_eq!(lane.session.breaker.enter(), Ok(Duration::ZERO));
        });
    }

    #[test]
    fn a_budget_that_is_spent_stops_a_trial_only_where_a_case_is_kept_from_it() {
        let server = Server::start(honest);
        let limits = Limits { requests: Some(1), ..Limits::default() };
        let given = ContractProfile { limits, ..profile(&server.url) };
        let subject = Subject::url(&files(), "shop", given).expect("a subject");
        for (purpose, cut) in [(Purpose::Shrink, false), (Purpose::Again, false), (Purpose::Case, true)] {
            on_lane(&subject, async |lane, stage| {
                lane.send(call(stage, &good())).await.expect("an answer");
                lane.purpose = purpose;
                let error = lane.send(call(stage, &good())).await.expect_err("it is spent");
                assert_eq!((error.kind, lane.is_cut_short()), (ErrorKind::Stopped, cut), "{purpose:?}");
            });
        }
    }

    #[test]
    fn a_run_that_is_to_end_asks_nothing_more() {
        let server = Server::start(honest);
        on_lane(&subject(&server.url), async |lane, stage| {
            lane.session.keeper.cancel.request();
            let error = lane.send(call(stage, &good())).await.expect_err("it is to end");
            assert_eq!((error.kind, lane.is_cut_short(), lane.stopped.is_none()), (ErrorKind::Interrupted, true, true));
        });
        assert_eq!(server.count(), 0);
    }

    #[test]
    fn a_token_that_is_taken_no_more_is_renewed_once() {
        let server = Server::start(|ask| {
            let token = ask.header("authorization").unwrap_or_default();
            match (ask.path.as_str(), ask.number) {
                ("/token", number) => {
                    Reply::json(200, &json!({"access_token": format!("t{number}"), "token_type": "Bearer"}))
                }
                // The token of the first request is good until the fourth.
                (_, number) if token == "Bearer t0" && number >= 3 => Reply::json(401, &json!({})),
                _ => honest(ask),
            }
        });
        let text = format!(
            "name = \"shop\"\n[shop]\nurl = \"{0}\"\n[shop.auth]\nkind = \"oauth2\"\ntoken-url = \"{0}/token\"\nclient-id = \"c\"\nclient-secret = \"s\"\n",
            server.url
        );
        let read =
            Profile::parse("p.toml", &text, &|_| None).expect("a profile").contracts.remove("shop").expect("one");
        let given = ContractProfile { auth: read.auth, ..profile(&server.url) };
        let subject = Subject::url(&files(), "shop", given).expect("a subject");
        on_lane(&subject, async |lane, stage| {
            for (status, attempts) in [(201, 1), (201, 1), (201, 2), (201, 1)] {
                let exchange = lane.send(call(stage, &good())).await.expect("an answer");
                assert_eq!((exchange.status, exchange.attempts), (status, attempts));
            }
            assert_eq!((lane.exchanges, lane.session.gate.passed()), (5, 5), "what was sent again counts");
        });
        let paths: Vec<String> = server.asked().into_iter().map(|ask| ask.path).collect();
        assert_eq!(paths.iter().filter(|path| *path == "/token").count(), 2, "{paths:?}");
    }
}
