//! How a subject is reached and where its exchanges are kept; shared by every lane to it.

use std::{
    collections::{BTreeMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, OnceLock},
};

use super::{
    Keeper, Subject, Target,
    breaker::Breaker,
    door::Door,
    journal::Aside,
    request::Request,
    serial::{Phase, Serial, Streams},
};
use crate::{
    record::Flight,
    target::{Gate, Listener, RunClock, Sent, Signer},
    util::sync::lock,
};

/// The way to one subject's target and what is kept of it; a clone shares all of it.
#[derive(Clone)]
pub struct Session {
    /// What the target's limits still allow.
    pub gate: Arc<Gate>,
    /// Where exchanges are kept as they are made, and what ends trials early.
    pub keeper: Keeper,
    /// Where each request is copied to as it is sent, so that another client can be measured on the same bytes.
    pub tap: Option<Tap>,
    /// Adds what shows the target who is calling.
    pub(super) signer: Arc<Signer>,
    /// Whether the target can still be reached.
    pub(super) breaker: Arc<Breaker>,
    /// Whether the target lets us in.
    pub(super) door: Arc<Door>,
    /// What went out outside of every trial, to find out whether requests can be sent to the target.
    flights: Arc<Mutex<Vec<Flight>>>,
    /// Numbers for values that are to be new each time, and how many other readings have used up, by trial.
    pub(super) streams: Streams,
    pub(super) read_on: Arc<Mutex<BTreeMap<String, u64>>>,
    /// Hashes of what was sent to operations to which no body goes twice.
    sent: Arc<Mutex<HashSet<u64>>>,
    /// Where the target sends what it sends on its own, once a case waits for it.
    listener: Arc<OnceLock<Result<Arc<Listener>, String>>>,
    /// What is left of states that could not be taken down, a line each.
    left: Arc<Mutex<Vec<String>>>,
}

/// Requests as they were sent, by lane; for measurements only, it still holds secrets.
pub type Tap = Arc<Mutex<Vec<Sent>>>;

impl Session {
    /// A fresh way to the target of a subject that is tested alone.
    pub fn new(subject: &Subject) -> Self {
        Self::of_run(subject, &RunClock::default())
    }

    /// A fresh way to the target of a subject, in a run whose time the clock keeps.
    pub(super) fn of_run(subject: &Subject, clock: &RunClock) -> Self {
        Self {
            gate: Arc::new(Gate::new(subject.given.limits.clone(), clock)),
            keeper: Keeper::default(),
            tap: None,
            // The signer teaches the redactor the secrets that it learns.
            signer: Arc::new(Signer::new(subject.given.auth.as_deref(), &subject.redactor)),
            breaker: Arc::default(),
            // An embedded reference refuses nobody by mistake.
            door: Arc::new(Door::new(!matches!(subject.target, Target::Url))),
            flights: Arc::default(),
            streams: Streams::default(),
            read_on: Arc::default(),
            sent: Arc::default(),
            listener: Arc::default(),
            left: Arc::default(),
        }
    }

    /// Listens for what the target sends on its own; completes "failed to …" where that is not possible.
    pub(super) fn listener(&self, subject: &Subject) -> Result<Arc<Listener>, String> {
        let start = || {
            let callbacks = subject.given.callbacks.as_ref().ok_or("listen: the profile has no callbacks")?;
            let wrong = |error: std::io::Error| format!("listen on {}: {error}", callbacks.listen);
            Listener::start(callbacks).map(Arc::new).map_err(wrong)
        };
        self.listener.get_or_init(start).clone()
    }

    /// Whether nothing more goes out, because the run was interrupted or the limits of the target are reached.
    pub(super) fn is_halted(&self) -> bool {
        self.keeper.cancel.is_requested() || self.gate.closed().is_some()
    }

    /// Notes what is sent to an operation to which no body goes twice.
    pub(super) fn note_body(&self, operation: usize, request: &Request) {
        lock(&self.sent).insert(hash(operation, request));
    }

    /// Whether an operation was sent this body in this run.
    pub(super) fn has_sent(&self, operation: usize, request: &Request) -> bool {
        lock(&self.sent).contains(&hash(operation, request))
    }

    /// The same way with the numbers of a run.
    pub(super) fn with(self, streams: &Streams) -> Self {
        Self { streams: streams.clone(), ..self }
    }

    /// The same way, for what is played outside of the plan.
    pub(super) fn aside(&self, aside: Aside) -> Self {
        Self { keeper: Keeper { aside: Some(aside), ..self.keeper.clone() }, ..self.clone() }
    }

    /// Notes what went out outside of every trial.
    pub(super) fn flown(&self, flight: &Flight) {
        lock(&self.flights).push(flight.clone());
    }

    /// What went out outside of every trial so far.
    pub(super) fn flights(&self) -> Vec<Flight> {
        lock(&self.flights).clone()
    }

    /// Hands over what went out outside of every trial.
    pub(super) fn take_flights(&self) -> Vec<Flight> {
        std::mem::take(&mut *lock(&self.flights))
    }

    /// The numbers of a trial for values that are to be new each time.
    pub(super) fn serial(&self, trial: &str) -> Serial {
        let phase = self.keeper.aside.as_ref().map_or(Phase::Cases, Aside::phase);
        let mut serial = self.streams.of(trial, phase);
        if phase == Phase::Readings {
            serial.after(lock(&self.read_on).get(trial).copied().unwrap_or_default());
        }
        serial
    }

    /// The numbers of what is found out besides the cases of a trial of the plan.
    pub(super) fn other_serial(&self, trial: &str) -> Option<Serial> {
        self.keeper.aside.is_none().then(|| self.streams.of(trial, Phase::Beside))
    }

    /// Notes how many numbers a trial was given, where it may be played again under yet another reading.
    pub(super) fn used(&self, trial: &str, serial: &Serial) {
        if self.keeper.aside.as_ref().map(Aside::phase) == Some(Phase::Readings) {
            lock(&self.read_on).insert(trial.to_owned(), serial.given());
        }
    }

    /// Notes states that could not be taken down.
    pub(super) fn leave(&self, lines: Vec<String>) {
        lock(&self.left).extend(lines);
    }

    /// Hands over what was noted of states that could not be taken down.
    pub(super) fn take_left(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.left))
    }
}

fn hash(operation: usize, request: &Request) -> u64 {
    let mut hasher = DefaultHasher::new();
    (operation, &request.query, &request.body).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::testing::subject;

    #[test]
    fn another_way_to_keep_exchanges_is_the_same_way_to_the_target() {
        let session = Session::new(&subject("http://127.0.0.1:1"));
        let other = session.aside(Aside::reading("most", "50"));
        assert_eq!((&other.keeper.aside, &session.keeper.aside), (&Some(Aside::reading("most", "50")), &None));
        other.gate.close("shut");
        other.leave(vec!["a".to_owned()]);
        session.leave(vec!["b".to_owned()]);
        assert_eq!(session.gate.closed().as_ref().map(crate::contract::Message::english).as_deref(), Some("shut"));
        assert_eq!(session.take_left(), ["a", "b"]);
        assert_eq!(other.take_left(), Vec::<String>::new(), "it is handed over once");
    }
}
