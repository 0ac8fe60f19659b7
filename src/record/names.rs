//! Names that are fixed in the program, read back from a record.

use serde::{Deserialize, Deserializer, de::Error};

use super::Kind;

/// The kind of a target.
pub(super) fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Kind, D::Error> {
    let name = String::deserialize(deserializer)?;
    let known = ["reference", "url"].into_iter().find(|known| *known == name);
    known.ok_or_else(|| D::Error::custom(format!("`{name}` is no kind of target; write `reference` or `url`")))
}
