//! The request as it was sent: every field of the document, judged by itself and in the order of the document.

use serde_json::Value;

use super::faults::FaultId;
use super::fields::{CALL, Field, FieldKind, Object, TRANSACTION};
use super::readings::Rules;
use super::refusal::Refusal;
use super::spot::{Place, Spot};
use super::values;

/// The entries of a list; none if the value is not a list.
pub(super) fn entries<'v>(rules: &Rules, value: &'v Value) -> Option<&'v [Value]> {
    match value {
        Value::Array(entries) => Some(entries),
        Value::Object(_) if rules.has(FaultId::ListObject) => Some(std::slice::from_ref(value)),
        _ => None,
    }
}

/// Judges everything above the transactions.
pub(super) fn call(rules: &Rules, body: &Object) -> Result<(), Refusal> {
    CALL.iter().try_for_each(|field| judge(rules, field, body, None))
}

/// Judges one transaction and everything in it.
pub(super) fn transaction(rules: &Rules, entry: &Value, index: usize) -> Result<(), Refusal> {
    all(rules, TRANSACTION, entry, &Place::transaction(index))
}

fn all(rules: &Rules, fields: &[Field], entry: &Value, place: &Place<'_>) -> Result<(), Refusal> {
    let Value::Object(object) = entry else {
        let spot = Spot { rules, field: place.list, place: place.above };
        let breaks = place.list.ends_with("ErrorInfo") && rules.has(FaultId::Entry500);
        return Err(if breaks { Refusal::Server } else { Refusal::Value(spot.name()) });
    };
    fields.iter().try_for_each(|field| judge(rules, field, object, Some(place)))
}

fn judge(rules: &Rules, field: &Field, object: &Object, place: Option<&Place<'_>>) -> Result<(), Refusal> {
    let spot = Spot { rules, field: field.name, place };
    let required = rules.requires(field.name);
    let blank_is_none = required || matches!(field.kind, FieldKind::Text(_));
    let value = match object.get(field.name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if text.is_empty() && blank_is_none => None,
        Some(value) => Some(value),
    };
    let Some(value) = value else {
        let missing = required && !forgiven(rules, field.name, object);
        return if missing || demanded(&spot) { Err(Refusal::Missing(spot.name())) } else { Ok(()) };
    };
    match &field.kind {
        FieldKind::Text(limit) => values::text(&spot, *limit, value, object),
        FieldKind::PaymentStatus => values::payment_status(&spot, value),
        FieldKind::ResolveType => values::resolve_type(&spot, value, object),
        FieldKind::Commission => values::commission(&spot, value, object),
        FieldKind::List(fields) => {
            let entries = entries(rules, value).ok_or_else(|| Refusal::Value(spot.name()))?;
            // Those of the transaction list are judged when their turn comes.
            let Some(place) = place else { return Ok(()) };
            let each = |(index, entry)| all(rules, fields, entry, &place.within(field.name, index));
            entries.iter().enumerate().try_for_each(each)
        }
    }
}

/// What faults let pass although it is missing.
fn forgiven(rules: &Rules, name: &str, object: &Object) -> bool {
    let absent = |key: &str| object.get(key).is_none_or(Value::is_null);
    let fault = match object.get(name) {
        _ if name != "tenantId" => return false,
        None if absent("transactionList") && rules.has(FaultId::TenantMissingAlone) => return true,
        None => FaultId::TenantMissing,
        Some(Value::Null) => FaultId::TenantNull,
        Some(_) => return rules.has(FaultId::TenantEmpty) || rules.has(FaultId::TenantEmptyUnknown),
    };
    rules.has(fault)
}

/// What faults require although it may be left out.
fn demanded(spot: &Spot<'_>) -> bool {
    match spot.field {
        "transactionList" => spot.has(FaultId::NeedsTransactions),
        "paymentBatchList" => spot.has(FaultId::NeedsBatches),
        "transactionErrorInfo" => spot.has(FaultId::NeedsErrors),
        "detailErrorInfo" => spot.index() > 0 && spot.has(FaultId::NeedsDetails),
        _ => false,
    }
}
