//! The page of a run that was really played.

use std::process::Command;

use super::{data, folder, list};

#[test]
fn a_played_run_stands_in_its_page_and_is_named_before_the_last_line() {
    let out = folder("played");
    let output = Command::new(env!("CARGO_BIN_EXE_tekigo"))
        .args([
            "run",
            "--contract",
            "robo-payment",
            "--lang",
            "ja",
            "--fault",
            "good-call-201",
            "scenario/document-sample",
        ])
        .args(["bulk_upsert/precedence", "--out"])
        .arg(&out)
        .output()
        .expect("tekigo starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = printed.lines().rev().take(2).collect();
    assert_eq!(lines, ["report.json", "report.html"].map(|name| out.join(name).display().to_string()));
    assert!(printed.contains("不適合: "), "the summary speaks the language asked for: {printed}");

    let page = std::fs::read_to_string(out.join("report.html")).expect("the page is there");
    assert!(page.contains("<html lang=\"ja\">"));
    let data = data(&page);
    assert_eq!(data["verdict"], "not-conformant");
    assert_eq!(data["target"]["arguments"], serde_json::json!(["--fault", "good-call-201"]));
    let contract = &list(&data, "contracts")[0];
    let timed: u64 = list(contract, "latency").iter().filter_map(|operation| operation["count"].as_u64()).sum();
    assert_eq!(Some(timed), data["totals"]["exchanges"].as_u64(), "every request is timed, once");
    let report = std::fs::read_to_string(out.join("report.json")).expect("the report is there");
    let report: serde_json::Value = serde_json::from_str(&report).expect("the report is JSON");
    for (told, shown) in [("count", "count"), ("fastest", "min"), ("p50", "p50"), ("p99", "p99"), ("slowest", "max")] {
        assert_eq!(report["contracts"][0]["latency"][0][told], contract["latency"][0][shown], "{told}");
    }
    assert!(list(contract, "precedence").iter().any(|operation| !list(operation, "pairs").is_empty()));
    assert!(
        list(contract, "readings")
            .iter()
            .all(|reading| reading["why"]["ja"].as_str().is_some_and(|why| !why.is_empty()))
    );

    let of =
        |id: &str| list(contract, "readings").iter().find(|reading| reading["id"] == id).expect("a reading").clone();
    assert_eq!((&of("row-limit")["value"], &of("row-limit")["free"]), (&"1000".into(), &true.into()));
    assert_eq!((&of("rows")["choices"], &of("rows")["free"]), (&serde_json::json!(["all-or-nothing"]), &false.into()));

    // A finding of a set-up step is shown by what was sent; one of a case has a counterexample.
    let mut findings = list(&data, "causes").iter().flat_map(|cause| list(cause, "findings"));
    let finding = findings.find(|finding| finding["scenario"].is_string()).expect("a finding has its counterexample");
    let file = finding["scenario"].as_str().expect("it was found by it");
    assert!(finding["detail"]["curl"]["text"].as_str().is_some_and(|curl| curl.starts_with("curl ")));
    // What the page tells a reader to type shows the finding again.
    let again = Command::new(env!("CARGO_BIN_EXE_tekigo"))
        .current_dir(&out)
        .args(["replay", file, "--fault", "good-call-201"])
        .output()
        .expect("tekigo starts");
    assert_eq!(again.status.code(), Some(1), "{}", String::from_utf8_lossy(&again.stdout));
}

#[test]
fn a_language_that_is_not_there_is_refused() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_tekigo")).args(["run", "--lang", "fr"]).output().expect("tekigo starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && told.contains("ja") && told.contains("en"), "{told}");
}
