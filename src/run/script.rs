//! Steps with what they are played over, and the expressions in them.

use serde_json::Value;

use super::Subject;
use crate::{
    contract::{
        Message, ScenarioId,
        expression::{Expression, Scope},
    },
    scenario::{Expressions, Step},
};

/// Steps with what they are played over.
#[derive(Clone, Copy)]
pub(super) struct Script<'a> {
    /// What is tested.
    pub(super) subject: &'a Subject,
    /// The compiled expressions of the steps.
    pub(super) expressions: &'a Expressions,
    /// The steps in their order.
    pub(super) steps: &'a [Step],
    /// Whether cookies are taken over from each response to later requests, where a step does not say otherwise.
    pub(super) cookies: bool,
}

/// The value of an expression.
pub(super) fn evaluate(expressions: &Expressions, source: &str, scope: &Scope) -> Result<Value, Message> {
    let expression = expressions.get(source).ok_or_else(|| ScenarioId::NeverCompiled.with([source.into()]))?;
    expression.value(scope).map_err(|error| error.0)
}

/// Whether some expression of a template is of a kind.
pub(super) fn reads(template: &Value, expressions: &Expressions, is: &dyn Fn(&Expression) -> bool) -> bool {
    match template {
        Value::Object(fields) => match fields.get("$cel").and_then(Value::as_str) {
            Some(source) => expressions.get(source).is_some_and(is),
            None => fields.values().any(|field| reads(field, expressions, is)),
        },
        Value::Array(items) => items.iter().any(|item| reads(item, expressions, is)),
        _ => false,
    }
}

/// Whether an expression holds.
pub(super) fn holds(expressions: &Expressions, source: &str, scope: &Scope) -> Result<bool, Message> {
    let expression = expressions.get(source).ok_or_else(|| ScenarioId::NeverCompiled.with([source.into()]))?;
    expression.holds(scope).map_err(|error| error.0)
}
