//! Shrinking after the trials: of all findings with one cause, the first is made small, within a budget that the whole run shares.
//!
//! What a run sends beyond its plan is at most as much as the plan: repeats have what their trials allow, half of what is left goes to
//! shrinking, and the rest to readings that may explain what failed. Every share follows from the plan and the findings alone, so that
//! a run gives the same result for any number of jobs.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{
    Plan, Progress, Target, Trial, TrialKind,
    cases::{generated, of_scenario},
    fresh, hooks,
    journal::{Aside, Line, Purpose},
    lane::Lane,
    play::play,
    recorder::Recorder,
    runtime::block_on,
    saved::clean,
    scenarios::drawers,
    shrink::{Smaller, shown, shrink},
    stage::Stage,
};
use crate::{
    generate::Rng,
    record::{CauseKey, Found, Latency, TrialRecord, distance},
    util::sync::{into_inner, lock},
};

/// Where a response is longer, its like are not requested several at a time: each takes a multiple of its length.
const LONG: usize = 1 << 20;

/// A finding that is to be made small.
struct Work<'a> {
    trial: &'a Trial,
    /// Where it is: the number of its trial's record, and its number among the findings there.
    at: (usize, usize),
    found: &'a Found,
    /// How many requests may be spent on it.
    requests: u32,
}

/// The result: how long the target took for each response, by operation, and a smaller request that shows the finding.
struct Shrunk {
    latency: BTreeMap<String, Latency>,
    found: Option<Found>,
}

