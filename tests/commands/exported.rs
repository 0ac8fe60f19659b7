//! `tekigo export`: one OpenAPI 3.1 file that says what a contract says.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use crate::{
    bank::{Bank, Defect},
    described::description,
    fake::Fake,
    rest::copy,
    shell::{command, ended, folder, report, tekigo},
};

/// The lines of a plan that say what is tested.
fn trials(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let ended = tekigo(folder, &[&["plan"], arguments].concat());
    assert_eq!(ended.code, Some(0), "{arguments:?}: {}{}", ended.out, ended.err);
    ended.out.lines().filter(|line| line.contains(" requests  ")).map(str::to_owned).collect()
}

/// Every reference of a file, and whether one of its objects has a key.
fn walk<'a>(value: &'a Value, references: &mut BTreeSet<&'a str>, keys: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(object) => {
            references.extend(object.get("$ref").and_then(Value::as_str));
            keys.extend(object.keys().map(String::as_str));
            object.values().for_each(|value| walk(value, references, keys));
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, references, keys)),
        _ => {}
    }
}

/// What every reader of OpenAPI 3.1 needs: references lead to a place of the file itself, components have names of its letters, and
/// responses are described.
fn read(path: &Path) -> Value {
    let whole: Value = serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON");
    assert_eq!(whole["openapi"], "3.1.0");
    let (mut references, mut keys) = (BTreeSet::new(), BTreeSet::new());
    walk(&whole, &mut references, &mut keys);
    for to in references {
        let pointer = to.strip_prefix('#').unwrap_or_else(|| panic!("{to} leads to another file"));
        assert!(whole.pointer(pointer).is_some(), "{to} leads nowhere");
    }
    for (_, components) in whole["components"].as_object().into_iter().flatten() {
        for (name, component) in components.as_object().expect("components by name") {
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)), "{name}");
            assert!(component.get("$schema").is_none() && component.get("$defs").is_none(), "{name}");
        }
    }
    for operation in whole["paths"].as_object().expect("paths").values().flat_map(|item| item.as_object().expect("one"))
    {
        for (status, response) in operation.1["responses"].as_object().into_iter().flatten() {
            assert!(response.get("description").is_some() || response.get("$ref").is_some(), "{status}");
        }
    }
    whole
}

#[test]
fn a_contract_that_is_read_from_its_export_tests_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for id in ["robo-payment", "jpay-search", "abs-status", "kanri-claim", "saison-claim"] {
        let folder = folder(&format!("exported-{id}"));
        let (schemas, scenarios) = (folder.join("schemas").join(id), folder.join("scenarios").join(id));
        fs::create_dir_all(&schemas).and_then(|()| fs::create_dir_all(&scenarios)).expect("folders");
        let ended = tekigo(&folder, &["export", id, "--out", &format!("schemas/{id}/openapi.json")]);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        let whole = read(&schemas.join("openapi.json"));
        let (mut references, mut keys) = (BTreeSet::new(), BTreeSet::new());
        walk(&whole, &mut references, &mut keys);
        // The other two earn no code by what a request holds, but by who asks.
        if ["robo-payment", "jpay-search", "abs-status"].contains(&id) {
            assert!(
                keys.contains("x-codes") && keys.contains("x-errors") && keys.contains("example"),
                "{id}: {keys:?}"
            );
        }
        // What the contract itself names stays next to it; what the description referred to is in the one file now.
        let contract = fs::read_to_string(root.join("schemas").join(id).join("contract.json")).expect("a contract");
        for entry in fs::read_dir(root.join("schemas").join(id)).expect("a folder").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let own = ["contract.json", "codes.json", "requirements.json"].contains(&name.as_str());
            if own || (name.ends_with(".schema.json") && contract.contains(&format!("\"{name}\""))) {
                fs::copy(entry.path(), schemas.join(&name)).expect("copied");
            }
        }
        for entry in fs::read_dir(root.join("scenarios").join(id)).expect("a folder").flatten() {
            fs::copy(entry.path(), scenarios.join(entry.file_name())).expect("copied");
        }
        let again = trials(&folder, &["--contracts", ".", "--contract", id]);
        assert_eq!(again, trials(&folder, &["--contract", id]), "{id}");
    }
}

