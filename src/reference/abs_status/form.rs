//! The request as it was sent: every field of the document, judged by itself and in the order of the document.

use serde_json::{Map, Value};

use super::answer::{Name, Refusal};
use super::faults::FaultId;
use super::readings::Rules;
use super::values;

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
    kind: Kind,
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

const TRANSACTION: &[Field] = &[
    field("transactionId", Kind::Text(22)),
    field("paymentStatus", Kind::PaymentStatus),
    field("transactionStatusCode", Kind::Text(6)),
    field("transactionStatusName", Kind::Text(20)),
    field("transactionErrorInfo", Kind::List(ERROR_INFO)),
    field("paymentBatchList", Kind::List(PAYMENT_BATCH)),
];

const CALL: &[Field] = &[
    field("tenantId", Kind::Text(19)),
    field("resolveType", Kind::ResolveType),
    field("transactionList", Kind::List(TRANSACTION)),
];

/// Whether the document has a field of this name, at any depth.
pub(super) fn is_field(name: &str) -> bool {
    [CALL, TRANSACTION, PAYMENT_BATCH, ERROR_INFO].into_iter().flatten().any(|field| field.name == name)
}

/// An entry of a list of the call, and the way to it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    list: &'static str,
    index: usize,
    above: Option<&'a Place<'a>>,
}

impl<'a> Place<'a> {
    pub(super) fn transaction(index: usize) -> Self {
        Self { list: "transactionList", index, above: None }
    }

    pub(super) fn within(&'a self, list: &'static str, index: usize) -> Self {
        Self { list, index, above: Some(self) }
    }

    /// The index in the nearest list of that name.
    fn index_in(&self, list: &str) -> Option<usize> {
        if self.list == list { Some(self.index) } else { self.above.and_then(|above| above.index_in(list)) }
    }

    fn path(&self) -> String {
        let above = self.above.map(Place::path).unwrap_or_default();
        format!("{above}{}[{}].", self.list, self.index)
    }
}

/// A field where it stands; no place is the top of the call.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) rules: &'a Rules,
    pub(super) field: &'static str,
    pub(super) place: Option<&'a Place<'a>>,
}

impl Spot<'_> {
    /// How a message names it.
    pub(super) fn name(&self) -> Name {
        let path = self.place.filter(|_| self.rules.name_by_path).map(Place::path).unwrap_or_default();
        Name { field: self.field, told: format!("{path}{}", self.field), in_detail: self.in_detail() }
    }

    pub(super) fn has(&self, fault: FaultId) -> bool {
        self.rules.has(fault)
    }

    pub(super) fn in_detail(&self) -> bool {
        self.place.is_some_and(|place| place.list == "detailErrorInfo")
    }

    /// The index in the list around it.
    pub(super) fn index(&self) -> usize {
        self.place.map_or(0, |place| place.index)
    }

    /// Whether it stands in a list of that name, in that entry of it or a later one.
    pub(super) fn is_from(&self, list: &str, first: usize) -> bool {
        self.place.and_then(|place| place.index_in(list)).is_some_and(|index| index >= first)
    }
}

/// The entries of a list; none if the value is no list.
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
    let blank_is_none = required || matches!(field.kind, Kind::Text(_));
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
        Kind::Text(limit) => values::text(&spot, *limit, value),
        Kind::PaymentStatus => values::payment_status(&spot, value),
        Kind::ResolveType => values::resolve_type(&spot, value),
        Kind::Commission => values::commission(&spot, value, object),
        Kind::List(fields) => {
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
    let fault = match object.get(name) {
        _ if name != "tenantId" => return false,
        None => FaultId::TenantMissing,
        Some(Value::Null) => FaultId::TenantNull,
        Some(_) => return rules.has(FaultId::TenantEmpty) || rules.has(FaultId::TenantEmptyUnknown),
    };
    rules.has(fault)
}

/// What faults ask for although it may be left out.
fn demanded(spot: &Spot<'_>) -> bool {
    match spot.field {
        "transactionList" => spot.has(FaultId::NeedsTransactions),
        "paymentBatchList" => spot.has(FaultId::NeedsBatches),
        "transactionErrorInfo" => spot.has(FaultId::NeedsErrors),
        "detailErrorInfo" => spot.index() > 0 && spot.has(FaultId::NeedsDetails),
        _ => false,
    }
}
