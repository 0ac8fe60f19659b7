//! The rules of the document, one table or one story each.

mod battery;
mod calls;
mod orders;
mod pages;

use serde_json::{Value, json};

use super::fixtures::API_KEY;
use super::{ORDER, REFERENCE, SEARCH};
use crate::reference::testing::Caller;

fn world(readings: &[(&str, &str)]) -> Caller {
    let mut caller = Caller::new(&REFERENCE, &[], readings);
    use_key(&mut caller, Some(API_KEY));
    caller
}

fn use_key(caller: &mut Caller, key: Option<&str>) {
    caller.headers = key.map(|key| ("x-payment-api-key".to_owned(), key.to_owned())).into_iter().collect();
}

/// Orders a search that must be served: its sid and how many it found.
fn order(caller: &mut Caller, query: &Value) -> (Value, u64) {
    let (status, body) = caller.post(ORDER, query);
    assert_eq!(status, 200, "{query} {body}");
    (body["sid"].clone(), body["tcnt"].as_u64().expect("a count"))
}

fn count(query: &Value) -> u64 {
    order(&mut world(&[]), query).1
}

/// Status, code and the names of what is wrong. Good responses have no code.
fn refusal(seen: &(u16, Value)) -> (u16, String, Vec<String>) {
    let error = &seen.1["err"];
    let name = |detail: &Value| {
        let messages = detail["dtlmsgs"].as_array().expect("messages");
        assert!(!messages.is_empty() && messages.iter().all(|message| !message.as_str().expect("a text").is_empty()));
        detail["dtlfl"].as_str().expect("a name").to_owned()
    };
    let names = error["dtls"].as_array().map(|list| list.iter().map(name).collect()).unwrap_or_default();
    (seen.0, error["ec"].as_str().unwrap_or_default().to_owned(), names)
}

fn bad(names: &[&str]) -> (u16, String, Vec<String>) {
    (400, "ER400".to_owned(), names.iter().map(|&name| name.to_owned()).collect())
}

/// Every row of a result, page by page.
fn all_rows(caller: &mut Caller, sid: &Value, maxs: u64, sort: Option<(&str, &str)>) -> Vec<Value> {
    let (mut rows, mut idx) = (Vec::new(), 1);
    loop {
        let mut body = json!({"sid": sid, "maxs": maxs, "idx": idx});
        if let Some((item, order)) = sort {
            body["srt"] = json!({"srtf": item, "srto": order});
        }
        let (status, page) = caller.post(SEARCH, &body);
        assert_eq!(status, 200, "{body} {page}");
        rows.extend(page["dtls"].as_array().expect("rows").iter().cloned());
        if idx >= page["tidx"].as_u64().expect("a count") {
            return rows;
        }
        idx += 1;
    }
}

fn found(query: &Value) -> Vec<Value> {
    let mut caller = world(&[]);
    let (sid, _) = order(&mut caller, query);
    if sid.is_null() { Vec::new() } else { all_rows(&mut caller, &sid, 1000, None) }
}
