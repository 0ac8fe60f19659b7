//! Checks the names in a contract's own files: each is declared once, and every name that is used is declared.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Code, Expectation, LoadError, LoadId, Outcome, Pattern, Requirement, code_text,
    form::{ContractForm, ErrorForm, OperationForm},
    known::{Known, unknown},
};
use crate::util::pointer::escape;

/// The files that a contract is made of besides its schemas, by their paths.
pub(super) struct Paths {
    /// The id of the contract.
    pub(super) id: String,
    pub(super) contract: String,
    pub(super) requirements: String,
    pub(super) codes: String,
}

impl Paths {
    pub(super) fn of(id: &str) -> Self {
        let path = |name: &str| format!("schemas/{id}/{name}.json");
        Self { id: id.to_owned(), contract: path("contract"), requirements: path("requirements"), codes: path("codes") }
    }
}

/// Files that name another contract than that of their folder.
pub(super) fn other_folder(paths: &Paths, id: &str, contract: &str, requirements: &str, codes: &str) -> Vec<LoadError> {
    let named = [
        (&paths.contract, "/id", contract),
        (&paths.requirements, "/contract", requirements),
        (&paths.codes, "/contract", codes),
    ];
    let wrong = named.into_iter().filter(|(_, _, named)| *named != id);
    let error = |(file, pointer, named): (&String, &str, &str)| {
        LoadError::new(file, pointer, LoadId::OtherFolder.with([named.into()]), LoadId::WriteId.with([id.into()]))
    };
    wrong.map(error).collect()
}

/// Ids that are given twice.
pub(super) fn duplicates(
    paths: &Paths,
    contract: &ContractForm,
    requirements: &[Requirement],
    codes: &[Code],
) -> Vec<LoadError> {
    let mut errors = twice(&paths.requirements, "/requirements", requirements.iter().map(|r| r.id.clone()));
    let listed = twice(&paths.codes, "/codes", codes.iter().map(|row| code_text(&row.code)));
    errors.extend(listed.into_iter().map(|error| LoadError { fix: LoadId::ListOnce.into(), ..error }));
    errors.extend(twice(&paths.contract, "/readings", contract.readings.iter().map(|reading| reading.id.clone())));
    errors.extend(twice(&paths.contract, "/states", contract.states.iter().map(|state| state.id.clone())));
    for operation in &contract.operations {
        let own = format!("/operations/{}", escape(&operation.id));
        if operation.distinct && operation.writes == Some(false) {
            let problem = LoadId::OnlyReads;
            errors.push(LoadError::new(&paths.contract, &format!("{own}/distinct"), problem, LoadId::TakeItOut));
        }
        let at = |list: &str| format!("{own}/{list}");
        errors.extend(twice(&paths.contract, &at("errors"), operation.errors.iter().map(|place| place.id.clone())));
        errors.extend(twice(
            &paths.contract,
            &at("invariants"),
            operation.invariants.iter().map(|rule| rule.id.clone()),
        ));
        let steps = operation.setup.iter().map(|step| step["name"].as_str().unwrap_or_default().to_owned());
        errors.extend(twice(&paths.contract, &at("setup"), steps));
        let contexts = operation.contexts.iter().map(|context| context.id.clone());
        errors.extend(twice(&paths.contract, &at("contexts"), contexts));
    }
    errors
}

fn twice(file: &str, at: &str, ids: impl Iterator<Item = String>) -> Vec<LoadError> {
    let mut seen = BTreeSet::new();
    let again = ids.enumerate().filter(|(_, id)| !seen.insert(id.clone()));
    let error = |(index, id): (usize, String)| {
        LoadError::new(file, &format!("{at}/{index}"), LoadId::SecondTime.with([id.into()]), LoadId::OwnId)
    };
    again.map(error).collect()
}

