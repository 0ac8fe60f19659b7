//! `evidence.xlsx`: read back by another library, the same for the same run, and never anything but text where a target had a say.

#[path = "html/made.rs"]
mod made;
#[path = "evidence/paper.rs"]
mod paper;
#[path = "evidence/rows.rs"]
mod rows;

use std::{
    fs,
    path::{Path, PathBuf},
};

use calamine::{Data, DataType, Range, Reader, Xlsx, open_workbook};
use sha2::{Digest, Sha256};
use tekigo::{
    contract::{Expectation, Language, Level, Outcome, ReasonId, hex},
    record::{Run, Sample, TrialError, TrialRecord, Tried, Verdict},
    report,
    target::{ErrorKind, Waiver},
};

const SHEETS: [&str; 9] = [
    "表紙",
    "改訂履歴",
    "判定基準",
    "要件別試験結果",
    "不具合一覧",
    "QA票",
    "証跡抜粋",
    "エビデンス一覧",
    "別紙_試験一覧",
];
const COVER: usize = 0;
const REQUIREMENTS: usize = 3;
const DEFECTS: usize = 4;
const QUESTIONS: usize = 5;
const EXTRACTS: usize = 6;
const LIST: usize = 7;
const TRIALS: usize = 8;

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("evidence").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of an earlier run is removed");
    }
    folder
}

/// The workbook of a run, in its folder.
fn written(name: &str, run: &Run, language: Language) -> PathBuf {
    let folder = folder(name);
    report::write(run, &folder, language).expect("the report is written");
    report::write_evidence(run, &folder, language, "=試験 太郎", &[]).expect("the workbook is written");
    folder.join("evidence.xlsx")
}

fn sheets(file: &Path) -> Vec<Range<Data>> {
    let mut book: Xlsx<_> = open_workbook(file).expect("a workbook");
    assert_eq!(book.sheet_names(), SHEETS);
    let formulas = SHEETS.map(|name| book.worksheet_formula(name).expect("a sheet").used_cells().count());
    assert_eq!(formulas, [0; SHEETS.len()], "formulas");
    SHEETS.iter().map(|name| book.worksheet_range(name).expect("a sheet")).collect()
}

/// The column of a table under a header, without the two rows of headers.
fn column<'a>(sheet: &'a Range<Data>, header: &str) -> Vec<&'a Data> {
    let headers = sheet.rows().next().expect("headers");
    let at = headers.iter().position(|cell| *cell == Data::String(header.to_owned())).expect(header);
    sheet.rows().skip(2).map(|row| &row[at]).collect()
}

fn texts(sheet: &Range<Data>, header: &str) -> Vec<String> {
    let text = |cell: &&Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{header}: {other:?} is not a text"),
    };
    column(sheet, header).iter().map(text).collect()
}

