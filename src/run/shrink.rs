//! Making a counterexample small: ever simpler cases that still show the same finding, within a budget of requests.
//!
//! A candidate is sent only when it is confirmed to do what the original was meant to do, so a shrunk request that breaks a
//! constraint breaks that one and no other; another finding than the first counts as none.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};

use super::{
    case::{Candidate, Case},
    lane::Lane,
    play::play,
    played::Played,
    recorder::found,
    stage::Stage,
};
use crate::{
    check::FindingKey,
    record::{Found, Intent, TrialError},
};

/// The most candidates that are looked at, sent or not, and the most bytes that they may have together.
const MOST_CANDIDATES: usize = 4_000;
const MOST_BYTES: usize = 32 << 20;

/// Which candidates have been looked at.
#[derive(Default)]
struct Tried {
    hashes: HashSet<u64>,
    bytes: usize,
}

impl Tried {
    fn spent(&self) -> bool {
        self.hashes.len() >= MOST_CANDIDATES || self.bytes >= MOST_BYTES
    }

    /// Whether the candidate is new; only its hash is kept, because candidates can be large.
    fn insert(&mut self, candidate: &Candidate) -> bool {
        let text = candidate.value.to_string();
        self.bytes += text.len();
        let mut hasher = DefaultHasher::new();
        (candidate.number, text).hash(&mut hasher);
        self.hashes.insert(hasher.finish())
    }
}

/// A case that shows the same finding.
pub(super) struct Smaller<'a> {
    /// The case.
    pub(super) case: Case<'a>,
    /// How it shows the finding.
    pub(super) found: Found,
}

/// The smallest case found that still shows the finding, for so many requests; none where nothing smaller does.
pub(super) async fn shrink<'a>(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    case: &Case<'a>,
    key: &FindingKey,
    requests: u32,
) -> Option<Smaller<'a>> {
    let mut best: Option<Smaller<'a>> = None;
    let mut budget = requests / case.cost();
    let mut tried = Tried::default();
    // On from where the last simpler one stood: what was in vain before it is mostly in vain again, and costs requests.
    let mut from = 0;
    'again: loop {
        let base = best.as_ref().map_or(case, |smaller| &smaller.case).clone();
        for (position, candidate) in base.simpler().enumerate().skip(from) {
            if budget == 0 || tried.spent() {
                break 'again;
            }
            if !tried.insert(&candidate) {
                continue;
            }
            let Some(smaller) = base.with(stage, candidate) else { continue };
            let Some(played) = play(lane, stage, &smaller, None).await else { continue };
            budget -= 1;
            if played.error.as_ref().is_some_and(|error| !matches!(error, TrialError::Ours(_))) {
                break 'again;
            }
            if let Some(found) = shown(&played, key, &smaller.intent) {
                best = Some(Smaller { case: smaller, found });
                from = position;
                continue 'again;
            }
        }
        if from == 0 {
            break;
        }
        from = 0;
    }
    best
}

/// The finding of a key among those of a case that was played; any other finding counts as none.
pub(super) fn shown(played: &Played, key: &FindingKey, intent: &Intent) -> Option<Found> {
    let (finding, exchange) = played.findings.iter().find(|(finding, _)| finding.key() == *key)?;
    Some(found(finding.clone(), intent, exchange))
}
