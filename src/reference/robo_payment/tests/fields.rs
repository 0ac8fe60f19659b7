//! Fields at and beyond their limits.

use serde_json::{Value, json};

use super::*;

/// Every field at and beyond its limits, in both arrays where both have it.
pub(super) fn field_cases() -> Vec<(&'static str, Value, u64)> {
    let mut cases = vec![
        (BANK, json!({"account_name": text(48, "ｱ")}), 0),
        (BANK, json!({"account_name": text(49, "ｱ")}), 3606),
        (BANK, json!({"account_name": NAME_CLASS}), 0),
        (OTHER, json!({"payment_method": 14}), 0),
        (OTHER, json!({"clearing_key": text(33, "𠮷")}), 0),
        (OTHER, json!({"clearing_key": text(34, "a")}), 3615),
        (OTHER, json!({"clearing_key": null}), 0),
        (OTHER, json!({"clearing_key": 5}), 3615),
        (OTHER, json!({"account_name": 5, "unheard": true}), 0),
        (BANK, json!({"payment_method": 99, "clearing_key": 5}), 0),
    ];
    for bad in
        [json!("-"), json!(null), json!(""), json!(5), json!("ｰ"), json!("コ"), json!("･"), json!("a_b"), json!("a\n")]
    {
        cases.push((BANK, json!({"account_name": bad}), 3606));
    }
    for bad in
        [json!("-"), json!(null), json!(""), json!("x"), json!(9), json!(15), json!(true), json!(10.5), json!([10])]
    {
        cases.push((OTHER, json!({"payment_method": bad}), 3611));
    }
    for array in [BANK, OTHER] {
        cases.extend(shared_field_cases().into_iter().map(|(fields, code)| (array, fields, code)));
    }
    cases
}

fn shared_field_cases() -> Vec<(Value, u64)> {
    let mut cases = vec![
        (json!({"payment_id": null}), 0),
        (json!({"payment_id": ""}), 0),
        (json!({"payment_id": 999_999_999_999_999_999_i64}), 3616),
        (json!({"payment_id": 1_000_000_000_000_000_000_i64}), 3603),
        (json!({"payment_id": "abc"}), 3603),
        (json!({"payment_id": true}), 3603),
        (json!({"payment_id": 1.5}), 3603),
        (json!({"amount": 1}), 0),
        (json!({"amount": 9_999_999_999_i64}), 0),
        (json!({"amount": 10_000_000_000_i64}), 3605),
        (json!({"bs_bank_transfer_code": 246}), 0),
        (json!({"bs_bank_transfer_code": "bank/code.20-chars!~"}), 0),
        (json!({"bs_bank_transfer_code": text(20, "x")}), 3625),
        (json!({"bs_bank_transfer_code": text(21, "x")}), 3607),
        (json!({"bs_bank_transfer_code": "a b"}), 3607),
        (json!({"bs_bank_transfer_code": "ｱ"}), 3607),
        (json!({"bs_bank_transfer_code": [1]}), 3607),
        (json!({"billing_code": text(20, "~")}), 0),
        (json!({"billing_code": text(21, "~")}), 3609),
        (json!({"billing_code": "a b"}), 3609),
        (json!({"billing_code": "ｱ"}), 3609),
        (json!({"billing_code": 5}), 3609),
        (json!({"billing_individual_number": 999_999_999_999_999_999_i64}), 0),
        (json!({"billing_individual_number": 1_000_000_000_000_000_000_i64}), 3610),
        (json!({"billing_individual_number": "abc"}), 3610),
        (json!({"billing_individual_number": 1.5}), 3610),
        (json!({"memo": text(300, "𠮷")}), 0),
        (json!({"memo": text(301, "a")}), 3629),
        (json!({"memo": 5}), 3629),
        (json!({"memo": {}}), 3629),
    ];
    cases.extend(amount_and_date_cases());
    for (key, code, good, bad) in [
        ("suspense_received_flg", 3608, [0, 0], [1, 2]),
        ("clearing_method", 3612, [0, 1], [2, -1]),
        ("clearing_status", 3613, [0, 2], [1, 3]),
        ("accrued_clearing_auto_flg", 3614, [0, 1], [2, 10]),
    ] {
        cases.extend(good.map(|value| (json!({key: value}), 0)));
        cases.extend(
            bad.iter()
                .filter(|value| (key, **value) != ("suspense_received_flg", 1))
                .map(|value| (json!({key: value}), code)),
        );
        cases.extend([json!("a"), json!(true), json!([]), json!(0.5)].map(|bad| (json!({key: bad}), code)));
        cases.push((json!({key: null}), 0));
    }
    cases
}

