//! A run that goes on sends nothing of what writes a second time, whatever was under way when it was interrupted.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
};

use serde_json::{Value, json};

use crate::{
    contract::ReasonId,
    record::TrialRecord,
    run::{
        Journal, Keeper, Plan, play_trial,
        testing::{Asked, Memory, Reply, Server, honest, order, plan, planned, reread, subject, trial},
    },
    util::sync::lock,
};

const RANDOM: &str = "shop/order/accepts/random";

/// A target that says when as many requests have come, and keeps some of them waiting until that is over.
struct Slow {
    server: Server,
    until: mpsc::Sender<()>,
    ends: Arc<Mutex<Option<Arc<crate::run::Cancel>>>>,
}

impl Slow {
    /// Ends the run with the request of a number; those that are late get no response before it is dropped, and where they are gathered,
    /// all but the first wait for the last.
    fn start(last: usize, are_gathered: bool, is_late: impl Fn(&Asked) -> bool + Send + Sync + 'static) -> Self {
        let (until, over) = mpsc::channel::<()>();
        let (ends, over) = (Arc::new(Mutex::new(None::<Arc<crate::run::Cancel>>)), Mutex::new(over));
        let (of_run, is_over) = (Arc::clone(&ends), AtomicBool::new(false));
        let server = Server::side_by_side(move |ask| {
            if let (true, Some(cancel)) = (ask.number == last, lock(&of_run).as_ref()) {
                cancel.request();
            }
            is_over.fetch_or(ask.number >= last, Ordering::SeqCst);
            while are_gathered && ask.number > 0 && !is_over.load(Ordering::SeqCst) {
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
            if is_late(ask) {
                let _ = lock(&over).recv();
            }
            honest(ask)
        });
        Self { server, until, ends }
    }

    /// The result of a trial that is interrupted; the journal of it.
    fn interrupted(&self, mut plan: Plan, jobs: usize, name: &str) -> (TrialRecord, String) {
        let memory = Memory::of(&mut plan);
        plan.floor.employ(jobs);
        *lock(&self.ends) = Some(Arc::clone(&plan.sessions[0].keeper.cancel));
        let record = play_trial(&plan, trial(&plan, name));
        *lock(&self.ends) = None;
        assert!(record.interrupted, "{record:?}");
        assert_eq!(record.exchanges, self.server.count() as u64, "what went out is counted");
        (record, memory.text())
    }
}

/// The result of a trial that goes on from a journal; the journal with what it adds.
pub(super) fn resumed(mut plan: Plan, before: &str, jobs: usize, name: &str) -> (TrialRecord, String) {
    let memory = Memory::default();
    let head = plan.head("2026-11-22T00:00:00Z".to_owned(), None, &|_| true);
    let journal = Journal::behind(Box::new(memory.clone()), &head, before.lines().count() as u64);
    plan.keep(&Keeper::new(Some(journal), reread(before).past));
    plan.floor.employ(jobs);
    let record = play_trial(&plan, trial(&plan, name));
    let text = memory.text();
    let added: String =
        text.lines().skip(1).filter(|line| !line.starts_with("{\"trial\"")).flat_map(|line| [line, "\n"]).collect();
    (record, format!("{before}{{\"resumed\":{{\"at\":1}}}}\n{added}"))
}

#[test]
fn what_was_under_way_ahead_of_its_turn_is_not_sent_again() {
    let all = Server::start(honest);
    let undisturbed = play_trial(&plan(subject(&all.url)), trial(&plan(subject(&all.url)), RANDOM));
    for at in [1, 2, 8] {
        let late = all.bodies()[at].clone();
        let target = Slow::start(8, true, move |ask| ask.json() == late);
        let (_, journal) = target.interrupted(plan(subject(&target.server.url)), 8, RANDOM);
        assert_eq!((target.server.count(), reread(&journal).asked["shop"]), (9, 9));
        drop(target.until);
        let (record, again) = resumed(plan(subject(&target.server.url)), &journal, 8, RANDOM);
        let bodies: Vec<String> = target.server.bodies().iter().map(Value::to_string).collect();
        let distinct: BTreeSet<&String> = bodies.iter().collect();
        assert_eq!((distinct.len(), bodies.len()), (30, 30), "late: {at}");
        assert_eq!((record.cases, record.exchanges), (undisturbed.cases, undisturbed.exchanges), "{record:?}");
        let why: Vec<bool> = record.dropped_why.keys().map(|why| why.is(ReasonId::WentOutBefore)).collect();
        assert!(why == [true] && record.dropped == 1 && record.errors.is_empty(), "{record:?}");
        // All of it is known to whoever goes on once more, each request once and in its turn.
        let journaled = reread(&again);
        assert_eq!((journaled.past[RANDOM].len(), journaled.asked["shop"]), (30, 30));
        let (once_more, _) = resumed(plan(subject(&target.server.url)), &again, 1, RANDOM);
        assert_eq!((target.server.count(), once_more.dropped_why), (30, record.dropped_why));
    }
}

#[test]
fn of_requests_at_the_same_time_none_is_sent_again() {
    let mut step = order("pay", &json!({"item": "a", "count": 1}), "accepted", &[]);
    step["together"] = json!(3);
    step["headers"] = json!({"Idempotency-Key": {"$cel": "'k-' + string(i)"}});
    let more = json!({"steps": [step]});
    let is_late = |ask: &Asked| ask.header("idempotency-key").is_some_and(|key| key.ends_with('1'));
    let target = Slow::start(2, true, is_late);
    let (_, journal) = target.interrupted(planned(&target.server.url, &more), 1, "shop/scenario/s");
    drop(target.until);
    let journaled = reread(&journal);
    assert_eq!((journaled.asked["shop"], journaled.past["shop/scenario/s"].len()), (3, 3));
    let (record, _) = resumed(planned(&target.server.url, &more), &journal, 1, "shop/scenario/s");
    assert_eq!((target.server.count(), record.exchanges, record.interrupted), (3, 3, false));
    let errors: Vec<String> = record.errors.iter().map(|error| error.message().english()).collect();
    assert!(errors.len() == 1 && errors[0].contains("it went out before the run was interrupted"), "{errors:?}");
}

#[test]
fn what_only_reads_is_sent_again() {
    let target = Slow::start(2, false, |ask| ask.number == 2);
    let name = "shop/find/accepts/random";
    let (_, journal) = target.interrupted(plan(subject(&target.server.url)), 1, name);
    let before = target.server.count();
    drop(target.until);
    let (record, again) = resumed(plan(subject(&target.server.url)), &journal, 1, name);
    assert!(record.errors.is_empty() && record.dropped_why.is_empty() && !record.interrupted, "{record:?}");
    assert_eq!(target.server.count() as u64, record.exchanges + 1, "{before} before");
    assert_eq!(reread(&again).past[name].len() as u64, record.exchanges);
}

#[test]
fn a_response_that_never_came_is_the_same_error_when_the_run_goes_on() {
    let server = Server::start(|ask| if ask.number == 4 { Reply::hang_up() } else { honest(ask) });
    let mut first = plan(subject(&server.url));
    let memory = Memory::of(&mut first);
    first.settings.shrink = 0;
    let record = play_trial(&first, trial(&first, RANDOM));
    let count = server.count();
    assert!(record.errors.len() == 1 && count as u64 == record.exchanges, "{record:?}");
    let text: String =
        memory.text().lines().filter(|line| !line.starts_with("{\"trial\"")).flat_map(|line| [line, "\n"]).collect();
    let (again, _) = resumed(plan(subject(&server.url)), &text, 4, RANDOM);
    assert_eq!((server.count(), again.errors, again.exchanges), (count, record.errors, record.exchanges));
}
