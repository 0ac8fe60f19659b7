//! A small bank over HTTP that keeps its OpenAPI description (tests/rest/schemas/bank), or has one defect.

use std::{collections::BTreeMap, sync::Mutex};

use serde_json::{Value, json};

use crate::fake::{Answer, Came, json as answer};

/// A defect of the target; the empty one is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defect {
    None,
    AnyId,
    OtherAccount,
    ClosedStays,
    BodyAfterClosing,
    NoLocation,
    WrongLocation,
    CountIsText,
    LimitIgnored,
    ListOfKindsIgnored,
    TraceIgnored,
    CookieIgnored,
    StatementIsHtml,
    StatementWithoutHead,
    FieldIgnored,
    AmountCut,
    StatusOfIds,
    KindIgnored,
    KindUnknown,
    NameLeftOut,
    ListTooLong,
    NoAuthentication,
    StatusUnknown,
}

/// The accounts, by id.
type Accounts = BTreeMap<String, Value>;

pub(crate) struct Bank {
    defect: Defect,
    accounts: Mutex<(u16, Accounts)>,
}

fn problem(status: u16, code: &str) -> Answer {
    let (head, body) = answer(status, "", &json!({"type": "about:blank", "code": code}).to_string());
    (head.replace("application/json", "application/problem+json"), body)
}

impl Bank {
    pub(crate) fn new(defect: Defect) -> Self {
        Self { defect, accounts: Mutex::default() }
    }

    pub(crate) fn answer(&self, came: &Came) -> Answer {
        let mut line = came.head.split_whitespace();
        let (method, address) = (line.next().unwrap_or_default(), line.next().unwrap_or_default());
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        if header(came, "authorization") != Some("Bearer k0FAKE") && self.defect != Defect::NoAuthentication {
            return problem(401, "no-key");
        }
        let steps: Vec<String> = path.split('/').skip(1).map(decoded).collect();
        match (method, steps.iter().map(String::as_str).collect::<Vec<_>>().as_slice()) {
            ("POST", ["accounts"]) => self.open(came),
            ("GET", ["accounts"]) => self.list(came, query),
            (_, ["accounts", id, ..]) if !self.known(id) => {
                problem(if self.defect == Defect::StatusOfIds { 400 } else { 404 }, "not-found")
            }
            ("GET", ["accounts", id]) => answer(200, "", &self.account(id).to_string()),
            ("DELETE", ["accounts", id]) => self.close(id),
            ("GET", ["accounts", _, "statement"]) => self.statement(),
            ("POST", ["transfers"]) => self.transfer(came),
            _ => problem(404, "not-found"),
        }
    }

    fn known(&self, id: &str) -> bool {
        let is_id = id.len() == 8 && id.starts_with("acc-") && id[4..].bytes().all(|b| b.is_ascii_digit());
        self.defect == Defect::AnyId || (is_id && self.accounts.lock().expect("no panic").1.contains_key(id))
    }

    fn account(&self, id: &str) -> Value {
        let accounts = self.accounts.lock().expect("no panic");
        let other = accounts.1.values().next().cloned();
        let own = accounts.1.get(id).cloned().or_else(|| other.clone());
        let shown = if self.defect == Defect::OtherAccount { other } else { own };
        shown.unwrap_or_else(|| json!({"id": "acc-0000", "name": "A"}))
    }

    fn open(&self, came: &Came) -> Answer {
        let body: Value = serde_json::from_slice(&came.body).unwrap_or_default();
        let Some(fields) = body.as_object() else { return problem(422, "not-valid") };
        let name = fields.get("name").and_then(Value::as_str).is_some_and(|name| {
            (1..=30).contains(&name.chars().count()) && name.bytes().all(|b| (b' '..=b'~').contains(&b))
        });
        let kinds = [json!("current"), json!("savings"), json!("shared")];
        let kind = self.defect == Defect::KindIgnored || fields.get("kind").is_none_or(|kind| kinds.contains(kind));
        if !name || !kind || fields.keys().any(|key| key != "name" && key != "kind") {
            return problem(422, "not-valid");
        }
        let mut accounts = self.accounts.lock().expect("no panic");
        accounts.0 += 1;
        let id = format!("acc-{:04}", accounts.0);
        let mut account = body.clone();
        account["id"] = json!(id);
        match self.defect {
            Defect::KindUnknown => account["kind"] = json!("closed"),
            Defect::NameLeftOut => drop(account.as_object_mut().and_then(|account| account.remove("name"))),
            _ => {}
        }
        accounts.1.insert(id.clone(), account.clone());
        let place = match self.defect {
            Defect::NoLocation => String::new(),
            Defect::WrongLocation => format!("location: /account/{id}\r\n"),
            _ => format!("location: /accounts/{id}\r\n"),
        };
        let status = if self.defect == Defect::StatusUnknown { 203 } else { 201 };
        answer(status, &place, &account.to_string())
    }

