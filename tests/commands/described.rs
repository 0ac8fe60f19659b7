//! `tekigo run --openapi`: from a description alone to a verdict, with no file of ours.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    bank::{Bank, Defect},
    fake::{Fake, json as answer},
    shell::{Ended, command, ended, folder, report},
};

/// The description without a word of ours, as its maker would publish it.
pub(crate) fn description(folder: &Path) -> PathBuf {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rest/schemas/bank/openapi.yaml"))
        .expect("there");
    let mut plain = String::new();
    for line in text.lines() {
        let mut line = line.to_owned();
        for word in ["x-requirement: ", "x-code: ", "x-from: "] {
            while let Some(at) = line.find(word) {
                let end = line[at..].find([',', '}']).map_or(line.len(), |end| at + end);
                let end = if line[end..].starts_with(", ") { end + 2 } else { end };
                line.replace_range(at..end, "");
            }
        }
        if !line.trim().is_empty() {
            plain.push_str(line.trim_end().trim_end_matches(','));
            plain.push('\n');
        }
    }
    let path = folder.join("bank.yaml");
    fs::write(&path, plain).expect("written");
    path
}

fn run(name: &str, defect: Defect) -> (Ended, Value, Fake) {
    let folder = folder(name);
    description(&folder);
    let bank = Bank::new(defect);
    let target = Fake::start(move |_, came| bank.answer(came));
    let arguments =
        ["run", "--openapi", "bank.yaml", "--url", &target.url(), "--out", "report", "--cases", "3", "--jobs", "1"];
    let mut asked = command(&folder, &arguments);
    asked.env("TEKIGO_KEY", "k0FAKE");
    let ended = ended(asked);
    (ended, report(&folder.join("report")), target)
}

/// The requirements that failed or warned.
fn broken(report: &Value) -> Vec<String> {
    let all = report["contracts"][0]["requirements"].as_array().expect("requirements");
    let is_broken = |one: &&Value| one["verdict"] == "fail" || one["verdict"] == "warn";
    all.iter().filter(is_broken).filter_map(|one| one["id"].as_str().map(str::to_owned)).collect()
}

#[test]
fn a_sound_target_is_conformant_and_each_constraint_is_a_requirement_with_its_place() {
    let (ended, report, target) = run("described-sound", Defect::None);
    assert_eq!((ended.code, broken(&report)), (Some(0), vec![]), "{}{}", ended.out, ended.err);
    let all = report["contracts"][0]["requirements"].as_array().expect("requirements");
    let one = |id: &str| all.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("{id} is not among {all:#?}"));
    for id in [
        "openAccount.request.name.maxLength",
        "openAccount.request.name.required",
        "openAccount.request.kind.enum",
        "listAccounts.request.query.limit.maximum",
        "getAccount.request.path.id.pattern",
        "getAccount.response.200",
        "openAccount.response.201.header.location",
        "listAccounts.bound",
        "transfer.security",
        "transfer.request.body.amount.maximum",
    ] {
        assert_eq!(one(id)["verdict"], "pass", "{id}: {}", one(id));
    }
    let text = one("openAccount.request.name.maxLength").to_string();
    assert!(text.contains("POST /accounts") && text.contains("maxLength"), "{text}");
    let came = target.came();
    assert!(
        came.iter().any(|came| came.head.starts_with("GET /accounts/acc-")),
        "an id of an account that was made fills the path"
    );
}

