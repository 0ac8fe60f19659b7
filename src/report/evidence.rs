//! `evidence.xlsx`: the run as the workbook that is handed over (試験成績書): cover, totals, every test item, evidence, questions, defects.
//!
//! The same run makes the same bytes: its time of creation is that of the run's start. Whatever came from a target is written as a
//! text and never as a formula.

mod book;
mod cell;
mod cover;
mod defects;
mod item;
mod items;
mod kill_matrix;
mod questions;
mod sheet;
mod time;
mod totals;
mod wording;

use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::{artifacts::Artifact, json::scenario_paths};
use crate::{contract::Language, record::Run};
use book::{Book, number};
use sheet::{Cell, Column, Styles, column, table};

const ARTIFACTS: [Column; 5] = [
    column("エビデンスNo", "Evidence no.", 10),
    column("ファイル", "File", 44),
    column("内容", "What it is", 30),
    column("サイズ（バイト）", "Bytes", 12),
    column("SHA-256", "SHA-256", 44),
];

/// The run as a workbook, with the files that it refers to.
pub(super) fn workbook(
    run: &Run,
    language: Language,
    tester: &str,
    artifacts: &[Artifact],
) -> Result<Vec<u8>, XlsxError> {
    let book = Book { run, language, tester, artifacts, paths: scenario_paths(run) };
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(run)?);
    let styles = Styles::new();
    let items = items::items(run);
    cover::cover(&mut workbook, &book)?;
    cover::history(&mut workbook, &styles, &book)?;
    table(&mut workbook, &styles, "集計", &totals::COLUMNS, totals::rows(&book, &items))?;
    table(&mut workbook, &styles, "試験項目", &items::COLUMNS, items::rows(&book, &items))?;
    let rows = artifacts.iter().enumerate().map(|(at, artifact)| {
        vec![
            Cell::Id(number(at)),
            Cell::Text(artifact.file.clone()),
            Cell::Text(artifact.what.get(language).to_owned()),
            Cell::Count(artifact.size),
            Cell::Id(artifact.digest.clone()),
        ]
    });
    table(&mut workbook, &styles, "エビデンス一覧", &ARTIFACTS, rows)?;
    table(&mut workbook, &styles, "QA票", &questions::COLUMNS, questions::rows(&book))?;
    table(&mut workbook, &styles, "不具合一覧", &defects::COLUMNS, defects::rows(&book))?;
    let proved = kill_matrix::rows(&book);
    if !proved.is_empty() {
        table(&mut workbook, &styles, kill_matrix::SHEET, &kill_matrix::COLUMNS, proved.into_iter())?;
    }
    workbook.save_to_buffer()
}

/// What the file says of itself; a clock would make two files of one run differ.
fn properties(run: &Run) -> Result<DocProperties, XlsxError> {
    let created = run.started.parse().map_or(0, Timestamp::as_second);
    let title = format!("試験成績書 / Test report: {}", cell::safe(&run.target.name));
    let properties = DocProperties::new().set_title(cell::bounded(&title, 250));
    let properties = properties.set_author(format!("tekigo {}", env!("CARGO_PKG_VERSION")));
    Ok(properties.set_creation_datetime(&ExcelDateTime::from_timestamp(created)?))
}
