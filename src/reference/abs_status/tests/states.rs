//! What exists, what may be changed, what a refused call leaves, and what depends on the way of reading.

use serde_json::json;

use super::*;

const LOCKED: &str = "4000000000201";
const STRANGER: &str = "4000000000301";

#[test]
fn what_does_not_exist_is_named() {
    for (pointer, value) in [
        ("/tenantId", "1214732595705114600"),
        ("/transactionList/0/transactionId", "0004561232798100"),
        ("/transactionList/1/transactionId", "9007199254740993000001"),
        ("/transactionList/0/transactionId", STRANGER),
        ("/transactionList/0/paymentBatchList/0/paymentBatchNumber", "20240613011680858022123830661"),
        ("/transactionList/0/paymentBatchList/1/paymentBatchNumber", "𠮷-{0}"),
        ("/transactionList/1/paymentBatchList/0/paymentBatchNumber", "20240613000000000000000000101"),
    ] {
        assert_eq!(told(&[(pointer, json!(value))]), unknown(last(pointer), value), "{pointer}");
    }
    let nameless = |number: &str| {
        told(&[
            ("/transactionList/0/transactionId", json!("-")),
            ("/transactionList/0/paymentBatchList/1/paymentBatchNumber", json!(number)),
        ])
    };
    assert_eq!(nameless("20240613000000000000000000777"), good(), "any batch of the tenant");
    assert_eq!(
        nameless("20240613000000000000000000301"),
        unknown("paymentBatchNumber", "20240613000000000000000000301")
    );
}

#[test]
fn a_payment_that_may_not_be_changed_stays_so() {
    let mut caller = world(&[]);
    for kind in [1, 2] {
        for transactions in [vec![transaction(LOCKED, &[])], vec![one(), transaction(LOCKED, &["nobody's"]), other()]] {
            for _ in 0..2 {
                let mut call = body(&transactions);
                call["resolveType"] = json!(kind);
                assert_eq!(put(&mut caller, &call), locked());
            }
        }
    }
}

#[test]
fn a_refused_call_leaves_no_trace_and_a_good_one_may_come_again() {
    let mut caller = world(&[]);
    for changes in [
        vec![],
        vec![("/transactionList/1/transactionId", json!("nobody"))],
        vec![("/transactionList/1/transactionId", json!(LOCKED))],
        vec![("/transactionList/1/transactionStatusCode", json!("1234567"))],
        vec![("/transactionList/1/paymentBatchList/0/transferCommission", json!(100_000))],
        vec![("/tenantId", json!("-"))],
        vec![("/transactionList/1/paymentStatus", json!("10"))],
    ] {
        put(&mut caller, &with(&changes));
        use_token(&mut caller, Some("wrong"));
        put(&mut caller, &sample());
        use_token(&mut caller, Some(TOKEN));
        for _ in 0..2 {
            assert_eq!(put(&mut caller, &sample()), good(), "{changes:?}");
        }
    }
    for status in 1..=9 {
        assert_eq!(
            put(&mut caller, &with(&[("/transactionList/0/paymentStatus", json!(format!("0{status}")))])),
            good()
        );
    }
}

#[test]
fn a_thousand_transactions_are_served() {
    let many: Vec<_> = (0..1_000).map(|n| if n % 2 == 0 { one() } else { other() }).collect();
    for choice in ["all-or-nothing", "partial"] {
        let mut caller = world(&[("batch", choice)]);
        assert_eq!(put(&mut caller, &body(&many)), good());
        let mut call = body(&many);
        call["transactionList"][999]["transactionId"] = json!("nobody");
        assert_eq!(put(&mut caller, &call), unknown("transactionId", "nobody"));
    }
}

#[test]
fn partial_judges_transaction_by_transaction() {
    let two = with(&[
        ("/transactionList/0/transactionId", json!("nobody")),
        ("/transactionList/1/transactionStatusCode", json!("1234567")),
    ]);
    assert_eq!(put(&mut world(&[]), &two), too_long("transactionStatusCode", 6), "the form of the whole first");
    assert_eq!(put(&mut world(&[("batch", "partial")]), &two), unknown("transactionId", "nobody"));
    let mut tenant = two;
    tenant["tenantId"] = json!("nobody");
    assert_eq!(put(&mut world(&[("batch", "partial")]), &tenant), unknown("tenantId", "nobody"));
}

#[test]
fn partial_stores_what_is_good() {
    // What is stored shows by a fault that remembers it.
    for (choice, due) in [("all-or-nothing", good()), ("partial", locked())] {
        let mut caller = Caller::new(&REFERENCE, &["same-update-refused"], &[("batch", choice)]);
        use_token(&mut caller, Some(TOKEN));
        let half = body(&[one(), transaction("nobody", &[])]);
        assert_eq!(put(&mut caller, &half), unknown("transactionId", "nobody"));
        assert_eq!(put(&mut caller, &body(&[one()])), due, "{choice}");
    }
}

#[test]
fn a_field_is_named_by_its_path_if_the_reading_says_so() {
    for (pointer, path) in [
        ("/tenantId", "tenantId"),
        ("/transactionList/1/transactionId", "transactionList[1].transactionId"),
        (
            "/transactionList/0/paymentBatchList/1/paymentBatchNumber",
            "transactionList[0].paymentBatchList[1].paymentBatchNumber",
        ),
    ] {
        let mut caller = world(&[("parameter-name", "path")]);
        assert_eq!(put(&mut caller, &with(&[(pointer, json!("nobody"))])), unknown(path, "nobody"));
    }
    let mut caller = world(&[("parameter-name", "path"), ("required", "errorCode")]);
    let detail = "/transactionList/0/paymentBatchList/1/detailErrorInfo/0/errorCode";
    let path = "transactionList[0].paymentBatchList[1].detailErrorInfo[0].errorCode";
    assert_eq!(put(&mut caller, &with(&[(detail, json!("12345678901"))])), too_long(path, 10));
    assert_eq!(put(&mut caller, &with(&[(detail, json!("-"))])), missing(path));
    let amount = [("/transactionList/0/paymentBatchList/0/transferCommission", json!(100_000))];
    let seen = put(&mut caller, &with(&amount)).2;
    assert_eq!(seen, "transactionList[0].paymentBatchList[0].transferCommissionを100,000未満にしてください");
}
