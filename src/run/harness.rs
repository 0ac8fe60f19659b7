//! In front libtest-mimic, behind it our own record.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use libtest_mimic::{Arguments, Completion, Conclusion, Failed};

use super::{Plan, Trial, audit::audit, play};
use crate::{
    contract::Level,
    record::{Run, TrialRecord, contract_record},
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
    started: Instant,
}

impl Harness {
    /// A harness over a plan.
    pub fn new(plan: Plan) -> Self {
        Self { plan: Arc::new(plan), records: Arc::default(), started: Instant::now() }
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
        let trials = self.plan.trials.iter().enumerate().filter(|(_, trial)| chosen(trial));
        let trials = trials.map(|(number, trial)| {
            let (plan, records, progress) = (Arc::clone(&self.plan), Arc::clone(&self.records), Arc::clone(progress));
            libtest_mimic::Trial::ignorable_test(trial.name.clone(), move || {
                let record = play(&plan, &plan.trials[number]);
                progress.ended(&record);
                let told = told(&record, plan.settings.strict);
                records.lock().unwrap_or_else(PoisonError::into_inner).push(record);
                told
            })
        });
        libtest_mimic::run(arguments, trials.collect())
    }

    /// What the played trials came to.
    pub fn record(&self, started: String) -> Run {
        let records = std::mem::take(&mut *self.records.lock().unwrap_or_else(PoisonError::into_inner));
        finish(&self.plan, records, started, self.started.elapsed().as_secs_f64())
    }
}

/// Puts the records of trials together into a run.
pub fn finish(plan: &Plan, mut trials: Vec<TrialRecord>, started: String, seconds: f64) -> Run {
    let audits: Vec<TrialRecord> =
        plan.subjects.iter().filter_map(|subject| audit(&subject.suite.contract, &trials)).collect();
    trials.extend(audits);
    trials.sort_by(|a, b| a.name.cmp(&b.name));
    let contracts =
        plan.subjects.iter().map(|subject| contract_record(&subject.suite.contract, &trials, plan.settings.strict));
    Run {
        seed: plan.settings.seed,
        plan_hash: plan.hash(),
        started,
        seconds,
        target: plan.target.clone(),
        arguments: Vec::new(),
        strict: plan.settings.strict,
        contracts: contracts.collect(),
        trials,
        cuts: plan.cuts.clone(),
        ended: plan.subjects.iter().find_map(|subject| subject.gate.closed()),
    }
}

/// A trial's end in the words of the test runner: a broken promise or an error fails, what could not be asked is ignored.
fn told(record: &TrialRecord, strict: bool) -> Result<Completion, Failed> {
    let fails = |level: Level| level == Level::Must || (strict && level == Level::Should);
    let broken = record.findings.iter().filter(|found| fails(found.finding.level));
    let mut lines: Vec<String> = broken
        .map(|found| {
            let finding = &found.finding;
            format!(
                "{} {} at {}: expected {}, got {} [{}]",
                finding.requirement, finding.check, finding.pointer, finding.expected, finding.actual, found.intent
            )
        })
        .collect();
    lines.extend(record.errors.iter().map(|error| format!("error: {}", error.text())));
    if !lines.is_empty() {
        return Err(lines.join("\n").into());
    }
    match record.not_tested.values().next() {
        Some(reason) if record.cases == 0 => Ok(Completion::ignored_with(reason.clone())),
        _ => Ok(Completion::Completed),
    }
}
