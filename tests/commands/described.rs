//! `tekigo run --openapi`: from a description alone to a verdict, with no file of ours.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    bank::{Bank, Defect},
    fake::{Fake, json as answer},
    shell::{Ended, command, ended, folder, json, report},
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
        if let Defect::LimitIgnored = defect {
            assert!(
                pointed_at("described-defect", due).contains("maximum"),
                "a scanner opens the line of the constraint"
            );
        }
    }
}

/// The line of the description at which a finding against a requirement points.
fn pointed_at(name: &str, requirement: &str) -> String {
    // The folder of the run that was made last under that name.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands").join(name);
    let log = json(&folder.join("report/report.sarif"));
    let results = log["runs"][0]["results"].as_array().expect("results");
    let result = results.iter().find(|result| result["ruleId"] == requirement).expect(requirement);
    let line = result["locations"][0]["physicalLocation"]["region"]["startLine"].as_u64().expect("a line");
    let text = fs::read_to_string(folder.join("bank.yaml")).expect("the description");
    text.lines().nth(usize::try_from(line).expect("few") - 1).expect("it is there").to_owned()
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

/// The verdict of each requirement, by its id.
fn verdicts(report: &Value) -> BTreeMap<String, String> {
    let all = report["contracts"][0]["requirements"].as_array().expect("requirements");
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    all.iter().map(|one| (text(one, "id"), text(one, "verdict"))).collect()
}

fn with_key(folder: &Path, arguments: &[&str]) -> Ended {
    let mut asked = command(folder, arguments);
    asked.env("TEKIGO_KEY", "k0FAKE");
    ended(asked)
}

#[test]
fn a_derived_run_ends_with_what_to_do_next_and_the_folder_that_it_names_gives_the_same_verdicts() {
    let (first, before, target) = run("described-next", Defect::KindIgnored);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands/described-next");
    let command = first.out.lines().find(|line| line.contains("tekigo init")).expect("what to do next").trim();
    assert_eq!(command, "tekigo init --openapi bank.yaml --out accounts");
    for told in ["15 fields of 6 operations without a business code yet: ", "openAccount: kind, name; "] {
        assert!(first.out.contains(told), "{told}: {}", first.out);
    }
    let page = fs::read_to_string(folder.join("report/report.html")).expect("a page");
    assert!(page.contains("tekigo init --openapi bank.yaml --out accounts"), "the page says it as well");
    let arguments: Vec<&str> = command.split(' ').skip(1).collect();
    let begun = with_key(&folder, &arguments);
    assert_eq!(begun.code, Some(0), "{}{}", begun.out, begun.err);
    let checked = with_key(&folder, &["check", "accounts"]);
    assert_eq!(checked.code, Some(0), "{}{}", checked.out, checked.err);
    let url = target.url();
    let again = ["run", "--contracts", "accounts", "--url", &url, "--out", "again", "--cases", "3", "--jobs", "1"];
    let second = with_key(&folder, &again);
    assert_eq!((second.code, first.code), (Some(1), Some(1)), "{}{}", second.out, second.err);
    let (before, after) = (verdicts(&before), verdicts(&report(&folder.join("again"))));
    assert_eq!(after, before);
    assert_eq!(after["openAccount.request.kind.enum"], "fail");
    assert!(!second.out.contains("tekigo init"), "its files are there: {}", second.out);
    let page = fs::read_to_string(folder.join("report/report.html")).expect("a page");
    assert!(page.contains(r#""call":"POST /accounts""#), "its requirements stand by operation");
}

#[test]
fn a_derived_requirement_is_explained_and_says_whether_the_target_declared_it() {
    let folder = folder("described-declared");
    let text = fs::read_to_string(description(&folder)).expect("written");
    let bank = Bank::new(Defect::None);
    let target = Fake::start(move |_, came| {
        if came.head.starts_with("GET /openapi.yaml") { answer(200, "", &text) } else { bank.answer(came) }
    });
    let id = "openAccount.request.name.maxLength";
    let explained = |place: &str, url: &str| {
        let told = with_key(&folder, &["explain", id, "--openapi", place, "--url", url]);
        assert_eq!(told.code, Some(0), "{}", told.err);
        told.out
    };
    let (place, other) = (format!("{}/openapi.yaml", target.url()), "http://127.0.0.1:9");
    let served = explained(&place, &target.url());
    for part in [
        "must",
        "source: openapi.yaml#/components/schemas/NewAccount/properties/name",
        "breaks maxLength",
        "due: refused",
    ] {
        assert!(served.contains(part), "{part}: {served}");
    }
    let mark = "Declared by the target, which serves the description itself.";
    assert!(served.contains(mark), "{served}");
    for elsewhere in [explained(&place, other), explained("bank.yaml", &target.url())] {
        assert!(!elsewhere.contains(mark) && elsewhere.contains("maxLength"), "{elsewhere}");
    }
    let run = [
        "run",
        "--openapi",
        &place,
        "--url",
        &target.url(),
        "--out",
        "report",
        "--cases",
        "1",
        "openAccount/rejects/kind",
    ];
    assert_eq!(with_key(&folder, &run).code, Some(0));
    let report = report(&folder.join("report"));
    let all = report["contracts"][0]["requirements"].as_array().expect("requirements");
    assert!(all.iter().all(|one| one["note"]["en"] == mark && !one["note"]["ja"].is_null()), "{all:#?}");
    let begun = with_key(&folder, &["init", "--openapi", &place, "--out", "own"]);
    assert_eq!(begun.code, Some(0), "{}", begun.err);
    let profile = fs::read_to_string(folder.join("own/target.toml")).expect("a profile");
    assert!(profile.contains(&format!("url = \"{}/\"", target.url())), "the target that serves it: {profile}");
    assert!(fs::read_to_string(folder.join("own/schemas/accounts/requirements.json")).expect("there").contains(mark));
}
