//! What each reading changes.

use serde_json::json;

use super::*;

#[test]
fn the_method_and_the_path_are_the_targets() {
    let mut caller = world(&[("method", "POST"), ("path", "/claims/monthly?x=1")]);
    header(&mut caller, "authorization", &format!("Bearer {TOKEN}"));
    let served = [("POST", "/claims/monthly"), ("POST", PATH), ("GET", "/claims/monthly")];
    assert_eq!(served.map(|(method, path)| caller.raw(method, path, b"").0), [200, 404, 405]);
}

#[test]
fn the_token_stands_in_the_header_of_the_reading() {
    let mut caller = world(&[("auth", "header:X-Access-Token")]);
    let empty = (400, refusal("invalid_request", None));
    assert_eq!(ask(&mut caller, TOKEN), empty);
    for (value, due) in [(TOKEN, 200), (&format!("Bearer {TOKEN}"), 400), ("", 400), ("x", 401)] {
        header(&mut caller, "x-access-token", value);
        assert_eq!(caller.get(PATH).0, due, "{value}");
    }
}

#[test]
fn the_terminal_must_be_that_of_the_token() {
    let bearer = |caller: &mut Caller, token: &str| header(caller, "authorization", &format!("Bearer {token}"));
    let cases = |terminal: &str| {
        [
            (given("", "terminal_id"), (200, None)),
            (given("terminal-mismatch", "terminal_id") + "0", (400, None)),
            (given("", "terminal_id").to_lowercase(), (400, None)),
            (terminal.to_owned(), (400, Some("105"))),
            ("%".to_owned(), (400, Some("106"))),
        ]
    };
    for (terminal, (status, code)) in cases("") {
        let mut caller = world(&[("terminal-id", "query:terminal_id")]);
        bearer(&mut caller, TOKEN);
        let seen = caller.get(&format!("{PATH}?a=b&terminal_id={terminal}"));
        assert_eq!(seen.0, status, "{terminal}");
        assert!(status == 200 || seen.1 == refusal("invalid_request", code), "{terminal} {}", seen.1);
        let mut caller = world(&[("terminal-id", "header:X-Terminal-Id")]);
        bearer(&mut caller, TOKEN);
        caller.headers.push(("x-terminal-id".to_owned(), terminal.clone()));
        assert_eq!(caller.get(PATH), seen, "{terminal}");
    }
    for (reading, due) in [("query:terminal_id", 400), ("none", 200)] {
        assert_eq!(state(&[("terminal-id", reading)], "member-na").0, due);
    }
    let mut other = world(&[("terminal-id", "query:t")]);
    bearer(&mut other, &given("terminal-mismatch", "token"));
    let seen = other.get(&format!("{PATH}?t={}", given("terminal-mismatch", "terminal_id")));
    assert_eq!(seen, (400, refusal("invalid_request", None)));
    assert_eq!(other.get(&format!("{PATH}?t={}", super::super::fixtures::OTHER_TERMINAL)).0, 200);
}

#[test]
fn what_is_empty_is_told_as_the_reading_says() {
    let month = |choice| state(&[("empty-value", choice)], "claim-02").1["this_month"].clone();
    let keys = ["due_date", "mark_claim_amount", "claim_amount", "payment_amount_total_mark", "bank_claim_amount"];
    assert!(keys.iter().all(|key| month("\"\"")[key] == "" && month("null").get(key) == Some(&Value::Null)));
    assert_eq!(month("absent"), json!({"disp_code": "02"}));
    assert!(state(&[("empty-value", "null")], "member-na").1.get("bc_flg").is_none());
}

#[test]
fn a_good_answer_has_a_result_code_as_the_reading_says() {
    for (choice, due) in
        [("000-or-absent", [Some("000"), None]), ("000", [Some("000"), Some("000")]), ("absent", [None, None])]
    {
        let codes = ["member-uc", "member-na"].map(|name| state(&[("success-code", choice)], name).1);
        assert_eq!(codes.each_ref().map(|body| body.get("result_code").and_then(Value::as_str)), due, "{choice}");
    }
}

#[test]
fn a_user_without_claims_can_be_an_error() {
    let seen = state(&[("no-claim-102", "401")], "user-without-claims");
    assert_eq!(seen, (401, refusal("invalid_token", Some("102"))));
}

#[test]
fn claims_can_have_ten_digits() {
    for (name, due) in [("member-uc", "0000000700"), ("claim-00", "9999999999"), ("claim-02", "")] {
        let (_, body) = state(&[("claim-digits", "10")], name);
        assert_eq!(body["this_month"]["claim_amount"], due, "{name}");
    }
    assert_eq!(state(&[("claim-digits", "10")], "member-7n").1["this_month"]["bank_claim_amount"], "45000");
}

#[test]
fn codes_can_be_numbers() {
    let numbers = [("codes-as", "number")];
    let (_, body) = state(&numbers, "claim-01");
    let codes = [&body["result_code"], &body["kazoku_div"], &body["bc_flg"], &body["this_month"]["disp_code"]];
    assert_eq!(codes, [&json!(0), &json!(0), &json!(0), &json!(1)]);
    assert_eq!(body["this_month"]["due_date"], "20241204");
    assert_eq!(state(&numbers, "user-unknown").1["result_code"], 101);
}
