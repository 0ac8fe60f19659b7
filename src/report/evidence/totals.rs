//! The totals: requirements by verdict and test items by result, for each contract and level.

use super::{
    book::Book,
    item::{Item, ItemResult},
    sheet::{Cell, Column, column},
};
use crate::{
    contract::Level,
    record::{RequirementRecord, Verdict},
};

pub(super) const COLUMNS: [Column; 15] = [
    column("契約", "Contract", 18),
    column("対象API", "API", 26),
    column("レベル", "Level", 9),
    column("要件数", "Requirements", 12),
    column("合格", "Pass", 8),
    column("不合格", "Fail", 8),
    column("警告", "Warn", 8),
    column("観測", "Info", 8),
    column("未実施", "Not tested", 10),
    column("免除", "Waived", 8),
    column("エラー", "Error", 8),
    column("OK（項目）", "Items: OK", 11),
    column("NG（項目）", "Items: NG", 11),
    column("保留（項目）", "Items: pending", 12),
    column("対象外（項目）", "Items: outside", 13),
];

/// The verdicts in the order of the columns.
const VERDICTS: [Verdict; 7] =
    [Verdict::Pass, Verdict::Fail, Verdict::Warn, Verdict::Info, Verdict::NotTested, Verdict::Waived, Verdict::Error];

/// A row for each contract and level, and one for all of them.
pub(super) fn rows(book: &Book<'_>, items: &[Item<'_>]) -> impl Iterator<Item = Vec<Cell>> {
    let mut rows = Vec::new();
    for contract in &book.run.contracts {
        for level in [Level::Must, Level::Should, Level::Open] {
            let requirements: Vec<&RequirementRecord> =
                contract.requirements.iter().filter(|requirement| requirement.level == level).collect();
            if requirements.is_empty() {
                continue;
            }
            let own = items.iter().filter(|item| item.contract.id == contract.id && item.requirement.level == level);
            let title = contract.title.get(book.language);
            rows.push(row([&contract.id, title, level.name()], &requirements, own));
        }
    }
    let all: Vec<&RequirementRecord> = book.run.contracts.iter().flat_map(|contract| &contract.requirements).collect();
    rows.push(row([book.word("合計", "Total"), "", ""], &all, items.iter()));
    rows.into_iter()
}

fn row<'a>(of: [&str; 3], requirements: &[&RequirementRecord], items: impl Iterator<Item = &'a Item<'a>>) -> Vec<Cell> {
    let count = |verdict| requirements.iter().filter(|requirement| requirement.verdict == verdict).count();
    let mut counts = [0; 4];
    for item in items {
        let at = ItemResult::ALL.iter().position(|result| *result == item.result).unwrap_or_default();
        counts[at] += 1 + item.alike;
    }
    let [id, title, level] = of;
    let head = [Cell::Id(id.to_owned()), Cell::Text(title.to_owned()), Cell::Text(level.to_owned())];
    let numbers = [requirements.len()].into_iter().chain(VERDICTS.map(count)).chain(counts);
    head.into_iter().chain(numbers.map(|number| Cell::Count(number as u64))).collect()
}
