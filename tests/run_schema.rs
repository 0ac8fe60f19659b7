//! `report.json` keeps the form that `schemas/_meta/run.schema.json` promises to its readers.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};
use tekigo::contract::schema::{Options, Validator};

/// Plays one run of robo-payment against the embedded reference; its folder, and the exit code.
fn run(name: &str, arguments: &[&str]) -> (PathBuf, Option<i32>) {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("run_schema").join(name);
    if out.exists() {
        fs::remove_dir_all(&out).expect("the report of an earlier run is removed");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_tekigo"));
    let output = command
        .args(["run", "--contract", "robo-payment", "--out"])
        .arg(&out)
        .args(arguments)
        .output()
        .expect("tekigo starts");
    assert!(out.join("report.json").exists(), "{}", String::from_utf8_lossy(&output.stderr));
    (out, output.status.code())
}

fn report(folder: &Path) -> Value {
    let text = fs::read_to_string(folder.join("report.json")).expect("the report is there");
    serde_json::from_str(&text).expect("the report is JSON")
}

fn form() -> Validator {
    let text = include_str!("../schemas/_meta/run.schema.json");
    let schema = serde_json::from_str(text).expect("the form is JSON");
    Validator::new(&schema, &Options { strict: true, ..Options::default() }).expect("the form is a schema")
}

/// What is wrong with a report: a line each, the place first.
fn wrong(report: &Value) -> Vec<String> {
    let property = |name: Option<String>| name.map(|name| format!(" `{name}`")).unwrap_or_default();
    form()
        .breaches(report)
        .into_iter()
        .map(|b| format!("{} {}{}: {}", b.pointer, b.keyword, property(b.property), b.message))
        .collect()
}

#[test]
fn a_kill_matrix_keeps_its_form() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tekigo"));
    let fault = ["--contract", "kanri-claim", "--fault", FAULT, "--cases", "1", "--quick", "--json"];
    let output = command.arg("prove").args(fault).output().expect("tekigo starts");
    let matrix: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let schema = serde_json::from_str(include_str!("../schemas/_meta/kill-matrix.schema.json")).expect("JSON");
    let form = Validator::new(&schema, &Options { strict: true, ..Options::default() }).expect("the form is a schema");
    assert_eq!(form.breaches(&matrix), Vec::new());
    assert_eq!(matrix["contracts"][0]["faults"][0]["name"], FAULT);
    let changed = |place: &str, value: Value| {
        let mut matrix = matrix.clone();
        *matrix.pointer_mut(place).expect(place) = value;
        matrix
    };
    for (place, value) in [
        ("/kill_matrix", json!(2)),
        ("/extent", json!("some")),
        ("/contracts", json!([])),
        ("/contracts/0/seed", json!("1")),
        ("/contracts/0/digest", json!("0a")),
        ("/contracts/0/faults/0/killed", json!("yes")),
        ("/contracts/0/faults/0/japanese", json!("")),
    ] {
        assert!(!form.is_valid(&changed(place, value)), "{place}");
    }
}

/// A fault of kanri-claim.
const FAULT: &str = "good-status-201";

#[test]
fn the_report_of_a_conformant_run_keeps_the_form() {
    let (out, exit) = run("conformant", &["raw/empty", "scenario/document-sample"]);
    let report = report(&out);
    assert_eq!(wrong(&report), Vec::<String>::new());
    assert_eq!((exit, &report["verdict"]), (Some(0), &json!("conformant")));
    assert!(report["totals"]["exchanges"].as_u64() >= Some(1), "{}", report["totals"]);
    assert_eq!(report["findings"], json!([]));
}

#[test]
fn the_report_of_a_broken_promise_keeps_the_form() {
    let (out, exit) = run("broken", &["scenario/document-sample", "--fault", "good-call-201"]);
    let report = report(&out);
    assert_eq!(wrong(&report), Vec::<String>::new());
    assert_eq!((exit, &report["verdict"]), (Some(1), &json!("not-conformant")));
    let counterexample = report["findings"][0]["scenario"].as_str().expect("a finding has its counterexample");
    assert!(out.join(counterexample).exists(), "{counterexample}");
    let given = tekigo::reference::find("robo-payment").expect("a reference").gives();
    let secret = given["credentials"]["access_key"].as_str().expect("a secret");
    assert!(
        report["findings"][0]["request"]["access_key"].is_string() && !report.to_string().contains(secret),
        "the secret is redacted"
    );
}

