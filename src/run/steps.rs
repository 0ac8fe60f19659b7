//! Playing the steps of a scenario, one after another, each seeing what came before.

use std::{borrow::Cow, rc::Rc, sync::Arc};

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::{
    Subject,
    binding::fill_raw,
    lane::{Call, Lane},
    outcome::{Played, account, findings},
    parts::{self, Own},
    polite,
    tally::Tally,
};
use crate::{
    check::{self, Codes, Finding, codes_below, seen_errors},
    contract::{
        Carries, Expectation,
        expression::{Expression, Scope, Variable},
        has_word,
    },
    record::TrialError,
    scenario::{Expressions, Rule, Step, bind},
    target::Exchange,
};

/// What playing some steps came to.
#[derive(Default)]
pub(super) struct Performance {
    /// Each finding with the exchange that shows it.
    pub(super) findings: Vec<(Finding, Rc<Exchange>)>,
    /// Every exchange.
    pub(super) asked: Vec<Rc<Exchange>>,
    /// What ended it early.
    pub(super) error: Option<TrialError>,
}

/// Plays steps. With a tally everything is counted; without, only findings matter.
pub(super) async fn perform(
    lane: &mut Lane<'_>,
    subject: &Subject,
    expressions: &Expressions,
    steps: &[Step],
    scope: &mut Scope,
    mut tally: Option<&mut Tally>,
) -> Performance {
    let mut performance = Performance::default();
    for step in steps {
        let before = performance.findings.len();
        if let Err(error) =
            repeat(lane, subject, expressions, step, scope, tally.as_deref_mut(), &mut performance).await
        {
            performance.error = Some(error);
            return performance;
        }
        // What comes after a step rests on its outcome: with another one it would only repeat the finding in other words.
        if performance.findings[before..].iter().any(|(finding, _)| check::ALL.ends_case(finding)) {
            break;
        }
    }
    performance
}

async fn repeat(
    lane: &mut Lane<'_>,
    subject: &Subject,
    expressions: &Expressions,
    step: &Step,
    scope: &mut Scope,
    mut tally: Option<&mut Tally>,
    performance: &mut Performance,
) -> Result<(), TrialError> {
    let ours = |what: &str, why: &dyn std::fmt::Display| TrialError::Ours(format!("step {}: {what}: {why}", step.name));
    if let Some(when) = &step.when
        && !holds(expressions, when, scope).map_err(|why| ours("when", &why))?
    {
        return Ok(());
    }
    let times = match &step.repeat {
        None => 1,
        Some(repeat) => {
            let value = evaluate(expressions, &repeat.times, scope).map_err(|why| ours("repeat", &why))?;
            u32::try_from(value.as_u64().unwrap_or(0)).unwrap_or(u32::MAX).min(repeat.max)
        }
    };
    let (mut requests, mut responses) = (Vec::new(), Vec::new());
    for i in 0..times {
        scope.set("i", &Value::from(i));
        let call = call(subject, expressions, step, scope)?;
        let operation = call.operation;
        let exchange = polite::ask(lane, call, &step.expect).await.map_err(|error| TrialError::of(&error))?;
        let exchange = Rc::new(exchange);
        performance.asked.push(Rc::clone(&exchange));
        let played = Played::of(&exchange);
        let mut more = Vec::new();
        if step.repeat.is_some() {
            requests.push(played.request.clone());
            responses.push(played.response.clone());
            if i + 1 == times {
                more.push(("requests", Variable::list(requests.iter())));
                more.push(("responses", Variable::list(responses.iter())));
            }
        }
        scope.set_in("steps", &step.name, played.step(&more));
        played.enter(scope);
        let due = due(expressions, step, scope).map_err(|why| ours("fills", &why))?;
        let shown = match tally.as_deref_mut() {
            Some(tally) => account(subject, operation, &due, &exchange, scope, tally),
            None => findings(subject, operation, &due, &exchange, scope),
        };
        let ends = shown.iter().any(|finding| check::ALL.ends_case(finding));
        performance.findings.extend(shown.into_iter().map(|finding| (finding, Rc::clone(&exchange))));
        if ends {
            return Ok(());
        }
        if i + 1 == times {
            rules(subject, expressions, step, scope, &exchange, tally.as_deref_mut(), performance)?;
        }
    }
    Ok(())
}

/// What is due for a step, the placeholders of its message filled.
fn due<'a>(expressions: &Expressions, step: &'a Step, scope: &Scope) -> Result<Cow<'a, Expectation>, String> {
    if step.expect.fills.is_empty() {
        return Ok(Cow::Borrowed(&step.expect));
    }
    let fills =
        bind(&Value::Object(step.expect.fills.clone()), expressions, scope).map_err(|error| error.to_string())?;
    let fills = fills.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
    Ok(Cow::Owned(Expectation { fills, ..step.expect.clone() }))
}

