//! Where the exchanges of a trial are in the journal: evidence is cited by its line.

use std::collections::BTreeMap;

/// The lines of a trial's exchanges, as far as somebody cites them. They follow from the journal and are not written to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// Which of the journals of the run it is, counted from 0.
    pub journal: usize,
    /// The first exchange; 0 where there is none, or where no journal was read.
    pub first: u64,
    /// The first exchange that puts each requirement to the test.
    pub asked: BTreeMap<String, u64>,
    /// The exchange that shows the findings of a case first, by the case.
    pub found: BTreeMap<u64, u64>,
}
