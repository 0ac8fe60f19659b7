//! What was seen where the document is silent.

use std::collections::BTreeSet;

use super::TrialRecord;
use crate::contract::Message;

impl TrialRecord {
    /// What was seen of a requirement on which the document is silent, in the order of its English words.
    pub fn seen_of<'a>(trials: &[&'a Self], requirement: &str) -> Vec<&'a Message> {
        let seen: BTreeSet<&Message> =
            trials.iter().filter_map(|trial| trial.observed.get(requirement)).flatten().collect();
        let mut seen: Vec<&Message> = seen.into_iter().collect();
        seen.sort_by_cached_key(|message| message.english());
        seen
    }
}
