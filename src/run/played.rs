//! What playing a case came to.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    rc::Rc,
};

use crate::{check::Finding, record::TrialError, target::Exchange};

/// What playing a case, or some steps, came to.
#[derive(Default)]
pub(super) struct Played {
    /// Each finding with the exchange that shows it.
    pub(super) findings: Vec<(Finding, Rc<Exchange>)>,
    /// Every exchange, in order.
    pub(super) exchanges: Vec<Rc<Exchange>>,
    /// What ended it early.
    pub(super) error: Option<TrialError>,
}

impl Played {
    /// One exchange with its findings.
    pub(super) fn one(exchange: Exchange, findings: Vec<Finding>) -> Self {
        let exchange = Rc::new(exchange);
        let findings = findings.into_iter().map(|finding| (finding, Rc::clone(&exchange))).collect();
        Self { findings, exchanges: vec![exchange], error: None }
    }

    /// What was sent until an exchange was answered, as one number for each request: exchanges can be large and are not kept for it.
    pub(super) fn sent_until(&self, last: &Rc<Exchange>) -> Vec<u64> {
        let count = self.exchanges.iter().position(|exchange| Rc::ptr_eq(exchange, last)).map_or(0, |at| at + 1);
        self.exchanges[..count].iter().map(|exchange| sent(exchange)).collect()
    }

    /// Whether the same requests went out first.
    pub(super) fn starts_with(&self, before: &[u64]) -> bool {
        let own = self.exchanges.iter().map(|exchange| sent(exchange));
        self.exchanges.len() >= before.len() && own.zip(before).all(|(one, other)| one == *other)
    }
}

fn sent(exchange: &Exchange) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&exchange.method, &exchange.url, &exchange.request_body).hash(&mut hasher);
    hasher.finish()
}
