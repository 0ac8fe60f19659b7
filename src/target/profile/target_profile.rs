//! A profile as a whole: read from a file, with the line of each key for messages.

use std::{collections::BTreeMap, path::Path};

use super::{
    ContractProfile, Node, ProfileError, TestedProduct, contract, nearest,
    reader::{Environment, Reader},
    tested_product,
};
use crate::{
    contract::{Message, ProfileId},
    util::text_file::read_text,
};

/// A target and what its owner gives for each contract.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// The target's name, for reports.
    pub name: String,
    /// The number of the run, where the owner counts the runs.
    pub run_number: Option<u64>,
    /// What is certified.
    pub subject: TestedProduct,
    /// By contract id.
    pub contracts: BTreeMap<String, ContractProfile>,
    /// The file it was read from; empty where there is none.
    pub file: String,
    /// The line of each key, by its path: `robo-payment/states/payment-cleared`.
    pub lines: BTreeMap<String, usize>,
}

/// A number, or a text that holds one: what counts the runs is mostly a variable of the environment.
fn run_number(node: &Node<'_>) -> Result<u64, ProfileError> {
    let number = if node.is_text() { node.text()?.trim().parse().ok() } else { node.json()?.as_u64() };
    number.filter(|number| *number > 0).ok_or_else(|| node.error(ProfileId::NoRunNumber, ProfileId::WriteRunNumber))
}

impl Profile {
    /// Reads a profile; `${NAME}` in a text is taken from the environment.
    pub fn read(path: &Path) -> Result<Self, ProfileError> {
        let file = path.display().to_string();
        let text = read_text(path).map_err(|error| ProfileError {
            file: file.clone(),
            line: None,
            problem: ProfileId::Unreadable.with([Message::library(&error)]),
            fix: ProfileId::NameReadable.into(),
        })?;
        Self::parse(&file, &text, &|name| std::env::var(name).ok())
    }

    /// Reads the text of a profile; files that it names are next to `file`.
    pub fn parse(file: &str, text: &str, environment: Environment<'_>) -> Result<Self, ProfileError> {
        let reader = Reader::new(file, text, environment);
        let document = reader.document()?;
        let root = Node::root(&reader, &document);
        let mut profile = Self { name: "target".to_owned(), file: file.to_owned(), ..Self::default() };
        root.lines(&mut profile.lines);
        for node in root.fields()? {
            if node.key() == "name" {
                profile.name = node.text()?;
            } else if node.key() == "run-number" {
                profile.run_number = Some(run_number(&node)?);
            } else if node.key() == "subject" && node.is_table() {
                profile.subject = tested_product::read(&node)?;
            } else if node.is_table() {
                let mut contract = contract::read(&node)?;
                contract.places = profile.places(node.key());
                profile.contracts.insert(node.key().to_owned(), contract);
            } else {
                return Err(node.unknown(None, ["name", "run-number"], ProfileId::GiveTables.into()));
            }
        }
        Ok(profile)
    }

    /// Where the table of a contract and its keys are.
    fn places(&self, id: &str) -> BTreeMap<String, String> {
        let own = self.lines.iter().filter_map(|(path, line)| {
            let key = path.strip_prefix(id)?;
            let key = if key.is_empty() { key } else { key.strip_prefix('/')? };
            (!key.contains('/')).then(|| (key.to_owned(), format!("{}:{line}", self.file)))
        });
        own.collect()
    }

    /// A mistake at a place of this profile that only others can see; the nearest key above it that has a line says where.
    pub fn error(&self, path: &str, problem: impl Into<Message>, fix: impl Into<Message>) -> ProfileError {
        let mut ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]).rev();
        let line = ends.find_map(|end| self.lines.get(&path[..end]).copied());
        ProfileError { file: self.file.clone(), line, problem: problem.into(), fix: fix.into() }
    }

    /// The mistake that the last key of a path is not among those that are known.
    pub fn unknown_name(&self, path: &str, problem: Message, known: &[&str]) -> ProfileError {
        let name = path.rsplit('/').next().unwrap_or_default();
        let fix = nearest::fix(name, known.iter().copied());
        self.error(path, problem, fix)
    }
}
