//! `report.json`: the stable, machine-readable form. `schemas/_meta/run.schema.json` describes it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use super::{history, kill_matrix};
use crate::{
    contract::Message,
    record::{
        Cause, CodeRecord, ContractRecord, Found, Latency, Precedence, Run, RunVerdict, TrialRecord, Unbroken,
        WaiverRecord, causes,
    },
    scenario::Scenario,
};

/// The run as JSON, two-space indented.
pub(super) fn render(run: &Run) -> String {
    let paths = scenario_paths(run);
    let (findings, causes) = (run.findings(), causes(run));
    let each =
        causes.iter().enumerate().flat_map(|(cause, one)| one.findings.iter().map(move |number| (*number, cause)));
    let of: HashMap<usize, usize> = each.collect();
    let findings_of = |(number, (trial, found)): (usize, &(&TrialRecord, &Found))| {
        let mut told = finding(&paths, trial, found);
        told["cause"] = of[&number].into();
        told
    };
    let report = json!({
        "schema": "schemas/_meta/run.schema.json",
        "tekigo": env!("CARGO_PKG_VERSION"),
        "seed": run.seed,
        "run_number": (run.run_number > 0).then_some(run.run_number),
        "plan_hash": run.plan_hash,
        "started": run.started,
        "seconds": (run.seconds * 1000.0).round() / 1000.0,
        "target": {"name": run.target.name, "kind": run.target.kind, "url": run.target.url},
        "subject": run.product,
        "strict": run.strict,
        "complete": run.complete,
        "verdict": verdict(run.verdict()),
        "totals": totals(run),
        "cuts": run.cuts.iter().map(|cut| &cut.en).collect::<Vec<_>>(),
        "ended": run.ended.as_ref().map(Message::english),
        "waivers": run.waivers.iter().map(waiver).collect::<Vec<_>>(),
        "kill_matrix": kill_matrix::brief(run),
        "history": history::brief(run),
        "contracts": run.contracts.iter().map(contract).collect::<Vec<_>>(),
        "causes": causes.iter().map(|one| cause(one, &findings)).collect::<Vec<_>>(),
        "findings": findings.iter().enumerate().map(findings_of).collect::<Vec<_>>(),
        "trials": run.trials.iter().map(|trial| json!({"name": trial.name, "cases": trial.cases, "exchanges": trial.exchanges, "dropped": trial.dropped, "dropped_why": dropped(trial), "seconds": seconds(trial.micros)})).collect::<Vec<_>>(),
        "errors": run.trials.iter().flat_map(|trial| trial.errors.iter().map(|error| json!({"trial": trial.name, "error": error.message().english()}))).collect::<Vec<_>>(),
    });
    // A tree of strings and numbers always has a text.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

/// The verdict of a run by its name in reports.
pub(super) fn verdict(verdict: RunVerdict) -> &'static str {
    match verdict {
        RunVerdict::Conformant => "conformant",
        RunVerdict::ConformantWithWaivers => "conformant-with-waivers",
        RunVerdict::NotConformant => "not-conformant",
        RunVerdict::Untested => "untested",
    }
}

/// The numbers of a run, alike in every form.
pub fn totals(run: &Run) -> Value {
    json!({
        "trials": run.trials.len(),
        "cases": run.total(|trial| trial.cases),
        "exchanges": run.total(|trial| trial.exchanges),
        "findings": run.total(|trial| trial.findings.len() as u64),
        "observations": run.observations(),
        "dropped": run.total(|trial| trial.dropped),
        "untested_musts": run.untested_musts(),
    })
}

/// Why cases of a trial were dropped, with their numbers.
fn dropped(trial: &TrialRecord) -> BTreeMap<String, u64> {
    trial.dropped_why.iter().map(|(why, count)| (why.english(), *count)).collect()
}

/// A constraint that no case breaks alone.
fn unbroken(one: &Unbroken) -> Value {
    let mut row = json!(one);
    row["reason"] = one.reason.english().into();
    row
}

/// Microseconds as seconds, exact to the microsecond.
fn seconds(micros: u64) -> Value {
    serde_json::from_str(&format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)).unwrap_or_default()
}