    fn list(&self, came: &Came, query: &str) -> Answer {
        let raw = |name: &str| {
            query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value)
        };
        let limit = raw("limit").is_none_or(|text| {
            text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u32>().is_ok_and(|limit| (1..=50).contains(&limit))
        });
        let kinds = raw("kinds").is_none_or(|text| {
            let all: Vec<String> = text.split(',').map(decoded).collect();
            all.len() <= 3 && all.iter().all(|kind| ["current", "savings", "shared"].contains(&kind.as_str()))
        });
        let trace = header(came, "x-trace")
            .is_none_or(|text| (1..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase()));
        let shop = header(came, "cookie").and_then(|text| text.strip_prefix("shop=")).map(decoded);
        let shop = shop.is_none_or(|text| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()));
        let right = (limit || self.defect == Defect::LimitIgnored)
            && (kinds || self.defect == Defect::ListOfKindsIgnored)
            && (trace || self.defect == Defect::TraceIgnored)
            && (shop || self.defect == Defect::CookieIgnored);
        if !right {
            return problem(422, "not-valid");
        }
        let count = if self.defect == Defect::CountIsText { "x-count: few\r\n" } else { "x-count: 0\r\n" };
        let most = raw("limit").and_then(|text| text.parse::<usize>().ok()).unwrap_or(50);
        let most = if self.defect == Defect::ListTooLong { 50 } else { most };
        let accounts = self.accounts.lock().expect("no panic");
        let list: Vec<Value> = accounts.1.values().take(most).cloned().collect();
        answer(200, count, &Value::from(list).to_string())
    }

    fn close(&self, id: &str) -> Answer {
        if self.defect != Defect::ClosedStays {
            self.accounts.lock().expect("no panic").1.remove(id);
        }
        if self.defect == Defect::BodyAfterClosing {
            return answer(200, "", "{}");
        }
        ("HTTP/1.1 204 No Content\r\n".to_owned(), String::new())
    }

    fn statement(&self) -> Answer {
        let (kind, body) = match self.defect {
            Defect::StatementIsHtml => ("text/html", "day,amount\n2026-11-30,1\n"),
            Defect::StatementWithoutHead => ("text/csv", "2026-11-30,1\n"),
            _ => ("text/csv", "day,amount\n2026-11-30,1\n"),
        };
        (format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\n"), body.to_owned())
    }

    fn transfer(&self, came: &Came) -> Answer {
        let is_form =
            header(came, "content-type").is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let all: Vec<(String, String)> = form_urlencoded::parse(&came.body).into_owned().collect();
        let value = |name: &str| {
            all.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
        let amount = value("amount");
        let is_amount = !amount.is_empty()
            && amount.len() <= 10
            && amount.bytes().all(|b| b.is_ascii_digit())
            && !amount.starts_with('0');
        let to =
            digits(&value("to[bank]"), 4) && (self.defect == Defect::FieldIgnored || digits(&value("to[account]"), 7));
        if !is_form || !is_amount || !to {
            return problem(422, "not-valid");
        }
        let amount: u64 = amount.parse().unwrap_or_default();
        let amount = if self.defect == Defect::AmountCut { amount & 0xFFFF_FFFF } else { amount };
        answer(202, "", &json!({"amount": amount}).to_string())
    }
}

pub(crate) fn header<'a>(came: &'a Came, name: &str) -> Option<&'a str> {
    came.head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

/// What percent-encoded text stands for.
fn decoded(text: &str) -> String {
    let text = text.replace('+', "%2B");
    form_urlencoded::parse(format!("a={text}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}
