//! A scenario that says all it can: headers, waiting, several requests at once, cookies, computed values, callbacks. A target that keeps
//! it is conformant, and each fault of a target is reported under the requirement of its rule.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
};

use serde_json::{Value, json};

use crate::{
    fake::{self, Answer, Came, Fake},
    rest::copy,
    shell::{folder, found, report, requirement, tekigo},
};

/// What a target does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// Another ETag than the document says.
    Tag,
    /// It is never done.
    Never,
    /// Two submits with one key have two effects.
    Twice,
    /// It tells nobody.
    Silent,
}

fn steps() -> Value {
    let body = json!({"parcel_id": "PF-000001", "weight_g": 10, "zone": "NEAR"});
    let rule = |id: &str, rule: &str| json!({"requirement": id, "rule": rule, "text": {"ja": "規則", "en": "A rule."}});
    let step = |name: &str, id: &str, more: &Value| {
        let mut step = json!({"name": name, "operation": "fee", "body": body, "expect": {"outcome": "accepted", "requirement": id}});
        for (key, value) in more.as_object().into_iter().flatten() {
            step[key] = value.clone();
        }
        step
    };
    let mut told = step(
        "told",
        "PF-memo",
        &json!({
            "await": {"within": "500ms", "respond": [202]},
            "rules": [rule("PF-memo", "method == 'POST' && headers['x-signature'] == hmac('sha256', 'secret', text)")]
        }),
    );
    told.as_object_mut().expect("a step").shift_remove("body");
    json!([
        step(
            "first",
            "PF-200",
            &json!({
                "headers": {"X-Callback": {"$cel": "callbacks.url"}, "Request-Id": {"$cel": "uuid()"}},
                "rules": [rule("PF-total", "headers.etag == '\"' + sha256(text) + '\"' && body_size == text.size()")]
            })
        ),
        step(
            "poll",
            "PF-weight",
            &json!({
                "headers": {"X-Poll": "yes", "If-Match": {"$cel": "steps.first.headers.etag"}, "X-Csrf": {"$cel": "cookies.csrf"}},
                "repeat": {"until": "response.total_yen == 3", "pause": "1ms", "max": 4}
            })
        ),
        step(
            "many",
            "PF-200",
            &json!({
                "headers": {"Idempotency-Key": {"$cel": "'k-' + steps.first.headers.etag"}},
                "together": 3,
                "rules": [rule("PF-heavier", "steps.many.responses.all(r, r.total_yen == response.total_yen)")]
            })
        ),
        told,
    ])
}

fn header<'a>(came: &'a Came, name: &str) -> Option<&'a str> {
    let lines = came.head.lines().filter_map(|line| line.split_once(':'));
    lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
}

fn fee(total: usize, more: &str) -> Answer {
    fake::json(200, more, &json!({"fee_yen": total, "insurance_yen": 0, "total_yen": total}).to_string())
}

fn answer(fault: Fault, number: usize, came: &Came) -> Answer {
    if let Some(url) = header(came, "x-callback") {
        if fault != Fault::Silent {
            let url = url.to_owned();
            std::thread::spawn(move || call(&url));
        }
        let text = json!({"fee_yen": 0, "insurance_yen": 0, "total_yen": 0}).to_string();
        let tag = if fault == Fault::Tag { "other".to_owned() } else { sha256(&text) };
        return fee(0, &format!("ETag: \"{tag}\"\r\nSet-Cookie: csrf=t-1; Path=/\r\n"));
    }
    if header(came, "idempotency-key").is_some() {
        return fee(if fault == Fault::Twice { number } else { 7 }, "");
    }
    assert_eq!((header(came, "x-csrf"), header(came, "cookie")), (Some("t-1"), Some("csrf=t-1")), "{}", came.head);
    fee(if fault == Fault::Never { 2 } else { number.min(3) }, "")
}

fn sha256(text: &str) -> String {
    tekigo::contract::hex(&<sha2::Sha256 as sha2::Digest>::digest(text))
}

/// Tells of a fee, signed as documented.
fn call(url: &str) {
    let (host, path) = url.trim_start_matches("http://").split_once('/').expect("a path");
    let Ok(mut stream) = TcpStream::connect(host) else { return };
    let body = "{}";
    // HMAC-SHA256 of the body with the key `secret`.
    let signature = "77325902caca812dc259733aacd046b73817372c777b8d95b402647474516e13";
    let head = format!(
        "POST /{path} HTTP/1.1\r\nhost: {host}\r\nx-signature: {signature}\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{body}"
    );
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.read_to_end(&mut Vec::new());
}

#[test]
fn a_scenario_that_says_all_it_can_is_kept_by_a_sound_target_and_by_no_other() {
    for (fault, accused) in [
        (Fault::None, vec![]),
        (Fault::Tag, vec!["PF-total"]),
        (Fault::Never, vec!["PF-weight"]),
        (Fault::Twice, vec!["PF-heavier"]),
        (Fault::Silent, vec!["PF-memo"]),
    ] {
        let folder = folder(&format!("spoken-{fault:?}"));
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/parcel-fee"), &folder);
        let form = "../../schemas/_meta/scenario.schema.json";
        let all = json!({
            "$schema": form, "contract": "parcel-fee", "name": "told", "title": {"ja": "全部", "en": "all"}, "cookies": true, "alone": true,
            "requirements": ["PF-200", "PF-total", "PF-weight", "PF-heavier", "PF-memo"], "steps": steps()
        });
        fs::write(folder.join("scenarios/parcel-fee/told.json"), all.to_string()).expect("written");
        let target = Fake::start(move |number, came| answer(fault, number, came));
        let profile = format!(
            "name = \"fake\"\n[parcel-fee]\nurl = \"{}\"\n[parcel-fee.callbacks]\nlisten = \"127.0.0.1:0\"\n",
            target.url()
        );
        fs::write(folder.join("p.toml"), profile).expect("written");
        let chosen = ["--contracts", ".", "--target", "p.toml", "scenario/told"];
        let plan = tekigo(&folder, &[&["plan"], &chosen[..]].concat());
        assert!(plan.out.contains("     8 requests  parcel-fee/scenario/told  "), "{}{}", plan.out, plan.err);
        let ran = tekigo(&folder, &[&["run", "--out", "report"], &chosen[..]].concat());
        let report = report(&folder.join("report"));
        assert_eq!(
            (found(&report), &report["errors"]),
            (accused.clone(), &json!([])),
            "{fault:?} {}{}",
            ran.out,
            ran.err
        );
        if accused.is_empty() {
            let verdicts = ["PF-total", "PF-weight", "PF-heavier", "PF-memo"]
                .map(|id| requirement(&report, id)["verdict"].clone());
            assert_eq!(verdicts, ["pass"; 4].map(Value::from), "{}", ran.out);
        }
    }
}
