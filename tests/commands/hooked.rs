//! States that hooks bring about: how often, with what, and what becomes of one that cannot.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    fake::{self, Fake},
    served::Served,
    shell::{Ended, folder, report, requirement, tekigo},
};

/// Runs with a profile whose states are written by hand, and scripts next to it.
fn run(name: &str, served: &Served, states: &str, scripts: &[(&str, &str)], arguments: &[&str]) -> (Ended, Value) {
    run_with(name, served.profile(&["payment-cleared", "payment-closed"], "") + states, scripts, arguments)
}

fn run_with(name: &str, profile: String, scripts: &[(&str, &str)], arguments: &[&str]) -> (Ended, Value) {
    let folder = folder(name);
    for (file, text) in scripts {
        fs::write(folder.join(file), text).expect("written");
    }
    fs::write(folder.join("p.toml"), profile).expect("written");
    let ended = tekigo(&folder, &[&["run", "--target", "p.toml", "--out", "report"], arguments].concat());
    let report = if folder.join("report/report.json").exists() { report(&folder.join("report")) } else { Value::Null };
    (ended, report)
}

fn accuses_nobody(ended: &Ended, report: &Value) {
    let came = (ended.code, &report["findings"], &report["errors"]);
    assert_eq!(came, (Some(0), &json!([]), &json!([])), "{}", ended.out);
}

fn lines(name: &str, file: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands").join(name).join(file);
    fs::read_to_string(path).unwrap_or_default().lines().map(str::to_owned).collect()
}

/// The values of a state of the reference, as JSON.
fn given(state: &str) -> String {
    tekigo::reference::find("robo-payment").expect("a reference").gives()["states"][state].to_string()
}

const FILTER: [&str; 2] = ["scenario/payment-cleared", "scenario/payment-closed"];

#[test]
fn a_command_brings_a_state_about_once_and_takes_it_down() {
    let served = Served::start(&["robo-payment"], &[]);
    let make = format!("cat >> asked; echo >> asked; echo '{}'", given("payment-cleared"));
    let states = "payment-cleared = { hook = [\"sh\", \"make.sh\"], teardown = [\"sh\", \"drop.sh\"] }\n\
        payment-closed = { hook = [\"sh\", \"closed.sh\"], scope = \"trial\", teardown = [\"sh\", \"drop.sh\"] }\n";
    let closed = format!("echo made >> closed; echo '{}'", given("payment-closed"));
    let scripts =
        [("make.sh", make.as_str()), ("closed.sh", closed.as_str()), ("drop.sh", "cat >> dropped; echo >> dropped")];
    let (ended, report) = run("hooked-command", &served, states, &scripts, &FILTER);
    assert_eq!((ended.code, ended.err.contains("warning")), (Some(0), false), "{}{}", ended.out, ended.err);
    for id in ["RP-3618", "RP-3624"] {
        assert_eq!(requirement(&report, id)["verdict"], "pass", "{id}");
    }
    let asked: Vec<Value> =
        lines("hooked-command", "asked").iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(asked, [json!({"contract": "robo-payment", "url": served.url, "state": "payment-cleared"})]);
    let trials = report["trials"].as_array().expect("trials");
    let closing =
        trials.iter().filter(|trial| trial["name"].as_str().is_some_and(|name| name.contains("payment-closed")));
    assert_eq!(lines("hooked-command", "closed").len(), closing.count(), "once for each trial");
    let dropped: Vec<Value> =
        lines("hooked-command", "dropped").iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let states: Vec<&str> = dropped.iter().filter_map(|line| line["state"].as_str()).collect();
    assert_eq!(states, ["payment-closed", "payment-cleared"]);
    let values: Value = serde_json::from_str(&given("payment-cleared")).expect("JSON");
    assert_eq!(dropped[1]["values"], if values.is_array() { values } else { json!([values]) });
}

/// What the reference of abs-status gives for the state that nearly all of its requests need.
fn updatable() -> (Served, String) {
    let given = tekigo::reference::find("abs-status").expect("a reference").gives();
    (Served::start(&["abs-status"], &[]), given["states"]["payment-updatable"].to_string())
}