#[test]
fn a_description_is_exported_with_examples_and_tests_the_same() {
    let folder = folder("exported-described");
    description(&folder);
    let ended = tekigo(&folder, &["export", "--openapi", "bank.yaml", "--out", "whole.json"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let whole = read(&folder.join("whole.json"));
    let body = &whole["paths"]["/accounts"]["post"]["requestBody"]["content"]["application/json"];
    assert!(body["example"]["name"].is_string(), "{body}");
    let plan = |file: &str| trials(&folder, &["--openapi", file, "--url", "http://127.0.0.1:9"]);
    assert_eq!(plan("whole.json"), plan("bank.yaml"));
}

#[test]
fn words_of_3_0_become_those_of_3_1_and_what_3_1_cannot_say_is_refused() {
    let folder = folder("exported-versions");
    let old = r##"{"openapi": "3.0.3", "info": {"title": "Old", "version": "1"}, "paths": {"/a": {"post": {"operationId": "a",
        "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}},
        "responses": {"200": {"description": "x"}}}}},
        "components": {"schemas": {"A": {"type": "object", "properties": {
            "nullable": {"type": "string", "nullable": true}, "n": {"type": "integer", "minimum": 3, "exclusiveMinimum": true}}}}}}"##;
    fs::write(folder.join("old.json"), old).expect("written");
    let ended = tekigo(&folder, &["export", "--openapi", "old.json", "--out", "new.json"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let properties = &read(&folder.join("new.json"))["components"]["schemas"]["A"]["properties"];
    assert_eq!(properties["nullable"]["type"], serde_json::json!(["string", "null"]));
    assert_eq!(properties["n"], serde_json::json!({"type": "integer", "exclusiveMinimum": 3}));
    let newer = old.replace("3.0.3", "3.2.0").replace("\"post\"", "\"query\"");
    fs::write(folder.join("newer.json"), newer).expect("written");
    let refused = tekigo(&folder, &["export", "--openapi", "newer.json"]);
    assert_eq!(refused.code, Some(2), "{}", refused.out);
    assert!(refused.err.contains("/paths/~1a/query: OpenAPI 3.1 has no method QUERY"), "{}", refused.err);
}

#[test]
fn a_file_that_was_exported_makes_a_contract_by_itself() {
    let folder = folder("exported-derived");
    for id in ["robo-payment", "jpay-search", "abs-status", "kanri-claim", "saison-claim"] {
        let file = format!("{id}.json");
        let exported = tekigo(&folder, &["export", id, "--out", &file]);
        assert_eq!(exported.code, Some(0), "{id}: {}", exported.err);
        let plan = tekigo(&folder, &["plan", "--openapi", &file, "--url", "http://127.0.0.1:9"]);
        assert_eq!((plan.code, plan.err.as_str()), (Some(0), ""), "{id}: {}", plan.out);
        // Every scenario is played, or is said to be left out.
        let text = fs::read_to_string(folder.join(&file)).expect("a file");
        let whole: Value = serde_json::from_str(&text).expect("JSON");
        let all = whole["x-scenarios"].as_array().expect("scenarios");
        let played = plan.out.lines().filter(|line| line.contains("/scenario/")).count();
        assert!(played >= all.len() && all.len() > 20, "{id}: {played} of {}", all.len());
        let left_out = whole["x-contract"]["scenariosLeftOut"].as_array().map_or(0, Vec::len);
        assert_eq!(left_out, usize::from(id == "kanri-claim"), "{id}");
        // What the contract cites keeps its id, and stands once however often it is cited.
        let own = ["RP-", "JP-", "AS-", "KC-", "SC-"].iter().any(|prefix| plan.out.contains(&format!("[{prefix}")));
        // Nothing of the requests of the other two earns anything.
        assert!(own || ["kanri-claim", "saison-claim"].contains(&id), "{id}: {}", plan.out);
        let again = tekigo(&folder, &["export", "--openapi", &file, "--out", "again.json"]);
        assert_eq!(again.code, Some(0), "{id}: {}", again.err);
    }
}

#[test]
fn a_target_that_keeps_its_contract_keeps_what_is_exported_of_it() {
    let folder = folder("exported-run");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rest"), &folder.join("contract"));
    let exported = tekigo(&folder, &["export", "bank", "--contracts", "contract", "--out", "bank.json"]);
    assert_eq!(exported.code, Some(0), "{}", exported.err);
    for (defect, due) in [
        (Defect::None, &[][..]),
        (Defect::LimitIgnored, &["BK-list"]),
        (Defect::CountIsText, &["BK-count"]),
        // An account that is gone is refused with 400 then, which says that the request is wrong.
        (Defect::StatusOfIds, &["BK-id", "BK-status"]),
    ] {
        let bank = Bank::new(defect);
        let target = Fake::start(move |_, came| bank.answer(came));
        let url = target.url();
        let arguments = [
            "run",
            "--openapi",
            "bank.json",
            "--url",
            &url,
            "--out",
            "report",
            "--overwrite",
            "--cases",
            "3",
            "--jobs",
            "1",
        ];
        let mut asked = command(&folder, &arguments);
        asked.env("TEKIGO_KEY", "k0FAKE");
        let run = ended(asked);
        let report = report(&folder.join("report"));
        let all = report["contracts"][0]["requirements"].as_array().expect("requirements");
        let failed: Vec<&str> =
            all.iter().filter(|one| one["verdict"] == "fail").filter_map(|one| one["id"].as_str()).collect();
        assert_eq!(failed, due, "{defect:?}: {}{}", run.out, run.err);
        let list = all.iter().find(|one| one["id"] == "BK-list").expect("a requirement that several parameters cite");
        assert_eq!(
            (list["text"]["ja"].as_str(), list["level"].as_str()),
            (Some("口座を一覧する。"), Some("must")),
            "{list}"
        );
    }
}
