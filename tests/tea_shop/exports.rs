//! Exports that take a while, and events by cursor.

use serde_json::json;

use crate::{
    fake::Bytes,
    fault::Fault,
    shop::{Request, Shop, json_of, not_valid, problem},
};

pub(crate) fn answer(shop: &Shop, request: &Request<'_>) -> Bytes {
    let steps: Vec<&str> = request.steps.iter().map(String::as_str).collect();
    match (request.method, steps.as_slice()) {
        ("POST", ["exports"]) => start(shop),
        ("GET", ["exports", id]) => match id.parse() {
            Ok(id) => look(shop, id),
            Err(_) => problem(404, "not-found"),
        },
        ("GET", ["events"]) => events(shop, request),
        _ => problem(404, "not-found"),
    }
}

fn start(shop: &Shop) -> Bytes {
    let mut kept = shop.kept();
    let id = kept.exports.len() as u64 + 1;
    kept.exports.insert(id, 0);
    let place = format!("/exports/{id}");
    let all = [("Location", place.as_str()), ("Retry-After", "0")];
    json_of(202, if shop.has(Fault::NoRetryAfter) { &all[..1] } else { &all }, &json!({"state": "running"}))
}

/// It is done when it was looked at three times, however fast.
fn look(shop: &Shop, id: u64) -> Bytes {
    let mut kept = shop.kept();
    let Some(looks) = kept.exports.get_mut(&id) else { return problem(404, "not-found") };
    *looks += 1;
    if *looks < 3 || shop.has(Fault::NeverDone) {
        return json_of(200, &[], &json!({"state": "running"}));
    }
    json_of(200, &[], &json!({"state": "done", "rows": if shop.has(Fault::RowsMissing) { 2 } else { 3 }}))
}

fn events(shop: &Shop, request: &Request<'_>) -> Bytes {
    let twice = usize::from(shop.has(Fault::EventTwice));
    let (first, next) = match request.query.get("cursor").map(String::as_str) {
        None => (1, Some("c3")),
        Some("c3") => (4 - twice, Some("c6")),
        Some("c6") => (7, None),
        Some(_) => return not_valid(),
    };
    let items: Vec<usize> = (first..=7).take(3).collect();
    json_of(200, &[], &json!({"items": items, "next": next}))
}
