//! `abs-status`: update of payment statuses (支払ステータス更新), one operation.
//!
//! Where the document is silent this one chooses: the token is judged before the body; then the form of everything in
//! the order of the document, then what exists and may be changed, transaction by transaction; the first breach is the
//! response. Null counts as left out, and so does "" except for `paymentStatus`; a transaction without `transactionId`
//! changes nothing. A tenant the token is not for does not exist. A `paymentBatchNumber` must be one of the payment
//! named next to it, and is looked up after the payment's status. Commissions below zero and with a fraction are
//! accepted, empty lists too; of a payment that stands twice in a call the last update counts; an updated payment can
//! be updated again. Under `partial` each transaction is judged and stored on its own, form included, and the first
//! breach is still the one that is returned. Paths are written `transactionList[0].paymentBatchList[1].paymentBatchNumber`.

mod access;
mod answer;
mod contexts;
mod faults;
mod fields;
mod fixtures;
mod form;
mod readings;
mod refusal;
mod spot;
mod store;
#[cfg(test)]
mod tests;
mod values;

use serde_json::Value;

use super::implementation::Reference;
use super::world::{Answer, Ask, BODY_LIMIT, World};
use answer::Done;
use faults::FaultId;
use fields::Object;
use readings::Rules;
use refusal::Refusal;
use store::{Payments, Trace};

const PATH: &str = "/api/openapi/btob/abs/payment/batch/status";

/// Calls of this many transactions are large.
const LARGE: usize = 1_000;

pub(super) const REFERENCE: Reference = Reference {
    contract: "abs-status",
    faults: faults::FAULTS,
    readings: readings::READINGS,
    more: readings::MORE,
    paths: &[PATH],
    make: |faults, choices| Box::new(AbsStatus { rules: Rules::new(faults, choices), payments: Payments::new() }),
    gives: fixtures::gives,
};

struct AbsStatus {
    rules: Rules,
    payments: Payments,
}

impl AbsStatus {
    fn update(&mut self, ask: &Ask<'_>) -> Result<Done, Refusal> {
        let mut opened = access::open(&self.rules, ask);
        if opened == Err(Refusal::Scope) && self.rules.has(FaultId::ScopeInquiry) && sent_inquiry(ask.body) {
            opened = Ok(());
        }
        if !self.rules.has(FaultId::TokenLate) {
            opened.clone()?;
        }
        let body = object(&self.rules, ask.body)?;
        form::call(&self.rules, &body)?;
        opened?;
        let list = body.get("transactionList").and_then(|value| form::entries(&self.rules, value));
        if list.is_some_and(<[_]>::is_empty) && self.rules.has(FaultId::EmptyCode) {
            return Err(Refusal::Stray("0014"));
        }
        let entries = list.unwrap_or_default();
        if entries.len() >= LARGE && self.rules.has(FaultId::Large500) {
            return Err(Refusal::Server);
        }
        let inquiry = is_inquiry(&body);
        if self.rules.partial {
            store::tenant(&self.rules, &body, entries.is_empty(), inquiry)?;
            return self.each(entries, inquiry);
        }
        for (index, entry) in entries.iter().enumerate() {
            form::transaction(&self.rules, entry, index)?;
        }
        store::tenant(&self.rules, &body, entries.is_empty(), inquiry)?;
        for (index, entry) in entries.iter().enumerate() {
            self.payments.judge(&self.rules, entry, index, inquiry)?;
        }
        let again = entries.iter().fold(!entries.is_empty(), |again, entry| self.payments.store(entry) && again);
        Ok(Done { transactions: entries.len(), again })
    }

    /// Stores every transaction that is good by itself; the first that is not is what is returned.
    fn each(&mut self, entries: &[Value], inquiry: bool) -> Result<Done, Refusal> {
        let mut done = Ok(Done { transactions: entries.len(), again: !entries.is_empty() });
        for (index, entry) in entries.iter().enumerate() {
            let judged = form::transaction(&self.rules, entry, index)
                .and_then(|()| self.payments.judge(&self.rules, entry, index, inquiry));
            match judged {
                Ok(()) => {
                    let again = self.payments.store(entry);
                    done = done.map(|done| Done { again: done.again && again, ..done });
                }
                Err(refusal) => done = done.and(Err(refusal)),
            }
        }
        done
    }

    /// What faults do behind a refusal.
    fn leave_traces(&mut self, refusal: &Refusal, body: &[u8]) {
        let trace = match refusal {
            Refusal::TooLong(..) | Refusal::TooLarge(_) if self.rules.has(FaultId::RefusedLoses) => Trace::Gone,
            Refusal::Unknown(..) if self.rules.has(FaultId::RefusedLocks) => Trace::Busy,
            Refusal::Locked if self.rules.has(FaultId::NeighboursLocked) => Trace::Busy,
            Refusal::Locked if self.rules.has(FaultId::LockedTwice) => Trace::Opened,
            Refusal::Token if self.rules.has(FaultId::TokenLocks) => Trace::Busy,
            Refusal::Scope if self.rules.has(FaultId::ScopeLocks) => Trace::Busy,
            Refusal::Value(name) if name.field == "paymentStatus" && self.rules.has(FaultId::StatusLocks) => {
                Trace::Busy
            }
            Refusal::TooLong(name, ..) if name.in_detail && self.rules.has(FaultId::DetailLocks) => Trace::Busy,
            _ => return,
        };
        let Ok(body) = object(&self.rules, body) else { return };
        let entries = body.get("transactionList").and_then(|value| form::entries(&self.rules, value));
        for entry in entries.unwrap_or_default() {
            self.payments.leave(entry, trace);
        }
    }
}

fn object(rules: &Rules, body: &[u8]) -> Result<Object, Refusal> {
    let mut parsed = serde_json::from_slice(body);
    if parsed.is_err() && rules.has(FaultId::TrailingComma) {
        parsed = serde_json::from_slice(&super::world::without_trailing_commas(body));
    }
    match parsed {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) if rules.has(FaultId::ArrayBody500) => Err(Refusal::Server),
        Err(_) if rules.has(FaultId::Json500) => Err(Refusal::Server),
        _ => Err(Refusal::Body),
    }
}

fn sent_inquiry(body: &[u8]) -> bool {
    serde_json::from_slice::<Object>(body).is_ok_and(|body| is_inquiry(&body))
}

/// Whether the call is for 依頼データ照会.
fn is_inquiry(body: &Object) -> bool {
    body.get("resolveType").and_then(values::integer) == Some(2)
}

impl World for AbsStatus {
    fn answer(&mut self, ask: &Ask<'_>) -> Answer {
        if ask.path != PATH {
            return Answer::not_found();
        }
        let done = match ask.method {
            "PUT" if ask.body.len() >= BODY_LIMIT => Err(Refusal::Size),
            "PUT" => self.update(ask),
            _ => Err(Refusal::Method),
        };
        match done {
            Ok(done) => answer::good(&self.rules, &done),
            Err(refusal) => {
                self.leave_traces(&refusal, ask.body);
                refusal.answer(&self.rules)
            }
        }
    }
}
