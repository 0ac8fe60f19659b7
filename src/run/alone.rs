//! What the cases of a plan leave unsaid about the constraints of request schemas.

use std::collections::BTreeSet;

use crate::record::Unbroken;

/// What no case breaks alone.
#[derive(Debug, Clone, Default)]
pub struct Alone {
    /// The constraints.
    pub all: Vec<Unbroken>,
    /// The requirements some of whose constraints are among them.
    pub partly: BTreeSet<String>,
    /// The requirements all of whose constraints are among them.
    pub whole: BTreeSet<String>,
}
