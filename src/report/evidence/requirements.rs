//! The results by requirement (要件別試験結果): one row for each, with the values that were tried at its limits, the outcome of each as
//! received, and where that is found.

use std::collections::BTreeSet;

use super::{
    book::Book,
    cell::bounded,
    defects::{Defect, name},
    item::{broken, shade, touching},
    sheet::{Cell, Column, column},
    wording,
};
use crate::{
    contract::{Language, Level, ReasonId},
    record::{ContractRecord, RequirementRecord, TrialError, TrialRecord, Tried, Verdict},
    report::{causes::flaky_note, words},
};

/// The most lines of values that a requirement shows; the appendix has all.
const MOST_PLACES: usize = 3;
/// The most outcomes, findings and places of evidence that a row names.
const MOST_NAMED: usize = 2;
/// The most defects that a row names.
const MOST_DEFECTS: usize = 4;
/// What a cell shows of a text.
const MOST_SHOWN: usize = 160;
/// What it shows of a reason; the appendix and the journal have more.
const MOST_REASON: usize = 110;

pub(super) const COLUMNS: [Column; 9] = [
    column("項番", "No.", 4),
    column("要件ID", "Requirement", 12),
    column("レベル", "Level", 6),
    column("要件・仕様根拠", "Clause and source", 52),
    column("判定", "Verdict", 7),
    column("ケース数", "Cases", 6),
    column("試行値 → 実測、未実施の理由", "Values tried → as received; why not", 32),
    column("実測結果", "As received", 11),
    column("エビデンスNo", "Evidence no.", 12),
];

/// Where the verdict is among them.
const VERDICT: usize = 4;

