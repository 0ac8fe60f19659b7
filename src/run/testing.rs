//! What the unit tests of this room share: a small API, a target that answers by script, and made-up records.

mod made;
mod server;
mod shop;

use serde_json::Value;

pub(super) use made::{exchange, finding, found, record};
pub(super) use server::{Asked, Reply, Server};
pub(super) use shop::{KEY, edited, files, honest, order, profile, scenario, subject};

use super::{Plan, Settings, Subject, Trial, play_trial, request::Own, stage::Stage};
use crate::record::{TargetRecord, TrialRecord};

/// Settings of a small run: few draws, and a budget for shrinking.
pub(super) fn settings() -> Settings {
    Settings { seed: 1, cases: 3, strict: false, shrink: 200 }
}

/// Who is asked, for the record.
pub(super) fn target() -> TargetRecord {
    TargetRecord { name: "shop".to_owned(), kind: "url", url: String::new() }
}

/// The plan of one subject.
pub(super) fn plan(subject: Subject) -> Plan {
    Plan::new(vec![subject], target(), settings())
}

/// The plan of the shop at an address with one more scenario, `s`.
pub(super) fn planned(url: &str, more: &Value) -> Plan {
    plan(Subject::url(&scenario(files(), "s", more), "shop", profile(url)).unwrap_or_else(|error| panic!("{error:?}")))
}

/// The trial of a name.
pub(super) fn trial<'a>(plan: &'a Plan, name: &str) -> &'a Trial {
    plan.trials.iter().find(|trial| trial.name == name).unwrap_or_else(|| panic!("there is no trial {name}"))
}

/// What the trial of a name comes to.
pub(super) fn played(plan: &Plan, name: &str) -> TrialRecord {
    play_trial(plan, trial(plan, name))
}

/// What the scenario `s` comes to at an address.
pub(super) fn play_scenario(url: &str, more: &Value) -> TrialRecord {
    played(&planned(url, more), "shop/scenario/s")
}

/// The surroundings of generated requests to an operation that needs no set-up.
pub(super) fn stage<'a>(subject: &'a Subject, settings: &'a Settings, operation: usize) -> Stage<'a> {
    let mut stage = Stage::of_scenario(subject, settings, &subject.suite.expressions);
    let operations = &subject.suite.contract.operations;
    stage.own = Own::of(&operations[operation], stage.expressions, &stage.scope).expect("every variable is there");
    stage.given = subject.given_for(operation);
    stage
}
