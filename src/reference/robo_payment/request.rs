//! The request as a whole: JSON, credentials, and how many rows stand where.

use serde_json::{Map, Value, json};

use super::classes::{alphanumeric, mail};
use super::contexts::is_update;
use super::faults::FaultId;
use super::fields::FIELDS;
use super::fixtures::{ACCESS_KEY, OTHER_ACCESS_KEY, OTHER_USER_ID, USER_ID};
use super::readings::Rules;
use crate::reference::world::Answer;

type Object = Map<String, Value>;

/// Why no row was looked at.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    /// Outside the document's catalogue: status, code, message.
    Call(u16, u16, String),
    /// 3601, 3602 or 3628.
    Rows(u16),
}

/// The rows of both arrays.
pub(super) struct Rows<'a> {
    pub(super) bank: Vec<&'a Object>,
    pub(super) other: Vec<&'a Object>,
}

impl Refusal {
    fn new(status: u16, code: u16, message: &str) -> Self {
        Self::Call(status, code, message.to_owned())
    }

    fn bad_request(message: &str) -> Self {
        Self::new(400, 400, message)
    }

    /// The same with more in its message.
    pub(super) fn showing(self, more: Option<String>) -> Self {
        match (self, more) {
            (Self::Call(status, code, message), Some(more)) => Self::Call(status, code, format!("{message}（{more}）")),
            (refusal, _) => refusal,
        }
    }

    /// The response outside the rows.
    pub(super) fn answer(status: u16, code: u16, message: &str) -> Answer {
        Answer::json(status, &json!({"error": {"code": code, "message": message}}))
    }
}

pub(super) fn object(rules: &Rules, body: &[u8]) -> Result<Object, Refusal> {
    let mut parsed = serde_json::from_slice(body);
    if parsed.is_err() && rules.has(FaultId::TrailingComma) {
        parsed = serde_json::from_slice(&crate::reference::world::without_trailing_commas(body));
    }
    match parsed {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) if rules.has(FaultId::BodyArray500) => Err(Refusal::new(500, 500, "内部エラーが発生しました。")),
        Ok(_) => Err(Refusal::bad_request("リクエストが JSON のオブジェクトではありません。")),
        Err(_) if rules.has(FaultId::BadJson500) => Err(Refusal::new(500, 500, "内部エラーが発生しました。")),
        Err(_) => Err(Refusal::bad_request("リクエストが JSON ではありません。")),
    }
}

/// Lets the user in, or says which of the two is wrong: first `user_id`, then `access_key`.
pub(super) fn credentials(rules: &Rules, body: &Object) -> Result<(), Refusal> {
    if !user_is_known(rules, body.get("user_id")) {
        let code = if rules.has(FaultId::UserCode12) { 12 } else { 11 };
        return Err(Refusal::new(401, code, "ユーザーIDが不正です。"));
    }
    if !key_is_right(rules, is_other_user(body), body.get("access_key")) {
        let sent = body.get("access_key").and_then(Value::as_str).filter(|_| rules.has(FaultId::KeyInMessage));
        let message =
            sent.map_or_else(|| "アクセスキーが不正です。".into(), |key| format!("アクセスキーが不正です: {key}"));
        return Err(Refusal::new(401, 12, &message));
    }
    Ok(())
}

/// Whether the call names the other user.
pub(super) fn is_other_user(body: &Object) -> bool {
    body.get("user_id").and_then(Value::as_str) == Some(OTHER_USER_ID)
}

/// Whether the call names a user there is.
pub(super) fn user_is_known(rules: &Rules, user: Option<&Value>) -> bool {
    match user {
        None => rules.has(FaultId::UserMissingAccepted),
        Some(Value::String(user)) => {
            let line = user.strip_suffix('\n').filter(|_| rules.has(FaultId::UserNewline));
            let user = line.unwrap_or(user);
            let formed = user.len() <= 100 && mail(user);
            formed && (matches!(user, USER_ID | OTHER_USER_ID) || rules.has(FaultId::UserUnknownAccepted))
        }
        Some(_) => false,
    }
}

