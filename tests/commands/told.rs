//! The ways of telling a run: quiet, plain, an event a line; and colours where they are wanted.

use std::fs;

use serde_json::{Value, json};

use crate::{
    fake::{self, Fake},
    shell::{command, ended, folder, report, tekigo},
};

const RUN: [&str; 7] = ["run", "--contract", "jpay-search", "--cases", "1", "--out", "report"];

#[test]
fn a_quiet_run_tells_its_verdict_and_its_paths_alone() {
    let folder = folder("told-quiet");
    for (fault, code, verdict) in [
        (None, 0, "conformant: 1 trial, "),
        (Some("isac-text-accepted"), 1, "not conformant: 1 of 51 requirements failed; 1 trial, "),
    ] {
        let fault: Vec<&str> = fault.iter().flat_map(|fault| ["--fault", fault]).collect();
        let ended = tekigo(
            &folder,
            &[&RUN[..], &["--overwrite", "--format", "quiet", "order/rejects/isac/type"], &fault].concat(),
        );
        assert_eq!((ended.code, ended.err.as_str()), (Some(code), ""), "{ended:?}");
        let lines: Vec<&str> = ended.out.lines().collect();
        assert!(lines.len() == 3 && lines[0].starts_with(verdict), "{lines:?}");
        assert_eq!(lines[1..], ["report/report.html", "report/report.json"]);
        assert!(
            fs::read_to_string(folder.join("report/summary.txt")).expect("there").ends_with(&format!("{}\n", lines[0]))
        );
    }
}

/// What was found, how to see it again, and where it stands: the last lines say what to do next, and the line that they give does it.
#[test]
fn a_run_that_failed_ends_with_what_failed_its_first_cause_and_how_to_see_it_again() {
    let folder = folder("told-end");
    let failed = tekigo(&folder, &[&RUN[..], &["--fault", "isac-text-accepted", "order/rejects/isac/type"]].concat());
    let lines: Vec<&str> = failed.out.lines().collect();
    let [verdict, ids, cause, again, page, report] = &lines[lines.len() - 6..] else { panic!("{}", failed.out) };
    assert!(verdict.starts_with("not conformant: 1 of 51 requirements failed; 1 trial, "), "{verdict}");
    assert_eq!(*ids, "failed: JP-isac");
    assert!(cause.starts_with("first cause: ") && cause.ends_with(": 1 finding in 1 requirement: JP-isac"), "{cause}");
    assert_eq!((*again, *page), ("reproduce: tekigo replay report JP-isac.1", "report/report.html"));
    assert_eq!(*report, "report/report.json");
    // The target is the one that the run asked, its fault included.
    let again = tekigo(&folder, &["replay", "report", "JP-isac.1"]);
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.out.contains("JP-isac") && !again.out.contains("tekigo replay"), "{}", again.out);
    for (which, told) in [
        ("JP-isac.2", "the run in report has one counterexample of JP-isac; write JP-isac.1"),
        ("JP-isca", "the run in report has no counterexample of JP-isca; did you mean JP-isac?"),
    ] {
        let wrong = tekigo(&folder, &["replay", "report", which]);
        assert_eq!((wrong.code, wrong.err.as_str()), (Some(2), format!("error: {told}\n").as_str()));
    }
    let alone = tekigo(&folder, &["replay", "report"]);
    assert!(alone.err.contains("name a requirement behind it, such as JP-isac.1"), "{}", alone.err);
}

#[test]
fn a_plain_run_tells_lines_and_the_summary() {
    let folder = folder("told-plain");
    let ended = tekigo(&folder, &[&RUN[..], &["--format", "plain", "order/accepts/"]].concat());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let lines: Vec<&str> = ended.err.lines().collect();
    assert!(lines.len() > 1, "{lines:?}");
    for line in &lines[..lines.len() - 1] {
        assert!(
            line.contains(" trials, ") && line.contains(" requests/s, about ") && line.ends_with(" left"),
            "{line}"
        );
    }
    assert!(!lines[lines.len() - 1].contains("left"), "nothing is left: {lines:?}");
    assert!(ended.out.contains("\njpay-search  ") && ended.out.ends_with("report/report.json\n"), "{}", ended.out);
}

