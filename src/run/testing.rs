//! What the unit tests of this module share: a small API, a target that responds by script, and made-up records.

mod made;
mod memory;
mod server;
mod shop;

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value;

pub(super) use made::{exchange, finding, found, record};
pub(super) use memory::{Memory, asked_line, journal_text, reread};
pub(super) use server::{Asked, Reply, Server, read};
pub(super) use shop::{KEY, edited, files, honest, order, profile, scenario, subject};

use super::{
    Plan, Progress, Settings, Subject, Trial,
    case::Case,
    cases::generated,
    lane::Call,
    play_trial,
    request::{Own, of_drawn},
    stage::Stage,
};
use crate::{
    generate::Rng,
    record::{TargetRecord, TrialRecord},
};

/// Settings of a small run: few draws, and a budget for shrinking.
pub(super) fn settings() -> Settings {
    Settings { seed: 1, cases: 3, strict: false, shrink: 200, run: 0, shards: 1 }
}

/// Where the requests are sent, for the record.
pub(super) fn target() -> TargetRecord {
    TargetRecord { name: "shop".to_owned(), kind: "url", url: String::new(), places: BTreeMap::new() }
}

/// The plan of one subject.
pub(super) fn plan(subject: Subject) -> Plan {
    Plan::new(vec![subject], target(), settings())
}

/// The plan of the shop at an address with one more scenario, `s`, in which nothing that is found is pursued.
pub(super) fn planned(url: &str, more: &Value) -> Plan {
    let mut plan = plan(
        Subject::url(&scenario(files(), "s", more), "shop", profile(url)).unwrap_or_else(|error| panic!("{error:?}")),
    );
    plan.settings.shrink = 0;
    plan
}

/// The trial of a name.
pub(super) fn trial<'a>(plan: &'a Plan, name: &str) -> &'a Trial {
    plan.trials.iter().find(|trial| trial.name == name).unwrap_or_else(|| panic!("there is no trial {name}"))
}

/// The result of the trial of a name.
pub(super) fn played(plan: &Plan, name: &str) -> TrialRecord {
    let mut records = [play_trial(plan, trial(plan, name))];
    plan.shrink_causes(&mut records, 1, &Quiet);
    let [record] = records;
    record
}

/// The result of the scenario `s` at an address.
pub(super) fn play_scenario(url: &str, more: &Value) -> TrialRecord {
    played(&planned(url, more), "shop/scenario/s")
}

/// The cases of a trial of generated requests, as they would be played.
pub(super) fn cases<'a>(stage: &'a Stage<'a>, trial: &'a Trial) -> Vec<Case<'a>> {
    generated(stage, trial, Rng::new(stage.settings.seed, &trial.name)).flatten().collect()
}

/// The first case of a trial that is meant in one way.
pub(super) fn case<'a>(stage: &'a Stage<'a>, trial: &'a Trial, way: &str) -> Case<'a> {
    cases(stage, trial).into_iter().find(|case| case.intent.way == way).unwrap_or_else(|| panic!("no case {way}"))
}

/// The surroundings of generated requests to an operation that needs no set-up.
pub(super) fn stage<'a>(subject: &'a Subject, settings: &'a Settings, operation: usize) -> Stage<'a> {
    let mut stage = Stage::of_scenario(subject, settings, &subject.suite.expressions);
    let operations = &subject.suite.contract.operations;
    stage.own = Own::of(&operations[operation], stage.expressions, &stage.scope).expect("every variable is there");
    stage.given = subject.given_for(operation);
    stage
}

/// A call of the first operation with a body.
pub(super) fn call(stage: &Stage<'_>, body: &Value) -> Call {
    let operation = &stage.subject.suite.contract.operations[0];
    let request = of_drawn(operation, &stage.own, &Arc::new(body.clone())).expect("HTTP can carry it");
    Call { operation: 0, method: None, request, own: true }
}

/// An empty folder of this test process.
pub(super) fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("tekigo-run-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// How far a run has come is not reported.
pub(super) struct Quiet;

impl Progress for Quiet {
    fn ended(&self, _record: &TrialRecord) {}
}
