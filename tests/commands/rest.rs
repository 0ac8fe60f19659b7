//! A REST API as OpenAPI describes it: ids in the path, response headers, responses without a body or as text, forms, cookies. A target
//! that keeps it is conformant, and each defect is named by the right requirement and no other.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::{
    bank::{Bank, Defect, header},
    fake::{Came, Fake},
    shell::{Ended, folder, report, tekigo},
};

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("copied");
        }
    }
}

/// A copy of the contract in a fresh folder.
fn contract(name: &str) -> PathBuf {
    let folder = folder(name);
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rest"), &folder.join("contract"));
    folder
}

fn run(name: &str, defect: Defect) -> (Ended, Value, Fake) {
    let folder = contract(name);
    let bank = Bank::new(defect);
    let target = Fake::start(move |_, came| bank.answer(came));
    let profile =
        format!("name = \"bank\"\n[bank]\nurl = \"{}\"\ncredentials = {{ key = \"k0FAKE\" }}\n", target.url());
    fs::write(folder.join("p.toml"), profile).expect("written");
    let arguments =
        ["run", "--contracts", "contract", "--target", "p.toml", "--out", "report", "--cases", "5", "--jobs", "1"];
    let ended = tekigo(&folder, &arguments);
    (ended, report(&folder.join("report")), target)
}

/// The requirements that failed.
fn failed(report: &Value) -> Vec<&str> {
    let all = report["contracts"][0]["requirements"].as_array().expect("requirements");
    all.iter().filter(|one| one["verdict"] == "fail").filter_map(|one| one["id"].as_str()).collect()
}

#[test]
fn a_target_that_keeps_its_description_is_conformant_and_everything_was_put_to_the_test() {
    let (ended, report, target) = run("rest-sound", Defect::None);
    assert_eq!((ended.code, failed(&report)), (Some(0), vec![]), "{}{}", ended.out, ended.err);
    assert_eq!(report["findings"], json!([]), "{}", ended.out);
    let came = target.came();
    let lines: Vec<&str> = came.iter().filter_map(|came| came.head.lines().next()).collect();
    let some = |fits: &dyn Fn(&str) -> bool| lines.iter().any(|line| fits(line));
    assert!(some(&|line| line.starts_with("GET /accounts/acc-")), "a path is filled");
    assert!(
        !some(&|line| line.contains("/accounts/{") || line.contains("/accounts/%7B")),
        "and never sent as a template"
    );
    assert!(some(&|line| line.starts_with("DELETE /accounts/acc-")));
    assert!(some(&|line| line.contains("kinds=current,")
        || line.contains("kinds=savings,")
        || line.contains("kinds=shared,")));
    assert!(came.iter().any(|came| header(came, "cookie").is_some_and(|text| text.starts_with("shop="))));
    let transfers: Vec<&Came> = came.iter().filter(|came| came.head.starts_with("POST /transfers")).collect();
    let holds = |came: &&&Came| String::from_utf8_lossy(&came.body).contains("to%5Bbank%5D=");
    assert!(
        transfers.iter().filter(holds).count() > 5
            && !came.iter().any(|came| String::from_utf8_lossy(&came.body).contains("readOnly"))
    );
}

#[test]
fn each_defect_is_named_by_its_requirement_and_no_other() {
    for (defect, due) in [
        (Defect::AnyId, &["BK-id", "BK-close"][..]),
        (Defect::OtherAccount, &["BK-id"]),
        (Defect::ClosedStays, &["BK-close"]),
        (Defect::BodyAfterClosing, &["BK-close"]),
        (Defect::NoLocation, &["BK-location"]),
        (Defect::WrongLocation, &["BK-location"]),
        (Defect::CountIsText, &["BK-count"]),
        (Defect::LimitIgnored, &["BK-list"]),
        (Defect::ListOfKindsIgnored, &["BK-list"]),
        (Defect::TraceIgnored, &["BK-list"]),
        (Defect::CookieIgnored, &["BK-list"]),
        (Defect::StatementIsHtml, &["BK-statement"]),
        (Defect::StatementWithoutHead, &["BK-statement"]),
        (Defect::FieldIgnored, &["BK-transfer"]),
        (Defect::AmountCut, &["BK-transfer"]),
        (Defect::StatusOfIds, &["BK-status"]),
    ] {
        let (ended, report, _) = run("rest-defect", defect);
        assert_eq!((ended.code, failed(&report).as_slice()), (Some(1), due), "{defect:?}: {}", ended.out);
    }
}

#[test]
fn a_counterexample_of_a_path_is_a_scenario_that_fills_it() {
    let (_, report, _) = run("rest-saved", Defect::AnyId);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands/rest-saved/report");
    let findings = report["findings"].as_array().expect("findings");
    let saved: Vec<Value> = findings
        .iter()
        .filter(|finding| finding["trial"].as_str().is_some_and(|trial| trial.contains("rejects")))
        .filter_map(|finding| fs::read_to_string(folder.join(finding["scenario"].as_str()?)).ok())
        .map(|text| serde_json::from_str(&text).expect("JSON"))
        .collect();
    let fills = |scenario: &Value| {
        scenario["steps"].as_array().is_some_and(|steps| steps.iter().any(|step| !step["path"]["id"].is_null()))
    };
    assert!(!saved.is_empty() && saved.iter().all(fills), "{saved:#?}");
}

