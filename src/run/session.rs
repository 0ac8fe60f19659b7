//! How a subject is reached and where its exchanges are kept; shared by every lane to it.

use std::sync::{Arc, Mutex};

use super::{Keeper, Subject, Target, breaker::Breaker, door::Door, journal::Aside};
use crate::{
    record::Flight,
    target::{Gate, RunClock, Sent, Signer},
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
    /// What went out beside every trial, to find out whether the target can be asked.
    flights: Arc<Mutex<Vec<Flight>>>,
    /// What is left of states that could not be taken down, a line each.
    left: Arc<Mutex<Vec<String>>>,
}

/// Requests as they were sent, by lane; for measurements only, it still holds secrets.
pub type Tap = Arc<Mutex<Vec<Sent>>>;

impl Session {
    /// A fresh way to the target of a subject that is asked alone.
    pub fn new(subject: &Subject) -> Self {
        Self::of_run(subject, &RunClock::default())
    }

    /// A fresh way to the target of a subject, in a run whose time the clock tells.
    pub(super) fn of_run(subject: &Subject, clock: &RunClock) -> Self {
        Self {
            gate: Arc::new(Gate::new(subject.given.limits.clone(), clock)),
            keeper: Keeper::default(),
            tap: None,
            // The signer teaches the redactor the secrets that it comes to know.
            signer: Arc::new(Signer::new(subject.given.auth.as_deref(), &subject.redactor)),
            breaker: Arc::default(),
            // An embedded reference refuses nobody by mistake.
            door: Arc::new(Door::new(!matches!(subject.target, Target::Url))),
            flights: Arc::default(),
            left: Arc::default(),
        }
    }

    /// The same way, for what is played beside the plan.
    pub(super) fn aside(&self, aside: Aside) -> Self {
        Self { keeper: Keeper { aside: Some(aside), ..self.keeper.clone() }, ..self.clone() }
    }

    /// Notes what went out beside every trial.
    pub(super) fn flown(&self, flight: &Flight) {
        lock(&self.flights).push(flight.clone());
    }

    /// Hands over what went out beside every trial.
    pub(super) fn take_flights(&self) -> Vec<Flight> {
        std::mem::take(&mut *lock(&self.flights))
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
        assert_eq!(session.gate.closed().as_deref(), Some("shut"));
        assert_eq!(session.take_left(), ["a", "b"]);
        assert_eq!(other.take_left(), Vec::<String>::new(), "it is handed over once");
    }
}
