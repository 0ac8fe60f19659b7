//! `robo-payment`: register or update received payments (入金登録更新), one operation.
//!
//! Where the document is silent this one chooses: credentials are judged before the rows, 3601 before 3602 before 3628,
//! the fields of a row in the order of the document and before the state of the payment; numbers must be integers
//! written as such; an empty string in an optional code counts as omitted; a payment of one kind does not exist for
//! the other; of duplicate keys the last counts; an unknown `billing_code` earns 3617.

mod answer;
mod classes;
mod contexts;
mod faults;
mod fields;
mod fixtures;
mod payment;
mod readings;
mod request;
mod rows;
mod store;
#[cfg(test)]
mod tests;
mod text;

use super::config::Choices;
use super::faults::FaultSet;
use super::implementation::Reference;
use super::world::{Answer, Ask, BODY_LIMIT, World};
use contexts::is_update;
use faults::FaultId;
use fixtures::PAYMENTS;
use payment::PaymentKind;
use readings::Rules;
use request::Refusal;
use serde_json::{Map, Value};
use store::Store;

const PATH: &str = "/api/v1.0/payment/bulk_upsert";

pub(super) const REFERENCE: Reference = Reference {
    contract: "robo-payment",
    faults: faults::FAULTS,
    readings: readings::READINGS,
    more: readings::MORE,
    paths: &[PATH],
    make: |faults, choices| Box::new(RoboPayment::new(faults, choices)),
    gives: fixtures::gives,
};

struct RoboPayment {
    rules: Rules,
    /// The payments of the user who calls.
    store: Store,
    /// Those of the other user.
    other_store: Store,
    /// The row that updated last; kept for the one fault that looks at it.
    latest_update: Option<Map<String, Value>>,
}

impl RoboPayment {
    fn new(faults: FaultSet, choices: &Choices) -> Self {
        Self {
            rules: Rules::new(faults, choices),
            store: Store::new(),
            other_store: Store::empty(),
            latest_update: None,
        }
    }

    fn bulk_upsert(&mut self, body: &Map<String, Value>) -> Answer {
        let user = body.get("user_id");
        if let Err(refusal) = request::credentials(&self.rules, body) {
            let shown = self.shown_to_strangers(body);
            self.behind_refused_credentials(body, request::user_is_known(&self.rules, user));
            return answer::refusal(&self.rules, user, PaymentKind::BankTransfer, &refusal.showing(shown));
        }
        let rows = match request::rows(&self.rules, body) {
            Ok(rows) => rows,
            Err(refusal) => return answer::refusal(&self.rules, user, PaymentKind::BankTransfer, &refusal),
        };
        if let Err(refusal) = request::count(&self.rules, body, &rows) {
            self.behind_refused_rows(body, &refusal);
            let kind = if rows.bank.is_empty() && !rows.other.is_empty() {
                PaymentKind::Other
            } else {
                PaymentKind::BankTransfer
            };
            return answer::refusal(&self.rules, user, kind, &refusal);
        }
        let bank = self.upsert(PaymentKind::BankTransfer, &rows.bank);
        let other = self.upsert(PaymentKind::Other, &rows.other);
        answer::rows(&self.rules, user, body.get("access_key"), &bank, &other)
    }

    /// What faults show of the payments that are stored to who is refused.
    fn shown_to_strangers(&self, body: &Map<String, Value>) -> Option<String> {
        if self.rules.has(FaultId::RefusalShowsState) {
            return Some(PAYMENTS[0].3.to_string());
        }
        let rows = request::rows(&self.rules, body).ok().filter(|_| self.rules.has(FaultId::RefusalShowsMemo))?;
        let stored = |row: &&Map<String, Value>| self.store.get(row.get("payment_id")?.as_i64()?);
        rows.bank.iter().chain(&rows.other).find_map(stored)?.memo.clone()
    }

    /// What faults do behind credentials that are refused.
    fn behind_refused_credentials(&mut self, body: &Map<String, Value>, known: bool) {
        let has = |fault| self.rules.has(fault);
        if has(if known { FaultId::KeyRefusedStores } else { FaultId::UserRefusedStores }) {
            self.store_anyway(body, |_, _| true);
        } else if !known && has(FaultId::UserRefusedUpdates) {
            self.store_anyway(body, |_, row| is_update(row));
        }
    }

    /// What faults do behind a refusal of all rows.
    fn behind_refused_rows(&mut self, body: &Map<String, Value>, refusal: &Refusal) {
        let has = |fault| self.rules.has(fault);
        match refusal {
            Refusal::Rows(3602) if has(FaultId::BothRefusedStores) => self.store_anyway(body, |_, _| true),
            Refusal::Rows(3602) if has(FaultId::BothRefusedOther) => {
                self.store_anyway(body, |kind, _| kind == PaymentKind::Other);
            }
            Refusal::Rows(3628) if has(FaultId::TooManyStored) => self.store_anyway(body, |_, _| true),
            _ => {}
        }
    }

    fn store_anyway(&mut self, body: &Map<String, Value>, stored: fn(PaymentKind, &Map<String, Value>) -> bool) {
        if let Ok(rows) = request::rows(&self.rules, body) {
            for (kind, mut rows) in [(PaymentKind::BankTransfer, rows.bank), (PaymentKind::Other, rows.other)] {
                rows.retain(|row| stored(kind, row));
                self.upsert(kind, &rows);
            }
        }
    }
}

impl World for RoboPayment {
    fn answer(&mut self, ask: &Ask<'_>) -> Answer {
        if ask.path != PATH {
            return Answer::not_found();
        }
        if ask.method != "POST" {
            return Refusal::answer(405, 405, "POST 以外のメソッドは利用できません。");
        }
        if ask.body.len() >= BODY_LIMIT {
            return Refusal::answer(413, 413, "リクエストが大きすぎます。");
        }
        match request::object(&self.rules, ask.body) {
            Ok(body) if request::is_other_user(&body) => {
                std::mem::swap(&mut self.store, &mut self.other_store);
                let answer = self.bulk_upsert(&body);
                std::mem::swap(&mut self.store, &mut self.other_store);
                answer
            }
            Ok(body) => self.bulk_upsert(&body),
            Err(refusal) => answer::refusal(&self.rules, None, PaymentKind::BankTransfer, &refusal),
        }
    }
}
