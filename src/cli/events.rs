//! `--format json-lines`: each event of a run as a JSON object on a line of standard output, as it happens.

use std::{collections::BTreeMap, path::Path};

use serde_json::{Value, json};

use super::print::print_json;
use crate::{
    contract::{Level, Message},
    record::{Run, TrialError, TrialRecord},
    report,
    run::{Plan, Progress},
};

/// Prints an event as trials end.
pub(super) struct Events {
    strict: bool,
}

fn line(event: &Value) {
    print_json(&format!("{event}\n"));
}

impl Events {
    /// Reports that a run begins.
    pub(super) fn start(plan: &Plan, trials: u64, requests: u64, started: &str) -> Self {
        line(&json!({
            "event": "run-started", "tekigo": env!("CARGO_PKG_VERSION"), "started": started, "seed": plan.settings.seed,
            "plan_hash": plan.hash(), "strict": plan.settings.strict, "trials": trials, "requests": requests,
            "target": {"name": plan.target.name, "kind": plan.target.kind, "url": plan.target.url},
        }));
        Self { strict: plan.settings.strict }
    }

    /// The result of a trial, in a word.
    fn result(&self, record: &TrialRecord) -> &'static str {
        let fails = |level: Level| level == Level::Must || (self.strict && level == Level::Should);
        let broken = |flaky| {
            let of = record.findings.iter().filter(|found| found.waived.is_none() && found.flaky == flaky);
            of.into_iter().any(|found| fails(found.finding.level))
        };
        if broken(false) {
            "fail"
        } else if broken(true) {
            "flaky"
        } else if record.interrupted || record.errors.contains(&TrialError::Interrupted) {
            "interrupted"
        } else if !record.errors.is_empty() {
            "error"
        } else if record.cases == 0 && !record.not_tested.is_empty() {
            "not-tested"
        } else {
            "pass"
        }
    }
}

impl Progress for Events {
    fn ended(&self, record: &TrialRecord) {
        for found in &record.findings {
            let finding = &found.finding;
            line(&json!({
                "event": "finding", "trial": record.name, "requirement": finding.requirement, "level": finding.level.name(),
                "check": finding.check, "operation": finding.operation, "pointer": finding.pointer,
                "expected": finding.expected, "actual": finding.actual, "intent": found.intent.to_string(), "cases": found.cases,
                "waived": found.waived.is_some(), "flaky": found.flaky, "curl": found.curl,
            }));
        }
        let errors: Vec<String> = record.errors.iter().map(|error| error.message().english()).collect();
        let not_tested: BTreeMap<&String, String> =
            record.not_tested.iter().map(|(id, reason)| (id, reason.english())).collect();
        line(&json!({
            "event": "trial-ended", "trial": record.name, "contract": record.contract, "result": self.result(record),
            "cases": record.cases, "exchanges": record.exchanges, "dropped": record.dropped,
            "findings": record.findings.len(), "errors": errors, "not_tested": not_tested,
            "microseconds": record.micros,
        }));
    }

    fn shrunk(&self, record: &TrialRecord, number: usize, exchanges: u64) {
        let found = &record.findings[number];
        line(&json!({
            "event": "finding-shrunk", "trial": record.name, "requirement": found.finding.requirement,
            "intent": found.intent.to_string(), "curl": found.curl, "exchanges": exchanges,
        }));
    }
}

/// Reports that a run is over, and where its reports are.
pub(super) fn end(run: &Run, out: &Path) {
    line(&json!({
        "event": "run-ended", "verdict": run.verdict(), "complete": run.complete, "seconds": run.seconds,
        "totals": report::totals(run),
        "ended": run.ended.as_ref().map(Message::english), "cuts": run.cuts.iter().map(|cut| &cut.en).collect::<Vec<_>>(),
        "report": out.join("report.json").display().to_string(),
    }));
}
