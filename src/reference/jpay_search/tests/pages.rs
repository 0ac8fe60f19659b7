//! Pages of a result, their rows and their order.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;

fn searched(readings: &[(&str, &str)], change: &Value) -> (u16, String, Vec<String>) {
    let mut caller = world(readings);
    let (sid, _) = order(&mut caller, &json!({}));
    let mut body = json!({"sid": sid, "maxs": 10});
    for (key, value) in change.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    body.as_object_mut().expect("a body").retain(|_, value| value != "-");
    refusal(&caller.post(SEARCH, &body))
}

#[test]
fn bad_parameters_are_all_named() {
    let good = || (200, String::new(), vec![]);
    for (change, due) in [
        (json!({"sid": "-"}), bad(&["sid"])),
        (json!({"sid": 5}), bad(&["sid"])),
        (json!({"sid": "a31200ac-90ba-4978-9248-1fd48d654e97"}), bad(&["sid"])),
        (json!({"maxs": "-"}), bad(&["maxs"])),
        (json!({"maxs": "10"}), bad(&["maxs"])),
        (json!({"maxs": 0}), bad(&["maxs"])),
        (json!({"maxs": -1}), bad(&["maxs"])),
        (json!({"maxs": 1001}), bad(&["maxs"])),
        (json!({"maxs": 1.5}), bad(&["maxs"])),
        (json!({"maxs": 1}), good()),
        (json!({"maxs": 1000}), good()),
        (json!({"idx": "one"}), bad(&["idx"])),
        (json!({"idx": 0}), bad(&["idx"])),
        (json!({"idx": -1}), bad(&["idx"])),
        (json!({"idx": null, "srt": null}), good()),
        (json!({"idx": 9_000_000_000_000_000_000_i64}), good()),
        (json!({"sid": 5, "maxs": 0, "idx": 0, "srt": 5}), bad(&["sid", "maxs", "idx", "srt"])),
        (json!({"srt": []}), bad(&["srt"])),
        (json!({"srt": {}}), bad(&["srtf"])),
        (json!({"srt": {"srto": "ASC"}}), bad(&["srtf"])),
        (json!({"srt": {"srtf": "ID"}}), bad(&["srto"])),
        (json!({"srt": {"srtf": "id", "srto": "ASC"}}), bad(&["srtf"])),
        (json!({"srt": {"srtf": "ID", "srto": "asc"}}), bad(&["srto"])),
        (json!({"srt": {"srtf": "ID", "srto": 1}}), bad(&["srto"])),
        (json!({"srt": {"srtf": "UpdatedDate", "srto": "DESC"}}), good()),
    ] {
        assert_eq!(searched(&[], &change), due, "{change}");
    }
}

#[test]
fn the_sort_order_stands_where_the_reading_says() {
    let named = [("sort-order-key", "order")];
    assert_eq!(searched(&named, &json!({"srt": {"srtf": "ID", "order": "DESC"}})).0, 200);
    assert_eq!(searched(&named, &json!({"srt": {"srtf": "ID", "srto": "DESC"}})), bad(&["order"]));
    let mut caller = world(&[("sort-order-key", "srtf-twice")]);
    let (sid, _) = order(&mut caller, &json!({}));
    let mut ask =
        |srt: &str| caller.raw("POST", SEARCH, format!("{{\"sid\":{sid},\"maxs\":10,\"srt\":{srt}}}").as_bytes());
    let first = |page: &(u16, Value)| page.1["dtls"][0]["gid"].as_i64();
    let (up, down) = (ask("{\"srtf\":\"ID\",\"srtf\":\"ASC\"}"), ask("{\"srtf\":\"ID\",\"srtf\":\"DESC\"}"));
    assert!(first(&up) < first(&down));
    for wrong in ["{\"srtf\":\"ID\"}", "{\"srtf\":\"ASC\",\"srtf\":\"ID\"}", "{\"srtf\":\"ID\",\"srto\":\"ASC\"}", "{}"]
    {
        assert_eq!(refusal(&ask(wrong)), bad(&["srtf"]), "{wrong}");
    }
}

#[test]
fn pages_hold_everything_once_whatever_their_size() {
    let mut caller = world(&[]);
    let (sid, total) = order(&mut caller, &json!({}));
    let whole = all_rows(&mut caller, &sid, 1000, None);
    assert_eq!(whole.len(), usize::try_from(total).expect("small"));
    assert_eq!(whole.iter().map(|row| row["gid"].as_i64()).collect::<BTreeSet<_>>().len(), whole.len());
    for maxs in [1, 7, 40, total - 1, total, total + 1] {
        assert_eq!(all_rows(&mut caller, &sid, maxs, None), whole, "{maxs}");
        let (_, page) = caller.post(SEARCH, &json!({"sid": sid, "maxs": maxs}));
        let seen = ["sid", "idx", "tidx", "rcnt", "tcnt"].map(|key| page[key].clone());
        assert_eq!(seen, [sid.clone(), json!(1), json!(total.div_ceil(maxs)), json!(maxs.min(total)), json!(total)]);
    }
    let (status, past) = caller.post(SEARCH, &json!({"sid": sid, "maxs": 1000, "idx": 2}));
    assert_eq!((status, &past["dtls"], &past["rcnt"], &past["tcnt"]), (200, &json!([]), &json!(0), &json!(total)));
}

