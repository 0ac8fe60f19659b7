//! The rows of the workbook: requirements, trials, and the evidence of each.

use std::fs;

use calamine::DataType;
use tekigo::{
    contract::Language,
    record::{Lines, Verdict},
    report,
};

use crate::{EXTRACTS, LIST, REQUIREMENTS, TRIALS, column, folder, judged, moment, sheets, texts, written};

#[test]
fn each_requirement_has_one_row_with_the_values_that_were_tried_and_what_came() {
    let sheets = sheets(&written("judged", &judged(), Language::Japanese));
    let rows = &sheets[REQUIREMENTS];
    let headers: Vec<&str> = rows.rows().next().expect("headers").iter().filter_map(DataType::get_string).collect();
    let expected = [
        "項番",
        "要件ID",
        "レベル",
        "要件・仕様根拠",
        "判定",
        "ケース数",
        "試行値 → 実測、未実施の理由",
        "実測結果",
        "エビデンスNo",
    ];
    assert_eq!(headers, expected);
    assert_eq!(texts(rows, "要件ID"), ["AC-0", "AC-1", "AC-2", "AC-3", "AC-4"]);
    assert_eq!(texts(rows, "判定"), ["不合格", "未実施", "参考", "適用除外", "実施不能"]);
    assert_eq!(texts(rows, "要件・仕様根拠")[1], "条文 0\nacme.txt lines 0");
    let due = "rows.bank: \"0013\" / 300000000000000008 → HTTP 200\nrows.bank: \"00131\" / (項目なし) → HTTP 400 [0013]\nreason";
    assert_eq!(texts(rows, "試行値 → 実測、未実施の理由")[1], due);
    assert_eq!(texts(rows, "実測結果")[1], "HTTP 200\nHTTP 200 [0013]\nほか1種類");
    let due = "HTTP 200\nNG-0001, NG-0002";
    assert_eq!(texts(rows, "実測結果")[0], due);
    assert_eq!(texts(rows, "実測結果")[2], "update: status 200");
    let numbers: Vec<f64> = column(rows, "項番").iter().filter_map(|cell| cell.get_float()).collect();
    assert_eq!(numbers, [1.0, 2.0, 3.0, 4.0, 5.0]);
    assert_eq!(column(rows, "ケース数")[0].get_float(), Some(10.0));
}

#[test]
fn each_trial_has_one_row_with_what_it_came_to() {
    let sheets = sheets(&written("trials", &judged(), Language::Japanese));
    let rows = &sheets[TRIALS];
    let told: Vec<String> = texts(rows, "試験")
        .into_iter()
        .zip(texts(rows, "判定"))
        .zip(texts(rows, "区分"))
        .map(|((name, judgement), kind)| format!("{name}: {judgement} {kind}"))
        .collect();
    let expected = [
        "scenario/limit: 対象外 シナリオ",
        "scenario/update-keeps: 未実施 シナリオ",
        "update/accepts/memo: 対象外 境界値",
        "update/rejects/amount: NG 異常系",
        "update/rejects/bank/pattern: OK 異常系",
    ];
    assert_eq!(told, expected);
    assert_eq!(texts(rows, "要件")[4], "AC-1");
    assert!(texts(rows, "備考")[1].contains("reach it"), "{:?}", texts(rows, "備考"));
    assert_eq!(moment(column(rows, "実施日時(JST)")[4]), "2026-11-22 00:59:59");
}

