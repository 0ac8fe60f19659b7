//! Credentials, failures and what is given.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;

#[test]
fn every_state_is_given_and_has_a_credential_of_its_own() {
    let gives = REFERENCE.gives();
    assert_eq!(gives["credentials"]["token"], json!(token("org-with-claim")));
    let states = gives["states"].as_object().expect("states");
    assert_eq!(states.len(), CLAIMS.len() + NONE.len() + 2);
    assert_eq!(states.values().map(|row| row["token"].to_string()).collect::<BTreeSet<_>>().len(), states.len());
}

#[test]
fn nobody_without_a_right_credential_gets_a_claim() {
    let right = token("org-with-claim");
    let values = [
        String::new(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        "Bearer x".to_owned(),
        "Bearer 日本".to_owned(),
        right.clone(),
        format!("Basic {right}"),
        format!("Bearer {right}x"),
        format!("Bearer {} {right}", "x"),
        format!("Bearer {}", right.to_lowercase()),
        format!("Bearer {}", "x".repeat(20_000)),
    ];
    let refused = |text: &str| (401, json!({"result": false, "errors": text, "data": []}));
    assert_eq!(world(&[]).get(PATH), refused("認証されていません。"));
    for value in values {
        let mut caller = world(&[]);
        header(&mut caller, "authorization", &value);
        assert_eq!(caller.get(PATH), refused("認証されていません。"), "{value}");
    }
    assert_eq!(state(&[], "token-expired"), refused("認証の有効期限が切れています。"));
}

#[test]
fn a_failure_is_told_by_its_status() {
    let due = json!({"result": false, "errors": "サーバーエラーが発生しました。", "data": []});
    assert_eq!(state(&[], "server-error"), (500, due));
}

#[test]
fn neither_query_nor_headers_change_an_answer() {
    let mut caller = world(&[]);
    let due = ask(&mut caller, &token("org-with-claim"));
    header(&mut caller, "authorization", &format!("bearer  {}", token("org-with-claim")));
    caller.headers.push(("x-unheard".to_owned(), "日".repeat(2_000)));
    for query in ["", "?", "?organization_id=102", "?status=5&%zz=%", "?page=2"] {
        assert_eq!(caller.get(&format!("{PATH}{query}")), due, "{query}");
    }
}

#[test]
fn other_methods_and_paths_get_no_claim() {
    for (method, path, due) in
        [("POST", PATH, 405), ("PUT", PATH, 405), ("DELETE", PATH, 405), ("GET", "/api/payment", 404)]
    {
        let mut caller = world(&[]);
        header(&mut caller, "authorization", &format!("Bearer {}", token("org-with-claim")));
        let (status, body) = caller.raw(method, path, b"");
        assert!(status == due && !body.to_string().contains("billing_fee"), "{method} {path}");
    }
}