fn contract(contract: &ContractRecord) -> Value {
    let requirement = |record: &crate::record::RequirementRecord| {
        let mut row = json!({
            "id": record.id,
            "level": record.level.name(),
            "text": record.text,
            "source": record.source.en,
            "verdict": record.verdict.name(),
            "cases": record.cases,
            "trials": record.trials,
            "reason": record.reason.english(),
            "partly": record.is_partly(),
        });
        if let Some(url) = &record.url {
            row["url"] = url.as_str().into();
        }
        if let Some(note) = &record.note {
            row["note"] = json!(note);
        }
        row
    };
    json!({
        "id": contract.id,
        "digest": contract.digest,
        "readings": contract.readings,
        "requirements": contract.requirements.iter().map(requirement).collect::<Vec<_>>(),
        "unbroken": contract.unbroken.iter().map(unbroken).collect::<Vec<_>>(),
        "codes": contract.codes.iter().map(code).collect::<Vec<_>>(),
        "precedence": contract.precedence.iter().map(precedence).collect::<Vec<_>>(),
        "latency": contract.latency.iter().map(|(operation, latency)| latency_of(operation, latency)).collect::<Vec<_>>(),
        "likely": contract.likely.iter().map(|likely| json!({
            "reading": likely.reading, "choice": likely.choice, "pass": likely.pass, "of": likely.of,
        })).collect::<Vec<_>>(),
    })
}

/// A waiver with its outcome.
pub(super) fn waiver(record: &WaiverRecord) -> Value {
    let waiver = &record.of.waiver;
    let mut row = json!({"contract": record.of.contract, "requirement": waiver.requirement});
    for (key, value) in waiver.narrowed() {
        row[key.replace('-', "_")] = value.into();
    }
    row["until"] = waiver.until.to_string().into();
    row["owner"] = waiver.owner.as_str().into();
    row["reason"] = waiver.reason.as_str().into();
    row["state"] = record.state.name().into();
    row["findings"] = record.findings.into();
    if !record.beside.is_empty() {
        row["beside"] = record.beside.iter().map(String::as_str).collect();
    }
    row
}

fn code(record: &CodeRecord) -> Value {
    let statuses: serde_json::Map<String, Value> =
        record.seen.statuses.iter().map(|(status, count)| (status.to_string(), (*count).into())).collect();
    json!({
        "code": record.code,
        "title": record.title,
        "seen": record.seen.count,
        "expected": record.documented,
        "statuses": statuses,
        "reason": record.reason.english(),
    })
}

/// The times of one operation, in microseconds.
fn latency_of(operation: &str, latency: &Latency) -> Value {
    json!({
        "operation": operation, "count": latency.count(), "fastest": latency.fastest(), "p50": latency.within(500),
        "p95": latency.within(950), "p99": latency.within(990), "slowest": latency.slowest(),
    })
}

fn precedence(record: &Precedence) -> Value {
    let side = |(at, code): &(String, String)| json!({"at": at, "code": code});
    json!({"operation": record.operation, "one": side(&record.one), "other": side(&record.other), "came": record.came})
}

fn cause(cause: &Cause, findings: &[(&TrialRecord, &Found)]) -> Value {
    let requirements: BTreeSet<&str> =
        cause.findings.iter().map(|number| findings[*number].1.finding.requirement.as_str()).collect();
    json!({
        "contract": cause.contract,
        "check": cause.check,
        "place": cause.place,
        "expected": cause.expected,
        "actual": cause.actual,
        "level": cause.level.name(),
        "cases": cause.cases,
        "requirements": requirements,
        "findings": cause.findings,
    })
}

fn finding(paths: &ScenarioPaths, trial: &TrialRecord, found: &Found) -> Value {
    let scenario = found.scenario.as_deref().and_then(|scenario| paths.get(&std::ptr::from_ref(scenario)));
    json!({
        "requirement": found.finding.requirement,
        "level": found.finding.level.name(),
        "trial": trial.name,
        "check": found.finding.check,
        "pointer": found.finding.pointer,
        "expected": found.finding.expected,
        "actual": found.finding.actual,
        "intent": found.intent.to_string(),
        "kinds": found.kinds,
        "cases": found.cases,
        "flaky": found.flaky,
        "status": found.status,
        "request": found.request,
        "response": found.response,
        "curl": found.curl,
        "waived": found.waived.as_ref().map(|waiver| json!({"until": waiver.until.to_string(), "owner": waiver.owner, "reason": waiver.reason})),
        "scenario": scenario,
    })
}

/// Where each counterexample of a run is written, by the scenario itself.
pub(super) type ScenarioPaths = HashMap<*const Scenario, String>;

/// The path of every counterexample below the run's folder.
pub(super) fn scenario_paths(run: &Run) -> ScenarioPaths {
    counterexamples(run).into_iter().map(|(path, scenario)| (std::ptr::from_ref(scenario), path)).collect()
}

/// Every counterexample with its path below the run's folder.
pub(super) fn counterexamples(run: &Run) -> Vec<(String, &Scenario)> {
    let mut list = Vec::new();
    for trial in &run.trials {
        for (number, found) in trial.findings.iter().enumerate() {
            if let Some(scenario) = &found.scenario {
                let slug: String = trial
                    .name
                    .chars()
                    .map(|c| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '_' })
                    .collect();
                list.push((format!("counterexamples/{slug}-{}.json", number + 1), scenario.as_ref()));
            }
        }
    }
    list
}
