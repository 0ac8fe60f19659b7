//! What travels: a request breaks one promise on the wire as well, and every status that a contract gives is judged.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    fake::{Answer, Came, Fake, json as answer},
    shell::{Ended, folder, report, tekigo},
};

/// A contract of one operation, in a fresh folder.
fn contract(name: &str, operation: &Value, request: &Value) -> std::path::PathBuf {
    let folder = folder(name);
    let text = |text: &str| json!({"ja": text, "en": text});
    let requirement = |(id, line): (&str, &str)| json!({"id": id, "level": "must", "text": text(id), "source": {"document": "doc.txt", "lines": [line]}});
    let ids = [("SH-200", "1"), ("SH-missing", "2"), ("SH-field", "3"), ("SH-codes", "4"), ("SH-error", "5")];
    let code = |code: &str, requirement: &str| json!({"code": code, "requirement": requirement, "title": text(code), "lines": ["1"]});
    let mut own = json!({
        "id": "ask", "title": text("ask"), "request": "ask.request.schema.json",
        "success": {"requirement": "SH-200", "status": [200], "shape": {"schema": "good.schema.json", "requirement": "SH-200"}},
        "errors": [{
            "id": "error", "scope": "", "code": "/error/code", "status": {"any": [400], "requirement": "SH-error"}
        }],
        "serverError": {"requirement": "SH-200"}, "content": {"requirement": "SH-200"}
    });
    own.as_object_mut().expect("an object").extend(operation.as_object().cloned().unwrap_or_default());
    let files = [
        (
            "contract.json",
            json!({
                "$schema": "../_meta/contract.schema.json", "id": "shop", "title": text("shop"),
                "source": {"document": "doc.txt", "title": "doc"}, "catalogue": {"requirement": "SH-codes"},
                "operations": [own]
            }),
        ),
        (
            "requirements.json",
            json!({
                "$schema": "../_meta/requirements.schema.json", "contract": "shop",
                "requirements": ids.into_iter().map(requirement).collect::<Vec<_>>()
            }),
        ),
        (
            "codes.json",
            json!({
                "$schema": "../_meta/codes.schema.json", "contract": "shop",
                "codes": [code("E10", "SH-missing"), code("E11", "SH-field")]
            }),
        ),
        ("ask.request.schema.json", request.clone()),
        ("good.schema.json", json!({"title": "good", "type": "object"})),
    ];
    let schemas = folder.join("contract/schemas/shop");
    fs::create_dir_all(&schemas).expect("a folder");
    for (name, mut value) in files {
        if name.ends_with("schema.json") {
            value["$schema"] = json!("../_meta/json-schema.schema.json");
        }
        fs::write(schemas.join(name), value.to_string()).expect("written");
    }
    folder
}

fn run(folder: &Path, target: &Fake, more: &[&str]) -> (Ended, Value) {
    fs::write(folder.join("p.toml"), format!("name = \"lab\"\n[shop]\nurl = \"{}\"\n", target.url())).expect("written");
    let arguments = ["run", "--contracts", "contract", "--target", "p.toml", "--out", "report", "--cases", "3"];
    let ended = tekigo(folder, &[&arguments, more].concat());
    let report = report(&folder.join("report"));
    (ended, report)
}

fn findings(report: &Value) -> Vec<String> {
    let told = |finding: &Value| {
        ["requirement", "check", "expected", "actual"].map(|key| finding[key].as_str().unwrap_or_default()).join(" | ")
    };
    let mut all: Vec<String> = report["findings"].as_array().expect("findings").iter().map(told).collect();
    all.dedup();
    all
}

fn refused(status: u16, code: &str) -> Answer {
    answer(status, "", &json!({"error": {"code": code}}).to_string())
}

/// A search whose parameters are text, as on every target: a word of 1 to 10 letters, a page from 1 to 100, a truth.
fn searched(came: &Came) -> Answer {
    let path = came.head.split_whitespace().nth(1).unwrap_or_default();
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let all: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let values =
        |name: &str| all.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_ref()).collect::<Vec<_>>();
    let Some(first) = values("word").first().copied() else { return refused(400, "E10") };
    let word = values("word").len() == 1 && (1..=10).contains(&first.chars().count());
    let page = match values("page").as_slice() {
        [] => true,
        [text] => {
            text.bytes().all(|b| b.is_ascii_digit())
                && !text.starts_with('0')
                && text.parse().is_ok_and(|page: u8| page <= 100)
        }
        _ => false,
    };
    let open = matches!(values("open").as_slice(), [] | ["true" | "false"]);
    if word && page && open { answer(200, "", "{}") } else { refused(400, "E11") }
}

