//! No fault is a dead switch: each changes a response of one long conversation.

use serde_json::{Value, json};

use super::fields::field_cases;
use super::*;
use crate::reference::robo_payment::fixtures::{FAILING_MEMO, OTHER_ACCESS_KEY, PAYMENTS};
use crate::reference::testing::{every_fault_shows, sleepers_sleep};

#[test]
fn every_fault_changes_an_answer() {
    every_fault_shows(&REFERENCE, &[("row-limit", "12")], |caller| {
        fields(caller);
        credentials(caller);
        arrays(caller);
        many_rows(caller);
        updates(caller);
        texts(caller);
        for array in [BANK, OTHER] {
            contexts(caller, array);
            traces(caller, array);
        }
    });
}

/// What anybody would try first: good rows, an update, a few plain mistakes.
#[test]
fn sleepers_show_only_in_their_corners() {
    sleepers_sleep(&REFERENCE, |caller| {
        for array in [BANK, OTHER] {
            let day = json!({"payment_transfer_date": "2024/04/01", "memo": "memo 1"});
            let id = one(caller, array, &day)["payment_id"].clone();
            one(caller, array, &json!({"payment_transfer_date": "2024/04/02", "payment_id": id, "amount": 5}));
            for (key, bad) in [("amount", json!("x")), ("payment_transfer_date", json!("x")), ("memo", json!(5))] {
                one(caller, array, &json!({key: bad}));
            }
            let pair = json!({"suspense_received_flg": 1, "billing_code": "billing_code", "billing_individual_number": 123_456});
            one(caller, array, &pair);
            one(caller, array, &json!({"suspense_received_flg": 1}));
        }
        for body in [json!({}), json!({"user_id": "-"}), json!({"access_key": "wrong"})] {
            call(caller, &body);
        }
        one(caller, BANK, &json!({"payment_id": 1}));
    });
}

fn fields(caller: &mut Caller) {
    for array in [BANK, OTHER] {
        let cases: Vec<_> = field_cases().into_iter().filter(|case| case.0 == array).map(|case| case.1).collect();
        for some in cases.chunks(9) {
            rows(caller, array, some);
        }
    }
    for fields in [
        json!({"account_name": "ｱ".repeat(16) + "ﾞ"}),
        json!({"account_name": "漢字"}),
        json!({"amount": -1}),
        json!({"amount": 2_147_483_648_i64}),
        json!({"payment_transfer_date": "2024/02/30"}),
        json!({"clearing_method": 1, "accrued_clearing_auto_flg": 5}),
    ] {
        rows(caller, BANK, &[fields]);
    }
    let pair = |code: &str, number: i64| json!({"suspense_received_flg": 1, "billing_code": code, "billing_individual_number": number});
    rows(
        caller,
        BANK,
        &[pair("billing_code", 123_456), pair("billing_code", 5), pair("B-0002", 200_300_400_500_600_701)],
    );
    rows(caller, BANK, &[json!({"suspense_received_flg": 1, "billing_individual_number": 123_456})]);
    rows(caller, BANK, &[json!({"suspense_received_flg": 1, "billing_code": "billing_code"})]);
    rows(caller, BANK, &[json!({"memo": FAILING_MEMO})]);
}

fn credentials(caller: &mut Caller) {
    let rows = json!([row(BANK, &json!({}))]);
    for body in [
        json!({"user_id": "-", BANK: rows}),
        json!({"user_id": "nobody@example.com", BANK: rows}),
        json!({"access_key": "-", BANK: rows}),
        json!({"access_key": "wrong", BANK: rows}),
        json!({"access_key": ACCESS_KEY.to_lowercase(), BANK: rows}),
        json!({"access_key": format!("{ACCESS_KEY}-"), BANK: rows}),
        json!({"unheard": true, BANK: rows}),
    ] {
        call(caller, &body);
    }
    for body in ["{", "[]", "{\"user_id\": \"a@b.c\",}"] {
        caller.raw("POST", PATH, body.as_bytes());
    }
}

fn arrays(caller: &mut Caller) {
    let (bank, other) = (row(BANK, &json!({})), row(OTHER, &json!({})));
    for body in [
        json!({}),
        json!({BANK: [], OTHER: []}),
        json!({BANK: [bank], OTHER: [other]}),
        json!({BANK: [bank], OTHER: []}),
        json!({BANK: [bank], OTHER: null}),
        json!({BANK: vec![bank.clone(); 12]}),
        json!({BANK: vec![bank.clone(); 13]}),
        json!({OTHER: vec![other.clone(); 13]}),
    ] {
        call(caller, &body);
    }
}

fn many_rows(caller: &mut Caller) {
    let mut sent = vec![json!({}); 12];
    sent[1] = json!({"memo": 5});
    sent[11] = json!({"amount": "x"});
    let answered = rows(caller, BANK, &sent);
    let id = answered.first().map(|row| row["payment_id"].clone());
    rows(caller, BANK, &[json!({"payment_id": id, "amount": 5}), json!({"amount": 6})]);
}

