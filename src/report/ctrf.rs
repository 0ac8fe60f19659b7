//! `ctrf.json`: the run in the Common Test Report Format, which dashboards and actions for pull requests read. One test for each trial,
//! with the status and the failure that `junit.xml` gives it.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::junit::{Shown, about, shown};
use super::verdict;
use crate::contract::Language;
use crate::record::{Run, TrialRecord};
use crate::util::visible::visible_json;

/// The version of the form that is written.
const VERSION: &str = "0.0.0";
/// Every status of the form, in the order of its summary.
const STATUSES: [&str; 5] = ["passed", "failed", "pending", "skipped", "other"];

/// The run as JSON.
pub(super) fn render(run: &Run, language: Language) -> String {
    let shown = shown(run, language);
    let mut summary = Map::from_iter([("tests".to_owned(), shown.len().into())]);
    for status in STATUSES {
        summary.insert(status.into(), shown.iter().filter(|one| one.status == status).count().into());
    }
    // Milliseconds since 1970.
    let start = run.started.parse().map_or(0, Timestamp::as_millisecond);
    let took = Duration::try_from_secs_f64(run.seconds).ok().and_then(|time| i64::try_from(time.as_millis()).ok());
    let stop = start.saturating_add(took.unwrap_or(0));
    summary.extend([("start".to_owned(), start.into()), ("stop".to_owned(), stop.into())]);
    let tests: Vec<Value> = run.trials.iter().zip(shown).map(|(trial, shown)| test(trial, shown)).collect();
    let report = json!({
        "reportFormat": "CTRF",
        "specVersion": VERSION,
        "results": {
            "tool": {"name": "tekigo", "version": env!("CARGO_PKG_VERSION")},
            "summary": summary,
            "tests": tests,
            "environment": {"testEnvironment": run.target.name},
            "extra": {"verdict": verdict::words(run, Language::English), "plan": run.plan_hash, "seed": run.seed},
        },
    });
    format!("{}\n", visible_json(&format!("{report:#}")))
}

/// A trial as a test: the requirements that it is about are its tags.
fn test(trial: &TrialRecord, shown: Shown) -> Value {
    let mut test = json!({
        "name": format!("{}/{}", shown.suite, shown.name),
        "status": shown.status,
        "duration": trial.micros / 1000,
        "tags": about(trial),
    });
    for (key, text) in [("message", shown.message), ("trace", shown.details)] {
        if let Some(text) = text {
            test[key] = text.into();
        }
    }
    test
}
