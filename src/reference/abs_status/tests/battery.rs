//! No fault is a dead switch: each changes a response of one long conversation.

use serde_json::json;

use super::*;
use crate::reference::abs_status::fixtures::{FOREIGN_TENANT, PLAIN_TOKEN};
use crate::reference::testing::{every_fault_shows, sleepers_sleep};

const LOCKED: &str = "4000000000201";
const NAME: &str = "/transactionList/0/transactionStatusName";
const FEE: &str = "/transactionList/0/paymentBatchList/0/transferCommission";
const OTHER_FEE: &str = "/transactionList/0/paymentBatchList/0/commissionByOtherParty";

#[test]
fn every_fault_changes_an_answer() {
    every_fault_shows(&REFERENCE, &[], |caller| {
        use_token(caller, Some(TOKEN));
        again(caller);
        lengths(caller);
        values(caller);
        types(caller);
        left_out(caller);
        unknown_ids(caller);
        locked_payments(caller);
        tokens(caller);
        contexts(caller);
    });
}

/// What anybody would try first: one payment, a few plain mistakes.
#[test]
fn sleepers_show_only_in_their_corners() {
    sleepers_sleep(&REFERENCE, |caller| {
        use_token(caller, Some(TOKEN));
        let plain = |changes: &[(&str, Value)]| {
            let mut body = with(changes);
            body["transactionList"].as_array_mut().expect("a list").truncate(1);
            body["transactionList"][0]["paymentBatchList"].as_array_mut().expect("a list").truncate(1);
            body
        };
        send(caller, &plain(&[]));
        for (pointer, value) in [
            ("/tenantId", json!("-")),
            ("/tenantId", json!("nobody")),
            ("/transactionList/0/transactionId", json!("nobody")),
            ("/transactionList/0/transactionStatusCode", json!("1234567")),
            ("/transactionList/0/transactionErrorInfo/0/errorCode", json!("12345678901")),
            ("/transactionList/0/paymentStatus", json!("10")),
            ("/resolveType", json!(3)),
            (FEE, json!(100_000)),
            (OTHER_FEE, json!(100_000)),
        ] {
            send(caller, &plain(&[(pointer, value)]));
        }
        caller.raw("PUT", PATH, b"[]");
        for token in [None, Some("wrong"), Some(PLAIN_TOKEN)] {
            use_token(caller, token);
            send(caller, &json!({"tenantId": TENANT}));
        }
    });
}

/// Faults spoil the form of responses too, so it is not looked at here.
fn send(caller: &mut Caller, body: &Value) {
    caller.raw("PUT", PATH, body.to_string().as_bytes());
}

fn change(caller: &mut Caller, changes: &[(&str, Value)]) {
    send(caller, &with(changes));
}

fn again(caller: &mut Caller) {
    for _ in 0..2 {
        send(caller, &sample());
    }
    send(caller, &body(&vec![json!({"transactionId": "FAKE-0105"}); 1_000]));
}

fn lengths(caller: &mut Caller) {
    for (pointer, limit) in LIMITS {
        for (unit, length) in [("a", limit), ("a", limit + 1), ("漢", limit), ("𠮷", limit / 2)] {
            change(caller, &[(pointer, json!(unit.repeat(length)))]);
            send(caller, &sample());
        }
    }
    for place in ["transactionErrorInfo/1/errorCode", "paymentBatchList/1/detailErrorInfo/0/errorCode"] {
        change(caller, &[(&format!("/transactionList/0/{place}"), json!("a".repeat(11)))]);
    }
    let mut many = vec![one(); 11];
    many[10]["transactionStatusCode"] = json!("1234567");
    send(caller, &body(&many));
}

fn values(caller: &mut Caller) {
    for pointer in [FEE, OTHER_FEE] {
        for amount in [json!(0), json!(99_999), json!(100_000), json!(4_294_967_296_u64), json!(-1), json!(true)] {
            change(caller, &[(pointer, amount)]);
        }
    }
    change(caller, &[(FEE, json!(99_999)), (OTHER_FEE, json!(99_999))]);
    change(caller, &[("/transactionList/0/paymentBatchList/1/transferCommission", json!(100_000))]);
    for n in 0..=10 {
        change(caller, &[("/transactionList/0/paymentStatus", json!(format!("{n:02}")))]);
    }
    change(caller, &[("/transactionList/0/paymentStatus", json!("2"))]);
    change(caller, &[("/transactionList/1/paymentStatus", json!("99"))]);
    for n in 0..=3 {
        change(caller, &[("/resolveType", json!(n))]);
    }
}

