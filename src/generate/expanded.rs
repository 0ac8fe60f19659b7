//! What goals expand to.

use super::conjunct::Conjunct;
use super::goal::Contradiction;

/// The conjuncts of some goals, and the last contradiction on the way.
#[derive(Debug, Clone, Default)]
pub(super) struct Expanded {
    /// The alternatives; none where the goals contradict each other.
    pub(super) conjuncts: Vec<Conjunct>,
    /// Why an alternative was dropped, the last one.
    pub(super) why: Contradiction,
    /// There may be alternatives that were not found: the search was given up, or no text was found.
    pub(super) unsure: bool,
}
