//! Every field of the document with what may be in it, in the order of the document.

use serde_json::{Map, Value};

pub(super) type Object = Map<String, Value>;

/// From this index on a transaction is late; some faults show only there.
pub(super) const LATE: usize = 10;

pub(super) enum FieldKind {
    /// With the most characters it may have.
    Text(usize),
    PaymentStatus,
    ResolveType,
    Commission,
    List(&'static [Field]),
}

pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: FieldKind,
}

const fn field(name: &'static str, kind: FieldKind) -> Field {
    Field { name, kind }
}

const ERROR_INFO: &[Field] = &[field("errorCode", FieldKind::Text(10)), field("errorMessage", FieldKind::Text(2048))];

const PAYMENT_BATCH: &[Field] = &[
    field("paymentBatchNumber", FieldKind::Text(33)),
    field("transferCommission", FieldKind::Commission),
    field("commissionByOtherParty", FieldKind::Commission),
    field("detailErrorInfo", FieldKind::List(ERROR_INFO)),
];

pub(super) const TRANSACTION: &[Field] = &[
    field("transactionId", FieldKind::Text(22)),
    field("paymentStatus", FieldKind::PaymentStatus),
    field("transactionStatusCode", FieldKind::Text(6)),
    field("transactionStatusName", FieldKind::Text(20)),
    field("transactionErrorInfo", FieldKind::List(ERROR_INFO)),
    field("paymentBatchList", FieldKind::List(PAYMENT_BATCH)),
];

pub(super) const CALL: &[Field] = &[
    field("tenantId", FieldKind::Text(19)),
    field("resolveType", FieldKind::ResolveType),
    field("transactionList", FieldKind::List(TRANSACTION)),
];

/// Whether the document has a field of this name, at any depth.
pub(super) fn is_field(name: &str) -> bool {
    [CALL, TRANSACTION, PAYMENT_BATCH, ERROR_INFO].into_iter().flatten().any(|field| field.name == name)
}
