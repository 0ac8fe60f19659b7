//! A contract that was loaded: what every other room reads.

use std::collections::BTreeMap;

use super::{
    BlockOrigins, Catalogue, Citation, Language, Operation, Reading, Readings, Requirement, State, Text,
    schema::CharClass,
};

/// One API's promises, with the readings in force decided.
pub struct Contract {
    /// Its id: the name of its folder.
    pub id: String,
    /// What the API does.
    pub title: Text,
    /// The language of plain texts in its files and scenarios.
    pub language: Option<Language>,
    /// The source document.
    pub document: String,
    /// SHA-256 over its files and scenarios.
    pub digest: String,
    /// Every clause, in the order of the document.
    pub requirements: Vec<Requirement>,
    /// The readings that can be chosen.
    pub readings: Vec<Reading>,
    /// The choices in force.
    pub in_force: Readings,
    /// The preconditions that only the target's owner can provide.
    pub states: Vec<State>,
    /// The credentials that a profile gives, and whether each is secret.
    pub credentials: BTreeMap<String, bool>,
    /// Character classes by name, for schemas.
    pub classes: BTreeMap<String, CharClass>,
    /// The codes.
    pub catalogue: Catalogue,
    /// What can be asked.
    pub operations: Vec<Operation>,
    /// Operations of the description that the contract says nothing of, by id: nothing of them is tested.
    pub unspoken: Vec<String>,
    /// Which file cites which requirement.
    pub citations: Vec<Citation>,
    /// Whether it was made of a description by itself.
    pub derive: bool,
    /// Where the parts of its files were written that are shared blocks.
    pub blocks: BlockOrigins,
}

impl Contract {
    /// A requirement by id.
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        self.requirements.iter().find(|requirement| requirement.id == id)
    }

    /// An operation by id.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}
