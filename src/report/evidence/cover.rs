//! The cover with its cells for approval, and the history of revisions.

use jiff::{SignedDuration, Timestamp};
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{
    book::Book,
    sheet::{Cell, Column, MOMENT, Paper, Styles, base, column, height, printed, table, words},
    time::in_japan,
    totals,
};
use crate::{
    contract::{Language, Text, code_text},
    record::{ContractRecord, Run, TargetRecord, TrialRecord},
    report::{kill_matrix, subject, verdict},
};

/// The width of a value, in characters, and the size of its letters.
const WIDTH: u16 = 74;
const LETTERS: u16 = 9;

/// Where the dates are among the facts: below target, verdict and criterion.
const DATES: usize = 3;

const HISTORY: [Column; 5] = [
    column("版", "Version", 8),
    column("日付", "Date", 18),
    column("内容", "What changed", 70),
    column("作成者", "Author", 18),
    column("承認者", "Approved by", 18),
];

/// Adds the cover.
pub(super) fn cover(workbook: &mut Workbook, book: &Book<'_>) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name("表紙")?;
    printed(sheet, "表紙");
    sheet.set_paper_size(9).set_portrait().set_screen_gridlines(false);
    for (column, width) in [(0, 24.0), (1, 20.0), (2, 18.0), (3, 18.0), (4, 18.0)] {
        sheet.set_column_width(column, width)?;
    }
    let title = base().set_font_size(22).set_bold().set_align(FormatAlign::Center);
    let title = title.set_align(FormatAlign::VerticalCenter);
    sheet.merge_range(0, 0, 0, 4, "試験成績書 / Test Report", &title)?;
    sheet.set_row_height(0, 60)?;
    approval(sheet)?;
    let (label, value) = (boxed().set_bold().set_background_color(Color::RGB(0x00DD_EBF7)), boxed());
    let date = boxed().set_num_format(MOMENT).set_align(FormatAlign::Left);
    let facts = facts(book);
    let last = 7 + u32::try_from(facts.len()).unwrap_or_default();
    for (row, (name, fact)) in (8..).zip(facts) {
        words(sheet, row, 0, &name, &label)?;
        let text = match &fact {
            Fact::Text(text) => text.as_str(),
            Fact::Moment(_) => "",
        };
        sheet.merge_range(row, 1, row, 4, "", &value)?;
        match &fact {
            Fact::Text(text) => words(sheet, row, 1, text, &value)?,
            Fact::Moment(moment) => drop(sheet.write_datetime_with_format(row, 1, moment, &date)?),
        }
        let lines = height(text, WIDTH, LETTERS).max(height(&name, 24, LETTERS)).min(28);
        sheet.set_row_height(row, f64::from(lines * 12 + 6))?;
    }
    sheet.set_print_area(0, 0, last, 4)?;
    Ok(())
}

fn boxed() -> Format {
    let format = base().set_font_size(LETTERS).set_border(FormatBorder::Thin).set_text_wrap();
    format.set_align(FormatAlign::VerticalCenter)
}

/// The cells in which people sign.
fn approval(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let head = boxed().set_bold().set_align(FormatAlign::Center).set_background_color(Color::RGB(0x00DD_EBF7));
    for (row, name) in (2..).zip(["", "氏名 / Name", "日付 / Date", "印 / Seal"]) {
        sheet.write_string_with_format(row, 1, name, &head)?;
        for (column, role) in (2..).zip(["作成 / Author", "審査 / Reviewer", "承認 / Approver"]) {
            match row {
                2 => sheet.write_string_with_format(row, column, role, &head)?,
                _ => sheet.write_blank(row, column, &boxed())?,
            };
        }
        sheet.set_row_height(row, if row == 5 { 56 } else { 22 })?;
    }
    Ok(())
}

/// What is next to a label.
enum Fact {
    Text(String),
    Moment(ExcelDateTime),
}

