//! What a profile says about one contract.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde_json::Value;

use super::{HookScope, Limits, Override, StateHook, Waiver};
use crate::{
    contract::{Message, MessageId, ReasonId},
    target::{Auth, Callbacks, Connection, origin},
};

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
    /// Why states were not set up.
    pub unmade: BTreeMap<String, Message>,
    /// Where it differs from the document, by operation.
    pub operations: BTreeMap<String, Override>,
    /// Fields that are to be seen nowhere.
    pub redact: Vec<String>,
    /// Whether nothing that writes may be sent.
    pub read_only: bool,
    /// Whether records that a run made may be removed at its end.
    pub remove_made: bool,
    /// Whether real business is done there; unknown where its owner does not say.
    pub production: Option<bool>,
    /// Chosen readings.
    pub readings: BTreeMap<String, Value>,
    /// The most time one exchange may take.
    pub timeout: Option<Duration>,
    /// How much of the target a run may take.
    pub limits: Limits,
    /// Findings that somebody is responsible for.
    pub waivers: Vec<Waiver>,
    /// How the target is connected to.
    pub connection: Connection,
    /// Where the target sends what it sends on its own.
    pub callbacks: Option<Callbacks>,
    /// How requests prove the identity of the client, besides the credentials of the contract.
    pub auth: Option<Arc<dyn Auth>>,
    /// Where its keys are, by key and as `file:line`; empty for the table itself, and where there is no file.
    pub places: BTreeMap<String, String>,
}

impl ContractProfile {
    /// Whether a state is set up anew for each trial that needs it.
    pub fn of_trial(&self, state: &str) -> bool {
        self.hooks.get(state).is_some_and(|hook| hook.scope == HookScope::Trial) && !self.unmade.contains_key(state)
    }

    /// Where a key is, or the table where the key is not given.
    pub fn place(&self, key: &str) -> Option<&str> {
        self.places.get(key).or_else(|| self.places.get("")).map(String::as_str)
    }

    /// What lies in the way of a run, in one line: where it is put right, what it is, and how.
    pub fn obstacle(&self, key: &str, what: Message, fix: Message) -> Message {
        let key = if key == "credentials" && self.auth.is_some() { "auth" } else { key };
        let told = ReasonId::Fix.with([what, fix]);
        match self.place(key) {
            Some(place) => MessageId::Named.with([place.into(), told]),
            None => told,
        }
    }

    /// How the target is connected to, and for how long at most.
    pub fn connection(&self) -> Connection {
        let timeout = self.timeout.unwrap_or(self.connection.timeout);
        let body_limit = self.limits.body.unwrap_or(self.connection.body_limit);
        let proof = self.auth.as_ref().and_then(|auth| origin(auth.address()?));
        let origins = origin(&self.url).into_iter().chain(proof).collect();
        Connection { timeout, body_limit, origins, ..self.connection.clone() }
    }
}
