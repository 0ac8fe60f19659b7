//! Fields as they are sent: limits, sizes, enumerations, types, what may be left out.

use serde_json::json;

use super::*;

#[test]
fn texts_are_limited_by_characters() {
    for (pointer, limit) in LIMITS {
        for unit in ["a", "7", "漢", "ｶ"] {
            let text = |n: usize| json!(unit.repeat(n));
            assert_eq!(told(&[(pointer, text(limit + 1))]), too_long(last(pointer), limit), "{pointer} {unit}");
            let seen = told(&[(pointer, text(limit))]);
            let looked_up = ["tenantId", "transactionId", "paymentBatchNumber"].contains(&last(pointer));
            let due = if looked_up { unknown(last(pointer), &unit.repeat(limit)) } else { good() };
            assert_eq!(seen, due, "{pointer} {unit}");
        }
    }
    let places = ["transactionErrorInfo/1/errorCode", "paymentBatchList/1/detailErrorInfo/1/errorCode"];
    for place in places {
        let pointer = format!("/transactionList/1/{}", place.replace("List/1", "List/0"));
        assert_eq!(told(&[(&pointer, json!("12345678901"))]), too_long("errorCode", 10), "{pointer}");
    }
}

#[test]
fn characters_beyond_the_first_plane_count_as_the_reading_says() {
    for (choice, legal) in [("utf16", 10), ("scalars", 20)] {
        let call = |n: usize| with(&[("/transactionList/0/transactionStatusName", json!("𠮷".repeat(n)))]);
        let mut caller = world(&[("length-unit", choice)]);
        assert_eq!(put(&mut caller, &call(legal)), good(), "{choice}");
        assert_eq!(put(&mut caller, &call(legal + 1)), too_long("transactionStatusName", 20), "{choice}");
    }
}

#[test]
fn commissions_stay_below_a_hundred_thousand() {
    for name in ["transferCommission", "commissionByOtherParty"] {
        for batch in [0, 1] {
            let pointer = format!("/transactionList/0/paymentBatchList/{batch}/{name}");
            for amount in [json!(0), json!(99_999), json!(99_999.5), json!(-1), json!(-100_000), json!(null)] {
                assert_eq!(told(&[(&pointer, amount.clone())]), good(), "{pointer} {amount}");
            }
            for amount in [json!(100_000), json!(100_000.0), json!(4_294_967_296_u64), json!(u64::MAX), json!(1e300)] {
                let due = refused("spd.32874.003", &format!("{name}を100,000未満にしてください"));
                assert_eq!(told(&[(&pointer, amount.clone())]), due, "{pointer} {amount}");
            }
            for amount in [json!("5"), json!(true), json!([5]), json!({})] {
                assert_eq!(told(&[(&pointer, amount.clone())]).1, "E400", "{pointer} {amount}");
            }
        }
    }
}

#[test]
fn nine_statuses_and_two_kinds_of_work_are_known() {
    for transaction in [0, 1] {
        let pointer = format!("/transactionList/{transaction}/paymentStatus");
        for n in 1..=9 {
            assert_eq!(told(&[(&pointer, json!(format!("0{n}")))]), good());
        }
        let wrong = json!(["00", "10", "2", "002", "02 ", "０２", "", "xx", 2, true, ["02"], {}]);
        for status in wrong.as_array().expect("a list") {
            assert_eq!(told(&[(&pointer, status.clone())]).1, "E400", "{status}");
        }
    }
    for kind in [json!(1), json!(2), json!(1.0), json!(null), json!("-")] {
        assert_eq!(told(&[("/resolveType", kind.clone())]), good(), "{kind}");
    }
    for kind in [json!(0), json!(3), json!(-1), json!(1.5), json!("1"), json!(1e300), json!(true), json!("")] {
        assert_eq!(told(&[("/resolveType", kind.clone())]).1, "E400", "{kind}");
    }
}

#[test]
fn values_of_another_type_are_refused() {
    for (pointer, _) in LIMITS {
        for value in [json!(5), json!(true), json!(["a"]), json!({"a": 1})] {
            let seen = told(&[(pointer, value.clone())]);
            assert_eq!(seen, refused("E400", &format!("パラメータ:{}の値が不正です", last(pointer))), "{value}");
        }
    }
    for pointer in [
        "/transactionList",
        "/transactionList/0/transactionErrorInfo",
        "/transactionList/0/paymentBatchList",
        "/transactionList/0/paymentBatchList/1/detailErrorInfo",
    ] {
        for value in [json!({}), json!("x"), json!(""), json!(5), json!([5]), json!([null]), json!([[]])] {
            let seen = told(&[(pointer, value.clone())]);
            assert_eq!(seen, refused("E400", &format!("パラメータ:{}の値が不正です", last(pointer))), "{value}");
        }
        for value in [json!([]), json!(null), json!("-")] {
            assert_eq!(told(&[(pointer, value.clone())]), good(), "{pointer} {value}");
        }
    }
}

#[test]
fn only_the_tenant_is_required_unless_the_reading_says_more() {
    for value in [json!("-"), json!(null), json!("")] {
        assert_eq!(told(&[("/tenantId", value.clone())]), missing("tenantId"), "{value}");
        for (pointer, _) in &LIMITS[1..] {
            assert_eq!(told(&[(pointer, value.clone())]), good(), "{pointer} {value}");
        }
    }
    assert_eq!(put(&mut world(&[]), &json!({"tenantId": TENANT, "unheard": [1]})), good());
    let more = "transactionId,paymentStatus, transactionList,errorCode,commissionByOtherParty";
    let mut caller = world(&[("required", more)]);
    assert_eq!(put(&mut caller, &sample()), good());
    for pointer in [
        "/tenantId",
        "/transactionList",
        "/transactionList/0/transactionId",
        "/transactionList/1/paymentStatus",
        "/transactionList/1/transactionErrorInfo/1/errorCode",
        "/transactionList/1/paymentBatchList/0/commissionByOtherParty",
        "/transactionList/0/paymentBatchList/1/detailErrorInfo/1/errorCode",
    ] {
        for value in [json!("-"), json!(null), json!("")] {
            assert_eq!(put(&mut caller, &with(&[(pointer, value.clone())])), missing(last(pointer)), "{value}");
        }
    }
    let without = with(&[("/transactionList/0/transactionErrorInfo", json!("-"))]);
    assert_eq!(put(&mut caller, &without), good(), "a field of an entry that is not there is not missed");
}
