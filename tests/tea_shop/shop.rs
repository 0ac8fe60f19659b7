//! The tea shop over HTTP: what all of it shares, and which part responds to what.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    callbacks, exports,
    fake::{Bytes, Came},
    fault::Fault,
    forms, orders, payments, sessions, transfers,
};

/// The keys of two shops, and the one that signs.
pub(crate) const KEY: &str = "k0FAKEtea";
pub(crate) const OTHER_KEY: &str = "k1FAKEtea";
pub(crate) const SIGNING_KEY: &str = "s0FAKEtea";

/// What the shop keeps.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) orders: Vec<orders::Order>,
    pub(crate) counted: u64,
    pub(crate) payments: BTreeMap<String, (Value, Value)>,
    pub(crate) sessions: u64,
    pub(crate) exports: BTreeMap<u64, u32>,
    pub(crate) nonces: BTreeSet<String>,
}

pub(crate) struct Shop {
    pub(crate) fault: Fault,
    kept: Mutex<Kept>,
}

/// A request taken apart.
pub(crate) struct Request<'a> {
    pub(crate) came: &'a Came,
    pub(crate) method: &'a str,
    pub(crate) steps: Vec<String>,
    pub(crate) query: BTreeMap<String, String>,
    headers: Vec<(String, String)>,
}

impl<'a> Request<'a> {
    fn of(came: &'a Came) -> Self {
        let (method, target) = came.line();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let steps = path.split('/').skip(1).map(decoded).collect();
        let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Self { came, method, steps, query, headers: came.headers() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.came.body).unwrap_or_default()
    }

    /// Whether its body is of a content type, whatever parameters that has.
    pub(crate) fn is_of(&self, media: &str) -> bool {
        self.header("content-type").is_some_and(|text| text.split(';').next() == Some(media))
    }
}

/// What percent-encoded text stands for.
pub(crate) fn decoded(text: &str) -> String {
    let text = text.replace('+', "%2B");
    let pairs = format!("a={text}");
    form_urlencoded::parse(pairs.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

impl Shop {
    pub(crate) fn new(fault: Fault) -> Self {
        Self { fault, kept: Mutex::default() }
    }

    pub(crate) fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    pub(crate) fn answer(&self, came: &Came) -> Bytes {
        let request = Request::of(came);
        let shop = match request.header("authorization") {
            Some("Bearer k0FAKEtea") => 0,
            Some("Bearer k1FAKEtea") => 1,
            _ if self.has(Fault::KeyNotAsked) => 0,
            _ if request.steps[0] == "wallets" => return (head(401, &[("X-Error-Code", "no-key")]), Vec::new()),
            _ => return problem(401, "no-key"),
        };
        let steps: Vec<&str> = request.steps.iter().map(String::as_str).collect();
        match (request.method, steps.as_slice()) {
            (_, ["orders" | "cart" | "statistics" | "reports", ..]) => orders::answer(self, &request, shop),
            ("POST", ["payments"]) => payments::pay(self, &request),
            ("POST", ["rpc"]) => payments::rpc(self, &request),
            ("GET", ["wallets", owner]) => payments::wallet(self, &request, owner),
            (_, ["addresses" | "charges" | "attachments" | "notes" | "images"]) => forms::answer(self, &request),
            (_, ["greetings", ..]) => forms::greet(self, &request),
            (_, ["session" | "profile"]) => sessions::answer(self, &request),
            (_, ["exports" | "events", ..]) => exports::answer(self, &request),
            ("POST", ["transfers"]) => transfers::answer(self, &request),
            ("POST", ["subscriptions"]) => callbacks::subscribe(self.fault, &request),
            ("POST", ["legacy", "checkout"]) if self.has(Fault::CheckoutOpen) => (head(200, &[]), Vec::new()),
            ("POST", ["legacy", "checkout"]) => problem(410, "gone"),
            _ => problem(404, "not-found"),
        }
    }
}

/// The head of a response.
pub(crate) fn head(status: u16, headers: &[(&str, &str)]) -> String {
    let lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let lines = lines.concat();
    format!("HTTP/1.1 {status} Tea\r\n{lines}")
}

/// A response of JSON.
pub(crate) fn json_of(status: u16, headers: &[(&str, &str)], body: &Value) -> Bytes {
    let headers = [&[("Content-Type", "application/json")], headers].concat();
    (head(status, &headers), body.to_string().into_bytes())
}

/// A refusal.
pub(crate) fn problem(status: u16, code: &str) -> Bytes {
    let body = json!({"type": format!("urn:tea:{code}"), "title": code});
    (head(status, &[("Content-Type", "application/problem+json")]), body.to_string().into_bytes())
}

pub(crate) fn not_valid() -> Bytes {
    problem(422, "not-valid")
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// The keyed hash of bytes, in hexadecimal (RFC 2104).
pub(crate) fn hmac(key: &str, bytes: &[u8]) -> String {
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key.as_bytes());
    let inner: Vec<u8> = block.iter().map(|byte| byte ^ 0x36).chain(bytes.iter().copied()).collect();
    let outer: Vec<u8> = block.iter().map(|byte| byte ^ 0x5c).chain(Sha256::digest(inner)).collect();
    sha256(&outer)
}

/// Whether an integer of JSON that is written as one lies within limits.
pub(crate) fn within(value: &Value, low: u64, high: u64) -> bool {
    value.as_u64().is_some_and(|number| (low..=high).contains(&number))
}
