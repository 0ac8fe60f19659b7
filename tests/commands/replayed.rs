//! Counterexamples: small, saved as scenario files, and played again against any target.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use tekigo::contract::schema::{Options, Validator};

use crate::shell::{folder, found, json, report, tekigo};

/// Plays trials against a reference with a fault; the folder and the report of a run that must find it.
fn broken(name: &str, contract: &str, fault: &str, filter: &str) -> (PathBuf, Value) {
    let folder = folder(name);
    let arguments = ["run", "--strict", "--contract", contract, "--fault", fault, "--out", "report", filter];
    let ended = tekigo(&folder, &arguments);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let report = report(&folder.join("report"));
    (folder, report)
}

/// The saved counterexample of the first finding for a requirement, and its path.
fn counterexample(folder: &Path, report: &Value, requirement: &str) -> (PathBuf, Value) {
    let findings = report["findings"].as_array().expect("findings");
    let finding = findings.iter().find(|finding| finding["requirement"] == requirement);
    let finding = finding.unwrap_or_else(|| panic!("{requirement} is not among {:?}", found(report)));
    let path = folder.join("report").join(finding["scenario"].as_str().expect("a counterexample"));
    let scenario = json(&path);
    (path, scenario)
}

fn replay(path: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let file = path.display().to_string();
    let ended = tekigo(Path::new(env!("CARGO_TARGET_TMPDIR")), &[&["replay", file.as_str()], arguments].concat());
    assert!(!ended.err.contains("error"), "{ended:?}");
    (ended.code, ended.out)
}

