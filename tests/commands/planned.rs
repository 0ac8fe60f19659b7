//! `plan`: what a run would send, without sending it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::shell::{Silent, closed, command, ended, folder, report, tekigo};

/// Trials of every kind of one contract that are soon played.
const FILTER: [&str; 4] = ["order/accepts/", "search/rejects/maxs", "order/raw/", "scenario/sid-"];

/// The requests that a plan gives to each trial, and its last line.
fn planned(text: &str) -> (BTreeMap<String, u64>, String) {
    let mut lines: Vec<&str> = text.lines().skip(1).filter(|line| !line.starts_with("before the plan: ")).collect();
    let last = lines.pop().expect("a last line").to_owned();
    let trial = |line: &&str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert!(words[1] == "requests" && words[3].starts_with('['), "{line}");
        (words[2].to_owned(), words[0].parse().expect("a number"))
    };
    (lines.iter().map(trial).collect(), last)
}

#[test]
fn nothing_is_sent() {
    let target = Silent::start();
    for url in [target.url(), closed()] {
        let folder = folder("planned-nothing");
        let mut command = command(&folder, &["plan", "--contract", "jpay-search", "--url", &url, "order/"]);
        command.env("TEKIGO_API_KEY", "k0FAKE");
        let ended = ended(command);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{ended:?}");
        assert!(ended.out.starts_with(&format!("target {url}  seed 1  plan ")), "{}", ended.out);
        assert!(planned(&ended.out).0.len() > 20, "{}", ended.out);
        assert_eq!(folder.read_dir().expect("there").count(), 0, "a plan writes nothing");
    }
    assert!(!target.was_called());
}

#[test]
fn a_run_keeps_to_its_plan() {
    let folder = folder("planned-kept");
    let contract = ["--contract", "jpay-search"];
    let plan = tekigo(&folder, &[&["plan"], &contract[..], &FILTER].concat());
    let run = tekigo(&folder, &[&["run", "--out", "report"], &contract[..], &FILTER].concat());
    assert_eq!((plan.code, run.code), (Some(0), Some(0)), "{plan:?} {run:?}");
    let report = report(&folder.join("report"));
    let hash = report["plan_hash"].as_str().expect("a hash");
    assert!(plan.out.starts_with(&format!("target embedded reference  seed 1  plan {hash}\n")), "{}", plan.out);

    let (planned, last) = planned(&plan.out);
    let trials = report["trials"].as_array().expect("trials");
    let names: Vec<&str> = trials.iter().map(|trial| trial["name"].as_str().expect("a name")).collect();
    assert_eq!(names, planned.keys().collect::<Vec<_>>(), "the same trials in the same order");
    for trial in trials {
        let (name, sent) = (trial["name"].as_str().expect("a name"), trial["exchanges"].as_u64().expect("a number"));
        assert!(sent <= planned[name], "{name} sent {sent} requests, planned were {}", planned[name]);
        // Only what depends on answers (a repeated step, one left out) and the pairs that fit may come to less.
        let exact = !name.contains("/scenario/") && !name.ends_with("/pairs") && trial["dropped"] == 0;
        assert!(!exact || sent == planned[name], "{name} sent {sent} requests, planned were {}", planned[name]);
    }
    let sum = |of: fn(&Value) -> Option<u64>| trials.iter().filter_map(of).sum::<u64>();
    let sent = sum(|trial| trial["exchanges"].as_u64());
    let most: u64 = planned.values().sum();
    assert!(
        last.starts_with(&format!("{} trials, ", names.len())) && last.contains(&format!("at most {most} requests"))
    );
    assert_eq!(report["totals"]["exchanges"], sent);
    assert!(sent > 300, "{sent}");
}

#[test]
fn fewer_cases_are_fewer_requests() {
    let folder = folder("planned-cases");
    let total = |cases: &str| {
        let ended = tekigo(&folder, &["plan", "--contract", "jpay-search", "--cases", cases, "order/"]);
        planned(&ended.out).0.values().sum::<u64>()
    };
    let (few, more) = (total("2"), total("20"));
    assert!(few > 0 && few * 2 < more, "{few} and {more}");
}
