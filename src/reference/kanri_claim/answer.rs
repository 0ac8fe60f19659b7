//! Answers: a claim, none, or a refusal.

use serde_json::{Map, Value, json};

use super::claims::{Claim, ClaimKind, Method, Status, current};
use super::faults::FaultId;
use super::fixtures::FIRST;
use super::readings::{ReceiptKey, Rules};
use crate::reference::world::Answer;

/// Why there is no response of the good form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    NotSignedIn,
    Expired,
    Method,
    Server,
}

impl Problem {
    /// The response; `served` is the organisation that was served before, whose claim faults show.
    pub(super) fn answer(self, rules: &Rules, served: Option<u32>) -> Answer {
        let has = |fault| rules.has(fault);
        let (status, text) = match self {
            Self::NotSignedIn if has(FaultId::Auth200) => (200, "認証されていません。"),
            Self::NotSignedIn if has(FaultId::Auth403) => (403, "認証されていません。"),
            Self::NotSignedIn => (401, "認証されていません。"),
            Self::Expired if has(FaultId::Expired200) => (200, "認証の有効期限が切れています。"),
            Self::Expired if has(FaultId::Expired419) => (419, "認証の有効期限が切れています。"),
            Self::Expired => (401, "認証の有効期限が切れています。"),
            Self::Method => (405, "このメソッドは利用できません。"),
            Self::Server if has(FaultId::Server200) => (200, "サーバーエラーが発生しました。"),
            Self::Server => (rules.failure_status, "サーバーエラーが発生しました。"),
        };
        let leaks = self == Self::Expired && has(FaultId::RefusalLeaks);
        let data = current(rules, FIRST).first().filter(|_| leaks).map_or_else(|| json!([]), |claim| row(rules, claim));
        let before = served.filter(|_| has(FaultId::RefusalShowsPdf)).map(|served| current(rules, served));
        let shown = before.iter().flatten().next().map(|claim| format!("{text}{}", pdf(rules, claim)));
        let text = shown.unwrap_or_else(|| text.to_owned());
        Answer::json(status, &json!({"result": false, "errors": text, "data": data}))
    }
}

/// The response that says who is signed in.
pub(super) fn claims(rules: &Rules, claims: &[&Claim]) -> Answer {
    let has = |fault| rules.has(fault);
    let Some(claim) = claims.first() else { return none(rules) };
    let data = match () {
        () if has(FaultId::DataList) || (has(FaultId::TwoListed) && claims.len() > 1) => {
            claims.iter().map(|claim| row(rules, claim)).collect()
        }
        () => row(rules, claim),
    };
    let result = if has(FaultId::ResultNumber) { json!(1) } else { json!(true) };
    let errors = match () {
        () if has(FaultId::ErrorsNull) => Value::Null,
        () if has(FaultId::ErrorsArray) => json!([]),
        () => json!(""),
    };
    let status = if has(FaultId::Status201) { 201 } else { 200 };
    Answer::json(status, &json!({"result": result, "errors": errors, "data": data}))
}

fn none(rules: &Rules) -> Answer {
    let has = |fault| rules.has(fault);
    let data = match () {
        () if has(FaultId::EmptyNull) => Value::Null,
        () if has(FaultId::EmptyObject) => json!({}),
        () => json!([]),
    };
    let result = !has(FaultId::EmptyFalse);
    Answer::json(if has(FaultId::Empty404) { 404 } else { 200 }, &json!({"result": result, "errors": "", "data": data}))
}

/// What is written where there is nothing: both forms occur.
fn empty(claim: &Claim) -> Value {
    if claim.organization.is_multiple_of(2) { json!("") } else { Value::Null }
}

