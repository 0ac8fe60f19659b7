//! Who was asked.

use serde::{Deserialize, Serialize};

use super::names;

/// The kind of a target; an alias, for serde would borrow a plain reference from what it reads.
pub type Kind = &'static str;

/// Who was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetRecord {
    /// Its name.
    pub name: String,
    /// `reference` or `url`.
    #[serde(deserialize_with = "names::kind")]
    pub kind: Kind,
    /// Its address; empty for the reference.
    pub url: String,
}
