//! The call as a whole, and the readings.

use serde_json::{Value, json};

use super::*;
use crate::reference::robo_payment::fixtures::{OTHER_ACCESS_KEY, OTHER_USER_ID};

#[test]
fn the_number_of_rows_and_arrays_is_judged() {
    let (bank, other) = (row(BANK, &json!({})), row(OTHER, &json!({})));
    for (body, due) in [
        (json!({}), (400, 3601)),
        (json!({BANK: [], OTHER: []}), (400, 3601)),
        (json!({BANK: null}), (400, 3601)),
        (json!({BANK: [bank], OTHER: [other]}), (400, 3602)),
        (json!({BANK: [bank]}), (200, 0)),
        (json!({OTHER: [other], BANK: null}), (200, 0)),
        (json!({OTHER: [other], BANK: []}), (200, 0)),
        (json!({BANK: {}}), (400, 400)),
        (json!({BANK: [5]}), (400, 400)),
        (json!({BANK: [bank, [other]]}), (400, 400)),
    ] {
        assert_eq!(code_of_call(&mut world(&[]), &body), due, "{body}");
    }
    let mut caller = world(&[]);
    call(&mut caller, &json!({BANK: [bank], OTHER: [other]}));
    assert_eq!(code(&mut caller, BANK, &json!({"payment_id": FIRST_ID})), 3616, "no row of either is stored");
    for (limit, array) in [("1000", OTHER), ("3", BANK)] {
        let most: usize = limit.parse().expect("a number");
        let some = |n| json!({array: vec![row(array, &json!({})); n]});
        assert_eq!(code_of_call(&mut world(&[("row-limit", limit)]), &some(most)), (200, 0));
        assert_eq!(code_of_call(&mut world(&[("row-limit", limit)]), &some(most + 1)), (400, 3628));
    }
    let many = json!({BANK: vec![row(BANK, &json!({})); 1_001]});
    assert_eq!(code_of_call(&mut world(&[("row-limit", "unknown")]), &many), (200, 0));
}

#[test]
fn refusals_of_the_call_can_stand_in_a_row() {
    let (bank, other) = (row(BANK, &json!({})), row(OTHER, &json!({})));
    let readings = [("request-error", "row-200"), ("row-limit", "1")];
    for (body, array, code) in [
        (json!({}), BANK, 3601),
        (json!({BANK: [bank], OTHER: [other]}), BANK, 3602),
        (json!({BANK: [bank, bank]}), BANK, 3628),
        (json!({OTHER: [other, other]}), OTHER, 3628),
    ] {
        let (status, answer) = call(&mut world(&readings), &body);
        assert_eq!((status, &answer[array][0]["error_code"], &answer["user_id"]), (200, &json!(code), &json!(USER_ID)));
        assert!(answer[BANK].is_array() && answer[OTHER].is_array() && !answer[array][0]["error_message"].is_null());
    }
}

#[test]
fn credentials_come_first_and_never_come_back() {
    for (body, due) in [
        (json!({"user_id": "-"}), 11),
        (json!({"user_id": null}), 11),
        (json!({"user_id": 5}), 11),
        (json!({"user_id": "nobody@example.com", "access_key": "x"}), 11),
        (json!({"user_id": "tester"}), 11),
        (json!({"user_id": format!("{}@example.com", text(100, "a"))}), 11),
        (json!({"access_key": "-"}), 12),
        (json!({"access_key": ""}), 12),
        (json!({"access_key": "wrong"}), 12),
        (json!({"access_key": ACCESS_KEY.to_lowercase()}), 12),
        (json!({"access_key": format!("{ACCESS_KEY}0")}), 12),
        (json!({"access_key": 5, BANK: 5}), 12),
    ] {
        assert_eq!(code_of_call(&mut world(&[]), &body), (401, due), "{body}");
    }
    let (_, good) = call(&mut world(&[]), &json!({BANK: [row(BANK, &json!({}))]}));
    assert!(good["user_id"] == USER_ID && !good.to_string().contains(ACCESS_KEY));
}

#[test]
fn each_user_has_a_key_and_payments_of_their_own() {
    let mut caller = world(&[]);
    let mine = one(&mut caller, BANK, &json!({}))["payment_id"].clone();
    let as_other = |key: &str, id: &Value| {
        let rows = json!([row(BANK, &json!({"payment_id": id}))]);
        json!({"user_id": OTHER_USER_ID, "access_key": key, BANK: rows, OTHER: []})
    };
    assert_eq!(code_of_call(&mut caller, &as_other(ACCESS_KEY, &Value::Null)), (401, 12));
    assert_eq!(code_of_call(&mut caller, &json!({"access_key": OTHER_ACCESS_KEY, BANK: []})), (401, 12));
    let (status, body) = call(&mut caller, &as_other(OTHER_ACCESS_KEY, &Value::Null));
    assert!(status == 200 && body[BANK][0]["payment_id"] != mine, "{body}");
    let (_, body) = call(&mut caller, &as_other(OTHER_ACCESS_KEY, &mine));
    assert_eq!(body[BANK][0]["error_code"], 3616);
    assert_eq!(code(&mut caller, BANK, &json!({"payment_id": mine})), 0);
}

