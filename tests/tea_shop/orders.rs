//! Orders, what is reported of them, and the cart.

use serde_json::{Value, json};

use crate::{
    fake::Bytes,
    fault::Fault,
    shop::{Request, Shop, head, json_of, not_valid, problem, sha256, within},
};

/// An order of one shop.
#[derive(Clone)]
pub(crate) struct Order {
    shop: u8,
    id: String,
    version: u64,
    what: Value,
    cancelled: bool,
}

impl Order {
    fn json(&self) -> Value {
        let mut all = json!({"id": self.id});
        for (key, value) in self.what.as_object().into_iter().flatten() {
            all[key] = value.clone();
        }
        all
    }

    fn etag(&self) -> String {
        format!("\"{}\"", self.version)
    }
}

pub(crate) fn answer(shop: &Shop, request: &Request<'_>, own: u8) -> Bytes {
    let steps: Vec<&str> = request.steps.iter().map(String::as_str).collect();
    match (request.method, steps.as_slice()) {
        ("POST", ["cart", "reset"]) if shop.has(Fault::BodyOfReset) => json_of(205, &[], &json!({})),
        ("POST", ["cart", "reset"]) => (head(205, &[]), Vec::new()),
        ("GET", ["statistics"]) => json_of(200, &[], &json!({"orders": shop.kept().counted})),
        ("GET", ["reports", "daily"]) => report(shop),
        ("POST", ["orders"]) => create(shop, request, own),
        ("GET", ["orders"]) => list(shop, request, own),
        (method, ["orders", id]) => one(shop, request, method, id, own),
        ("GET", ["orders", id, "receipt"]) => match found(shop, id, own) {
            Some(order) => receipt(shop, &order),
            None => problem(404, "not-found"),
        },
        _ => problem(404, "not-found"),
    }
}

fn report(shop: &Shop) -> Bytes {
    let kind = if shop.has(Fault::ReportIsHtml) { "text/html" } else { "text/csv" };
    let text = if shop.has(Fault::ReportWithoutHead) { "2026-11-30,1\r\n" } else { "day,orders\r\n2026-11-30,1\r\n" };
    (head(200, &[("Content-Type", kind)]), text.as_bytes().to_vec())
}

fn receipt(shop: &Shop, order: &Order) -> Bytes {
    // Bytes that are not text in any encoding.
    let mut bytes: Vec<u8> = order.id.bytes().chain([0xFF, 0x00, 0xC0, 0xFE]).collect();
    let digest = sha256(&bytes);
    if shop.has(Fault::ReceiptIsCut) {
        bytes.truncate(12);
    }
    (head(200, &[("Content-Type", "application/octet-stream"), ("X-Checksum", &digest)]), bytes)
}

/// Whether what is ordered is what the shop sells.
fn is_order(shop: &Shop, what: &Value) -> bool {
    let Some(fields) = what.as_object() else { return false };
    let tea = fields.get("tea").and_then(Value::as_str);
    let tea = tea.is_some_and(|tea| (3..=12).contains(&tea.len()) && tea.bytes().all(|b| b.is_ascii_lowercase()));
    let length = |note: &str| if shop.has(Fault::BytesAreLetters) { note.chars().count() } else { note.len() };
    let note = fields.get("note").is_none_or(|note| note.as_str().is_some_and(|note| length(note) <= 20));
    tea && note && fields.get("grams").is_some_and(|grams| within(grams, 10, 5000))
}

fn create(shop: &Shop, request: &Request<'_>, own: u8) -> Bytes {
    let what = request.json();
    if !is_order(shop, &what) {
        let code = if shop.has(Fault::TypeOfNeighbour) { "csrf" } else { "not-valid" };
        let status = if shop.has(Fault::StatusOfCode) { 400 } else { 422 };
        return if code == "csrf" { problem(403, code) } else { problem(status, code) };
    }
    let mut kept = shop.kept();
    let number = kept.orders.len();
    // Ids that tell nothing of their neighbours.
    let id = format!("ord-{}", &sha256(number.to_string().as_bytes())[..8]);
    let order = Order { shop: own, id: id.clone(), version: 1, what, cancelled: false };
    kept.counted += if shop.has(Fault::CountsTwice) { 2 } else { 1 };
    kept.orders.push(order.clone());
    drop(kept);
    let place =
        if shop.has(Fault::LocationElsewhere) { "/orders/ord-00000000".to_owned() } else { format!("/orders/{id}") };
    let trace = sha256(id.as_bytes());
    let trace = format!("{}-{}-4{}-8{}-{}", &trace[..8], &trace[8..12], &trace[12..15], &trace[15..18], &trace[18..30]);
    let trace = if shop.has(Fault::RequestIdIsNone) { id.clone() } else { trace };
    let etag = order.etag();
    let all = [("Location", place.as_str()), ("ETag", &etag), ("Request-Id", &trace)];
    let left_out =
        |name: &str| (name == "Location" && shop.has(Fault::NoLocation)) || (name == "ETag" && shop.has(Fault::NoEtag));
    let headers: Vec<(&str, &str)> = all.into_iter().filter(|(name, _)| !left_out(name)).collect();
    json_of(201, &headers, &order.json())
}

