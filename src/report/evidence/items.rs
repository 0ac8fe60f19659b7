//! The test items: one for each requirement in each trial that asked it, and one for each requirement that nothing asked.

use std::collections::{BTreeSet, HashMap};

use super::{
    book::Book,
    item::{Item, ItemResult, broken},
    sheet::{Cell, Column, column},
    wording,
};
use crate::{
    contract::{Language, Level},
    record::{ContractRecord, LEFT_OUT, OUTSIDE, RequirementRecord, Run, TrialError, TrialRecord},
    report::causes::FLAKY,
};

/// Items that are listed one by one over all requirements; beyond it, those of a requirement that went well are put together.
const MOST_ITEMS: usize = 30_000;
/// How many of a requirement are always listed one by one.
const LEAST: usize = 20;

pub(super) const COLUMNS: [Column; 17] = [
    column("項番", "No.", 5),
    column("ケースID", "Case ID", 18),
    column("大項目", "API", 10),
    column("中項目", "Operation", 9),
    column("小項目", "Item", 15),
    column("区分", "Kind", 7),
    column("仕様根拠", "Source", 14),
    column("仕様解釈", "Readings", 10),
    column("前提条件", "Preconditions", 12),
    column("入力", "Input", 28),
    column("期待結果", "Expected", 23),
    column("実測結果", "Observed", 19),
    column("判定", "Judgement", 6),
    column("実施日時", "Time (JST)", 10),
    column("実施者", "Tester", 7),
    column("エビデンスNo", "Evidence no.", 8),
    column("備考", "Remarks", 13),
];

/// Where the judgement stands among them.
const JUDGEMENT: usize = 12;

/// Every test item, in the order of the documents.
pub(super) fn items(run: &Run) -> Vec<Item<'_>> {
    let requirements: usize = run.contracts.iter().map(|contract| contract.requirements.len()).sum();
    let most = (MOST_ITEMS / requirements.max(1)).max(LEAST);
    let mut items: Vec<Item<'_>> = Vec::new();
    for contract in &run.contracts {
        let touching = touching(run, contract);
        for requirement in &contract.requirements {
            let trials = touching.get(requirement.id.as_str()).map(Vec::as_slice).unwrap_or_default();
            let (first, mut well) = (items.len(), None);
            for trial in trials {
                let result = result(run, requirement, Some(trial));
                match well {
                    Some(well) if result == ItemResult::Ok && items.len() - first >= most => {
                        let well: &mut Item<'_> = &mut items[well];
                        well.alike += 1;
                        continue;
                    }
                    _ if result == ItemResult::Ok => well = Some(items.len()),
                    _ => {}
                }
                items.push(Item { contract, requirement, trial: Some(trial), result, alike: 0 });
            }
            if trials.is_empty() {
                let result = result(run, requirement, None);
                // They count by level, and have one row together.
                let like = |item: &&mut Item<'_>| {
                    is_outside(item) && item.contract.id == contract.id && item.requirement.level == requirement.level
                };
                if requirement.reason == OUTSIDE
                    && let Some(first) = items.iter_mut().find(like)
                {
                    first.alike += 1;
                    continue;
                }
                items.push(Item { contract, requirement, trial: None, result, alike: 0 });
            }
        }
    }
    items
}

/// Whether an item stands for requirements that a filter left out.
fn is_outside(item: &Item<'_>) -> bool {
    item.trial.is_none() && item.requirement.reason == OUTSIDE
}

/// The trials of a contract that asked, would have asked or broke each requirement.
fn touching<'a>(run: &'a Run, contract: &ContractRecord) -> HashMap<&'a str, Vec<&'a TrialRecord>> {
    let mut touching: HashMap<&str, Vec<&TrialRecord>> = HashMap::new();
    for trial in run.trials.iter().filter(|trial| trial.contract == contract.id) {
        let found = trial.findings.iter().map(|found| found.finding.requirement.as_str());
        let named = trial.asked.keys().chain(trial.not_tested.keys()).map(String::as_str).chain(found);
        for name in named.collect::<BTreeSet<&str>>() {
            touching.entry(name).or_default().push(trial);
        }
    }
    touching
}

/// What a requirement came to in a trial.
fn result(run: &Run, requirement: &RequirementRecord, trial: Option<&TrialRecord>) -> ItemResult {
    let unasked = |reason: &str| if reason.starts_with(LEFT_OUT) { ItemResult::Outside } else { ItemResult::Pending };
    let Some(trial) = trial else { return unasked(&requirement.reason) };
    let id = requirement.id.as_str();
    // What is waived, or came once and not again, is for people to decide.
    let worst = |unsure| {
        let found = broken(trial, id).filter(move |found| (found.waived.is_some() || found.flaky) == unsure);
        found.map(|found| found.finding.level).max()
    };
    match (worst(false), worst(true)) {
        (Some(Level::Must), _) => return ItemResult::Ng,
        (Some(Level::Should), _) if run.strict => return ItemResult::Ng,
        (Some(Level::Should), _) | (_, Some(Level::Must | Level::Should)) => return ItemResult::Pending,
        (Some(Level::Open), _) | (_, Some(Level::Open)) => return ItemResult::Outside,
        (None, None) => {}
    }
    match trial.not_tested.get(id) {
        _ if trial.interrupted || !trial.errors.is_empty() => ItemResult::Pending,
        Some(reason) => unasked(reason),
        None if requirement.level == Level::Open => ItemResult::Outside,
        None => ItemResult::Ok,
    }
}