/// Against the same fault the file shows it, against the sound reference it shows nothing.
fn tells_apart(path: &Path, fault: &str, requirement: &str) {
    let (code, out) = replay(path, &["--strict", "--fault", fault]);
    assert!(code == Some(1) && out.contains(requirement), "{fault}: {out}");
    let (code, out) = replay(path, &["--strict"]);
    assert_eq!(code, Some(0), "{fault}: {out}");
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// What a file shares with its neighbours is there when it is played alone as well.
#[test]
fn a_scenario_of_blocks_and_one_of_kinds_are_played_from_their_files() {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/robo-payment");
    for (file, fault, requirement) in [
        ("suspense-needs-billing-other.json", "billing-code-not-required", "RP-3609"),
        ("partial.json", "neighbour-updates-lost", "RP-partial"),
    ] {
        tells_apart(&scenarios.join(file), fault, requirement);
    }
}

#[test]
fn a_request_shrinks_to_one_row_of_what_must_be_there() {
    let filter = "rejects/payment_bank_transfer.amount/x-maxDigits";
    let (folder, report) = broken("replayed-small", "robo-payment", "amount-max-off-by-one", filter);
    let (path, scenario) = counterexample(&folder, &report, "RP-3605");
    assert_eq!(scenario["requirements"], json!(["RP-3605"]));
    assert_eq!(scenario["steps"].as_array().map(Vec::len), Some(1));
    let body = &scenario["steps"][0]["body"];
    assert_eq!(keys(body), ["user_id", "access_key", "payment_bank_transfer"]);
    assert_eq!(body["payment_bank_transfer"].as_array().map(Vec::len), Some(1));
    let row = &body["payment_bank_transfer"][0];
    assert_eq!(keys(row), ["payment_transfer_date", "amount", "account_name"]);
    assert_eq!((&row["amount"], row["account_name"].as_str().map(str::len)), (&json!(10_000_000_000_i64), Some(1)));
    assert_eq!(body["access_key"], json!({"$cel": "credentials.access_key"}));
    tells_apart(&path, "amount-max-off-by-one", "RP-3605");
}

#[test]
fn a_fault_of_late_rows_shrinks_to_eleven_rows() {
    let filter = "rejects/payment_bank_transfer.amount/x-maxDigits";
    let (folder, report) = broken("replayed-late", "robo-payment", "amount-unchecked-in-late-rows", filter);
    let (path, scenario) = counterexample(&folder, &report, "RP-3605");
    let rows = scenario["steps"][0]["body"]["payment_bank_transfer"].as_array().expect("rows");
    assert_eq!(rows.len(), 11);
    assert_eq!(scenario["steps"][0]["expect"]["at"], "/payment_bank_transfer/10/amount");
    let beyond = |row: &Value| row["amount"].as_i64().is_some_and(|amount| amount.abs() > 9_999_999_999);
    assert_eq!(rows.iter().map(beyond).collect::<Vec<_>>(), [vec![false; 10], vec![true]].concat());
    tells_apart(&path, "amount-unchecked-in-late-rows", "RP-3605");
}

#[test]
fn a_row_that_updates_is_saved_with_the_step_that_made_it_and_no_other() {
    let filter = "rejects/payment_other.amount/";
    let (folder, report) = broken("replayed-context", "robo-payment", "amount-unchecked-in-other-updates", filter);
    let (path, scenario) = counterexample(&folder, &report, "RP-3605");
    let names =
        scenario["steps"].as_array().expect("steps").iter().map(|step| step["name"].as_str().unwrap_or_default());
    assert_eq!(names.collect::<Vec<_>>(), ["other", "ask"], "{scenario}");
    let id = &scenario["steps"][1]["body"]["payment_other"][0]["payment_id"];
    assert!(id["$cel"].as_str().is_some_and(|source| source.starts_with("steps.other.response")), "{id}");
    tells_apart(&path, "amount-unchecked-in-other-updates", "RP-3605");
}

#[test]
fn a_drawn_scenario_shrinks_and_keeps_its_steps() {
    let (folder, report) =
        broken("replayed-drawn", "jpay-search", "window-seven-days-refused", "scenario/window-charged-drawn");
    let (path, scenario) = counterexample(&folder, &report, "JP-window-c");
    let from = json(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/jpay-search/window-charged-drawn.json"));
    assert_eq!((&scenario["name"], &scenario["steps"]), (&from["name"], &from["steps"]));
    let drawn = scenario["draw"].as_object().expect("drawn values");
    assert_eq!(drawn.keys().collect::<Vec<_>>(), keys(&from["draw"]));
    assert!(drawn.values().all(|form| form["schema"]["const"] != Value::Null), "every place is filled: {drawn:?}");
    tells_apart(&path, "window-seven-days-refused", "JP-window-c");
}

#[test]
fn a_raw_body_is_kept_byte_by_byte() {
    for (number, (raw, place)) in [("raw/not-json", "raw"), ("raw/invalid-utf8", "rawHex")].iter().enumerate() {
        let filter = format!("order/{raw}");
        let (folder, report) = broken(&format!("replayed-raw-{number}"), "jpay-search", "bad-json-500", &filter);
        let first = found(&report)[0].to_owned();
        let (path, scenario) = counterexample(&folder, &report, &first);
        assert!(scenario["steps"][0][place].is_string(), "{scenario}");
        tells_apart(&path, "bad-json-500", &first);
    }
}

#[test]
fn every_counterexample_has_the_form_of_a_scenario() {
    let text = include_str!("../../schemas/_meta/scenario.schema.json");
    let schema = serde_json::from_str(text).expect("the form is JSON");
    let form = Validator::new(&schema, &Options { strict: true, ..Options::default() }).expect("the form is a schema");
    assert!(!form.is_valid(&json!({"contract": "x"})), "the form says something");
    for (contract, fault, filter) in [
        ("robo-payment", "new-ids-repeat", "robo-payment/scenario/"),
        ("jpay-search", "error-unwrapped", "jpay-search/order/r"),
        ("jpay-search", "count-as-string", "jpay-search/order/accepts/"),
    ] {
        let (folder, report) = broken(&format!("replayed-form-{fault}"), contract, fault, filter);
        let findings = report["findings"].as_array().expect("findings");
        assert!(!findings.is_empty());
        for finding in findings {
            let Some(path) = finding["scenario"].as_str() else {
                // It is too large to be kept for each finding; the first of its cause is.
                let same = |other: &&Value| other["cause"] == finding["cause"] && other["scenario"].is_string();
                assert!(findings.iter().any(|other| same(&other)), "{finding}");
                continue;
            };
            let path = folder.join("report").join(path);
            let breaches = form.breaches(&json(&path));
            assert!(
                breaches.is_empty(),
                "{}: {:?}",
                path.display(),
                breaches.iter().map(|b| &b.message).collect::<Vec<_>>()
            );
        }
    }
}

/// A counterexample becomes a regression by being copied: it is read, checked and played with the other scenarios.
#[test]
fn a_counterexample_can_join_the_scenarios() {
    let filter = "order/rejects/isac/type";
    let (folder, report) = broken("replayed-joins", "jpay-search", "isac-text-accepted", filter);
    let (path, scenario) = counterexample(&folder, &report, "JP-isac");
    for room in ["schemas/_meta", "schemas/jpay-search", "scenarios/jpay-search"] {
        let (from, to) = (Path::new(env!("CARGO_MANIFEST_DIR")).join(room), folder.join(room));
        fs::create_dir_all(&to).expect("made");
        for entry in fs::read_dir(from).expect("there") {
            let file = entry.expect("read").path();
            fs::copy(&file, to.join(file.file_name().expect("a name"))).expect("copied");
        }
    }
    let name = scenario["name"].as_str().expect("a name");
    fs::copy(path, folder.join(format!("scenarios/jpay-search/{name}.json"))).expect("copied");
    let check = tekigo(&folder, &["check", "."]);
    assert_eq!(check.code, Some(0), "{check:?}");
    let trial = format!("jpay-search/scenario/{name}");
    let run = ["run", "--contracts", ".", "--exact", &trial, "--out", "again"];
    assert_eq!(tekigo(&folder, &run).code, Some(0));
    assert_eq!(tekigo(&folder, &[&run[..], &["--overwrite", "--fault", "isac-text-accepted"]].concat()).code, Some(1));
}

#[test]
fn a_scenario_is_replayed_as_it_lies_in_its_folder() {
    let scenario = |file: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/jpay-search").join(file);
    let (code, out) = replay(&scenario("maxs-limits.json"), &[]);
    assert!(code == Some(0) && out.contains("JP-maxs"), "{out}");
    assert_eq!(replay(&scenario("maxs-limits.json"), &["--fault", "maxs-1000-refused"]).0, Some(1));
    let (code, out) = replay(&scenario("sort-key-twice.json"), &[]);
    assert!(code == Some(3) && out.contains("not run: the readings in force leave it out"), "{out}");
}
