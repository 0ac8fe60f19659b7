//! Tokens, bodies, the form of responses and what is given.

use serde_json::json;

use super::*;
use crate::reference::abs_status::fixtures::PLAIN_TOKEN;

#[test]
fn the_samples_of_the_document_are_answered_as_printed() {
    let mut caller = world(&[]);
    let seen = caller.raw("PUT", PATH, sample().to_string().as_bytes());
    assert_eq!(seen, (200, json!({"message": "成功", "errorCode": "0000"})));
    let body = with(&[("/tenantId", json!("-"))]);
    let seen = caller.raw("PUT", PATH, body.to_string().as_bytes());
    assert_eq!(seen.1, json!({"message": "パラメータ:tenantIdは指定必須の項目です", "errorCode": "120003"}));
}

#[test]
fn no_token_but_the_right_one_is_let_in() {
    let right = format!("Bearer {TOKEN}");
    for (header, due) in [
        (None, 401),
        (Some(""), 401),
        (Some("Bearer"), 401),
        (Some("Bearer "), 401),
        (Some("Bearer wrong"), 401),
        (Some(TOKEN), 401),
        (Some(&format!("Basic {TOKEN}")), 401),
        (Some(&format!("{right}0")), 401),
        (Some(&right.to_lowercase()), 401),
        (Some(&format!("{right} x")), 401),
        (Some(&format!("Bearer {PLAIN_TOKEN}")), 403),
        (Some(&right.replace("Bearer", "bearer")), 200),
    ] {
        for body in [sample(), json!({}), json!([]), json!({"tenantId": 5})] {
            let mut caller = world(&[]);
            use_header(&mut caller, header);
            let (status, code, _) = put(&mut caller, &body);
            if due == 200 {
                assert_eq!(status == 200, body == sample(), "{header:?} {body}");
            } else {
                assert_eq!((status, code), (due, format!("E{due}")), "{header:?} {body}");
            }
        }
    }
    let mut caller = world(&[]);
    caller.headers.push(("authorization".to_owned(), right));
    assert_eq!(put(&mut caller, &sample()).0, 401, "two headers are none");
}

#[test]
fn the_token_may_stand_in_a_header_of_its_own() {
    let mut caller = world(&[("auth", "header:X-Api-Token")]);
    assert_eq!(put(&mut caller, &sample()).0, 401);
    for (value, due) in [(TOKEN, 200), (PLAIN_TOKEN, 403), ("", 401), (&format!("Bearer {TOKEN}"), 401)] {
        caller.headers = vec![("x-api-token".to_owned(), value.to_owned())];
        assert_eq!(put(&mut caller, &sample()).0, due, "{value}");
    }
}

#[test]
fn what_is_no_json_object_is_refused() {
    let deep = format!("{{\"tenantId\":{}", "[".repeat(10_000));
    for body in ["", "{", "[]", "5", "null", "\u{FEFF}{}", "{\"tenantId\":\"a\",}", "{\"a\":\"\\ud800\"}", &deep] {
        let seen = read(&world(&[]).raw("PUT", PATH, body.as_bytes()));
        assert_eq!((seen.0, seen.1.as_str()), (400, "E400"), "{body:.20}");
    }
    assert_eq!(read(&world(&[]).raw("PUT", PATH, b"\xFF")).0, 400);
    assert_eq!(read(&world(&[]).raw("PUT", PATH, &vec![b' '; 9_000_000])).0, 413);
    for method in ["GET", "POST", "DELETE", "PATCH"] {
        assert_eq!(read(&world(&[]).raw(method, PATH, b"{}")).0, 405);
    }
    assert_eq!(world(&[]).raw("PUT", "/api/openapi/btob", b"{}").0, 404);
}

#[test]
fn what_it_gives_works() {
    let gives = REFERENCE.gives();
    assert_eq!(gives["credentials"], json!({"token": TOKEN, "tenantId": TENANT}));
    let state = |name: &str| gives["states"][name].clone();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let call = |table: &Value| {
        body(&[transaction(&text(&table["transactionId"]), &[text(&table["paymentBatchNumber"]).as_str()])])
    };
    let updatable = state("payment-updatable").as_array().cloned().expect("several");
    assert!(updatable.len() >= 4);
    let mut caller = world(&[]);
    for table in &updatable {
        for _ in 0..2 {
            assert_eq!(put(&mut caller, &call(table)), good(), "{table}");
        }
    }
    let shared = |key: &str| updatable.iter().map(|table| text(&table[key])).collect::<std::collections::BTreeSet<_>>();
    assert_eq!((shared("transactionId").len(), shared("paymentBatchNumber").len()), (5, 5), "two of six share each");
    assert_eq!(put(&mut caller, &call(&state("payment-not-updatable"))), locked());
    let foreign = text(&state("tenant-foreign")["tenantId"]);
    assert_eq!(put(&mut caller, &with(&[("/tenantId", json!(foreign))])), unknown("tenantId", &foreign));
    use_token(&mut caller, state("token-without-b2b")["token"].as_str());
    assert_eq!(put(&mut caller, &sample()).0, 403);
}

#[test]
fn refusals_have_the_status_that_the_reading_says() {
    for (choice, status) in [("any", 400), ("400", 400), ("200", 200)] {
        let mut caller = world(&[("error-status", choice)]);
        for body in [json!({}), with(&[("/tenantId", json!("nobody"))]), json!([]), with(&[("/resolveType", json!(3))])]
        {
            assert_eq!(put(&mut caller, &body).0, status, "{choice} {body}");
        }
        use_token(&mut caller, None);
        assert_eq!(put(&mut caller, &sample()).0, 401);
    }
}
