//! `report.sarif`, held against the parts of SARIF 2.1.0 that readers rely on, and against the contract files it points into.

use std::{collections::BTreeSet, path::Path};

use serde_json::{Value, json};
use tekigo::{
    contract::{
        Language,
        schema::{Options, Validator},
    },
    record::Run,
};

use crate::{file, folder, hidden, hostile, made, unwaived};

fn sarif(run: &Run) -> Value {
    let text = file(run, Language::English, "report.sarif");
    assert_eq!(hidden(&text), None);
    serde_json::from_str(&text).expect("JSON")
}

/// What the standard, and the scanners that take it, ask of a log; in our own words, and closed, so that a misspelt name is found.
fn form() -> Value {
    let object = |required: &[&str], properties: Value| json!({"type": "object", "required": required, "properties": properties, "additionalProperties": false});
    let text = json!({"type": "string", "minLength": 1});
    let message = object(&["text"], json!({"text": text}));
    let level = json!({"enum": ["none", "note", "warning", "error"]});
    let bag = json!({"type": "object", "properties": {"tags": {"type": "array", "uniqueItems": true, "items": text}}});
    let uri = json!({"type": "string", "format": "uri-reference"});
    let rule = object(
        &["id", "name"],
        json!({"id": text, "name": {"pattern": "^[A-Z0-9][A-Za-z0-9]*$"}, "shortDescription": message, "help": message, "properties": bag, "helpUri": {"type": "string", "format": "uri"},
        "defaultConfiguration": object(&[], json!({"level": level}))}),
    );
    let driver = object(
        &["name"],
        json!({"name": text, "version": text, "language": {"pattern": "^[a-z]{2}(-[A-Z]{2})?$"},
        "rules": {"type": "array", "items": rule}}),
    );
    let physical = object(
        &["artifactLocation"],
        json!({
        "artifactLocation": object(&["uri"], json!({"uri": uri})),
        "region": object(&["startLine"], json!({"startLine": {"type": "integer", "minimum": 1}}))}),
    );
    let location = object(
        &["physicalLocation"],
        json!({"physicalLocation": physical,
        "logicalLocations": {"type": "array", "items": object(&[], json!({"fullyQualifiedName": text}))}}),
    );
    let suppression = object(
        &["kind"],
        json!({"kind": {"enum": ["inSource", "external"]},
        "status": {"enum": ["accepted", "underReview", "rejected"]}, "justification": text}),
    );
    let result = object(
        &["message", "ruleId", "locations", "partialFingerprints"],
        json!({
        "ruleId": text, "ruleIndex": {"type": "integer", "minimum": 0}, "level": level, "message": message, "properties": bag,
        "kind": {"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
        "locations": {"type": "array", "minItems": 1, "items": location},
        "occurrenceCount": {"type": "integer", "minimum": 1},
        "partialFingerprints": {"type": "object", "additionalProperties": text},
        "suppressions": {"type": "array", "minItems": 1, "items": suppression}}),
    );
    let notification = object(&["message"], json!({"level": level, "message": message}));
    let invocation = object(
        &["executionSuccessful"],
        json!({"executionSuccessful": {"type": "boolean"}, "startTimeUtc": text,
        "toolExecutionNotifications": {"type": "array", "items": notification}}),
    );
    let run = object(
        &["tool", "results"],
        json!({"tool": object(&["driver"], json!({"driver": driver})),
        "automationDetails": object(&[], json!({"id": text})), "invocations": {"type": "array", "items": invocation},
        "results": {"type": "array", "maxItems": 25000, "items": result}, "properties": bag,
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]}}),
    );
    let mut log = object(
        &["version", "runs"],
        json!({"$schema": uri, "version": {"const": "2.1.0"}, "runs": {"type": "array", "items": run}}),
    );
    log["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    log
}

fn wrong(log: &Value) -> Vec<String> {
    let form = Validator::new(&form(), &Options::default()).expect("a schema");
    form.breaches(log).into_iter().map(|b| format!("{} {}: {}", b.pointer, b.keyword, b.message)).collect()
}

fn results(log: &Value) -> &Vec<Value> {
    log["runs"][0]["results"].as_array().expect("results")
}

#[test]
fn every_log_keeps_the_form_of_the_standard() {
    for (name, run) in
        [("sarif-small", made::small()), ("sarif-hostile", made::spelled(&hostile)), ("sarif-large", made::large(50))]
    {
        let log = sarif(&run);
        assert_eq!(wrong(&log), Vec::<String>::new(), "{name}");
        assert_eq!(results(&log).len(), if name == "sarif-large" { 50 } else { 3 });
    }
}

#[test]
fn the_form_is_able_to_fail() {
    let log = sarif(&made::small());
    for (place, value) in [
        ("/version", json!("2.0.0")),
        ("/runs/0/results/0/level", json!("fail")),
        ("/runs/0/results/0/locations/0/physicalLocation/region/startLine", json!(0)),
        ("/runs/0/results/0/message", json!("text")),
        ("/runs/0/results/0/ruleId", json!("")),
        ("/runs/0/tool/driver/name", json!(null)),
    ] {
        let mut log = log.clone();
        *log.pointer_mut(place).unwrap_or_else(|| panic!("{place} is there")) = value;
        assert_eq!(wrong(&log).len(), 1, "{place}");
    }
}

