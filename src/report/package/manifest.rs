//! `manifest.json`: what the package is about, and every file of it with its digest.

use serde::{Deserialize, Serialize};

use crate::{
    contract::Text,
    record::{ContractRecord, TargetRecord},
};

/// The version of the form; a reader refuses another one.
pub(super) const FORM: u32 = 1;

/// The manifest.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) package: u32,
    pub(super) tekigo: String,
    pub(super) seed: u64,
    pub(super) plan_hash: String,
    pub(super) started: String,
    pub(super) target: TargetRecord,
    pub(super) language: String,
    pub(super) tester: String,
    pub(super) contracts: Vec<Pledge>,
    pub(super) files: Vec<Listed>,
}

/// A contract by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pledge {
    pub(super) id: String,
    pub(super) digest: String,
}

impl Pledge {
    pub(super) fn of(contract: &ContractRecord) -> Self {
        Self { id: contract.id.clone(), digest: contract.digest.clone() }
    }
}

/// One file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listed {
    pub(super) file: String,
    pub(super) size: u64,
    pub(super) sha256: String,
    pub(super) what: Text,
}

impl Manifest {
    /// Its text.
    pub(super) fn written(&self) -> String {
        // Strings and numbers always have a text.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}
