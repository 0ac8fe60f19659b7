//! Who was asked.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// The kind of a target; an alias, for serde would borrow a plain reference from what it reads.
pub type Kind = &'static str;

/// Who was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetRecord {
    /// Its name.
    pub name: String,
    /// `reference` or `url`.
    #[serde(deserialize_with = "kind")]
    pub kind: Kind,
    /// Its address; empty for the reference.
    pub url: String,
    /// Where the address is given, as `p.toml:3`; empty where no profile gives it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

/// A kind that is fixed in the program, read back from a record.
fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Kind, D::Error> {
    let name = String::deserialize(deserializer)?;
    let known = ["reference", "url"].into_iter().find(|known| *known == name);
    known.ok_or_else(|| D::Error::custom(format!("`{name}` is not a kind of target; write `reference` or `url`")))
}