/// A row for each requirement, in the order of the documents.
pub(super) fn rows<'a>(book: &'a Book<'_>, defects: &'a [Defect<'_>]) -> impl Iterator<Item = Vec<Cell>> + 'a {
    let rows = book.run.contracts.iter().flat_map(|contract| {
        let touching = touching(book.run, contract);
        let asked = contract.requirements.iter().filter(|requirement| !requirement.reason.is(ReasonId::Outside));
        let rows = asked.map(|requirement| {
            let trials = touching.get(requirement.id.as_str()).map(Vec::as_slice).unwrap_or_default();
            row(book, requirement, trials, &named(book, (contract, requirement), defects))
        });
        rows.chain(outside(book, contract)).collect::<Vec<_>>()
    });
    (1..).zip(rows).map(|(number, mut row)| {
        row[0] = Cell::Count(number);
        row
    })
}

/// The defects of a requirement, by their names.
fn named(
    book: &Book<'_>,
    (contract, requirement): (&ContractRecord, &RequirementRecord),
    defects: &[Defect<'_>],
) -> String {
    let own = (1..).zip(defects).filter(|(_, defect)| defect.is_of(&contract.id, &requirement.id));
    let names: Vec<String> = own.map(|(number, _)| name(number)).collect();
    let more = names.len().saturating_sub(MOST_DEFECTS);
    let shown = names.iter().take(MOST_DEFECTS).map(String::as_str).collect::<Vec<_>>().join(", ");
    match (names.is_empty(), more) {
        (true, _) => String::new(),
        (false, 0) => shown,
        (false, more) => book.word(&format!("{shown} ほか{more}件"), &format!("{shown} and {more} more")).to_owned(),
    }
}

fn row(book: &Book<'_>, requirement: &RequirementRecord, trials: &[&TrialRecord], defects: &str) -> Vec<Cell> {
    let verdict = requirement.verdict;
    vec![
        Cell::Count(0),
        Cell::Id(requirement.id.clone()),
        Cell::Text(requirement.level.name().to_owned()),
        Cell::Text(format!("{}\n{}", requirement.text.get(book.language), requirement.source.get(book.language))),
        Cell::Mark(words::of_verdict(verdict, book.language), shade(verdict)),
        Cell::Count(requirement.cases),
        Cell::Text(tried(book, requirement, trials, &why(book.language, requirement, trials))),
        Cell::Text(received(book, requirement, trials, defects)),
        Cell::Id(evidence(book, requirement, trials)),
    ]
}

/// The row of what a filter left out of a contract.
fn outside(book: &Book<'_>, contract: &ContractRecord) -> Option<Vec<Cell>> {
    let count = contract.requirements.iter().filter(|requirement| requirement.reason.is(ReasonId::Outside)).count();
    let what = match book.language {
        Language::Japanese => format!("フィルターの対象外の要件 {count} 件"),
        Language::English if count == 1 => "1 requirement outside the filter".to_owned(),
        Language::English => format!("{count} requirements outside the filter"),
    };
    let mut row: Vec<Cell> = COLUMNS.iter().map(|_| Cell::Text(String::new())).collect();
    row[1] = Cell::Id(contract.id.clone());
    row[3] = Cell::Text(what);
    let verdict = Verdict::NotTested;
    row[VERDICT] = Cell::Mark(words::of_verdict(verdict, book.language), shade(verdict));
    (count > 0).then_some(row)
}

/// What was tried to put a requirement to the test.
fn own<'a>(requirement: &'a RequirementRecord, trials: &'a [&TrialRecord]) -> impl Iterator<Item = &'a Tried> {
    trials.iter().flat_map(|trial| &trial.tried).filter(|tried| tried.requirement == requirement.id)
}

/// The values at each limit with the outcome of each and why that is not all; else the scenarios that are there for it, else where it was looked for.
fn tried(book: &Book<'_>, requirement: &RequirementRecord, trials: &[&TrialRecord], why: &str) -> String {
    let values = wording::values(book, own(requirement, trials), MOST_PLACES);
    if !values.is_empty() || !why.is_empty() {
        return format!("{values}\n{why}").trim().to_owned();
    }
    let is_due = |trial: &&&TrialRecord| trial.samples.iter().any(|sample| sample.due.requirement == requirement.id);
    let asked = trials.iter().filter(is_due);
    let titles: Vec<&str> = asked.filter_map(|trial| Some(trial.title.as_ref()?.get(book.language))).collect();
    let mut lines: Vec<String> = titles.iter().take(2).map(|title| bounded(title, MOST_SHOWN / 2)).collect();
    if titles.len() > 2 {
        let rest = titles.len() - 2;
        let (ja, en) = (format!("ほか{rest}シナリオ"), format!("and {rest} more scenarios"));
        lines.push(book.word(&ja, &en).to_owned());
    }
    if lines.is_empty() && requirement.cases > 0 {
        lines.push(book.word("各試験のレスポンスを検査", "the responses of all trials").to_owned());
    }
    lines.join("\n")
}

/// What was received, and the defects where it is broken.
fn received(book: &Book<'_>, requirement: &RequirementRecord, trials: &[&TrialRecord], defects: &str) -> String {
    let id = requirement.id.as_str();
    let found: Vec<_> = trials.iter().flat_map(|trial| broken(trial, id)).collect();
    let mut lines: Vec<String> = Vec::new();
    if !defects.is_empty() {
        let statuses: BTreeSet<u16> = found.iter().map(|found| found.status).collect();
        lines.extend(statuses.iter().take(MOST_NAMED).map(|status| wording::outcome(*status, &[])));
        lines.push(defects.to_owned());
    }
    lines.extend(found.iter().find_map(|found| Some(wording::waived(book, found.waived.as_ref()?))));
    if found.iter().any(|found| found.flaky) {
        lines.push(flaky_note(book.language).to_owned());
    }
    let is_open = requirement.level == Level::Open;
    if lines.is_empty() && is_open {
        let seen = TrialRecord::seen_of(trials, id).into_iter().take(MOST_NAMED);
        lines.extend(seen.map(|seen| bounded(&seen.in_language(book.language), MOST_SHOWN)));
    }
    if lines.is_empty() {
        lines.extend(outcomes(book, requirement, trials));
    }
    lines.join("\n")
}

/// Why a requirement was not tested, or not in every way, in a few words. It is next to the values, where there is room for a sentence.
fn why(language: Language, requirement: &RequirementRecord, trials: &[&TrialRecord]) -> String {
    let errors = trials.iter().flat_map(|trial| &trial.errors).map(TrialError::message).take(1);
    // What was observed is in the next column.
    let reason = Some(requirement.reason.clone());
    let reason = reason.filter(|reason| !reason.is_empty() && requirement.verdict != Verdict::Info);
    let reasons = reason.into_iter().chain(errors).map(|reason| reason.in_language(language));
    let mut lines: Vec<String> = reasons.map(|text| bounded(&text, MOST_REASON)).collect();
    lines.dedup();
    lines.join("\n")
}

/// Each status with its codes that was returned where the requirement was due; else in how many responses it was looked for.
fn outcomes(book: &Book<'_>, requirement: &RequirementRecord, trials: &[&TrialRecord]) -> Vec<String> {
    let tried = own(requirement, trials).map(|tried| wording::outcome(tried.status, &tried.codes));
    let samples = trials.iter().flat_map(|trial| &trial.samples);
    let samples = samples.filter(|sample| sample.due.requirement == requirement.id);
    let came: BTreeSet<String> =
        tried.chain(samples.map(|sample| wording::outcome(sample.status, &sample.codes))).collect();
    if came.is_empty() && requirement.cases > 0 {
        let cases = requirement.cases;
        let (ja, en) = (format!("{cases} 件のレスポンスで確認"), format!("looked for in {cases} responses"));
        return vec![book.word(&ja, &en).to_owned()];
    }
    let mut lines: Vec<String> = came.iter().take(MOST_NAMED).cloned().collect();
    if came.len() > MOST_NAMED {
        let rest = came.len() - MOST_NAMED;
        lines.push(book.word(&format!("ほか{rest}種類"), &format!("and {rest} other outcomes")).to_owned());
    }
    lines
}

/// Where it is found: what breaks it, else the first exchanges that put it to the test.
fn evidence(book: &Book<'_>, requirement: &RequirementRecord, trials: &[&TrialRecord]) -> String {
    let id = requirement.id.as_str();
    let line = |trial: &&TrialRecord, line: Option<&u64>| book.line(trial, line.copied().unwrap_or(trial.lines.first));
    let broken = trials
        .iter()
        .flat_map(|trial| broken(trial, id).map(move |found| line(trial, trial.lines.found.get(&found.case))));
    let mut places: Vec<String> = Vec::new();
    let own = trials.iter().filter(|trial| trial.lines.asked.contains_key(id));
    let asked = own.map(|trial| line(trial, trial.lines.asked.get(id)));
    for place in broken.chain(asked).take(MOST_NAMED * 4) {
        if places.len() < MOST_NAMED && !places.contains(&place) {
            places.push(place);
        }
    }
    // What is looked for in every response is found wherever one is.
    if places.is_empty() {
        places.extend(trials.iter().find(|trial| trial.exchanges > 0).map(|trial| line(trial, None)));
    }
    places.join("\n")
}
