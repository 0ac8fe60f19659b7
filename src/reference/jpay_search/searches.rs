//! The searches that were ordered.

use std::collections::{HashMap, VecDeque};

use super::data::Shop;
use super::faults::FaultId;
use super::fixtures::{EXPIRED_SID, YOUNG_SID};
use super::query::Query;
use super::readings::Rules;
use crate::reference::world::STORE_LIMIT;

/// A search as it was ordered. The payments never change, so its query stands for its result.
#[derive(Debug, Clone)]
pub(super) struct Search {
    pub(super) shop: Shop,
    pub(super) query: Query,
    pub(super) expired: bool,
    /// How often it was served.
    pub(super) served: u32,
}

/// Searches by id; beyond the limit the oldest is forgotten.
pub(super) struct Searches {
    by_sid: HashMap<String, Search>,
    made: VecDeque<String>,
    next: u64,
    limit: usize,
}

impl Searches {
    /// Holds the two searches of the states, for the default query of the first shop.
    pub(super) fn new(default: &Query) -> Self {
        let search = |expired| Search { shop: Shop::First, query: default.clone(), expired, served: 0 };
        let by_sid = [(EXPIRED_SID.to_owned(), search(true)), (YOUNG_SID.to_owned(), search(false))].into();
        Self { by_sid, made: VecDeque::new(), next: 0, limit: STORE_LIMIT }
    }

    pub(super) fn order(&mut self, shop: Shop, query: Query) -> String {
        self.next += 1;
        let sid = uuid(self.next);
        self.by_sid.insert(sid.clone(), Search { shop, query, expired: false, served: 0 });
        self.made.push_back(sid.clone());
        if self.made.len() > self.limit
            && let Some(oldest) = self.made.pop_front()
        {
            self.by_sid.remove(&oldest);
        }
        sid
    }

    /// The id that a search was ordered by, of which faults take what is nearly it.
    pub(super) fn as_ordered(&self, rules: &Rules, sent: &str) -> String {
        let near = |sid: &&String| {
            (rules.has(FaultId::SidNewline) && sent.strip_suffix('\n') == Some(sid))
                || (rules.has(FaultId::SidCut) && sent.len() + 1 == sid.len() && sid.starts_with(sent))
        };
        let looks = rules.has(FaultId::SidNewline) || rules.has(FaultId::SidCut);
        let found = if looks { self.by_sid.keys().find(near) } else { None };
        found.cloned().unwrap_or_else(|| sent.to_owned())
    }

    pub(super) fn get_mut(&mut self, sid: &str) -> Option<&mut Search> {
        self.by_sid.get_mut(sid)
    }
}

/// Looks like a random UUID, and is the same for the same number.
fn uuid(n: u64) -> String {
    let mix = |seed: u64| {
        let z = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    };
    let hex = format!("{:016x}{:016x}", mix(2 * n), mix(2 * n + 1));
    format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_oldest_are_forgotten_and_those_of_the_states_stay() {
        let mut searches = Searches { limit: 3, ..Searches::new(&Query::default()) };
        let sids: Vec<_> = (0..5).map(|_| searches.order(Shop::Second, Query::default())).collect();
        let kept: Vec<_> = sids.iter().map(|sid| searches.get_mut(sid).is_some()).collect();
        assert_eq!(kept, [false, false, true, true, true]);
        assert_eq!((searches.by_sid.len(), searches.made.len()), (5, 3));
        assert!(searches.get_mut(EXPIRED_SID).is_some_and(|search| search.expired));
    }

    #[test]
    fn ids_look_like_random_uuids_and_differ() {
        let ids: BTreeSet<_> = (1..10_000).map(uuid).collect();
        assert_eq!(ids.len(), 9_999);
        let lengths = |id: &String| id.split('-').map(str::len).collect::<Vec<_>>();
        assert!(ids.iter().all(|id| lengths(id) == [8, 4, 4, 4, 12] && &id[14..15] == "4" && &id[19..20] == "a"));
    }
}