#[test]
fn events_are_told_one_a_line_and_nothing_else() {
    let folder = folder("told-events");
    let arguments =
        ["--format", "json-lines", "--fault", "isac-text-accepted", "order/rejects/isac", "order/accepts/isac"];
    let mut command = command(&folder, &[&RUN[..], &arguments].concat());
    command.env("CLICOLOR_FORCE", "1");
    let ended = ended(command);
    assert_eq!((ended.code, ended.err.as_str()), (Some(1), ""), "{ended:?}");
    let events: Vec<Value> = ended.out.lines().map(|line| serde_json::from_str(line).expect("JSON a line")).collect();
    let of = |kind: &str| events.iter().filter(|event| event["event"] == kind).collect::<Vec<_>>();
    let report = report(&folder.join("report"));
    let (first, last) = (&events[0], &events[events.len() - 1]);
    assert_eq!((&first["event"], &last["event"]), (&json!("run-started"), &json!("run-ended")));
    for key in ["seed", "plan_hash", "strict", "tekigo", "started"] {
        assert_eq!(first[key], report[key], "{key}");
    }
    assert_eq!((&last["verdict"], &last["totals"]), (&json!("not-conformant"), &report["totals"]));
    assert_eq!(last["report"], "report/report.json");
    let ended = of("trial-ended");
    assert_eq!((json!(ended.len()), &first["trials"]), (report["totals"]["trials"].clone(), &json!(ended.len())));
    let shrunk = of("finding-shrunk");
    assert!(!shrunk.is_empty() && shrunk.iter().all(|event| event["trial"].is_string()), "{shrunk:?}");
    let asked: u64 = ended.iter().chain(&shrunk).filter_map(|event| event["exchanges"].as_u64()).sum();
    // What is sent to see which other reading the target goes by is not a part of a trial, and counted with the whole.
    assert!(Some(asked) <= report["totals"]["exchanges"].as_u64() && asked > 0, "{asked}");
    assert!(first["requests"].as_u64() > Some(0));
    let found = of("finding");
    assert_eq!(json!(found.len()), report["totals"]["findings"]);
    for finding in &found {
        assert!(
            finding["requirement"] == "JP-isac"
                && finding["curl"].as_str().is_some_and(|curl| curl.starts_with("curl "))
        );
        let trial = ended.iter().find(|event| event["trial"] == finding["trial"]).expect("its trial");
        assert_eq!(trial["result"], "fail");
    }
    assert!(ended.iter().any(|event| event["result"] == "pass"), "{ended:?}");
}

#[test]
fn what_leaves_no_room_for_more_is_refused() {
    let folder = folder("told-refused");
    for (format, option) in
        [("json-lines", "--baseline"), ("json", "--baseline"), ("pretty", "--history"), ("json-lines", "--against")]
    {
        let ended = tekigo(&folder, &["run", "--contract", "jpay-search", "--format", format, option, "x"]);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{format} {option}");
        assert!(ended.err.contains(&format!("--format {format} cannot be used with {option}; ")), "{}", ended.err);
    }
    assert_eq!(folder.read_dir().expect("there").count(), 0);
}

#[test]
fn colours_are_there_where_they_are_wanted() {
    let folder = folder("told-colours");
    let painted = |set: &[(&str, &str)], format: &[&str]| {
        let mut command = command(&folder, &[&RUN[..], &["--overwrite", "order/rejects/isac/type"], format].concat());
        command.envs(set.iter().copied());
        let painted = ended(command).out.contains("\u{1b}[32m");
        assert!(!fs::read_to_string(folder.join("report/summary.txt")).expect("there").contains('\u{1b}'));
        painted
    };
    assert!(!painted(&[], &[]), "a pipe wants none");
    assert!(painted(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!painted(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]));
    assert!(!painted(&[("CLICOLOR_FORCE", "1")], &["--format", "plain"]));
}

