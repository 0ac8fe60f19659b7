//! What was due and what was returned, in the language of the reader: a Japanese report has no English sentence about a finding.

use std::{fs, path::Path};

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::shell::{folder, report, tekigo};

const RUN: [&str; 26] = [
    "run",
    "--contract",
    "jpay-search",
    "--cases",
    "1",
    "--out",
    "r",
    "--evidence",
    "--lang",
    "ja",
    "--fault",
    "count-as-string",
    "--fault",
    "isac-text-accepted",
    "--fault",
    "large-gid-500",
    "--fault",
    "page-past-end-er404",
    "--fault",
    "wrong-key-status-403",
    "--fault",
    "total-without-postage",
    "--fault",
    "job-lower-case-accepted",
    "--fault",
    "details-missing",
];

/// What people read of a run: the files of its folder, each as one text.
fn read(folder: &Path) -> Vec<(&'static str, String)> {
    let text = |file: &str| fs::read_to_string(folder.join(file)).expect(file);
    let mut book: Xlsx<_> = open_workbook(folder.join("evidence.xlsx")).expect("a workbook");
    let cells = book.worksheets().into_iter().flat_map(|(_, sheet)| {
        sheet
            .rows()
            .flatten()
            .filter_map(|cell| if let Data::String(text) = cell { Some(text.clone()) } else { None })
            .collect::<Vec<_>>()
    });
    let sarif: serde_json::Value = serde_json::from_str(&text("report.sarif")).expect("JSON");
    let page = text("report.html");
    // The data of the page has both languages; what shows without scripts has that of the run.
    let plain = page.split("<script").next().expect("a page").to_owned();
    let results = sarif["runs"][0]["results"].as_array().expect("results").iter();
    let messages = results.filter_map(|result| result["message"]["text"].as_str()).collect::<Vec<_>>().join("\n");
    let xml = text("junit.xml").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    vec![
        ("summary.txt", text("summary.txt")),
        ("summary.md", text("summary.md")),
        ("junit.xml", xml),
        ("report.sarif", messages),
        ("report.html", plain),
        ("evidence.xlsx", cells.collect::<Vec<_>>().join("\n")),
    ]
}

/// A sentence of ours: two words of English letters in a row, outside of JSON and expressions.
fn is_sentence(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let is_word = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase());
    !text.starts_with(['{', '[', '"', '「']) && words.windows(2).any(|pair| pair.iter().all(is_word))
}

#[test]
fn a_japanese_report_has_no_english_sentence_about_a_finding() {
    let folder = folder("worded");
    let ran = tekigo(&folder, &RUN);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let found = report(&folder.join("r"));
    let sentences: Vec<&str> = found["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .flat_map(|finding| [&finding["expected"], &finding["actual"]])
        .filter_map(|text| text.as_str().filter(|text| is_sentence(text)))
        .collect();
    let checks: std::collections::BTreeSet<&str> = found["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter_map(|finding| finding["check"].as_str())
        .collect();
    assert!(checks.len() >= 6 && sentences.len() > 20, "the run meets many kinds of findings: {checks:?}");
    for (file, text) in read(&folder.join("r")) {
        let english: Vec<&&str> = sentences.iter().filter(|sentence| text.contains(**sentence)).collect();
        assert!(english.is_empty(), "{file}: {english:?}");
        assert!(text.contains("ステータス 200") && text.contains("であること"), "{file} words what was due");
    }
    assert!(ran.out.contains("acid を示すエラー詳細"), "{}", ran.out);

    // The journal keeps what was found as data: the same run is worded again in the other language.
    let english = tekigo(&folder, &["report", "r", "--lang", "en", "--out", "en"]);
    assert_eq!(english.code, Some(1), "{english:?}");
    assert!(english.out.contains("a detail that names acid") && !english.out.contains("エラー詳細"), "{}", english.out);
}