/// A date as people read it.
fn moment(cell: &Data) -> String {
    let moment = cell.get_datetime().unwrap_or_else(|| panic!("{cell:?} is a date, and not its text"));
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

fn trial(name: &str, requirement: &str) -> TrialRecord {
    TrialRecord {
        id: made::id(name),
        name: name.to_owned(),
        contract: "acme".to_owned(),
        cases: 3,
        exchanges: 3,
        asked: [(requirement.to_owned(), 3)].into(),
        began: "2026-11-21T15:59:59.123Z".to_owned(),
        ..TrialRecord::default()
    }
}

/// A run whose five requirements come to everything that they can come to.
fn judged() -> Run {
    let mut run = made::small();
    run.trials[0].asked = [("AC-0".to_owned(), 9)].into();
    run.trials[0].errors.clear();
    run.trials[0].findings.iter_mut().for_each(|found| found.waived = None);
    run.waivers.clear();
    for (number, requirement) in run.contracts[0].requirements.iter_mut().enumerate() {
        requirement.level = if number == 2 { Level::Open } else { Level::Must };
        requirement.states = vec!["paid".to_owned()];
        requirement.readings = vec!["rows".to_owned()];
    }
    let paid = tekigo::contract::Text { ja: "入金済み".to_owned(), en: "paid for".to_owned() };
    run.contracts[0].states = [("paid".to_owned(), paid)].into();
    let mut kept = trial("acme/update/rejects/bank/pattern", "AC-1");
    kept.samples = vec![Sample {
        operation: "update".to_owned(),
        line: "POST /update".to_owned(),
        body: "{\"bank\":\"0013\",\"id\":300000000000000008}".to_owned(),
        due: Expectation { codes: vec!["0013".into()], ..Expectation::new(Outcome::Refused, "AC-1") },
        status: 200,
        codes: vec!["0013".to_owned()],
        response: "{\"code\":\"0013\"}".to_owned(),
    }];
    kept.tried = vec![
        tried("/rows/0/bank", "text", Some("\"0013\""), 200),
        tried("/rows/10/bank", "far-future", Some("300000000000000008"), 200),
        tried("/rows/*/bank", "one-over", Some("\"00131\""), 400),
        tried("/rows/*/bank", "missing", None, 400),
    ];
    let mut silent = trial("acme/update/accepts/memo", "AC-2");
    silent.observed = [("AC-2".to_owned(), ["update: status 200".into()].into())].into();
    let mut lost = trial("acme/scenario/update-keeps", "AC-3");
    lost.errors = vec![TrialError::Target { kind: ErrorKind::Refused, text: "reach it".into() }];
    let mut left_out = trial("acme/scenario/limit", "none");
    left_out.asked.clear();
    left_out.not_tested = [("AC-1".to_owned(), ReasonId::LeftOut.with(["x".into()]))].into();
    run.trials.extend([kept, silent, lost, left_out]);
    run.trials.sort_by(|a, b| a.name.cmp(&b.name));
    run
}

fn tried(at: &str, way: &str, value: Option<&str>, status: u16) -> Tried {
    Tried {
        requirement: "AC-1".to_owned(),
        at: at.to_owned(),
        way: way.to_owned(),
        value: value.map(str::to_owned),
        status,
        codes: if status == 200 { Vec::new() } else { vec!["0013".to_owned()] },
    }
}

#[test]
fn what_a_filter_left_out_is_one_row() {
    let mut run = judged();
    // Two levels among them; they count by level, and stand in one row.
    run.trials.retain(|trial| trial.asked.contains_key("AC-0"));
    for one in &mut run.contracts[0].requirements[1..] {
        (one.verdict, one.reason) = (Verdict::NotTested, ReasonId::Outside.into());
    }
    let count = run.contracts[0].requirements.len() - 1;
    let rows = |language| {
        let sheets = sheets(&written("outside", &run, language));
        texts(&sheets[REQUIREMENTS], "要件・仕様根拠")
            .into_iter()
            .filter(|id| id.contains("filter") || id.contains("フィルター"))
            .collect::<Vec<_>>()
    };
    assert_eq!(rows(Language::English), [format!("{count} requirements outside the filter")]);
    assert_eq!(rows(Language::Japanese), [format!("フィルターの対象外の要件 {count} 件")]);
}

#[test]
fn what_is_waived_is_left_to_people_and_says_who_answers_for_it() {
    let mut run = judged();
    let waiver = Waiver {
        requirement: "AC-0".to_owned(),
        trial: None,
        check: None,
        operation: None,
        pointer: None,
        kind: None,
        expected_code: None,
        observed_code: None,
        until: jiff::civil::date(2027, 1, 31),
        owner: "payments team".to_owned(),
        reason: "limit is raised".to_owned(),
    };
    let broken = run.trials.iter_mut().find(|trial| !trial.findings.is_empty()).expect("findings");
    broken.findings.retain(|found| found.finding.level == Level::Must);
    broken.findings[0].waived = Some(Box::new(waiver));
    let sheets = sheets(&written("waived", &run, Language::English));
    let told = "waived: payments team (2027-01-31): limit is raised";
    assert_eq!((&*texts(&sheets[TRIALS], "判定")[3], &*texts(&sheets[TRIALS], "備考")[3]), ("NG（適用除外）", told));
    assert!(texts(&sheets[REQUIREMENTS], "実測結果")[0].contains(told));
    assert_eq!(texts(&sheets[DEFECTS], "対応"), [told]);
}

#[test]
fn what_came_once_and_not_again_is_no_ng() {
    let mut run = judged();
    let broken = run.trials.iter_mut().find(|trial| !trial.findings.is_empty()).expect("findings");
    broken.findings.retain(|found| found.finding.level == Level::Must);
    broken.findings[0].flaky = true;
    let sheets = sheets(&written("flaky", &run, Language::English));
    assert_eq!(texts(&sheets[TRIALS], "判定")[3], "要確認");
    assert_eq!(texts(&sheets[TRIALS], "備考")[3], "1 flaky");
    assert!(texts(&sheets[REQUIREMENTS], "実測結果")[0].contains("\nflaky: "));
    assert_eq!(texts(&sheets[DEFECTS], "重要度"), ["要確認"]);
}

#[test]
fn the_other_language_changes_words_and_no_judgement() {
    let [ja, en] = [("ja", Language::Japanese), ("en", Language::English)]
        .map(|(name, language)| sheets(&written(name, &judged(), language)));
    assert_eq!(texts(&ja[TRIALS], "判定"), texts(&en[TRIALS], "判定"));
    assert_eq!(texts(&ja[REQUIREMENTS], "要件ID"), texts(&en[REQUIREMENTS], "要件ID"));
    assert_eq!(texts(&en[REQUIREMENTS], "判定"), ["fail", "not-tested", "info", "waived", "error"]);
    assert_eq!(texts(&en[EXTRACTS], "期待結果")[1], "refused with code 0013");
    assert_eq!(texts(&en[TRIALS], "区分")[2], "boundary");
}

#[test]
fn findings_are_defects_by_cause_and_readings_are_questions() {
    let sheets = sheets(&written("lists", &judged(), Language::Japanese));
    let (questions, defects) = (&sheets[QUESTIONS], &sheets[DEFECTS]);
    // What was observed where the document is silent has no number.
    assert_eq!(texts(defects, "重要度"), ["重大", "軽微"]);
    assert_eq!(texts(defects, "不具合No"), ["NG-0001", "NG-0002"]);
    assert!(texts(defects, "再現手順（実行結果のフォルダで）")[0].starts_with("curl -i"));
    assert_eq!(texts(questions, "仕様解釈・要件ID"), ["rows", "AC-2"]);
    assert_eq!(texts(questions, "選択肢")[0], "all\nnone");
    assert!(texts(questions, "観測結果")[0].starts_with("AC-0: 不合格\n"), "{questions:?}");
    assert!(texts(questions, "観測結果")[0].contains("4 件中 3 件"));
    assert_eq!(texts(questions, "回答"), ["", ""]);
}

#[test]
fn the_cover_tells_the_run_and_leaves_room_to_sign() {
    let mut run = judged();
    run.product.version = Some("=2.3".to_owned());
    run.product.edition = Some("03".to_owned());
    let cover = &sheets(&written("cover", &run, Language::Japanese))[COVER];
    let told = |label: &str| {
        let row =
            cover.rows().find(|row| row[0] == Data::String(label.to_owned())).unwrap_or_else(|| panic!("{label}"));
        row[1].get_string().unwrap_or_default().to_owned()
    };
    assert_eq!(told("総合判定 / Verdict"), "不適合 / not conformant");
    assert_eq!(told("シード / Seed"), "18446744073709551615");
    let moment =
        |label: &str| moment(&cover.rows().find(|row| row[0] == Data::String(label.to_owned())).expect(label)[1]);
    assert_eq!(moment("試験開始 (JST) / Started"), "2026-11-22 08:59:24");
    assert_eq!(moment("試験終了 (JST) / Ended"), "2026-11-22 00:59:59");
    assert_eq!(told("要件の集計 / Requirements"), "must 4: 不合格 1、未実施 1、適用除外 1、実施不能 1\nopen 1: 参考 1");
    assert!(told("合否基準 / Pass criterion").starts_with("必須要件の違反がないこと"));
    assert_eq!(told("対象仕様 / Contract"), "acme Update\nsha256:0a");
    assert_eq!(told("実施者 / Tester"), "=試験 太郎");
    assert_eq!((told("バージョン / Version"), told("仕様書の版 / Edition")), ("=2.3".to_owned(), "03".to_owned()));
    assert!(cover.rows().all(|row| row[0] != Data::String("組織 / Organisation".to_owned())), "nobody said it");
    let roles: Vec<&Data> = cover.rows().nth(2).expect("a row").iter().filter(|cell| **cell != Data::Empty).collect();
    assert_eq!(roles, ["作成 / Author", "審査 / Reviewer", "承認 / Approver"]);
    let empty = |row: usize| cover.rows().nth(row).expect("a row")[2..].iter().all(|cell| *cell == Data::Empty);
    assert!((3..6).all(empty));
}

#[test]
fn every_file_is_listed_with_its_digest() {
    let file = written("digests", &judged(), Language::English);
    let list = &sheets(&file)[LIST];
    let files = texts(list, "ファイル");
    for needed in ["report.json", "report.html", "summary.txt"] {
        assert!(files.iter().any(|file| file == needed), "{needed}: {files:?}");
    }
    for (name, digest) in files.iter().zip(texts(list, "SHA-256")) {
        let bytes = fs::read(file.with_file_name(name)).expect("the file is there");
        assert_eq!(hex(&Sha256::digest(bytes)), digest, "{name}");
    }
}

#[test]
fn the_faults_that_the_suite_can_find_are_a_sheet_of_texts() {
    let spell = |text: &str| format!("=1+{text}");
    let file = written("proved", &made::whole(&spell), Language::Japanese);
    let mut book: Xlsx<_> = open_workbook(&file).expect("a workbook");
    assert_eq!(book.sheet_names()[SHEETS.len()..], ["検出力の確認"]);
    assert_eq!(book.worksheet_formula("検出力の確認").expect("a sheet").used_cells().count(), 0);
    let sheet = book.worksheet_range("検出力の確認").expect("a sheet");
    assert_eq!(texts(&sheet, "欠陥"), ["=1+limit-loose", "=1+limit-off", "=1+memo-kept"]);
    assert_eq!(texts(&sheet, "結果"), ["検出", "誤指摘", "未検出"]);
    assert_eq!(texts(&sheet, "計画ハッシュ・シード")[0], "=1+404d660c51d0e6c8, 18446744073709551615");
    let cover = book.worksheet_range("表紙").expect("the cover");
    let row =
        cover.rows().find(|row| row[0] == Data::String("検出力の確認 / Kill matrix".to_owned())).expect("the row");
    assert!(row[1].get_string().is_some_and(|told| told.contains("既知の欠陥 3件中2件を検出")), "{row:?}");
}

#[test]
fn nothing_is_a_formula_a_number_or_unseen_whatever_a_target_answers() {
    for start in
        ["=cmd|'/C calc'!A0", "+1", "-2+3", "@SUM(1)", "\t=1", "{=1}", "0013", "300000000000000008", "http://a/"]
    {
        let spell = |text: &str| format!("{start}\u{1b}\u{0}\u{202e}\u{ffff}_x000D_ {text}");
        let file = written("spelled", &made::spelled(&spell), Language::English);
        let shown = format!("{start}U+001BU+0000U+202EU+FFFF_x000D_ ").replace('\t', "U+0009");
        let sheets = sheets(&file);
        assert_eq!(texts(&sheets[REQUIREMENTS], "要件ID")[0], format!("{shown}AC-0"));
        assert_eq!(texts(&sheets[DEFECTS], "対象仕様")[0], format!("{shown}acme"));
        assert_eq!(texts(&sheets[QUESTIONS], "本試験での選択")[0], format!("{shown}all"));
    }
}

#[test]
fn a_plain_code_is_text_with_all_its_digits() {
    for code in ["0013", "300000000000000008", "1e5", "TRUE", "2026-01-02", "1/2"] {
        let mut run = judged();
        run.contracts[0].requirements[4].id = code.to_owned();
        run.contracts[0].choices[0].id = code.to_owned();
        let sheets = sheets(&written("codes", &run, Language::English));
        assert_eq!(texts(&sheets[REQUIREMENTS], "要件ID").last().map(String::as_str), Some(code));
        assert_eq!(texts(&sheets[QUESTIONS], "仕様解釈・要件ID")[0], code);
    }
}

#[test]
fn a_cell_that_is_too_long_is_cut_with_a_note() {
    let mut run = judged();
    run.contracts[0].requirements[4].text.ja = "請".repeat(40_000);
    let sheets = sheets(&written("long", &run, Language::Japanese));
    let clause = texts(&sheets[REQUIREMENTS], "要件・仕様根拠").pop().expect("a clause");
    assert!(clause.encode_utf16().count() <= 32_767 && clause.contains(" bytes]"), "{}", clause.len());
}

#[test]
fn the_same_run_makes_the_same_bytes() {
    let [one, other] = ["one", "other"].map(|name| {
        let file = written(name, &judged(), Language::Japanese);
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        fs::read(file).expect("a workbook")
    });
    assert!(one == other);
}

/// 200 requirements that hundreds of trials ask each: each has one row, and so has each trial.
#[test]
fn a_large_run_stays_small_and_tells_everything_that_is_wrong() {
    let mut run = made::large(5_000);
    for trial in &mut run.trials {
        trial.asked = (0..200).map(|number| (format!("AC-{number}"), 1)).collect();
    }
    for requirement in &mut run.contracts[0].requirements {
        requirement.verdict = Verdict::Fail;
    }
    let sheets = sheets(&written("large", &run, Language::English));
    assert_eq!((texts(&sheets[REQUIREMENTS], "判定").len(), texts(&sheets[TRIALS], "判定").len()), (200, 500));
    assert!(texts(&sheets[REQUIREMENTS], "判定").iter().all(|verdict| verdict == "fail"));
    assert_eq!(texts(&sheets[DEFECTS], "不具合No").len(), 5_000);
}
