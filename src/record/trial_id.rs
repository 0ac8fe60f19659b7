//! The identity of a trial as data; its text is the trial's name.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a trial is: `contract/operation/group/rest`, without the parts that it does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TrialId {
    /// The contract.
    pub contract: String,
    /// The operation whose requests are generated; empty where the trial is not about one operation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub operation: String,
    /// What kind of trial it is.
    pub group: Group,
    /// What sets it apart in its group; empty where there is one of the group.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rest: String,
}

/// The kinds of trials, by their word in names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Valid requests at the boundaries of a place.
    #[default]
    Accepts,
    /// Valid requests in which optional fields occur together.
    Pairs,
    /// Valid requests drawn at random.
    Random,
    /// Requests that break one constraint.
    Rejects,
    /// Bodies that are not the JSON they should be.
    Raw,
    /// Requests that break two constraints at once.
    Precedence,
    /// A scenario from a file.
    Scenario,
    /// A scenario that is not in the plan, such as a saved counterexample.
    Replay,
    /// What shows over all trials of a contract together.
    Audit,
}

impl Group {
    /// Its word in the names of trials.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepts => "accepts",
            Self::Pairs => "accepts/pairs",
            Self::Random => "accepts/random",
            Self::Rejects => "rejects",
            Self::Raw => "raw",
            Self::Precedence => "precedence",
            Self::Scenario => "scenario",
            Self::Replay => "replay",
            Self::Audit => "audit",
        }
    }
}

impl TrialId {
    /// A trial of generated requests to an operation.
    pub fn of_operation(contract: &str, operation: &str, group: Group, rest: &str) -> Self {
        Self { operation: operation.to_owned(), ..Self::of_contract(contract, group, rest) }
    }

    /// A trial of a whole contract.
    pub fn of_contract(contract: &str, group: Group, rest: &str) -> Self {
        Self { contract: contract.to_owned(), operation: String::new(), group, rest: rest.to_owned() }
    }

    /// The name without its contract and operation.
    pub fn own(&self) -> String {
        let word = self.group.word();
        if self.rest.is_empty() { word.to_owned() } else { format!("{word}/{}", self.rest) }
    }
}

impl fmt::Display for TrialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/", self.contract)?;
        if !self.operation.is_empty() {
            write!(f, "{}/", self.operation)?;
        }
        f.write_str(&self.own())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_trial_is_its_parts_in_order() {
        let rows = [
            (TrialId::of_operation("c", "op", Group::Accepts, "rows.amount"), "c/op/accepts/rows.amount"),
            (TrialId::of_operation("c", "op", Group::Pairs, ""), "c/op/accepts/pairs"),
            (TrialId::of_operation("c", "op", Group::Rejects, "amount/maximum"), "c/op/rejects/amount/maximum"),
            (TrialId::of_operation("c", "op", Group::Precedence, ""), "c/op/precedence"),
            (TrialId::of_operation("c", "op", Group::Raw, "empty"), "c/op/raw/empty"),
            (TrialId::of_contract("c", Group::Scenario, "update-keeps"), "c/scenario/update-keeps"),
            (TrialId::of_contract("c", Group::Audit, "codes"), "c/audit/codes"),
        ];
        for (id, name) in rows {
            assert_eq!(id.to_string(), name);
            let text = serde_json::to_string(&id).expect("JSON");
            assert_eq!(serde_json::from_str::<TrialId>(&text).expect("an id"), id);
        }
    }
}
