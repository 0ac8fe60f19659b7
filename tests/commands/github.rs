//! What a GitHub job shows of a run: findings next to the contract, and the summary on its page.

use std::fs;

use crate::shell::{Ended, command, ended, folder, report, tekigo};

const RUN: [&str; 9] = [
    "run",
    "--contract",
    "jpay-search",
    "--fault",
    "isac-text-accepted",
    "--out",
    "report",
    "order/rejects/isac",
    "--strict",
];

fn job(name: &str, arguments: &[&str], set: &[(&str, &str)]) -> (std::path::PathBuf, Ended) {
    let folder = folder(name);
    let mut command = command(&folder, arguments);
    command.envs(set.iter().copied());
    (folder, ended(command))
}

fn annotations(told: &str) -> Vec<&str> {
    told.lines().filter(|line| line.starts_with("::")).collect()
}

#[test]
fn a_job_is_told_each_finding_at_its_line_and_the_summary() {
    let (folder, ended) = job("github-job", &RUN, &[("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", "page.md")]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let lines = annotations(&ended.err);
    assert!(!lines.is_empty() && lines.len() <= 10, "{lines:?}");
    let text = include_str!("../../schemas/jpay-search/requirements.json");
    let line = 1 + text.lines().position(|line| line.contains("\"id\": \"JP-isac\"")).expect("the requirement");
    let start =
        format!("::error file=schemas/jpay-search/requirements.json,line={line},title=JP-isac (must)::expected ");
    assert!(lines[0].starts_with(&start), "{lines:?}");
    let page = fs::read_to_string(folder.join("page.md")).expect("the page of the job");
    assert_eq!(page, fs::read_to_string(folder.join("report/summary.md")).expect("the summary"));
    assert!(page.starts_with("## ❌ tekigo: not conformant\n") && page.contains("JP-isac"), "{page}");
    assert!(ended.out.ends_with("report/report.json\n"), "the last line stays the path: {}", ended.out);
    assert!(annotations(&ended.out).is_empty());
}

#[test]
fn the_page_of_a_job_is_added_to() {
    let (folder, _) = job("github-page", &RUN, &[("GITHUB_ACTIONS", "false")]);
    fs::write(folder.join("page.md"), "before\n").expect("written");
    let mut again = command(&folder, &["report", "report"]);
    again.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", "page.md");
    let ended = ended(again);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let page = fs::read_to_string(folder.join("page.md")).expect("the page of the job");
    assert!(page.starts_with("before\n## ❌ tekigo"), "{page}");
    assert_eq!(
        annotations(&ended.err).len(),
        report(&folder.join("report"))["findings"].as_array().map_or(0, Vec::len)
    );
}

#[test]
fn elsewhere_nothing_of_it_is_told() {
    let folder = folder("github-none");
    let ended = tekigo(&folder, &RUN);
    assert_eq!(annotations(&(ended.out + &ended.err)), [""; 0]);
}

#[test]
fn a_page_that_cannot_be_written_changes_no_verdict() {
    let (_, ended) =
        job("github-unwritable", &RUN, &[("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", "no/such/page.md")]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.err.contains("the summary of the job could not be written to no/such/page.md: "), "{}", ended.err);
}
