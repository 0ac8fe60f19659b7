//! Records that a run made at its target, so that somebody can remove them.

use serde::{Deserialize, Serialize};

/// A record that a writing operation made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Made {
    /// The operation that made it.
    pub operation: String,
    /// The place of the response at which its id is, indexes left open.
    pub place: String,
    /// Its id.
    pub id: String,
}