#[test]
fn a_finding_is_told_once_at_the_level_that_it_comes_to() {
    let mut run = unwaived(made::small());
    let levels = |run: &Run| {
        let log = sarif(run);
        results(&log).iter().map(|result| result["level"].as_str().expect("a level").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(levels(&run), ["error", "warning", "note"]);
    run.strict = true;
    assert_eq!(levels(&run), ["error", "error", "note"]);
    let mut twin = run.trials[0].clone();
    twin.name = "acme/update/rejects/other".to_owned();
    run.trials.push(twin);
    let log = sarif(&run);
    assert_eq!(results(&log).len(), 3, "the same key in two trials is one result");
    assert_eq!(
        (&results(&log)[0]["occurrenceCount"], results(&log)[0]["properties"]["trials"].as_array().map(Vec::len)),
        (&json!(6), Some(2))
    );
}

#[test]
fn fingerprints_tell_findings_apart_and_survive_other_values() {
    let prints = |run: &Run| -> Vec<String> {
        let log = sarif(run);
        results(&log).iter().map(|result| result["partialFingerprints"].to_string()).collect()
    };
    let run = made::small();
    let first = prints(&run);
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), 3);
    let mut again = run.clone();
    for found in &mut again.trials[0].findings {
        found.finding.actual = "something else".to_owned();
        found.cases = 99;
        found.request = json!({});
    }
    (again.seed, again.started) = (9, "2027-01-01T00:00:00Z".to_owned());
    assert_eq!(prints(&again), first);
}

#[test]
fn a_waived_finding_is_suppressed_with_its_reason() {
    let mut run = unwaived(made::small());
    let waiver =
        json!({"requirement": "AC-0", "until": "2027-01-31", "owner": "payments team", "reason": "release 12"});
    run.trials[0].findings[0].waived = Some(serde_json::from_value(waiver).expect("a waiver"));
    let log = sarif(&run);
    assert_eq!(wrong(&log), Vec::<String>::new());
    let told: Vec<&Value> = results(&log).iter().map(|result| &result["suppressions"][0]["justification"]).collect();
    // What somebody answers for stands behind what counts, and before what is only observed.
    assert_eq!(told, [&Value::Null, &json!("waived until 2027-01-31 by payments team: release 12"), &Value::Null]);
}

#[test]
fn what_kept_a_run_from_being_whole_is_told() {
    let mut run = unwaived(made::small());
    run.complete = false;
    run.cuts = vec!["acme: of 9 requests 5 are allowed".into()];
    let log = sarif(&run);
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let told = invocation["toolExecutionNotifications"].to_string();
    for part in [
        "(target): reach it",
        "(ours): draw",
        "cut acme: of 9",
        "plan did: limit reached",
        "AC-1 was not tested: reason",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("is not complete"), "the reason says it: {told}");
    run.ended = None;
    let told = sarif(&run)["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(told.contains("the run is not complete"), "{told}");
}

/// A contract that was made from a description has no file that its reader knows: the description has one.
#[test]
fn a_finding_against_a_description_points_at_it() {
    let mut run = unwaived(made::small());
    run.arguments = ["--openapi", "specs/pets.yaml", "--url", "http://127.0.0.1:1"].map(str::to_owned).to_vec();
    run.contracts[0].requirements[0].source = tekigo::contract::Text::from("pets.yaml#/paths/~1pets/get");
    let log = sarif(&run);
    assert_eq!(wrong(&log), Vec::<String>::new());
    let place = &results(&log)[0]["locations"][0]["physicalLocation"];
    let due = json!({"artifactLocation": {"uri": "specs/pets.yaml"}, "region": {"startLine": 5}});
    assert_eq!(place, &due, "the line is that of the place in the description");
    assert_eq!(results(&log)[0]["properties"]["source"], "pets.yaml#/paths/~1pets/get");
}

/// The line that a scanner opens is that of the requirement in the contract files of this house, or of the folder that was named.
#[test]
fn a_played_finding_points_at_the_line_of_its_requirement() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, more) in [("sarif-embedded", &[][..]), ("sarif-folder", &["--contracts", "./examples/../"])] {
        let out = folder(name);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tekigo"));
        command.current_dir(root).args([
            "run",
            "--contract",
            "robo-payment",
            "--fault",
            "good-call-201",
            "document-sample",
        ]);
        assert_eq!(command.args(more).arg("--out").arg(&out).output().expect("tekigo starts").status.code(), Some(1));
        let text = std::fs::read_to_string(out.join("report.sarif")).expect("there");
        let log: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(wrong(&log), Vec::<String>::new());
        let result = &results(&log)[0];
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().expect("a file");
        assert_eq!(
            uri,
            if more.is_empty() {
                "schemas/robo-payment/requirements.json"
            } else {
                "examples/../schemas/robo-payment/requirements.json"
            }
        );
        let lines = std::fs::read_to_string(root.join(uri)).expect("the file is there");
        let line = place["region"]["startLine"].as_u64().and_then(|line| usize::try_from(line).ok()).expect("a line");
        let id = format!("\"id\": {}", result["ruleId"]);
        assert!(lines.lines().nth(line - 1).is_some_and(|line| line.contains(&id)), "{id} at {uri}:{line}");
        let rule = &log["runs"][0]["tool"]["driver"]["rules"]
            [usize::try_from(result["ruleIndex"].as_u64().expect("a rule")).expect("small")];
        assert_eq!(rule["id"], result["ruleId"]);
        let name = rule["name"].as_str().expect("a name");
        assert!(name.starts_with("RP") && !name.contains('-'), "{name}");
        let help = rule["help"]["text"].as_str().expect("help");
        assert!(help.contains("lines ") && help.lines().count() == 3, "both languages and the source: {help}");
    }
}