impl Plan {
    /// Makes the first finding of each cause small, `jobs` at a time.
    pub(super) fn shrink_causes(&self, records: &mut [TrialRecord], jobs: usize, progress: &dyn Progress) {
        let work = self.work(records);
        let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let is_long = self.sessions.iter().any(|session| session.keeper.longest() > LONG);
        let jobs = if is_long { 1 } else { jobs };
        std::thread::scope(|scope| {
            for _ in 0..jobs.clamp(1, work.len().max(1)) {
                scope.spawn(|| {
                    while let Some(work) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let outcome = self.shrink_one(work);
                        // What an interruption cut short is done when the run is resumed.
                        let is_done = !self.sessions[work.trial.subject].keeper.cancel.is_requested();
                        lock(&done).push((work.at, outcome, is_done));
                    }
                });
            }
        });
        let mut done = into_inner(done);
        done.sort_unstable_by_key(|(at, ..)| *at);
        for ((record, number), outcome, is_done) in done {
            let record = &mut records[record];
            record.follow(number, &outcome.latency, outcome.found);
            if is_done {
                self.note(record, number, &outcome.latency);
            }
            progress.shrunk(record, number, outcome.latency.values().map(Latency::count).sum());
        }
    }

    /// The first finding of each cause, and what may be spent on it.
    fn work<'a>(&'a self, records: &'a [TrialRecord]) -> Vec<Work<'a>> {
        let trials: BTreeMap<&str, &Trial> = self.trials.iter().map(|trial| (trial.name.as_str(), trial)).collect();
        let mut order: Vec<(usize, &TrialRecord)> = records.iter().enumerate().collect();
        order.sort_by(|(_, a), (_, b)| a.name.cmp(&b.name));
        let mut first: BTreeMap<(CauseKey, bool), Work<'a>> = BTreeMap::new();
        let mut known = BTreeSet::new();
        for (index, record) in order {
            let Some(trial) = trials.get(record.name.as_str()).copied() else { continue };
            for (number, found) in record.findings.iter().enumerate() {
                let key = (CauseKey::of(&record.contract, &found.finding), found.flaky);
                if found.pursued {
                    known.insert(key.clone());
                }
                if found.case > 0 && found.waived.is_none() {
                    let order = |found: &Found| (Reverse(found.finding.level), distance(&found.finding));
                    let graver = |work: &Work<'_>| order(work.found) <= order(found);
                    if !first.get(&key).is_some_and(graver) {
                        first.insert(key, Work { trial, at: (index, number), found, requests: 0 });
                    }
                }
            }
        }
        // An interrupted run may know some already; their shares are spent.
        let share: Vec<u32> = (0..self.subjects.len()).map(|subject| self.share(subject, records, &first)).collect();
        let left = first.into_iter().filter(|(key, _)| !known.contains(key));
        // What is flaky cannot be made small: a smaller request that shows it not may show it the next time.
        let requests = |work: &Work<'_>| if work.found.flaky { 0 } else { share[work.trial.subject] };
        left.map(|(_, work)| Work { requests: requests(&work), ..work }).collect()
    }

    /// What may be spent on each cause of a subject.
    fn share(&self, subject: usize, records: &[TrialRecord], first: &BTreeMap<(CauseKey, bool), Work<'_>>) -> u32 {
        let own = |work: &&Work<'_>| work.trial.subject == subject && !work.found.flaky;
        let causes = first.values().filter(own).count() as u64;
        let share = (self.spare(subject, records) / 2).max(self.least(records)) / causes.max(1);
        u32::try_from(share).unwrap_or(u32::MAX).min(self.settings.shrink)
    }

    /// What may be spent on shrinking, and as much again on other readings, however few requests a run makes. A part of the plan that was
    /// chosen by a filter is mostly somebody's question about a finding, and is looked into at any rate.
    pub(super) fn least(&self, records: &[TrialRecord]) -> u64 {
        if records.len() < self.trials.len() { 1_000 } else { 200 }
    }

    /// What a run may send to the target of a subject beyond its plan and besides repeats.
    pub(super) fn spare(&self, subject: usize, records: &[TrialRecord]) -> u64 {
        let own = self.trials.iter().filter(|trial| trial.subject == subject);
        let played: BTreeMap<&str, bool> =
            records.iter().map(|record| (record.name.as_str(), !record.findings.is_empty())).collect();
        let repeats = matches!(self.subjects[subject].target, Target::Url);
        let costs = own.filter_map(|trial| {
            let failed = played.get(trial.name.as_str())?;
            Some((self.cost(trial), if *failed && repeats { self.repeats(trial) } else { 0 }))
        });
        let (planned, repeated) = costs.fold((0, 0), |sum: (u64, u64), one| (sum.0 + one.0, sum.1 + one.1));
        planned.saturating_sub(repeated)
    }

    /// Makes one finding small: its case is drawn again and played alone, so that what is saved shows it without what came before.
    fn shrink_one(&self, work: &Work<'_>) -> Shrunk {
        let _place = self.place(work.trial);
        let subject = &self.subjects[work.trial.subject];
        let session = self.sessions[work.trial.subject].aside(Aside::shrink());
        if session.is_halted() && hooks::needs_own(subject, work.trial) {
            // No state is set up for what is not sent.
            return Shrunk { latency: BTreeMap::new(), found: None };
        }
        let own = hooks::of_trial(subject, work.trial);
        let subject = own.as_ref().map_or(subject, |(subject, _)| subject);
        let outcome = block_on(async {
            let Ok(mut lane) = Lane::open(subject, &session, &work.trial.name).await else {
                return Shrunk { latency: BTreeMap::new(), found: None };
            };
            lane.purpose = Purpose::Shrink;
            lane.serial.of_finding(work.at.1);
            let found = self.smaller(&mut lane, work).await;
            Shrunk { found, latency: lane.latency() }
        });
        if let Some((subject, states)) = &own {
            hooks::take_down(subject, &session, states);
        }
        outcome
    }

    async fn smaller(&self, lane: &mut Lane<'_>, work: &Work<'_>) -> Option<Found> {
        let (subject, trial, key) = (lane.subject, work.trial, &work.found.key);
        let rng = Rng::new(self.settings.seed, &trial.name);
        let number = usize::try_from(work.found.case - 1).ok()?;
        let (stage, drawers);
        let mut cases = if let TrialKind::Scenario(scenario) = trial.kind {
            let scenario = &subject.suite.scenarios[scenario];
            stage = Stage::of_scenario(subject, &self.settings, &subject.suite.expressions);
            drawers = self::drawers(subject, scenario).ok()?;
            of_scenario(&stage, scenario, &drawers, rng)
        } else {
            let mut aside = Recorder::default();
            let set_up = Stage::set_up(lane, subject, &self.settings, trial.kind.operation()?, &mut aside).await;
            stage = set_up.ok()?;
            generated(&stage, trial, rng)
        };
        let case = cases.nth(number)??;
        let spent = u32::try_from(lane.exchanges).unwrap_or(u32::MAX).saturating_add(case.cost());
        let left = work.requests.checked_sub(spent);
        let alone = match left {
            Some(_) => play(lane, &stage, &case, None).await.and_then(|played| shown(&played, key, &case.intent)),
            None => None,
        };
        let (case, found) = match alone {
            Some(alone) => match shrink(lane, &stage, &case, key, left.unwrap_or_default()).await {
                Some(Smaller { case, found }) => (case, found),
                None => (case, alone),
            },
            // It may have been drawn again, because its body had gone out before: it stays as it was saved then.
            None if trial.kind.operation().is_some_and(|number| subject.suite.contract.operations[number].distinct) => {
                return None;
            }
            // It rests on what came before it, or there is nothing left to spend: it is saved as it was met.
            None => (case, work.found.clone()),
        };
        let fresh = fresh::renewed(&mut lane.serial, &stage, &case);
        let mut scenario = fresh.ok().and_then(|case| case.to_scenario(&stage, &found.finding));
        if let Some(scenario) = &mut scenario {
            clean(scenario, &subject.redactor);
        }
        Some(Found { scenario, ..found })
    }

    /// Keeps in the journal what became of a finding.
    fn note(&self, record: &TrialRecord, number: usize, latency: &BTreeMap<String, Latency>) {
        let Some(session) =
            self.trials.iter().find(|trial| trial.name == record.name).map(|trial| &self.sessions[trial.subject])
        else {
            return;
        };
        if let Some(journal) = &session.keeper.journal {
            let found = &record.findings[number];
            let line = Line::Pursued { trial: &record.name, number, latency, found };
            session.keeper.written(journal.write(&line));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, OnceLock};

    use serde_json::json;

    use super::*;
    use crate::{
        contract::{Message, ReasonId},
        run::{
            Cancel, finish, play_trial,
            testing::{Asked, Memory, Quiet, Reply, Server, plan, subject, trial},
        },
        target::Gate,
    };

    /// What ends a run in the midst of it.
    type Ends = fn(&Cancel, &Gate);

    const BY: [(Ends, &str); 2] = [
        (|cancel, _| cancel.request(), "the run was interrupted"),
        (
            |_, gate| gate.close(ReasonId::TimeOver.with(["1s".into()])),
            "the time of 1s that the profile gives to a run is over",
        ),
    ];

    /// A shop that refuses everything, and whose request of this number ends the run.
    struct Ending {
        server: Server,
        at: Arc<AtomicUsize>,
        plan: Plan,
        memory: Memory,
    }

    fn ending(ends: Ends) -> Ending {
        let at = Arc::new(AtomicUsize::new(usize::MAX));
        let known: Arc<OnceLock<_>> = Arc::default();
        let (own, by) = (Arc::clone(&at), Arc::clone(&known));
        let server = Server::start(move |ask: &Asked| {
            if ask.number == own.load(Ordering::SeqCst) {
                let (cancel, gate): &(Arc<Cancel>, Arc<Gate>) = by.get().expect("it is known");
                ends(cancel, gate);
            }
            Reply::json(400, &json!({"error": {"code": "E1"}}))
        });
        let mut plan = plan(subject(&server.url));
        let memory = Memory::of(&mut plan);
        let session = &plan.sessions[0];
        let both = (Arc::clone(&session.keeper.cancel), Arc::clone(&session.gate));
        known.set(both).unwrap_or_else(|_| panic!("it is set once"));
        Ending { server, at, plan, memory }
    }

    #[test]
    fn what_ends_a_run_while_findings_are_made_small_sends_nothing_more_and_loses_nothing() {
        for (ends, why) in BY {
            let Ending { server, at, plan, memory } = ending(ends);
            let names = ["shop/order/accepts/random", "shop/order/rejects/count/maximum"];
            let mut records = names.map(|name| play_trial(&plan, trial(&plan, name)));
            let before = server.count();
            at.store(before + 1, Ordering::SeqCst);
            plan.shrink_causes(&mut records, 1, &Quiet);
            assert_eq!(server.count() - before, 2, "{why}: nothing follows the request that ends it");
            let all: Vec<&Found> = records.iter().flat_map(|record| &record.findings).collect();
            assert!(all.len() > 1 && all.iter().all(|found| found.scenario.is_some()), "{why}: {all:?}");
            let run = finish(&plan, records.to_vec(), "2026-11-22T00:00:00Z".to_owned(), 1.0);
            let late = run.late.as_ref().map(Message::english);
            assert_eq!((run.ended, late.as_deref()), (None, Some(why)), "the plan was played");
            assert_eq!(run.cuts.len(), 1, "{:?}", run.cuts);
            assert!(run.cuts[0].en.ends_with(why) && !run.cuts[0].ja.contains(why), "{:?}", run.cuts);
            let is_interrupted = plan.sessions[0].keeper.cancel.is_requested();
            assert_eq!(memory.lines("pursued").is_empty(), is_interrupted, "what is resumed is made small then");
        }
    }

    #[test]
    fn what_ends_a_run_while_a_case_is_repeated_sends_nothing_more_and_keeps_the_finding() {
        for (ends, why) in BY {
            let Ending { server, at, plan, .. } = ending(ends);
            at.store(1, Ordering::SeqCst);
            let mut records = [play_trial(&plan, trial(&plan, "shop/order/raw/empty"))];
            plan.shrink_causes(&mut records, 1, &Quiet);
            assert_eq!((server.count(), records[0].findings.len()), (2, 1), "{why}");
            assert!(!records[0].findings[0].flaky);
            let run = finish(&plan, records.to_vec(), "2026-11-22T00:00:00Z".to_owned(), 1.0);
            let told = run.ended.as_ref().or(run.late.as_ref()).map(Message::english);
            assert_eq!((told.as_deref(), run.complete), (Some(why), !plan.sessions[0].keeper.cancel.is_requested()));
        }
    }
}