fn amount_and_date_cases() -> Vec<(Value, u64)> {
    let mut cases = Vec::new();
    for bad in [json!("-"), json!(null), json!("abc"), json!(true), json!([]), json!(10000.5)] {
        cases.push((json!({"amount": bad}), 3605));
    }
    for bad in
        ["", "2021/02/29", "2021/13/01", "2021/00/10", "2021/04/31", "20210401", "2021/04/01x", "1900/02/29", "x"]
    {
        cases.push((json!({"payment_transfer_date": bad}), 3604));
    }
    for bad in [json!("-"), json!(null), json!(20_210_401)] {
        cases.push((json!({"payment_transfer_date": bad}), 3604));
    }
    for good in ["2000/02/29", "2024/02/29", "2024/12/31", "2024-01-01", "2024/1/1"] {
        cases.push((json!({"payment_transfer_date": good}), 0));
    }
    cases
}

#[test]
fn every_field_keeps_its_limits() {
    for (array, fields, due) in field_cases() {
        assert_eq!(code(&mut world(&[]), array, &fields), due, "{array} {fields}");
    }
}

#[test]
fn suspense_rows_must_name_where_they_belong() {
    let pair = |code: Value, number: Value| json!({"suspense_received_flg": 1, "billing_code": code, "billing_individual_number": number});
    for array in [BANK, OTHER] {
        for (fields, due) in [
            (pair(json!("billing_code"), json!(123_456)), 0),
            (pair(json!("billing_code"), json!(123_457)), 0),
            (pair(json!("billing/code.20-ch!~"), json!(999_999_999_999_999_999_i64)), 0),
            (pair(json!(null), json!(123_456)), 3609),
            (pair(json!("billing_code"), json!(null)), 3610),
            (pair(json!("billing_code"), json!(200_300_400_500_600_701_i64)), 3617),
            (pair(json!("nobody"), json!(123_456)), 3617),
        ] {
            assert_eq!(code(&mut world(&[]), array, &fields), due, "{array} {fields}");
        }
    }
}

#[test]
fn defaults_are_given_and_what_was_sent_comes_back() {
    let mut caller = world(&[]);
    let added = one(&mut caller, OTHER, &json!({}));
    assert_eq!(
        added,
        json!({"error_code": null, "error_message": null, "payment_id": FIRST_ID, "payment_transfer_date": "2024/04/01",
            "amount": 10000, "bs_bank_transfer_code": null, "suspense_received_flg": 0, "billing_code": null,
            "billing_individual_number": null, "payment_method": 10, "clearing_key": null, "clearing_method": 1,
            "clearing_status": 0, "accrued_clearing_auto_flg": 0, "memo": null})
    );
    let memo = "一\n①髙〜𠮷か\u{3099}e\u{301}";
    let sent = json!({"amount": 9_999_999_999_i64, "bs_bank_transfer_code": 246, "suspense_received_flg": 1, "memo": memo,
        "billing_code": "billing/code.20-ch!~", "billing_individual_number": 999_999_999_999_999_999_i64,
        "clearing_method": 0, "clearing_status": 2, "accrued_clearing_auto_flg": 1, "account_name": NAME_CLASS});
    let stored = one(&mut caller, BANK, &sent);
    for (key, value) in sent.as_object().expect("a row") {
        let due = if key == "bs_bank_transfer_code" { &json!("246") } else { value };
        assert_eq!(&stored[key], due, "{key}");
    }
    assert!(
        stored.get("payment_method").is_none()
            && stored.get("clearing_key").is_none()
            && added.get("account_name").is_none()
    );
    assert_eq!(stored["payment_id"], json!(FIRST_ID + 1));
    let dashed = one(&mut caller, BANK, &json!({"payment_transfer_date": "2024-1-2"}));
    assert_eq!(dashed["payment_transfer_date"], json!("2024/01/02"));
}
