//! Whether the target lets us in. A request that is refused as if for its credentials, where no such refusal is due, is a reason to
//! knock with good requests: if all of them are refused as well, the run ends there, and nobody is accused.

use std::{
    collections::BTreeSet,
    future::Future,
    pin::Pin,
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use tokio::sync::{Semaphore, SemaphorePermit};

use super::{Subject, journal::Purpose};
use crate::util::sync::lock;

/// So many requests are under way at the same time until one is let in.
const MOST_AT_FIRST: usize = 3;
/// After so many responses that refuse nobody for the credentials, all lanes may go, although none showed that we are let in.
const MOST_UNSURE: u32 = 8;
/// So many good requests in a row that are refused, and the target does not let us in, whether or not knocking is possible.
const MOST_AWAY: u32 = 5;
/// The most refusals in a row that are taken for what they are where knocking showed before that we are let in.
const MOST_SPARED: u32 = 16;

/// The results of good requests that were sent to find out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Knock {
    /// One was let in.
    LetIn,
    /// So many were refused, and none was let in.
    Away(u32),
    /// None could be sent.
    Nobody,
}

/// Sends good requests to find out whether the target lets us in.
pub(super) trait Knocks {
    /// Knocks for a trial of a subject that called an operation.
    fn knock<'a>(&'a self, subject: &'a Subject, operation: usize) -> Pin<Box<dyn Future<Output = Knock> + 'a>>;
}

/// What is known of the door of one target, shared by all lanes.
#[derive(Debug)]
pub(super) struct Door {
    /// Held by who finds out; nobody else tries meanwhile.
    pub(super) turn: tokio::sync::Mutex<()>,
    asks: AtomicBool,
    first: Semaphore,
    is_open: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The operations that let a good request in.
    let_in: BTreeSet<usize>,
    /// Responses that show nothing of credentials.
    unsure: u32,
    /// Good requests in a row that were refused.
    away: u32,
    /// When knocking last showed that we are let in.
    found: Option<Instant>,
    /// How often somebody knocked.
    knocks: u64,
    /// How many refusals are spared a knock after the last one, and how many of them are left.
    spared: u32,
    left: u32,
}

impl Door {
    /// The door of a target; one that is known to be open lets everybody in from the start.
    pub(super) fn new(is_open: bool) -> Self {
        let door = Self {
            turn: tokio::sync::Mutex::default(),
            asks: AtomicBool::new(false),
            first: Semaphore::new(MOST_AT_FIRST),
            is_open: AtomicBool::new(false),
            state: Mutex::default(),
        };
        if is_open {
            door.open();
        }
        door
    }

    /// Whether one was let in, as far as anybody knows.
    pub(super) fn is_open(&self) -> bool {
        self.is_open.load(Ordering::Relaxed)
    }