/// At ten requests a second the rest cannot take less than a tenth of a second for each.
#[test]
fn where_nobody_answers_the_first_lines_say_what_to_look_at_and_no_time_is_foretold() {
    let folder = folder("told-silent");
    let url = crate::shell::closed();
    fs::write(folder.join("p.toml"), profile_of(&url)).expect("written");
    let run = ["run", "--target", "p.toml", "--jobs", "1", "--cases", "1", "--out"];
    let plain = tekigo(&folder, &[&run[..], &["a", "order/accepts/i", "order/accepts/gid"]].concat());
    assert_eq!(plain.code, Some(3), "{plain:?}");
    let advice = format!("Nothing listens at {url}. Is the server running? Check `url` in p.toml:2.");
    assert_eq!(plain.out.lines().nth(1), Some(advice.as_str()), "{}", plain.out);
    assert!(!plain.err.contains(" left") && plain.err.contains(" requests sent, no response"), "{}", plain.err);
    let page = fs::read_to_string(folder.join("a/report.html")).expect("the page");
    assert_eq!(page.matches(&advice).count(), 2, "with scripts and without");
    let markdown = fs::read_to_string(folder.join("a/summary.md")).expect("the summary");
    assert!(markdown.contains("Nothing listens at"), "{markdown}");

    let quiet = tekigo(&folder, &[&run[..], &["b", "--format", "quiet", "--lang", "ja", "order/accepts/gid"]].concat());
    let japanese = format!(
        "{url} で待ち受けているサーバーがありません。サーバーの起動状態と p.toml:2 の `url` を確認してください。\n"
    );
    assert!(quiet.code == Some(3) && quiet.out.contains(&japanese), "{quiet:?}");

    // Where somebody answers, nothing of the kind is said.
    let target = Fake::start(|_, _| fake::json(200, "", r#"{"sid":"s","tcnt":1}"#));
    fs::write(folder.join("p.toml"), profile_of(&target.url())).expect("written");
    let answered = tekigo(&folder, &[&run[..], &["c", "order/accepts/gid"]].concat());
    assert!(!answered.out.contains("Is the server running") && !answered.err.contains("none answered"), "{answered:?}");
}

fn profile_of(url: &str) -> String {
    format!("[jpay-search]\nurl = \"{url}/\"\ncredentials = {{ api_key = \"k0FAKE\" }}\n")
}

#[test]
fn the_time_left_knows_the_limits_of_the_profile() {
    let target = Fake::start(|_, _| fake::json(200, "", r#"{"sid":"s","tcnt":1}"#));
    let folder = folder("told-left");
    let profile =
        "[jpay-search]\nurl = \"URL\"\ncredentials = { api_key = \"k0FAKE\" }\nlimits = { rate = \"10/1s\" }\n";
    fs::write(folder.join("p.toml"), profile.replace("URL", &target.url())).expect("written");
    let filters = ["order/accepts/isac", "order/rejects/isac/type", "order/rejects/gid/type"];
    let ended =
        tekigo(&folder, &[&["run", "--target", "p.toml", "--jobs", "1", "--cases", "1"][..], &filters].concat());
    let first = ended.err.lines().find(|line| line.starts_with("1/")).unwrap_or_else(|| panic!("{ended:?}"));
    let (_, left) = first.split_once("about ").expect("what is left");
    let seconds: u64 = left.strip_suffix(" s left").and_then(|number| number.parse().ok()).expect("seconds");
    let rate: f64 = first.split(", ").find_map(|part| part.strip_suffix(" requests/s")?.parse().ok()).expect("a rate");
    assert!(seconds >= 1 && rate > 5.0 && rate < 15.0, "{first}");
}
