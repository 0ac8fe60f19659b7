//! The operations of a contract that a description made by itself, and what has not been said about them yet.

use serde::{Deserialize, Serialize};

use crate::contract::{Contract, Operation, StatusKey};

/// One operation: the requirements whose ids begin with its own are about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DerivedOperation {
    /// Its id.
    pub id: String,
    /// Its method and path.
    pub call: String,
    /// The fields of its requests whose breach earns no business code yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// The responses of which no requirement says more than the status: neither a body nor a header is described.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub responses: Vec<String>,
}

impl DerivedOperation {
    /// Those of a contract; none if it was written by hand.
    pub(super) fn all(contract: &Contract) -> Vec<Self> {
        let all = contract.operations.iter().filter(|_| contract.derive);
        all.map(|operation| Self {
            id: operation.id.clone(),
            call: format!("{} {}", operation.method, operation.path),
            fields: fields(operation),
            responses: responses(operation),
        })
        .collect()
    }

    /// Whether a requirement is about it.
    pub fn holds(&self, requirement: &str) -> bool {
        requirement.strip_prefix(self.id.as_str()).is_some_and(|rest| rest.starts_with('.'))
    }
}

/// The fields without a code, in the order of their names.
fn fields(operation: &Operation) -> Vec<String> {
    let all = operation.cited.values().flat_map(|cited| &cited.uncoded).filter(|field| !field.is_empty());
    let mut all: Vec<String> = all.cloned().collect();
    all.sort();
    all.dedup();
    all
}

/// The responses without a form. What has no body by its status needs none.
fn responses(operation: &Operation) -> Vec<String> {
    let is_empty =
        |status: StatusKey| matches!(status, StatusKey::Exactly(100..=199 | 204 | 205 | 304) | StatusKey::Class(1));
    let bare = operation.responses.iter().filter(|one| {
        one.headers.is_empty() && one.bodies.iter().all(|body| body.shape.is_none()) && !is_empty(one.status)
    });
    bare.map(|one| one.status.to_string()).collect()
}