    /// Waits until a request may go out: few do before one was let in, and none while somebody knocks. What is handed back is kept
    /// until it is known what its response shows.
    pub(super) async fn enter(&self, purpose: Purpose) -> Option<SemaphorePermit<'_>> {
        if purpose == Purpose::Preflight {
            return None;
        }
        if self.asks.load(Ordering::Relaxed) {
            drop(self.turn.lock().await);
        }
        if self.is_open() {
            return None;
        }
        self.first.acquire().await.ok()
    }

    /// A good request to an operation was let in.
    pub(super) fn let_in(&self, operation: usize) {
        let mut state = self.state();
        state.let_in.insert(operation);
        state.away = 0;
        drop(state);
        self.open();
    }

    /// A response shows nothing of credentials.
    pub(super) fn unsure(&self) {
        if self.is_open() {
            return;
        }
        let mut state = self.state();
        state.unsure += 1;
        if state.unsure >= MOST_UNSURE {
            drop(state);
            self.open();
        }
    }

    /// A good request, or another one, was refused where no refusal is due. Whether it is worth finding out more.
    pub(super) fn refused(&self, is_good: bool) -> bool {
        let mut state = self.state();
        state.away += u32::from(is_good);
        let spared = state.left > 0 && state.away < MOST_AWAY;
        state.left -= u32::from(spared);
        !spared
    }

    /// Whether so many good requests in a row were refused that nothing else is possible.
    pub(super) fn is_shut(&self) -> Option<u32> {
        let away = self.state().away;
        (away >= MOST_AWAY).then_some(away)
    }

    /// The number of the next knock: no two send the same.
    pub(super) fn knock(&self) -> u64 {
        let mut state = self.state();
        state.knocks += 1;
        state.knocks
    }

    /// Holds everybody back while somebody finds out.
    pub(super) fn ask(&self, asks: bool) {
        self.asks.store(asks, Ordering::Relaxed);
    }

    /// Knocking showed that we are let in.
    pub(super) fn found(&self) {
        let mut state = self.state();
        (state.found, state.away) = (Some(Instant::now()), 0);
    }

    /// Whether knocking showed since then that we are let in.
    pub(super) fn found_since(&self, then: Instant) -> bool {
        self.state().found.is_some_and(|found| found >= then)
    }

    /// We are let in, and a request was refused all the same: the next ones like it are not worth so many knocks.
    pub(super) fn spare(&self) {
        let mut state = self.state();
        state.spared = (state.spared * 2).clamp(1, MOST_SPARED);
        state.left = state.spared;
    }

    /// The operations that let a good request in.
    pub(super) fn let_in_by(&self) -> BTreeSet<usize> {
        self.state().let_in.clone()
    }

    fn open(&self) {
        self.is_open.store(true, Ordering::Relaxed);
        // Whoever waits goes on.
        self.first.close();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::*;
    use crate::{
        record::TrialRecord,
        run::{
            Plan,
            testing::{Asked, Reply, Server, edited, files, honest, order, plan, played, profile, scenario, subject},
        },
    };

    /// The shop at a target that responds like this, where nothing that is found is pursued.
    fn shop(answer: impl FnMut(&Asked) -> Reply + Send + 'static) -> (Plan, Server) {
        let server = Server::start(answer);
        let mut plan = plan(subject(&server.url));
        plan.settings.shrink = 0;
        (plan, server)
    }

    fn away(status: u16) -> Reply {
        Reply::json(status, &json!({}))
    }

    fn reasons(record: &TrialRecord) -> Vec<&crate::contract::Message> {
        record.not_tested.values().collect()
    }

    #[test]
    fn a_target_that_lets_nobody_in_is_left_alone_and_accused_of_nothing() {
        for status in [401, 403] {
            let (plan, server) = shop(move |_| away(status));
            let record = played(&plan, "shop/order/accepts/count");
            assert_eq!((server.count(), record.findings.len(), record.interrupted), (5, 0, true), "{record:?}");
            let closed = plan.sessions[0].gate.closed().expect("it is over");
            assert!(
                closed.english().starts_with("the target does not take the credentials of the profile: 5 requests in a row were refused, the first of them to `order` with status"),
                "{closed:?}"
            );
            assert_eq!(reasons(&record), [&closed]);
            let next = played(&plan, "shop/order/raw/empty");
            assert_eq!((server.count(), reasons(&next)), (5, vec![&closed]), "nothing more goes out");
        }
    }

    #[test]
    fn however_many_lanes_there_are_few_requests_find_out() {
        let (plan, server) = shop(|_| {
            std::thread::sleep(std::time::Duration::from_millis(2));
            away(401)
        });
        std::thread::scope(|scope| {
            for trial in plan.trials.iter().filter(|trial| trial.name.contains("/order/")).take(40) {
                let plan = &plan;
                scope.spawn(move || played(plan, &trial.name));
            }
        });
        assert!(plan.sessions[0].gate.closed().is_some() && server.count() <= 20, "{}", server.count());
    }

    #[test]
    fn a_target_that_stops_to_let_us_in_ends_the_run_and_what_it_showed_before_stays() {
        let (plan, server) = shop(|ask| if ask.number < 3 { honest(ask) } else { away(401) });
        let record = played(&plan, "shop/order/accepts/count");
        assert_eq!((record.findings.len(), record.cases, server.count()), (0, 4, 8), "{record:?}");
        assert_eq!(record.asked["SH-count"], 3);
        let closed = plan.sessions[0].gate.closed().expect("it is over");
        assert!(closed.english().starts_with("the target no longer takes the credentials"), "{closed:?}");
    }

    #[test]
    fn who_refuses_odd_requests_alone_is_judged() {
        // As a firewall does that stands before the target.
        let (plan, server) = shop(|ask| if ask.json().is_object() { honest(ask) } else { away(403) });
        for kind in ["empty", "blank", "array", "null", "number", "truncated"] {
            let name = format!("shop/order/raw/{kind}");
            if plan.trials.iter().any(|trial| trial.name == name) {
                let record = played(&plan, &name);
                assert_eq!((record.findings.is_empty(), record.errors.len()), (false, 0), "{name}: {record:?}");
            }
        }
        assert_eq!(plan.sessions[0].gate.closed(), None);
        assert!(server.count() <= 12, "not every one is knocked for: {}", server.count());
    }

    #[test]
    fn an_operation_that_nobody_may_ask_costs_its_own_trials_alone() {
        let answer = |ask: &Asked| if ask.path == "/cancellations" { away(403) } else { honest(ask) };
        let (plan, _) = shop(answer);
        let record = played(&plan, "shop/cancel/accepts/why");
        assert!(!record.findings.is_empty() && plan.sessions[0].gate.closed().is_none(), "{record:?}");
        assert!(played(&plan, "shop/order/accepts/count").findings.is_empty());
    }

    /// A scenario of orders with a key of its own.
    fn with_key(key: &Value, outcome: &str, more: &Value) -> Value {
        let mut step = order("a", &json!({"item": "a", "count": 1}), outcome, &[]);
        step["credentials"] = json!({"key": key});
        for (key, value) in more.as_object().into_iter().flatten() {
            step["expect"][key] = value.clone();
        }
        json!({"steps": [step], "cases": 8})
    }

    #[test]
    fn a_case_that_is_about_credentials_says_nothing_of_ours() {
        for (outcome, answer) in [("refused", 401), ("accepted", 401), ("any", 403)] {
            let server = Server::start(move |ask| match ask.header("x-key") {
                Some("other") => away(answer),
                _ => honest(ask),
            });
            let files = scenario(files(), "s", &with_key(&json!("other"), outcome, &json!({})));
            let mut plan = plan(Subject::url(&files, "shop", profile(&server.url)).expect("a subject"));
            plan.settings.shrink = 0;
            played(&plan, "shop/scenario/s");
            assert_eq!(
                (server.count(), plan.sessions[0].gate.closed()),
                (8 + 1, None),
                "{outcome}: one good request finds out"
            );
        }
    }

    #[test]
    fn a_code_that_the_contract_names_is_a_refusal_under_any_status() {
        for status in [200, 400] {
            let server = Server::start(move |_| Reply::json(status, &json!({"error": {"code": "E7"}})));
            let files = edited(files(), "schemas/shop/contract.json", |contract| {
                contract["catalogue"] = json!({"requirement": "SH-codes", "outside": ["E7"], "credentials": ["E7"]});
            });
            let plan = plan(Subject::url(&files, "shop", profile(&server.url)).expect("a subject"));
            let record = played(&plan, "shop/order/accepts/count");
            assert_eq!((server.count(), record.findings.len()), (5, 0), "{record:?}");
            let closed = plan.sessions[0].gate.closed().expect("it is over");
            assert!(closed.english().contains(&format!("with status {status} and code E7")), "{closed:?}");
        }
    }

    #[test]
    fn set_up_steps_log_in_again_where_what_they_brought_has_expired() {
        // Each order is a log-in that three cancellations use up.
        let mut uses = std::collections::HashMap::new();
        let mut orders = 0;
        let (plan, server) = shop(move |ask| {
            if ask.path == "/orders" {
                orders += 1;
                return Reply::json(
                    201,
                    &json!({"id": format!("o-{orders}"), "count": ask.json()["count"], "note": ask.json()["note"]}),
                );
            }
            let uses: &mut u32 = uses.entry(ask.json()["id"].to_string()).or_default();
            *uses += 1;
            if *uses > 3 { away(401) } else { honest(ask) }
        });
        let record = played(&plan, "shop/cancel/accepts/random");
        assert_eq!((record.findings.len(), record.errors.len(), record.cases), (0, 0, 30), "{record:?}");
        assert!(!record.interrupted && plan.sessions[0].gate.closed().is_none(), "{} requests", server.count());
    }

    #[test]
    fn a_resumed_run_asks_anew_what_was_refused_last() {
        let keys = Arc::new(AtomicBool::new(false));
        let is_right = Arc::clone(&keys);
        let server =
            Server::start(
                move |ask| {
                    if ask.number < 2 || is_right.load(Ordering::Relaxed) { honest(ask) } else { away(401) }
                },
            );
        let mut before = plan(subject(&server.url));
        let memory = crate::run::testing::Memory::of(&mut before);
        assert!(played(&before, "shop/order/accepts/count").interrupted);
        keys.store(true, Ordering::Relaxed);
        let past = crate::run::testing::reread(&memory.text()).past;
        let (sent, mut again) = (server.count(), plan(subject(&server.url)));
        again.keep(&crate::run::Keeper::new(None, past));
        let record = played(&again, "shop/order/accepts/count");
        assert_eq!((record.findings.len(), record.cases, record.interrupted), (0, 4, false), "{record:?}");
        assert_eq!(server.count() - sent, 2, "what was answered before is known");
    }
}
