//! `--history`: a line for each run, and what is new since the last one.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    packaged::{at, covered_up, packed, unpacked},
    shell::{Ended, folder, json as read, report, tekigo},
};

/// Two trials; the fault of isac shows in the first, the one of the status in both.
const FILTER: &str = "isac/type";

fn run(folder: &Path, out: &str, more: &[&str]) -> Ended {
    tekigo(folder, &[&["run", "--contract", "jpay-search", "--history", "runs", "--out", out, FILTER], more].concat())
}

fn lines(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("runs/history.jsonl")).expect("the history");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(|one| one["requirement"].as_str()).collect()
}

/// The reference has one name whatever is wrong with it, as a target has.
fn named_alike(folder: &Path) {
    let path = folder.join("runs/history.jsonl");
    let text = fs::read_to_string(&path).expect("the history");
    fs::write(path, text.replace(" with isac-text-accepted", "")).expect("written");
}

#[test]
fn shards_that_are_merged_and_a_run_that_is_rendered_again_are_kept_too() {
    let folder = folder("history-merged");
    assert_eq!(run(&folder, "before", &["--fault", "isac-text-accepted"]).code, Some(1));
    named_alike(&folder);
    for shard in ["1/2", "2/2"] {
        let out = format!("s{}", &shard[..1]);
        let played = ["run", "--contract", "jpay-search", "--shard", shard, "--out", &out, "order/rejects"];
        assert_eq!(tekigo(&folder, &played).code, Some(0));
    }
    let merged = tekigo(&folder, &["report", "s1", "s2", "--history", "runs", "--out", "merged"]);
    assert_eq!(merged.code, Some(0), "{merged:?}");
    assert!(merged.out.contains("history: ✗✓ (the last 2 runs, this one at the end)"), "{}", merged.out);
    assert_eq!(ids(&report(&folder.join("merged"))["history"]["fixed"]), ["JP-isac"]);
    assert_eq!(lines(&folder).len(), 2);
    // Of one run there is one line that is shown, however often it is rendered.
    let again = tekigo(&folder, &["report", "s1", "s2", "--history", "runs", "--out", "again"]);
    assert!(again.out.contains("history: ✗✓ (the last 2 runs"), "{again:?}");
}

#[test]
fn what_fails_anew_and_what_was_fixed_is_shown_and_the_runs_are_kept() {
    let folder = folder("history");
    let first = run(&folder, "a", &[]);
    assert_eq!(first.code, Some(0), "{first:?}");
    assert!(first.out.contains("history: ✓ (this is the first one that is kept)\n"), "{}", first.out);
    let told = &report(&folder.join("a"))["history"];
    assert_eq!(told, &json!({"file": "history.json", "runs": 0, "since": null, "new": [], "fixed": []}));

    let second = run(&folder, "b", &[]);
    let day = report(&folder.join("a"))["started"].as_str().expect("a time")[..10].to_owned();
    let same =
        format!("history: ✓✓ (the last 2 runs, this one at the end)\nsince the last run (the last run was on {day}): ");
    assert!(second.out.contains(&same), "{}", second.out);

    // Another target has a history of its own.
    let broken = run(&folder, "c", &["--fault", "isac-text-accepted"]);
    assert!(broken.code == Some(1) && broken.out.contains("history: ✗ (this is the first"), "{}", broken.out);
    named_alike(&folder);
    let fixed = run(&folder, "d", &["--lang", "ja"]);
    assert!(fixed.out.contains("実行履歴: ✓✓✗✓（直近4回、右端が今回）\n解消（"), "{}", fixed.out);
    let told = report(&folder.join("d"));
    assert_eq!(
        (ids(&told["history"]["fixed"]), ids(&told["history"]["new"])),
        (vec!["JP-isac"], vec![]),
        "{}",
        told["history"]
    );
    assert_eq!(told["history"]["since"], report(&folder.join("c"))["started"]);
    let page = fs::read_to_string(folder.join("d/report.html")).expect("the page");
    assert!(page.contains("\"fixed\":[{\"contract\":\"jpay-search\",\"requirement\":\"JP-isac\"}]"), "the page has it");

    let kept = lines(&folder);
    let verdicts: Vec<&str> = kept.iter().filter_map(|run| run["verdict"].as_str()).collect();
    assert_eq!(verdicts, ["conformant", "conformant", "not-conformant", "conformant"]);
    assert_eq!(kept[2]["contracts"][0]["verdicts"]["fail"], json!(["JP-isac"]));
    assert_eq!(kept[3]["plan_hash"], told["plan_hash"]);
}

