//! Reads one file of a contract: as JSON, against its meta-schema, with its readings decided.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Files, LoadError, LoadId, Reading, Readings, Whole, check_form, choices, expand, parse, reading::resolve};

/// Reads a file as JSON and holds it against its meta-schema.
pub(super) fn read(files: &Files, file: &str, form: &str) -> Result<Value, Vec<LoadError>> {
    let value = parse(files, file).map_err(|error| vec![error])?;
    let errors = check_form(files, file, &value, form);
    if errors.is_empty() { Ok(value) } else { Err(errors) }
}

/// Reads a file with its blocks in their places, and holds it against its meta-schema.
pub(super) fn read_whole(files: &Files, file: &str, form: &str) -> Result<Whole, Vec<LoadError>> {
    let value = parse(files, file).map_err(|error| vec![error])?;
    let whole = expand(files, file, &value)?;
    let errors = check_form(files, file, &whole.value, form);
    if errors.is_empty() { Ok(whole) } else { Err(whole.origins.located(errors)) }
}

/// Reads a JSON value as one of the forms that serde knows.
pub(super) fn form<T: DeserializeOwned>(file: &str, value: Value) -> Result<T, Vec<LoadError>> {
    serde_json::from_value(value).map_err(|error| vec![LoadError::new(file, "", error.to_string(), LoadId::AsMetaSays)])
}

/// A file with every `x-when` decided; an unknown name in one is an error, in force or not.
pub(super) fn decided(
    file: &str,
    value: Value,
    readings: &[Reading],
    in_force: &Readings,
) -> Result<Value, Vec<LoadError>> {
    let errors = choices::mistakes(file, &value, readings);
    if !errors.is_empty() {
        return Err(errors);
    }
    resolve(value, in_force)
        .map_err(|error| vec![LoadError::new(file, &error.pointer, error.problem, LoadId::AsMetaSays)])
}
