//! Findings as the page shows them: those with one key are a group, with a few examples in full.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use serde_json::{Value, json};

use super::escape::{Allowance, cut_plain};
use crate::{
    check::{Finding, FindingKey},
    contract::{Language, Level},
    record::{self, Found, Run, Symptom, TrialRecord, Verdict},
    report::{json::ScenarioPaths, line_diff::diff},
    util::{plain::indented, pointer::place_of},
};

/// Findings of one group that are shown in full …
const MOST_IN_FULL: usize = 3;
/// … and of all groups.
const MOST_IN_FULL_OF_ALL: usize = 5_000;
/// Findings that are listed at all; the rest are counted.
const MOST_LISTED: usize = 10_000;

/// The number of each trial by its name.
pub(super) type Numbers<'a> = HashMap<&'a str, usize>;

/// Findings with one key.
pub(super) struct Group<'a> {
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
    /// The same in every language, or each language's own.
    diff: Vec<(Option<Language>, String)>,
}

/// The findings of a run by group, the gravest first.
pub(super) fn groups(run: &Run) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known: BTreeMap<(&str, &FindingKey), usize> = BTreeMap::new();
    let mut in_full = 0;
    for (number, (trial, found)) in run.findings().into_iter().enumerate() {
        let group = *known.entry((trial.contract.as_str(), &found.key)).or_insert_with(|| {
            let requirement = &found.finding.requirement;
            groups.push(Group { contract: &trial.contract, requirement, findings: Vec::new(), unlisted: 0 });
            groups.len() - 1
        });
        let group = &mut groups[group];
        if number >= MOST_LISTED && !group.findings.is_empty() {
            group.unlisted += 1;
            continue;
        }
        let room = group.findings.len() < MOST_IN_FULL && in_full < MOST_IN_FULL_OF_ALL;
        in_full += usize::from(room);
        group.findings.push(Entry { trial, found, full: room.then(|| full(found)) });
    }
    let ranks = ranks(run);
    groups.sort_by_cached_key(|group| group.findings.iter().filter_map(|entry| ranks.get(&at(entry.found))).min());
    groups
}

/// The place of each finding in the order of what the page begins with: a defect that shows in most findings comes first.
fn ranks(run: &Run) -> HashMap<*const Found, usize> {
    let findings = run.findings();
    let symptoms = record::symptoms(run).into_iter().enumerate();
    symptoms
        .flat_map(|(rank, symptom)| symptom.findings.into_iter().map(move |one| (one, rank)))
        .map(|(one, rank)| (at(findings[one].1), rank))
        .collect()
}

fn at(found: &Found) -> *const Found {
    std::ptr::from_ref(found)
}

fn full(found: &Found) -> Full {
    let finding = &found.finding;
    let diff = if finding.messages.is_some() {
        [Language::Japanese, Language::English].map(|language| (Some(language), difference(finding, language))).into()
    } else {
        vec![(None, difference(finding, Language::English))]
    };
    Full { request: indented(&found.request), response: indented(&found.response), diff }
}

fn difference(finding: &Finding, language: Language) -> String {
    let whole = diff(&finding.expected_in(language), &finding.actual_in(language), language);
    let lines = whole.lines().skip(2).filter(|line| !line.starts_with("@@") && !line.starts_with('\\'));
    lines.collect::<Vec<_>>().join("\n")
}

/// What was due, or what was returned: a text where it is the same in every language, else one for each.
fn worded(finding: &Finding, of: fn(&Finding, Language) -> Cow<'_, str>, cut: impl Fn(&str) -> String) -> Value {
    let [ja, en] = [Language::Japanese, Language::English].map(|language| cut(&of(finding, language)));
    if ja == en { json!(en) } else { json!({"ja": ja, "en": en}) }
}