fn types(caller: &mut Caller) {
    let trailing = sample().to_string().replacen("}]", "},]", 1);
    for body in ["{", "[]", &trailing] {
        caller.raw("PUT", PATH, body.as_bytes());
    }
    for (pointer, value) in [
        ("/tenantId", json!(5)),
        ("/resolveType", json!("1")),
        ("/transactionList/0/transactionStatusCode", json!(10_401)),
        ("/transactionList/0/paymentStatus", json!(2)),
        ("/transactionList/0/transactionErrorInfo", json!({})),
        ("/transactionList/0/transactionErrorInfo/1", json!("x")),
        ("/transactionList/0/paymentBatchList/0/detailErrorInfo/0/errorMessage", json!(5)),
    ] {
        change(caller, &[(pointer, value)]);
    }
}

fn left_out(caller: &mut Caller) {
    for value in [json!("-"), json!(null), json!("")] {
        change(caller, &[("/tenantId", value)]);
    }
    for pointer in [
        "/transactionList",
        "/transactionList/0/paymentBatchList",
        "/transactionList/0/transactionErrorInfo",
        "/transactionList/0/paymentBatchList/1/detailErrorInfo",
    ] {
        change(caller, &[(pointer, json!("-"))]);
    }
    send(caller, &body(&[]));
}

fn unknown_ids(caller: &mut Caller) {
    for (pointer, value) in [
        ("/tenantId", "nobody"),
        ("/tenantId", FOREIGN_TENANT),
        ("/transactionList/0/transactionId", "0000000000999"),
        ("/transactionList/0/transactionId", "9007199254740993000001"),
        ("/transactionList/1/transactionId", "nobody"),
        ("/transactionList/0/paymentBatchList/0/paymentBatchNumber", "nobody"),
        ("/transactionList/0/paymentBatchList/1/paymentBatchNumber", "nobody"),
    ] {
        change(caller, &[(pointer, json!(value))]);
        send(caller, &sample());
    }
    send(caller, &json!({"tenantId": FOREIGN_TENANT}));
    let mut many = vec![one(); 11];
    many[10]["transactionId"] = json!("nobody");
    send(caller, &body(&many));
}

fn locked_payments(caller: &mut Caller) {
    let payment = transaction(LOCKED, &[]);
    for transactions in [vec![payment.clone()], vec![one(), payment.clone()], vec![payment.clone()]] {
        send(caller, &body(&transactions));
        send(caller, &sample());
    }
    let mut inquiry = body(&[payment]);
    inquiry["resolveType"] = json!(2);
    send(caller, &inquiry);
}

fn tokens(caller: &mut Caller) {
    let right = format!("Bearer {TOKEN}");
    let (longer, lower, basic) =
        (format!("{right}0"), format!("Bearer {}", TOKEN.to_lowercase()), format!("Basic {TOKEN}"));
    for header in [None, Some("Bearer"), Some("Bearer wrong"), Some(&longer), Some(&lower), Some(&basic)] {
        use_header(caller, header);
        send(caller, &sample());
        send(caller, &json!({}));
        use_header(caller, Some(&right));
        send(caller, &sample());
    }
    use_token(caller, Some(PLAIN_TOKEN));
    for kind in [1, 2] {
        change(caller, &[("/resolveType", json!(kind))]);
    }
    use_token(caller, Some(TOKEN));
    change(caller, &[(NAME, json!("名".repeat(21)))]);
}

