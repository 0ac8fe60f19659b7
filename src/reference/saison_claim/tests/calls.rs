//! Tokens, refusals and what is given.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;

#[test]
fn every_state_is_given_and_answered_as_the_tables_say() {
    for (name, status, error, code) in REFUSED {
        assert_eq!(state(&[], name), (status, refusal(error, code)), "{name}");
    }
    assert_eq!(state(&[], "user-without-claims"), (200, json!({"result_code": "102"})));
    let gives = REFERENCE.gives();
    let states = gives["states"].as_object().expect("states");
    assert_eq!(states.len(), MEMBERS.len() - 1 + REFUSED.len() + 1);
    let tokens: BTreeSet<_> = states.values().map(|row| row["token"].as_str().expect("a token")).collect();
    assert!(tokens.len() == states.len() && !tokens.contains(TOKEN), "each state has a token of its own");
}

#[test]
fn an_empty_token_and_one_of_illegal_form_are_invalid_requests() {
    let due = (400, refusal("invalid_request", None));
    assert_eq!(world(&[]).get(PATH), due);
    let wrong = ["", "Bearer", "Bearer ", "Basic dGVzdDp0ZXN0", "Bearer a b", "Bearer =", "Bearer a=b", "Bearer 日本"];
    let near = [TOKEN.to_owned(), format!("Bearer{TOKEN}"), format!("Bearer {TOKEN}!"), format!("Bearer \"{TOKEN}\"")];
    for value in wrong.into_iter().chain(near.iter().map(String::as_str)) {
        let mut caller = world(&[]);
        header(&mut caller, "authorization", value);
        assert_eq!(caller.get(PATH), due, "{value}");
    }
    let mut twice = world(&[]);
    twice.headers = vec![("authorization".to_owned(), format!("Bearer {TOKEN}")); 2];
    assert_eq!(twice.get(PATH), due);
}

#[test]
fn a_token_that_nobody_has_is_invalid() {
    for token in ["x", &"x".repeat(20_000), &TOKEN.to_lowercase(), &format!("{TOKEN}x"), &TOKEN[1..], "a=="] {
        assert_eq!(ask(&mut world(&[]), token), (401, refusal("invalid_token", None)), "{token}");
    }
}

#[test]
fn neither_query_nor_headers_change_an_answer() {
    let mut caller = world(&[]);
    let due = ask(&mut caller, TOKEN);
    header(&mut caller, "authorization", &format!("bearer   {TOKEN}"));
    caller.headers.push(("x-unheard".to_owned(), "日".repeat(2_000)));
    for query in ["", "?", "?a", "?token=x&%zz=%", "?error=maintenance"] {
        assert_eq!(caller.get(&format!("{PATH}{query}")), due, "{query}");
    }
}

#[test]
fn other_methods_and_paths_get_no_claims() {
    for (method, path, due) in [("POST", PATH, 405), ("DELETE", PATH, 405), ("GET", "/teb002", 404), ("GET", "/", 404)]
    {
        let mut caller = world(&[]);
        header(&mut caller, "authorization", &format!("Bearer {TOKEN}"));
        let (status, body) = caller.raw(method, path, b"");
        assert!(status == due && body.get("this_month").is_none(), "{method} {path}");
    }
}
