//! Faults that show in one context only: late in a list, or next to a value that is there or is not.

use serde_json::Value;

use super::faults::FaultId;
use super::fields::{LATE, Object};
use super::spot::Spot;

fn absent(beside: &Object, name: &str) -> bool {
    beside.get(name).is_none_or(Value::is_null)
}

/// Whether a length is not looked at where the field is.
pub(super) fn unjudged_length(spot: &Spot<'_>, beside: &Object) -> bool {
    let inquiry = || beside.get("resolveType").and_then(Value::as_i64) == Some(2);
    match spot.field {
        "errorCode" => {
            (spot.has(FaultId::CodeBesideMessage) && !absent(beside, "errorMessage"))
                || (spot.is_from("paymentBatchList", LATE) && spot.has(FaultId::DetailCodeLate))
        }
        "paymentBatchNumber" => spot.has(FaultId::BatchWithoutFee) && absent(beside, "transferCommission"),
        "transactionId" => spot.has(FaultId::IdWithoutStatus) && absent(beside, "paymentStatus"),
        "transactionStatusName" => spot.has(FaultId::NameWithoutCode) && absent(beside, "transactionStatusCode"),
        "errorMessage" => {
            spot.in_detail() && spot.is_from("transactionList", 1) && spot.has(FaultId::DetailMessageSecond)
        }
        "tenantId" => {
            (inquiry() && spot.has(FaultId::TenantInquiry))
                || (absent(beside, "transactionList") && spot.has(FaultId::TenantAlone))
        }
        _ => false,
    }
}

/// The fault that refuses the last character where the field is.
pub(super) fn tight(spot: &Spot<'_>) -> Option<FaultId> {
    match spot.field {
        "transactionStatusCode" if spot.is_from("transactionList", LATE) => Some(FaultId::StatusCodeTightLate),
        "errorMessage" if !spot.in_detail() && spot.index() > 0 => Some(FaultId::SecondMessageTight),
        _ => None,
    }
}

/// Whether a number is taken for a transactionStatusCode.
pub(super) fn takes_number(spot: &Spot<'_>) -> bool {
    spot.has(FaultId::CodeNumberSent) || (spot.index() > 0 && spot.has(FaultId::CodeNumberSecond))
}

/// Whether a commission is not looked at where it is.
pub(super) fn unjudged_commission(spot: &Spot<'_>, batch: &Object) -> bool {
    (spot.index() >= LATE && spot.has(FaultId::FeeLateBatch))
        || (spot.is_from("transactionList", LATE) && spot.has(FaultId::FeeLateTransaction))
        || (spot.is_from("transactionList", 1) && spot.has(FaultId::FeeSecondTransaction))
        || (absent(batch, "paymentBatchNumber") && spot.has(FaultId::FeeWithoutNumber))
}