fn updates(caller: &mut Caller) {
    for (_, kind, _, id) in PAYMENTS {
        rows(caller, kind.array(), &[json!({}), json!({"payment_id": id, "amount": 7})]);
        rows(caller, kind.array(), &[json!({"amount": "x"}), json!({"payment_id": id, "amount": 7})]);
        rows(caller, kind.array(), &[json!({"payment_id": id, "memo": "left"})]);
        rows(caller, kind.array(), &[json!({"payment_id": id})]);
    }
    let full = json!({"suspense_received_flg": 1, "billing_code": "billing_code", "billing_individual_number": 123_456,
        "clearing_method": 0, "accrued_clearing_auto_flg": 1, "clearing_status": 2, "memo": "a"});
    let id = rows(caller, BANK, &[full]).first().map(|row| row["payment_id"].clone());
    let mut update = |fields: Value| {
        let mut fields = fields;
        fields["payment_id"] = json!(id);
        rows(caller, BANK, &[fields]);
    };
    update(json!({}));
    update(json!({}));
    update(json!({"suspense_received_flg": 1}));
    update(json!({"suspense_received_flg": 0, "memo": "traces"}));
    update(json!({"memo": null}));
    update(json!({"memo": ""}));
    update(json!({"memo": "left", "amount": "x"}));
    update(json!({"clearing_method": 1}));
    update(json!({}));
}

fn texts(caller: &mut Caller) {
    for memo in ["〜", "𠮷", "か\u{3099}", "一\n二"] {
        rows(caller, BANK, &[json!({"memo": memo})]);
    }
    rows(caller, OTHER, &[json!({"clearing_key": "a".repeat(21)})]);
}

/// One bad field after the other: alone and in the last of twelve rows, in a row that adds and in an update.
fn contexts(caller: &mut Caller, array: &str) {
    let id = rows(caller, array, &[json!({"memo": "first"})]).first().map(|row| row["payment_id"].clone());
    for bad in [
        json!({"payment_transfer_date": "x"}),
        json!({"amount": "x"}),
        json!({"account_name": "_"}),
        json!({"bs_bank_transfer_code": "a b"}),
        json!({"bs_bank_transfer_code": "nobody"}),
        json!({"suspense_received_flg": 5}),
        json!({"billing_code": "a b"}),
        json!({"billing_individual_number": "x"}),
        json!({"suspense_received_flg": 1}),
        json!({"suspense_received_flg": 1, "billing_code": "billing_code", "billing_individual_number": 5}),
        json!({"payment_method": 99}),
        json!({"clearing_method": 5}),
        json!({"clearing_status": 1}),
        json!({"accrued_clearing_auto_flg": 5}),
        json!({"clearing_key": 5}),
        json!({"memo": 5}),
        json!({"memo": FAILING_MEMO}),
    ] {
        let mut update = bad.clone();
        update["payment_id"] = json!(id);
        rows(caller, array, std::slice::from_ref(&update));
        rows(caller, array, std::slice::from_ref(&bad));
        let mut many = vec![json!({}); 12];
        many[0] = json!({"amount": "y"});
        many[11] = bad;
        rows(caller, array, &many);
        many[11] = update;
        rows(caller, array, &many);
    }
    let mut many = vec![json!({"memo": "m"}), json!({})];
    many.resize(11, json!({}));
    many.push(json!({"payment_id": 5}));
    rows(caller, array, &many);
    rows(caller, array, &[json!({"amount": "x"}), json!({"payment_id": "x"})]);
    rows(caller, array, &[json!({"payment_id": 5})]);
}

/// What refused and unusual calls leave behind in a payment, read by the next update.
fn traces(caller: &mut Caller, array: &str) {
    let other = if array == BANK { OTHER } else { BANK };
    let full = json!({"memo": "一\n二", "clearing_key": "k", "clearing_method": 1, "accrued_clearing_auto_flg": 1,
        "billing_individual_number": 200_300_400_500_600_701_i64, "clearing_status": 2});
    let ids: Vec<_> = rows(caller, array, &[full, json!({})]).iter().map(|row| row["payment_id"].clone()).collect();
    let id = json!(ids.first());
    let update = |fields: Value| {
        let mut fields = fields;
        fields["payment_id"] = id.clone();
        fields
    };
    let read = |caller: &mut Caller| rows(caller, array, &[update(json!({"amount": 3}))]);
    read(caller);
    rows(caller, array, &[update(json!({"suspense_received_flg": 1, "billing_code": "B-0002"}))]);
    rows(caller, array, &[update(json!({"memo": "refused", "clearing_key": "refused", "amount": "x"}))]);
    read(caller);
    let mut many = vec![json!({}); 11];
    many.push(update(json!({"memo": "late", "amount": "x"})));
    rows(caller, array, &many);
    read(caller);
    rows(caller, array, &[json!({"clearing_key": "leaks"}), update(json!({}))]);
    rows(caller, array, &[update(json!({"bs_bank_transfer_code": "BANK-1"}))]);
    rows(caller, array, &[update(json!({"memo": ""}))]);
    rows(caller, array, &[json!({"amount": "x"}), update(json!({"memo": "behind"}))]);
    read(caller);
    rows(caller, array, &[update(json!({"memo": "before"})), json!({"amount": "x"})]);
    read(caller);
    let one = json!([row(array, &update(json!({"memo": "stored"})))]);
    for change in [
        json!({"user_id": "nobody@example.com"}),
        json!({"user_id": format!("{USER_ID}\n")}),
        json!({"access_key": "wrong"}),
        json!({"access_key": OTHER_ACCESS_KEY}),
        json!({"access_key": format!("{ACCESS_KEY}\n")}),
        json!({"access_key": format!(" {ACCESS_KEY} ")}),
        json!({"access_key": ACCESS_KEY[..31]}),
        json!({"access_key": format!("{}x", &ACCESS_KEY[..31])}),
        json!({other: [row(other, &json!({}))]}),
        json!({array: vec![one[0].clone(); 13]}),
        json!({BANK: null, OTHER: null}),
        json!({other: null}),
    ] {
        let mut body = json!({array: one});
        for (key, value) in change.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        call(caller, &body);
        read(caller);
    }
}
