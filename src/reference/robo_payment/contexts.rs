//! Where a row is in its call, and the faults that show in one such context only.

use serde_json::{Map, Value};

use super::faults::FaultId;
use super::payment::{Condition, Payment, PaymentKind};
use super::readings::Rules;

/// From this index on a row is late.
pub(super) const LATE: usize = 10;

/// Where a row is in its call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    pub(super) kind: PaymentKind,
    pub(super) index: usize,
    /// How many rows its array has.
    pub(super) rows: usize,
    /// It names a payment that is there to be updated.
    pub(super) update: bool,
    /// A row that adds stands in its array.
    pub(super) adds: bool,
    /// A row before it was refused.
    pub(super) after_failure: bool,
}

impl Context {
    pub(super) fn is_other(self) -> bool {
        self.kind == PaymentKind::Other
    }

    pub(super) fn is_late(self) -> bool {
        self.index >= LATE
    }

    fn is_last_of_several(self) -> bool {
        self.rows > 1 && self.index + 1 == self.rows
    }
}

/// Whether a row names a payment.
pub(super) fn is_update(row: &Map<String, Value>) -> bool {
    row.get("payment_id").is_some_and(Value::is_number)
}

/// Whether a bad field, identified by its code, is passed over where the row is: it then counts as left out.
pub(super) fn overlooks(rules: &Rules, here: Context, row: &Map<String, Value>, code: u16) -> bool {
    let absent = |key: &str| row.get(key).is_none_or(Value::is_null);
    [
        (3603, FaultId::IdBehindFailure, here.after_failure),
        (3604, FaultId::DateBesideAdded, here.update && here.adds),
        (3604, FaultId::DateLate, here.is_late()),
        (3605, FaultId::AmountBesideMemo, !absent("memo")),
        (3606, FaultId::NameAlone, here.rows == 1),
        (3607, FaultId::BankBesideAdded, here.update && here.adds),
        (3610, FaultId::NumberOther, here.is_other()),
        (3611, FaultId::MethodBehindFailure, here.after_failure),
        (3613, FaultId::StatusSecond, here.index == 1),
        (3605, FaultId::AmountOtherUpdate, here.is_other() && here.update),
        (3606, FaultId::NameUpdate, here.update),
        (3607, FaultId::BankFormOther, here.is_other()),
        (3608, FaultId::SuspenseAlone, here.rows == 1),
        (3609, FaultId::BillingAlone, absent("billing_individual_number")),
        (3610, FaultId::NumberAlone, absent("billing_code")),
        (3611, FaultId::MethodUpdate, here.update),
        (3612, FaultId::ClearingLate, here.is_late()),
        (3613, FaultId::StatusUpdate, here.update),
        (3614, FaultId::AccruedLast, here.is_last_of_several()),
        (3615, FaultId::ClearingKeyUpdate, here.update),
        (3629, FaultId::MemoOther, here.is_other()),
        (3629, FaultId::MemoBehindFailure, here.after_failure),
    ]
    .into_iter()
    .any(|(due, fault, shows)| due == code && shows && rules.has(fault))
}

/// Whether an update of a payment that is not there adds it.
pub(super) fn adds_unknown(rules: &Rules, here: Context) -> bool {
    (here.is_other() && rules.has(FaultId::UnknownOther)) || (here.is_late() && rules.has(FaultId::UnknownLate))
}

/// Whether an update goes through although the payment has reached a state where none may touch it.
pub(super) fn touches(rules: &Rules, here: Context, condition: Condition) -> bool {
    match condition {
        Condition::Cleared => here.index > 0 && rules.has(FaultId::ClearedSecond),
        Condition::Processing => here.adds && rules.has(FaultId::ProcessingBesideAdded),
        Condition::Closed => here.index > 0 && rules.has(FaultId::ClosedSecond),
        Condition::PartlyCleared => here.adds && rules.has(FaultId::PartlyBesideAdded),
        Condition::InApproval => here.after_failure && rules.has(FaultId::ApprovalBehindFailure),
        Condition::Deleted => here.is_other() && rules.has(FaultId::DeletedOther),
        _ => false,
    }
}

/// Whether the message of a refused row names the payment that was added last.
pub(super) fn shows_latest(rules: &Rules, here: Context) -> bool {
    here.update && rules.has(FaultId::RowShowsLatest)
}

/// Whether a code and a department that do not belong together are taken.
pub(super) fn takes_any_pair(rules: &Rules, here: Context) -> bool {
    (here.update && rules.has(FaultId::PairUpdate)) || (here.is_other() && rules.has(FaultId::PairOther))
}

/// Whether a bank code that does not exist is taken.
pub(super) fn takes_any_bank(rules: &Rules, here: Context) -> bool {
    (here.is_other() && rules.has(FaultId::BankOther)) || (here.update && rules.has(FaultId::BankUpdate))
}

/// What a row that leaves a text out takes over from the row before it.
pub(super) fn leak(
    rules: &Rules,
    here: Context,
    row: &Map<String, Value>,
    before: Option<&Payment>,
    payment: &mut Payment,
) {
    let Some(before) = before else { return };
    let absent = |key: &str| row.get(key).is_none_or(Value::is_null);
    if !here.update && absent("memo") && rules.has(FaultId::MemoLeaks) {
        payment.memo.clone_from(&before.memo);
    }
    if here.update && absent("clearing_key") && before.clearing_key.is_some() && rules.has(FaultId::ClearingKeyLeaks) {
        payment.clearing_key.clone_from(&before.clearing_key);
    }
}
