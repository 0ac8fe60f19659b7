//! No fault is a dead switch: each changes a response of one long conversation.

use serde_json::{Value, json};

use super::*;
use crate::reference::jpay_search::fixtures::{
    BROKEN_GID, DISABLED_KEY, EXPIRED_SID, MAINTENANCE_KEY, OTHER_SHOP_KEY, YOUNG_SID,
};
use crate::reference::testing::{every_fault_shows, sleepers_sleep};

#[test]
fn every_fault_changes_an_answer() {
    every_fault_shows(&REFERENCE, &[], |caller| {
        use_key(caller, Some(API_KEY));
        orders(caller);
        searches(caller);
        keys(caller);
        contexts(caller);
    });
}

/// What anybody would try first: an order, its first page, a few plain mistakes.
#[test]
fn sleepers_show_only_in_their_corners() {
    sleepers_sleep(&REFERENCE, |caller| {
        use_key(caller, Some(API_KEY));
        let (sid, _) = sid_of(caller, &json!({}));
        caller.post(SEARCH, &json!({"sid": sid, "maxs": 10}));
        caller.post(SEARCH, &json!({"sid": sid, "maxs": 10, "srt": {"srtf": "ID", "srto": "ASC"}}));
        for bad in [json!({"sid": "nobody", "maxs": 10}), json!({"sid": sid, "maxs": 0})] {
            caller.post(SEARCH, &bad);
        }
        for query in
            [json!({"isac": true}), json!({"gid": "x"}), json!({"jb": ["X"]}), json!({"cdf": "x"}), json!({"gid": 1})]
        {
            caller.post(ORDER, &query);
        }
        caller.post(ORDER, &json!({"cdf": "2022-04-01T00:00:00", "cdt": "2022-04-09T00:00:00"}));
        use_key(caller, Some("wrong"));
        caller.post(ORDER, &json!({}));
    });
}

fn orders(caller: &mut Caller) {
    caller.raw("POST", ORDER, b"{");
    caller.raw("POST", ORDER, b"[]");
    for query in [
        json!({}),
        json!({"isac": true}),
        json!({"isac": "true"}),
        json!({"isac": 1}),
        json!({"gid": "x"}),
        json!({"acid": "x"}),
        json!({"gid": "x", "acid": "x"}),
        json!({"gid": 1}),
        json!({"gid": 100_028}),
        json!({"gid": 100_028, "isac": true}),
        json!({"gid": 9_000_000_000_i64}),
        json!({"gid": BROKEN_GID}),
        json!({"acid": 1_000_000_008}),
        json!({"isac": true, "acid": 700_000_000_000_053_999_i64}),
        json!({"isac": true, "acid": 700_000_000_000_054_000_i64}),
        json!({"jb": ["sales"]}),
        json!({"jb": ["NONE"]}),
        json!({"jb": "SALES"}),
        json!({"jb": ["CHECK"]}),
        json!({"jb": ["AUTH", "SALES"]}),
        json!({"cdf": "2022-02-30T00:00:00"}),
        json!({"cdf": "x"}),
        json!({"cdt": "2022-04-25T24:00:00"}),
        json!({"cdt": "2022-04-25T00:00:00Z"}),
        json!({"udf": "2022-04-25"}),
        json!({"udf": "x"}),
        json!({"udt": "2024-02-29T00:00:00"}),
        json!({"udt": "2022-04-25T00:00:60"}),
        json!({"cdf": "2000-01-01T00:00:00"}),
        json!({"cdf": "2022-04-02T00:00:00", "cdt": "2022-04-01T00:00:00"}),
        json!({"cdf": "2022-04-05T12:00:00"}),
    ] {
        caller.post(ORDER, &query);
    }
    for (from, to) in [("cdf", "cdt"), ("udf", "udt")] {
        caller.post(ORDER, &json!({from: "2022-04-01T00:00:00", to: "2022-04-08T00:00:00"}));
        caller.post(ORDER, &json!({from: "2022-04-01T00:00:00", to: "2022-04-08T00:00:01"}));
    }
    caller.post(
        ORDER,
        &json!({"cdf": "2022-04-01T00:00:00", "cdt": "2022-04-02T00:00:00",
        "udf": "2022-04-01T00:00:00", "udt": "2022-04-18T00:00:00"}),
    );
    let made = caller.post(SEARCH, &json!({"sid": YOUNG_SID, "maxs": 1})).1["dtls"][0]["cd"].clone();
    caller.post(ORDER, &json!({"cdf": made, "cdt": made}));
}