#[test]
fn an_index_can_count_rows() {
    let mut caller = world(&[("index", "row")]);
    let (sid, total) = order(&mut caller, &json!({}));
    let mut page = |idx| caller.post(SEARCH, &json!({"sid": sid, "maxs": 10, "idx": idx})).1["dtls"].clone();
    assert_eq!((&page(1)[5], page(total)[1].is_null()), (&page(6)[0], true));
}

#[test]
fn a_large_result_is_served_page_by_page() {
    let mut caller = world(&[]);
    let (sid, total) = order(&mut caller, &json!({"isac": true, "acid": 700_000_000_000_053_999_i64}));
    let (_, page) = caller.post(SEARCH, &json!({"sid": sid, "maxs": 1000, "idx": 54}));
    assert_eq!((total, &page["tidx"], &page["rcnt"], &page["tcnt"]), (53_999, &json!(54), &json!(999), &json!(53_999)));
    let (_, sorted) = caller.post(SEARCH, &json!({"sid": sid, "maxs": 2, "srt": {"srtf": "ID", "srto": "DESC"}}));
    assert_eq!(sorted["dtls"][0], page["dtls"][998]);
}

#[test]
fn rows_stand_in_the_order_asked_for() {
    for isac in [false, true] {
        let mut caller = world(&[]);
        let (sid, _) = order(&mut caller, &json!({"isac": isac}));
        for (item, key) in [("ID", "gid"), ("AutoChargeID", "acid"), ("CreateDate", "cd")] {
            for order in ["ASC", "DESC"] {
                let rows = all_rows(&mut caller, &sid, 33, Some((item, order)));
                let keys: Vec<_> =
                    rows.iter().map(|row| (row[key].as_i64(), row[key].as_str().map(str::to_owned))).collect();
                let fits = |pair: &[(Option<i64>, Option<String>)]| {
                    if order == "ASC" { pair[0] <= pair[1] } else { pair[0] >= pair[1] }
                };
                assert!(keys.windows(2).all(fits), "{item} {order}");
                let ties = keys.windows(2).filter(|pair| pair[0] == pair[1]).count();
                assert_eq!(ties == 0, key == "gid", "{item} has ties, ID has none");
            }
        }
        let by = |caller: &mut Caller, order| all_rows(caller, &sid, 1000, Some(("UpdatedDate", order)));
        assert_ne!(by(&mut caller, "ASC"), by(&mut caller, "DESC"));
    }
}

#[test]
fn rows_satisfy_the_query() {
    let window = json!({"cdf": "2022-04-10T06:00:00", "cdt": "2022-04-16T18:00:00", "jb": ["AUTH", "SALES"]});
    let rows = found(&window);
    assert!(rows.len() >= 10);
    for row in &rows {
        assert!(row["cd"].as_str() >= window["cdf"].as_str() && row["cd"].as_str() <= window["cdt"].as_str(), "{row}");
        assert!(row["jb"] == "AUTH" || row["jb"] == "SALES");
    }
    let charge = found(&json!({"acid": 1_000_000_008, "isac": true}));
    assert!(charge.len() >= 3 && charge.iter().all(|row| row["acid"] == 1_000_000_008));
}

#[test]
fn rows_have_their_types_and_the_set_has_every_kind() {
    let rows: Vec<_> = [json!({}), json!({"isac": true})].iter().flat_map(found).collect();
    let numbers = ["gid", "ct", "am", "tx", "sf", "ta", "rst"];
    for row in &rows {
        assert!(numbers.iter().all(|key| row[key].is_i64()), "{row}");
        assert!(row["acid"].is_null() || row["acid"].is_i64());
        assert!(["jb", "cn4", "ec", "cod", "cd"].iter().all(|key| row[key].is_string()), "{row}");
        let int = |key: &str| row[key].as_i64().unwrap_or(-1);
        assert!((0..=6).contains(&int("ct")) && (0..=10).contains(&int("rst")));
        assert_eq!(int("ta"), int("am") + int("tx") + int("sf"));
        assert!(row["cn4"].as_str().is_some_and(|card| card.len() == 4 && card.bytes().all(|b| b.is_ascii_digit())));
        assert_eq!(row["vd"].is_string(), row["jb"] == "CANCEL");
        assert!(row["vd"].is_null() || row["vd"].as_str() >= row["cd"].as_str(), "{row}");
        assert_eq!(row["ec"] == "", !matches!(int("rst"), 4 | 5));
    }
    let kinds = |key: &str| rows.iter().map(|row| row[key].to_string()).collect::<BTreeSet<_>>();
    assert_eq!((kinds("ct").len(), kinds("rst").len(), kinds("jb").len()), (7, 11, 5));
    let gids: Vec<_> = rows.iter().filter_map(|row| row["gid"].as_i64()).collect();
    let lengths: BTreeSet<_> = gids.iter().map(|gid| gid.to_string().len()).collect();
    assert!(lengths.contains(&18) && gids.iter().any(|gid| (1 << 31..1 << 32).contains(gid)), "{lengths:?}");
    assert!(rows.iter().any(|row| row["cn4"] == "0042") && rows.iter().any(|row| row["nad"].is_string()));
}
