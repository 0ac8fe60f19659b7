//! Findings by cause: what shares a key is told once, with a few examples in full.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::text::Allowance;
use crate::util::pointer::place_of;
use crate::{
    check::FindingKey,
    contract::Level,
    record::{Found, Run, TrialRecord, Verdict},
    report::{diff::diff, json::Paths},
};

/// Findings of one cause that are shown in full …
const MOST_IN_FULL: usize = 3;
/// … and of all causes.
const MOST_IN_FULL_OF_ALL: usize = 5_000;
/// Findings that are listed at all; the rest are counted.
const MOST_LISTED: usize = 10_000;

/// The number of each trial by its name.
pub(super) type Numbers<'a> = HashMap<&'a str, usize>;

/// Findings with one key.
pub(super) struct Cause<'a> {
    /// Which promise of which contract is broken.
    pub(super) contract: &'a str,
    pub(super) requirement: &'a str,
    findings: Vec<Entry<'a>>,
    /// Findings beyond those listed.
    unlisted: u64,
}

struct Entry<'a> {
    trial: &'a TrialRecord,
    found: &'a Found,
    /// What is shown where it is shown in full.
    full: Option<Full>,
}

struct Full {
    request: String,
    response: String,
    diff: String,
}

/// The findings of a run by cause, the gravest first.
pub(super) fn causes(run: &Run) -> Vec<Cause<'_>> {
    let mut causes: Vec<Cause<'_>> = Vec::new();
    let mut known: BTreeMap<(&str, &FindingKey), usize> = BTreeMap::new();
    let mut in_full = 0;
    for (number, (trial, found)) in run.findings().into_iter().enumerate() {
        let cause = *known.entry((trial.contract.as_str(), &found.key)).or_insert_with(|| {
            let requirement = &found.finding.requirement;
            causes.push(Cause { contract: &trial.contract, requirement, findings: Vec::new(), unlisted: 0 });
            causes.len() - 1
        });
        let cause = &mut causes[cause];
        if number >= MOST_LISTED && !cause.findings.is_empty() {
            cause.unlisted += 1;
            continue;
        }
        let room = cause.findings.len() < MOST_IN_FULL && in_full < MOST_IN_FULL_OF_ALL;
        in_full += usize::from(room);
        cause.findings.push(Entry { trial, found, full: room.then(|| full(found)) });
    }
    causes
}

fn full(found: &Found) -> Full {
    let whole = diff(&found.finding.expected, &found.finding.actual);
    let lines = whole.lines().skip(2).filter(|line| !line.starts_with("@@") && !line.starts_with('\\'));
    Full {
        request: laid_out(&found.request),
        response: laid_out(&found.response),
        diff: lines.collect::<Vec<_>>().join("\n"),
    }
}

/// A body with its parts on lines of their own; its numbers are those that came.
fn laid_out(body: &Value) -> String {
    body.as_str().map_or_else(|| serde_json::to_string_pretty(body).unwrap_or_default(), str::to_owned)
}

/// Every text that is cut to what the page can hold.
pub(super) fn texts<'a>(causes: &'a [Cause<'_>]) -> impl Iterator<Item = &'a str> {
    let entries = causes.iter().flat_map(|cause| &cause.findings);
    let shown = entries.filter_map(|entry| Some((entry.found, entry.full.as_ref()?)));
    shown.flat_map(|(found, full)| [&*full.request, &*full.response, &*full.diff, &*found.curl])
}

/// A cause as the page shows it.
pub(super) fn told(run: &Run, cause: &Cause<'_>, trials: &Numbers<'_>, paths: &Paths, allowance: &Allowance) -> Value {
    let first = &cause.findings[0].found.finding;
    let contract = run.contracts.iter().position(|contract| contract.id == cause.contract);
    json!({
        "contract": contract,
        "requirement": cause.requirement,
        "level": first.level.name(),
        "verdict": verdict(cause, first.level, run.strict).name(),
        "operation": first.operation,
        "check": first.check,
        "pointer": allowance.line(&place_of(&first.pointer)),
        "expected": allowance.line(&first.expected),
        "actual": allowance.line(&first.actual),
        "findings": cause.findings.iter().map(|entry| finding(entry, trials, paths, allowance)).collect::<Vec<_>>(),
        "unlisted": cause.unlisted,
    })
}

/// What a cause comes to: waived only where every finding of it is.
fn verdict(cause: &Cause<'_>, level: Level, strict: bool) -> Verdict {
    match level {
        _ if cause.findings.iter().all(|entry| entry.found.waived.is_some()) => Verdict::Waived,
        Level::Must => Verdict::Fail,
        Level::Should if strict => Verdict::Fail,
        Level::Should => Verdict::Warn,
        Level::Open => Verdict::Info,
    }
}

fn finding(entry: &Entry<'_>, trials: &Numbers<'_>, paths: &Paths, allowance: &Allowance) -> Value {
    let found = entry.found;
    let detail = entry.full.as_ref().map(|full| {
        json!({
            "status": found.status,
            "request": allowance.cut(&full.request),
            "response": allowance.cut(&full.response),
            "curl": allowance.cut(&found.curl),
            "diff": allowance.cut(&full.diff),
        })
    });
    let scenario = found.scenario.as_deref().and_then(|scenario| paths.get(&std::ptr::from_ref(scenario)));
    json!({
        "trial": trials.get(entry.trial.name.as_str()),
        "intent": allowance.line(&found.intent),
        "cases": found.cases,
        "waived": found.waived.as_ref().map(|waiver| format!("{} ({}): {}", waiver.owner, waiver.until, waiver.reason)),
        "scenario": scenario,
        "detail": detail,
    })
}

/// For each requirement the numbers of the causes that break it.
pub(super) fn by_requirement<'a>(causes: &'a [Cause<'_>], contract: &str) -> HashMap<&'a str, Vec<usize>> {
    let mut numbers: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, cause) in causes.iter().enumerate().filter(|(_, cause)| cause.contract == contract) {
        numbers.entry(cause.requirement).or_default().push(number);
    }
    numbers
}
