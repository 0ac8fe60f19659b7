//! Functions for expressions that query a value as other test languages do.

use std::sync::Arc;

use cel::{Context, DeclarationError, ExecutionError, Value};
use serde_json::Value as Json;
use serde_json_path::JsonPath;

use super::value::to_json;

/// The names of the functions.
pub(super) const NAMES: [&str; 2] = ["jsonpath", "same_text"];

/// Adds the functions to a context.
pub(super) fn add(context: &mut Context<'_, '_>) -> Result<(), DeclarationError> {
    context.add_function("jsonpath", jsonpath)?;
    context.add_function("same_text", same_text)
}

/// How many places of a value a `JSONPath` (RFC 9535) selects.
#[expect(clippy::needless_pass_by_value, reason = "functions of CEL take their arguments so")]
fn jsonpath(value: Value, path: Arc<String>) -> Result<i64, ExecutionError> {
    let path = JsonPath::parse(&path)
        .map_err(|error| ExecutionError::function_error("jsonpath", format!("not a JSONPath: {error}")))?;
    let value = to_json(&value).unwrap_or(Json::Null);
    Ok(i64::try_from(path.query(&value).len()).unwrap_or(i64::MAX))
}

/// Whether a value is a text, letters in whichever case.
#[expect(clippy::needless_pass_by_value, reason = "functions of CEL take their arguments so")]
fn same_text(value: Value, text: Arc<String>) -> bool {
    matches!(value, Value::String(own) if own.to_lowercase() == text.to_lowercase())
}

/// Whether a text is a `JSONPath` (RFC 9535); else why not.
pub fn is_jsonpath(text: &str) -> Result<(), String> {
    JsonPath::parse(text).map(|_| ()).map_err(|error| error.to_string())
}

/// Whether a text is a regular expression of `matches`.
pub fn is_regex(text: &str) -> bool {
    regex::Regex::new(text).is_ok()
}
