//! Every field of the document with what may stand in it, in the order of the document.

use serde_json::{Map, Value};

pub(super) type Object = Map<String, Value>;

/// From this index on a transaction is late; some faults show only there.
pub(super) const LATE: usize = 10;

pub(super) enum Kind {
    /// With the most characters it may have.
    Text(usize),
    PaymentStatus,
    ResolveType,
    Commission,
    List(&'static [Field]),
}

pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind }
}

const ERROR_INFO: &[Field] = &[field("errorCode", Kind::Text(10)), field("errorMessage", Kind::Text(2048))];

const PAYMENT_BATCH: &[Field] = &[
    field("paymentBatchNumber", Kind::Text(33)),
    field("transferCommission", Kind::Commission),
    field("commissionByOtherParty", Kind::Commission),
    field("detailErrorInfo", Kind::List(ERROR_INFO)),
];

pub(super) const TRANSACTION: &[Field] = &[
    field("transactionId", Kind::Text(22)),
    field("paymentStatus", Kind::PaymentStatus),
    field("transactionStatusCode", Kind::Text(6)),
    field("transactionStatusName", Kind::Text(20)),
    field("transactionErrorInfo", Kind::List(ERROR_INFO)),
    field("paymentBatchList", Kind::List(PAYMENT_BATCH)),
];

pub(super) const CALL: &[Field] = &[
    field("tenantId", Kind::Text(19)),
    field("resolveType", Kind::ResolveType),
    field("transactionList", Kind::List(TRANSACTION)),
];

/// Whether the document has a field of this name, at any depth.
pub(super) fn is_field(name: &str) -> bool {
    [CALL, TRANSACTION, PAYMENT_BATCH, ERROR_INFO].into_iter().flatten().any(|field| field.name == name)
}