/// What the cover says, a label and a value each.
fn facts(book: &Book<'_>) -> Vec<(String, Fact)> {
    let run = book.run;
    let mut facts = Vec::new();
    let mut add = |label: &str, value: String| facts.push((label.to_owned(), Fact::Text(value)));
    add(
        "試験対象 / Target",
        format!("{}\n{}", TargetRecord::shown(&run.target.name, book.language), run.target.url).trim().to_owned(),
    );
    for (label, value) in subject::facts(run) {
        add(&format!("{} / {}", label.ja, label.en), value.to_owned());
    }
    add("総合判定 / Verdict", both(run));
    add("合否基準 / Pass criterion", criterion(run));
    if !run.complete && run.ended.is_none() {
        add(
            "完了 / Complete",
            "未完了: 中断されたか、分割の一部が欠けている / interrupted, or a shard is missing".into(),
        );
    }
    if let Some(reason) = &run.ended {
        let told = reason.both();
        add("途中終了 / Ended early", if told.ja == told.en { told.en } else { format!("{}\n{}", told.ja, told.en) });
    }
    for contract in &run.contracts {
        let title = contract.title.get(book.language);
        add("対象仕様 / Contract", format!("{} {title}\n{}", contract.id, contract.digest));
        add("要件の集計 / Requirements", totals::lines(book, contract));
        add("適用した仕様解釈 / Readings in force", readings(contract));
    }
    add("実施数 / Totals", amounts(run));
    add("実施者 / Tester", book.tester.to_owned());
    add("試験ツール / Tool", format!("tekigo {}", env!("CARGO_PKG_VERSION")));
    let proved = [Language::Japanese, Language::English].map(|language| kill_matrix::lines(run, language).join("\n"));
    if run.kill_matrix.is_some() {
        add("検出力の確認 / Kill matrix", proved.join("\n"));
    }
    add("シード / Seed", run.seed.to_string());
    add("計画ハッシュ / Plan hash", run.plan_hash.clone());
    for record in &run.waivers {
        let (waiver, state) = (&record.of.waiver, record.state.name());
        let until = format!("{} – {} ({}): {}", waiver.scope(), waiver.until, waiver.owner, waiver.reason);
        add("適用除外 / Waiver", format!("{} {until} [{state}]", record.of.contract));
    }
    if !run.cuts.is_empty() {
        let cuts = Text::joined(&run.cuts, "\n", "\n");
        add("削減 / Cut from the plan", format!("{}\n{}", cuts.ja, cuts.en));
    }
    let (start, end) = period(book);
    for (label, moment) in [("試験終了 (JST) / Ended", end), ("試験開始 (JST) / Started", start)] {
        if let Some(moment) = moment.and_then(in_japan) {
            facts.insert(DATES, (label.to_owned(), Fact::Moment(moment)));
        }
    }
    facts
}

/// How much was played, and the outcome.
fn amounts(run: &Run) -> String {
    let sum = |of: fn(&TrialRecord) -> u64| run.total(of);
    let (trials, cases, requests) = (run.trials.len(), sum(|trial| trial.cases), sum(|trial| trial.exchanges));
    let observed = run.observations();
    let found = sum(|trial| trial.findings.len() as u64) - observed;
    format!(
        "試験 {trials}件・ケース {cases}件・リクエスト {requests}件・指摘 {found}件・参考 {observed}件\n\
         trials: {trials}, cases: {cases}, requests: {requests}, findings: {found}, observations: {observed}"
    )
}

/// What the run had to show to pass.
fn criterion(run: &Run) -> String {
    let ja = "必須要件の違反がないこと";
    let en = "no must requirement is broken";
    if run.strict {
        format!(
            "{ja}。推奨要件の違反も、未実施の必須要件もないこと（厳格モード）\n{en}, no should one either, and each was tested (strict)"
        )
    } else {
        format!("{ja}（詳細は「判定基準」シート）\n{en}; see the sheet 判定基準")
    }
}

fn both(run: &Run) -> String {
    [Language::Japanese, Language::English].map(|language| verdict::words(run, language)).join(" / ")
}

fn readings(contract: &ContractRecord) -> String {
    let lines = contract.readings.iter().map(|(id, choice)| format!("{id} = {}", code_text(choice)));
    lines.collect::<Vec<_>>().join("\n")
}

/// The start of the run and the end of its last trial.
fn period(book: &Book<'_>) -> (Option<Timestamp>, Option<Timestamp>) {
    let started: Option<Timestamp> = book.run.started.parse().ok();
    let ends = book.run.trials.iter().filter_map(|trial| {
        let micros = i64::try_from(trial.micros).ok()?;
        trial.began.parse::<Timestamp>().ok()?.checked_add(SignedDuration::from_micros(micros)).ok()
    });
    let spent = SignedDuration::try_from_secs_f64(book.run.seconds).ok();
    let end = ends.max().or_else(|| started?.checked_add(spent?).ok());
    (started, end)
}

/// Adds the history: this run as its first version, and room for more.
pub(super) fn history(workbook: &mut Workbook, styles: &Styles, book: &Book<'_>) -> Result<(), XlsxError> {
    let date = book.run.started.parse::<Timestamp>().ok().and_then(in_japan);
    let first = vec![
        Cell::Id("1.0".to_owned()),
        date.map_or(Cell::Open, Cell::Moment),
        Cell::Text(book.word("初版発行", "first edition").to_owned()),
        Cell::Text(book.tester.to_owned()),
        Cell::Open,
    ];
    let empty = (0..9).map(|_| HISTORY.iter().map(|_| Cell::Open).collect());
    table(workbook, styles, ("改訂履歴", Paper::A4), &HISTORY, std::iter::once(first).chain(empty))
}