/// A run in which every stable key stands, small enough to be read.
fn sample() -> Value {
    json!({
        "schema": "schemas/_meta/run.schema.json", "tekigo": "0.1.0", "seed": 1, "plan_hash": "404d660c51d0e6c7",
        "started": "2026-11-21T23:59:24.738Z", "seconds": 0.068, "strict": false, "verdict": "not-conformant",
        "target": {"name": "acme sandbox", "kind": "url", "url": "https://demo.example"},
        "totals": {"trials": 1, "cases": 2, "exchanges": 2, "findings": 1, "dropped": 0},
        "contracts": [{
            "id": "robo-payment", "digest": format!("sha256:{}", "0a".repeat(32)), "readings": {"row-limit": 1000, "rows": "partial"},
            "requirements": [{"id": "RP-3605", "level": "must", "verdict": "pass", "cases": 2, "trials": ["robo-payment/x"], "reason": ""}],
            "codes": [{"code": "3605", "seen": 1, "expected": true}]
        }],
        "findings": [{
            "requirement": "RP-3605", "level": "must", "trial": "robo-payment/x", "check": "server-error", "pointer": "/rows/0",
            "expected": "code 3605", "actual": "no error", "intent": "amount: one over maximum", "cases": 1, "status": 200,
            "request": {}, "response": "no JSON", "curl": "curl -i", "scenario": null
        }],
        "errors": [{"trial": "robo-payment/x", "error": "reach the target"}]
    })
}

/// Every object of the report that promises keys, and those that it may do without.
const OBJECTS: [(&str, &[&str]); 9] = [
    ("", &["errors"]),
    ("/target", &[]),
    ("/totals", &[]),
    ("/contracts/0", &[]),
    ("/contracts/0/requirements/0", &[]),
    ("/contracts/0/codes/0", &[]),
    ("/findings/0", &["status"]),
    ("/errors/0", &[]),
    ("/contracts/0/readings", &["row-limit", "rows"]),
];

#[test]
fn a_stable_key_can_be_relied_on() {
    assert_eq!(wrong(&sample()), Vec::<String>::new());
    for (place, optional) in OBJECTS {
        let keys: Vec<String> =
            sample().pointer(place).and_then(Value::as_object).expect("an object").keys().cloned().collect();
        for key in keys.iter().filter(|key| !optional.contains(&key.as_str())) {
            let mut report = sample();
            report.pointer_mut(place).and_then(Value::as_object_mut).expect("an object").shift_remove(key);
            let wrong = wrong(&report);
            assert!(wrong.len() == 1 && wrong[0].contains(&format!("required `{key}`")), "{place}/{key}: {wrong:?}");
        }
    }
}

#[test]
fn keys_may_be_added_beside_the_stable_ones() {
    for (place, _) in OBJECTS {
        let mut report = sample();
        report.pointer_mut(place).and_then(Value::as_object_mut).expect("an object").insert("new".into(), json!("x"));
        assert_eq!(wrong(&report), Vec::<String>::new(), "{place}");
    }
}

#[test]
fn a_stable_key_keeps_its_meaning() {
    for (place, value) in [
        ("/seed", json!("1")),
        ("/plan_hash", json!("")),
        ("/started", json!("2026-02-30T00:00:00Z")),
        ("/seconds", json!(-1)),
        ("/verdict", json!("not conformant")),
        ("/target/kind", json!("file")),
        ("/target/url", json!("")),
        ("/totals/cases", json!(-1)),
        ("/contracts", json!([])),
        ("/contracts/0/digest", json!("0a0a")),
        ("/contracts/0/readings/rows", json!(null)),
        ("/contracts/0/requirements/0/level", json!("may")),
        ("/contracts/0/requirements/0/verdict", json!("ok")),
        ("/contracts/0/requirements/0/verdict", json!("not-tested")),
        ("/contracts/0/requirements/0/cases", json!(0)),
        ("/contracts/0/codes/0/code", json!(3605)),
        ("/findings/0/check", json!("Server error")),
        ("/findings/0/pointer", json!("rows/0")),
        ("/findings/0/cases", json!(0)),
        ("/findings/0/scenario", json!("")),
        ("/errors/0/error", json!("")),
    ] {
        let mut report = sample();
        *report.pointer_mut(place).expect("a place of the sample") = value.clone();
        assert_eq!(wrong(&report).len(), 1, "{place} {value}: {:?}", wrong(&report));
    }
}
