//! The evidence workbook as the commands write it.

use std::fs;

use calamine::{DataType, Reader, Xlsx, open_workbook};

use crate::shell::{closed, command, ended, folder, tekigo};

#[test]
fn a_workbook_is_written_when_it_is_asked_for_and_again_to_the_byte() {
    let folder = folder("evidenced");
    let run = ["run", "--contract", "jpay-search", "--fault", "isac-text-accepted", "--out", "r", "isac", "order/raw/"];
    assert_eq!(tekigo(&folder, &run).code, Some(1));
    let workbook = folder.join("r/evidence.xlsx");
    assert!(!workbook.exists(), "nobody asked for it");
    let ended = tekigo(&folder, &["report", "r", "--evidence"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let plain = fs::read(&workbook).expect("a workbook");
    let ended = tekigo(&folder, &["report", "r", "--tester", "試験 太郎"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let named = fs::read(&workbook).expect("a workbook");
    assert!(plain != named, "the tester stands in it");
    let ended = tekigo(&folder, &["report", "r", "--out", "again", "--tester", "試験 太郎"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(named == fs::read(folder.join("again/evidence.xlsx")).expect("a workbook"));
}

#[test]
fn a_run_writes_it_with_its_other_reports() {
    let folder = folder("evidenced-run");
    let run = ["run", "--contract", "jpay-search", "--no-journal", "--out", "r", "--evidence", "order/raw/empty"];
    let ended = tekigo(&folder, &run);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(fs::read(folder.join("r/evidence.xlsx")).expect("a workbook").starts_with(b"PK"));
}

#[test]
fn evidence_is_cited_by_the_line_that_show_prints() {
    let folder = folder("evidenced-lines");
    let run = ["run", "--contract", "jpay-search", "--out", "r", "--tester", "試験 太郎", "order/raw/empty", "isac"];
    assert_eq!(tekigo(&folder, &run).code, Some(0));
    let workbook = folder.join("r/evidence.xlsx");
    let written = fs::read(&workbook).expect("a workbook");
    let again = ["report", "r", "--tester", "試験 太郎"];
    assert_eq!(tekigo(&folder, &again).code, Some(0));
    assert!(written == fs::read(&workbook).expect("a workbook"), "a run and its journal come to the same");
    let mut book: Xlsx<_> = open_workbook(&workbook).expect("a workbook");
    let sheet = book.worksheet_range("要件別試験結果").expect("a sheet");
    let rows: Vec<(String, String)> = sheet
        .rows()
        .skip(2)
        .filter_map(|row| Some((row[1].as_string()?, row.last()?.as_string()?)))
        .filter(|(_, cited)| cited.contains('#'))
        .collect();
    let (_, cited) = rows.iter().find(|(id, _)| id == "JP-isac").expect("it is put to the test");
    let lines: Vec<&str> = cited.lines().filter_map(|place| Some(place.split_once("#L")?.1)).collect();
    let shown = tekigo(&folder, &["show", "r", "JP-isac", "--most", "0"]).out;
    assert!(!lines.is_empty() && lines.iter().all(|line| shown.contains(&format!("JP-isac  line {line} "))), "{cited}");
}

#[test]
fn a_target_that_could_not_be_tested_gets_no_workbook_but_the_reason() {
    let folder = folder("evidenced-dead");
    let closed = closed();
    let run = ["run", "--contract", "jpay-search", "--url", &closed, "--out", "r", "--evidence", "order/raw/"];
    let mut run = command(&folder, &run);
    run.env("TEKIGO_API_KEY", "k0FAKE");
    let dead = ended(run);
    assert_eq!(dead.code, Some(3), "{dead:?}");
    assert!(!folder.join("r/evidence.xlsx").exists());
    assert!(
        dead.err.contains("evidence.xlsx was not written: no requirement was put to the test\nNothing listens at ")
            && dead.err.contains("\nreason: failed to connect to "),
        "{dead:?}"
    );
    let packed = tekigo(&folder, &["report", "r", "--package"]);
    assert_eq!(packed.code, Some(3), "{packed:?}");
    let verified = tekigo(&folder, &["verify", "r/package.zip"]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
}
