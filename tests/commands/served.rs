//! `serve`, and runs against it as against any target: by profile, by address, with other readings, with states left out.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Stdio},
};

use serde_json::{Map, Value, json};

use crate::shell::{command, ended, folder, found, report, requirement, tekigo};

/// A running `tekigo serve`, ended with the test.
pub(crate) struct Served {
    child: Child,
    pub(crate) url: String,
    /// By contract, as printed.
    pub(crate) credentials: Map<String, Value>,
}

impl Served {
    pub(crate) fn start(contracts: &[&str], arguments: &[&str]) -> Self {
        let chosen: Vec<&str> = contracts.iter().flat_map(|id| ["--contract", id]).collect();
        let mut command = command(Path::new("."), &[&["serve", "--port", "0"], &chosen[..], arguments].concat());
        let mut child = command.stdout(Stdio::piped()).spawn().expect("tekigo starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let mut line = || lines.next().expect("a line").expect("UTF-8");
        let url = line();
        let mut credentials = Map::new();
        for _ in contracts {
            let line = line();
            let (id, rest) = line.split_once(" credentials ").expect("credentials");
            let (given, hint) = rest.split_once("; ").expect("a hint");
            assert_eq!(hint, format!("`tekigo list states --contract {id}` names the rest"));
            credentials.insert(id.to_owned(), serde_json::from_str(given).expect("JSON"));
        }
        Self { child, url, credentials }
    }

    /// A profile made of what `serve` and `list states` print, without some states.
    pub(crate) fn profile(&self, without: &[&str], more: &str) -> String {
        let mut text = String::from("name = \"served\"\n");
        for (contract, credentials) in &self.credentials {
            text += &format!("\n[{contract}]\nurl = \"{}/\"\ncredentials = {}\n{more}", self.url, toml(credentials));
            text += &format!("\n[{contract}.states]\n");
            let listed = tekigo(Path::new("."), &["list", "states", "--contract", contract, "--json"]);
            let states: Vec<Value> = serde_json::from_str(&listed.out).expect("a JSON array");
            for state in states {
                let id = state["id"].as_str().expect("an id");
                let given = state["given"].as_str().expect("the values as text");
                if !without.contains(&id) {
                    text += &format!("{id} = {}\n", toml(&serde_json::from_str(given).expect("JSON")));
                }
            }
        }
        text
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

/// A value as TOML on one line.
pub(crate) fn toml(value: &Value) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match value {
        Value::Array(items) => format!("[{}]", joined(items.iter().map(toml).collect())),
        Value::Object(fields) => {
            format!("{{ {} }}", joined(fields.iter().map(|(key, value)| format!("{key} = {}", toml(value))).collect()))
        }
        other => other.to_string(),
    }
}

/// Where a test of this name ran.
fn folder_of(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands").join(name)
}

/// Runs with a profile in a folder of its own; the exit code and the report.
fn run(name: &str, profile: &str, arguments: &[&str]) -> (Option<i32>, Value) {
    let folder = folder(name);
    fs::write(folder.join("profile.toml"), profile).expect("written");
    let ended = tekigo(&folder, &[&["run", "--target", "profile.toml", "--out", "report"], arguments].concat());
    assert!(folder.join("report/report.json").exists(), "{ended:?}");
    (ended.code, report(&folder.join("report")))
}

#[test]
fn a_profile_made_of_what_is_printed_makes_a_conformant_run() {
    let served = Served::start(&["robo-payment", "jpay-search"], &[]);
    let filter = [
        "robo-payment/scenario/payment-",
        "robo-payment/scenario/billing-",
        "robo-payment/scenario/store-failing",
        "robo-payment/scenario/bank-code",
        "robo-payment/bulk_upsert/accepts/payment_bank_transfer.b",
        "jpay-search/scenario/key-",
        "jpay-search/scenario/sid-",
        "jpay-search/scenario/maintenance",
        "jpay-search/scenario/server-error",
        "jpay-search/scenario/too-many",
        "jpay-search/order/accepts/",
    ];
    let (code, report) = run("served-profile", &served.profile(&[], ""), &filter);
    assert_eq!((code, &report["findings"], &report["errors"]), (Some(0), &json!([]), &json!([])), "{report}");
    assert_eq!(report["target"], json!({"name": "served", "kind": "url", "url": format!("{0} {0}", served.url)}));
    for id in ["RP-3618", "RP-3619", "RP-3620", "RP-3621", "RP-3622", "RP-3623", "RP-3624", "RP-3617", "RP-3626"] {
        assert_eq!(requirement(&report, id)["verdict"], "pass", "{id}");
    }
    for id in ["JP-auth", "JP-auth-search", "JP-sid-day", "JP-ER520", "JP-ER500", "JP-ER999"] {
        assert_eq!(requirement(&report, id)["verdict"], "pass", "{id}");
    }
}

#[test]
fn a_state_left_out_is_not_tested_and_told_with_what_to_provide() {
    let served = Served::start(&["robo-payment"], &[]);
    let profile = served.profile(&["payment-cleared"], "");
    let (code, report) = run("served-without", &profile, &["scenario/payment-cleared", "scenario/payment-closed"]);
    assert_eq!((code, &report["verdict"]), (Some(0), &json!("conformant")), "{report}");
    let (left_out, given) = (requirement(&report, "RP-3618"), requirement(&report, "RP-3624"));
    assert_eq!((&left_out["verdict"], &left_out["cases"]), (&json!("not-tested"), &json!(0)));
    let told =
        "the profile gives no state `payment-cleared`; add it under [robo-payment.states] with array, payment_id";
    // The line is that of the table in which it would stand.
    let line = profile.lines().position(|line| line == "[robo-payment.states]").expect("the table") + 1;
    assert_eq!(left_out["reason"], format!("profile.toml:{line}: {told}"));
    assert_eq!(given["verdict"], "pass");
    // Green says what it leaves open, and is none where it must be whole. What the filter leaves out counts in the line alone.
    let summary = fs::read_to_string(folder_of("served-without").join("report/summary.txt")).expect("a summary");
    let closing = summary.lines().rev().find(|line| line.starts_with("conformant: ")).expect("the verdict");
    let count = report["totals"]["untested_musts"].as_u64().expect("a number");
    assert!(count > 1 && closing.ends_with(&format!("; {count} must requirements not tested")), "{closing}");
    let strict = ["--strict", "scenario/payment-cleared", "scenario/payment-closed"];
    let (code, report) = run("served-strict-without", &profile, &strict);
    assert_eq!((code, &report["verdict"]), (Some(3), &json!("untested")), "{report}");
    let (code, _) = run("served-strict-filter", &profile, &["--strict", "scenario/payment-closed"]);
    assert_eq!(code, Some(0), "what a filter leaves out was not asked for");
    let (code, report) = run("served-only-without", &profile, &["scenario/payment-cleared"]);
    assert_eq!((code, &report["verdict"]), (Some(3), &json!("untested")), "a run that tested nothing is not success");
}

#[test]
fn no_id_is_invented_where_a_state_is_left_out() {
    let served = Served::start(&["abs-status"], &[]);
    let profile = served.profile(&["payment-updatable"], "");
    let (code, report) = run("served-all-without", &profile, &[]);
    assert_eq!((code, &report["findings"], &report["errors"]), (Some(0), &json!([]), &json!([])), "{report}");
    let line = profile.lines().position(|line| line == "[abs-status.states]").expect("the table") + 1;
    let told = format!(
        "profile.toml:{line}: the profile gives no state `payment-updatable`; \
         add it under [abs-status.states] with transactionId, paymentBatchNumber"
    );
    let (whole, part) = (requirement(&report, "AS-idempotent"), requirement(&report, "AS-0013"));
    assert_eq!((&whole["verdict"], &whole["reason"]), (&json!("not-tested"), &json!(told)));
    assert_eq!((&part["verdict"], &part["reason"]), (&json!("pass"), &json!(format!("in part: {told}"))));
}

#[test]
fn another_reading_is_found_unless_the_profile_says_so() {
    let served = Served::start(&["robo-payment"], &["--reading", "dates=pattern"]);
    let filter = ["rejects/payment_bank_transfer.payment_transfer_date/format"];
    let (code, report) = run("served-reading", &served.profile(&[], ""), &filter);
    assert_eq!((code, found(&report)), (Some(1), vec!["RP-3604"]), "{report}");
    assert!(report["findings"][0]["intent"].as_str().is_some_and(|told| told.contains("format")), "{report}");
    let (code, report) = run(
        "served-reading-said",
        &served.profile(&[], "readings = { dates = \"pattern\" }\n"),
        &["rejects/payment_bank_transfer.payment_transfer_date/"],
    );
    assert_eq!((code, &report["findings"]), (Some(0), &json!([])), "{report}");
    assert_eq!(report["contracts"][0]["readings"]["dates"], "pattern");
}

#[test]
fn an_address_and_the_environment_are_enough() {
    let served = Served::start(&["jpay-search"], &["--fault", "isac-text-accepted"]);
    let folder = folder("served-url");
    for (filter, code) in [("order/accepts/isac", 0), ("order/rejects/isac/type", 1)] {
        let arguments = ["run", "--contract", "jpay-search", "--url", &served.url, "--out", filter, filter];
        let mut command = command(&folder, &arguments);
        command.env("TEKIGO_API_KEY", served.credentials["jpay-search"]["api_key"].as_str().expect("a key"));
        let ended = ended(command);
        assert_eq!(ended.code, Some(code), "{ended:?}");
        assert_eq!(report(&folder.join(filter))["target"]["url"], served.url);
    }
}

#[test]
fn a_wrong_credential_is_no_finding_and_ends_the_run_before_it_begins() {
    let served = Served::start(&["jpay-search"], &[]);
    let folder = folder("served-wrong-key");
    let url = format!("{}/", served.url);
    let mut command =
        command(&folder, &["run", "--contract", "jpay-search", "--url", &url, "--out", "report", "order/accepts/isac"]);
    command.env("TEKIGO_API_KEY", "k0FAKEwrong");
    let ended = ended(command);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.out.contains("is refused with status 401 and code ER401"), "{}", ended.out);
    assert!(ended.out.contains("1 request, 0 findings") && !ended.out.contains("k0FAKEwrong"), "{}", ended.out);
}

#[test]
fn a_port_that_is_taken_is_told() {
    let served = Served::start(&["jpay-search"], &[]);
    let port = served.url.rsplit_once(':').expect("a port").1;
    let ended = tekigo(&folder("served-taken"), &["serve", "--port", port]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:?}");
    assert!(ended.err.starts_with(&format!("error: port {port} is in use; ")), "{}", ended.err);
}

/// The terminal id of saison-claim is sent under a reading that is not the one in force.
#[test]
fn a_credential_that_the_reading_in_force_does_not_send_is_not_asked_for() {
    let served = Served::start(&["saison-claim"], &[]);
    let given = |credentials: &str| {
        format!("name = \"served\"\n[saison-claim]\nurl = \"{}/\"\ncredentials = {{ {credentials} }}\n", served.url)
    };
    let token = format!("token = {}", served.credentials["saison-claim"]["token"]);
    let (code, report) = run("served-needs", &given(&token), &["monthly_claim/accepts/", "scenario/fuzz-query"]);
    assert_eq!((code, &report["errors"]), (Some(0), &json!([])), "{report}");
    let sends = given(&token) + "readings = { terminal-id = \"query:terminalId\" }\n";
    let folder = folder("served-needs-more");
    fs::write(folder.join("profile.toml"), sends).expect("written");
    let ended = tekigo(&folder, &["plan", "--target", "profile.toml"]);
    let told = "profile.toml:4: the credential `terminal_id` is missing; add it under credentials";
    assert!(ended.code == Some(2) && ended.err.contains(told), "{}", ended.err);
    let mut by_address = command(&folder, &["plan", "--url", &served.url, "--contract", "saison-claim"]);
    by_address.env("TEKIGO_TOKEN", "k0FAKE");
    let planned = crate::shell::ended(by_address);
    assert_eq!(planned.code, Some(0), "{}", planned.err);
    tekigo(&folder, &["init", "--contract", "saison-claim"]);
    let begun = fs::read_to_string(folder.join("target.toml")).expect("written");
    assert!(begun.contains("\ntoken = ") && begun.contains("\n# terminal_id = "), "{begun}");
}
