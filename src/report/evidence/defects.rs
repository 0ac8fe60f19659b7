//! The defects (不具合一覧): findings by cause, the gravest first, each with its smallest request.

use std::collections::HashMap;

use super::{
    book::Book,
    cell::bounded,
    sheet::{Cell, Column, Shade, column},
    wording,
};
use crate::util::pointer::place_of;
use crate::{
    check::FindingKey,
    contract::Level,
    record::{Found, TrialRecord},
};

/// Trials that are named for one defect; the rest are counted.
const MOST_NAMED: usize = 3;
/// What a cell shows of a text.
const MOST_SHOWN: usize = 300;
/// What it shows of a command, which is of use only as a whole.
const MOST_COMMAND: usize = 900;

pub(super) const COLUMNS: [Column; 13] = [
    column("不具合No", "Defect no.", 9),
    column("重要度", "Severity", 8),
    column("対象仕様", "Contract", 11),
    column("操作", "Operation", 13),
    column("要件", "Requirement", 13),
    column("検査・箇所", "Check and place", 18),
    column("期待結果", "Expected", 23),
    column("実測結果", "Observed", 23),
    column("件数", "Cases", 6),
    column("試験", "Trials", 26),
    column("再現手順（実行結果のフォルダで）", "Reproduce (in the folder of the run)", 30),
    column("エビデンスNo", "Evidence no.", 13),
    column("対応", "Action", 13),
];

/// Findings with one cause.
pub(super) struct Defect<'a> {
    pub(super) contract: &'a str,
    pub(super) findings: Vec<(&'a TrialRecord, &'a Found)>,
}

impl Defect<'_> {
    /// Whether it breaks a requirement.
    pub(super) fn is_of(&self, contract: &str, requirement: &str) -> bool {
        self.contract == contract && self.findings.iter().any(|(_, found)| found.finding.requirement == requirement)
    }

    /// The file of its counterexample: the first of its findings that has one.
    pub(super) fn file<'b>(&self, book: &'b Book<'_>) -> Option<&'b str> {
        self.findings.iter().find_map(|(_, found)| book.file(found.scenario.as_deref()))
    }
}

/// The name of a defect by its number, counted from 1.
pub(super) fn name(number: usize) -> String {
    format!("NG-{number:04}")
}

/// Every defect, the gravest first.
pub(super) fn defects<'a>(book: &Book<'a>) -> Vec<Defect<'a>> {
    let mut defects: Vec<Defect<'_>> = Vec::new();
    let mut known: HashMap<(&str, &FindingKey), usize> = HashMap::new();
    // What was observed where the document is silent is a question, and not a defect.
    for (trial, found) in book.run.findings().into_iter().filter(|(_, found)| found.finding.level > Level::Open) {
        let at = *known.entry((trial.contract.as_str(), &found.key)).or_insert(defects.len());
        if at == defects.len() {
            defects.push(Defect { contract: &trial.contract, findings: Vec::new() });
        }
        defects[at].findings.push((trial, found));
    }
    defects
}

/// A row for each defect.
pub(super) fn rows<'a>(book: &'a Book<'_>, defects: &'a [Defect<'_>]) -> impl Iterator<Item = Vec<Cell>> + 'a {
    (1..).zip(defects).map(|(number, defect)| row(book, number, defect))
}

fn row(book: &Book<'_>, number: usize, defect: &Defect<'_>) -> Vec<Cell> {
    let (trial, found) = defect.findings[0];
    let finding = &found.finding;
    let named: Vec<&str> = defect.findings.iter().map(|(trial, _)| trial.name.as_str()).collect();
    let line = trial.lines.found.get(&found.case).copied().unwrap_or_default();
    let file = defect.file(book).and_then(|file| book.evidence(file));
    let numbers: Vec<String> = std::iter::once(book.line(trial, line)).chain(file).collect();
    let text = |text: &str| Cell::Text(bounded(text, MOST_SHOWN));
    vec![
        Cell::Id(name(number)),
        if defect.findings.iter().all(|(_, found)| found.flaky) {
            UNSURE
        } else {
            severity(finding.level, book.run.strict)
        },
        Cell::Id(defect.contract.to_owned()),
        text(&finding.operation),
        Cell::Id(finding.requirement.clone()),
        text(format!("{}\n{}", finding.check, place_of(&finding.pointer)).trim()),
        text(&finding.expected_in(book.language)),
        text(&finding.actual_in(book.language)),
        Cell::Count(defect.findings.iter().map(|(_, found)| found.cases).sum()),
        text(&some_of(book, &named)),
        Cell::Text(bounded(&reproduced(book, found), MOST_COMMAND)),
        Cell::Id(numbers.join("\n")),
        found.waived.as_ref().map_or(Cell::Open, |waiver| Cell::Text(wording::waived(book, waiver))),
    ]
}

/// The command that shows it again, typed in the folder of the run; the target is that of the run.
fn reproduced(book: &Book<'_>, found: &Found) -> String {
    book.index.replay_in(".", found).unwrap_or_else(|| found.curl.clone())
}

/// What was seen once and not again.
const UNSURE: Cell = Cell::Mark("要確認", Shade::Doubtful);

fn severity(level: Level, strict: bool) -> Cell {
    match level {
        Level::Must => Cell::Mark("重大", Shade::Bad),
        Level::Should if strict => Cell::Mark("重大", Shade::Bad),
        Level::Should => Cell::Mark("軽微", Shade::Doubtful),
        Level::Open => Cell::Mark("参考", Shade::Grey),
    }
}

/// The first of some names, and how many more there are.
fn some_of(book: &Book<'_>, names: &[&str]) -> String {
    let mut lines: Vec<String> = names.iter().take(MOST_NAMED).map(|name| (*name).to_owned()).collect();
    if names.len() > MOST_NAMED {
        let rest = names.len() - MOST_NAMED;
        lines.push(book.word(&format!("ほか {rest} 件"), &format!("and {rest} more")).to_owned());
    }
    lines.join("\n")
}
