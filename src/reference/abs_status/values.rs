//! Single values: how long, how large, which of those listed.

use serde_json::Value;

use super::contexts;
use super::faults::FaultId;
use super::fields::{LATE, Object};
use super::refusal::Refusal;
use super::spot::Spot;

/// Commissions of this amount and more are too large.
const TOO_LARGE: f64 = 100_000.0;

type Judged = Result<(), Refusal>;

pub(super) fn text(spot: &Spot<'_>, limit: usize, value: &Value, beside: &Object) -> Judged {
    let Value::String(text) = value else {
        let any = match spot.field {
            "transactionStatusCode" => value.is_number() && contexts::takes_number(spot),
            "errorMessage" => spot.in_detail() && spot.has(FaultId::DetailAnyType),
            "tenantId" if value.is_number() && spot.has(FaultId::TenantNumber500) => return Err(Refusal::Server),
            _ => false,
        };
        return if any { Ok(()) } else { Err(Refusal::Value(spot.name())) };
    };
    let length = length(spot, text);
    let is_on = |fault: Option<FaultId>| usize::from(fault.is_some_and(|fault| spot.has(fault)));
    let due = limit + is_on(loose(spot)) - is_on(tight(spot)) - is_on(contexts::tight(spot));
    if length > due && !unjudged(spot, beside) { Err(Refusal::TooLong(spot.name(), limit, length)) } else { Ok(()) }
}

fn length(spot: &Spot<'_>, text: &str) -> usize {
    let count = |weight: fn(char) -> usize| text.chars().map(weight).sum();
    match spot.field {
        "transactionStatusName" if spot.has(FaultId::NameBytes) => text.len(),
        "errorMessage" if spot.has(FaultId::MessageWide) => count(|c| 1 + usize::from(!c.is_ascii())),
        _ if spot.has(FaultId::AstralFour) => count(|c| if c > '\u{FFFF}' { 4 } else { 1 }),
        _ if spot.rules.scalars => text.chars().count(),
        _ => text.encode_utf16().count(),
    }
}

/// The fault that lets one character more pass.
fn loose(spot: &Spot<'_>) -> Option<FaultId> {
    Some(match (spot.field, spot.in_detail()) {
        ("tenantId", _) => FaultId::TenantLoose,
        ("transactionId", _) => FaultId::TransactionLoose,
        ("transactionStatusCode", _) => FaultId::StatusCodeLoose,
        ("transactionStatusName", _) => FaultId::StatusNameLoose,
        ("paymentBatchNumber", _) => FaultId::BatchLoose,
        ("errorCode", false) => FaultId::ErrorCodeLoose,
        ("errorCode", true) => FaultId::DetailCodeLoose,
        ("errorMessage", false) => FaultId::MessageLoose,
        _ => return None,
    })
}

/// The fault that refuses the last character.
fn tight(spot: &Spot<'_>) -> Option<FaultId> {
    Some(match (spot.field, spot.in_detail()) {
        ("tenantId", _) => FaultId::TenantTight,
        ("transactionId", _) => FaultId::TransactionTight,
        ("transactionStatusCode", _) => FaultId::StatusCodeTight,
        ("transactionStatusName", _) => FaultId::StatusNameTight,
        ("paymentBatchNumber", _) => FaultId::BatchTight,
        ("errorCode", false) => FaultId::ErrorCodeTight,
        ("errorMessage", true) => FaultId::DetailMessageTight,
        _ => return None,
    })
}

/// Where faults look at no length.
fn unjudged(spot: &Spot<'_>, beside: &Object) -> bool {
    let in_errors = matches!(spot.field, "errorCode" | "errorMessage");
    (spot.in_detail() && spot.field == "errorMessage" && spot.has(FaultId::DetailMessageLoose))
        || (in_errors && spot.index() > 0 && spot.has(FaultId::SecondErrorLoose))
        || (spot.is_from("paymentBatchList", 1) && spot.has(FaultId::SecondBatchLoose))
        || (spot.is_from("transactionList", LATE) && spot.has(FaultId::LateLoose))
        || contexts::unjudged_length(spot, beside)
}

