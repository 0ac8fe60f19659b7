//! Checks the annotations of a request schema, and finds constraints without a requirement.

use serde_json::Value;

use super::{
    LoadError, LoadId,
    known::Known,
    meta::written,
    openapi::Gathered,
    schema::{Document, constraints, written_at},
};
use crate::util::pointer::escape;

/// The names that a schema uses: codes and error places of an operation, sources of values.
pub fn names_in_schema(
    file: &str,
    at: &str,
    schema: &Value,
    operation: Option<&str>,
    setup: &[&str],
    known: &Known<'_>,
) -> Vec<LoadError> {
    let mut errors = Vec::new();
    walk(schema, at, &mut |key, value, at| match (key, value) {
        ("x-code", Value::Array(codes)) => {
            let codes = codes.iter().enumerate();
            errors.extend(codes.filter_map(|(index, code)| known.code(file, &format!("{at}/{index}"), code)));
        }
        ("x-code", Value::String(_) | Value::Number(_)) => errors.extend(known.code(file, at, value)),
        ("x-error", Value::String(id)) => {
            errors.extend(operation.and_then(|operation| known.error_place(file, at, operation, id)));
        }
        ("x-from", Value::String(source)) => errors.extend(known.source(file, at, source, setup)),
        _ => {}
    });
    errors
}

/// Calls `visit` with every key of every object, its value and its place; the data of `const` and `enum` is passed over.
fn walk(value: &Value, at: &str, visit: &mut impl FnMut(&str, &Value, &str)) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields.iter().filter(|(key, _)| !["const", "enum"].contains(&key.as_str())) {
                let at = format!("{at}/{}", escape(key));
                visit(key, value, &at);
                walk(value, &at, visit);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| walk(item, &format!("{at}/{index}"), visit));
        }
        _ => {}
    }
}

/// Constraints of a request schema without `x-requirement`, reported once for each object that holds some: no trial would break them.
pub(super) fn unspoken(file: &str, schema: &Value) -> Vec<LoadError> {
    let document = Document::new(schema);
    let mut objects: Vec<(String, Vec<String>)> = Vec::new();
    for constraint in constraints(schema).unwrap_or_default() {
        if constraint.has_requirement() {
            continue;
        }
        let pointer = written(&document, &constraint.schema_path);
        let object = pointer.rsplit_once('/').map_or("", |(object, _)| object).to_owned();
        let keyword = format!("`{}`", constraint.keyword);
        match objects.iter_mut().find(|(known, _)| *known == object) {
            Some((_, keywords)) if keywords.contains(&keyword) => {}
            Some((_, keywords)) => keywords.push(keyword),
            None => objects.push((object, vec![keyword])),
        }
    }
    let error = |(object, keywords): (String, Vec<String>)| {
        let fix = LoadId::WriteRequirement;
        LoadError::new(file, &object, LoadId::NoRequirementSpeaks.with([keywords.join(", ").into()]), fix)
    };
    objects.into_iter().map(error).collect()
}

/// Words that say what is due for a request, or where its values come from: where each is written.
pub(super) fn places_of_words(gathered: &Gathered) -> Vec<(String, String)> {
    const WORDS: [&str; 7] = ["x-code", "x-codeLevel", "x-error", "x-names", "x-levels", "x-from", "x-unique"];
    let found = WORDS.iter().flat_map(|word| written_at(&gathered.schema, word).into_values());
    found.map(|at| gathered.origins.written(&at)).map(|(file, at)| (file.to_owned(), at)).collect()
}
