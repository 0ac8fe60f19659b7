//! What each reading changes.

use serde_json::json;

use super::*;

#[test]
fn the_credential_stands_where_the_reading_says() {
    let right = token("org-with-claim");
    let cookie = format!("theme=dark; session={right}; lang=ja");
    for (reading, name, value) in [
        ("bearer", "authorization", &format!("Bearer {right}")),
        ("cookie", "cookie", &right),
        ("cookie", "cookie", &cookie),
        ("header:X-Session", "x-session", &right),
    ] {
        for auth in ["bearer", "cookie", "header:X-Session"] {
            let mut caller = world(&[("auth", auth)]);
            header(&mut caller, name, value);
            assert_eq!(caller.get(PATH).0, if auth == reading { 200 } else { 401 }, "{auth} {name}");
        }
    }
    for (auth, name, value) in [("cookie", "cookie", "session=x; =;;"), ("header:X-Session", "x-session", "x")] {
        let mut caller = world(&[("auth", auth)]);
        header(&mut caller, name, value);
        assert_eq!(caller.get(PATH).0, 401);
        caller.headers.clear();
        assert_eq!(caller.get(PATH).0, 401);
    }
}

#[test]
fn the_receipt_number_has_the_key_of_the_reading() {
    for (choice, card, store) in [
        ("cvs_receipt_no", "cvs_receipt_no", "cvs_receipt_no"),
        ("cvs_receipt_on", "cvs_receipt_on", "cvs_receipt_on"),
        ("either", "cvs_receipt_on", "cvs_receipt_no"),
    ] {
        for (name, key) in [("org-with-claim", card), ("org-cvs", store)] {
            let claim = claim(&[("receipt-key", choice)], name);
            let keys: Vec<_> =
                claim.as_object().expect("an object").keys().filter(|key| key.contains("receipt")).collect();
            assert_eq!(keys, [key], "{choice} {name}");
        }
    }
}

#[test]
fn store_numbers_without_a_value_can_be_numbers() {
    for name in ["org-with-claim", "org-other"] {
        let claim = claim(&[("cvs-empty", "int")], name);
        assert_eq!(
            ["cvs_code", "cvs_conf_no", "cvs_receipt_no"].map(|key| claim[key].clone()),
            [0, 0, 0].map(Value::from)
        );
    }
    assert_eq!(claim(&[("cvs-empty", "int")], "org-cvs"), claim(&[], "org-cvs"));
}

#[test]
fn card_digits_can_keep_their_zeros() {
    for (choice, due) in
        [("int", [json!(1234), json!(42), json!(7)]), ("string", ["1234", "0042", "0007"].map(Value::from))]
    {
        let digits = |name| claim(&[("card-digits", choice)], name)["payment_card_digits"].clone();
        assert_eq!(["org-with-claim", "org-other", "org-first-month"].map(digits), due);
    }
}

#[test]
fn a_failure_can_have_status_200() {
    let (status, body) = state(&[("failure", "either")], "server-error");
    assert_eq!((status, &body["result"], &body["data"]), (200, &json!(false), &json!([])));
    assert_eq!(state(&[("failure", "either")], "token-expired").0, 401);
}

#[test]
fn paid_and_failed_claims_can_be_left_out() {
    for name in CLAIMS {
        let seen = state(&[("unpaid-only", "must")], name);
        let lost = name == "claim-paid" || name == "claim-failed";
        assert_eq!(seen, if lost { nothing() } else { state(&[], name) }, "{name}");
    }
}
