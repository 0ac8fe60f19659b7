//! What a contract promises, as far as a record is about it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{DerivedOperation, Unbroken};
use crate::{
    contract::{Code, Contract, Reading, Requirement, Text, code_text},
    scenario::Scenario,
};

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
    /// Codes as text that something of the contract is about, whether the catalogue lists them or not.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub cited: BTreeSet<String>,
    /// Constraints that no case breaks alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unbroken: Vec<Unbroken>,
    /// Requirements of which some constraint is among them, but those of success, which accepted requests show.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub in_part: BTreeSet<String>,
    /// Requirements that have no other constraints.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unbreakable: BTreeSet<String>,
    /// The requirement that an undocumented code breaks.
    pub catalogue: String,
    /// The operations, where a description made the contract by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<DerivedOperation>,
}

impl Promises {
    /// Those of a contract with its scenarios.
    pub fn of(contract: &Contract, scenarios: &[Scenario]) -> Self {
        let cited_by_title =
            |requirement: &Requirement| Requirement { source: contract.source_of(requirement), ..requirement.clone() };
        Self {
            id: contract.id.clone(),
            title: contract.title.clone(),
            digest: contract.digest.clone(),
            readings: contract.in_force.clone(),
            choices: contract.readings.clone(),
            states: contract.states.iter().map(|state| (state.id.clone(), state.text.clone())).collect(),
            requirements: contract.requirements.iter().map(cited_by_title).collect(),
            codes: contract.catalogue.codes.clone(),
            cited: cited(contract, scenarios),
            unbroken: Vec::new(),
            in_part: BTreeSet::new(),
            unbreakable: BTreeSet::new(),
            catalogue: contract.catalogue.requirement.clone(),
            derived: DerivedOperation::all(contract),
        }
    }
}

/// The codes that constraints earn, that the rules of errors name and that scenarios expect.
fn cited(contract: &Contract, scenarios: &[Scenario]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for operation in &contract.operations {
        let raw = operation.raw.as_ref().and_then(|raw| raw.code.as_ref());
        let rules = || operation.errors.iter().map(|place| &place.rules);
        let earned = operation.earns.iter().map(|(code, _)| code).chain(raw).chain(rules().flat_map(|of| &of.success));
        found.extend(earned.map(code_text));
        found.extend(rules().filter_map(|of| of.status.as_ref()).flat_map(|status| status.by_code.keys().cloned()));
    }
    let scenarios = serde_json::to_value(scenarios).unwrap_or_default();
    expected(&scenarios, &mut found);
    found
}

/// What is under `code` or `codes`, anywhere in a scenario: in an expectation, or in the table that one is filled from.
fn expected(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let codes = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                if key == "code" || key == "codes" {
                    found.extend(codes.iter().filter(|code| code.is_string() || code.is_i64()).map(code_text));
                }
                expected(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| expected(item, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::{Files, Readings};

    #[test]
    fn every_code_that_a_constraint_an_error_or_a_scenario_is_about_is_cited() {
        let files = Files::embedded();
        let suite = crate::scenario::load(&files, "robo-payment", &Readings::new()).unwrap_or_else(|_| panic!());
        let cited = Promises::of(&suite.contract, &suite.scenarios).cited;
        // 11 and 12 are earned by credentials and are in no catalogue.
        assert!(["11", "12", "3605"].iter().all(|code| cited.contains(*code)), "{cited:?}");
        let mut found = BTreeSet::new();
        let scenario = json!({"steps": [{"expect": {"codes": ["E1", {"$cel": "row.code"}]}}], "table": [{"code": 7}, {"code": null}]});
        expected(&scenario, &mut found);
        assert_eq!(found, ["7", "E1"].map(str::to_owned).into());
    }
}
