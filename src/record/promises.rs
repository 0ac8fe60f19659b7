//! What a contract promises, as far as a record speaks of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contract::{Code, Contract, Reading, Requirement, Text};

/// What a contract promises: enough to judge a run when the contract's files are long gone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Promises {
    /// The contract's id.
    pub id: String,
    /// What it is about.
    pub title: Text,
    /// The digest of its files.
    pub digest: String,
    /// The readings in force.
    pub readings: BTreeMap<String, Value>,
    /// Every reading with its choices.
    pub choices: Vec<Reading>,
    /// The preconditions that only the target's owner can provide, by id.
    #[serde(default)]
    pub states: BTreeMap<String, Text>,
    /// Its requirements in the order of the document.
    pub requirements: Vec<Requirement>,
    /// The documented codes.
    pub codes: Vec<Code>,
    /// The requirement that an undocumented code breaks.
    pub catalogue: String,
}

impl Promises {
    /// Those of a contract.
    pub fn of(contract: &Contract) -> Self {
        Self {
            id: contract.id.clone(),
            title: contract.title.clone(),
            digest: contract.digest.clone(),
            readings: contract.in_force.clone(),
            choices: contract.readings.clone(),
            states: contract.states.iter().map(|state| (state.id.clone(), state.text.clone())).collect(),
            requirements: contract.requirements.clone(),
            codes: contract.catalogue.codes.clone(),
            catalogue: contract.catalogue.requirement.clone(),
        }
    }
}