#[test]
fn targets_with_a_defect_each_are_told_apart() {
    for (defect, due) in [
        (Defect::LimitIgnored, "listAccounts.request.query.limit.maximum"),
        (Defect::StatusUnknown, "openAccount.accepted"),
        (Defect::NameLeftOut, "openAccount.response.201"),
        (Defect::KindUnknown, "openAccount.response.201"),
        (Defect::NoLocation, "openAccount.response.201.header.location"),
        (Defect::BodyAfterClosing, "closeAccount.accepted"),
        (Defect::AnyId, "getAccount.request.path.id.pattern"),
        (Defect::ListTooLong, "listAccounts.bound"),
        (Defect::StatementIsHtml, "getStatement.content"),
        (Defect::KindIgnored, "openAccount.request.kind.enum"),
        (Defect::NoAuthentication, "openAccount.security"),
    ] {
        let (ended, report, _) = run("described-defect", defect);
        let broken = broken(&report);
        assert!(broken.contains(&due.to_owned()), "{defect:?}: {broken:?} {}", ended.out);
        let stem = |id: &str| id.split('.').take(2).collect::<Vec<_>>().join(".");
        let kind = due.split('.').nth(1).unwrap_or_default();
        let strange = broken.iter().filter(|id| id.split('.').nth(1) != Some(kind) && stem(id) != stem(due));
        // A wrong status or body of the one shows in what rests on it, never in a part that has nothing to do with it.
        assert!(strange.clone().all(|id| !id.contains(".request.")), "{defect:?}: {broken:?}");
    }
}

#[test]
fn a_description_is_fetched_from_an_address_and_what_is_wrong_with_it_has_its_place() {
    let folder = folder("described-fetched");
    let text = fs::read_to_string(description(&folder)).expect("written");
    let target = Fake::start(move |_, came| {
        if came.head.starts_with("GET /openapi.yaml") { answer(200, "", &text) } else { answer(404, "", "{}") }
    });
    let asked = |folder: &Path, arguments: &[&str]| {
        let mut asked = command(folder, arguments);
        asked.env("TEKIGO_KEY", "k0FAKE");
        ended(asked)
    };
    let plan =
        asked(&folder, &["plan", "--openapi", &format!("{}/openapi.yaml", target.url()), "--url", &target.url()]);
    assert_eq!(plan.code, Some(0), "{}{}", plan.out, plan.err);
    assert!(plan.out.contains("openAccount/accepts"), "{}", plan.out);
    let lost = asked(&folder, &["plan", "--openapi", &format!("{}/gone.yaml", target.url()), "--url", &target.url()]);
    assert!(lost.code == Some(2) && lost.err.contains("status 404"), "{}", lost.err);
    fs::write(folder.join("bad.yaml"), "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        20X: {}\n")
        .expect("written");
    let bad = asked(&folder, &["plan", "--openapi", "bad.yaml", "--url", &target.url()]);
    assert!(
        bad.code == Some(2) && bad.err.contains("/paths/~1a/get/responses/20X: `20X` is not a status"),
        "{}",
        bad.err
    );
}

#[test]
fn a_plan_needs_no_credential_and_names_the_operations_that_are_left_out() {
    let folder = folder("described-left-out");
    let text = r##"{"openapi": "3.1.0", "info": {"title": "Left out", "version": "1"}, "security": [{"key": []}], "paths": {
        "/good": {"get": {"parameters": [{"name": "n", "in": "query", "schema": {"type": "integer", "maximum": 9}}],
            "responses": {"200": {"description": "x"}}}},
        "/bad": {"get": {"operationId": "lost", "parameters": [{"$ref": "#/components/parameters/gone"}], "responses": {"200": {"description": "x"}}}},
        "/never": {"get": {"parameters": [{"name": "n", "in": "query", "required": true, "schema": {"type": "string", "minLength": 3, "maxLength": 2}}],
            "responses": {"200": {"description": "x"}}}}},
        "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}}"##;
    fs::write(folder.join("pets.json"), text).expect("written");
    let ended = ended(command(&folder, &["plan", "--openapi", "pets.json", "--url", "http://127.0.0.1:9"]));
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    assert!(ended.err.contains("left out: GET /bad (lost)"), "{}", ended.err);
    assert!(
        ended.err.contains("/paths/~1bad/get/parameters/0/$ref: `#/components/parameters/gone` leads nowhere"),
        "{}",
        ended.err
    );
    let sent =
        |id: &str| ended.out.lines().any(|line| line.contains(id) && !line.trim_start().starts_with("0 requests"));
    assert!(sent("get_good.request.query.n.maximum"), "{}", ended.out);
    assert!(!ended.out.contains("lost"), "{}", ended.out);
}
