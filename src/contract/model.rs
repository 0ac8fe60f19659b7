//! A contract that was loaded: what every other room reads.

use std::collections::BTreeMap;

use super::{
    BlockOrigins, Catalogue, Citation, Language, Operation, Reading, Readings, Requirement, Source, State, Text,
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
    /// The source document: the name of its file.
    pub document: String,
    /// Its title.
    pub document_title: String,
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
    /// What can be called.
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

    /// Where a requirement is, as it is shown to people: the title of the document and the place in it, where the file has a name that
    /// only we know.
    pub fn source_of(&self, requirement: &Requirement) -> Source {
        let mut source = requirement.source.clone();
        if !self.derive && source.place.anchor.is_none() && source.document.as_ref() == Some(&self.document) {
            source.document = Some(self.document_title.clone());
        }
        source
    }

    /// An operation by id.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}
