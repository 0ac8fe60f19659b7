//! Payments with their keys, prices by JSON-RPC, and wallets.

use serde_json::{Value, json};

use crate::{
    fake::Bytes,
    fault::Fault,
    shop::{Request, Shop, head, json_of, not_valid, problem, within},
};

fn is_amount(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.').is_some_and(|(whole, rest)| {
        digits(whole)
            && digits(rest)
            && rest.len() == 2
            && whole.len() <= 5
            && (whole == "0" || !whole.starts_with('0'))
    })
}

/// Whether a number is an integer up to 2^65-1, as it is written.
fn is_serial(value: &Value) -> bool {
    value.is_number() && value.to_string().parse::<u128>().is_ok_and(|number| number < 1 << 65)
}

pub(crate) fn pay(shop: &Shop, request: &Request<'_>) -> Bytes {
    let body = request.json();
    let key = request.header("idempotency-key").filter(|key| {
        (8..=40).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase() || b == b'-')
    });
    let amount = body["amount"].as_str().filter(|text| is_amount(text));
    let serial = body.get("serial");
    let (Some(key), Some(amount), true) = (key, amount, body.is_object() && serial.is_none_or(is_serial)) else {
        return not_valid();
    };
    let known = shop.kept().payments.get(key).cloned();
    let known = known.filter(|_| !shop.has(Fault::KeyIgnored));
    let is_later = amount.len() == 8;
    if let Some((before, response)) = known {
        if before != body && !shop.has(Fault::OtherBodyTaken) {
            return problem(409, "key-reused");
        }
        return json_of(if is_later { 202 } else { 200 }, &[], &response);
    }
    if shop.has(Fault::KeyRaces) {
        // Whoever comes meanwhile sees nothing of this payment.
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let mut kept = shop.kept();
    let number = kept.payments.len() + 1;
    let rounded = |text: &str| text.trim_end_matches('0').to_owned();
    let amount = if shop.has(Fault::AmountRounded) { rounded(amount) } else { amount.to_owned() };
    let id = format!("pay-{number}");
    let mut response = match (is_later, shop.fault) {
        (true, Fault::PaidAtOnce) | (false, _) => json!({"id": id, "amount": amount}),
        (true, Fault::LaterWithoutJob) => json!({"amount": amount}),
        (true, _) => json!({"job": id, "amount": amount}),
    };
    if shop.has(Fault::AtOnceWithoutId) && !is_later {
        response = json!({"amount": amount, "number": number});
    }
    if let Some(serial) = serial {
        let double = serial.to_string().parse::<f64>().unwrap_or_default();
        response["serial"] = if shop.has(Fault::SerialRounded) {
            format!("{double:.0}").parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
        } else {
            serial.clone()
        };
    }
    // Between the look and here another thread may have paid: the first one counts.
    let entry = (body, response);
    let (_, response) = if shop.has(Fault::KeyRaces) || shop.has(Fault::KeyIgnored) {
        kept.payments.insert(format!("{key}#{number}"), entry.clone());
        kept.payments.insert(key.to_owned(), entry.clone());
        entry
    } else {
        kept.payments.entry(key.to_owned()).or_insert(entry).clone()
    };
    json_of(if is_later && !shop.has(Fault::PaidAtOnce) { 202 } else { 200 }, &[], &response)
}

pub(crate) fn rpc(shop: &Shop, request: &Request<'_>) -> Bytes {
    let body = request.json();
    let code = match body.as_object() {
        Some(_) => {
            if body["method"] != "price" && !shop.has(Fault::MethodUnknown) {
                -32601
            } else if within(&body["grams"], 1, 5000) {
                return json_of(200, &[], &json!({"result": body["grams"].as_u64().unwrap_or_default() * 3}));
            } else if shop.has(Fault::CodePositive) {
                32602
            } else {
                -32602
            }
        }
        _ => -32600,
    };
    json_of(200, &[], &json!({"error": {"code": code, "message": "no"}}))
}

pub(crate) fn wallet(shop: &Shop, request: &Request<'_>, owner: &str) -> Bytes {
    let refused = |status: u16, code: &str| (head(status, &[("X-Error-Code", code)]), Vec::new());
    let least = request.query.get("least").filter(|text| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'))
    });
    let least = least.and_then(|text| text.parse::<u32>().ok()).filter(|least| *least <= 999);
    match (owner, least) {
        ("ann" | "bob", None) if shop.has(Fault::NoErrorHeader) => (head(400, &[]), Vec::new()),
        ("ann" | "bob", None) => refused(400, "7001"),
        ("bob", Some(999)) => refused(if shop.has(Fault::WalletStatus) { 400 } else { 402 }, "insufficient-funds"),
        ("ann" | "bob", Some(_)) => (head(204, &[]), Vec::new()),
        _ => refused(404, "no-such-owner"),
    }
}