fn searches(caller: &mut Caller) {
    let (sid, total) = sid_of(caller, &json!({"isac": false}));
    let mut search = |change: Value| {
        let mut body = json!({"sid": sid, "maxs": 20});
        body.as_object_mut().expect("a body").extend(change.as_object().cloned().unwrap_or_default());
        body.as_object_mut().expect("a body").retain(|_, value| value != "-");
        caller.post(SEARCH, &body)
    };
    for change in [
        json!({"sid": "-"}),
        json!({"sid": "nobody"}),
        json!({"sid": EXPIRED_SID}),
        json!({"sid": YOUNG_SID}),
        json!({"maxs": "-"}),
        json!({"maxs": 0}),
        json!({"maxs": 1000}),
        json!({"maxs": 1001}),
        json!({"maxs": 1}),
        json!({"idx": "x"}),
        json!({"idx": 0}),
        json!({"idx": 2}),
        json!({"idx": 99}),
        json!({"idx": 4_000_000_000_i64}),
        json!({"srt": {"srtf": "ID"}}),
        json!({"srt": {"srtf": "ID", "srto": "up"}}),
        json!({"srt": 5}),
    ] {
        search(change);
    }
    search(json!({"idx": total.div_ceil(20)}));
    for item in ["ID", "AutoChargeID", "CreateDate", "UpdatedDate"] {
        for order in ["ASC", "DESC"] {
            search(json!({"srt": {"srtf": item, "srto": order}}));
        }
    }
}

fn keys(caller: &mut Caller) {
    let (sid, _) = sid_of(caller, &json!({}));
    let (lower, longer) = (API_KEY.to_lowercase(), format!("{API_KEY}0"));
    let keys = [
        Some("x"),
        Some(""),
        Some(DISABLED_KEY),
        Some(MAINTENANCE_KEY),
        Some(OTHER_SHOP_KEY),
        Some(&lower),
        Some(&longer),
    ];
    for key in keys.into_iter().chain([None]) {
        use_key(caller, key);
        caller.post(ORDER, &json!({}));
        caller.post(SEARCH, &json!({"sid": sid, "maxs": 3}));
    }
}

/// Faults may refuse what a sound world serves.
fn sid_of(caller: &mut Caller, query: &Value) -> (Value, u64) {
    let (_, body) = caller.post(ORDER, query);
    (body["sid"].clone(), body["tcnt"].as_u64().unwrap_or(320))
}

/// The same few breaches where they seldom are.
fn contexts(caller: &mut Caller) {
    use_key(caller, Some(API_KEY));
    for query in [
        json!({"gid": "x", "acid": 1_000_000_008}),
        json!({"isac": false, "acid": "x"}),
        json!({"jb": ["SALES", "NONE"]}),
        json!({"gid": "x", "jb": ["SALES"]}),
        json!({"cdf": "2022-04-01T00:00:00", "isac": true, "acid": "x"}),
        json!({"isac": true, "cdf": "2022-04-01T00:00:00", "cdt": "2022-04-18T00:00:00"}),
        json!({"cdt": "x"}),
        json!({"udt": "x"}),
        json!({"gid": 1, "cdf": "2022-04-01T00:00:00", "cdt": "2022-04-18T00:00:00"}),
        json!({"jb": ["SALES"], "udf": "2022-04-01T00:00:00", "udt": "2022-04-18T00:00:00"}),
    ] {
        caller.post(ORDER, &query);
    }
    let (sid, _) = sid_of(caller, &json!({}));
    let sorted = json!({"srtf": "ID", "srto": "ASC"});
    let text = sid.as_str().unwrap_or("nobody");
    for page in [
        json!({"sid": sid, "maxs": 1001, "srt": sorted}),
        json!({"sid": sid, "maxs": 1001, "idx": 1}),
        json!({"sid": sid, "maxs": 100, "idx": "x", "srt": sorted}),
        json!({"sid": sid, "maxs": 100, "idx": 2, "srt": {"srtf": "x"}}),
        json!({"sid": sid, "maxs": 100, "srt": sorted}),
        json!({"sid": sid, "maxs": 0, "srt": sorted}),
        json!({"sid": sid, "maxs": 100, "idx": 0, "srt": sorted}),
        json!({"sid": EXPIRED_SID, "maxs": 3, "srt": sorted}),
        json!({"sid": format!("{text}\n"), "maxs": 3}),
        json!({"sid": text[..text.len() - 1], "maxs": 3}),
    ] {
        caller.post(SEARCH, &page);
    }
    let cut = &API_KEY[..API_KEY.len() - 1];
    for key in [cut, &format!("{cut}x"), OTHER_SHOP_KEY] {
        use_key(caller, Some(key));
        caller.post(ORDER, &json!({}));
        caller.post(SEARCH, &json!({"sid": sid, "maxs": 3, "idx": 2}));
        caller.post(SEARCH, &json!({"sid": sid, "maxs": 3, "srt": sorted}));
    }
}
