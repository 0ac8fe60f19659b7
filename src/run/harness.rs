//! Runs planned trials under libtest-mimic and collects their records.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use jiff::{Timestamp, civil::Date};
use libtest_mimic::{Arguments, Completion, Conclusion, Failed};

use super::{Journaled, Plan, Progress, Shard, Trial, assemble::RunParts, play_trial, waivers};
use crate::{
    contract::{Level, Message, ReasonId},
    record::{Flight, Likely, Run, TrialError, TrialRecord},
    util::{parallel::cores, sync::lock, visible::visible_line},
};

/// The trials of a plan, ready for the test runner.
pub struct Harness {
    plan: Arc<Plan>,
    records: Arc<Mutex<Vec<TrialRecord>>>,
    chosen: Mutex<BTreeSet<String>>,
    shard: Option<Shard>,
    flights: Mutex<Vec<Flight>>,
    likely: BTreeMap<String, Vec<Likely>>,
    started: Instant,
    before: Duration,
    today: Date,
}

impl Harness {
    /// A harness over a plan.
    pub fn new(plan: Plan) -> Self {
        Self {
            plan: Arc::new(plan),
            records: Arc::default(),
            chosen: Mutex::default(),
            shard: None,
            flights: Mutex::default(),
            likely: BTreeMap::new(),
            started: Instant::now(),
            before: Duration::ZERO,
            today: waivers::day(Timestamp::now()),
        }
    }

    /// A harness that goes on with an interrupted run: trials that are over are taken as they are.
    pub fn resumed(plan: Plan, journaled: Journaled) -> Self {
        let Journaled { head, records, mut flights, likely, spent, .. } = journaled;
        flights.retain(|flight| !flight.is_redone(&likely));
        let over = records.into_values().filter(TrialRecord::is_over).collect();
        let flights = Mutex::new(flights);
        Self {
            records: Arc::new(Mutex::new(over)),
            flights,
            likely,
            before: spent,
            shard: head.shard,
            ..Self::new(plan)
        }
    }

