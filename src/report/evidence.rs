//! `evidence.xlsx`: the run as the workbook that is handed over (試験成績書): cover with totals, pass criteria, the result of every
//! requirement, defects, questions, extracts of the evidence, and every trial as an appendix.
//!
//! The same run makes the same bytes: its time of creation is that of the run's start. Whatever a target returned is written as a
//! text and never as a formula. A run in which no requirement was put to the test makes none: there is nothing to certify.

mod book;
mod cell;
mod cover;
mod criteria;
mod defects;
mod extracts;
mod item;
mod kill_matrix;
mod questions;
mod requirements;
mod sheet;
mod time;
mod totals;
mod trials;
mod wording;

use std::collections::BTreeSet;

use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::{artifacts::Artifact, causes::FindingIndex, json::scenario_paths};
use crate::{
    contract::Language,
    record::{Run, Verdict},
};
use book::{Book, number};
use defects::Defect;
use sheet::{Cell, Column, Paper, Styles, column, table};

const ARTIFACTS: [Column; 5] = [
    column("エビデンスNo", "Evidence no.", 10),
    column("ファイル", "File", 86),
    column("内容", "What it is", 36),
    column("サイズ（バイト）", "Bytes", 14),
    column("SHA-256", "SHA-256", 56),
];

/// Whether a run has anything to certify: some requirement was put to the test.
pub(super) fn is_due(run: &Run) -> bool {
    let mut requirements = run.contracts.iter().flat_map(|contract| &contract.requirements);
    requirements.any(|requirement| !matches!(requirement.verdict, Verdict::NotTested | Verdict::Error))
}

/// The run as a workbook, with the files that it refers to.
pub(super) fn workbook(
    run: &Run,
    language: Language,
    tester: &str,
    artifacts: &[Artifact],
) -> Result<Vec<u8>, XlsxError> {
    let (paths, index) = (scenario_paths(run), FindingIndex::new(run));
    let book = Book { run, language, tester, artifacts, paths, index };
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(run)?);
    let styles = Styles::new();
    let (results, defects) = (trials::results(&book), defects::defects(&book));
    cover::cover(&mut workbook, &book)?;
    cover::history(&mut workbook, &styles, &book)?;
    let mut add = |name: &str, paper: Paper, columns: &[Column], rows: &mut dyn Iterator<Item = Vec<Cell>>| {
        table(&mut workbook, &styles, (name, paper), columns, rows)
    };
    add("判定基準", Paper::A4, &criteria::COLUMNS, &mut criteria::rows(&book))?;
    add("要件別試験結果", Paper::A4, &requirements::COLUMNS, &mut requirements::rows(&book, &defects))?;
    add("不具合一覧", Paper::A3, &defects::COLUMNS, &mut defects::rows(&book, &defects))?;
    add("QA票", Paper::A3, &questions::COLUMNS, &mut questions::rows(&book))?;
    add("証跡抜粋", Paper::A3, &extracts::COLUMNS, &mut extracts::rows(&book, &defects))?;
    add("エビデンス一覧", Paper::A3, &ARTIFACTS, &mut files(&book, &defects))?;
    add("別紙_試験一覧", Paper::A3, &trials::COLUMNS, &mut trials::rows(&book, &results))?;
    let proved = kill_matrix::rows(&book);
    if !proved.is_empty() {
        add(kill_matrix::SHEET, Paper::A3, &kill_matrix::COLUMNS, &mut proved.into_iter())?;
    }
    workbook.save_to_buffer()
}

/// A row for each file that is handed over; of the counterexamples, for those that the workbook cites, and one with their number for the
/// others. A package lists each of them in its manifest.
fn files<'a>(book: &'a Book<'_>, defects: &'a [Defect<'_>]) -> impl Iterator<Item = Vec<Cell>> + 'a {
    let cited: BTreeSet<&str> = defects.iter().filter_map(|defect| defect.file(book)).collect();
    let (listed, others): (Vec<_>, Vec<_>) =
        book.artifacts.iter().enumerate().partition(|(_, artifact)| {
            !artifact.file.starts_with("counterexamples/") || cited.contains(&*artifact.file)
        });
    let rest = others.first().map(|(at, _)| {
        let (ja, en) =
            (format!("ほかの反例シナリオ {}件", others.len()), format!("{} other counterexamples", others.len()));
        let (text, size) = (book.word(&ja, &en).to_owned(), others.iter().map(|(_, artifact)| artifact.size).sum());
        vec![
            Cell::Id(format!("{}…", number(*at))),
            Cell::Text("counterexamples/".to_owned()),
            Cell::Text(text),
            Cell::Count(size),
            Cell::Text(book.word("package.zip の manifest.json に記載", "in manifest.json of package.zip").to_owned()),
        ]
    });
    let row = |(at, artifact): (usize, &Artifact)| {
        vec![
            Cell::Id(number(at)),
            Cell::Text(artifact.file.clone()),
            Cell::Text(artifact.what.get(book.language).to_owned()),
            Cell::Count(artifact.size),
            Cell::Id(artifact.digest.clone()),
        ]
    };
    listed.into_iter().map(row).chain(rest)
}

/// What the file says of itself; a clock would make two files of one run differ.
fn properties(run: &Run) -> Result<DocProperties, XlsxError> {
    let created = run.started.parse().map_or(0, Timestamp::as_second);
    let title = format!("試験成績書 / Test report: {}", cell::safe(&run.target.name));
    let properties = DocProperties::new().set_title(cell::bounded(&title, 250));
    let properties = properties.set_author(format!("tekigo {}", env!("CARGO_PKG_VERSION")));
    Ok(properties.set_creation_datetime(&ExcelDateTime::from_timestamp(created)?))
}
