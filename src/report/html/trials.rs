//! A trial as the page shows it: its verdict, its cases, the time that it took, and one exchange.

use serde_json::{Value, json};

use super::escape::cut_plain;
use crate::record::{Run, Sample, TrialRecord, Verdict};

/// What the request of an exchange may take.
const BODY: usize = 400;

/// The result of a trial, how many cases it has, the milliseconds that it took, and one exchange where there is one.
pub(super) fn tried(run: &Run, trial: &TrialRecord) -> Value {
    let exchange = trial.samples.first().map(exchange);
    json!([verdict(run, trial).name(), trial.cases, trial.micros / 1_000, exchange])
}

/// The worst that a trial found; what kept it from being played is as bad as a failure.
fn verdict(run: &Run, trial: &TrialRecord) -> Verdict {
    let errors = (!trial.errors.is_empty()).then_some(Verdict::Error);
    let untested = (trial.cases == 0 && trial.findings.is_empty()).then_some(Verdict::NotTested);
    let found = trial.findings.iter().map(|found| run.verdict_of(found)).min();
    found.into_iter().chain(errors).min().or(untested).unwrap_or(Verdict::Pass)
}

fn exchange(sample: &Sample) -> Value {
    let Sample { line, body, status, codes, .. } = sample;
    let request = if body.is_empty() { line.clone() } else { format!("{line}\n{body}") };
    json!([cut_plain(&request, BODY), status, cut_plain(&codes.join(", "), 100)])
}
