//! The call of a step: every place of it filled.

use std::{borrow::Cow, sync::Arc};

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{
    Subject,
    lane::Call,
    request::{self, Own},
    scope::fill_raw,
    script::Script,
};
use crate::{
    contract::{
        Carries, Expectation,
        expression::{Expression, Scope},
    },
    record::TrialError,
    scenario::{Expressions, NAMED_IN_RAW, Step, bind},
    util::hex::unhex,
};

/// The call of a step, every place of it filled.
pub(super) fn call(script: Script<'_>, step: &Step, scope: &Scope) -> Result<Call, TrialError> {
    let Script { subject, expressions, .. } = script;
    let ours = |why: String| TrialError::Ours(format!("step {}: failed to {why}", step.name));
    let operations = &subject.suite.contract.operations;
    let number = operations.iter().position(|operation| operation.id == step.operation);
    let number = number.ok_or_else(|| ours(format!("find operation {}", step.operation)))?;
    let operation = &operations[number];
    let filled = |template: &Value| bind(template, expressions, scope).map_err(|error| ours(error.to_string()));
    let own = if step.credentials.is_empty() {
        Own::of(operation, expressions, scope)
    } else {
        let mut scope = scope.clone();
        scope.set("credentials", &laid_over(subject, filled(&Value::Object(step.credentials.clone()))?.as_ref()));
        Own::of(operation, expressions, &scope)
    };
    let own = own.map_err(|error| ours(error.to_string()))?;
    let query = step.query.as_ref().map(&filled).transpose()?.flatten();
    let headers = match filled(&Value::Object(step.headers.clone()))? {
        Some(Value::Object(headers)) => headers,
        _ => Map::new(),
    };
    let is_own = step.credentials.is_empty() && !own.is_changed_by(&headers);
    let (body, json) = match &step.body {
        Some(template) if step.raw.is_none() && step.raw_hex.is_none() => match filled(template)? {
            Some(json) => (Some(Bytes::from(json.to_string())), Some(json)),
            None => (None, None),
        },
        _ => (raw_body(step, scope).map_err(ours)?, None),
    };
    let json = json.or_else(|| serde_json::from_slice(body.as_deref().unwrap_or_default()).ok());
    let json = match operation.carries {
        Carries::Body => json,
        Carries::Parts => Some(together(query.as_ref(), &headers, json)),
    };
    let request = request::of(&own, query.as_ref(), &headers, body, json.map(Arc::new));
    let request = request.ok_or_else(|| ours("send it: HTTP cannot carry one of its headers".to_owned()))?;
    Ok(Call { operation: number, method: step.method.clone(), request, own: is_own })
}

/// The body of a step that gives it as text or as bytes, be it empty.
fn raw_body(step: &Step, scope: &Scope) -> Result<Option<Bytes>, String> {
    let bytes = match (&step.raw, &step.raw_hex) {
        (Some(raw), _) => Cow::Borrowed(raw.as_bytes()),
        (None, Some(hex)) => Cow::Owned(unhex(hex).ok_or("read rawHex")?),
        (None, None) => return Ok(None),
    };
    Ok(Some(Bytes::from(fill_raw(&bytes, &|path| look_up(path, scope)))))
}

/// The credentials of the target with others laid over them.
pub(super) fn laid_over(subject: &Subject, over: Option<&Value>) -> Value {
    let own = subject.given.credentials.iter().map(|(name, text)| (name.clone(), Value::from(text.as_str())));
    let mut all: Map<String, Value> = own.collect();
    for (name, value) in over.and_then(Value::as_object).into_iter().flatten() {
        if value.is_null() {
            all.shift_remove(name);
        } else {
            all.insert(name.clone(), value.clone());
        }
    }
    Value::Object(all)
}

/// A call that carries parts, as rules see it.
fn together(query: Option<&Value>, headers: &Map<String, Value>, body: Option<Value>) -> Value {
    let query = query.map(|query| ("query".to_owned(), query.clone()));
    let headers = (!headers.is_empty()).then(|| ("headers".to_owned(), Value::Object(headers.clone())));
    query.into_iter().chain(headers).chain(body.map(|body| ("body".to_owned(), body))).collect::<Map<_, _>>().into()
}

fn look_up(path: &str, scope: &Scope) -> Option<Value> {
    Expression::compile(path, &NAMED_IN_RAW).ok()?.value(scope).ok()
}
/// What is due for a step, the placeholders of its message filled.
pub(super) fn due<'a>(
    expressions: &Expressions,
    step: &'a Step,
    scope: &Scope,
) -> Result<Cow<'a, Expectation>, String> {
    if step.expect.fills.is_empty() {
        return Ok(Cow::Borrowed(&step.expect));
    }
    let fills =
        bind(&Value::Object(step.expect.fills.clone()), expressions, scope).map_err(|error| error.to_string())?;
    let fills = fills.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
    Ok(Cow::Owned(Expectation { fills, ..step.expect.clone() }))
}