/// Every text that is cut to what the page can hold.
pub(super) fn texts<'a>(groups: &'a [Group<'_>]) -> impl Iterator<Item = &'a str> {
    let entries = groups.iter().flat_map(|group| &group.findings);
    let shown = entries.filter_map(|entry| Some((entry.found, entry.full.as_ref()?)));
    shown.flat_map(|(found, full)| {
        let diffs = full.diff.iter().map(|(_, diff)| diff.as_str());
        [&*full.request, &*full.response, &*found.curl].into_iter().chain(diffs)
    })
}

/// A group as the page shows it.
pub(super) fn group(
    run: &Run,
    group: &Group<'_>,
    trials: &Numbers<'_>,
    paths: &ScenarioPaths,
    allowance: &Allowance,
) -> Value {
    let first = &group.findings[0].found.finding;
    let contract = run.contracts.iter().position(|contract| contract.id == group.contract);
    json!({
        "contract": contract,
        "requirement": group.requirement,
        "level": first.level.name(),
        "verdict": verdict(group, first.level, run.strict).name(),
        "operation": first.operation,
        "check": first.check,
        "pointer": allowance.line(&place_of(&first.pointer)),
        "expected": worded(first, Finding::expected_in, |text| allowance.line(text)),
        "actual": worded(first, Finding::actual_in, |text| allowance.line(text)),
        "findings": group.findings.iter().map(|entry| finding(entry, trials, paths, allowance)).collect::<Vec<_>>(),
        "unlisted": group.unlisted,
    })
}

/// The verdict of a group: waived only where every finding of it is.
fn verdict(group: &Group<'_>, level: Level, strict: bool) -> Verdict {
    match level {
        _ if group.findings.iter().all(|entry| entry.found.waived.is_some()) => Verdict::Waived,
        Level::Must => Verdict::Fail,
        Level::Should if strict => Verdict::Fail,
        Level::Should => Verdict::Warn,
        Level::Open => Verdict::Info,
    }
}

fn finding(entry: &Entry<'_>, trials: &Numbers<'_>, paths: &ScenarioPaths, allowance: &Allowance) -> Value {
    let found = entry.found;
    let detail = entry.full.as_ref().map(|full| {
        json!({
            "status": found.status,
            "request": allowance.cut(&full.request),
            "response": allowance.cut(&full.response),
            "curl": allowance.cut(&found.curl),
            "diff": full.diff.iter().map(|(language, diff)| json!([language.map(Language::code), allowance.cut(diff)])).collect::<Vec<_>>(),
        })
    });
    let scenario = found.scenario.as_deref().and_then(|scenario| paths.get(&std::ptr::from_ref(scenario)));
    json!({
        "trial": trials.get(entry.trial.name.as_str()),
        "intent": {"ja": allowance.line(&found.intent.in_words(Language::Japanese)), "en": allowance.line(&found.intent.to_string())},
        "cases": found.cases,
        "waived": found.waived.as_ref().map(|waiver| format!("{} ({}): {}", waiver.owner, waiver.until, waiver.reason)),
        "scenario": scenario,
        "detail": detail,
    })
}

/// The most symptoms that the page begins with.
const MOST_SYMPTOMS: usize = 10;

/// What the page begins with: the same defect in many requirements is one row, which leads to the first of its groups.
pub(super) fn symptoms(run: &Run, groups: &[Group<'_>]) -> Vec<Value> {
    let of: HashMap<*const Found, usize> = groups
        .iter()
        .enumerate()
        .flat_map(|(number, group)| group.findings.iter().map(move |entry| (at(entry.found), number)))
        .collect();
    let findings = run.findings();
    let judged = record::symptoms(run).into_iter().filter(|symptom| symptom.verdict != Verdict::Info);
    let row = |symptom: Symptom| {
        let found = findings[symptom.findings[0]].1;
        json!({
            "contract": cut_plain(&symptom.contract, 200),
            "verdict": symptom.verdict.name(),
            "expected": worded(&found.finding, Finding::expected_in, |text| cut_plain(text, 200)),
            "actual": worded(&found.finding, Finding::actual_in, |text| cut_plain(text, 200)),
            "count": symptom.findings.len(),
            "cases": symptom.cases,
            "requirements": symptom.requirements.iter().take(20).collect::<Vec<_>>(),
            "more": symptom.requirements.len().saturating_sub(20),
            "cause": of.get(&at(found)),
        })
    };
    judged.take(MOST_SYMPTOMS).map(row).collect()
}

/// For each requirement the numbers of the groups that break it.
pub(super) fn by_requirement<'a>(groups: &'a [Group<'_>], contract: &str) -> HashMap<&'a str, Vec<usize>> {
    let mut numbers: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, group) in groups.iter().enumerate().filter(|(_, group)| group.contract == contract) {
        numbers.entry(group.requirement).or_default().push(number);
    }
    numbers
}
