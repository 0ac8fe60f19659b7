//! What every command prints for a Japanese reader: no English sentence is left in it.

use std::{fs, path::Path};

use crate::{
    english::sentences,
    rest::copy,
    shell::{Ended, folder, tekigo},
};

/// Runs a command in Japanese; what it prints holds no English sentence.
fn japanese(folder: &Path, arguments: &[&str], code: i32) -> Ended {
    let ended = tekigo(folder, &[arguments, &["--lang", "ja"]].concat());
    assert_eq!(ended.code, Some(code), "{arguments:?}\n{}\n{}", ended.out, ended.err);
    for text in [&ended.out, &ended.err] {
        assert_eq!(sentences(text), Vec::<String>::new(), "{arguments:?} prints\n{text}");
    }
    ended
}

#[test]
fn commands_that_send_nothing_speak_japanese() {
    let folder = folder("all-japanese-quiet");
    let schema = "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\", \"format\": \"int32\", \"maxLength\": 3}}, \"not\": {\"required\": [\"b\"]}}";
    fs::write(folder.join("s.json"), schema).expect("a file");
    fs::write(folder.join("never.json"), "{\"type\": \"string\", \"minLength\": 2, \"maxLength\": 1}").expect("a file");
    for (arguments, code) in [
        (&["check"][..], 0),
        (&["plan", "--contract", "jpay-search"], 0),
        (&["plan", "--contract", "robo-payment", "accepts"], 0),
        (&["list", "requirements", "--contract", "jpay-search"], 0),
        (&["list", "trials", "--contract", "jpay-search"], 0),
        (&["list", "codes", "--contract", "jpay-search"], 0),
        (&["list", "states", "--contract", "robo-payment"], 0),
        (&["list", "readings", "--contract", "robo-payment"], 0),
        (&["draw", "s.json", "--cases", "1", "--most", "4"], 0),
        (&["draw", "never.json"], 2),
        (&["draw", "none.json"], 2),
        (&["init", "--contract", "jpay-search", "--out", "p.toml"], 0),
        (&["explain", "JP-auth"], 0),
    ] {
        japanese(&folder, arguments, code);
    }
}

#[test]
fn a_run_and_what_is_made_of_it_speak_japanese() {
    let folder = folder("all-japanese-run");
    let run = ["run", "--contract", "jpay-search", "--fault"];
    let fault = "key-missing-accepted";
    let ran = japanese(&folder, &[&run[..], &[fault, "--out", "first", "--evidence"]].concat(), 1);
    assert!(ran.out.contains("不適合"), "{}", ran.out);
    let summary = fs::read_to_string(folder.join("first/summary.md")).expect("a summary");
    assert_eq!(sentences(&summary), Vec::<String>::new(), "{summary}");
    japanese(&folder, &["run", "--contract", "jpay-search", "--out", "second"], 0);
    let report: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.join("first/report.json")).expect("a report")).expect("JSON");
    let id = report["findings"][0]["requirement"].as_str().expect("a finding").to_owned();
    for (arguments, code) in [
        (&["report", "first", "--out", "again", "--package"][..], 1),
        (&["diff", "first", "second"], 1),
        (&["show", "first"], 0),
        (&["replay", "first", &id], 1),
        (&["waive", "first", &id, "--reason", "次の版で直す", "--owner", "決済チーム", "--until", "2099-12-31"], 0),
        (&["prove", "--contract", "jpay-search", "--fault", fault], 0),
    ] {
        japanese(&folder, arguments, code);
    }
}

#[test]
fn mistakes_in_descriptions_and_workflows_are_reported_in_japanese() {
    let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken/good");
    let operation = "{\"/a\": {\"get\": {\"responses\": {\"200\": {\"description\": \"a\"}}}}}";
    for (number, text) in [
        "{".to_owned(),
        "{}".to_owned(),
        "{\"swagger\": \"2.0\"}".to_owned(),
        "{\"openapi\": \"4.0.0\"}".to_owned(),
        "{\"openapi\": \"3.1.0\", \"paths\": {}}".to_owned(),
        format!("{{\"openapi\": \"3.1.0\", \"paths\": {operation}}}").replace("/a\"", "a\""),
        format!("{{\"openapi\": \"3.1.0\", \"paths\": {operation}}}").replace("\"200\"", "\"2000\""),
        format!("{{\"openapi\": \"3.1.0\", \"paths\": {operation}}}")
            .replace("\"get\": {", "\"get\": {\"parameters\": [{}], "),
        format!("{{\"openapi\": \"3.1.0\", \"paths\": {operation}}}")
            .replace("\"get\": {", "\"get\": {\"parameters\": [{\"$ref\": \"#/none\"}], "),
        format!("{{\"openapi\": \"3.1.0\", \"paths\": {operation}}}")
            .replace("\"get\": {", "\"get\": {\"requestBody\": {\"content\": {\"application/jwt\": {}}}, "),
    ]
    .iter()
    .enumerate()
    {
        let folder = folder(&format!("all-japanese-description-{number}"));
        fs::write(folder.join("a.json"), text).expect("a file");
        let ended = tekigo(&folder, &["plan", "--openapi", "a.json", "--lang", "ja"]);
        assert!(ended.code == Some(2) || ended.out.contains("対象外") || !ended.err.is_empty(), "{text} {ended:?}");
        assert_eq!(sentences(&(ended.out + &ended.err)), Vec::<String>::new(), "{text}");
    }
    for (number, (name, text)) in [
        ("overlay.yaml", "actions: []\n"),
        ("overlay.yaml", "overlay: 1.0.0\nactions:\n  - target: $.none\n    update: {}\n  - target: $$\n  - update: 1\n"),
        ("w.arazzo.yaml", "workflows: []\n"),
        ("w.arazzo.yaml", "arazzo: 1.0.1\nworkflows:\n  - workflowId: a b\n    stepz: []\n    steps: []\n"),
        (
            "w.arazzo.yaml",
            "arazzo: 1.0.1\nworkflows:\n  - workflowId: w\n    inputs: {}\n    steps:\n      - stepId: s\n        operationId: none\n",
        ),
    ]
    .iter()
    .enumerate()
    {
        let folder = folder(&format!("all-japanese-workflow-{number}"));
        let of = if name.starts_with("overlay") { "schemas/tiny" } else { "scenarios/tiny" };
        copy(&good, &folder);
        fs::write(folder.join(of).join(name), text).expect("a file");
        japanese(&folder, &["check", "."], 2);
    }
}
