//! A run that was killed (SIGKILL, a second Ctrl-C) has noted what was under way: a run that goes on does not send it again.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use serde_json::Value;

use super::resumed::resumed;
use crate::{
    contract::ReasonId,
    run::{
        Plan, Subject,
        journal::Trail,
        play_trial,
        testing::{Asked, Memory, Server, files, honest, plan, profile, reread, subject, trial},
    },
    target::{ContractProfile, Profile},
    util::sync::lock,
};

const RANDOM: &str = "shop/order/accepts/random";

/// A target that copies the journal of a run while a request of some number is under way: that is what a kill leaves at this moment.
struct Killing {
    server: Server,
    of: Arc<Mutex<Option<Memory>>>,
    left: Arc<Mutex<Option<String>>>,
}

impl Killing {
    fn start(number: usize) -> Self {
        let (of, left) = (Arc::new(Mutex::new(None::<Memory>)), Arc::new(Mutex::new(None)));
        let (journal, copy) = (Arc::clone(&of), Arc::clone(&left));
        let server = Server::side_by_side(move |ask: &Asked| {
            if let (true, Some(memory)) = (ask.number == number, lock(&journal).as_ref()) {
                *lock(&copy) = Some(memory.text());
            }
            honest(ask)
        });
        Self { server, of, left }
    }

    /// Plays a trial up to the kill: the journal of it, and what had come by then.
    fn killed(&self, mut plan: Plan, jobs: usize, name: &str) -> String {
        plan.floor.employ(jobs);
        *lock(&self.of) = Some(Memory::of(&mut plan));
        drop(play_trial(&plan, trial(&plan, name)));
        lock(&self.left).take().expect("the request came")
    }
}

/// The bodies that were received, up to a request of the run that was killed and from the first of the one that goes on.
fn bodies(server: &Server, up_to: usize, from: usize) -> Vec<String> {
    let all: Vec<String> = server.bodies().iter().map(Value::to_string).collect();
    all[..=up_to].iter().chain(&all[from..]).cloned().collect()
}

#[test]
fn what_was_under_way_when_a_run_was_killed_is_not_sent_again() {
    for (jobs, at) in [(1, 0), (1, 7), (4, 12)] {
        let target = Killing::start(at);
        let own = || plan(subject(&target.server.url));
        let left = target.killed(own(), jobs, RANDOM);
        let (whole, under_way) = (target.server.count(), reread(&left).asked["shop"]);
        assert!(under_way > at as u64, "what is under way is counted: {under_way}");
        let (record, again) = resumed(own(), &left, 1, RANDOM);
        let of_both = bodies(&target.server, at, whole);
        let distinct: BTreeSet<&String> = of_both.iter().collect();
        assert_eq!(distinct.len(), of_both.len(), "{jobs} jobs, killed at {at}");
        let dropped = record.dropped_why.iter().filter(|(why, _)| why.is(ReasonId::WentOutBefore));
        let dropped: u64 = dropped.map(|(_, count)| *count).sum();
        assert!(dropped >= 1 && dropped <= jobs as u64 && record.errors.is_empty(), "{record:?}");
        // Whoever goes on once more knows it as well.
        let count = target.server.count();
        let (once_more, _) = resumed(own(), &again, 1, RANDOM);
        assert_eq!((target.server.count(), &once_more.dropped_why), (count, &record.dropped_why));
    }
}

#[test]
fn what_did_not_go_out_after_all_is_sent() {
    let mut of_nobody = plan(subject("http://127.0.0.1:1"));
    let memory = Memory::of(&mut of_nobody);
    of_nobody.sessions[0].breaker.waited();
    let record = play_trial(&of_nobody, trial(&of_nobody, RANDOM));
    assert!(!record.errors.is_empty() && !memory.lines("out").is_empty(), "{record:?}");
    assert_eq!(memory.lines("out").len(), memory.lines("unsent").len());
    let journaled = reread(&memory.text());
    assert!(journaled.asked["shop"] == 0 && journaled.past.get(RANDOM).is_none_or(Trail::is_empty));
}

#[test]
fn what_only_reads_is_not_noted() {
    let server = Server::start(honest);
    let mut plan = plan(subject(&server.url));
    let memory = Memory::of(&mut plan);
    drop(play_trial(&plan, trial(&plan, "shop/find/accepts/random")));
    assert!(memory.lines("out").is_empty() && !memory.lines("exchange").is_empty());
}

#[test]
fn what_was_signed_is_known_again() {
    let auth = "[shop.auth]\nkind = \"bearer\"\ntoken = \"t0FAKE\"\n";
    let text = format!("name = \"shop\"\n[shop]\nurl = \"http://127.0.0.1:1\"\n{auth}");
    // Of what writes, what was under way is not sent again; what reads is.
    for (name, known) in [(RANDOM, 6), ("shop/find/accepts/random", 5)] {
        let target = Killing::start(5);
        let own = || {
            let read = Profile::parse("p.toml", &text, &|_| None).expect("a profile").contracts.remove("shop");
            let given = ContractProfile { auth: read.expect("one").auth, ..profile(&target.server.url) };
            plan(Subject::url(&files(), "shop", given).expect("a subject"))
        };
        let left = target.killed(own(), 1, name);
        assert!(!left.contains("t0FAKE") && target.server.asked()[0].header("authorization") == Some("Bearer t0FAKE"));
        let whole = target.server.count();
        let (record, _) = resumed(own(), &left, 1, name);
        let again = target.server.count() - whole;
        assert_eq!(again as u64 + known, record.exchanges, "{name}: what has a response is known");
    }
}
