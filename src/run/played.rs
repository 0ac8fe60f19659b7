//! The result of playing a case.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    rc::Rc,
};

use super::jar::Jar;
use crate::{check::Finding, record::TrialError, target::Exchange};

/// The result of playing a case, or some steps.
#[derive(Default)]
pub(super) struct Played {
    /// Each finding with the exchange that shows it.
    pub(super) findings: Vec<(Finding, Rc<Exchange>)>,
    /// Every exchange, in order.
    pub(super) exchanges: Vec<Rc<Exchange>>,
    /// What ended it early.
    pub(super) error: Option<TrialError>,
    /// The cookies that its responses have set.
    pub(super) jar: Jar,
}

impl Played {
    /// One exchange with its findings.
    pub(super) fn one(exchange: Exchange, findings: Vec<Finding>) -> Self {
        let exchange = Rc::new(exchange);
        let findings = findings.into_iter().map(|finding| (finding, Rc::clone(&exchange))).collect();
        Self { findings, exchanges: vec![exchange], ..Self::default() }
    }

    /// What was sent until an exchange got its response, as one number for each request: exchanges can be large and are not kept for it.
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::run::testing::{exchange, finding};

    fn sent(requests: &[u32]) -> Played {
        let exchanges = requests.iter().map(|n| Rc::new(exchange(&json!(n), 200, &json!({})))).collect();
        Played { exchanges, ..Played::default() }
    }

    #[test]
    fn what_was_sent_until_an_exchange_includes_its_own_request() {
        let played = sent(&[1, 2, 3]);
        let whole = played.sent_until(&played.exchanges[2]);
        assert_eq!((whole.len(), played.sent_until(&played.exchanges[0])), (3, whole[..1].to_vec()));
        assert!(whole[0] != whole[1] && whole[1] != whole[2]);
        assert!(played.sent_until(&Rc::new(exchange(&json!(1), 200, &json!({})))).is_empty(), "it is none of them");
    }

    #[test]
    fn a_repeat_starts_with_the_same_requests_whatever_follows_and_whatever_was_answered() {
        let before = sent(&[1, 2]);
        let before = before.sent_until(&before.exchanges[1]);
        for (requests, same) in [(vec![1, 2], true), (vec![1, 2, 3], true), (vec![1], false), (vec![1, 3], false)] {
            assert_eq!(sent(&requests).starts_with(&before), same, "{requests:?}");
        }
        let mut other = exchange(&json!(2), 500, &json!("other"));
        let answered = |exchange: Exchange| {
            let mut played = sent(&[1]);
            played.exchanges.push(Rc::new(exchange));
            played.starts_with(&before)
        };
        assert!(answered(other.clone()));
        other.method = "PUT".to_owned();
        assert!(!answered(other));
    }

    #[test]
    fn one_exchange_shows_each_of_its_findings() {
        let played = Played::one(exchange(&json!(1), 200, &json!({})), vec![finding("A"), finding("B")]);
        assert_eq!((played.exchanges.len(), played.findings.len(), played.error), (1, 2, None));
        assert!(played.findings.iter().all(|(_, shown)| Rc::ptr_eq(shown, &played.exchanges[0])));
    }
}