fn search(name: &str) -> std::path::PathBuf {
    let field = |mut schema: Value| {
        (schema["x-requirement"], schema["x-code"]) = (json!("SH-field"), json!("E11"));
        schema
    };
    let missing = json!({"x-requirement": "SH-missing", "x-code": "E10"});
    let with = |mut schema: Value| {
        schema.as_object_mut().expect("an object").extend(missing.as_object().cloned().unwrap_or_default());
        schema
    };
    let query = json!({
        "allOf": [with(json!({"type": "object", "required": ["word"]}))],
        "properties": {
            "word": field(json!({"type": "string", "minLength": 1, "maxLength": 10})),
            "page": field(json!({"type": "integer", "minimum": 1, "maximum": 100})),
            "open": field(json!({"type": "boolean"}))
        }
    });
    let request = with(json!({
        "title": "search", "type": "object", "required": ["query"], "additionalProperties": false, "properties": {"query": query}
    }));
    contract(name, &json!({"method": "GET", "path": "/search", "carries": "parts", "writes": false}), &request)
}

/// As a public bug report has it: each of them was a false alarm.
#[test]
fn a_right_target_is_not_failed_for_what_a_query_cannot_tell_apart() {
    let folder = search("wire-query");
    let target = Fake::start(|_, came| searched(came));
    let (ended, report) = run(&folder, &target, &[]);
    assert_eq!((ended.code, findings(&report)), (Some(0), vec![]), "{}", ended.out);
    let reason = report["contracts"][0]["requirements"][2]["reason"].as_str().expect("a reason").to_owned();
    assert!(reason.starts_with("in part: cannot be told apart on the wire: "), "{reason}");
    let plan = tekigo(&folder, &["plan", "--contracts", "contract", "--target", "p.toml", "query.page/type"]);
    assert!(
        plan.out.contains("not sent  cannot be told apart on the wire: ") && plan.out.contains("null"),
        "{}",
        plan.out
    );
    let page = |came: &Came| came.head.lines().next().is_some_and(|line| line.contains("page="));
    assert!(target.came().iter().any(page), "what can be told apart is sent");
}

#[test]
fn what_a_query_can_tell_apart_is_still_found() {
    let folder = search("wire-query-defect");
    // A page too many, and a word of one letter too many.
    let target = Fake::start(|_, came| {
        let head = came.head.replacen("page=101", "page=100", 1);
        searched(&Came { head, ..came.clone() })
    });
    let (ended, report) = run(&folder, &target, &[]);
    assert_eq!(ended.code, Some(1), "{}", ended.out);
    let expected = "SH-field | outcome | refused with code \"E11\" for /query/page | status 200, no error";
    assert_eq!(findings(&report), [expected]);
}

/// The code of what is missing is next to the field and not above it, so that the field has none.
fn field_without_a_code() -> Value {
    json!({
        "title": "order",
        "allOf": [{"x-requirement": "SH-missing", "x-code": "E10", "type": "object", "required": ["n"]}],
        "properties": {"n": {"type": "integer", "minimum": 1, "maximum": 10, "x-requirement": "SH-field"}}
    })
}

fn ordered(came: &Came, refusal: &Answer) -> Answer {
    match serde_json::from_slice::<Value>(&came.body).unwrap_or_default()["n"].as_i64() {
        Some(1..=10) => answer(200, "", "{}"),
        _ => refusal.clone(),
    }
}

#[test]
fn a_status_is_judged_where_no_code_is_due() {
    let operation = json!({"method": "POST", "path": "/order"});
    let refusal = answer(404, "", "{\"oops\": 1}");
    let target = Fake::start(move |_, came| ordered(came, &refusal));
    let folder = contract("wire-status", &operation, &field_without_a_code());
    let (ended, report) = run(&folder, &target, &["rejects/n/m"]);
    assert_eq!(ended.code, Some(1), "{}", ended.out);
    let expected = "SH-error | status | refused with status 400 | status 404, no code at /error/code";
    assert_eq!(findings(&report), [expected]);
    let errors = json!([{
        "id": "error", "scope": "", "code": "/error/code", "status": {"any": [], "requirement": "SH-error"}
    }]);
    let silent = json!({"method": "POST", "path": "/order", "errors": errors});
    let folder = contract("wire-status-open", &silent, &field_without_a_code());
    let (_, report) = run(&folder, &target, &["rejects/n/m"]);
    assert_eq!(findings(&report), Vec::<String>::new(), "the document gives no status");
}

/// 415 is the right answer to a body whose type nobody names: an empty body must break nothing but that it is empty.
#[test]
fn a_malformed_body_says_its_type_whatever_it_holds() {
    let raw = json!({"method": "POST", "path": "/order", "raw": {"requirement": "SH-missing", "code": "E10"}});
    let target = Fake::start(|_, came| {
        let typed = came.head.to_ascii_lowercase().contains("content-type: application/json");
        if typed { refused(400, "E10") } else { answer(415, "", "{}") }
    });
    let folder = contract("wire-raw", &raw, &field_without_a_code());
    let (ended, report) = run(&folder, &target, &["raw/"]);
    assert_eq!((ended.code, findings(&report)), (Some(0), vec![]), "{}", ended.out);
    let empty = |came: &Came| came.body.is_empty() && came.head.to_ascii_lowercase().contains("content-length: 0");
    let heads: Vec<String> =
        target.came().iter().filter(|came| came.body.is_empty()).map(|came| came.head.clone()).collect();
    assert!(target.came().iter().any(empty), "an empty body says that it is one: {heads:?}");
}
