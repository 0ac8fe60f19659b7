//! The claims and which of them is returned.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;

/// The keys of the table with the receipt number as it is named there.
const KEYS: [&str; 15] = [
    "payment_method",
    "billing_start",
    "billing_end",
    "billing_next",
    "billing_confirmation_date",
    "settlement_date",
    "billing_fee",
    "plan",
    "payment_card_digits",
    "status",
    "failed_reason",
    "pdf_url",
    "cvs_code",
    "cvs_conf_no",
    "cvs_receipt_no",
];

/// Year, month and day of a real day as yyyy/mm/dd, and whether it is the last of its month.
fn day(value: &Value) -> ((u32, u32, u32), bool) {
    let text = value.as_str().expect("a text");
    let parts: Vec<u32> = text.split('/').map(|part| part.parse().expect("a number")).collect();
    let (year, month, day) = (parts[0], parts[1], parts[2]);
    assert_eq!(text, format!("{year:04}/{month:02}/{day:02}"));
    let last = match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    assert!((1..=12).contains(&month) && (1..=last).contains(&day), "{text}");
    ((year, month, day), day == last)
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value == ""
}

#[test]
fn claims_keep_every_rule() {
    for name in CLAIMS {
        let claim = claim(&[], name);
        assert_eq!(claim.as_object().expect("an object").keys().collect::<Vec<_>>(), KEYS, "{name}");
        let (start, (end, last), next) =
            (day(&claim["billing_start"]).0, day(&claim["billing_end"]), day(&claim["billing_next"]).0);
        assert!(last && start <= end && start <= next, "{name} {claim}");
        day(&claim["billing_confirmation_date"]);
        assert!(claim["settlement_date"].is_null() || day(&claim["settlement_date"]).0 > end);
        assert!(claim["billing_fee"].as_i64().is_some_and(|fee| fee >= 0) && claim["plan"].is_i64(), "{name} {claim}");
        let stores = ["cvs_code", "cvs_conf_no", "cvs_receipt_no"].map(|key| &claim[key]);
        if claim["payment_method"] == 1 {
            assert!(claim["payment_card_digits"].as_u64().is_some_and(|digits| digits < 10_000), "{name} {claim}");
            assert!(stores.into_iter().all(is_empty), "{name} {claim}");
        } else {
            assert_eq!(claim["payment_method"], 5);
            assert!(is_empty(&claim["payment_card_digits"]) && stores.into_iter().all(Value::is_i64), "{name} {claim}");
        }
        let due = match name {
            "claim-paid" => 5,
            "claim-failed" => 10,
            _ => 1,
        };
        assert_eq!(claim["status"], due, "{name}");
        assert_eq!(!is_empty(&claim["failed_reason"]), due == 10, "{name}");
        assert!(due != 5 || claim["settlement_date"].is_string());
        assert!(claim["pdf_url"].as_str().is_some_and(|url| url.starts_with("https://example.invalid/")));
    }
}

#[test]
fn the_failed_claim_is_that_of_the_sample() {
    let sample = json!({
        "payment_method": 1,
        "billing_start": "2021/09/08",
        "billing_end": "2021/09/30",
        "billing_next": "2021/09/30",
        "billing_confirmation_date": "2021/10/20",
        "settlement_date": "2021/10/30",
        "billing_fee": 100_000,
        "plan": 10,
        "payment_card_digits": 1234,
        "status": 10,
        "failed_reason": "有効なカードではありませんでした",
        "pdf_url": "https://example.invalid/claims/005104.pdf",
        "cvs_code": "",
        "cvs_conf_no": "",
        "cvs_receipt_on": ""
    });
    assert_eq!(claim(&[("receipt-key", "cvs_receipt_on")], "claim-failed"), sample);
}

#[test]
fn no_claim_is_a_success_with_an_empty_list() {
    for name in NONE {
        assert_eq!(state(&[], name), nothing(), "{name}");
    }
}

#[test]
fn the_first_unpaid_claim_of_the_right_kind_is_returned() {
    let fee = |name| claim(&[], name)["billing_fee"].clone();
    assert_eq!(fee("org-with-claim"), 100_000, "a plain month before it does not count");
    assert_eq!(fee("org-two-claims"), 7_200, "a paid and a deleted one before it do not count");
}

#[test]
fn nobody_sees_the_claim_of_another_and_asking_changes_nothing() {
    let mut caller = world(&[]);
    let all = CLAIMS.into_iter().chain(NONE);
    for name in all.clone().chain(all.clone().rev()).flat_map(|name| [name, name]) {
        assert_eq!(ask(&mut caller, &token(name)), state(&[], name), "{name}");
    }
    assert_eq!(
        CLAIMS.map(|name| claim(&[], name).to_string()).into_iter().collect::<BTreeSet<_>>().len(),
        CLAIMS.len()
    );
}

#[test]
fn values_differ_enough_to_tell_faults() {
    let values = |key: &str| CLAIMS.map(|name| claim(&[], name)[key].clone());
    assert!(
        values("billing_end").contains(&json!("2024/02/29")) && values("billing_end").contains(&json!("2023/02/28"))
    );
    assert!(values("payment_card_digits").contains(&json!(7)) && values("payment_card_digits").contains(&json!("")));
    assert!(values("billing_fee").contains(&json!(0)) && values("billing_fee").contains(&json!(3_000_000_000_u32)));
    assert!(values("cvs_receipt_no").contains(&json!(9_007_199_254_740_993_u64)));
    assert!(values("cvs_code").contains(&json!("")) && values("cvs_code").contains(&Value::Null));
}
