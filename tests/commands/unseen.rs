//! Green means seen: a target that treats every request alike passes no requirement that needs another treatment.

use std::fs;

use serde_json::Value;

use crate::{
    fake::{Answer, Fake},
    served::toml,
    shell::{folder, report, tekigo},
};

/// Requirements that such targets really keep: all that they promise is that something is not served, or that the status is below 500.
const ABOUT_REFUSALS_ALONE: [&str; 3] = ["KC-auth", "KC-error", "AS-large"];

/// The requirements that a target passes which answers everything alike.
fn passed(contract: &str, name: &str, answer: Answer) -> Vec<String> {
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
    let report = report(&folder.join("report"));
    let requirements = report["contracts"][0]["requirements"].as_array().expect("requirements");
    assert!(requirements.iter().all(|one| one["verdict"] != "not-tested" || one["reason"] != ""), "{report}");
    let pass = |one: &&Value| one["verdict"] == "pass";
    requirements.iter().filter(pass).map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
}

fn whole(status: &str, headers: &str, body: &str) -> Answer {
    (format!("HTTP/1.1 {status}\r\n{headers}"), body.to_owned())
}

fn is_not_passed_unseen(contract: &str) {
    let json = "content-type: application/json\r\n";
    let alike = [
        ("404", whole("404 Not Found", json, "{}")),
        ("401", whole("401 Unauthorized", json, "{}")),
        ("500", whole("500 Internal Server Error", "content-type: text/html\r\n", "<h1>500</h1>")),
        ("204", whole("204 No Content", "", "")),
        ("empty", whole("200 OK", json, "")),
        ("null", whole("200 OK", json, "null")),
    ];
    for (name, answer) in alike {
        let passed = passed(contract, name, answer);
        let undue: Vec<&String> = passed.iter().filter(|id| !ABOUT_REFUSALS_ALONE.contains(&id.as_str())).collect();
        assert!(undue.is_empty(), "{contract} against {name}: {undue:?}");
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