pub(super) fn payment_status(spot: &Spot<'_>, value: &Value) -> Judged {
    let has = |fault| spot.has(fault);
    let known = match value {
        Value::String(text) => match text.as_bytes() {
            b"00" => has(FaultId::Status00),
            b"07" => !has(FaultId::Status07),
            b"09" => !has(FaultId::Status09),
            b"10" => has(FaultId::Status10),
            [b'0', b'1'..=b'9'] => true,
            [b'1'..=b'9'] => has(FaultId::StatusNoZero),
            _ => false,
        },
        Value::Number(number) => matches!(number.as_u64(), Some(1..=9)) && has(FaultId::StatusNumber),
        _ => false,
    };
    let second = spot.index() > 0 && value.is_string() && has(FaultId::StatusSecond);
    let late = spot.index() >= LATE && value.is_string() && has(FaultId::StatusLate);
    if known || second || late { Ok(()) } else { Err(Refusal::Value(spot.name())) }
}

pub(super) fn resolve_type(spot: &Spot<'_>, value: &Value, beside: &Object) -> Judged {
    let has = |fault| spot.has(fault);
    let number = match value {
        Value::String(text) if has(FaultId::ResolveText) => text.parse().ok(),
        value => integer(value),
    };
    let known = match number {
        Some(0) => has(FaultId::Resolve0),
        Some(1) => true,
        Some(2) => !has(FaultId::Resolve2),
        Some(3) => has(FaultId::Resolve3),
        _ => false,
    };
    let empty = beside.get("transactionList").is_none_or(Value::is_null);
    let unlooked = empty && number.is_some() && has(FaultId::ResolveAlone);
    if known || unlooked { Ok(()) } else { Err(Refusal::Value(spot.name())) }
}

/// A small whole number, written with or without a point.
#[expect(clippy::cast_possible_truncation, reason = "whole and small")]
pub(super) fn integer(value: &Value) -> Option<i64> {
    let whole = |number: &f64| number.fract() == 0.0 && number.abs() < 1e9;
    value.as_i64().or_else(|| value.as_f64().filter(whole).map(|number| number as i64))
}

pub(super) fn commission(spot: &Spot<'_>, value: &Value, batch: &Object) -> Judged {
    let has = |fault| spot.has(fault);
    if value.is_boolean() && has(FaultId::FeeBoolean) {
        return Ok(());
    }
    let mut amount = value.as_f64().ok_or_else(|| Refusal::Value(spot.name()))?;
    if amount < 0.0 && has(FaultId::NegativeCode) {
        return Err(Refusal::Stray("spd.32874.004"));
    }
    let wrap = 4_294_967_296.0;
    if amount >= wrap && has(FaultId::FeeWraps) {
        amount %= wrap;
    }
    let other = spot.field == "commissionByOtherParty";
    let own = batch.get("transferCommission").and_then(Value::as_f64).unwrap_or(0.0);
    if other && has(FaultId::FeeSummed) {
        amount += own;
    }
    let last = (99_999.0..TOO_LARGE).contains(&amount);
    let good = match () {
        () if spot.index() > 0 && has(FaultId::FeeSecond) => true,
        () if contexts::unjudged_commission(spot, batch) => true,
        () if other && has(FaultId::FeeOtherLoose) => true,
        () if !other && has(FaultId::FeeLoose) => amount <= TOO_LARGE,
        () if !other && last && has(FaultId::FeeTight) => false,
        () if other && last && has(FaultId::FeeOtherTight) => false,
        () if other && amount == 0.0 && has(FaultId::FeeZero) => false,
        () => amount < TOO_LARGE,
    };
    if good { Ok(()) } else { Err(Refusal::TooLarge(spot.name())) }
}