#[test]
fn each_trial_draws_with_the_state_that_was_made_for_it() {
    let (served, given) = updatable();
    let script = format!("echo made >> made; echo '{given}'");
    let state = "payment-updatable = { hook = [\"sh\", \"make.sh\"], scope = \"trial\", teardown = [\"sh\", \"-c\", \"echo gone >> gone\"] }\n";
    let profile = served.profile(&["payment-updatable"], "") + state;
    let (ended, report) = run_with("hooked-drawn", profile, &[("make.sh", &script)], &["--jobs", "2"]);
    accuses_nobody(&ended, &report);
    let not_tested = report["contracts"].to_string().matches("\"verdict\":\"not-tested\"").count();
    assert_eq!(not_tested, 0, "{}", ended.out);
    let generated =
        ended.out.contains("conformant") && report["trials"].as_array().is_some_and(|trials| trials.len() > 20);
    // What is drawn is asked: not only the scenarios, which have their own way to the state.
    let of_scenario = |name: &str| name.contains("/scenario/") || name.ends_with("/precedence");
    let trials = report["trials"].as_array().expect("trials").iter();
    let drawn = trials.filter(|trial| !trial["name"].as_str().is_some_and(of_scenario));
    let idle: Vec<_> = drawn.filter(|trial| trial["cases"] == 0).map(|trial| trial["name"].clone()).collect();
    assert_eq!(idle, [""; 0], "{}", ended.out);
    let (made, gone) = (lines("hooked-drawn", "made").len(), lines("hooked-drawn", "gone").len());
    assert!(generated && made > 20 && made == gone, "{made} made, {gone} taken down");
}

#[test]
fn a_state_that_does_not_come_costs_the_trials_that_draw_with_it() {
    let (served, _) = updatable();
    let fails = "payment-updatable = { hook = [\"false\"], scope = \"trial\" }\n";
    let profile = served.profile(&["payment-updatable"], "") + fails;
    let (ended, report) = run_with("hooked-none-to-draw", profile, &[], &[]);
    accuses_nobody(&ended, &report);
    let whole = requirement(&report, "AS-idempotent");
    let told = "the hook of the state `payment-updatable` failed: it ended with exit status: 1: ";
    assert_eq!((&whole["verdict"], &whole["reason"]), (&json!("not-tested"), &json!(told)));
}

#[test]
fn a_target_that_is_only_read_has_no_hook_that_writes() {
    let served = Served::start(&["saison-claim"], &[]);
    let given =
        tekigo::reference::find("saison-claim").expect("a reference").gives()["states"]["user-withdrawn"].to_string();
    let refused = "read-only: the hook of the state `user-withdrawn` is not run; \
        give the values, or add writes = false where it only looks them up";
    for (scope, more, verdict, reason) in [
        ("run", "", "not-tested", json!(refused)),
        ("trial", "", "not-tested", json!(refused)),
        ("run", ", writes = false", "pass", json!("")),
        ("trial", ", writes = false", "pass", json!("")),
    ] {
        let name = format!("hooked-read-only-{scope}-{}", more.len());
        let script = format!("echo made >> made; echo '{given}'");
        let state = format!("user-withdrawn = {{ hook = [\"sh\", \"make.sh\"], scope = \"{scope}\"{more} }}\n");
        let profile = served.profile(&["user-withdrawn"], "read-only = true\n") + &state;
        let (ended, report) = run_with(&name, profile, &[("make.sh", &script)], &["scenario/user-"]);
        let came = requirement(&report, "SC-103");
        assert_eq!((&came["verdict"], &came["reason"]), (&json!(verdict), &reason), "{name}: {}", ended.out);
        assert_eq!(lines(&name, "made").is_empty(), more.is_empty());
    }
}

#[test]
fn a_plan_runs_no_hook() {
    let served = Served::start(&["robo-payment"], &[]);
    let folder = folder("hooked-plan");
    fs::write(folder.join("make.sh"), "echo made >> asked").expect("written");
    let states = "payment-cleared = { hook = [\"sh\", \"make.sh\"] }\n";
    fs::write(folder.join("p.toml"), served.profile(&["payment-cleared"], "") + states).expect("written");
    for arguments in [&["plan", "--target", "p.toml"][..], &["run", "--list", "--target", "p.toml"]] {
        let ended = tekigo(&folder, &[arguments, &["scenario/payment-cleared"]].concat());
        assert!(ended.code == Some(0) && ended.out.contains("robo-payment/scenario/payment-cleared"), "{ended:?}");
        assert!(arguments[0] != "plan" || !ended.out.contains("     0 requests"), "{}", ended.out);
    }
    assert!(!folder.join("asked").exists());
}

