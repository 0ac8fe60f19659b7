//! The payments that are stored.

use std::collections::BTreeMap;

use super::fixtures::{FIRST_ID, PAYMENTS};
use crate::reference::world::STORE_LIMIT;

/// Which of the two arrays a payment belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    BankTransfer,
    Other,
}

impl Kind {
    pub(super) fn array(self) -> &'static str {
        match self {
            Self::BankTransfer => "payment_bank_transfer",
            Self::Other => "payment_other",
        }
    }
}

/// What a payment has come to. All but `Open` refuse an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    Open,
    Cleared,
    Processing,
    InApproval,
    Deleted,
    Disabled,
    PartlyCleared,
    Closed,
}

/// One payment. Fields of the other kind keep what a blank row holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Payment {
    pub(super) kind: Kind,
    pub(super) condition: Condition,
    pub(super) date: String,
    pub(super) amount: i64,
    pub(super) account_name: String,
    pub(super) bank_code: Option<String>,
    pub(super) suspense: i64,
    pub(super) billing_code: Option<String>,
    pub(super) billing_number: Option<i64>,
    pub(super) method: i64,
    pub(super) clearing_key: Option<String>,
    pub(super) clearing_method: i64,
    pub(super) clearing_status: i64,
    pub(super) accrued: i64,
    pub(super) memo: Option<String>,
}

impl Payment {
    /// What 追加省略時 gives.
    pub(super) fn blank(kind: Kind) -> Self {
        Self {
            kind,
            condition: Condition::Open,
            date: "2020/04/01".into(),
            amount: 1,
            account_name: "ｺｳｻﾞﾒｲｷﾞ".into(),
            bank_code: None,
            suspense: 0,
            billing_code: None,
            billing_number: None,
            method: 10,
            clearing_key: None,
            clearing_method: 1,
            clearing_status: 0,
            accrued: 0,
            memo: None,
        }
    }
}

/// Payments by id. New ids only grow, so the oldest made has the smallest.
pub(super) struct Store {
    payments: BTreeMap<i64, Payment>,
    next: i64,
    limit: usize,
}

impl Store {
    pub(super) fn new() -> Self {
        let condition = |(_, kind, condition, id)| (id, Payment { condition, ..Payment::blank(kind) });
        Self { payments: PAYMENTS.into_iter().map(condition).collect(), next: FIRST_ID, limit: STORE_LIMIT }
    }

    pub(super) fn get(&self, id: i64) -> Option<&Payment> {
        self.payments.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: i64) -> Option<&mut Payment> {
        self.payments.get_mut(&id)
    }

    /// An id that no payment has.
    pub(super) fn fresh_id(&mut self) -> i64 {
        let id = self.next;
        self.next += 1;
        id
    }

    /// Puts a payment in its place and returns what stood there.
    pub(super) fn put(&mut self, id: i64, payment: Payment) -> Option<Payment> {
        let before = self.payments.insert(id, payment);
        while self.payments.len() > self.limit + PAYMENTS.len() {
            // Those that are there from the start have larger ids than any that is given out.
            self.payments.pop_first();
        }
        before
    }

    /// Makes a `put` undone.
    pub(super) fn restore(&mut self, id: i64, before: Option<Payment>) {
        match before {
            Some(payment) => self.payments.insert(id, payment),
            None => self.payments.remove(&id),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_made_are_forgotten_and_the_fixtures_stay() {
        let mut store = Store { limit: 3, ..Store::new() };
        let ids: Vec<_> = (0..5).map(|_| store.fresh_id()).collect();
        for &id in &ids {
            store.put(id, Payment::blank(Kind::Other));
        }
        let kept: Vec<_> = ids.iter().map(|&id| store.get(id).is_some()).collect();
        assert_eq!(kept, [false, false, true, true, true]);
        assert_eq!(store.payments.len(), 3 + PAYMENTS.len());
        assert!(PAYMENTS.iter().all(|(_, _, condition, id)| store.get(*id).is_some_and(|p| p.condition == *condition)));
    }

    #[test]
    fn ids_are_beyond_what_a_float_holds() {
        let mut store = Store::new();
        let (one, two) = (store.fresh_id(), store.fresh_id());
        assert_eq!((one, two), (FIRST_ID, FIRST_ID + 1));
        let float = |id: i64| id.to_string().parse::<f64>().expect("a number").to_string();
        assert_eq!((float(one), one.to_string().len()), (float(two), 18), "rounding makes them one");
    }
}
