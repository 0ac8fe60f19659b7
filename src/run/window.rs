//! The cases of a trial in their order, and what is sent of them ahead of their turn.

use std::collections::VecDeque;

use super::{
    case::Case,
    cases::Cases,
    lane::Lane,
    play::{self, Ready},
    stage::Stage,
};

/// How often a case is drawn again whose body went out before.
const DRAWN_AGAIN: u32 = 32;

/// Draws the case of a number once more.
type Again<'f, 'a> = &'f dyn Fn(usize, u32) -> Option<Case<'a>>;

/// The cases of a trial, from the one that is played next to the last of which something was sent.
pub(super) struct Window<'f, 'a> {
    cases: Cases<'a>,
    again: Again<'f, 'a>,
    /// How many were drawn.
    drawn: usize,
    /// The operation, where no case depends on the one before.
    operation: Option<usize>,
    open: VecDeque<Open<'a>>,
}

/// A case whose turn has not come.
struct Open<'a> {
    /// The case with what is sent for it; none where it could not be drawn.
    case: Option<(Case<'a>, Ready<'a>)>,
    /// Whether it has the job of its trial.
    is_first: bool,
}

impl<'f, 'a> Window<'f, 'a> {
    /// Cases of which each may depend on the one before.
    pub(super) fn in_turn(cases: Cases<'a>, again: Again<'f, 'a>) -> Self {
        Self { cases, again, drawn: 0, operation: None, open: VecDeque::new() }
    }

    /// Generated requests to an operation, which do not depend on each other.
    pub(super) fn of(operation: usize, cases: Cases<'a>, again: Again<'f, 'a>) -> Self {
        Self { operation: Some(operation), ..Self::in_turn(cases, again) }
    }

    /// The next case; no more where there is none. As many requests of those behind it go out as there are jobs to spare.
    #[expect(clippy::option_option, reason = "the end of the cases is not a case that could not be drawn")]
    pub(super) fn next(&mut self, lane: &mut Lane<'_>, stage: &Stage<'_>) -> Option<Option<(Case<'a>, Ready<'a>)>> {
        let goes_ahead = self.operation.is_some_and(|operation| lane.goes_ahead(operation));
        if !goes_ahead {
            if self.open.is_empty() {
                self.draw(lane, stage);
            }
            return self.open.pop_front().map(|open| open.case);
        }
        loop {
            // The job of the trial itself is for one of them, whichever it is.
            let is_first = !self.open.iter().any(|open| open.is_first);
            let spare = if is_first { None } else { lane.spare() };
            if (!is_first && spare.is_none()) || !self.draw(lane, stage) {
                break;
            }
            let Some(last) = self.open.back_mut() else { break };
            if let Some((_, Ready::Call(ready))) = &last.case {
                last.is_first = is_first;
                lane.launch(&ready.0, spare);
            } else {
                // Nothing is sent for it.
                break;
            }
        }
        self.open.pop_front().map(|open| open.case)
    }

    /// Draws one more case, and decides what is sent for it; whether there is one.
    fn draw(&mut self, lane: &mut Lane<'_>, stage: &Stage<'_>) -> bool {
        let Some(case) = self.cases.next() else { return false };
        let number = self.drawn;
        self.drawn += 1;
        let is_repeat = case.as_ref().is_some_and(|case| play::is_repeat(lane, stage, case));
        let other = is_repeat.then(|| {
            let mut drawn = (0..DRAWN_AGAIN).filter_map(|attempt| (self.again)(number, attempt));
            drawn.find(|case| !play::is_repeat(lane, stage, case))
        });
        let case = other.flatten().or(case);
        let case = case.map(|case| {
            let ready = play::ready(lane, stage, &case);
            (case, ready)
        });
        self.open.push_back(Open { case, is_first: false });
        true
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        io::{BufReader, Write},
        net::{Ipv4Addr, TcpListener, TcpStream},
        sync::{Arc, Barrier, Mutex},
    };

    use serde_json::{Value, json};

    use crate::{
        record::TrialRecord,
        run::{
            Plan, Settings, Subject, play_trial,
            testing::{
                Asked, Memory, Reply, Server, edited, files, honest, plan, profile, reread, settings, subject, target,
                trial,
            },
        },
        target::Limits,
        util::sync::lock,
    };

