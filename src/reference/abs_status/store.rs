//! The payments there are: which exist, which may be changed, what was last said of each.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::faults::FaultId;
use super::fields::{LATE, Object};
use super::fixtures::{FOREIGN_TENANT, Fixture, PAYMENTS, TENANT};
use super::form::entries;
use super::readings::Rules;
use super::refusal::Refusal;
use super::spot::{Place, Spot};

/// What a refused call leaves behind; only faults leave anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trace {
    Busy,
    Gone,
    Opened,
}

struct Payment {
    fixture: &'static Fixture,
    /// A digest of the last update, so that a payment stays small whatever was said of it.
    last: Option<u64>,
    trace: Option<Trace>,
}

/// Payments by id. Their number never changes.
pub(super) struct Payments(HashMap<&'static str, Payment>);

impl Payments {
    pub(super) fn new() -> Self {
        let payment = |fixture: &'static Fixture| (fixture.id, Payment { fixture, last: None, trace: None });
        Self(PAYMENTS.iter().map(payment).collect())
    }

    fn find(&self, id: &str) -> Option<&Payment> {
        let there = |payment: &&Payment| payment.fixture.tenant == TENANT && payment.trace != Some(Trace::Gone);
        self.0.get(id).filter(there)
    }

    /// Judges whether everything that a transaction of sound form names is there and may be changed.
    pub(super) fn judge(&self, rules: &Rules, entry: &Value, index: usize, inquiry: bool) -> Result<(), Refusal> {
        let has = |fault| rules.has(fault);
        let Some(transaction) = entry.as_object() else { return Ok(()) };
        let place = Place::transaction(index);
        let mut payment = None;
        if let Some(id) = text(transaction, "transactionId") {
            payment = self.find(id);
            if payment.is_none() {
                let passed = has(FaultId::UnknownAccepted)
                    || (index > 0 && has(FaultId::UnknownSecond))
                    || (index >= LATE && has(FaultId::UnknownLate))
                    || (inquiry && has(FaultId::UnknownInquiry));
                let spot = Spot { rules, field: "transactionId", place: Some(&place) };
                return if passed { Ok(()) } else { Err(Refusal::Unknown(spot.name(), id.to_owned())) };
            }
        }
        let unasked = has(FaultId::LockedUpdated)
            || (index > 0 && has(FaultId::LockedSecond))
            || (index >= LATE && has(FaultId::LockedLate))
            || (inquiry && has(FaultId::LockedInquiry));
        let again = has(FaultId::SameRefused) && payment.is_some_and(|payment| payment.last == Some(digest(entry)));
        if again || payment.is_some_and(|payment| payment.is_locked(unasked)) {
            return Err(Refusal::Locked);
        }
        self.batches(rules, transaction, payment, &place)
    }

    /// A batch number belongs to the payment that is named next to it; without one, to any of the tenant.
    fn batches(
        &self,
        rules: &Rules,
        transaction: &Object,
        payment: Option<&Payment>,
        place: &Place<'_>,
    ) -> Result<(), Refusal> {
        let batches = transaction.get("paymentBatchList").and_then(|value| entries(rules, value)).unwrap_or_default();
        for (index, batch) in batches.iter().enumerate() {
            let Some(number) = batch.as_object().and_then(|batch| text(batch, "paymentBatchNumber")) else { continue };
            let known = match payment {
                Some(payment) => payment.fixture.batches.contains(&number),
                None => self.0.values().any(|p| p.fixture.tenant == TENANT && p.fixture.batches.contains(&number)),
            };
            let passed = rules.has(FaultId::UnknownBatch)
                || (index > 0 && rules.has(FaultId::UnknownSecondBatch))
                || (payment.is_none() && rules.has(FaultId::UnknownBatchAlone))
                || (place.index() > 0 && rules.has(FaultId::UnknownBatchBeside))
                || (place.index() >= LATE && rules.has(FaultId::UnknownBatchLate));
            if !known && !passed {
                let place = place.within("paymentBatchList", index);
                let spot = Spot { rules, field: "paymentBatchNumber", place: Some(&place) };
                return Err(Refusal::Unknown(spot.name(), number.to_owned()));
            }
        }
        Ok(())
    }

    /// Stores a transaction that was judged good; whether it says the same as the last time.
    pub(super) fn store(&mut self, entry: &Value) -> bool {
        let id = entry.as_object().and_then(|transaction| text(transaction, "transactionId"));
        let Some(payment) = id.and_then(|id| self.0.get_mut(id)) else { return false };
        payment.last.replace(digest(entry)) == Some(digest(entry))
    }

    pub(super) fn leave(&mut self, entry: &Value, trace: Trace) {
        let id = entry.as_object().and_then(|transaction| text(transaction, "transactionId"));
        if let Some(payment) = id.and_then(|id| self.0.get_mut(id)) {
            payment.trace = Some(trace);
        }
    }
}

impl Payment {
    fn is_locked(&self, unasked: bool) -> bool {
        let locked = self.fixture.locked && !unasked && self.trace != Some(Trace::Opened);
        locked || self.trace == Some(Trace::Busy)
    }
}

/// Judges whether the tenant is the one that the token is for.
pub(super) fn tenant(rules: &Rules, body: &Object, empty: bool, inquiry: bool) -> Result<(), Refusal> {
    let has = |fault| rules.has(fault);
    let Some(tenant) = body.get("tenantId").and_then(Value::as_str) else { return Ok(()) };
    let passed = match tenant {
        TENANT => true,
        "" => !has(FaultId::TenantEmptyUnknown),
        FOREIGN_TENANT => {
            has(FaultId::ForeignAccepted)
                || (empty && has(FaultId::ForeignEmpty))
                || (inquiry && has(FaultId::ForeignInquiry))
        }
        _ => has(FaultId::UnknownTenant),
    };
    let spot = Spot { rules, field: "tenantId", place: None };
    if passed { Ok(()) } else { Err(Refusal::Unknown(spot.name(), tenant.to_owned())) }
}

/// Text that says something: null and "" count as left out.
fn text<'v>(object: &'v Object, name: &str) -> Option<&'v str> {
    object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn digest(entry: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    entry.to_string().hash(&mut hasher);
    hasher.finish()
}
