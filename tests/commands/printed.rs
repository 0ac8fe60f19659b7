//! What a run prints and writes where nobody looks on.

use std::fs;

use crate::shell::{Silent, command, ended, folder, report, tekigo};

const RUN: [&str; 4] = ["run", "--contract", "jpay-search", "order/accepts/"];

#[test]
fn a_run_into_pipes_prints_plain_lines_and_ends_with_the_path_of_its_report() {
    let folder = folder("printed-plain");
    let ended = tekigo(&folder, &[&RUN[..], &["--out", "a/b"]].concat());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for printed in [&ended.out, &ended.err] {
        assert!(printed.ends_with('\n') && !printed.chars().any(|c| c.is_control() && c != '\n'), "{printed:?}");
    }
    let progress: Vec<&str> = ended.err.lines().collect();
    let trials = report(&folder.join("a/b"))["totals"]["trials"].to_string();
    assert!((2..=20).contains(&progress.len()), "{progress:?}");
    assert!(progress.iter().all(|line| line.contains(&format!("/{trials} trials, "))), "{progress:?}");
    assert!(progress[progress.len() - 1].starts_with(&format!("{trials}/{trials} trials, ")), "{progress:?}");

    let (summary, path) = ended.out.trim_end().rsplit_once('\n').expect("two lines");
    let (summary, page) = summary.rsplit_once('\n').expect("three lines");
    assert_eq!((page, path), ("a/b/report.html", "a/b/report.json"));
    assert!(folder.join(page).is_file() && folder.join(path).is_file());
    assert_eq!(fs::read_to_string(folder.join("a/b/summary.txt")).expect("there"), format!("{summary}\n"));
    let last = summary.lines().last().expect("a last line");
    assert!(last.starts_with(&format!("conformant: {trials} trials, ")), "{last}");
}

#[test]
fn what_is_observed_is_no_finding_on_the_way_either() {
    let folder = folder("printed-observed");
    let ended = tekigo(&folder, &["run", "--out", "r", "robo-payment/scenario/failed-echo"]);
    let totals = &report(&folder.join("r"))["totals"];
    assert_eq!((ended.code, &totals["observations"]), (Some(0), &2.into()), "{ended:?}");
    assert!(ended.err.contains(" requests, 0 findings"), "{}", ended.err);
}

#[test]
fn a_folder_is_chosen_where_none_is_given() {
    let folder = folder("printed-default");
    let ended = tekigo(&folder, &[&RUN[..], &["--seed", "7", "--cases", "1"]].concat());
    let path = ended.out.lines().last().expect("a path");
    assert!(path.starts_with("reports/2") && path.ends_with("-seed7/report.json"), "{path}");
    assert!(folder.join(path).is_file(), "{path}");
}

#[test]
fn the_summary_follows_the_language_of_the_environment() {
    let folder = folder("printed-language");
    let mut command = command(&folder, &[&RUN[..], &["--cases", "1", "--out", "report"]].concat());
    command.env("LC_ALL", "ja_JP.UTF-8");
    let ended = ended(command);
    assert!(ended.out.contains("対象: 内蔵の参照実装") && ended.out.contains("\n適合: "), "{}", ended.out);
    assert!(fs::read_to_string(folder.join("report/summary.txt")).expect("there").contains("\n適合: "));
    assert_eq!(report(&folder.join("report"))["verdict"], "conformant", "machines read the same in every language");
}

#[test]
fn a_folder_that_cannot_be_written_is_told_before_anything_is_sent() {
    let folder = folder("printed-unwritable");
    fs::write(folder.join("file"), "not a folder").expect("written");
    // The second is there, and takes no file even from root.
    for out in ["file/report", "/proc"] {
        let target = Silent::start();
        let mut command =
            command(&folder, &[&RUN[..], &["--url", &target.url(), "--out", out, "--overwrite"]].concat());
        command.env("TEKIGO_API_KEY", "k0FAKE");
        let ended = ended(command);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:?}");
        assert!(ended.err.starts_with(&format!("error: failed to write to the folder {out}: ")), "{}", ended.err);
        assert!(!target.was_called());
    }
}

#[test]
fn the_test_runner_prints_in_its_own_way_where_asked() {
    let folder = folder("printed-format");
    let filter = ["run", "--contract", "jpay-search", "--cases", "1", "order/rejects/isac/type"];
    for (format, start) in
        [("pretty", "\nrunning 1 test\n"), ("terse", "\nrunning 1 test\n"), ("json", "{ \"type\": \"suite\"")]
    {
        for (fault, code) in [(None, 0), (Some("isac-text-accepted"), 1)] {
            let fault: Vec<&str> = fault.iter().flat_map(|fault| ["--fault", fault]).collect();
            let ended = tekigo(&folder, &[&filter[..], &["--format", format], &fault].concat());
            assert_eq!(ended.code, Some(code), "{format}: {ended:?}");
            assert!(ended.out.starts_with(start), "{format}: {}", ended.out);
            assert_eq!(ended.out.contains("JP-isac outcome"), code == 1, "{format}: {}", ended.out);
        }
    }
    let list = tekigo(&folder, &["run", "--contract", "jpay-search", "--list", "order/rejects/isac"]);
    assert_eq!((list.code, list.out.as_str()), (Some(0), "jpay-search/order/rejects/isac/type: test\n"));
    assert_eq!(folder.read_dir().expect("there").count(), 0, "no report is written then");
}
