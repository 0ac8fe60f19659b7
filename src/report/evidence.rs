//! `evidence.xlsx`: the run as the workbook that is handed over (試験成績書): cover, totals, every test item, evidence, questions, defects.
//!
//! The same run makes the same bytes: its time of creation is that of the run's start. Whatever came from a target is written as a
//! text and never as a formula.

mod cell;
mod cover;
mod defects;
mod items;
mod questions;
mod sheet;
mod told;
mod totals;

use jiff::{Timestamp, tz};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::{
    json::{Paths, scenario_paths},
    papers::Paper,
    summary::word,
};
use crate::{contract::Language, record::Run, scenario::Scenario};
use sheet::{Cell, Column, Styles, column, table};

/// What every sheet is made from.
struct Book<'a> {
    run: &'a Run,
    language: Language,
    tester: &'a str,
    papers: &'a [Paper],
    paths: Paths,
}

impl Book<'_> {
    fn word<'w>(&self, ja: &'w str, en: &'w str) -> &'w str {
        word(self.language, ja, en)
    }

    /// The number by which the list of evidence names a file.
    fn evidence(&self, file: &str) -> Option<String> {
        self.papers.iter().position(|paper| paper.file == file).map(number)
    }

    /// The file of a counterexample.
    fn file(&self, scenario: Option<&Scenario>) -> Option<&str> {
        self.paths.get(&std::ptr::from_ref(scenario?)).map(String::as_str)
    }

    /// Where everything that was asked is found.
    fn journal(&self) -> String {
        let journals = self.papers.iter().enumerate().filter(|(_, paper)| paper.file.starts_with("journal"));
        let numbers: Vec<String> = journals.map(|(at, _)| number(at)).collect();
        if numbers.is_empty() { self.evidence("report.json").unwrap_or_default() } else { numbers.join("\n") }
    }
}

fn number(position: usize) -> String {
    format!("EV-{:04}", position + 1)
}

const PAPERS: [Column; 5] = [
    column("エビデンスNo", "Evidence no.", 10),
    column("ファイル", "File", 44),
    column("内容", "What it is", 30),
    column("サイズ（バイト）", "Bytes", 12),
    column("SHA-256", "SHA-256", 44),
];

/// The run as a workbook, with the files that it refers to.
pub(super) fn render(run: &Run, language: Language, tester: &str, papers: &[Paper]) -> Result<Vec<u8>, XlsxError> {
    let book = Book { run, language, tester, papers, paths: scenario_paths(run) };
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(run)?);
    let styles = Styles::new();
    let items = items::items(run);
    cover::cover(&mut workbook, &book)?;
    cover::history(&mut workbook, &styles, &book)?;
    table(&mut workbook, &styles, "集計", &totals::COLUMNS, totals::rows(&book, &items))?;
    table(&mut workbook, &styles, "試験項目", &items::COLUMNS, items::rows(&book, &items))?;
    let rows = papers.iter().enumerate().map(|(at, paper)| {
        vec![
            Cell::Id(number(at)),
            Cell::Text(paper.file.clone()),
            Cell::Text(paper.what.get(language).to_owned()),
            Cell::Count(paper.size),
            Cell::Id(paper.digest.clone()),
        ]
    });
    table(&mut workbook, &styles, "エビデンス一覧", &PAPERS, rows)?;
    table(&mut workbook, &styles, "QA票", &questions::COLUMNS, questions::rows(&book))?;
    table(&mut workbook, &styles, "不具合一覧", &defects::COLUMNS, defects::rows(&book))?;
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

/// A moment as people in Japan write it; as it stands where it is none.
fn in_japan(moment: Timestamp) -> String {
    moment.to_zoned(tz::TimeZone::fixed(tz::offset(9))).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