/// Readings and states that requirements name, and names in operations that stand for something elsewhere in the contract.
pub(super) fn unknown_names(
    paths: &Paths,
    contract: &ContractForm,
    requirements: &[Requirement],
    known: &Known<'_>,
) -> Vec<LoadError> {
    let readings: Vec<&str> = contract.readings.iter().map(|reading| reading.id.as_str()).collect();
    let mut errors = Vec::new();
    for (index, requirement) in requirements.iter().enumerate() {
        for (number, name) in requirement.reading.iter().enumerate() {
            errors.extend(unknown(
                &paths.requirements,
                &format!("/requirements/{index}/reading/{number}"),
                name,
                LoadId::ThingReading,
                &readings,
            ));
        }
        for (number, name) in requirement.state.iter().enumerate() {
            errors.extend(known.state(&paths.requirements, &format!("/requirements/{index}/state/{number}"), name));
        }
    }
    for (index, state) in contract.states.iter().enumerate() {
        let keys = state.foreign.iter().flat_map(|foreign| foreign.keys.iter().enumerate());
        errors.extend(keys.filter(|(_, key)| !state.provides.contains(key)).map(|(number, key)| {
            let problem = LoadId::StateGivesNo.with([(&state.id).into(), key.into()]);
            let there = state.provides.iter().map(String::as_str);
            LoadError::unknown(&paths.contract, &format!("/states/{index}/foreign/keys/{number}"), problem, there)
        }));
    }
    for operation in &contract.operations {
        let at = format!("/operations/{}", escape(&operation.id));
        errors.extend(of_operation(&paths.contract, &at, operation, known));
    }
    errors.extend(of_signals(&paths.contract, contract, known));
    errors
}

/// Codes that refuse credentials or request a pause, and could never do so.
fn of_signals(file: &str, contract: &ContractForm, known: &Known<'_>) -> Vec<LoadError> {
    let catalogue = &contract.catalogue;
    let whole = |place: &&ErrorForm| Pattern::new(&place.scope).is_some_and(|scope| scope.stars() == 0);
    let places: Vec<&ErrorForm> = contract.operations.iter().flat_map(|one| &one.errors).filter(whole).collect();
    let mut errors = Vec::new();
    for (key, codes) in [("credentials", &catalogue.credentials), ("busy", &catalogue.busy)] {
        for (index, code) in codes.iter().enumerate() {
            let at = format!("/catalogue/{key}/{index}");
            errors.extend(known.code(file, &at, code));
            let wrong =
                |problem: LoadId, fix: LoadId| LoadError::new(file, &at, problem.with([code.to_string().into()]), fix);
            if key == "busy" && catalogue.credentials.contains(code) {
                errors.push(wrong(LoadId::CredentialsToo, LoadId::OneOfTheTwo));
            }
            if places.is_empty() {
                let fix = LoadId::GivePlace;
                errors.push(wrong(LoadId::NoPlaceOfWhole, fix));
            } else if places.iter().any(|place| place.rules.success.contains(code)) {
                errors.push(wrong(LoadId::MeansSuccess, LoadId::TakeOutHereOrThere));
            }
        }
    }
    errors
}

fn of_operation(file: &str, at: &str, operation: &OperationForm, known: &Known<'_>) -> Vec<LoadError> {
    let mut errors = Vec::new();
    for (index, place) in operation.errors.iter().enumerate() {
        let at = format!("{at}/errors/{index}");
        let statuses = place.rules.status.iter().flat_map(|status| status.by_code.keys()).map(|code| ("status", code));
        let messages =
            place.rules.messages.iter().flat_map(|messages| messages.by_code.keys()).map(|code| ("messages", code));
        let codes = statuses.chain(messages);
        errors.extend(
            codes.filter_map(|(key, code)| known.code_text(file, &format!("{at}/{key}/byCode/{}", escape(code)), code)),
        );
        errors.extend(unbound(file, &at, place));
    }
    if let Some(raw) = &operation.raw {
        errors.extend(raw.code.iter().filter_map(|code| known.code(file, &format!("{at}/raw/code"), code)));
        errors.extend(
            raw.error.iter().filter_map(|id| known.error_place(file, &format!("{at}/raw/error"), &operation.id, id)),
        );
    }
    errors.extend(of_refusals(file, at, operation, known));
    for (name, due) in &operation.wrong_credentials {
        let source = due.get("another").and_then(Value::as_str);
        let at = format!("{at}/wrongCredentials/{}/another", escape(name));
        errors.extend(source.and_then(|source| known.source(file, &at, source, &[])));
    }
    errors.extend(of_contexts(file, at, operation, known));
    for (index, step) in operation.setup.iter().enumerate() {
        errors.extend(of_setup(file, &format!("{at}/setup/{index}"), step, known));
    }
    errors
}

