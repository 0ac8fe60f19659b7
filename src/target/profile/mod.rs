//! A target's profile: who it is, where it is, and what only its owner can give. TOML, written by people.
//!
//! A section is one file beside this one with `pub(super) fn read(node: &Node<'_>)`, and its key in `contract.rs`.

mod auth;
mod connection;
mod contract;
mod error;
mod hooks;
mod limits;
mod nearest;
mod node;
mod operations;
mod reader;
mod scalar;
mod states;
#[cfg(test)]
mod tests;
mod waivers;

use std::{collections::BTreeMap, path::Path, time::Duration};

use serde_json::Value;

use super::{Auth, Connection, origin};
pub use contract::{NoAddress, address};
pub use error::ProfileError;
pub use hooks::{HookCall, HookScope, HttpCall, StateHook};
pub use limits::{Limits, Rate};
pub use nearest::nearest;
pub(in crate::target) use node::Node;
pub use operations::Override;
use reader::{Environment, Reader};
pub use waivers::Waiver;

/// A target and what its owner gives for each contract.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// The target's name, for reports.
    pub name: String,
    /// By contract id.
    pub contracts: BTreeMap<String, ContractProfile>,
    /// The file it was read from; empty where there is none.
    pub file: String,
    /// The line of each key, by its path: `robo-payment/states/payment-cleared`.
    pub lines: BTreeMap<String, usize>,
}

/// What the owner of a target gives for one contract.
#[derive(Debug, Clone, Default)]
pub struct ContractProfile {
    /// The address that the operations' paths are appended to.
    pub url: String,
    /// Credentials by name.
    pub credentials: BTreeMap<String, String>,
    /// For each state one or more tables of what stands for it.
    pub states: BTreeMap<String, Vec<Value>>,
    /// What brings states about for which no tables are given.
    pub hooks: BTreeMap<String, StateHook>,
    /// Why states were not brought about.
    pub unmade: BTreeMap<String, String>,
    /// Where it differs from the document, by operation.
    pub operations: BTreeMap<String, Override>,
    /// Fields that are to be seen nowhere.
    pub redact: Vec<String>,
    /// Whether nothing that writes may be asked.
    pub read_only: bool,
    /// Whether real business is done there; unknown where its owner does not say.
    pub production: Option<bool>,
    /// Chosen readings.
    pub readings: BTreeMap<String, Value>,
    /// The most time one exchange may take.
    pub timeout: Option<Duration>,
    /// How much of the target a run may take.
    pub limits: Limits,
    /// Findings that somebody answers for.
    pub waivers: Vec<Waiver>,
    /// How the target is connected to.
    pub connection: Connection,
    /// How it is told who asks, beside what the contract itself sends.
    pub auth: Option<Auth>,
}

impl ContractProfile {
    /// Whether a state is brought about anew for each trial that needs it.
    pub fn of_trial(&self, state: &str) -> bool {
        self.hooks.get(state).is_some_and(|hook| hook.scope == HookScope::Trial) && !self.unmade.contains_key(state)
    }

    /// How the target is connected to, and for how long at most.
    pub fn connection(&self) -> Connection {
        let timeout = self.timeout.unwrap_or(self.connection.timeout);
        let body_limit = self.limits.body.unwrap_or(self.connection.body_limit);
        let token = match &self.auth {
            Some(Auth::OAuth(oauth)) => origin(&oauth.token_url),
            _ => None,
        };
        let origins = origin(&self.url).into_iter().chain(token).collect();
        Connection { timeout, body_limit, origins, ..self.connection.clone() }
    }
}

impl Profile {
    /// Reads a profile; `${NAME}` in a text is taken from the environment.
    pub fn read(path: &Path) -> Result<Self, ProfileError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| ProfileError {
            file: file.clone(),
            line: None,
            problem: format!("the profile cannot be read: {error}"),
            mend: "name a readable TOML file".to_owned(),
        })?;
        Self::parse(&file, &text, &|name| std::env::var(name).ok())
    }

    /// Reads the text of a profile; files that it names stand beside `file`.
    pub fn parse(file: &str, text: &str, environment: Environment<'_>) -> Result<Self, ProfileError> {
        let reader = Reader::new(file, text, environment);
        let document = reader.document()?;
        let root = Node::root(&reader, &document);
        let mut profile = Self { name: "target".to_owned(), file: file.to_owned(), ..Self::default() };
        root.lines(&mut profile.lines);
        for node in root.fields()? {
            if node.key() == "name" {
                profile.name = node.text()?;
            } else if node.is_table() {
                profile.contracts.insert(node.key().to_owned(), contract::read(&node)?);
            } else {
                return Err(node.unknown(
                    "here",
                    ["name"],
                    "give `name`, and a table [<contract id>] for each contract",
                ));
            }
        }
        Ok(profile)
    }

    /// A mistake at a place of this profile that only others can see; the nearest key above it that has a line tells where.
    pub fn error(&self, path: &str, problem: impl Into<String>, mend: impl Into<String>) -> ProfileError {
        let mut ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]).rev();
        let line = ends.find_map(|end| self.lines.get(&path[..end]).copied());
        ProfileError { file: self.file.clone(), line, problem: problem.into(), mend: mend.into() }
    }

    /// The mistake that the last key of a path is not among those that are known.
    pub fn unknown_name(&self, path: &str, problem: String, known: &[&str]) -> ProfileError {
        let name = path.rsplit('/').next().unwrap_or_default();
        let mend = nearest::mend(name, known.iter().copied());
        self.error(path, problem, mend)
    }
}
