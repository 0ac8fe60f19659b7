//! Looks up the names of a contract, for its own files and for scenarios; an unknown one is an error.

use serde_json::Value;

use super::{Code, Contract, LoadError, LoadId, State, form::ContractForm};

/// The names of a contract.
pub struct Known<'a> {
    id: &'a str,
    states: &'a [State],
    credentials: Vec<&'a str>,
    codes: &'a [Code],
    outside: &'a [Value],
    /// Each operation with its error places.
    operations: Vec<(&'a str, Vec<&'a str>)>,
}

impl<'a> Known<'a> {
    pub(super) fn of_form(id: &'a str, form: &'a ContractForm, codes: &'a [Code]) -> Self {
        let operations = form.operations.iter();
        let places =
            operations.map(|one| (one.id.as_str(), one.errors.iter().map(|place| place.id.as_str()).collect()));
        Self {
            id,
            states: &form.states,
            credentials: form.credentials.keys().map(String::as_str).collect(),
            codes,
            outside: &form.catalogue.outside,
            operations: places.collect(),
        }
    }

    /// The names of a contract that is loaded.
    pub fn of(contract: &'a Contract) -> Self {
        let operations = contract.operations.iter();
        let places =
            operations.map(|one| (one.id.as_str(), one.errors.iter().map(|place| place.id.as_str()).collect()));
        Self {
            id: &contract.id,
            states: &contract.states,
            credentials: contract.credentials.keys().map(String::as_str).collect(),
            codes: &contract.catalogue.codes,
            outside: &contract.catalogue.outside,
            operations: places.collect(),
        }
    }

    /// The id of the contract.
    pub fn id(&self) -> &'a str {
        self.id
    }

    /// The credentials by name.
    pub fn credentials(&self) -> &[&'a str] {
        &self.credentials
    }

    /// The states by id.
    pub fn states(&self) -> Vec<&'a str> {
        self.states.iter().map(|state| state.id.as_str()).collect()
    }

    /// The keys that a state gives.
    pub fn keys(&self, state: &str) -> Option<Vec<&'a str>> {
        let state = self.states.iter().find(|known| known.id == state)?;
        Some(state.provides.iter().map(String::as_str).collect())
    }

    /// What is wrong with the id of an operation, if something is.
    pub fn operation(&self, file: &str, at: &str, id: &str) -> Option<LoadError> {
        let there: Vec<&str> = self.operations.iter().map(|(known, _)| *known).collect();
        unknown(file, at, id, LoadId::ThingOperation, &there)
    }

    /// What is wrong with the id of a state, if something is.
    pub fn state(&self, file: &str, at: &str, id: &str) -> Option<LoadError> {
        unknown(file, at, id, LoadId::ThingState, &self.states())
    }

    /// What is wrong with the id of an error place, if something is; nothing where the operation itself is not known.
    pub fn error_place(&self, file: &str, at: &str, operation: &str, id: &str) -> Option<LoadError> {
        let (_, places) = self.operations.iter().find(|(known, _)| *known == operation)?;
        if places.contains(&id) {
            return None;
        }
        let problem = LoadId::NotErrorPlace.with([id.into(), operation.into()]);
        Some(LoadError::unknown(file, at, problem, places.iter().copied()))
    }

    /// What is wrong with a code, if something is.
    pub fn code(&self, file: &str, at: &str, code: &Value) -> Option<LoadError> {
        let known = self.codes.iter().any(|row| row.code == *code) || self.outside.contains(code);
        (!known).then(|| self.no_code(file, at, &code.to_string()))
    }

    /// What is wrong with a code that is written as text whatever its type, if something is.
    pub fn code_text(&self, file: &str, at: &str, text: &str) -> Option<LoadError> {
        let mut known = self.codes.iter().map(|row| &row.code).chain(self.outside);
        (!known.any(|code| super::code_text(code) == text)).then(|| self.no_code(file, at, text))
    }

    fn no_code(&self, file: &str, at: &str, code: &str) -> LoadError {
        let fix = LoadId::ListCode.with([self.id.into()]);
        LoadError::new(file, at, LoadId::NotACode.with([code.into()]), fix)
    }

    /// What is wrong with the source of values that an `x-from` names, if something is; `setup` are the set-up steps.
    pub fn source(&self, file: &str, at: &str, source: &str, setup: &[&str]) -> Option<LoadError> {
        let (from, key) = source.split_once('/')?;
        match (from, key.split_once('/')) {
            // Nothing gives it.
            ("none", _) => None,
            ("credentials", _) => unknown(file, at, key, LoadId::ThingCredential, &self.credentials),
            ("setup", Some((step, _))) => {
                let problem = LoadId::NoSetUpStep.with([step.into()]);
                (!setup.contains(&step)).then(|| LoadError::unknown(file, at, problem, setup.iter().copied()))
            }
            ("setup", None) => {
                Some(LoadError::new(file, at, LoadId::NamesNoKey.with([source.into()]), LoadId::WriteSetUpKey))
            }
            _ => match self.keys(from) {
                None => self.state(file, at, from),
                Some(keys) => {
                    let problem = LoadId::StateGivesNo.with([from.into(), key.into()]);
                    (!keys.contains(&key)).then(|| LoadError::unknown(file, at, problem, keys))
                }
            },
        }
    }
}

/// What is wrong with a name that must be one of those that are there, if something is.
pub(super) fn unknown(file: &str, at: &str, name: &str, what: LoadId, there: &[&str]) -> Option<LoadError> {
    let error =
        || LoadError::unknown(file, at, LoadId::NoSuchName.with([what.into(), name.into()]), there.iter().copied());
    (!there.contains(&name)).then(error)
}
