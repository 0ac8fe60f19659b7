//! What the exit code says: 0 conformant, 1 not, 3 could not be tested; of a schema that nothing is drawn from, why. Wrong inputs, 2, have a
//! file of their own.

use serde_json::json;

use crate::shell::{closed, command, ended, folder, found, report, requirement, tekigo};

#[test]
fn a_kept_promise_is_0() {
    let folder = folder("exits-0");
    let ended = tekigo(&folder, &["run", "--contract", "jpay-search", "--out", "report", "order/accepts/isac"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let report = report(&folder.join("report"));
    assert_eq!((&report["verdict"], &report["findings"]), (&json!("conformant"), &json!([])));
    assert_eq!(requirement(&report, "JP-isac")["verdict"], "pass");
}

#[test]
fn a_broken_promise_is_1() {
    let folder = folder("exits-1");
    let arguments = ["run", "--contract", "jpay-search", "--fault", "isac-text-accepted", "--out", "report"];
    let ended = tekigo(&folder, &[&arguments[..], &["order/rejects/isac/type"]].concat());
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let report = report(&folder.join("report"));
    assert_eq!((&report["verdict"], found(&report)), (&json!("not-conformant"), vec!["JP-isac"]));
    assert_eq!(requirement(&report, "JP-isac")["verdict"], "fail");
}

#[test]
fn a_broken_should_is_0_and_under_strict_1() {
    let folder = folder("exits-should");
    let arguments = ["run", "--contract", "jpay-search", "--fault", "messages-in-english", "order/rejects/isac/type"];
    for (more, code, verdict) in [(&["--out", "lenient"][..], 0, "warn"), (&["--strict", "--out", "strict"], 1, "fail")]
    {
        let ended = tekigo(&folder, &[&arguments[..], more].concat());
        assert_eq!(ended.code, Some(code), "{ended:?}");
        let report = report(&folder.join(more[more.len() - 1]));
        assert_eq!(requirement(&report, "JP-msg")["verdict"], verdict);
        assert_eq!(report["strict"], code == 1);
    }
}

#[test]
fn a_target_that_refuses_connections_is_3_and_no_verdict_on_it() {
    let folder = folder("exits-refused");
    let arguments = ["run", "--contract", "jpay-search", "--url", &closed(), "--out", "report", "order/accepts/"];
    let mut command = command(&folder, &arguments);
    command.env("TEKIGO_API_KEY", "k0FAKE");
    let ended = ended(command);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    let report = report(&folder.join("report"));
    assert_eq!((&report["verdict"], &report["findings"]), (&json!("untested"), &json!([])));
    assert_eq!(report["totals"]["exchanges"], 0);
    let isac = requirement(&report, "JP-isac");
    assert_eq!(isac["verdict"], "error");
    assert!(
        isac["reason"].as_str().is_some_and(|reason| reason.starts_with("failed to connect to http://127")),
        "{isac}"
    );
    assert!(!ended.err.contains("panicked"), "{}", ended.err);
}

#[test]
fn nothing_tested_is_3() {
    let folder = folder("exits-untested");
    let arguments = ["run", "--contract", "jpay-search", "--out", "report", "scenario/sort-key-twice"];
    let ended = tekigo(&folder, &arguments);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    let report = report(&folder.join("report"));
    let sorted = requirement(&report, "JP-sorted");
    assert_eq!((&report["verdict"], &sorted["verdict"]), (&json!("untested"), &json!("not-tested")));
    assert!(sorted["reason"].as_str().is_some_and(|reason| reason.contains("sort-order-key")), "{sorted}");
}

#[test]
fn a_schema_that_is_empty_one_that_is_too_large_and_one_that_is_too_hard_are_told_apart() {
    let folder = folder("exits-draw");
    for (schema, code, said) in [
        (r#"{"type": "integer"}"#, 0, ""),
        (r#"{"type": "string", "enum": []}"#, 2, "failed to draw any value: none can keep the schema"),
        (
            r#"{"type": "string", "minLength": 2000000000}"#,
            4,
            "more than tekigo draws, see ``: `minLength` 2000000000 is beyond the longest text that is drawn, 200000",
        ),
        (
            r#"{"type": "string", "allOf": [{"pattern": "^a"}, {"pattern": "^b"}]}"#,
            5,
            "failed to find a value that keeps the schema, though there may be one",
        ),
        (r#"{"$schema": "http://json-schema.org/draft-07/schema#", "dependencies": {"a": ["b"]}}"#, 2, "/dependencies"),
    ] {
        std::fs::write(folder.join("one.schema.json"), schema).expect("a file");
        let ended = tekigo(&folder, &["draw", "one.schema.json", "--cases", "1"]);
        assert_eq!(ended.code, Some(code), "{schema}: {ended:?}");
        assert!(ended.err.contains(said), "{schema}: {ended:?}");
    }
}

#[test]
fn what_a_schema_says_beside_what_is_drawn_is_told() {
    let folder = folder("exits-draw-told");
    let schema = r#"{"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "format": "int32"}, "s": {"type": "string", "maxLength": 2147483647}}}"#;
    std::fs::write(folder.join("one.schema.json"), schema).expect("a file");
    let ended = tekigo(&folder, &["draw", "one.schema.json", "--cases", "1"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for said in
        ["/properties/n/format: the format `int32` is not known", "its limit is beyond the longest text that is drawn"]
    {
        assert!(ended.err.contains(said), "{said}: {ended:?}");
    }
}

#[test]
fn a_constant_of_thirty_digits_keeps_every_digit() {
    let folder = folder("exits-draw-digits");
    std::fs::write(folder.join("one.schema.json"), r#"{"const": 123456789012345678901234567890}"#).expect("a file");
    let ended = tekigo(&folder, &["draw", "one.schema.json", "--cases", "1"]);
    assert!(ended.out.contains(r#""value":123456789012345678901234567890}"#), "{ended:?}");
}
