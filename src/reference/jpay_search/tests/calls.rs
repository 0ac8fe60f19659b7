//! Keys, bodies, errors and what is given.

use serde_json::json;

use super::*;
use crate::reference::jpay_search::fixtures::{DISABLED_KEY, MAINTENANCE_KEY, OTHER_SHOP_KEY};

#[test]
fn no_key_but_the_right_one_is_let_in() {
    let lower = API_KEY.to_lowercase();
    let longer = format!("{API_KEY}0");
    for key in [None, Some(""), Some("x"), Some("ｋ"), Some(DISABLED_KEY), Some(&lower), Some(&longer)] {
        for path in [ORDER, SEARCH] {
            for body in ["{}", "{", "{\"gid\": \"x\", \"maxs\": 0}"] {
                let mut caller = world(&[]);
                use_key(&mut caller, key);
                let seen = caller.raw("POST", path, body.as_bytes());
                assert_eq!(seen, (401, json!({"err": {"ec": "ER401", "msg": "認証に失敗しました"}})), "{key:?}");
            }
        }
    }
}

#[test]
fn a_sid_belongs_to_the_shop_that_ordered_it() {
    let mut caller = world(&[]);
    let (sid, _) = order(&mut caller, &json!({}));
    use_key(&mut caller, Some(OTHER_SHOP_KEY));
    assert_eq!(refusal(&caller.post(SEARCH, &json!({"sid": sid, "maxs": 10}))), bad(&["sid"]));
    let (own, count) = order(&mut caller, &json!({}));
    assert!((1..20).contains(&count));
    assert_eq!(all_rows(&mut caller, &own, 10, None).len(), usize::try_from(count).expect("small"));
    use_key(&mut caller, Some(API_KEY));
    assert_eq!(refusal(&caller.post(SEARCH, &json!({"sid": own, "maxs": 10}))), bad(&["sid"]));
}

#[test]
fn what_is_no_json_object_is_refused_without_details() {
    for path in [ORDER, SEARCH] {
        for body in ["", "{", "[]", "5", "null", "\u{FEFF}{}", "{\"a\":1,}", "{\"a\":\"\\ud800\"}"] {
            let seen = world(&[]).raw("POST", path, body.as_bytes());
            assert_eq!(seen, (400, json!({"err": {"ec": "ER400", "msg": "入力に誤りがあります"}})), "{body}");
        }
        for method in ["GET", "PUT", "DELETE"] {
            let (status, body) = world(&[]).raw(method, path, b"{}");
            assert!(status == 405 && body["err"]["ec"].is_string() && body["err"]["msg"].is_string());
        }
    }
    assert_eq!(world(&[]).post("/v1.0/charges", &json!({})).0, 404);
}

#[test]
fn what_it_gives_works() {
    let gives = REFERENCE.gives();
    assert_eq!(gives["credentials"], json!({"api_key": API_KEY}));
    let state = |name: &str| gives["states"][name].clone();
    let key = |name| Some(state(name)["api_key"].as_str().expect("a key").to_owned());
    let ordered = |query| refusal(&world(&[]).post(ORDER, &query));
    let error = |status: u16, code: &str| (status, code.to_owned(), Vec::new());
    assert_eq!(ordered(state("query-too-many")), error(400, "ER520"));
    assert_eq!(ordered(state("server-error")), error(500, "ER500"));
    assert_eq!(count(&state("query-large")), 53_999);
    assert!(count(&state("query-some")) > 200);
    for (name, due) in [("key-disabled", error(401, "ER401")), ("maintenance", error(503, "ER999"))] {
        for (path, body) in [(ORDER, json!({})), (SEARCH, json!({"sid": "x", "maxs": 1}))] {
            let mut caller = world(&[]);
            use_key(&mut caller, key(name).as_deref());
            assert_eq!(refusal(&caller.post(path, &body)), due, "{name} {path}");
        }
    }
    assert_eq!(key("maintenance").as_deref(), Some(MAINTENANCE_KEY));
    assert_eq!(key("key-other-shop").as_deref(), Some(OTHER_SHOP_KEY));
    let page = |name| json!({"sid": state(name)["sid"], "maxs": 1000});
    assert_eq!(refusal(&world(&[]).post(SEARCH, &page("sid-expired"))), bad(&["sid"]));
    let mut caller = world(&[]);
    for _ in 0..2 {
        assert_eq!(caller.post(SEARCH, &page("sid-young")).1["tcnt"], json!(count(&json!({}))));
    }
}

#[test]
fn readings_change_the_form_of_errors() {
    let wrong = json!({"gid": "x"});
    for (choice, key) in [("either", "dtlfl"), ("dtlf", "dtlf"), ("dtlfl", "dtlfl")] {
        let (_, body) = world(&[("detail-key", choice)]).post(ORDER, &wrong);
        assert_eq!(body["err"]["dtls"], json!([{key: "gid", "dtlmsgs": ["無効な値です"]}]));
    }
    for (choice, status) in [("by-code", 400), ("any", 400), ("200", 200)] {
        assert_eq!(world(&[("error-status", choice)]).post(ORDER, &wrong).0, status);
    }
}