fn rules(
    subject: &Subject,
    expressions: &Expressions,
    step: &Step,
    scope: &Scope,
    exchange: &Rc<Exchange>,
    mut tally: Option<&mut Tally>,
    performance: &mut Performance,
) -> Result<(), TrialError> {
    for rule in &step.rules {
        // What was taken out of the answer cannot be judged.
        if subject.redactor.fields().iter().any(|field| has_word(&rule.rule, field)) {
            continue;
        }
        let ours = |why: String| TrialError::Ours(format!("step {}: rule `{}`: {why}", step.name, rule.rule));
        if let Some(when) = &rule.when
            && !holds(expressions, when, scope).map_err(ours)?
        {
            continue;
        }
        if let Some(tally) = tally.as_deref_mut() {
            tally.ask(&rule.requirement);
        }
        if !holds(expressions, &rule.rule, scope).map_err(ours)? {
            let mut finding = broken(subject, step, rule, exchange);
            let read = expressions.get(&rule.rule).into_iter().flat_map(Expression::fields);
            finding.rests_on = read.map(str::to_owned).collect();
            performance.findings.push((finding, Rc::clone(exchange)));
        }
    }
    Ok(())
}

fn broken(subject: &Subject, step: &Step, rule: &Rule, exchange: &Exchange) -> Finding {
    let own = subject.suite.contract.requirement(&rule.requirement).map_or(crate::contract::Level::Must, |r| r.level);
    let response = exchange.response.as_deref();
    let place = response.and_then(|response| response.pointer(&rule.pointer));
    let operation = subject.suite.contract.operations.iter().find(|operation| operation.id == step.operation);
    let errors = operation.map(|operation| seen_errors(operation, &step.expect, response)).unwrap_or_default();
    Finding {
        requirement: rule.requirement.clone(),
        level: rule.level.map_or(own, |level| level.min(own)),
        check: "rule".into(),
        operation: step.operation.clone(),
        pointer: rule.pointer.clone(),
        expected: format!("{} ({})", rule.text.en, rule.rule),
        actual: place.map_or_else(
            || format!("status {}", exchange.status),
            |value| value.to_string().chars().take(400).collect(),
        ),
        class: format!("{} {}", step.name, rule.rule),
        codes: Codes { due: Vec::new(), came: codes_below(&errors, &rule.pointer) },
        rests_on: Vec::new(),
    }
}

fn call(subject: &Subject, expressions: &Expressions, step: &Step, scope: &Scope) -> Result<Call, TrialError> {
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
    let (body, json) = match (&step.raw, &step.raw_hex, &step.body) {
        (Some(raw), _, _) => (Bytes::from(fill_raw(raw.as_bytes(), &|path| look_up(path, scope))), None),
        (None, Some(hex), _) => {
            let bytes = unhex(hex).ok_or_else(|| ours("read rawHex".to_owned()))?;
            (Bytes::from(fill_raw(&bytes, &|path| look_up(path, scope))), None)
        }
        (None, None, Some(template)) => match filled(template)? {
            Some(json) => (Bytes::from(json.to_string()), Some(json)),
            None => (Bytes::new(), None),
        },
        (None, None, None) => (Bytes::new(), None),
    };
    let json = json.or_else(|| serde_json::from_slice(&body).ok());
    let json = match operation.carries {
        Carries::Body => json,
        Carries::Parts => Some(together(query.as_ref(), &headers, json)),
    };
    let parts = parts::of(&own, query.as_ref(), &headers, body, json.map(Arc::new));
    let parts = parts.ok_or_else(|| ours("send it: HTTP cannot carry one of its headers".to_owned()))?;
    Ok(Call { operation: number, method: step.method.clone(), parts })
}

/// The credentials of the target with others laid over them.
fn laid_over(subject: &Subject, over: Option<&Value>) -> Value {
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
    let known = ["credentials", "steps", "setup", "state", "states", "row", "draw"];
    Expression::compile(path, &known).ok()?.value(scope).ok()
}

fn unhex(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn evaluate(expressions: &Expressions, source: &str, scope: &Scope) -> Result<Value, String> {
    let expression = expressions.get(source).ok_or_else(|| format!("`{source}` was never compiled"))?;
    expression.value(scope).map_err(|error| error.0)
}

pub(super) fn holds(expressions: &Expressions, source: &str, scope: &Scope) -> Result<bool, String> {
    let expression = expressions.get(source).ok_or_else(|| format!("`{source}` was never compiled"))?;
    expression.holds(scope).map_err(|error| error.0)
}

/// The set-up steps of an operation, as scenario steps: each is expected to be accepted.
pub(super) fn setup_steps(subject: &Subject, operation: usize) -> Result<Vec<Step>, TrialError> {
    let operation = &subject.suite.contract.operations[operation];
    let read = |value: &Value| {
        let mut value = value.clone();
        if let Some(fields) = value.as_object_mut() {
            fields.entry("expect").or_insert_with(|| json!({"outcome": "accepted", "requirement": operation.success}));
        }
        serde_json::from_value(value).map_err(|error| TrialError::Ours(format!("set-up of {}: {error}", operation.id)))
    };
    operation.setup.iter().map(read).collect()
}