fn key_is_right(rules: &Rules, other: bool, key: Option<&Value>) -> bool {
    let own = if other { OTHER_ACCESS_KEY } else { ACCESS_KEY };
    match key {
        None => rules.has(FaultId::KeyMissingAccepted),
        Some(Value::String(key)) => {
            let formed = (1..=100).contains(&key.len()) && key.chars().all(alphanumeric);
            key == own
                || (rules.has(FaultId::KeyOfAnother) && key == OTHER_ACCESS_KEY)
                || (formed && rules.has(FaultId::KeyUnchecked))
                || (rules.has(FaultId::KeyAnyCase) && key.eq_ignore_ascii_case(own))
                || (rules.has(FaultId::KeyPrefix) && key.starts_with(own))
                || (rules.has(FaultId::KeyNewline) && key.strip_suffix('\n') == Some(own))
                || (rules.has(FaultId::KeyTrimmed) && key.trim_matches(' ') == own)
                || (rules.has(FaultId::KeyCut) && key.len() + 1 == own.len() && own.starts_with(key))
                || (rules.has(FaultId::KeyHalf) && key.get(..16) == own.get(..16))
        }
        Some(_) => false,
    }
}

pub(super) fn rows<'a>(rules: &Rules, body: &'a Object) -> Result<Rows<'a>, Refusal> {
    let list = |key| -> Result<Vec<&'a Object>, Refusal> {
        match body.get(key) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(rows)) => rows
                .iter()
                .map(|row| row.as_object().ok_or_else(|| Refusal::bad_request("行がオブジェクトではありません。")))
                .collect(),
            Some(_) => Err(Refusal::bad_request("入金情報が配列ではありません。")),
        }
    };
    let rows = Rows { bank: list("payment_bank_transfer")?, other: list("payment_other")? };
    if rules.has(FaultId::UnknownKeysRefused) && !only_known_keys(body, &rows) {
        return Err(Refusal::bad_request("不明なパラメータです。"));
    }
    Ok(rows)
}

fn only_known_keys(body: &Object, rows: &Rows<'_>) -> bool {
    let top = ["user_id", "access_key", "payment_bank_transfer", "payment_other"];
    body.keys().all(|key| top.contains(&key.as_str()))
        && rows.bank.iter().chain(&rows.other).all(|row| row.keys().all(|key| FIELDS.contains(&key.as_str())))
}

/// Judges how many rows stand where.
pub(super) fn count(rules: &Rules, body: &Object, rows: &Rows<'_>) -> Result<(), Refusal> {
    let absent = !body.contains_key("payment_bank_transfer") && !body.contains_key("payment_other");
    match (rows.bank.len(), rows.other.len()) {
        (0, 0) if nulls(body) && rules.has(FaultId::NullsAccepted) => Ok(()),
        (0, 0) if absent && rules.has(FaultId::AbsentAccepted) => Ok(()),
        (0, 0) if !absent && rules.has(FaultId::EmptyAccepted) => Ok(()),
        (0, 0) if rules.has(FaultId::EmptyCode3602) => Err(Refusal::Rows(3602)),
        (0, 0) => Err(Refusal::Rows(3601)),
        (1.., 1..) if rules.has(FaultId::BothStored) => Ok(()),
        (1.., 1..) => Err(Refusal::Rows(3602)),
        _ => one_array(rules, body, rows),
    }
}

fn nulls(body: &Object) -> bool {
    ["payment_bank_transfer", "payment_other"].iter().all(|key| body.get(*key) == Some(&Value::Null))
}

fn one_array(rules: &Rules, body: &Object, rows: &Rows<'_>) -> Result<(), Refusal> {
    let (bank, other) = (rows.bank.len(), rows.other.len());
    let empty = body.get(if bank > 0 { "payment_other" } else { "payment_bank_transfer" });
    let refused = match empty {
        Some(Value::Array(_)) => rules.has(FaultId::OtherEmptyRefused),
        Some(Value::Null) if other > 0 && rules.has(FaultId::BankNullRefused) => true,
        Some(Value::Null) => rules.has(FaultId::OtherNullRefused),
        _ => false,
    };
    if refused {
        return Err(Refusal::Rows(3602));
    }
    let limited = bank > 0 || !rules.has(FaultId::RowLimitBankOnly);
    let over = rules.row_limit.is_some_and(|limit| {
        let limit =
            limit + usize::from(rules.has(FaultId::RowLimitLoose)) - usize::from(rules.has(FaultId::RowLimitTight));
        let updates = rows.bank.iter().chain(&rows.other).filter(|row| is_update(row));
        let uncounted = if rules.has(FaultId::RowLimitAdded) { updates.count() } else { 0 };
        bank + other - uncounted > limit
    });
    if limited && over { Err(Refusal::Rows(3628)) } else { Ok(()) }
}
