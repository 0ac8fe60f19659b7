//! The payments that are stored.

use std::collections::BTreeMap;

use super::fixtures::{FIRST_ID, OTHER_FIRST_ID, PAYMENTS};
use super::payment::Payment;
use crate::reference::world::STORE_LIMIT;

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

    /// The store of a user for whom nothing is stored.
    pub(super) fn empty() -> Self {
        Self { payments: BTreeMap::new(), next: OTHER_FIRST_ID, limit: STORE_LIMIT }
    }

    /// The id that was given out last.
    pub(super) fn latest_id(&self) -> Option<i64> {
        Some(self.next - 1).filter(|id| *id >= FIRST_ID)
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

    /// Puts a payment in its place and returns what was there.
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
    use crate::reference::robo_payment::payment::PaymentKind;

    #[test]
    fn the_oldest_made_are_forgotten_and_the_fixtures_stay() {
        let mut store = Store { limit: 3, ..Store::new() };
        let ids: Vec<_> = (0..5).map(|_| store.fresh_id()).collect();
        for &id in &ids {
            store.put(id, Payment::blank(PaymentKind::Other));
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
