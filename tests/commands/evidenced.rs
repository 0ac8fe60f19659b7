//! The evidence workbook as the commands write it.

use std::fs;

use crate::shell::{folder, tekigo};

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
