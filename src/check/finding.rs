//! One broken promise.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::contract::{Level, place_of};

/// The name of a check; an alias, for serde would borrow a plain reference from what it reads.
pub type CheckName = &'static str;

/// One broken promise: what was due and what came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The requirement broken.
    pub requirement: String,
    /// How much it weighs.
    pub level: Level,
    /// The check that found it.
    #[serde(deserialize_with = "known")]
    pub check: CheckName,
    /// The operation asked.
    pub operation: String,
    /// JSON pointer into the response (into the request where the response has no place for it).
    pub pointer: String,
    /// What was due.
    pub expected: String,
    /// What came.
    pub actual: String,
    /// What sets this finding apart from another of the same requirement, check and place: a code, a rule, a schema path.
    pub class: String,
}

/// What makes two findings the same: shrinking never leaves it, reports group by it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FindingKey {
    requirement: String,
    #[serde(deserialize_with = "known")]
    check: CheckName,
    operation: String,
    place: String,
    class: String,
}

impl Finding {
    /// Which finding this is, whatever the values and array indexes.
    pub fn key(&self) -> FindingKey {
        FindingKey {
            requirement: self.requirement.clone(),
            check: self.check,
            operation: self.operation.clone(),
            place: place_of(&self.pointer),
            class: self.class.clone(),
        }
    }
}

/// What finds broken promises beside the checks of single answers: a rule of a scenario, and the audit of a whole run.
const OTHERS: [&str; 2] = ["rule", "audit"];

/// A check by its name, as it stands in a record.
fn known<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static str, D::Error> {
    let name = String::deserialize(deserializer)?;
    let names = super::ALL.iter().map(|check| check.name).chain(OTHERS);
    names
        .into_iter()
        .find(|known| *known == name)
        .ok_or_else(|| D::Error::custom(format!("there is no check `{name}`; read it with the version that wrote it")))
}
