//! Records that a description leads to: made or found before an operation takes their id, and removed at the end of a run.

use std::{collections::BTreeSet, fs, sync::Mutex};

use serde_json::{Value, json};

use crate::{
    bank::{Bank, Defect},
    described::description,
    fake::{Came, Fake, json as answer},
    shell::{command, ended, folder, json, report},
};

/// A shop: things are made on one path and read on another, which a link leads to; boxes are only listed; labels are made below a thing.
fn shop() -> Value {
    let id = |kind: &str| json!({"type": "object", "required": ["no"], "properties": {"no": {"type": kind}}});
    let of = |status: &str, schema: &Value| json!({status: {"description": "x", "content": {"application/json": {"schema": schema}}}, "404": {"description": "gone"}});
    let key = |name: &str, kind: &str| json!([{"name": name, "in": "path", "required": true, "schema": {"type": kind, "minimum": 1, "maximum": 999_999}}]);
    let mut made = of("201", &id("integer"));
    made["201"]["links"] = json!({"read": {"operationId": "read", "parameters": {"key": "$response.body#/no"}}});
    let boxes = json!({"type": "object", "required": ["boxes"], "properties": {"boxes": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer"}}}}}});
    json!({"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": {
        "/stock": {"post": {"operationId": "make", "requestBody": {"required": true, "content": {"application/json": {"schema": {
            "type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "minimum": 1, "maximum": 9}}}}}}, "responses": made}},
        "/things/{key}": {"parameters": key("key", "integer"), "get": {"operationId": "read", "responses": of("200", &id("integer"))}},
        "/boxes": {"get": {"operationId": "boxes", "responses": of("200", &boxes)}},
        "/boxes/{boxId}": {"parameters": key("boxId", "integer"), "get": {"operationId": "box", "responses": of("200", &id("integer"))}}
    }})
}

fn sell(things: &Mutex<BTreeSet<u64>>, came: &Came) -> (String, String) {
    let mut line = came.head.split_whitespace();
    let (method, path) = (line.next().unwrap_or_default(), line.next().unwrap_or_default());
    let mut things = things.lock().expect("no panic");
    let number = |path: &str| path.rsplit('/').next().and_then(|text| text.parse::<u64>().ok());
    match (method, path) {
        ("POST", "/stock") => {
            let body: Value = serde_json::from_slice(&came.body).unwrap_or_default();
            if !body["n"].as_u64().is_some_and(|n| (1..=9).contains(&n)) || body["n"].is_f64() {
                return answer(404, "", "{}");
            }
            let no = 100_000 + things.len() as u64;
            things.insert(no);
            answer(201, "", &json!({"no": no}).to_string())
        }
        ("GET", "/boxes") => answer(200, "", r#"{"boxes":[{"id":4711},{"id":4712}]}"#),
        ("GET", path) if path.starts_with("/things/") && number(path).is_some_and(|no| things.contains(&no)) => {
            answer(200, "", &json!({"no": number(path)}).to_string())
        }
        ("GET", "/boxes/4711") => answer(200, "", r#"{"no":4711}"#),
        _ => answer(404, "", "{}"),
    }
}

#[test]
fn links_and_lists_lead_to_records_and_what_is_read_is_judged() {
    let folder = folder("linked");
    fs::write(folder.join("shop.json"), shop().to_string()).expect("written");
    let things = Mutex::default();
    let target = Fake::start(move |_, came| sell(&things, came));
    let url = target.url();
    let arguments = ["run", "--openapi", "shop.json", "--url", &url, "--out", "report", "--cases", "2", "--jobs", "1"];
    let run = ended(command(&folder, &arguments));
    let report = report(&folder.join("report"));
    let all = report["contracts"][0]["requirements"].as_array().expect("requirements");
    let verdict =
        |id: &str| all.iter().find(|one| one["id"] == id).map(|one| one["verdict"].clone()).unwrap_or_default();
    for id in ["read.accepted", "read.response.200", "box.accepted", "box.response.200", "read.request.path.key.type"] {
        assert_eq!(verdict(id), "pass", "{id}: {}{}", run.out, run.err);
    }
    let came = target.came();
    let asked = |start: &str| came.iter().any(|came| came.head.starts_with(start));
    assert!(asked("GET /things/1000") && asked("GET /boxes/4711 "), "{:?}", came.len());
}

#[test]
fn what_a_run_made_is_removed_at_its_end_where_the_profile_allows_it() {
    for allowed in [true, false] {
        let folder = folder(&format!("linked-removed-{allowed}"));
        description(&folder);
        let bank = Bank::new(Defect::None);
        let target = Fake::start(move |_, came| bank.answer(came));
        let profile = format!(
            "name = \"bank\"\n[accounts]\nurl = \"{}\"\nremove-made = {allowed}\ncredentials = {{ key = \"k0FAKE\" }}\n",
            target.url()
        );
        fs::write(folder.join("p.toml"), profile).expect("written");
        let arguments = [
            "run",
            "--openapi",
            "bank.yaml",
            "--target",
            "p.toml",
            "--out",
            "report",
            "--cases",
            "1",
            "--jobs",
            "1",
            "accounts/openAccount/accepts",
        ];
        let run = ended(command(&folder, &arguments));
        assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
        let made = json(&folder.join("report/made.json"));
        let made = made.as_array().expect("a list");
        assert!(
            !made.is_empty() && made.iter().all(|one| one["operation"] == "openAccount" && one["place"] == "/id"),
            "{made:?}"
        );
        assert!(made.iter().all(|one| one.get("removed").is_some() == allowed), "{made:?}");
        let deleted = target.came().iter().filter(|came| came.head.starts_with("DELETE /accounts/acc-")).count();
        assert_eq!(deleted, if allowed { made.len() } else { 0 });
        assert_eq!(run.out.contains("of them removed again"), allowed, "{}", run.out);
        // A report that is rendered again says the same.
        let again = ended(command(&folder, &["report", "report", "--out", "again"]));
        assert_eq!(again.code, Some(0), "{}", again.err);
        assert_eq!(json(&folder.join("again/made.json")).as_array(), Some(made));
    }
}