/// The fifteen values, in the order of the document.
fn row(rules: &Rules, claim: &Claim) -> Value {
    let has = |fault| rules.has(fault);
    let mut row = Map::new();
    let mut put = |key: &str, value: Value| row.insert(key.to_owned(), value);
    let method = if matches!(claim.method, Method::Card(_)) { 1 } else { 5 };
    put(
        "payment_method",
        match method {
            5 if has(FaultId::Method2) => json!(2),
            method if has(FaultId::MethodText) => json!(method.to_string()),
            method => json!(method),
        },
    );
    for (key, value) in days(rules, claim) {
        put(key, value);
    }
    put("billing_fee", fee(rules, claim));
    let at_store = matches!(claim.method, Method::Store { .. });
    let plan_text = has(FaultId::PlanText) || (at_store && has(FaultId::PlanTextAtStores));
    put("plan", if plan_text { json!("スタンダード") } else { json!(claim.plan) });
    put("payment_card_digits", card(rules, claim));
    put("status", status(rules, claim));
    put("failed_reason", reason(rules, claim));
    put("pdf_url", pdf(rules, claim));
    for (key, value) in store(rules, claim) {
        put(key, value);
    }
    if has(FaultId::InternalColumns) {
        put("id", json!(claim.id));
        put("organization_id", json!(claim.organization));
    }
    if has(FaultId::DeletedColumn) && claim.kind == ClaimKind::Unsuspended {
        put("deleted_at", Value::Null);
    }
    let left_out = |key: &str, value: &Value| match key {
        "billing_confirmation_date" => has(FaultId::ConfirmedMissing),
        "settlement_date" => value.is_null() && has(FaultId::SettledMissing),
        "failed_reason" => value.is_null() && has(FaultId::ReasonMissing),
        _ => false,
    };
    row.retain(|key, value| !left_out(key, value));
    row.into()
}