#[test]
fn a_hook_that_fails_costs_its_requirements_and_tells_why() {
    let served = Served::start(&["robo-payment"], &[]);
    let fails = "payment-cleared = { hook = [\"sh\", \"make.sh\"] }\n";
    let key = served.credentials["robo-payment"]["access_key"].as_str().expect("a key");
    for (number, (script, told)) in [
        (
            format!("echo no such payment, {key} >&2; exit 3"),
            "it ended with exit status: 3: no such payment, {{access_key}}",
        ),
        ("echo 5".to_owned(), "it printed neither a JSON object nor a list of them: 5"),
    ]
    .iter()
    .enumerate()
    {
        let name = format!("hooked-fails-{number}");
        let (ended, report) = run(
            &name,
            &served,
            fails,
            &[("make.sh", script)],
            &["scenario/payment-cleared", "scenario/document-sample"],
        );
        assert_eq!(ended.code, Some(0), "the run goes on: {}", ended.out);
        let left_out = requirement(&report, "RP-3618");
        let reason = format!("the hook of the state `payment-cleared` failed: {told}");
        assert_eq!((&left_out["verdict"], &left_out["reason"]), (&json!("not-tested"), &json!(reason)));
        assert!(!ended.out.contains(key));
    }
    let slow = "payment-cleared = { hook = [\"sleep\", \"60\"], timeout = \"200ms\" }\n";
    let (_, report) = run("hooked-slow", &served, slow, &[], &["scenario/payment-cleared", "scenario/document-sample"]);
    assert!(
        requirement(&report, "RP-3618")["reason"].as_str().is_some_and(|why| why.contains("did not end within 200ms"))
    );
    let left = "payment-cleared = { hook = [\"sh\", \"make.sh\"], teardown = [\"false\"] }\n";
    let make = format!("echo '{}'", given("payment-cleared"));
    let (ended, _) = run("hooked-left", &served, left, &[("make.sh", &make)], &["scenario/payment-cleared"]);
    assert_eq!(ended.code, Some(0), "{}", ended.out);
    assert!(
        ended.err.contains("warning: failed to take down the state `payment-cleared` of robo-payment: it ended"),
        "{}",
        ended.err
    );
}

#[test]
fn a_call_brings_a_state_about_as_well() {
    let served = Served::start(&["robo-payment"], &[]);
    let table = given("payment-cleared");
    let helper = Fake::start(move |_, came| {
        let status = if came.head.starts_with("PUT /make HTTP/1.1") { 200 } else { 404 };
        fake::json(status, "", &table)
    });
    let states = |path: &str| {
        format!(
            "payment-cleared = {{ http = {{ method = \"PUT\", url = \"{}/{path}\", headers = {{ x-key = \"k0FAKE\" }}, body = {{ kind = \"cleared\" }} }} }}\n",
            helper.url()
        )
    };
    let filter = ["scenario/payment-cleared", "scenario/document-sample"];
    let (ended, report) = run("hooked-http", &served, &states("make"), &[], &filter);
    assert_eq!((ended.code, &requirement(&report, "RP-3618")["verdict"]), (Some(0), &json!("pass")), "{}", ended.out);
    let came = helper.came();
    assert!(came.len() == 1 && came[0].head.contains("x-key: k0FAKE"), "{came:?}");
    assert_eq!(came[0].body, br#"{"kind":"cleared"}"#);
    let (_, report) = run("hooked-http-fails", &served, &states("other"), &[], &filter);
    let reason = requirement(&report, "RP-3618")["reason"].as_str().expect("a reason").to_owned();
    assert!(reason.contains("/other is 404: "), "{reason}");
}

#[test]
fn a_wrong_hook_is_told_with_its_line() {
    let folder = folder("hooked-wrong");
    for (state, told) in [
        ("{ hook = 5 }", "`hook` is not a hook; write \"./make.sh\""),
        ("{ hook = [] }", "`hook` names no program"),
        ("{ hook = \"a\", http = { url = \"http://a\" } }", "the state has `hook` and `http`"),
        (
            "{ hook = \"a\", scop = \"run\" }",
            "`scop` is not known in [robo-payment.states.payment-cleared]; did you mean scope?",
        ),
        ("{ hook = \"a\", scope = \"day\" }", "there is no scope `day`; write \"run\" or \"trial\""),
        ("{ http = { method = \"GET\" } }", "`http` has no url"),
        ("{ http = { url = \"a\" } }", "`a` is not an address"),
        ("{ http = { url = \"http://a\", headers = { \"a b\" = \"c\" } } }", "HTTP cannot carry the header `a b`"),
    ] {
        let text =
            format!("[robo-payment]\nurl = \"http://127.0.0.1:9\"\n[robo-payment.states]\npayment-cleared = {state}\n");
        fs::write(folder.join("p.toml"), text).expect("written");
        let ended = tekigo(&folder, &["plan", "--target", "p.toml"]);
        assert_eq!(ended.code, Some(2), "{state}");
        assert!(ended.err.contains(&format!("p.toml:4: {told}")), "{told}: {}", ended.err);
    }
}
