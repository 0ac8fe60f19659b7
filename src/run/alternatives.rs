//! Why trials fail that should not: a target that goes by another reading than the one in force.

use std::collections::BTreeSet;

use super::{
    Plan, Session, Settings, Subject,
    journal::{Aside, Line},
    play_trial,
};
use crate::{
    contract::{Files, Level, code_text},
    record::{Likely, Run, TrialRecord},
};

/// Trials that are played again for each choice, at most.
pub const AGAIN: usize = 12;

/// Plays some trials that failed again under every other choice of every reading, and notes the choices under which they pass.
pub fn likely(files: &Files, plan: &Plan, run: &mut Run) {
    for (index, (subject, session)) in plan.subjects.iter().zip(&plan.sessions).enumerate() {
        let contract = &subject.suite.contract;
        let failed = affordable(plan, index, &run.trials);
        // A resumed run may know already.
        let known = run.contracts.iter().any(|record| record.id == contract.id && !record.likely.is_empty());
        if failed.is_empty() || known || session.gate.closed().is_some() {
            continue;
        }
        let choices = choices(files, plan, (subject, session), &failed);
        if session.keeper.cancel.is_requested() {
            return;
        }
        if let Some(journal) = &session.keeper.journal {
            let line = Line::Likely { contract: &contract.id, choices: &choices };
            session.keeper.written(journal.write(&line));
        }
        if let Some(record) = run.contracts.iter_mut().find(|record| record.id == contract.id) {
            record.likely = Likely::most(&choices);
        }
    }
}

/// How trials fare under every other choice of every reading, as far as the target could be asked.
fn choices(files: &Files, plan: &Plan, (subject, session): (&Subject, &Session), failed: &[String]) -> Vec<Likely> {
    let contract = &subject.suite.contract;
    let mut tried = Vec::new();
    for reading in &contract.readings {
        let in_force = contract.in_force.get(&reading.id);
        for choice in reading.choices.iter().filter(|choice| Some(*choice) != in_force) {
            let Ok(other) = subject.read_as(files, &reading.id, choice) else { continue };
            let choice = code_text(choice);
            let aside = Aside::reading(&reading.id, &choice);
            let Some((pass, of)) = again(plan, other, session.aside(aside), failed) else { return tried };
            // A target that may be asked no more showed nothing.
            if session.gate.closed().is_some() {
                return tried;
            }
            tried.push(Likely { reading: reading.id.clone(), choice, pass, of });
        }
    }
    tried
}

/// The names of trials to play again: as many as what a run may send beyond its plan suffices for, under every other choice.
fn affordable(plan: &Plan, subject: usize, records: &[TrialRecord]) -> Vec<String> {
    let readings = &plan.subjects[subject].suite.contract.readings;
    let choices: u64 = readings.iter().map(|reading| reading.choices.len().saturating_sub(1) as u64).sum();
    let mut left = plan.spare(subject, records) / 2;
    let cost = |name: &String| plan.trials.iter().find(|trial| trial.name == *name).map_or(0, |trial| plan.cost(trial));
    let mut afford = |name: &String| {
        let taken = left.checked_sub(cost(name) * choices);
        left = taken.unwrap_or(left);
        taken.is_some()
    };
    failed(plan, subject, records).into_iter().filter(|name| afford(name)).collect()
}

/// The names of trials with a broken promise, the cheap ones first, different requirements before more of the same.
fn failed(plan: &Plan, subject: usize, records: &[TrialRecord]) -> Vec<String> {
    let own = |record: &&TrialRecord| {
        plan.trials.iter().any(|trial| trial.subject == subject && trial.name == record.name) && broken(record)
    };
    let mut failed: Vec<&TrialRecord> = records.iter().filter(own).collect();
    failed.sort_by_key(|record| record.cases);
    let mut seen = BTreeSet::new();
    let (fresh, more): (Vec<_>, Vec<_>) =
        failed.into_iter().partition(|record| seen.insert(record.findings[0].finding.requirement.clone()));
    fresh.into_iter().chain(more).take(AGAIN).map(|record| record.name.clone()).collect()
}

fn broken(record: &TrialRecord) -> bool {
    record.findings.iter().any(|found| found.waived.is_none() && found.finding.level > Level::Open)
}

/// Of the trials of these names, how many do not fail for the subject (one that it does not have asks nothing), and how many there are;
/// none where the target could not be asked.
fn again(plan: &Plan, subject: Subject, session: Session, names: &[String]) -> Option<(usize, usize)> {
    let settings = Settings { shrink: 0, ..plan.settings.clone() };
    let mut plan = Plan::new(vec![subject], plan.target.clone(), settings);
    plan.sessions = vec![session];
    let mut pass = 0;
    for name in names {
        let Some(trial) = plan.trials.iter().find(|trial| trial.name == *name) else {
            pass += 1;
            continue;
        };
        let record = play_trial(&plan, trial);
        if !record.is_over() {
            return None;
        }
        pass += usize::from(!broken(&record) && record.errors.is_empty());
    }
    Some((pass, names.len()))
}