fn days(rules: &Rules, claim: &Claim) -> [(&'static str, Value); 5] {
    let has = |fault| rules.has(fault);
    let start = if has(FaultId::StartLate) { claim.next } else { claim.start };
    let with_day = |day: &str| format!("{}{day}", claim.end.trim_end_matches(|c: char| c.is_ascii_digit()));
    let end = match () {
        () if has(FaultId::End31) => with_day("31"),
        () if has(FaultId::EndFirst) => claim.start.to_owned(),
        () if has(FaultId::End30) && claim.end.ends_with("/31") => with_day("30"),
        () if has(FaultId::EndLeap) && claim.end.ends_with("02/29") => with_day("28"),
        () => claim.end.to_owned(),
    };
    let next = if has(FaultId::NextEarly) && claim.kind == ClaimKind::Unsuspended { "2020/01/31" } else { claim.next };
    let written = |day: &str| match () {
        () if has(FaultId::Dashes) => day.replace('/', "-"),
        () if has(FaultId::Unpadded) || (claim.status == Status::Paid && has(FaultId::UnpaddedPaid)) => {
            day.split('/').map(|part| part.trim_start_matches('0')).collect::<Vec<_>>().join("/")
        }
        () => day.to_owned(),
    };
    let stored = matches!(claim.method, Method::Store { .. });
    let confirmed = (!(has(FaultId::ConfirmedNull) && stored)).then(|| written(claim.confirmed));
    let settled = match claim.settled {
        _ if claim.status == Status::Paid && has(FaultId::PaidUnsettled) => Value::Null,
        Some(day) if has(FaultId::SettledTime) => json!(format!("{} 10:00:00", written(day))),
        Some(day) if has(FaultId::SettledDashes) => json!(day.replace('/', "-")),
        Some(day) => json!(written(day)),
        None if has(FaultId::SettledEmpty) => json!(""),
        None => Value::Null,
    };
    [
        ("billing_start", json!(written(start))),
        ("billing_end", json!(written(&end))),
        ("billing_next", json!(written(next))),
        ("billing_confirmation_date", json!(confirmed)),
        ("settlement_date", settled),
    ]
}

fn fee(rules: &Rules, claim: &Claim) -> Value {
    match claim.fee {
        fee if rules.has(FaultId::FeeText) => json!(fee.to_string()),
        fee if matches!(claim.status, Status::Failed(_)) && rules.has(FaultId::FeeTextFailed) => json!(fee.to_string()),
        0 if rules.has(FaultId::FeeNull) => Value::Null,
        fee if rules.has(FaultId::FeeWraps) && fee > i64::from(i32::MAX) => json!(fee - (1 << 32)),
        fee => json!(fee),
    }
}

fn card(rules: &Rules, claim: &Claim) -> Value {
    let has = |fault| rules.has(fault);
    let digits = match claim.method {
        Method::Card(digits) if has(FaultId::CardWhole) => 4_111_111_111_110_000 + u64::from(digits),
        Method::Card(digits) if has(FaultId::CardSix) && digits < 1_000 => 110_000 + u64::from(digits),
        Method::Card(digits) => u64::from(digits),
        Method::Store { .. } if has(FaultId::CardAtStore) => 1_234,
        Method::Store { .. } => return empty(claim),
    };
    if rules.card_is_text { json!(format!("{digits:04}")) } else { json!(digits) }
}

fn status(rules: &Rules, claim: &Claim) -> Value {
    let has = |fault| rules.has(fault);
    match claim.status {
        Status::Unpaid if has(FaultId::StatusText) => json!("1"),
        Status::Unpaid if matches!(claim.method, Method::Store { .. }) && has(FaultId::StatusTextAtStores) => {
            json!("1")
        }
        Status::Unpaid if has(FaultId::UnpaidAsPaid) && claim.kind == ClaimKind::FirstMonth => json!(5),
        Status::Unpaid => json!(1),
        Status::Paid => json!(if has(FaultId::Status2) { 2 } else { 5 }),
        Status::Failed(_) => json!(if has(FaultId::Status9) { 9 } else { 10 }),
    }
}

fn reason(rules: &Rules, claim: &Claim) -> Value {
    match claim.status {
        Status::Failed(_) if rules.has(FaultId::ReasonEmpty) => json!(""),
        Status::Failed(_) if rules.has(FaultId::ReasonNull) => Value::Null,
        Status::Failed(reason) => json!(reason),
        Status::Unpaid if rules.has(FaultId::ReasonUnpaid) => json!("まだ決済されていません"),
        Status::Paid if rules.has(FaultId::ReasonPaid) => json!("正常終了"),
        _ => empty(claim),
    }
}

fn pdf(rules: &Rules, claim: &Claim) -> Value {
    let path = format!("/claims/{:06}.pdf", claim.id);
    match () {
        () if rules.has(FaultId::PdfNull) => Value::Null,
        () if rules.has(FaultId::PdfRelative) => json!(path),
        () if rules.has(FaultId::PdfHttp)
            || (claim.status == Status::Paid && rules.has(FaultId::PdfHttpPaid))
            || (matches!(claim.method, Method::Store { .. }) && rules.has(FaultId::PdfHttpAtStores)) =>
        {
            json!(format!("http://example.invalid{path}"))
        }
        () => json!(format!("https://example.invalid{path}")),
    }
}

fn store(rules: &Rules, claim: &Claim) -> [(&'static str, Value); 3] {
    let has = |fault| rules.has(fault);
    let nothing = || if rules.empty_is_zero { json!(0) } else { empty(claim) };
    let (code, confirmation, receipt) = match claim.method {
        Method::Store { code, confirmation, receipt } => (
            json!(code),
            if has(FaultId::ConfirmationLost)
                || (claim.kind == ClaimKind::Unsuspended && has(FaultId::ConfirmationLostReopened))
            {
                nothing()
            } else {
                json!(confirmation)
            },
            if has(FaultId::ReceiptText) { json!(receipt.to_string()) } else { json!(receipt) },
        ),
        Method::Card(_) if has(FaultId::StoreWithCard) => (json!(10), nothing(), nothing()),
        Method::Card(_) => (nothing(), nothing(), nothing()),
    };
    let named_by_sample = match rules.receipt_key {
        ReceiptKey::Table => false,
        ReceiptKey::Sample => true,
        ReceiptKey::Either => matches!(claim.method, Method::Card(_)),
    };
    let key = if named_by_sample == has(FaultId::ReceiptOther) { "cvs_receipt_no" } else { "cvs_receipt_on" };
    [("cvs_code", code), ("cvs_conf_no", confirmation), (key, receipt)]
}