/// Codes and error places of what is refused besides the breaches of the request schema.
fn of_refusals(file: &str, at: &str, operation: &OperationForm, known: &Known<'_>) -> Vec<LoadError> {
    let ids = operation.wrong_ids.iter().map(|(place, due)| (format!("wrongIds/{}", escape(place)), due));
    let media = operation.unsupported_media_type.iter().map(|due| ("unsupportedMediaType".to_owned(), due));
    let form = operation.not_acceptable.iter().map(|due| ("notAcceptable".to_owned(), due));
    let mut errors = Vec::new();
    for (key, due) in ids.chain(media).chain(form) {
        let at = format!("{at}/{key}");
        let codes = due.codes.iter().enumerate();
        errors.extend(codes.filter_map(|(index, code)| known.code(file, &format!("{at}/codes/{index}"), code)));
        let place = due.error.iter();
        errors.extend(place.filter_map(|id| known.error_place(file, &format!("{at}/error"), &operation.id, id)));
    }
    errors
}

/// Contexts whose values come from where nothing gives them.
fn of_contexts(file: &str, at: &str, operation: &OperationForm, known: &Known<'_>) -> Vec<LoadError> {
    let steps: Vec<&str> = operation.setup.iter().filter_map(|step| step["name"].as_str()).collect();
    let mut errors = Vec::new();
    for (index, context) in operation.contexts.iter().enumerate() {
        for (rows, with) in &context.rows {
            for (field, source) in with {
                let at = format!("{at}/contexts/{index}/rows/{}/{}", escape(rows), escape(field));
                if source.starts_with("setup/") {
                    errors.extend(known.source(file, &at, source, &steps));
                } else {
                    let problem = LoadId::NotFromSetUp.with([source.into()]);
                    errors.push(LoadError::new(file, &at, problem, LoadId::WriteSetUpWay));
                }
            }
        }
    }
    errors
}

/// `{n}` in the places of an error that the stars of its scope do not reach.
fn unbound(file: &str, at: &str, place: &ErrorForm) -> Vec<LoadError> {
    let stars = Pattern::new(&place.scope).map_or(0, |scope| scope.stars());
    let texts = [("code", Some(&place.code)), ("message", place.message.as_ref())];
    let error = |(key, text): (&str, Option<&String>)| {
        let number = Pattern::new(text?)?.highest().filter(|number| *number >= stars)?;
        let problem = LoadId::StandsForNothing.with([number.into(), stars.into()]);
        Some(LoadError::new(file, &format!("{at}/{key}"), problem, LoadId::WriteOneThere))
    };
    texts.into_iter().filter_map(error).collect()
}

fn of_setup(file: &str, at: &str, step: &Value, known: &Known<'_>) -> Vec<LoadError> {
    let operation = step["operation"].as_str().unwrap_or_default();
    let mut errors: Vec<LoadError> = known.operation(file, &format!("{at}/operation"), operation).into_iter().collect();
    if let Some(due) = step.get("expect") {
        match serde_json::from_value::<Expectation>(due.clone()) {
            Ok(due) => errors.extend(of_expectation(file, &format!("{at}/expect"), operation, &due, known)),
            Err(error) => {
                errors.push(LoadError::new(file, &format!("{at}/expect"), error.to_string(), LoadId::AsMetaSays));
            }
        }
    }
    errors
}

/// Codes and the error place that an expectation names.
pub fn of_expectation(file: &str, at: &str, operation: &str, due: &Expectation, known: &Known<'_>) -> Vec<LoadError> {
    let codes = due.codes.iter().enumerate();
    let codes = codes.filter_map(|(index, code)| known.code(file, &format!("{at}/codes/{index}"), code));
    let place = due.error.iter().filter_map(|error| known.error_place(file, &format!("{at}/error"), operation, error));
    // Nothing is refused where something else is due.
    let said = [("codes", !due.codes.is_empty()), ("names", !due.names.is_empty())];
    let idle = said.into_iter().filter(|(_, said)| *said && due.outcome != Outcome::Refused).map(|(word, _)| {
        let problem = LoadId::NotRefused.with([word.into()]);
        LoadError::new(file, &format!("{at}/{word}"), problem, LoadId::WriteRefused)
    });
    codes.chain(place).chain(idle).collect()
}