/// The same few breaches where they seldom are.
fn contexts(caller: &mut Caller) {
    for (pointer, value) in [
        ("/transactionList/1/transactionStatusCode", json!(10_401)),
        ("/transactionList/0/transactionStatusCode", json!("-")),
        ("/transactionList/0/transactionErrorInfo/1/errorMessage", json!("x".repeat(2_048))),
    ] {
        change(caller, &[(pointer, value), (NAME, json!("名".repeat(21)))]);
    }
    change(caller, &[("/transactionList/0/transactionErrorInfo/1/errorMessage", json!("x".repeat(2_048)))]);
    change(caller, &[("/transactionList/1/transactionStatusCode", json!(10_401))]);
    let detail = json!([{"errorMessage": "x".repeat(2_049)}]);
    let batches = |fee: Value, number: Value| json!([{"paymentBatchNumber": number, "transferCommission": fee}]);
    let mut second = body(&[one(), one()]);
    second["transactionList"][1]["paymentBatchList"] = json!([{"detailErrorInfo": detail}]);
    send(caller, &second);
    second["transactionList"][1]["paymentBatchList"] = batches(json!(1), json!("nobody"));
    send(caller, &second);
    let alone = json!([{"paymentBatchList": batches(json!(1), json!("nobody"))}]);
    send(caller, &json!({"tenantId": TENANT, "transactionList": alone}));
    let alone = json!([{"paymentBatchList": batches(json!(100_000), json!(null))}]);
    send(caller, &json!({"tenantId": TENANT, "transactionList": alone}));
    let fees = vec![json!({"transferCommission": 1}); 10].into_iter().chain([json!({"transferCommission": 100_000})]);
    let alone = json!([{"paymentBatchList": fees.collect::<Vec<_>>()}]);
    send(caller, &json!({"tenantId": TENANT, "transactionList": alone}));
    for late in [
        json!({"transactionStatusCode": "123456"}),
        json!({"paymentStatus": "99"}),
        json!({"transactionId": LOCKED}),
        json!({"paymentBatchList": batches(json!(100_000), json!(null))}),
        json!({"paymentBatchList": batches(json!(1), json!("nobody"))}),
    ] {
        let mut many = vec![json!({}); 10];
        many.push(late);
        send(caller, &body(&many));
    }
    lengths_alone(caller);
    send(caller, &json!({"resolveType": 1}));
    send(caller, &json!({"tenantId": TENANT, "resolveType": 9}));
    for (pointer, value) in [
        ("/tenantId", json!("x".repeat(20))),
        ("/tenantId", json!(FOREIGN_TENANT)),
        ("/transactionList/0/transactionId", json!("nobody")),
    ] {
        change(caller, &[("/resolveType", json!(2)), (pointer, value)]);
    }
    change(caller, &[("/transactionList/0/transactionErrorInfo/0/errorCode", json!("12345678901"))]);
    for (pointer, value) in [
        ("/transactionList/0/paymentStatus", json!("99")),
        ("/transactionList/0/paymentBatchList/0/detailErrorInfo/0/errorMessage", json!("x".repeat(2_049))),
    ] {
        change(caller, &[(pointer, value)]);
        send(caller, &sample());
    }
    near_tokens(caller);
}

/// Texts that are too long, where little else is said.
fn lengths_alone(caller: &mut Caller) {
    let mut many = vec![json!({}); 10];
    many.push(json!({"detailErrorInfo": [{"errorCode": "12345678901"}]}));
    for transaction in [
        json!({"paymentBatchList": many}),
        json!({"paymentBatchList": [{"paymentBatchNumber": "x".repeat(34)}]}),
        json!({"transactionId": "x".repeat(23)}),
    ] {
        send(caller, &json!({"tenantId": TENANT, "transactionList": [transaction]}));
    }
    send(caller, &json!({"tenantId": "x".repeat(20)}));
}

/// Tokens that are right except for one letter, and one of which nothing is wrong.
fn near_tokens(caller: &mut Caller) {
    for token in [TOKEN[..TOKEN.len() - 1].to_owned(), format!("{}x", &TOKEN[..TOKEN.len() - 1]), format!("x {TOKEN}")]
    {
        use_token(caller, Some(&token));
        send(caller, &sample());
    }
    use_token(caller, Some(PLAIN_TOKEN));
    send(caller, &sample());
    use_token(caller, Some(TOKEN));
    send(caller, &sample());
}
