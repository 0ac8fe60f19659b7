//! The journal: a run can be rendered again from it, and what is wrong with it is reported.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::shell::{folder, found, journal, put_journal, report, requirement, tekigo};

/// A run that finds something, in its folder.
fn played(name: &str) -> PathBuf {
    let folder = folder(name);
    let run =
        ["run", "--contract", "jpay-search", "--fault", "isac-text-accepted", "--out", "report", "isac", "order/raw/"];
    let ended = tekigo(&folder, &run);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    folder
}

fn lines(folder: &Path) -> Vec<Value> {
    journal(&folder.join("report")).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn a_run_is_rendered_again_to_the_byte() {
    let folder = played("journaled-again");
    let ended = tekigo(&folder, &["report", "report", "--out", "again"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.out.ends_with("again/report.json\n"), "{}", ended.out);
    let report = report(&folder.join("report"));
    let counterexample = report["findings"][0]["scenario"].as_str().expect("a counterexample");
    for file in ["report.json", "summary.txt", counterexample] {
        let read = |out: &str| fs::read(folder.join(out).join(file)).expect("a file");
        assert!(read("report") == read("again"), "{file}");
    }
    assert_eq!(report["complete"], json!(true));
}

#[test]
fn every_exchange_and_every_trial_stands_in_it() {
    let folder = played("journaled-lines");
    let (lines, report) = (lines(&folder), report(&folder.join("report")));
    let of = |kind: &str| lines.iter().filter_map(|line| line.get(kind)).collect::<Vec<_>>();
    assert_eq!(of("trial").len() as u64, report["totals"]["trials"].as_u64().expect("a number"));
    assert!(lines[0].get("head").is_some() && lines[lines.len() - 1]["end"]["complete"] == true);
    let exchanges = of("exchange");
    let count = exchanges.len() as u64;
    assert_eq!(count, report["totals"]["exchanges"].as_u64().expect("a number"));
    for purpose in ["shrink", "likely"] {
        assert!(exchanges.iter().any(|exchange| exchange["purpose"] == purpose), "{purpose}");
    }
    let exact = exchanges.iter().filter_map(|exchange| exchange["request"].get("base64"));
    assert!(exact.count() > 0, "bytes that are not text are kept as well");
}

#[test]
fn a_run_without_one_cannot_be_rendered_again() {
    let folder = folder("journaled-none");
    let run = ["run", "--contract", "jpay-search", "--no-journal", "--out", "report", "order/raw/empty"];
    assert_eq!(tekigo(&folder, &run).code, Some(0));
    assert!(!folder.join("report/journal.jsonl.gz").exists());
    for arguments in [&["report", "report"][..], &["run", "--resume", "report"]] {
        let ended = tekigo(&folder, arguments);
        assert_eq!(ended.code, Some(2));
        assert!(ended.err.contains("report/journal.jsonl.gz: the journal cannot be read"), "{}", ended.err);
    }
}

#[test]
fn a_last_line_that_is_cut_is_passed_over_and_any_other_is_told() {
    let folder = played("journaled-broken");
    let file = folder.join("report/journal.jsonl");
    let whole = journal(&folder.join("report"));
    put_journal(&folder.join("report"), &whole);
    let before = report(&folder.join("report"));
    OpenOptions::new()
        .append(true)
        .open(&file)
        .and_then(|mut f| f.write_all(b"{\"trial\":{\"at\":1"))
        .expect("written");
    let ended = tekigo(&folder, &["report", "report"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(before == report(&folder.join("report")));
    for (text, told) in [
        (whole.replacen("{\"exchange\"", "{\"exchange", 1), ":2: the line is broken"),
        (whole.split_inclusive('\n').skip(1).collect(), ":1: the head is missing"),
        (whole.replacen("\"journal\":4", "\"journal\":9", 1), ":1: the journal has form 9, and this version reads 2"),
        (format!("{}\n{whole}", whole.lines().next().expect("a line")), ":2: a second head"),
        (String::new(), "nothing was written to it before the run ended"),
    ] {
        fs::write(&file, text).expect("written");
        let ended = tekigo(&folder, &["report", "report"]);
        assert_eq!(ended.code, Some(2), "{told}: {ended:?}");
        assert!(ended.err.contains(told), "{told}: {}", ended.err);
    }
}

/// A journal that takes nothing: what cannot be kept is not begun.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_said_before_anything_is_asked() {
    let folder = folder("journaled-full");
    fs::create_dir(folder.join("report")).expect("made");
    std::os::unix::fs::symlink("/dev/full", folder.join("report/journal.jsonl.gz")).expect("linked");
    let silent = crate::shell::Silent::start();
    let url = silent.url();
    let run = ["run", "--contract", "jpay-search", "--url", &url, "--out", "report", "--overwrite", "order/raw/empty"];
    let mut command = crate::shell::command(&folder, &run);
    command.env("TEKIGO_API_KEY", "k0FAKE");
    let ended = crate::shell::ended(command);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.err.contains("failed to write the journal report/journal.jsonl.gz: No space left"), "{}", ended.err);
    assert!(!silent.was_called());
}

/// A finding that was met before the run was killed is reported, though its trial never ended.
#[test]
fn a_finding_of_a_trial_that_did_not_end_is_told() {
    let folder = played("journaled-early");
    let whole = journal(&folder.join("report"));
    let found_at = whole.lines().position(|line| line.starts_with("{\"found\"")).expect("a finding");
    let until: String = whole.split_inclusive('\n').take(found_at + 1).collect();
    put_journal(&folder.join("report"), &until);
    let ended = tekigo(&folder, &["report", "report"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let report = report(&folder.join("report"));
    assert_eq!((&report["complete"], found(&report)), (&json!(false), vec!["JP-isac"]));
    assert_eq!(requirement(&report, "JP-isac")["verdict"], "fail");
    let reasons: Vec<&str> = report["contracts"][0]["requirements"]
        .as_array()
        .expect("requirements")
        .iter()
        .filter(|requirement| requirement["verdict"] == "not-tested")
        .filter_map(|requirement| requirement["reason"].as_str())
        .collect();
    assert!(reasons.contains(&"the run was interrupted"), "{reasons:?}");
}