fn list(shop: &Shop, request: &Request<'_>, own: u8) -> Bytes {
    let page = match request.query.get("page") {
        None => 1,
        Some(text) => {
            match text.parse::<usize>().ok().filter(|page| (1..=50).contains(page) && !text.starts_with(['0', '+'])) {
                Some(page) => page,
                None => return not_valid(),
            }
        }
    };
    let kept = shop.kept();
    let all: Vec<&Order> = kept.orders.iter().rev().filter(|order| order.shop == own && !order.cancelled).collect();
    let rows: Vec<Value> = all.iter().skip((page - 1) * 2).take(2).map(|order| order.json()).collect();
    let next = if shop.has(Fault::LinkSkipsAPage) { page + 2 } else { page + 1 };
    let link = format!("</orders?page={next}>; rel=\"next\"");
    let more = all.len() > page * 2 && page < 30;
    let headers: &[(&str, &str)] = if more { &[("Link", &link)] } else { &[] };
    json_of(200, headers, &Value::from(rows))
}

/// The order of an id, as far as the shop that asks may see it.
fn found(shop: &Shop, id: &str, own: u8) -> Option<Order> {
    let kept = shop.kept();
    let is = |order: &&Order| match shop.fault {
        Fault::IdOfAnyCase => order.id.eq_ignore_ascii_case(id),
        Fault::IdWithBlank => order.id == id.trim(),
        Fault::IdCut => id.len() >= 11 && order.id.starts_with(id),
        _ => order.id == id,
    };
    let order = kept.orders.iter().find(is).cloned();
    let order = match shop.fault {
        Fault::AnyId if !id.contains(char::is_whitespace) || id.len() < 20 => {
            order.or_else(|| kept.orders.last().cloned())
        }
        Fault::IdOfOtherShop if id == "ord-0ther0ne" => kept.orders.last().cloned(),
        Fault::IdOfAnother => {
            order.map(|order| kept.orders.iter().find(|other| other.shop == own).cloned().unwrap_or(order))
        }
        _ => order,
    };
    order.filter(|order| order.shop == own || shop.has(Fault::OtherShopShown))
}

fn one(shop: &Shop, request: &Request<'_>, method: &str, id: &str, own: u8) -> Bytes {
    let Some(order) = found(shop, id, own) else {
        return if method == "HEAD" { (head(404, &[]), Vec::new()) } else { problem(404, "not-found") };
    };
    let etag = order.etag();
    match method {
        "HEAD" if shop.has(Fault::HeadWithoutEtag) => (head(200, &[]), Vec::new()),
        "HEAD" => (head(200, &[("ETag", &etag)]), Vec::new()),
        "PUT" => replace(shop, request, &order),
        "DELETE" => cancel(shop, &order),
        _ if order.cancelled => problem(404, "not-found"),
        _ if !accepts_json(request) && !shop.has(Fault::AnyAccept) => problem(406, "form"),
        _ if request.header("if-none-match") == Some(&etag) && !shop.has(Fault::SentThoughNotModified) => {
            (head(304, &[("ETag", &etag)]), Vec::new())
        }
        _ => json_of(200, &[("ETag", &etag)], &order.json()),
    }
}

fn accepts_json(request: &Request<'_>) -> bool {
    request.header("accept").is_none_or(|text| text.contains("*/*") || text.contains("json"))
}

fn replace(shop: &Shop, request: &Request<'_>, order: &Order) -> Bytes {
    let (what, is_own) = (request.json(), request.header("if-match") == Some(&order.etag()));
    let refused = !is_own && !shop.has(Fault::MatchIgnored);
    if !is_order(shop, &what) {
        return not_valid();
    }
    let mut changed = order.clone();
    changed.what = what;
    changed.version += u64::from(!shop.has(Fault::EtagStays));
    if !refused || shop.has(Fault::RefusedButDone) {
        let mut kept = shop.kept();
        if let Some(known) = kept.orders.iter_mut().find(|known| known.id == order.id) {
            *known = changed.clone();
        }
    }
    if refused { problem(412, "stale") } else { json_of(200, &[("ETag", &changed.etag())], &changed.json()) }
}

fn cancel(shop: &Shop, order: &Order) -> Bytes {
    if order.cancelled {
        return (head(if shop.has(Fault::GoneIsNotFound) { 404 } else { 410 }, &[]), Vec::new());
    }
    let mut kept = shop.kept();
    if let Some(known) = kept.orders.iter_mut().find(|known| known.id == order.id) {
        known.cancelled = true;
    }
    if shop.has(Fault::BodyOfCancelled) { json_of(200, &[], &order.json()) } else { (head(204, &[]), Vec::new()) }
}
