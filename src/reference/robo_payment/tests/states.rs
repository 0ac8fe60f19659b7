//! What depends on what is stored.

use serde_json::json;

use super::*;
use crate::reference::robo_payment::fixtures::{FAILING_MEMO, PAYMENTS};
use crate::reference::robo_payment::payment::PaymentKind;

#[test]
fn an_update_changes_what_it_sends_and_keeps_the_rest() {
    let mut caller = world(&[]);
    let full = json!({"bs_bank_transfer_code": "468", "suspense_received_flg": 1, "billing_code": "billing_code",
        "billing_individual_number": 123_456, "clearing_method": 0, "accrued_clearing_auto_flg": 1, "memo": "a"});
    let added = one(&mut caller, BANK, &full);
    let id = &added["payment_id"];
    let nulls = json!({"payment_id": id, "bs_bank_transfer_code": null, "suspense_received_flg": null, "billing_code": null,
        "billing_individual_number": null, "clearing_method": null, "clearing_status": null, "memo": null});
    assert_eq!(one(&mut caller, BANK, &nulls), added);
    assert_eq!(one(&mut caller, BANK, &json!({"payment_id": id})), added);
    let changed =
        one(&mut caller, BANK, &json!({"payment_id": id, "amount": 5, "memo": "", "suspense_received_flg": 1}));
    assert_eq!(
        (&changed["amount"], &changed["memo"], &changed["billing_code"]),
        (&json!(5), &json!(""), &json!("billing_code"))
    );
    let manual = one(&mut caller, BANK, &json!({"payment_id": id, "clearing_method": 1}));
    assert_eq!((&manual["accrued_clearing_auto_flg"], &manual["payment_id"]), (&json!(0), id));
    assert_eq!(code(&mut caller, OTHER, &json!({"payment_id": id})), 3616, "of the other kind");
    assert_eq!(
        one(&mut caller, BANK, &json!({"amount": 1, "accrued_clearing_auto_flg": 1}))["accrued_clearing_auto_flg"],
        0
    );
}

#[test]
fn payments_that_no_update_can_reach_say_why() {
    for (state, kind, _, id) in PAYMENTS {
        let due = u64::try_from(id % 10_000).expect("a code");
        assert_eq!(code(&mut world(&[]), kind.array(), &json!({"payment_id": id})), due, "{state}");
        let other = if kind == PaymentKind::Other { BANK } else { OTHER };
        assert_eq!(code(&mut world(&[]), other, &json!({"payment_id": id})), 3616, "{state}");
    }
    assert_eq!(code(&mut world(&[]), BANK, &json!({"memo": FAILING_MEMO})), 3626);
    assert_eq!(code(&mut world(&[]), OTHER, &json!({"memo": FAILING_MEMO})), 3626);
}

#[test]
fn a_confirmed_payment_keeps_its_suspense_flag() {
    for from in [0, 1] {
        let mut caller = world(&[]);
        let add = json!({"clearing_status": 2, "suspense_received_flg": from, "billing_code": "B-0002",
            "billing_individual_number": 200_300_400_500_600_701_i64, "memo": "kept"});
        let id = one(&mut caller, BANK, &add)["payment_id"].clone();
        assert_eq!(
            code(&mut caller, BANK, &json!({"payment_id": id, "suspense_received_flg": 1 - from, "memo": "x"})),
            3627
        );
        assert_eq!(code(&mut caller, BANK, &json!({"payment_id": id, "suspense_received_flg": from})), 0);
        let after = one(&mut caller, BANK, &json!({"payment_id": id}));
        assert_eq!((&after["memo"], &after["suspense_received_flg"]), (&json!("kept"), &json!(from)), "left as it was");
    }
}

#[test]
fn good_rows_are_stored_beside_bad_ones_in_their_order() {
    let mut caller = world(&[]);
    let sent = [json!({"amount": 1}), json!({"amount": "-"}), json!({"amount": 3}), json!({"memo": 5})];
    let answered = rows(&mut caller, BANK, &sent);
    let seen: Vec<_> = answered.iter().map(|row| (row["error_code"].as_u64(), row["amount"].as_u64())).collect();
    assert_eq!(seen, [(None, Some(1)), (Some(3605), None), (None, Some(3)), (Some(3629), None)]);
    for place in [0, 2] {
        assert_eq!(code(&mut caller, BANK, &json!({"payment_id": answered[place]["payment_id"]})), 0);
    }
}

#[test]
fn all_or_nothing_stores_no_row_beside_a_bad_one() {
    let mut caller = world(&[("rows", "all-or-nothing")]);
    let id = one(&mut caller, BANK, &json!({"memo": "before"}))["payment_id"].clone();
    let sent = [json!({"memo": "new"}), json!({"payment_id": id, "memo": "after"}), json!({"amount": "-"})];
    let answered = rows(&mut caller, BANK, &sent);
    let codes: Vec<_> = answered.iter().map(|row| row["error_code"].as_u64()).collect();
    assert_eq!(codes, [None, None, Some(3605)]);
    assert_eq!((&answered[0]["payment_id"], &answered[1]["payment_id"]), (&json!(null), &id));
    assert_eq!(one(&mut caller, BANK, &json!({"payment_id": id}))["memo"], "before");
    assert_eq!(code(&mut caller, BANK, &json!({"payment_id": FIRST_ID + 1})), 3616);
}

#[test]
fn what_it_gives_works() {
    let gives = REFERENCE.gives();
    assert_eq!(gives["credentials"], json!({"user_id": USER_ID, "access_key": ACCESS_KEY}));
    for (state, due) in [
        ("payment-cleared", 3618),
        ("payment-processing", 3619),
        ("payment-in-approval", 3620),
        ("payment-deleted", 3621),
        ("payment-disabled", 3622),
        ("payment-partly-cleared", 3623),
        ("payment-closed", 3624),
        ("billing-without-individual", 3617),
        ("store-failing", 3626),
        ("billing-pair", 0),
        ("bank-code", 0),
    ] {
        let told = &gives["states"][state];
        let list = told.as_array().cloned().unwrap_or_else(|| vec![told.clone()]);
        assert!(!list.is_empty() && list[0].is_object(), "{state}");
        for mut fields in list {
            let object = fields.as_object_mut().expect("a table");
            let arrays = object
                .remove("array")
                .map_or(vec![BANK, OTHER], |array| vec![if array == BANK { BANK } else { OTHER }]);
            if object.contains_key("billing_code") {
                fields["suspense_received_flg"] = json!(1);
            }
            for array in arrays {
                assert_eq!(code(&mut world(&[]), array, &fields), due, "{state} {array} {fields}");
            }
        }
    }
}
