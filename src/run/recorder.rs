//! Recording one trial: what is counted, and which findings are the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;
use serde_json::Value;

use crate::{
    check::{Evidence, Finding, FindingKey},
    contract::{Pattern, Shape, code_text},
    record::{Found, Intent, Sample, TrialError, TrialRecord},
    target::{Exchange, curl},
};

/// The most different findings that one trial tells; a target that is wholly wrong would fill the disk.
const MOST_FINDINGS: usize = 40;

/// The most bytes of a body that a finding keeps as JSON; of a longer one it keeps the beginning as text.
const MOST_KEPT: usize = 256 << 10;

/// What one trial has shown so far.
#[derive(Default)]
pub(super) struct Recorder {
    /// The record as far as it has come.
    pub(super) record: TrialRecord,
    asked: BTreeMap<Arc<str>, u64>,
    /// Requirements that parts of shapes cite and whose part has not come yet.
    pending: BTreeMap<usize, Vec<(Pattern, Arc<str>)>>,
    seen_in_case: BTreeSet<FindingKey>,
    /// The kinds of violation that showed each finding.
    kinds: BTreeMap<FindingKey, BTreeSet<String>>,
    /// Whether there is no way to the target any more.
    lost: bool,
}

impl Recorder {
    pub(super) fn ask(&mut self, requirement: &str) {
        if let Some(count) = self.asked.get_mut(requirement) {
            *count += 1;
        } else {
            self.asked.insert(Arc::from(requirement), 1);
        }
    }

    /// Notes which parts of a shape an answer really had: only those were judged.
    pub(super) fn ask_shape(&mut self, number: usize, shape: &Shape, response: &Value) {
        self.ask(&shape.requirement);
        let pending = self.pending.entry(number).or_insert_with(|| parts(shape));
        if pending.is_empty() {
            return;
        }
        let (came, still): (Vec<_>, Vec<_>) =
            std::mem::take(pending).into_iter().partition(|(place, _)| !place.find(response).is_empty());
        *pending = still;
        for (_, requirement) in came {
            self.ask(&requirement);
        }
    }

    /// Keeps an exchange as an example, if it shows what none before it did.
    pub(super) fn sample(&mut self, evidence: &Evidence<'_>) {
        let Evidence { operation, expectation: due, exchange, .. } = evidence;
        if !Sample::is_new(&self.record.samples, &operation.id, due) {
            return;
        }
        let after_scheme = exchange.url.split_once("://").map_or(exchange.url.as_str(), |(_, rest)| rest);
        let path = after_scheme.find('/').map_or("/", |at| &after_scheme[at..]);
        let codes = evidence.errors.iter().map(|error| error.code).chain(evidence.successes());
        self.record.samples.push(Sample {
            operation: operation.id.clone(),
            line: Sample::cut(&format!("{} {path}", exchange.method)),
            body: Sample::cut(&String::from_utf8_lossy(&exchange.request_body)),
            due: (*due).clone(),
            status: exchange.status,
            codes: codes.map(code_text).take(20).collect(),
        });
    }

    /// Begins the next case and tells its number.
    pub(super) fn begin_case(&mut self) -> u64 {
        self.record.cases += 1;
        self.seen_in_case.clear();
        self.record.cases
    }

    /// Notes that the case could not be drawn or confirmed.
    pub(super) fn drop_case(&mut self) {
        self.record.dropped += 1;
    }

    /// Counts a finding that a case shows in one way; whether it is the first of its key.
    pub(super) fn count(&mut self, key: &FindingKey, way: &str) -> bool {
        self.kinds.entry(key.clone()).or_default().insert(way.to_owned());
        let fresh = self.seen_in_case.insert(key.clone());
        match self.record.findings.iter_mut().find(|found| found.key == *key) {
            Some(found) => {
                found.cases += u64::from(fresh);
                false
            }
            None => self.record.findings.len() < MOST_FINDINGS,
        }
    }

    pub(super) fn error(&mut self, error: TrialError) {
        match error {
            TrialError::Interrupted => (self.record.interrupted, self.lost) = (true, true),
            TrialError::Stopped(_) => self.lost = true,
            TrialError::Target { .. } | TrialError::Ours(_) => {
                self.lost |= error.is_target();
                if !self.record.errors.contains(&error) && self.record.errors.len() < 10 {
                    self.record.errors.push(error);
                }
            }
        }
    }

    /// Notes why requirements that the trial stands for cannot be put to the test.
    pub(super) fn not_tested(&mut self, requirements: &[String], reason: &str) {
        for requirement in requirements {
            self.record.not_tested.insert(requirement.clone(), reason.to_owned());
        }
    }

    /// Ends the trial for a reason that says nothing of the target: what it would have tested is not tested.
    pub(super) fn stop(&mut self, reason: &str, requirements: &[String]) {
        for requirement in requirements {
            self.record.not_tested.entry(requirement.clone()).or_insert_with(|| reason.to_owned());
        }
    }

    /// Whether there is no way to the target any more.
    pub(super) fn lost(&self) -> bool {
        self.lost
    }

    pub(super) fn observe(&mut self, requirement: &str, seen: String) {
        let list = self.record.observed.entry(requirement.to_owned()).or_default();
        if list.len() < 20 {
            list.insert(seen);
        }
    }

    pub(super) fn done(mut self, began: Timestamp, micros: u64) -> TrialRecord {
        self.record.asked =
            self.asked.into_iter().map(|(requirement, count)| (requirement.to_string(), count)).collect();
        self.record.began = format!("{began:.3}");
        self.record.micros = micros;
        for found in &mut self.record.findings {
            found.kinds = self.kinds.remove(&found.key).unwrap_or_default();
        }
        self.record
    }
}

fn parts(shape: &Shape) -> Vec<(Pattern, Arc<str>)> {
    let mut parts: Vec<(Pattern, Arc<str>)> = Vec::new();
    for (place, requirement) in &shape.parts {
        let known = parts.iter().any(|(pattern, known)| **known == **requirement && pattern.to_string() == *place);
        if let (false, Some(pattern)) = (known, Pattern::new(place)) {
            parts.push((pattern, Arc::from(requirement.as_str())));
        }
    }
    parts
}

/// A finding with the exchange that shows it.
pub(super) fn found(finding: Finding, intent: &Intent, exchange: &Exchange) -> Found {
    let text = |bytes: &[u8]| Value::from(String::from_utf8_lossy(&bytes[..bytes.len().min(64 << 10)]).into_owned());
    Found {
        key: finding.key(),
        finding,
        intent: intent.clone(),
        cases: 1,
        case: 0,
        pursued: false,
        request: exchange.request.as_deref().cloned().unwrap_or_else(|| text(&exchange.request_body)),
        response: exchange
            .response
            .as_deref()
            .filter(|_| exchange.response_body.len() <= MOST_KEPT)
            .cloned()
            .unwrap_or_else(|| text(&exchange.response_body)),
        status: exchange.status,
        curl: curl(exchange),
        scenario: None,
        kinds: BTreeSet::new(),
        flaky: false,
        waived: None,
    }
}
