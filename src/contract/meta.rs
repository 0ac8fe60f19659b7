//! The form of our own files: each names its meta-schema in `$schema` and is held against it.

use serde_json::Value;

use super::{Files, LoadError, schema::{Breach, Options, Validator}};

/// Checks a file against the meta-schema that its `$schema` names; an empty list is a file of the right form.
pub fn check_form(files: &Files, file: &str, value: &Value, form: &str) -> Vec<LoadError> {
    let mend = format!("write \"$schema\": \"../_meta/{form}.schema.json\" first");
    match value.get("$schema").and_then(Value::as_str) {
        None => return vec![LoadError::new(file, "", "`$schema` is missing", mend)],
        Some(named) if !named.ends_with(&format!("_meta/{form}.schema.json")) => {
            return vec![LoadError::new(file, "/$schema", format!("`{named}` is not the form of this file"), mend)];
        }
        Some(_) => {}
    }
    let path = format!("schemas/_meta/{form}.schema.json");
    let meta = files.text(&path).and_then(|text| serde_json::from_str::<Value>(text).ok());
    let Some(meta) = meta else {
        return vec![LoadError::new(&path, "", "the meta-schema is missing or no JSON", "restore it")];
    };
    match Validator::new(&meta, &Options::default()) {
        Ok(validator) => validator.breaches(value).iter().map(|breach| explain(file, &path, breach, value)).collect(),
        Err(error) => vec![LoadError::new(&path, &error.pointer, error.message, "mend the meta-schema")],
    }
}

fn explain(file: &str, meta: &str, breach: &Breach, value: &Value) -> LoadError {
    let property = breach.property.clone().unwrap_or_default();
    let (problem, mend) = match breach.keyword.as_str() {
        "additionalProperties" | "unevaluatedProperties" => {
            (format!("unknown key {}", breach.message), format!("remove it or mend its spelling; {meta} lists the keys"))
        }
        "required" => (format!("`{property}` is missing"), "add it".to_owned()),
        "enum" | "const" => {
            let found = value.pointer(&breach.pointer).map(Value::to_string).unwrap_or_default();
            (format!("{found} is not one of the values that may stand here"), format!("{}, see {meta}", breach.message))
        }
        _ => (breach.message.clone(), format!("write it as {meta} says")),
    };
    LoadError::new(file, &breach.pointer, problem, mend)
}
