//! The questions that the documents leave open (QA票): every reading in force, and every clause on which they are silent.

use std::borrow::Cow;

use super::{
    book::Book,
    cell::bounded,
    sheet::{Cell, Column, column},
    wording::plain,
};
use crate::{
    contract::{Level, Reading},
    record::{ContractRecord, RequirementRecord},
    report::words,
};

/// Observations that are shown for one clause, and what they may take together.
const MOST_SEEN: usize = 5;
const MOST_SHOWN: usize = 2_000;

pub(super) const COLUMNS: [Column; 11] = [
    column("QA No", "QA no.", 8),
    column("対象仕様", "Contract", 12),
    column("種別", "Kind", 8),
    column("仕様解釈・要件ID", "Reading or requirement", 16),
    column("質問事項（仕様上不明確な点）", "Question: why it is open", 30),
    column("選択肢", "Choices", 20),
    column("本試験での選択", "Choice of this run", 14),
    column("観測結果", "What was observed", 26),
    column("回答", "Answer", 26),
    column("回答日", "Answered on", 9),
    column("回答者", "Answered by", 9),
];

/// A row for each question.
pub(super) fn rows(book: &Book<'_>) -> impl Iterator<Item = Vec<Cell>> {
    let mut rows: Vec<[String; 7]> = Vec::new();
    for contract in &book.run.contracts {
        rows.extend(contract.choices.iter().map(|reading| of_reading(book, contract, reading)));
        let open = contract.requirements.iter().filter(|requirement| requirement.level == Level::Open);
        rows.extend(open.map(|requirement| {
            let kind = book.word("規定なし", "silent").to_owned();
            let clause = format!("{}\n{}", requirement.text.get(book.language), requirement.source.get(book.language));
            let none = String::new;
            let seen = seen(book, contract, requirement);
            [contract.id.clone(), kind, requirement.id.clone(), clause, none(), none(), seen]
        }));
    }
    (1..).zip(rows).map(|(number, [contract, kind, id, question, choices, choice, seen]): (u32, _)| {
        let number = Cell::Id(format!("QA-{number:03}"));
        let body = [Cell::Text(question), Cell::Text(choices), Cell::Id(choice), Cell::Text(seen)];
        let head = [number, Cell::Id(contract), Cell::Text(kind), Cell::Id(id)];
        head.into_iter().chain(body).chain([Cell::Open, Cell::Open, Cell::Open]).collect()
    })
}

/// What the target does where the document is silent: each observation once, else why there is none.
fn seen(book: &Book<'_>, contract: &ContractRecord, requirement: &RequirementRecord) -> String {
    let findings = book.run.findings();
    let own = findings.iter().filter(|(trial, found)| {
        trial.contract == contract.id
            && found.finding.requirement == requirement.id
            && found.finding.level == Level::Open
    });
    let mut each: Vec<Cow<'_, str>> = Vec::new();
    for (_, found) in own {
        let actual = found.finding.actual_in(book.language);
        if !each.contains(&actual) && each.len() < MOST_SEEN {
            each.push(actual);
        }
    }
    match (each.is_empty(), requirement.reason.is_empty()) {
        (false, _) => bounded(&each.join("\n"), MOST_SHOWN),
        (true, true) => words::of_verdict(requirement.verdict, book.language).to_owned(),
        (true, false) => requirement.reason.in_language(book.language),
    }
}

fn of_reading(book: &Book<'_>, contract: &ContractRecord, reading: &Reading) -> [String; 7] {
    let choices: Vec<String> = reading.choices.iter().map(plain).collect();
    let choice = contract.readings.get(&reading.id).map(plain).unwrap_or_default();
    [
        contract.id.clone(),
        book.word("仕様解釈", "reading").to_owned(),
        reading.id.clone(),
        reading.why.get(book.language).to_owned(),
        choices.join("\n"),
        choice,
        observed(book, contract, reading),
    ]
}

/// How the requirements that depend on a reading fared, and which other choice would explain what failed.
fn observed(book: &Book<'_>, contract: &ContractRecord, reading: &Reading) -> String {
    let own = contract.requirements.iter().filter(|requirement| requirement.readings.contains(&reading.id));
    let mut lines: Vec<String> =
        own.map(|one| format!("{}: {}", one.id, words::of_verdict(one.verdict, book.language))).collect();
    for likely in contract.likely.iter().filter(|likely| likely.reading == reading.id) {
        let (choice, pass, of) = (&likely.choice, likely.pass, likely.of);
        let ja = format!("仕様解釈を {choice} に変更すると、再実行した {of} 件中 {pass} 件が合格する");
        let en = format!("the target behaves as {choice} ({pass} of {of} trials that failed pass under it)");
        lines.push(book.word(&ja, &en).to_owned());
    }
    lines.join("\n")
}