#[test]
fn evidence_is_cited_by_the_line_of_the_journal_that_holds_it() {
    let (mut run, folder) = (judged(), folder("cited"));
    let broken = run.trials.iter_mut().find(|trial| !trial.findings.is_empty()).expect("findings");
    broken.lines = Lines { journal: 0, first: 7, asked: [("AC-0".to_owned(), 8)].into(), found: [(1, 9)].into() };
    let kept = run.trials.iter_mut().find(|trial| !trial.samples.is_empty()).expect("samples");
    kept.lines = Lines { journal: 1, first: 3, asked: [("AC-1".to_owned(), 1042)].into(), found: [].into() };
    report::write(&run, &folder, Language::Japanese).expect("the report is written");
    let journals = ["one.jsonl", "two.jsonl"].map(|name| folder.join(name));
    for journal in &journals {
        fs::write(journal, "").expect("a journal");
    }
    report::write_evidence(&run, &folder, Language::Japanese, "", &journals).expect("the workbook is written");
    let sheets = sheets(&folder.join("evidence.xlsx"));
    let number = |name: &str| {
        let list = &sheets[LIST];
        let at = texts(list, "ファイル").iter().position(|file| file == name).expect("it is listed");
        texts(list, "エビデンスNo")[at].clone()
    };
    let (one, two) = (number("journal-1.jsonl"), number("journal-2.jsonl"));
    let cited = texts(&sheets[REQUIREMENTS], "エビデンスNo");
    assert_eq!(cited[..2], [format!("{one}#L9\n{one}#L8"), format!("{two}#L1042")]);
    // Nothing that is put to the test by a request of its own.
    assert!(!cited[2].contains('#'), "{cited:?}");
    assert_eq!(texts(&sheets[EXTRACTS], "エビデンスNo")[0], format!("{one}#L9"));
    assert_eq!(texts(&sheets[TRIALS], "エビデンスNo")[4], format!("{two}#L3"));
}

#[test]
fn a_requirement_has_one_exchange_that_breaks_it_and_one_that_keeps_it() {
    let mut run = judged();
    let broken = run.trials.iter_mut().find(|trial| !trial.findings.is_empty()).expect("findings");
    broken.findings[0].response = serde_json::json!({"memo": "長".repeat(2_000)});
    let cut = texts(&sheets(&written("extracts-cut", &run, Language::Japanese))[EXTRACTS], "レスポンス")[0].clone();
    assert!(cut.chars().count() < 400 && cut.contains("bytes]\n（全文は EV-"), "{cut}");
    let sheets = sheets(&written("extracts", &judged(), Language::Japanese));
    let rows = &sheets[EXTRACTS];
    assert_eq!(texts(rows, "要件ID"), ["AC-0", "AC-1"]);
    assert_eq!(texts(rows, "区分"), ["NG", "OK"]);
    let trial = texts(rows, "試験")[0].clone();
    assert!(trial.starts_with("NG-0001\nacme/") && trial.ends_with("\nほか1件は不具合一覧"), "{trial}");
    assert!(texts(rows, "リクエスト")[0].contains("\"bank\":\"0013\""), "{rows:?}");
    assert!(texts(rows, "レスポンス")[0].contains("\"payment_id\":300000000000000008"), "{rows:?}");
    assert_eq!(texts(rows, "リクエスト")[1], "POST /update\n{\"bank\":\"0013\",\"id\":300000000000000008}");
    assert_eq!(texts(rows, "期待結果")[1], "拒否され、コード 0013 が返る");
    assert_eq!(texts(rows, "ステータス・コード")[1], "HTTP 200 [0013]");
    assert_eq!(texts(rows, "レスポンス")[1], "{\"code\":\"0013\"}");
}

#[test]
fn a_run_that_certifies_nothing_makes_no_workbook() {
    let (mut run, folder) = (judged(), folder("nothing"));
    for requirement in &mut run.contracts[0].requirements {
        requirement.verdict = if requirement.id == "AC-0" { Verdict::Error } else { Verdict::NotTested };
    }
    report::write(&run, &folder, Language::Japanese).expect("the report is written");
    let written = report::write_evidence(&run, &folder, Language::Japanese, "", &[]).expect("nothing fails");
    assert!(!written && !folder.join("evidence.xlsx").exists());
    run.contracts[0].requirements[0].verdict = Verdict::Pass;
    assert!(report::write_evidence(&run, &folder, Language::Japanese, "", &[]).expect("it is written"));
}
