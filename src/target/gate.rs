//! Rate limit and request budget: every request to one contract's target passes the gate and waits its turn.

use std::{
    sync::{Arc, Mutex, MutexGuard, OnceLock},
    time::{Duration, Instant},
};

use super::Limits;
use crate::{
    contract::{Message, ReasonId},
    util::sync::lock,
};

/// What one contract's limits still allow; shared by all lanes.
#[derive(Debug, Default)]
pub struct Gate {
    limits: Limits,
    clock: RunClock,
    state: Mutex<GateState>,
}

/// When the first request of a run went to any of its targets; all clones report the same.
#[derive(Debug, Clone, Default)]
pub struct RunClock(Arc<OnceLock<Instant>>);

impl RunClock {
    /// The time of the first request, which is now if there was none.
    fn began(&self, now: Instant) -> Instant {
        *self.0.get_or_init(|| now)
    }
}

#[derive(Debug, Default)]
struct GateState {
    /// When the next request may go out.
    next: Option<Instant>,
    /// Requests that went out.
    spent: u64,
    /// Of those, how many were in no plan.
    extra: u64,
    /// How many requests the plan needs.
    planned: u64,
    /// Requests in a row that were put off until they were given up.
    given_up: u32,
    /// Why nothing more goes out.
    closed: Option<Message>,
}

/// So many requests in a row that were put off in vain, and the target is left alone.
const MOST_IN_VAIN: u32 = 3;

/// Which requests come first when few are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// A request of the plan.
    Planned,
    /// One that makes a finding smaller, or surer.
    Extra,
}

impl Gate {
    /// A gate with nothing spent, of a run whose time this clock measures.
    pub fn new(limits: Limits, clock: &RunClock) -> Self {
        Self { limits, clock: clock.clone(), state: Mutex::default() }
    }

    /// Tells how many requests the plan needs: only what is left beyond them goes to other purposes.
    pub fn plan(&self, requests: u64) {
        self.state().planned = requests;
    }

    /// Counts requests that went out before the run was interrupted.
    pub fn spent(&self, requests: u64) {
        self.state().spent += requests;
    }

    /// How many requests went out.
    pub fn passed(&self) -> u64 {
        self.state().spent
    }

    /// Why nothing more goes out; `None` while something does.
    pub fn closed(&self) -> Option<Message> {
        self.state().closed.clone()
    }

    /// Lets nothing more out; the first reason stays.
    pub fn close(&self, reason: impl Into<Message>) {
        self.state().closed.get_or_insert_with(|| reason.into());
    }

    /// A request was put off until it was given up; a target that goes on so is left alone.
    pub fn gave_up(&self, reason: Message) {
        let mut state = self.state();
        state.given_up += 1;
        if state.given_up >= MOST_IN_VAIN {
            state.closed.get_or_insert_with(|| ReasonId::PausesWithoutEnd.with([reason]));
        }
    }

    /// Somebody has had a response that is none of a pause.
    pub fn answered(&self) {
        self.state().given_up = 0;
    }

    /// Lets nothing out for a while: the target requested it.
    pub fn hold(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut state = self.state();
        state.next = Some(state.next.map_or(until, |next| next.max(until)));
    }

    /// Waits until a request may go out; an error is why it never may.
    pub async fn pass(&self, priority: Priority) -> Result<(), Message> {
        loop {
            match self.turn(Instant::now(), priority) {
                Ok(None) => return Ok(()),
                Ok(Some(turn)) => tokio::time::sleep_until(turn.into()).await,
                Err(reason) => return Err(reason),
            }
        }
    }

    /// Takes the turn of a request where it is due, else returns when to try again; an error is why it never will be.
    fn turn(&self, now: Instant, priority: Priority) -> Result<Option<Instant>, Message> {
        let mut state = self.state();
        if let Some(reason) = &state.closed {
            return Err(reason.clone());
        }
        let began = self.clock.began(now);
        if let Some(time) = self.limits.time {
            let until = began + time;
            if state.next.map_or(now, |next| next.max(now)) >= until {
                let reason = ReasonId::TimeOver.with([format!("{time:?}").into()]);
                return Err(state.closed.insert(reason).clone());
            }
        }
        if let Some(budget) = self.limits.requests {
            let spare = budget.saturating_sub(state.planned);
            if priority == Priority::Extra && state.extra >= spare {
                return Err(ReasonId::KeptForPlan.into());
            }
            if state.spent >= budget {
                let reason = ReasonId::RequestsSpent.with([budget.into()]);
                return Err(state.closed.insert(reason).clone());
            }
        }
        if let Some(next) = state.next.filter(|next| *next > now) {
            return Ok(Some(next));
        }
        // From now, not from the turn that was due: who comes late may not be followed by two at once.
        state.next = self.limits.rate.map(|rate| now + rate.interval());
        state.spent += 1;
        state.extra += u64::from(priority == Priority::Extra);
        Ok(None)
    }

