//! The defects that the suite was shown to find: how its reader knows that it can fail.

use super::{
    book::Book,
    sheet::{Cell, Column, Shade, column},
};
use crate::{record::ProvedFault, report::kill_matrix::of_run};

/// The name of the sheet.
pub(super) const SHEET: &str = "検出力の確認";

pub(super) const COLUMNS: [Column; 10] = [
    column("対象仕様", "Contract", 16),
    column("欠陥", "Fault", 26),
    column("内容", "What it does wrong", 40),
    column("違反する要件", "Requirement broken", 14),
    column("結果", "Result", 9),
    column("検出した検査", "Check", 14),
    column("検出した試験（例）", "Trial (the first)", 40),
    column("試験数", "Trials", 8),
    column("実施日", "Proved on", 11),
    column("計画ハッシュ・シード", "Plan hash, seed", 20),
];

/// A row for each fault of each contract; none where the run has no kill matrix.
pub(super) fn rows(book: &Book<'_>) -> Vec<Vec<Cell>> {
    let day = book.run.kill_matrix.as_ref().map_or("", |matrix| matrix.proved.get(..10).unwrap_or(&matrix.proved));
    let each = of_run(book.run).flat_map(|proved| proved.faults.iter().map(move |fault| (proved, fault)));
    each.map(|(proved, fault)| {
        vec![
            Cell::Id(proved.contract.clone()),
            Cell::Id(fault.name.clone()),
            Cell::Text(fault.text(book.language).to_owned()),
            Cell::Id(fault.requirement.clone()),
            result(fault),
            Cell::Text(fault.checks.join(", ")),
            Cell::Text(fault.shown_by.first().cloned().unwrap_or_default()),
            Cell::Count(fault.trials as u64),
            Cell::Id(day.to_owned()),
            Cell::Id(format!("{}, {}", proved.plan_hash, proved.seed)),
        ]
    })
    .collect()
}

fn result(fault: &ProvedFault) -> Cell {
    match (fault.killed, fault.accused.is_empty()) {
        (true, true) => Cell::Mark("検出", Shade::Good),
        (true, false) => Cell::Mark("誤指摘", Shade::Doubtful),
        (false, _) => Cell::Mark("未検出", Shade::Bad),
    }
}