#[test]
fn a_run_takes_its_history_into_its_package() {
    let folder = folder("history-packed");
    assert_eq!(run(&folder, "a", &["--fault", "isac-text-accepted"]).code, Some(1));
    assert_eq!(run(&folder, "b", &["--fault", "isac-text-accepted"]).code, Some(1));
    fs::remove_dir_all(folder.join("runs")).expect("removed: the run has what it needs");
    let before = read(&folder.join("b/report.json"));
    assert_eq!((ids(&before["history"]["new"]), &before["history"]["runs"]), (vec![], &json!(1)), "it failed already");
    let again = tekigo(&folder, &["report", "b", "--package", "p.zip"]);
    assert!(again.code == Some(1) && again.out.contains("history: ✗✗ "), "{again:?}");
    assert_eq!(read(&folder.join("b/report.json")), before);
    let whole = tekigo(&folder, &["verify", "p.zip"]);
    assert!(whole.code == Some(0), "{whole:?}");
    for (from, to, problem) in [
        ("embedded reference with", "another reference with", "wrong: history.json is about another target"),
        ("\"not-conformant\"", "\"conformant\"", "wrong: report.html is not what the journal comes to"),
    ] {
        let mut files = unpacked(&fs::read(folder.join("p.zip")).expect("a package"));
        let content = at(&mut files, "history.json");
        *content = String::from_utf8(content.clone()).expect("UTF-8").replace(from, to).into_bytes();
        covered_up(&mut files, "history.json");
        fs::write(folder.join("changed.zip"), packed(&files)).expect("written");
        let changed = tekigo(&folder, &["verify", "changed.zip"]);
        assert!(changed.code == Some(1) && changed.out.contains(problem), "{problem}: {}", changed.out);
    }
}

#[test]
fn only_the_last_runs_are_shown_and_a_run_that_was_gone_on_with_is_one() {
    let folder = folder("history-long");
    assert_eq!(run(&folder, "a", &[]).code, Some(0));
    let line = &lines(&folder)[0];
    let dated = |second: usize, verdict: &str| {
        let mut line = line.clone();
        (line["started"], line["verdict"]) = (format!("2026-01-01T00:00:{second:02}Z").into(), verdict.into());
        format!("{line}\n")
    };
    // The last one was interrupted first.
    let mut text: String = (0..30).map(|second| dated(second, "conformant")).collect();
    text += &dated(31, "untested");
    text += &dated(31, "not-conformant");
    fs::write(folder.join("runs/history.jsonl"), &text).expect("written");
    let ended = run(&folder, "b", &[]);
    assert!(ended.out.contains(&format!("history: {}✗✓ (the last 20 runs", "✓".repeat(18))), "{}", ended.out);
    assert_eq!(read(&folder.join("b/history.json"))["runs"].as_array().map(Vec::len), Some(19));
    assert_eq!(lines(&folder).len(), 33, "no line is ever taken away");
}

#[test]
fn a_history_that_cannot_be_read_ends_the_run_before_it_begins() {
    let folder = folder("history-wrong");
    fs::create_dir(folder.join("runs")).expect("a folder");
    for (text, told) in [
        ("{\"history\":1}\n", "runs/history.jsonl:1: it is not a run: missing field"),
        ("nothing\n", "runs/history.jsonl:1: it is not a run: "),
    ] {
        fs::write(folder.join("runs/history.jsonl"), text).expect("written");
        let ended = run(&folder, "r", &[]);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:?}");
        assert!(
            ended.err.contains(told) && ended.err.contains("take the line out, or name another folder"),
            "{}",
            ended.err
        );
        assert!(!folder.join("r").exists());
    }
    let ended = run(&folder, "r", &["--shard", "1/2"]);
    assert!(ended.code == Some(2) && ended.err.contains("cannot be used with"), "{}", ended.err);
}

#[test]
fn a_run_that_prints_the_lines_of_the_test_runner_is_kept_too() {
    let folder = folder("history-terse");
    let ended = run(&folder, "r", &["--format", "terse"]);
    assert_eq!((ended.code, lines(&folder).len()), (Some(0), 1), "{}", ended.err);
}
