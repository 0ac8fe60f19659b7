//! The trials (別紙): one row for each, with what it tried and what was returned.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{
    book::Book,
    cell::bounded,
    item::{ItemResult, result_of},
    sheet::{Cell, Column, column},
    time::in_japan,
    wording,
};
use crate::record::{RequirementRecord, TrialError, TrialRecord, Tried};

/// The requirements that a row names; the others are counted.
const MOST_IDS: usize = 2;
/// The places whose values a row lists.
const MOST_PLACES: usize = 2;
/// What a cell shows of a text.
const MOST_SHOWN: usize = 140;
const MOST_REMARK: usize = 40;
const MOST_WAIVED: usize = 56;

pub(super) const COLUMNS: [Column; 11] = [
    column("項番", "No.", 5),
    column("試験", "Trial", 50),
    column("区分", "Kind", 8),
    column("要件", "Requirements", 26),
    column("ケース数", "Cases", 7),
    column("リクエスト数", "Requests", 8),
    column("試行値 → 実測", "Values tried → as received", 46),
    column("備考", "Remarks", 19),
    column("判定", "Result", 9),
    column("実施日時(JST)", "Time (JST)", 16),
    column("エビデンスNo", "Evidence no.", 13),
];

/// Every trial with its result.
pub(super) fn results<'a>(book: &Book<'a>) -> Vec<(&'a TrialRecord, ItemResult)> {
    let levels: HashMap<&str, HashMap<&str, &RequirementRecord>> = book
        .run
        .contracts
        .iter()
        .map(|contract| {
            let each = contract.requirements.iter().map(|requirement| (requirement.id.as_str(), requirement));
            (contract.id.as_str(), each.collect())
        })
        .collect();
    let none = HashMap::new();
    let of = |trial: &'a TrialRecord| {
        let levels = levels.get(trial.contract.as_str()).unwrap_or(&none);
        (trial, result_of(book.run, levels, trial))
    };
    book.run.trials.iter().map(of).collect()
}

/// A row for each trial.
pub(super) fn rows<'a>(
    book: &'a Book<'_>,
    results: &'a [(&TrialRecord, ItemResult)],
) -> impl Iterator<Item = Vec<Cell>> + 'a {
    (1..).zip(results).map(|(number, (trial, result))| {
        vec![
            Cell::Count(number),
            Cell::Id(name(book, trial)),
            Cell::Text(wording::kind(book, trial).to_owned()),
            Cell::Id(requirements(trial)),
            Cell::Count(trial.cases),
            Cell::Count(trial.exchanges),
            Cell::Text(tried(book, trial)),
            Cell::Text(remarks(book, trial)),
            result.cell(),
            trial.began.parse::<Timestamp>().ok().and_then(in_japan).map_or(Cell::Open, Cell::Moment),
            Cell::Id(if trial.exchanges > 0 { book.line(trial, trial.lines.first) } else { String::new() }),
        ]
    })
}

/// The name of a trial; where there is one contract, it need not be said again in each row.
fn name(book: &Book<'_>, trial: &TrialRecord) -> String {
    let own = trial.name.strip_prefix(&trial.contract).and_then(|rest| rest.strip_prefix('/'));
    own.filter(|_| book.run.contracts.len() == 1).unwrap_or(&trial.name).to_owned()
}

/// The requirements that a trial is there for: those of its requests, what it found, and what it could not test.
fn requirements(trial: &TrialRecord) -> String {
    let due = trial.samples.iter().map(|sample| sample.due.requirement.as_str());
    let tried = trial.tried.iter().map(|tried| tried.requirement.as_str());
    let found = trial.findings.iter().map(|found| found.finding.requirement.as_str());
    let mut ids: Vec<&str> = Vec::new();
    for id in found.chain(tried).chain(due).chain(trial.not_tested.keys().map(String::as_str)) {
        if !id.is_empty() && !ids.contains(&id) {
            ids.push(id);
        }
    }
    // What looks at every response has none of its own.
    ids.extend(trial.asked.keys().map(String::as_str).filter(|_| ids.is_empty()).take(MOST_IDS).collect::<Vec<_>>());
    let more = ids.len().saturating_sub(MOST_IDS);
    let named = ids.iter().take(MOST_IDS).copied().collect::<Vec<_>>().join(", ");
    if more == 0 { named } else { format!("{named}, … (+{more})") }
}

/// The values that were tried, else what the scenario is about and the outcome of its first step.
fn tried(book: &Book<'_>, trial: &TrialRecord) -> String {
    if let Some(title) = &trial.title {
        return bounded(title.get(book.language), MOST_SHOWN);
    }
    // The name of the trial says where.
    let tried: Vec<Tried> = trial.tried.iter().map(|one| Tried { at: String::new(), ..one.clone() }).collect();
    let values = wording::values(book, tried.iter(), MOST_PLACES);
    match trial.samples.first() {
        _ if !values.is_empty() => bounded(&values, MOST_SHOWN + 40),
        Some(sample) => {
            let request = wording::request(sample, MOST_SHOWN / 2).replace('\n', " ");
            format!("{request} → {}", wording::outcome(sample.status, &sample.codes))
        }
        None => String::new(),
    }
}

fn remarks(book: &Book<'_>, trial: &TrialRecord) -> String {
    let mut remarks = Vec::new();
    let mut add = |ja: &str, en: &str| remarks.push(book.word(ja, en).to_owned());
    if trial.interrupted {
        add("中断された", "interrupted");
    }
    if trial.dropped > 0 {
        let dropped = trial.dropped;
        add(&format!("{dropped} 件は生成できず未送信"), &format!("{dropped} could not be generated and were not sent"));
    }
    let flaky = trial.findings.iter().filter(|found| found.flaky).count();
    if flaky > 0 {
        add(&format!("再現しない指摘 {flaky} 件"), &format!("{flaky} flaky"));
    }
    let waived = trial.findings.iter().filter_map(|found| found.waived.as_ref()).take(1);
    remarks.extend(waived.map(|waiver| bounded(&wording::waived(book, waiver), MOST_WAIVED)));
    let errors = trial.errors.iter().map(TrialError::message).take(1);
    let why = trial.not_tested.values().take(1).cloned();
    remarks.extend(why.chain(errors).map(|reason| bounded(&reason.in_language(book.language), MOST_REMARK)));
    remarks.dedup();
    remarks.join("\n")
}
