//! Fills the open places of a template with the values of a scope.

use serde_json::{Map, Value};

use super::expressions::{Expressions, draw_source};
use crate::contract::expression::{ExpressionError, Scope};
use crate::contract::{Message, ScenarioId};
use crate::util::pointer::unescape;

/// Why a place could not be filled; completes "failed to …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().english())]
pub struct BindError {
    /// JSON pointer into the template.
    pub pointer: String,
    /// What is wrong.
    pub why: Message,
}

impl BindError {
    /// What it says, as data.
    pub fn message(&self) -> Message {
        ScenarioId::FillPlace.with([(&self.pointer).into(), self.why.clone()])
    }
}

/// The value of a template; `None` where it is `{"$absent": true}`.
pub fn bind(template: &Value, expressions: &Expressions, scope: &Scope) -> Result<Option<Value>, BindError> {
    at(template, expressions, scope, "")
}

fn at(template: &Value, expressions: &Expressions, scope: &Scope, pointer: &str) -> Result<Option<Value>, BindError> {
    let fields = match template {
        Value::Array(items) => {
            let filled =
                items.iter().enumerate().map(|(i, item)| at(item, expressions, scope, &format!("{pointer}/{i}")));
            return Ok(Some(Value::Array(filled.filter_map(Result::transpose).collect::<Result<_, _>>()?)));
        }
        Value::Object(fields) => fields,
        plain => return Ok(Some(plain.clone())),
    };
    if let Some(source) = fields.get("$cel").and_then(Value::as_str) {
        return computed(source, expressions, scope)
            .map(Some)
            .map_err(|error| BindError { pointer: pointer.to_owned(), why: error.0 });
    }
    if let Some(name) = fields.get("$draw").and_then(Value::as_str) {
        let source = draw_source(name);
        return computed(&source, expressions, scope)
            .map(Some)
            .map_err(|error| BindError { pointer: pointer.to_owned(), why: error.0 });
    }
    if fields.contains_key("$absent") {
        return Ok(None);
    }
    if let Some(base) = fields.get("$with") {
        return laid_over(base, fields, expressions, scope, pointer).map(Some);
    }
    let mut filled = Map::with_capacity(fields.len());
    for (key, value) in fields {
        if let Some(value) = at(value, expressions, scope, &format!("{pointer}/{key}"))? {
            filled.insert(key.clone(), value);
        }
    }
    Ok(Some(Value::Object(filled)))
}

fn computed(source: &str, expressions: &Expressions, scope: &Scope) -> Result<Value, ExpressionError> {
    let expression =
        expressions.get(source).ok_or_else(|| ExpressionError(ScenarioId::NeverCompiled.with([source.into()])))?;
    expression.value(scope)
}

fn laid_over(
    base: &Value,
    fields: &Map<String, Value>,
    expressions: &Expressions,
    scope: &Scope,
    pointer: &str,
) -> Result<Value, BindError> {
    let mut value = at(base, expressions, scope, &format!("{pointer}/$with"))?.unwrap_or(Value::Null);
    for (target, template) in fields.iter().filter(|(key, _)| *key != "$with") {
        let filled = at(template, expressions, scope, &format!("{pointer}/{target}"))?;
        if !set(&mut value, target, filled) {
            return Err(BindError {
                pointer: format!("{pointer}/$with"),
                why: ScenarioId::NoPlaceInBase.with([target.into()]),
            });
        }
    }
    Ok(value)
}

/// Sets what is at a JSON pointer, or removes it; returns whether the place's parent exists.
fn set(value: &mut Value, pointer: &str, filled: Option<Value>) -> bool {
    let Some((parent, last)) = pointer.rsplit_once('/') else {
        *value = filled.unwrap_or(Value::Null);
        return true;
    };
    let last = unescape(last);
    match (value.pointer_mut(parent), filled) {
        (Some(Value::Object(fields)), Some(filled)) => {
            fields.insert(last, filled);
            true
        }
        (Some(Value::Object(fields)), None) => {
            fields.shift_remove(&last);
            true
        }
        (Some(Value::Array(items)), filled) => set_item(items, &last, filled),
        _ => false,
    }
}

fn set_item(items: &mut Vec<Value>, last: &str, filled: Option<Value>) -> bool {
    let index = if last == "-" { Some(items.len()) } else { last.parse().ok() };
    match (index, filled) {
        (Some(index), Some(filled)) if index < items.len() => items[index] = filled,
        (Some(index), Some(filled)) if index == items.len() => items.push(filled),
        (Some(index), None) if index < items.len() => {
            items.remove(index);
        }
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        contract::expression::Expression,
        scenario::{expressions::VARIABLES, open},
    };

    fn compile_all(template: &Value) -> Expressions {
        let compiled =
            |source: String| (source.clone(), Expression::compile(&source, &VARIABLES).expect("an expression"));
        open::of_template(template, "").into_iter().map(|open| compiled(open.source)).collect()
    }

    fn bound(template: &Value) -> Result<Option<Value>, BindError> {
        let mut scope = Scope::default();
        scope.set("draw", &json!({"memo": "メモ"}));
        scope.set("steps", &json!({"add": {"response": {"id": 999_999_999_999_999_999_i64}}}));
        bind(template, &compile_all(template), &scope)
    }

    #[test]
    fn open_places_are_filled_wherever_they_stand() {
        let template = json!({"id": {"$cel": "steps.add.response.id"}, "rows": [{"memo": {"$draw": "memo"}}], "gone": {"$absent": true}});
        assert_eq!(bound(&template), Ok(Some(json!({"id": 999_999_999_999_999_999_i64, "rows": [{"memo": "メモ"}]}))));
    }

    #[test]
    fn a_base_is_changed_by_pointer() {
        let template = json!({"$with": {"a": {"b": 1, "c": 2}, "l": [1, 2]}, "/a/b": null, "/a/c": {"$absent": true}, "/l/1": 3, "/l/-": 4, "/n": {"$cel": "1 + 1"}});
        assert_eq!(bound(&template), Ok(Some(json!({"a": {"b": null}, "l": [1, 3, 4], "n": 2}))));
    }

    #[test]
    fn a_place_that_is_not_there_is_named() {
        let error = bound(&json!({"x": {"$with": {}, "/a/b": 1}})).unwrap_err();
        assert_eq!(error.to_string(), "fill /x/$with: there is no place `/a/b` in the base");
        let error = bound(&json!([{"$cel": "steps.gone.response"}])).unwrap_err();
        assert_eq!(error.pointer, "/0");
    }
}
