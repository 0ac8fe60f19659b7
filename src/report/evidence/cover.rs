//! The cover with its cells for approval, and the history of revisions.

use jiff::{SignedDuration, Timestamp};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{
    book::Book,
    sheet::{Cell, Column, Styles, base, column, height, printed, table, words},
    time::in_japan,
};
use crate::{
    contract::{Language, Text, code_text},
    record::{ContractRecord, Run, TrialRecord},
    report::{kill_matrix, subject, verdict},
};

/// Half-width characters that stand on one line of a value.
const LINE: u16 = 76;

const HISTORY: [Column; 5] = [
    column("版", "Version", 8),
    column("日付", "Date", 14),
    column("内容", "What changed", 70),
    column("作成者", "Author", 18),
    column("承認者", "Approved by", 18),
];

/// Adds the cover.
pub(super) fn cover(workbook: &mut Workbook, book: &Book<'_>) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name("表紙")?;
    printed(sheet, "表紙");
    sheet.set_portrait().set_screen_gridlines(false);
    for (column, width) in [(0, 30.0), (1, 24.0), (2, 20.0), (3, 20.0), (4, 20.0)] {
        sheet.set_column_width(column, width)?;
    }
    let title = base().set_font_size(22).set_bold().set_align(FormatAlign::Center);
    let title = title.set_align(FormatAlign::VerticalCenter);
    sheet.merge_range(0, 0, 0, 4, "試験成績書 / Test Report", &title)?;
    sheet.set_row_height(0, 60)?;
    approval(sheet)?;
    let (label, value) = (boxed().set_bold().set_background_color(Color::RGB(0x00DD_EBF7)), boxed());
    for (row, (name, text)) in (8..).zip(facts(book)) {
        words(sheet, row, 0, &name, &label)?;
        sheet.merge_range(row, 1, row, 4, "", &value)?;
        words(sheet, row, 1, &text, &value)?;
        sheet.set_row_height(row, f64::from(height(&text, LINE).min(28) * 13 + 6))?;
    }
    Ok(())
}

fn boxed() -> Format {
    let format = base().set_font_size(10).set_border(FormatBorder::Thin).set_text_wrap();
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

/// What the cover says, a label and a value each.
fn facts(book: &Book<'_>) -> Vec<(String, String)> {
    let run = book.run;
    let mut facts = Vec::new();
    let mut add = |label: &str, value: String| facts.push((label.to_owned(), value));
    add("試験対象 / Target", format!("{}\n{}", run.target.name, run.target.url).trim().to_owned());
    for (label, value) in subject::facts(run) {
        add(&format!("{} / {}", label.ja, label.en), value.to_owned());
    }
    add("総合判定 / Verdict", both(run));
    if !run.complete {
        add(
            "完了 / Complete",
            "未完了: 中断されたか、分割の一部が欠けている / interrupted, or a shard is missing".into(),
        );
    }
    if let Some(reason) = &run.ended {
        add("途中終了 / Ended early", reason.clone());
    }
    for contract in &run.contracts {
        let title = contract.title.get(book.language);
        add("契約 / Contract", format!("{} {title}\n{}", contract.id, contract.digest));
        add("適用した仕様解釈 / Readings in force", readings(contract));
    }
    add("試験期間 (JST) / Period", period(book).unwrap_or_else(|| run.started.clone()));
    let sum = |of: fn(&TrialRecord) -> u64| run.total(of);
    let counts = (run.trials.len(), sum(|trial| trial.cases), sum(|trial| trial.exchanges));
    let found = sum(|trial| trial.findings.len() as u64);
    add(
        "実施数 / Totals",
        format!(
            "試験 {}・ケース {}・要求 {}・指摘 {found}\n{0} trials, {1} cases, {2} requests, {found} findings",
            counts.0, counts.1, counts.2
        ),
    );
    add("実施者 / Tester", book.tester.to_owned());
    add("試験ツール / Tool", format!("tekigo {}", env!("CARGO_PKG_VERSION")));
    let proved = [Language::Japanese, Language::English].map(|language| kill_matrix::lines(run, language).join("\n"));
    if run.kill_matrix.is_some() {
        add("検出力の確認 / Kill matrix", proved.join("\n"));
    }
    add("シード / Seed", run.seed.to_string());
    add("計画ハッシュ / Plan hash", run.plan_hash.clone());
    let strict = if run.strict { "厳格（should も不合格とする）/ strict" } else { "通常 / normal" };
    add("判定基準 / Mode", strict.to_owned());
    for record in &run.waivers {
        let (waiver, state) = (&record.of.waiver, record.state.name());
        let until = format!("{} – {} ({}): {}", waiver.scope(), waiver.until, waiver.owner, waiver.reason);
        add("免除 / Waiver", format!("{} {until} [{state}]", record.of.contract));
    }
    if !run.cuts.is_empty() {
        let cuts = Text::joined(&run.cuts, "\n", "\n");
        add("削減 / Cut from the plan", format!("{}\n{}", cuts.ja, cuts.en));
    }
    facts
}

fn both(run: &Run) -> String {
    [Language::Japanese, Language::English].map(|language| verdict::words(run, language)).join(" / ")
}

fn readings(contract: &ContractRecord) -> String {
    let lines = contract.readings.iter().map(|(id, choice)| format!("{id} = {}", code_text(choice)));
    lines.collect::<Vec<_>>().join("\n")
}

/// From the start of the run to the end of its last trial.
fn period(book: &Book<'_>) -> Option<String> {
    let started: Timestamp = book.run.started.parse().ok()?;
    let ends = book.run.trials.iter().filter_map(|trial| {
        let micros = i64::try_from(trial.micros).ok()?;
        trial.began.parse::<Timestamp>().ok()?.checked_add(SignedDuration::from_micros(micros)).ok()
    });
    let spent = SignedDuration::try_from_secs_f64(book.run.seconds).ok()?;
    let end = ends.max().or_else(|| started.checked_add(spent).ok())?;
    Some(format!("{} – {}", in_japan(started), in_japan(end)))
}

/// Adds the history: this run as its first version, and room for more.
pub(super) fn history(workbook: &mut Workbook, styles: &Styles, book: &Book<'_>) -> Result<(), XlsxError> {
    let date = book.run.started.parse::<Timestamp>().map_or(String::new(), in_japan);
    let first = vec![
        Cell::Id("1.0".to_owned()),
        Cell::Id(date.split(' ').next().unwrap_or_default().to_owned()),
        Cell::Text(book.word("初版（試験結果から作成）", "first version, made from the run").to_owned()),
        Cell::Text(book.tester.to_owned()),
        Cell::Open,
    ];
    let empty = (0..9).map(|_| HISTORY.iter().map(|_| Cell::Open).collect());
    table(workbook, styles, "改訂履歴", &HISTORY, std::iter::once(first).chain(empty))
}