/// The rows of the sheet.
pub(super) fn rows<'a>(book: &'a Book<'_>, items: &'a [Item<'_>]) -> impl Iterator<Item = Vec<Cell>> + 'a {
    let journal = book.journal();
    let mut left_out = BTreeSet::new();
    let items = items.iter().filter(move |item| !is_outside(item) || left_out.insert(item.contract.id.as_str()));
    (1..).zip(items).map(move |(number, item)| {
        if is_outside(item) {
            return outside(book, number, item);
        }
        let text = |text: String| Cell::Text(text);
        let category = wording::category(book, item.trial);
        let id = item.trial.map_or(String::new(), |trial| format!(" {}", trial.name));
        vec![
            Cell::Count(number),
            Cell::Id(format!("{}{id}", item.requirement.id)),
            text(item.contract.title.get(book.language).to_owned()),
            text(category.operation),
            text(category.item),
            text(category.kind),
            text(format!("{}\n{}", item.requirement.id, item.requirement.source)),
            text(wording::readings(item)),
            text(wording::states(book, item)),
            text(wording::input(book, item)),
            text(wording::expected(book, item)),
            text(wording::observed(book, item)),
            item.result.cell(),
            Cell::Id(item.trial.map_or(String::new(), wording::time)),
            text(book.tester.to_owned()),
            Cell::Id(evidence(book, item, &journal)),
            text(remarks(book, item)),
        ]
    })
}

/// The row of what a filter left out of a contract.
fn outside(book: &Book<'_>, number: u64, item: &Item<'_>) -> Vec<Cell> {
    let count = item.contract.requirements.iter().filter(|requirement| requirement.reason == OUTSIDE).count();
    let what = match book.language {
        Language::Japanese => format!("フィルターの対象外の要件 {count} 件"),
        Language::English if count == 1 => "1 requirement outside the filter".to_owned(),
        Language::English => format!("{count} requirements outside the filter"),
    };
    let mut row = vec![Cell::Count(number), Cell::Id(what)];
    row.push(Cell::Text(item.contract.title.get(book.language).to_owned()));
    row.extend((row.len()..COLUMNS.len()).map(|_| Cell::Text(String::new())));
    row[JUDGEMENT] = item.result.cell();
    row
}

/// The counterexamples of what is broken, else the journal.
fn evidence(book: &Book<'_>, item: &Item<'_>, journal: &str) -> String {
    let Some(trial) = item.trial else { return String::new() };
    let files = broken(trial, &item.requirement.id).filter_map(|found| book.file(found.scenario.as_deref()));
    let numbers: Vec<String> = files.filter_map(|file| book.evidence(file)).take(10).collect();
    if numbers.is_empty() && trial.exchanges > 0 { journal.to_owned() } else { numbers.join("\n") }
}

fn remarks(book: &Book<'_>, item: &Item<'_>) -> String {
    let mut remarks = Vec::new();
    let mut add = |ja: &str, en: &str| remarks.push(book.word(ja, en).to_owned());
    match item.requirement.level {
        Level::Open => add("仕様に定めがなく、観測のみ", "the document is silent: observed only"),
        Level::Should => add("推奨（should）", "should"),
        Level::Must => {}
    }
    match item.trial {
        Some(trial) if trial.interrupted => add("中断された", "interrupted"),
        Some(trial) if trial.dropped > 0 => {
            let dropped = trial.dropped;
            add(&format!("{dropped} 件は生成できず未送信"), &format!("{dropped} could not be drawn and were not sent"));
        }
        _ => {}
    }
    if item.trial.is_some_and(|trial| broken(trial, &item.requirement.id).any(|found| found.flaky)) {
        add("再現せず: 同じ要求をもう一度送ると約束どおり", FLAKY);
    }
    if item.alike > 0 {
        let count = item.alike;
        add(&format!("同じ結果の試験がほか {count} 件"), &format!("{count} further trials with the same result"));
    }
    let waivers = item.trial.into_iter().flat_map(|trial| broken(trial, &item.requirement.id));
    remarks.extend(waivers.filter_map(|found| Some(wording::waived(book, found.waived.as_ref()?))).take(3));
    let errors = item.trial.into_iter().flat_map(|trial| &trial.errors).map(TrialError::text).take(3);
    let why = item.trial.and_then(|trial| trial.not_tested.get(&item.requirement.id));
    let why = if item.trial.is_none() { Some(&item.requirement.reason) } else { why };
    remarks.extend(why.into_iter().cloned().chain(errors.map(str::to_owned)).filter(|text| !text.is_empty()));
    remarks.dedup();
    remarks.join("\n")
}