    /// Plays one shard of the plan; which trials those are is for `run` to choose.
    #[must_use]
    pub fn of_shard(self, shard: Option<Shard>) -> Self {
        Self { shard, ..self }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Sends one good request for each operation that is chosen, to find out whether the target can be tested at all. A run that goes
    /// on after a trial has found that out before.
    pub fn preflight(&self, chosen: &dyn Fn(&Trial) -> bool) {
        if lock(&self.records).is_empty() {
            let before = lock(&self.flights).clone();
            self.plan.preflight(chosen, &before);
        }
    }

    /// Plays the chosen trials through libtest-mimic.
    pub fn run(
        &self,
        arguments: &Arguments,
        chosen: &dyn Fn(&Trial) -> bool,
        progress: &Arc<dyn Progress>,
    ) -> Conclusion {
        let jobs = arguments.test_threads.unwrap_or_else(cores);
        self.plan.floor.employ(jobs);
        let over: BTreeSet<String> = lock(&self.records).iter().map(|record| record.name.clone()).collect();
        let names = self.plan.trials.iter().filter(|trial| chosen(trial)).map(|trial| trial.name.clone());
        lock(&self.chosen).extend(names);
        let trials = self.plan.trials.iter().enumerate();
        let today = self.today;
        let trials = trials.filter(|(_, trial)| chosen(trial) && !over.contains(&trial.name)).map(|(number, trial)| {
            let (plan, records, progress) = (Arc::clone(&self.plan), Arc::clone(&self.records), Arc::clone(progress));
            libtest_mimic::Trial::ignorable_test(trial.name.clone(), move || {
                let trial = &plan.trials[number];
                if plan.sessions[trial.subject].keeper.cancel.is_requested() {
                    return Ok(Completion::ignored_with(TrialError::Interrupted.message().english()));
                }
                let mut record = play_trial(&plan, trial);
                waivers::mark(&plan.waivers(), std::slice::from_mut(&mut record), today);
                progress.ended(&record);
                let told = told(&record, plan.settings.strict);
                lock(&records).push(record);
                told
            })
        });
        let conclusion = libtest_mimic::run(arguments, trials.collect());
        self.plan.shrink_causes(&mut lock(&self.records), jobs, progress.as_ref());
        conclusion
    }

    /// Removes what the trials made at targets whose profile allows it.
    pub fn remove_made(&self) {
        self.plan.remove_made(&lock(&self.records));
    }

    /// Notes in a run that nothing more may be sent by now, where that is so.
    pub fn note_end(&self, run: &mut Run) {
        run.end_late(ended(&self.plan).filter(|_| run.complete));
    }

    /// The results of the played trials.
    pub fn record(&self, started: String) -> Run {
        let trials = std::mem::take(&mut *lock(&self.records));
        let chosen = lock(&self.chosen);
        let head = self.plan.head(started, self.shard, &|trial| chosen.contains(&trial.name));
        let spent = self.before + self.started.elapsed();
        let mut flights = std::mem::take(&mut *lock(&self.flights));
        flights.extend(self.plan.sessions.iter().flat_map(super::Session::take_flights));
        let (likely, missing, ended) = (self.likely.clone(), Vec::new(), ended(&self.plan));
        RunParts { head: &head, trials, flights, likely, spent, missing, ended, left_out: left_out(&self.plan) }.run()
    }
}

/// Puts the records of trials that stand for themselves together into a run.
pub fn finish(plan: &Plan, trials: Vec<TrialRecord>, started: String, seconds: f64) -> Run {
    let head = plan.head(started, None, &|_| false);
    let spent = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    let (flights, likely, missing) = (Vec::new(), BTreeMap::new(), Vec::new());
    let (ended, left_out) = (ended(plan), left_out(plan));
    RunParts { head: &head, trials, flights, likely, spent, missing, ended, left_out }.run()
}

/// Why nothing more is sent to a target.
fn ended(plan: &Plan) -> Option<Message> {
    let interrupted = plan.sessions.iter().any(|session| session.keeper.cancel.is_requested());
    let interrupted = interrupted.then(|| ReasonId::Interrupted.into());
    plan.sessions.iter().find_map(|session| session.gate.closed()).or(interrupted)
}

/// How many bodies did not fit into the journal, which all sessions share.
fn left_out(plan: &Plan) -> u64 {
    plan.sessions.first().and_then(|session| session.keeper.journal.as_ref()).map_or(0, |journal| journal.left_out())
}

/// A trial's end in the words of the test runner: a broken promise or an error fails, what could not be sent is ignored.
fn told(record: &TrialRecord, strict: bool) -> Result<Completion, Failed> {
    let fails = |level: Level| level == Level::Must || (strict && level == Level::Should);
    let broken =
        record.findings.iter().filter(|found| found.waived.is_none() && !found.flaky && fails(found.finding.level));
    let mut lines: Vec<String> = broken
        .map(|found| {
            let finding = &found.finding;
            format!(
                "{} {} at {}: expected {}, got {} [{}]",
                finding.requirement, finding.check, finding.pointer, finding.expected, finding.actual, found.intent
            )
        })
        .collect();
    let flaky = record.findings.iter().filter(|found| found.flaky && fails(found.finding.level));
    lines.extend(flaky.map(|found| format!("error: flaky: {} {}", found.finding.requirement, found.intent)));
    lines.extend(record.errors.iter().map(|error| format!("error: {}", error.message().english())));
    if !lines.is_empty() {
        let lines: Vec<String> = lines.iter().map(|line| visible_line(line, usize::MAX)).collect();
        return Err(lines.join("\n").into());
    }
    match record.not_tested.values().next() {
        Some(reason) if record.cases == 0 => Ok(Completion::ignored_with(visible_line(&reason.english(), usize::MAX))),
        _ => Ok(Completion::Completed),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use serde_json::json;

    use super::*;
    use crate::{
        check::Finding,
        run::testing::{Memory, Server, finding, found, honest, plan, record, reread, subject},
    };

    /// What is reported to the test runner of a trial with one finding.
    fn said(level: Level, flaky: bool, waived: bool, strict: bool) -> Result<(), String> {
        let mut found = found(Finding { level, ..finding("A") });
        found.flaky = flaky;
        let by = json!({"requirement": "A", "until": "2027-01-31", "owner": "o", "reason": "r"});
        found.waived = waived.then(|| serde_json::from_value(by).expect("a waiver"));
        match told(&record("shop/a", vec![found]), strict) {
            Ok(Completion::Completed) => Ok(()),
            Ok(Completion::Ignored { reason }) => panic!("ignored: {reason:?}"),
            Err(failed) => Err(failed.message().unwrap_or_default().to_owned()),
        }
    }

    #[test]
    fn a_trial_fails_by_broken_promises_that_nobody_waives() {
        let broken = || {
            Err("A code at /error/code: expected code E1, got code E2 [violates: /rows/0/n maximum (one-over)]"
                .to_owned())
        };
        let flaky = || Err("error: flaky: A violates: /rows/0/n maximum (one-over)".to_owned());
        for (level, is_flaky, waived, strict, due) in [
            (Level::Must, false, false, false, broken()),
            (Level::Must, false, false, true, broken()),
            (Level::Should, false, false, false, Ok(())),
            (Level::Should, false, false, true, broken()),
            (Level::Open, false, false, true, Ok(())),
            (Level::Must, false, true, true, Ok(())),
            (Level::Must, true, false, false, flaky()),
            (Level::Should, true, false, false, Ok(())),
            (Level::Should, true, false, true, flaky()),
        ] {
            assert_eq!(said(level, is_flaky, waived, strict), due, "{level:?} {is_flaky} {waived} {strict}");
        }
    }

    #[test]
    fn the_test_runner_is_told_of_a_target_in_lines_that_hide_nothing() {
        let actual = "a\u{202e}\u{9b}2J\nok".to_owned();
        let told = told(&record("shop/a", vec![found(Finding { actual, level: Level::Must, ..finding("A") })]), false);
        let message = told.err().and_then(|failed| failed.message().map(str::to_owned)).unwrap_or_default();
        assert!(message.contains("got aU+202EU+009B2J ok ["), "{message}");
    }

    #[test]
    fn an_error_fails_a_trial_and_what_could_not_be_asked_at_all_is_ignored() {
        let untested = |cases: u64, errors: Vec<TrialError>| {
            let not_tested = [("A".to_owned(), "no state".into())].into();
            told(&TrialRecord { cases, errors, not_tested, ..record("shop/a", Vec::new()) }, false)
        };
        assert!(
            matches!(untested(0, Vec::new()), Ok(Completion::Ignored { reason: Some(reason) }) if reason == "no state")
        );
        assert!(matches!(untested(1, Vec::new()), Ok(Completion::Completed)));
        let error = untested(0, vec![TrialError::Ours("a file".into())]).err();
        assert_eq!(error.as_ref().and_then(Failed::message), Some("error: a file"));
        let nothing = TrialRecord { cases: 0, ..record("shop/a", Vec::new()) };
        assert!(matches!(told(&nothing, false), Ok(Completion::Completed)));
    }

    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Progress for Count {
        fn ended(&self, _: &TrialRecord) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn is_raw(trial: &Trial) -> bool {
        trial.name.starts_with("shop/order/raw/")
    }

    /// Runs the malformed bodies of a harness; how many trials were played.
    fn play(harness: &Harness) -> (usize, Conclusion) {
        let count = Arc::new(Count::default());
        let progress: Arc<dyn Progress> = Arc::clone(&count) as Arc<dyn Progress>;
        let arguments = Arguments { test_threads: Some(1), logfile: Some("/dev/null".into()), ..Arguments::default() };
        let conclusion = harness.run(&arguments, &is_raw, &progress);
        (count.0.load(Ordering::Relaxed), conclusion)
    }

    #[test]
    fn the_chosen_trials_are_played_and_recorded() {
        let server = Server::start(honest);
        let harness = Harness::new(plan(subject(&server.url)));
        let (played, conclusion) = play(&harness);
        assert_eq!((played, conclusion.num_passed, conclusion.num_failed), (20, 20, 0));
        let run = harness.record("2026-11-22T00:00:00Z".to_owned());
        assert_eq!(
            (run.trials.len(), run.complete, run.ended.as_ref().map(Message::english).as_deref()),
            (20, true, None)
        );
        assert!(run.seconds > 0.0 && run.started == "2026-11-22T00:00:00Z" && harness.plan().trials.len() > 20);
    }

    #[test]
    fn a_resumed_run_plays_what_is_not_over() {
        let server = Server::start(honest);
        let mut before = plan(subject(&server.url));
        let memory = Memory::of(&mut before);
        let raw = |plan: &Plan| plan.trials.iter().filter(|trial| is_raw(trial)).cloned().collect::<Vec<_>>();
        for trial in &raw(&before)[..5] {
            play_trial(&before, trial);
        }
        let mut journaled = reread(&memory.text());
        journaled.spent = Duration::from_secs(100);
        journaled.likely.insert(
            "shop".to_owned(),
            vec![Likely { reading: "most".to_owned(), choice: "50".to_owned(), pass: 1, of: 1 }],
        );
        journaled.head.shard = Some(Shard { number: 1, of: 2 });
        if let Some(first) = journaled.records.values_mut().next() {
            first.interrupted = true;
        }
        let harness = Harness::resumed(plan(subject(&server.url)), journaled);
        assert_eq!(harness.shard, Some(Shard { number: 1, of: 2 }));
        assert_eq!(play(&harness).0, 16, "four of five are over");
        let run = harness.record("2026-11-22T00:00:00Z".to_owned());
        assert_eq!((run.trials.len(), run.contracts[0].likely.len()), (20, 1));
        assert!(run.seconds > 100.0 && run.seconds < 1_000.0, "{}", run.seconds);
        assert_eq!(harness.of_shard(None).shard, None);
    }

    #[test]
    fn a_run_that_is_to_end_begins_no_trial() {
        let server = Server::start(honest);
        let plan = plan(subject(&server.url));
        plan.sessions[0].keeper.cancel.request();
        let harness = Harness::new(plan);
        let (played, conclusion) = play(&harness);
        assert_eq!((played, conclusion.num_ignored, server.count()), (0, 20, 0));
        let run = harness.record("2026-11-22T00:00:00Z".to_owned());
        assert_eq!(
            (run.complete, run.ended.as_ref().map(Message::english).as_deref()),
            (false, Some("the run was interrupted"))
        );
    }

    #[test]
    fn trials_that_stand_for_themselves_are_a_run_and_a_target_that_was_left_alone_ends_it() {
        let plan = plan(subject("http://127.0.0.1:1"));
        let run = finish(&plan, vec![record("shop/a", Vec::new())], "now".to_owned(), 1.5);
        assert_eq!(
            (run.trials.len(), run.seconds, run.ended.as_ref().map(Message::english).as_deref(), run.complete),
            (1, 1.5, None, true)
        );
        plan.sessions[0].gate.close("shut");
        let trial = TrialRecord { interrupted: true, ..record("shop/a", Vec::new()) };
        let run = finish(&plan, vec![trial], "now".to_owned(), 0.0);
        assert_eq!((run.ended.as_ref().map(Message::english).as_deref(), run.late), (Some("shut"), None));
    }
}
