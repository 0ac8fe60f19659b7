//! Green means seen: a target that treats every request alike passes no requirement that needs another treatment. What is wrong with it
//! is one thing, and is reported once.

use std::fs;

use serde_json::Value;

use crate::{
    fake::{Answer, Fake},
    served::toml,
    shell::{folder, journal, report, tekigo},
};

/// Requirements that such targets really keep: all that they promise is that something is not served, or that the status is below 500.
const ABOUT_REFUSALS_ALONE: [&str; 3] = ["KC-auth", "KC-error", "AS-large"];

/// The report of a run against a target that answers everything alike.
fn report_of(contract: &str, name: &str, answer: Answer) -> Value {
    let target = Fake::start(move |_, _| answer.clone());
    let folder = folder(&format!("unseen-{contract}-{name}"));
    let gives = tekigo::reference::find(contract).expect("a reference").gives();
    let profile = format!(
        "name = \"alike\"\n[{contract}]\nurl = \"{}\"\ncredentials = {}\nstates = {}\n",
        target.url(),
        toml(&gives["credentials"]),
        toml(&gives["states"]),
    );
    fs::write(folder.join("alike.toml"), profile).expect("a profile");
    let arguments = [
        "run",
        "--contract",
        contract,
        "--target",
        "alike.toml",
        "--cases",
        "1",
        "--no-preflight",
        "--no-journal",
        "--out",
        "report",
    ];
    let ended = tekigo(&folder, &arguments);
    assert!(matches!(ended.code, Some(1 | 3)), "{ended:?}");
    report(&folder.join("report"))
}

/// The requirements that a target passes.
fn passed(report: &Value) -> Vec<&str> {
    let requirements = report["contracts"][0]["requirements"].as_array().expect("requirements");
    assert!(requirements.iter().all(|one| one["verdict"] != "not-tested" || one["reason"] != ""), "{report}");
    let pass = |one: &&Value| one["verdict"] == "pass";
    requirements.iter().filter(pass).map(|one| one["id"].as_str().expect("an id")).collect()
}

/// Whatever follows from it, what such a target does wrong is one cause, which says what it is.
fn has_one_cause(report: &Value, actual: &str) {
    let causes = report["causes"].as_array().expect("causes");
    if report["ended"].is_string() {
        // It does not let us in, which is not a finding.
        assert!(causes.is_empty(), "{causes:?}");
        return;
    }
    let findings = report["findings"].as_array().expect("findings").len();
    let [cause] = causes.as_slice() else { panic!("{} causes of {findings} findings: {causes:#?}", causes.len()) };
    assert_eq!(cause["findings"].as_array().expect("findings").len(), findings);
    assert!(findings > 5 && cause["actual"].as_str().is_some_and(|came| came.starts_with(actual)), "{cause}");
}

fn whole(status: &str, headers: &str, body: &str) -> Answer {
    (format!("HTTP/1.1 {status}\r\n{headers}"), body.to_owned())
}

/// A response with which the reference accepts a request.
fn good(contract: &str) -> Answer {
    let folder = folder(&format!("unseen-{contract}-good-body"));
    let ended = tekigo(&folder, &["run", "--contract", contract, "--cases", "1", "--out", "report", "accepts/"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let text = journal(&folder.join("report"));
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let mut bodies = lines.filter_map(|line| {
        let exchange = &line["exchange"];
        let is_accepted = exchange["trial"].as_str().is_some_and(|trial| trial.contains("/accepts/"));
        exchange["response"]["text"].as_str().filter(|_| is_accepted).map(str::to_owned)
    });
    whole("200 OK", "content-type: application/json\r\n", &bodies.next().expect("a good response"))
}

/// Of a target that accepts everything with the same good body, no refusal is believed.
fn no_refusal_is_passed_unseen(contract: &str) {
    let report = report_of(contract, "good", good(contract));
    let requirements = report["contracts"][0]["requirements"].as_array().expect("requirements");
    let about_refusals = |one: &&Value| {
        let trials = one["trials"].as_array().expect("trials");
        let is_refusal =
            |trial: &Value| trial.as_str().is_some_and(|name| name.contains("/rejects/") || name.contains("/raw/"));
        !trials.is_empty() && trials.iter().all(is_refusal)
    };
    let own: Vec<&Value> = requirements.iter().filter(about_refusals).collect();
    let passed: Vec<&&Value> = own.iter().filter(|one| one["verdict"] == "pass").collect();
    assert!(passed.is_empty(), "{contract}: {passed:#?}");
    let failed = requirements.iter().filter(|one| one["verdict"] == "fail").count();
    assert!(failed >= 3 && report["verdict"] == "not-conformant", "{contract}: {failed} requirements fail");
}

fn is_not_passed_unseen(contract: &str) {
    no_refusal_is_passed_unseen(contract);
    let json = "content-type: application/json\r\n";
    let page = r#"{"timestamp":"2026-11-29T00:00:00Z","status":404,"error":"Not Found","path":"/api"}"#;
    let alike = [
        ("302", whole("302 Found", "location: /login\r\n", ""), "status 302 with no body (Location /login)"),
        // What a framework says of itself has a text where saison-claim has a code.
        ("404", whole("404 Not Found", json, page), "status 404"),
        ("401", whole("401 Unauthorized", json, "{}"), "status 401"),
        ("500", whole("500 Internal Server Error", "content-type: text/html\r\n", "<h1>500</h1>"), "status 500"),
        ("204", whole("204 No Content", "", ""), "status 204 with no body"),
        ("empty", whole("200 OK", json, ""), "status 200 with no body"),
        ("null", whole("200 OK", json, "null"), "null"),
    ];
    for (name, answer, actual) in alike {
        let report = report_of(contract, name, answer);
        let undue: Vec<&str> = passed(&report).into_iter().filter(|id| !ABOUT_REFUSALS_ALONE.contains(id)).collect();
        assert!(undue.is_empty(), "{contract} against {name}: {undue:?}");
        has_one_cause(&report, actual);
    }
}

#[test]
fn what_a_target_never_showed_is_not_passed_in_robo_payment() {
    is_not_passed_unseen("robo-payment");
}

#[test]
fn what_a_target_never_showed_is_not_passed_in_jpay_search() {
    is_not_passed_unseen("jpay-search");
}

#[test]
fn what_a_target_never_showed_is_not_passed_in_saison_claim() {
    is_not_passed_unseen("saison-claim");
}

#[test]
fn what_a_target_never_showed_is_not_passed_in_abs_status() {
    is_not_passed_unseen("abs-status");
}

#[test]
fn what_a_target_never_showed_is_not_passed_in_kanri_claim() {
    is_not_passed_unseen("kanri-claim");
}
