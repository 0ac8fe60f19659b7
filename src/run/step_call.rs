//! The call of a step: every place of it filled.

use std::{borrow::Cow, sync::Arc};

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{
    Subject,
    lane::Call,
    request::{self, Body, Over, Own},
    scope::fill_raw,
    script::{Script, reads},
};
use crate::{
    contract::{
        Carries, Expectation, Message, Operation, ReasonId, ScenarioId,
        expression::{Expression, Scope},
    },
    record::TrialError,
    scenario::{BODY, Expressions, NAMED_IN_RAW, Step, bind},
    util::hex::unhex,
};

/// The call of a step, every place of it filled.
pub(super) fn call(script: Script<'_>, step: &Step, scope: &Scope) -> Result<Call, TrialError> {
    let Script { subject, expressions, .. } = script;
    let ours = |why: Message| TrialError::of_step(&step.name, ReasonId::FailedTo.with([why]));
    let operations = &subject.suite.contract.operations;
    let number = operations.iter().position(|operation| operation.id == step.operation);
    let number = number.ok_or_else(|| ours(ScenarioId::FindOperation.with([(&step.operation).into()])))?;
    let operation = &operations[number];
    let filled = |template: &Value| bind(template, expressions, scope).map_err(|error| ours(error.message()));
    let (body, json) = match &step.body {
        Some(template) if step.raw.is_none() && step.raw_hex.is_none() => match filled(template)? {
            Some(json) => {
                let body = Body::of_value(operation, &json);
                let no_form = || ours(ScenarioId::SendAs.with([media(operation).into()]));
                (Some(body.ok_or_else(no_form)?), Some(json))
            }
            None => (None, None),
        },
        _ => (raw_body(step, scope).map_err(ours)?.map(|bytes| Body::of_bytes(operation, bytes)), None),
    };
    let query = step.query.as_ref().map(&filled).transpose()?.flatten();
    let path = object(filled(&Value::Object(step.path.clone()))?);
    // Headers may sign the body, and are made last.
    let mut signing = Cow::Borrowed(scope);
    if signs(operation, step, expressions) {
        let none = Bytes::new();
        request::enter_body(signing.to_mut(), body.as_ref().map_or(&none, |body| &body.bytes)).map_err(ours)?;
    }
    let headers = bind(&Value::Object(step.headers.clone()), expressions, &signing);
    let headers = object(headers.map_err(|error| ours(error.message()))?);
    if !step.credentials.is_empty() {
        let over = filled(&Value::Object(step.credentials.clone()))?;
        signing.to_mut().set("credentials", &laid_over(subject, over.as_ref()));
    }
    let own = Own::of(operation, expressions, &signing).map_err(|error| ours(error.message()))?;
    let is_own = step.credentials.is_empty() && !own.is_changed_by(&headers);
    let json = json.or_else(|| serde_json::from_slice(body.as_ref().map_or(&[][..], |body| &body.bytes)).ok());
    let over = Over { path: Some(&path), query: query.as_ref(), headers: Some(&headers), cookies: None };
    let json = match operation.carries {
        Carries::Body => json,
        Carries::Parts => Some(together(over, json)),
    };
    let request = request::of(operation, &own, over, body, json.map(Arc::new));
    let request = request.ok_or_else(|| ours(unsent(operation, &path)))?;
    Ok(Call { operation: number, method: step.method.clone(), request, own: is_own })
}

/// Whether headers of a call are computed from its body.
fn signs(operation: &Operation, step: &Step, expressions: &Expressions) -> bool {
    let mut templates = step.headers.values().chain(std::iter::once(&operation.headers));
    templates.any(|template| reads(template, expressions, &|one| one.uses(BODY)))
}

/// The fields of the value of a template.
fn object(filled: Option<Value>) -> Map<String, Value> {
    match filled {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// Why a call cannot be sent.
fn unsent(operation: &Operation, path: &Map<String, Value>) -> Message {
    let empty = operation.places().into_iter().find(|name| path.get(*name).is_none_or(Value::is_null));
    match empty {
        Some(name) => ScenarioId::PathNotFilled.with([format!("{{{name}}}").into()]),
        None => ScenarioId::HeaderNotCarried.into(),
    }
}

/// The content type of the bodies of an operation.
fn media(operation: &Operation) -> &str {
    operation.body.as_ref().map_or("application/json", |form| &form.media)
}

/// The body of a step that gives it as text or as bytes, be it empty.
fn raw_body(step: &Step, scope: &Scope) -> Result<Option<Bytes>, Message> {
    let bytes = match (&step.raw, &step.raw_hex) {
        (Some(raw), _) => Cow::Borrowed(raw.as_bytes()),
        (None, Some(hex)) => Cow::Owned(unhex(hex).ok_or(ScenarioId::ReadRawHex)?),
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
fn together(over: Over<'_>, body: Option<Value>) -> Value {
    let object = |part: Option<&Map<String, Value>>| {
        part.filter(|part| !part.is_empty()).map(|part| Value::Object(part.clone()))
    };
    let parts = [
        ("path", object(over.path)),
        ("query", over.query.cloned()),
        ("headers", object(over.headers)),
        ("cookies", object(over.cookies)),
        ("body", body),
    ];
    let there = parts.into_iter().filter_map(|(name, part)| Some((name.to_owned(), part?)));
    there.collect::<Map<_, _>>().into()
}

fn look_up(path: &str, scope: &Scope) -> Option<Value> {
    Expression::compile(path, &NAMED_IN_RAW).ok()?.value(scope).ok()
}
/// What is due for a step, the placeholders of its message filled.
pub(super) fn due<'a>(
    expressions: &Expressions,
    step: &'a Step,
    scope: &Scope,
) -> Result<Cow<'a, Expectation>, Message> {
    if step.expect.fills.is_empty() {
        return Ok(Cow::Borrowed(&step.expect));
    }
    let fills = bind(&Value::Object(step.expect.fills.clone()), expressions, scope).map_err(|error| error.message())?;
    let fills = fills.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
    Ok(Cow::Owned(Expectation { fills, ..step.expect.clone() }))
}
