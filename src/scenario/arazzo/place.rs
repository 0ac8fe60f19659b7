//! What workflows are read with, and places in their file.

use serde_json::Value;

use crate::contract::Contract;

/// What workflows are read with.
pub(super) struct Reader<'a> {
    pub(super) file: &'a str,
    pub(super) document: &'a Value,
    pub(super) contract: &'a Contract,
    /// The ids in the contract, by `operationId`.
    pub(super) described: &'a [(String, String)],
}

/// A place in the file.
#[derive(Debug, Clone)]
pub(super) struct Position {
    pub(super) pointer: String,
}

impl Position {
    pub(super) fn child(&self, below: &str) -> Self {
        Self { pointer: format!("{}/{below}", self.pointer) }
    }
}
