//! Runs planned trials under libtest-mimic and collects their records.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use jiff::{Timestamp, civil::Date};
use libtest_mimic::{Arguments, Completion, Conclusion, Failed};

use super::{Journaled, Plan, Shard, Trial, assemble::Parts, play_trial, waivers};
use crate::{
    contract::Level,
    record::{Likely, Run, TrialError, TrialRecord},
};

/// Told of every trial that ends.
pub trait Progress: Send + Sync {
    /// A trial has ended.
    fn ended(&self, record: &TrialRecord);
}

/// The trials of a plan, ready for the test runner.
pub struct Harness {
    plan: Arc<Plan>,
    records: Arc<Mutex<Vec<TrialRecord>>>,
    chosen: Mutex<BTreeSet<String>>,
    shard: Option<Shard>,
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
            likely: BTreeMap::new(),
            started: Instant::now(),
            before: Duration::ZERO,
            today: waivers::day(Timestamp::now()),
        }
    }

    /// A harness that goes on with an interrupted run: trials that are over are taken as they are.
    pub fn resumed(plan: Plan, journaled: Journaled) -> Self {
        let Journaled { head, records, likely, spent, .. } = journaled;
        let over = records.into_values().filter(TrialRecord::is_over).collect();
        Self { records: Arc::new(Mutex::new(over)), likely, before: spent, shard: head.shard, ..Self::new(plan) }
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

    /// Plays the chosen trials through libtest-mimic.
    pub fn run(
        &self,
        arguments: &Arguments,
        chosen: &dyn Fn(&Trial) -> bool,
        progress: &Arc<dyn Progress>,
    ) -> Conclusion {
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
                    return Ok(Completion::ignored_with(TrialError::Interrupted.text()));
                }
                let mut record = play_trial(&plan, trial);
                waivers::mark(&plan.waivers(), &mut record, today);
                progress.ended(&record);
                let told = told(&record, plan.settings.strict);
                lock(&records).push(record);
                told
            })
        });
        let conclusion = libtest_mimic::run(arguments, trials.collect());
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.plan.shrink_causes(&mut lock(&self.records), arguments.test_threads.unwrap_or_else(cores));
        conclusion
    }

    /// What the played trials came to.
    pub fn record(&self, started: String) -> Run {
        let trials = std::mem::take(&mut *lock(&self.records));
        let chosen = lock(&self.chosen);
        let head = self.plan.head(started, self.shard, &|trial| chosen.contains(&trial.name));
        let spent = self.before + self.started.elapsed();
        Parts { head: &head, trials, likely: self.likely.clone(), spent, missing: Vec::new(), ended: ended(&self.plan) }
            .run()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts the records of trials that stand for themselves together into a run.
pub fn finish(plan: &Plan, trials: Vec<TrialRecord>, started: String, seconds: f64) -> Run {
    let head = plan.head(started, None, &|_| false);
    let spent = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    Parts { head: &head, trials, likely: BTreeMap::new(), spent, missing: Vec::new(), ended: ended(plan) }.run()
}

/// Why nothing more was asked of a target before the plan was at its end.
fn ended(plan: &Plan) -> Option<String> {
    plan.sessions.iter().find_map(|session| session.gate.closed())
}

/// A trial's end in the words of the test runner: a broken promise or an error fails, what could not be asked is ignored.
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
    lines.extend(record.errors.iter().map(|error| format!("error: {}", error.text())));
    if !lines.is_empty() {
        return Err(lines.join("\n").into());
    }
    match record.not_tested.values().next() {
        Some(reason) if record.cases == 0 => Ok(Completion::ignored_with(reason.clone())),
        _ => Ok(Completion::Completed),
    }
}
