//! `ctrf.json`, read as dashboards of the Common Test Report Format read it.

use serde_json::{Value, json};
use tekigo::{contract::Language, record::Run};

use crate::{file, hidden, hostile, junit::every_kind, made};

fn read(run: &Run) -> Value {
    let report: Value = serde_json::from_str(&file(run, Language::English, "ctrf.json")).expect("JSON");
    assert_eq!((&report["reportFormat"], &report["specVersion"]), (&json!("CTRF"), &json!("0.0.0")));
    report["results"].clone()
}

#[test]
fn each_trial_is_a_test_with_its_status_and_the_sums_are_theirs() {
    let results = read(&every_kind());
    let tests = results["tests"].as_array().expect("tests");
    let statuses: Vec<_> = tests.iter().map(|test| test["status"].as_str().expect("a status")).collect();
    assert_eq!(statuses, ["passed", "failed", "passed", "other", "failed", "skipped", "passed", "skipped"]);
    let summary = &results["summary"];
    for status in ["passed", "failed", "pending", "skipped", "other"] {
        let count = statuses.iter().filter(|one| **one == status).count();
        assert_eq!(summary[status], json!(count), "{status}");
    }
    assert_eq!((&summary["tests"], &results["tool"]["name"]), (&json!(8), &json!("tekigo")));
    let (start, stop) = (summary["start"].as_i64().expect("a time"), summary["stop"].as_i64().expect("a time"));
    assert!(start > 1_500_000_000_000 && stop >= start, "{summary}");
}

#[test]
fn a_test_says_what_is_wrong_and_which_requirements_it_is_about() {
    let results = read(&every_kind());
    let failed = &results["tests"][1];
    assert_eq!((&failed["name"], &failed["duration"]), (&json!("acme/update/rejects/amount/maximum"), &json!(1500)));
    assert_eq!(failed["tags"], json!(["AC-0", "AC-1"]));
    assert!(failed["message"].as_str().is_some_and(|text| text.contains("AC-0")), "{failed}");
    assert!(failed["trace"].as_str().is_some_and(|text| text.contains("curl")), "{failed}");
    assert!(results["tests"][5]["message"].as_str().is_some_and(|text| text.contains("closed")));
    assert!(results["tests"][0].get("message").is_none());
}

#[test]
fn no_response_hides_anything_in_it() {
    let text = file(&made::whole(&hostile), Language::English, "ctrf.json");
    assert!(serde_json::from_str::<Value>(&text).is_ok());
    assert_eq!(hidden(&text), None, "every character is visible");
    assert!(text.len() < 10_000_000 && file(&made::large(5_000), Language::Japanese, "ctrf.json").len() < 20_000_000);
}