    const RANDOM: &str = "shop/order/accepts/random";

    /// The result of a trial with so many jobs, before its findings are made small.
    fn with_jobs(plan: &Plan, jobs: usize, name: &str) -> TrialRecord {
        plan.floor.employ(jobs);
        play_trial(plan, trial(plan, name))
    }

    /// A target that responds to its first request at once, and from then on only when `count` of them are there at the same time.
    fn in_groups(count: usize) -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        std::thread::spawn(move || {
            let (barrier, left) = (Arc::new(Barrier::new(count)), Arc::new(Mutex::new(1_usize)));
            for stream in listener.incoming().flatten() {
                let (barrier, left) = (Arc::clone(&barrier), Arc::clone(&left));
                std::thread::spawn(move || one_by_one(&stream, &barrier, &left));
            }
        });
        url
    }

    fn one_by_one(mut stream: &TcpStream, barrier: &Barrier, left: &Mutex<usize>) {
        let mut reader = BufReader::new(stream);
        while let Ok(Some(ask)) = crate::run::testing::read(&mut reader) {
            let waits = {
                let mut left = lock(left);
                let waits = *left == 0;
                *left = left.saturating_sub(1);
                waits
            };
            if waits {
                barrier.wait();
            }
            if stream.write_all(&honest(&ask).bytes()).is_err() {
                return;
            }
        }
    }

    fn plan_of_40(url: &str) -> Plan {
        let settings = Settings { cases: 4, ..settings() };
        Plan::new(vec![subject(url)], target(), settings)
    }

    #[test]
    fn as_many_requests_of_one_trial_are_under_way_as_there_are_jobs() {
        for jobs in [3, 13] {
            let mut plan = plan_of_40(&in_groups(jobs));
            let memory = Memory::of(&mut plan);
            let record = with_jobs(&plan, jobs, RANDOM);
            assert!(record.errors.is_empty() && record.findings.is_empty(), "{record:?}");
            assert_eq!((record.cases, record.exchanges), (40, 40), "{jobs} jobs");
            let cases: Vec<u64> = memory.lines("exchange").iter().filter_map(|line| line["case"].as_u64()).collect();
            assert_eq!(cases, (1..=40).collect::<Vec<_>>(), "they are kept in the order of the cases");
        }
    }

    /// A shop in which every order has a new item, and which refuses many orders.
    fn strict(ask: &Asked) -> Reply {
        let count = ask.json()["count"].as_i64().unwrap_or_default();
        if count % 3 == 0 { Reply::json(500, &json!({"error": {"code": "E9"}})) } else { honest(ask) }
    }

    #[test]
    fn a_trial_comes_to_the_same_for_any_number_of_jobs() {
        let unique = edited(files(), "schemas/shop/order.request.schema.json", |schema| {
            schema["properties"]["item"]["x-unique"] = json!(true);
        });
        for (files, is_unique) in [(files(), false), (unique, true)] {
            let mut first = None;
            for jobs in [1, 2, 8, 64] {
                let server = Server::start(strict);
                let plan = plan(Subject::url(&files, "shop", profile(&server.url)).expect("a subject"));
                let record = with_jobs(&plan, jobs, RANDOM);
                let found = |found: &crate::record::Found| {
                    format!("{:?} {} {} {} {:?}", found.key, found.intent, found.request, found.case, found.scenario)
                };
                let found: Vec<String> = record.findings.iter().map(found).collect();
                assert!(!found.is_empty() && record.errors.is_empty(), "{record:?}");
                let mut bodies: Vec<String> = server.bodies().iter().map(Value::to_string).collect();
                bodies.sort();
                let all: BTreeSet<&String> = bodies.iter().collect();
                assert!(all.len() == bodies.len() || !is_unique, "no value is sent twice");
                let came = (found, record.cases, record.exchanges, record.asked, bodies);
                assert_eq!(*first.get_or_insert_with(|| came.clone()), came, "{jobs} jobs");
            }
        }
    }

    #[test]
    fn what_went_out_for_cases_that_are_not_played_is_counted_and_kept_apart() {
        let all = Server::start(honest);
        with_jobs(&plan(subject(&all.url)), 1, RANDOM);
        // Those without a response end the trial before the others are judged.
        let lost = all.bodies()[9..13].to_vec();
        let server = Server::start(move |ask| if lost.contains(&ask.json()) { Reply::hang_up() } else { honest(ask) });
        let mut plan = plan(subject(&server.url));
        let memory = Memory::of(&mut plan);
        let record = with_jobs(&plan, 8, RANDOM);
        assert!(!record.errors.is_empty() && record.cases < 30, "{record:?}");
        assert_eq!(record.exchanges, server.count() as u64);
        let ahead = memory.lines("exchange").into_iter().filter(|line| line["purpose"] == "ahead").count();
        let past = reread(&memory.text()).past;
        assert_eq!(past[RANDOM].len() + ahead, memory.lines("exchange").len());
    }

    #[test]
    fn a_target_that_now_and_then_lets_nobody_in_keeps_nobody_waiting() {
        // Each refusal is a reason to find out whether the others are let in, while requests of both trials are under way.
        for jobs in [2, 8] {
            let server = Server::start(|ask| {
                let refused = ask.number % 7 == 5 && ask.path == "/orders";
                if refused { Reply::json(401, &json!({})) } else { honest(ask) }
            });
            let mut plan = plan(subject(&server.url));
            plan.settings.shrink = 0;
            plan.floor.employ(jobs);
            let names = [RANDOM, "shop/order/accepts/count", "shop/order/rejects/count/maximum"];
            let of_name = |name: &&str| play_trial(&plan, trial(&plan, name));
            let records = crate::util::parallel::side_by_side(2, &names, of_name);
            assert_eq!(records.iter().map(|record| record.cases > 0).collect::<Vec<_>>(), [true; 3]);
            assert_eq!(plan.sessions[0].gate.closed(), None, "{jobs} jobs");
        }
    }

    #[test]
    fn a_target_that_stops_to_let_us_in_is_sent_no_more_than_was_under_way() {
        let server = Server::start(|ask| if ask.number < 9 { honest(ask) } else { Reply::json(401, &json!({})) });
        let plan = plan(subject(&server.url));
        let record = with_jobs(&plan, 8, RANDOM);
        assert!(plan.sessions[0].gate.closed().is_some() && record.interrupted && record.findings.is_empty());
        assert!(server.count() <= 9 + 8 + 5, "{}", server.count());
        let knocks = server.count() as u64 - record.exchanges;
        assert!((1..=5).contains(&knocks), "what was under way is counted: {} {}", server.count(), record.exchanges);
    }

    #[test]
    fn what_a_run_that_ends_does_not_wait_for_is_counted() {
        for jobs in [1, 8] {
            let (until, over) = std::sync::mpsc::channel::<()>();
            let (ends, over) = (Arc::new(Mutex::new(None::<Arc<crate::run::Cancel>>)), Arc::new(Mutex::new(over)));
            let of_run = Arc::clone(&ends);
            let server = Server::start(move |ask| {
                if ask.number > 0 {
                    if let Some(cancel) = lock(&of_run).as_ref() {
                        cancel.request();
                    }
                    // Until the run is over.
                    let _ = lock(&over).recv();
                }
                honest(ask)
            });
            let plan = plan(subject(&server.url));
            *lock(&ends) = Some(Arc::clone(&plan.sessions[0].keeper.cancel));
            let record = with_jobs(&plan, jobs, RANDOM);
            assert!(record.interrupted, "{record:?}");
            assert_eq!(record.exchanges, plan.sessions[0].gate.passed(), "{jobs} jobs: {}", server.count());
            drop(until);
        }
    }

    #[test]
    fn the_limit_of_requests_holds_for_what_goes_out_ahead_of_its_turn() {
        let server = Server::start(honest);
        let mut given = profile(&server.url);
        given.limits = Limits { requests: Some(10), ..Limits::default() };
        let plan = plan(Subject::url(&files(), "shop", given).expect("a subject"));
        let record = with_jobs(&plan, 8, RANDOM);
        assert_eq!((server.count(), record.exchanges, record.cases, record.interrupted), (10, 10, 11, true));
    }
}