    fn state(&self) -> MutexGuard<'_, GateState> {
        lock(&self.state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Rate;

    /// Plays lanes that send as soon as they may; when each request went out, in milliseconds.
    fn sent(gate: &Gate, wait: impl Fn(usize) -> u64, count: usize) -> Vec<u64> {
        let start = Instant::now();
        let (mut now, mut times) = (start, Vec::new());
        while times.len() < count {
            if let Some(turn) = gate.turn(now, Priority::Planned).expect("open") {
                now = turn;
            } else {
                times.push(u64::try_from((now - start).as_millis()).unwrap());
                now += Duration::from_millis(wait(times.len()));
            }
        }
        times
    }

    fn gate(limits: Limits) -> Gate {
        Gate::new(limits, &RunClock::default())
    }

    fn rate(requests: u32, secs: u64) -> Limits {
        Limits { rate: Some(Rate { requests, per: Duration::from_secs(secs) }), ..Limits::default() }
    }

    #[test]
    fn no_stretch_of_time_holds_more_than_its_share() {
        let gate = gate(rate(10, 1));
        // Now and then a lane is slow: nobody makes up for it afterwards.
        let times = sent(&gate, |number| if number % 7 == 0 { 330 } else { 3 }, 60);
        for (at, start) in times.iter().enumerate() {
            let within = times[at..].iter().take_while(|time| **time < start + 1000).count();
            assert!(within <= 10, "{within} within a second from {start}");
        }
        assert!(times[59] < 10_000, "{times:?}");
    }

    #[test]
    fn a_pause_holds_every_lane_and_is_over_once() {
        let gate = gate(rate(100, 1));
        assert_eq!(gate.turn(Instant::now(), Priority::Planned), Ok(None));
        let before = Instant::now();
        gate.hold(Duration::from_mins(1));
        let Ok(Some(turn)) = gate.turn(before, Priority::Planned) else { panic!("let out") };
        assert!(turn >= before + Duration::from_mins(1));
        assert_eq!(gate.turn(turn, Priority::Planned), Ok(None));
        assert_eq!(gate.turn(turn, Priority::Planned), Ok(Some(turn + Duration::from_millis(10))));
    }

    #[test]
    fn a_pause_holds_where_there_is_no_rate() {
        let gate = Gate::default();
        gate.hold(Duration::from_mins(1));
        let Ok(Some(turn)) = gate.turn(Instant::now(), Priority::Planned) else { panic!("let out") };
        assert_eq!(gate.turn(turn, Priority::Planned), Ok(None));
        assert_eq!(gate.turn(turn, Priority::Planned), Ok(None));
    }

    #[test]
    fn the_plan_comes_first_and_the_budget_is_never_passed() {
        let gate = gate(Limits { requests: Some(5), ..Limits::default() });
        gate.plan(3);
        let now = Instant::now();
        let take = |priority| gate.turn(now, priority);
        assert_eq!((take(Priority::Extra), take(Priority::Extra)), (Ok(None), Ok(None)));
        assert!(take(Priority::Extra).unwrap_err().english().contains("for the plan"));
        assert_eq!(gate.closed(), None, "the plan goes on");
        for _ in 0..3 {
            assert_eq!(take(Priority::Planned), Ok(None));
        }
        assert!(take(Priority::Planned).unwrap_err().english().contains("the 5 requests"));
        assert!(gate.closed().is_some());
    }

    #[test]
    fn time_that_is_over_closes_for_everybody_also_where_the_turn_would_come_later() {
        let gate = gate(Limits { time: Some(Duration::from_secs(20)), ..rate(1, 15) });
        let now = Instant::now();
        assert_eq!(gate.turn(now, Priority::Planned), Ok(None));
        assert!(gate.turn(now, Priority::Planned).is_ok_and(|turn| turn.is_some()));
        let later = now + Duration::from_secs(15);
        assert_eq!(gate.turn(later, Priority::Planned), Ok(None));
        assert!(gate.turn(later, Priority::Extra).unwrap_err().english().contains("the time of 20s"));
        assert!(gate.turn(now, Priority::Planned).is_err());
    }

    #[test]
    fn the_time_is_that_of_the_run_whichever_of_its_targets_was_asked_first() {
        let clock = RunClock::default();
        let limits = |secs| Limits { time: Some(Duration::from_secs(secs)), ..Limits::default() };
        let (free, short, long) =
            (Gate::new(Limits::default(), &clock), Gate::new(limits(20), &clock), Gate::new(limits(60), &clock));
        let now = Instant::now();
        assert_eq!(free.turn(now, Priority::Planned), Ok(None));
        let later = now + Duration::from_secs(20);
        assert!(short.turn(later, Priority::Planned).unwrap_err().english().contains("the time of 20s"));
        assert_eq!(long.turn(later, Priority::Planned), Ok(None));
        let other = Gate::new(limits(20), &RunClock::default());
        assert_eq!(other.turn(later, Priority::Planned), Ok(None), "another run has a time of its own");
    }

    #[test]
    fn a_target_that_is_busy_for_ever_is_left_alone_and_one_that_recovers_is_not() {
        let gate = Gate::default();
        for _ in 0..MOST_IN_VAIN - 1 {
            gate.gave_up("429".into());
        }
        gate.answered();
        for _ in 0..MOST_IN_VAIN - 1 {
            gate.gave_up("429".into());
        }
        assert_eq!(gate.closed(), None);
        gate.gave_up("429".into());
        assert_eq!(
            gate.closed().as_ref().map(Message::english).as_deref(),
            Some("the target asks for pauses without end: 429")
        );
    }

    #[test]
    fn the_first_reason_stays() {
        let gate = Gate::default();
        gate.close("a");
        gate.close("b");
        assert_eq!(gate.closed().as_ref().map(Message::english).as_deref(), Some("a"));
        assert_eq!(gate.turn(Instant::now(), Priority::Extra), Err("a".into()));
    }
}
