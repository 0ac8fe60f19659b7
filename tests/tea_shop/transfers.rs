//! Transfers, each signed over its bytes.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::{
    fake::Bytes,
    fault::Fault,
    shop::{Request, SIGNING_KEY, Shop, hmac, json_of, not_valid, problem, sha256},
};

/// 2^53 + 1, which no double holds.
const MOST: u64 = 9_007_199_254_740_993;

pub(crate) fn answer(shop: &Shop, request: &Request<'_>) -> Bytes {
    let client = STANDARD.encode(format!("tea:{}", sha256(SIGNING_KEY.as_bytes())));
    let right = hmac(SIGNING_KEY, &request.came.body);
    let is_signed = request.header("x-signature") == Some(right.as_str()) || shop.has(Fault::SignatureIgnored);
    let in_time = request.header("x-time").and_then(|text| text.parse::<jiff::Timestamp>().ok()).is_some_and(|time| {
        let seconds = jiff::Timestamp::now().duration_since(time).as_secs();
        seconds.abs() < 600 || shop.has(Fault::TimeIgnored)
    });
    let nonce = request.header("x-nonce").filter(|nonce| nonce.len() >= 16);
    let first = nonce.is_some_and(|nonce| shop.kept().nonces.insert(nonce.to_owned()) || shop.has(Fault::NonceTwice));
    if !is_signed || !in_time || !first || request.header("x-client") != Some(client.as_str()) {
        return problem(403, "signature");
    }
    let body = request.json();
    match body["yen"].as_u64().filter(|yen| body.is_object() && (1..=MOST).contains(yen)) {
        Some(yen) => {
            let yen = if shop.has(Fault::YenRounded) && yen == MOST { yen - 1 } else { yen };
            json_of(200, &[], &json!({ "yen": yen }))
        }
        None => not_valid(),
    }
}