#[test]
fn what_is_no_json_object_gets_a_400() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for body in [
        "",
        "{",
        "[]",
        "5",
        "null",
        "\u{FEFF}{}",
        "{\"a\":1,}",
        "{\"a\":NaN}",
        "{\"a\":\"\\ud800\"}",
        "{'a':1}",
        "{\"a\":01}",
        "{} x",
        &deep,
    ] {
        let (status, answer) = world(&[]).raw("POST", PATH, body.as_bytes());
        assert_eq!((status, &answer["error"]["code"]), (400, &json!(400)), "{body}");
    }
    assert_eq!(world(&[]).raw("POST", PATH, b"{\"a\":\"\xff\"}").0, 400);
    for (method, path, due) in [("GET", PATH, 405), ("PUT", PATH, 405), ("POST", "/api", 404)] {
        assert_eq!(world(&[]).raw(method, path, b"{}").0, due);
    }
    assert_eq!(world(&[]).raw("POST", PATH, &vec![b' '; 9_000_000]).0, 413);
}

#[test]
fn readings_change_what_they_say() {
    let one_row = |readings: &[(&str, &str)], array, fields: Value| code(&mut world(readings), array, &fields);
    let bad = json!({BANK: [row(BANK, &json!({"amount": "-"}))]});
    assert_eq!(call(&mut world(&[]), &bad).0, 200);
    assert_eq!(call(&mut world(&[("row-error-status", "400")]), &bad).0, 400);
    assert_eq!(one_row(&[("account-name", "as-printed")], BANK, json!({"account_name": "コウザー ｱ"})), 0);
    let astral = |n| json!({"memo": text(n, "𠮷")});
    assert_eq!(one_row(&[("length-unit", "utf16")], BANK, astral(150)), 0);
    assert_eq!(one_row(&[("length-unit", "utf16")], BANK, astral(151)), 3629);
    assert_eq!(one_row(&[("length-unit", "cp932")], BANK, json!({"memo": text(150, "髙")})), 0);
    assert_eq!(one_row(&[("length-unit", "cp932")], BANK, json!({"memo": text(151, "髙")})), 3629);
    assert_eq!(one_row(&[("length-unit", "cp932")], BANK, json!({"account_name": text(48, "ｱ")})), 0);
    assert_eq!(one_row(&[("null-on-create", "rejected")], BANK, json!({"memo": null})), 3629);
    assert_eq!(one_row(&[("null-on-create", "rejected")], BANK, json!({"payment_id": null})), 0);
    assert_eq!(one_row(&[("bank-code-number", "rejected")], BANK, json!({"bs_bank_transfer_code": 246})), 3607);
    assert_eq!(one_row(&[("dates", "pattern")], BANK, json!({"payment_transfer_date": "2021/02/30"})), 0);
    assert_eq!(one_row(&[("dates", "pattern")], BANK, json!({"payment_transfer_date": "2021/13/30"})), 3604);
    let mut lax = world(&[("required-on-update", "create-only")]);
    let added = one(&mut lax, OTHER, &json!({"amount": 77}));
    let update =
        json!({"payment_id": added["payment_id"], "amount": "-", "payment_transfer_date": null, "payment_method": "-"});
    assert_eq!(one(&mut lax, OTHER, &update), added);
    assert_eq!(code(&mut lax, OTHER, &json!({"amount": "-"})), 3605);
}

#[test]
fn the_samples_call_is_answered_as_the_sample_says() {
    let mut caller = world(&[]);
    let old = one(
        &mut caller,
        BANK,
        &json!({"bs_bank_transfer_code": 468, "suspense_received_flg": 1, "clearing_method": 0,
        "billing_code": "billing_code", "billing_individual_number": 123_456, "accrued_clearing_auto_flg": 1}),
    );
    let answered = rows(
        &mut caller,
        BANK,
        &[
            json!({"payment_id": "", "payment_transfer_date": "2020/04/01", "bs_bank_transfer_code": 246, "suspense_received_flg": 1,
            "billing_code": "billing_code", "billing_individual_number": 123_456, "clearing_method": 0, "memo": "メモ1"}),
            json!({"payment_id": old["payment_id"], "amount": 20000, "bs_bank_transfer_code": null, "suspense_received_flg": null,
            "billing_code": null, "billing_individual_number": null, "clearing_method": null, "clearing_status": 2,
            "accrued_clearing_auto_flg": 1, "memo": "メモ2"}),
        ],
    );
    assert_eq!((&answered[0]["bs_bank_transfer_code"], &answered[0]["memo"]), (&json!("246"), &json!("メモ1")));
    let second = [
        "bs_bank_transfer_code",
        "suspense_received_flg",
        "clearing_method",
        "clearing_status",
        "accrued_clearing_auto_flg",
    ];
    assert_eq!(second.map(|key| answered[1][key].clone()), [json!("468"), json!(1), json!(0), json!(2), json!(1)]);
}
