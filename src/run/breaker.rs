//! A circuit breaker: a run against a target that is gone ends soon, one against a target that comes back goes on.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use crate::contract::Message;
use crate::{target::TransportError, util::sync::lock};

/// After so many trials in a row that could not send a request, the target is given up.
const MOST: u32 = 5;
/// The wait before the trial after the first of them; twice as long before each further one. A target that is being restarted is
/// back within their sum.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// What the trials against one target have met, shared by all lanes.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<Row>);

/// Trials in a row that could not send.
#[derive(Debug, Default)]
struct Row {
    trials: u32,
    /// Whether it ever responded.
    reached: bool,
    /// Whether somebody waited without success for it to start, before any trial.
    waited: bool,
    since: Option<Instant>,
    last: Message,
}

impl Breaker {
    /// How long a trial waits before it begins; an error where the target has been given up.
    pub(super) fn enter(&self) -> Result<Duration, TransportError> {
        let row = lock(&self.0);
        match row.trials {
            0 => Ok(Duration::ZERO),
            MOST.. => Err(TransportError::gone(row.trials, row.last.clone())),
            trials => Ok(FIRST_WAIT * 2_u32.pow(trials - 1)),
        }
    }

    /// How long a request waits each time that nobody listens yet: not at all once a trial has waited without success.
    pub(super) fn waits(&self) -> impl Iterator<Item = Duration> + use<> {
        let row = lock(&self.0);
        let is_first = row.trials == 0 && !row.waited;
        (0..MOST - 1).filter(move |_| is_first).map(|number| FIRST_WAIT * 2_u32.pow(number))
    }

    /// Somebody waited without success for the target to start, and that was not a trial.
    pub(super) fn waited(&self) {
        lock(&self.0).waited = true;
    }

    /// Whether the target ever responded: only then is a response that is late or lost an exception.
    pub(super) fn was_reached(&self) -> bool {
        lock(&self.0).reached
    }

    /// Somebody has had a response.
    pub(super) fn answered(&self) {
        let mut row = lock(&self.0);
        if row.trials < MOST {
            *row = Row { reached: true, ..Row::default() };
        }
    }

    /// A trial that began at this time could not send. Of those that were under way together only one counts.
    pub(super) fn failed(&self, began: Instant, error: &TransportError) {
        let mut row = lock(&self.0);
        if row.trials < MOST && row.since.is_none_or(|since| since <= began) {
            let (trials, since) = (row.trials + 1, Some(Instant::now()));
            *row = Row { trials, since, last: error.message(), ..*row };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_given_up_after_trials_in_a_row_and_an_answer_ends_the_row() {
        let (breaker, error) = (Breaker::default(), TransportError::request("x", "y"));
        let mut waits = Vec::new();
        for _ in 0..MOST - 1 {
            breaker.failed(Instant::now(), &error);
            waits.push(breaker.enter().expect("not yet").as_millis());
        }
        assert_eq!(waits, [250, 500, 1000, 2000]);
        breaker.answered();
        assert_eq!(breaker.enter(), Ok(Duration::ZERO));
        for _ in 0..MOST {
            breaker.failed(Instant::now(), &error);
        }
        let gone = breaker.enter().expect_err("given up").message().english();
        assert!(
            gone.starts_with("failed to reach the target: 5 trials in a row could not") && gone.ends_with("[gone]"),
            "{gone}"
        );
        breaker.answered();
        assert!(breaker.enter().is_err(), "what was given up stays so: the report must not depend on who comes late");
    }

    #[test]
    fn trials_under_way_together_count_as_one() {
        let (breaker, error, began) = (Breaker::default(), TransportError::request("x", "y"), Instant::now());
        for _ in 0..2 * MOST {
            breaker.failed(began, &error);
        }
        assert_eq!(breaker.enter(), Ok(FIRST_WAIT));
    }

    #[test]
    fn a_request_waits_for_a_target_that_starts_until_a_trial_has_waited_in_vain() {
        let breaker = Breaker::default();
        let waits: Vec<u128> = breaker.waits().map(|wait| wait.as_millis()).collect();
        assert_eq!(waits, [250, 500, 1000, 2000]);
        breaker.waited();
        assert_eq!((breaker.waits().count(), breaker.enter()), (0, Ok(Duration::ZERO)), "it was no trial");
        breaker.failed(Instant::now(), &TransportError::request("x", "y"));
        assert_eq!(breaker.waits().count(), 0);
        assert!(!breaker.was_reached());
        breaker.answered();
        assert_eq!((breaker.waits().count(), breaker.was_reached()), (4, true));
        breaker.failed(Instant::now(), &TransportError::request("x", "y"));
        assert!(breaker.was_reached());
    }

    #[test]
    fn a_target_that_was_given_up_is_counted_no_further() {
        let (breaker, error) = (Breaker::default(), TransportError::request("x", "y"));
        for _ in 0..MOST + 2 {
            breaker.failed(Instant::now(), &error);
        }
        let gone = breaker.enter().expect_err("given up").message().english();
        assert!(gone.contains("5 trials in a row"), "{gone}");
    }
}