#[test]
fn what_a_description_and_a_contract_do_not_have_in_common_is_refused_with_its_place() {
    let check = |name: &str, file: &str, change: &dyn Fn(String) -> String| {
        let folder = contract(name);
        let path = folder.join("contract").join(file);
        let text = change(fs::read_to_string(&path).expect("it is there"));
        fs::write(&path, text).expect("written");
        tekigo(&folder, &["check", "contract"])
    };
    let (description, own, scenario) =
        ("schemas/bank/openapi.yaml", "schemas/bank/contract.json", "scenarios/bank/closed-is-gone.json");
    let replaced = |from: &'static str, to: &'static str| {
        move |text: String| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        }
    };
    let sound = check("rest-check", own, &|text| text);
    assert_eq!(sound.code, Some(0), "{}{}", sound.out, sound.err);
    for (file, change, told) in [
        (
            description,
            replaced("openapi: 3.1.0", "openapi: 2.0.0"),
            "openapi.yaml /openapi: OpenAPI 2.0.0 is not supported",
        ),
        (
            description,
            replaced("openapi: 3.1.0", "swagger: \"2.0\""),
            "openapi.yaml /swagger: Swagger 2.0 is not supported",
        ),
        (
            description,
            replaced("operationId: getAccount", "operationId: fetchAccount"),
            "contract.json /operations/getAccount: schemas/bank/openapi.yaml has no operation `getAccount`",
        ),
        (
            description,
            replaced("\"#/components/schemas/NewAccount\"", "\"#/components/schemas/Gone\""),
            "leads nowhere",
        ),
        (description, replaced("/accounts/{id}/statement", "/accounts/{no}/statement"), "`{no}` is in the path"),
        (
            description,
            replaced("in: cookie", "in: cooky"),
            "parameters/3/in: the parameter `shop` does not say where it is (`in`)",
        ),
        (description, replaced("explode: false", "style: matrix"), "/style: `matrix` is not a style"),
        (
            own,
            replaced("\"place\": \"id\"", "\"place\": \"no\""),
            "`no` is not the only place of the path of `closeAccount`",
        ),
        (
            own,
            replaced("\"operation\": \"closeAccount\"", "\"operation\": \"close\""),
            "this contract has no operation `close`",
        ),
        (own, replaced("      \"makes\": [\"/id\"],\n", ""), "nothing says where their ids are"),
        (description, replaced("x-requirement: BK-location", "x-requirement: BK-loc"), "`BK-loc` is not a requirement"),
        (description, replaced("x-code: not-found", "x-code: gone"), "`\"gone\"` is not a code"),
        (description, replaced("\"202\"", "\"20X\""), "`20X` is not a status"),
        (description, replaced("paths:", "paths: {\n"), "the file is not YAML"),
        (scenario, replaced("\"path\"", "\"query\""), "nothing fills `{id}`"),
        (scenario, replaced("\"id\":", "\"no\":"), "has no place `{no}`"),
    ] {
        let ended = check("rest-check-wrong", file, &change);
        assert!(ended.code == Some(2) && ended.out.contains(told), "{told}: {}{}", ended.out, ended.err);
    }
}

#[test]
fn an_overlay_lays_our_words_on_a_description_that_stays_as_it_is() {
    let folder = contract("rest-overlay");
    let path = folder.join("contract/schemas/bank/openapi.yaml");
    let text = fs::read_to_string(&path).expect("it is there");
    let bare = text
        .replace(", x-requirement: BK-list, x-code: not-valid, schema: { type: integer", ", schema: { type: integer");
    assert_ne!(bare, text);
    fs::write(&path, &bare).expect("written");
    let silent = tekigo(&folder, &["check", "contract"]);
    assert!(silent.out.contains("no requirement covers"), "{}", silent.out);
    let overlay = |target: &str| {
        format!(
            "overlay: 1.0.0\ninfo: {{ title: ours, version: \"1\" }}\nactions:\n  - target: {target}\n    update: {{ x-requirement: BK-list, x-code: not-valid }}\n"
        )
    };
    let place = folder.join("contract/schemas/bank/overlay.yaml");
    fs::write(&place, overlay("$.paths['/accounts'].get.parameters[?@.name == 'limit']")).expect("written");
    let laid = tekigo(&folder, &["check", "contract"]);
    assert_eq!(laid.code, Some(0), "{}{}", laid.out, laid.err);
    fs::write(&place, overlay("$.paths['/accounts'].get.parameters[?@.name == 'most']")).expect("written");
    let lost = tekigo(&folder, &["check", "contract"]);
    assert!(lost.code == Some(2) && lost.out.contains("matches nothing in the description"), "{}", lost.out);
}

#[test]
fn what_only_scenarios_ask_is_told_in_one_line_for_each_operation() {
    let ended = tekigo(&contract("rest-alone"), &["check", "contract"]);
    let lines: Vec<&str> = ended.out.lines().filter(|line| line.contains("only scenarios test it")).collect();
    let [line] = lines.as_slice() else { panic!("{ended:?}") };
    let told =
        line.strip_prefix("  no case breaks alone  ").and_then(|rest| rest.split_once(": ")).expect("the operation");
    let count = told.1.split_once(" constraints: ").and_then(|(count, _)| count.parse::<usize>().ok());
    assert!(ended.code == Some(0) && count.is_some_and(|count| count > 1), "{line}");
}
