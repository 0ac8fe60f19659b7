//! Playing the steps of a scenario, one after another, each seeing what came before.

use std::{borrow::Cow, fmt::Display, rc::Rc, sync::Arc};

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{
    Subject,
    gaps::{Gap, Gaps},
    judge::{Seen, Sight},
    lane::{Call, Lane},
    played::Played,
    recorder::Recorder,
    request::{self, Body, Over, Own},
    scope::fill_raw,
    throttle,
};
use crate::{
    check::{self, Codes, Finding, codes_below, seen_errors},
    contract::{
        Carries, Expectation, Operation, Outcome,
        expression::{Expression, Scope, Variable},
        has_word,
    },
    record::TrialError,
    scenario::{Expressions, Rule, Step, bind},
    target::Exchange,
    util::{excerpt::excerpt, hex::unhex},
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
}

impl Script<'_> {
    /// Plays the steps. With a recorder everything is counted; without, only findings matter.
    pub(super) async fn play(
        self,
        lane: &mut Lane<'_>,
        scope: &mut Scope,
        mut recorder: Option<&mut Recorder>,
    ) -> Played {
        let mut played = Played::default();
        let mut gaps = Gaps::default();
        for step in self.steps {
            if let Some(reason) = gaps.keep_from(step) {
                if let Some(recorder) = recorder.as_deref_mut() {
                    not_played(recorder, step, &reason);
                }
                // Without what it was to write, the target is not in the state that the next steps were written for.
                let operations = &self.subject.suite.contract.operations;
                let writes = operations.iter().any(|operation| operation.id == step.operation && operation.writes);
                if writes && step.expect.outcome != Outcome::Refused {
                    gaps.all.get_or_insert(reason);
                } else {
                    gaps.without.push((&step.name, reason));
                }
                continue;
            }
            let one = OneStep { script: self, step };
            match one.play(lane, scope, recorder.as_deref_mut(), &mut played).await {
                Ok(None) => {}
                Ok(Some(gap)) => gaps.add(step, &gap),
                Err(error) => {
                    gaps.all = Some(format!("step `{}` could not be played: {}", step.name, error.text()));
                    played.error.get_or_insert(error);
                }
            }
        }
        played
    }
}

/// Notes that nothing of a step was put to the test.
fn not_played(recorder: &mut Recorder, step: &Step, reason: &str) {
    let own = Some(&step.expect.requirement).filter(|requirement| !requirement.is_empty());
    let all: Vec<String> = own.into_iter().chain(step.rules.iter().map(|rule| &rule.requirement)).cloned().collect();
    recorder.stop(&format!("step `{}` was not played, because {reason}", step.name), &all);
}

/// What came of an exchange: what is missing after it, and whether the response is one that the contract describes.
struct Came {
    gap: Option<Gap>,
    described: bool,
}

/// One step of a script.
#[derive(Clone, Copy)]
struct OneStep<'a> {
    script: Script<'a>,
    step: &'a Step,
}

impl OneStep<'_> {
    /// An error of ours in this step.
    fn ours(&self, what: &str, why: &dyn Display) -> TrialError {
        TrialError::Ours(format!("step {}: {what}: {why}", self.step.name))
    }

    /// How often the step is played; not at all where its condition does not hold.
    fn times(&self, scope: &Scope) -> Result<u32, TrialError> {
        let expressions = self.script.expressions;
        if let Some(when) = &self.step.when
            && !holds(expressions, when, scope).map_err(|why| self.ours("when", &why))?
        {
            return Ok(0);
        }
        let Some(repeat) = &self.step.repeat else { return Ok(1) };
        let value = evaluate(expressions, &repeat.times, scope).map_err(|why| self.ours("repeat", &why))?;
        Ok(u32::try_from(value.as_u64().unwrap_or(0)).unwrap_or(u32::MAX).min(repeat.max))
    }

    async fn play(
        self,
        lane: &mut Lane<'_>,
        scope: &mut Scope,
        mut recorder: Option<&mut Recorder>,
        played: &mut Played,
    ) -> Result<Option<Gap>, TrialError> {
        let Self { script, step } = self;
        let times = self.times(scope)?;
        if let (0, Some(recorder)) = (times, recorder.as_deref_mut()) {
            self.left_out(recorder);
        }
        let (mut requests, mut responses) = (Vec::new(), Vec::new());
        for i in 0..times {
            scope.set("i", &Value::from(i));
            let call = call(script, step, scope)?;
            let operation = call.operation;
            let exchange = throttle::send(lane, call, &step.expect).await.map_err(|error| TrialError::of(&error))?;
            let exchange = Rc::new(exchange);
            played.exchanges.push(Rc::clone(&exchange));
            let seen = Seen::of(&exchange);
            let mut more = Vec::new();
            if step.repeat.is_some() {
                requests.push(seen.request.clone());
                responses.push(seen.response.clone());
                if i + 1 == times {
                    more.push(("requests", Variable::list(requests.iter())));
                    more.push(("responses", Variable::list(responses.iter())));
                }
            }
            scope.set_in("steps", &step.name, seen.step(&more));
            seen.enter(scope);
            let due = due(script.expressions, step, scope).map_err(|why| self.ours("fills", &why))?;
            let sight = Sight { subject: script.subject, operation, due: &due, exchange: &exchange, scope };
            let shown = match recorder.as_deref_mut() {
                Some(recorder) => sight.record(recorder),
                None => sight.findings(),
            };
            let described = !step.rules.is_empty() && sight.is_described();
            let came = Came { gap: self.gap(operation, &shown, &exchange), described };
            played.findings.extend(shown.into_iter().map(|finding| (finding, Rc::clone(&exchange))));
            if i + 1 == times || came.gap.is_some() {
                self.rules(scope, &exchange, &came, recorder.as_deref_mut(), played)?;
            }
            if came.gap.is_some() {
                return Ok(came.gap);
            }
        }
        Ok(None)
    }

    /// What is missing after an exchange of the step: its outcome, or the body of its response.
    fn gap(&self, operation: usize, shown: &[Finding], exchange: &Exchange) -> Option<Gap> {
        let operation = &self.script.subject.suite.contract.operations[operation];
        let wrong = shown.iter().find(|finding| check::ALL.ends_case(finding));
        if wrong.is_none() && exchange.response.is_some() {
            return None;
        }
        let is_good = operation.statuses.contains(&exchange.status);
        // An empty code in a good response lacks its code of success, and says nothing of an error.
        let is_empty = |finding: &Finding| finding.codes.came == [""];
        if is_good && self.step.expect.outcome == Outcome::Accepted && wrong.is_some_and(is_empty) {
            return None;
        }
        let as_due = match self.step.expect.outcome {
            Outcome::Accepted => wrong.is_none() && is_good,
            Outcome::Refused => wrong.is_none_or(|finding| &*finding.check != "outcome") && !is_good,
            Outcome::Any => true,
        };
        let bodiless = || format!("status {} and a body that is not JSON", exchange.status);
        let what = wrong.map_or_else(bodiless, |finding| finding.actual.clone());
        Some(Gap { what, strays: operation.writes && !as_due })
    }

    /// Notes that the condition of the step left it out.
    fn left_out(&self, recorder: &mut Recorder) {
        let Some(when) = &self.step.when else { return };
        let reason = || format!("step `{}` is played only if {when}, and that did not hold", self.step.name);
        for requirement in
            std::iter::once(&self.step.expect.requirement).chain(self.step.rules.iter().map(|rule| &rule.requirement))
        {
            recorder.unseen(requirement, reason);
        }
    }

    /// Why a rule of the step is not evaluated, if so.
    fn keep_from(&self, rule: &Rule, exchange: &Exchange, gap: Option<&Gap>) -> Option<String> {
        // What was taken out of the response cannot be judged.
        let hidden = self.script.subject.redactor.fields().iter().find(|field| has_word(&rule.rule, field));
        if let Some(field) = hidden {
            return Some(format!("the profile hides `{field}`"));
        }
        let gap = gap?;
        // Of a response that is not JSON, the status and what was sent can still be judged.
        let said = [Some(&rule.rule), rule.when.as_ref()];
        let reads = ["response", "steps"].iter().any(|name| said.iter().flatten().any(|text| has_word(text, name)));
        let is_right = exchange.response.is_none() && !gap.strays && !reads;
        (!is_right).then(|| format!("the step came to: {}", gap.what))
    }

    /// Judges the rules of the step, once its last request was answered.
    fn rules(
        self,
        scope: &Scope,
        exchange: &Rc<Exchange>,
        came: &Came,
        mut recorder: Option<&mut Recorder>,
        played: &mut Played,
    ) -> Result<(), TrialError> {
        let Self { script: Script { subject, expressions, .. }, step } = self;
        for rule in &step.rules {
            if let Some(reason) = self.keep_from(rule, exchange, came.gap.as_ref()) {
                if let Some(recorder) = recorder.as_deref_mut() {
                    let reason = format!("a rule of step `{}` was not evaluated, because {reason}", step.name);
                    recorder.stop(&reason, std::slice::from_ref(&rule.requirement));
                }
                continue;
            }
            let ours = |why: String| self.ours(&format!("rule `{}`", rule.rule), &why);
            if let Some(when) = &rule.when
                && !holds(expressions, when, scope).map_err(ours)?
            {
                if let Some(recorder) = recorder.as_deref_mut() {
                    recorder.unseen(&rule.requirement, || format!("it counts only if {when}, and that did not hold"));
                }
                continue;
            }
            let kept = holds(expressions, &rule.rule, scope).map_err(ours)?;
            if let Some(recorder) = recorder.as_deref_mut() {
                // A rule over what is not there is kept by every response; that shows nothing, but a status always stands there.
                let of_status = || came.gap.is_none() && has_word(&rule.rule, "status");
                if came.described || !kept || of_status() {
                    recorder.ask(&rule.requirement);
                } else {
                    let what = || format!("status {} and nothing that the contract describes", exchange.status);
                    recorder.unseen(&rule.requirement, || format!("step `{}` came to: {}", step.name, what()));
                }
            }
            if !kept {
                let mut finding = broken(subject, step, rule, exchange);
                let read = expressions.get(&rule.rule).into_iter().flat_map(Expression::fields);
                finding.rests_on = read.map(str::to_owned).collect();
                played.findings.push((finding, Rc::clone(exchange)));
            }
        }
        Ok(())
    }
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
        actual: place.map_or_else(|| format!("status {}", exchange.status), |value| excerpt(&value.to_string())),
        class: format!("{} {}", step.name, rule.rule),
        codes: Codes { due: Vec::new(), came: codes_below(&errors, &rule.pointer) },
        rests_on: Vec::new(),
    }
}

/// The call of a step, every place of it filled.
fn call(script: Script<'_>, step: &Step, scope: &Scope) -> Result<Call, TrialError> {
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
    let path = match filled(&Value::Object(step.path.clone()))? {
        Some(Value::Object(path)) => path,
        _ => Map::new(),
    };
    let (body, json) = match &step.body {
        Some(template) if step.raw.is_none() && step.raw_hex.is_none() => match filled(template)? {
            Some(json) => {
                let body = Body::of_value(operation, &json);
                let no_form = || ours(format!("send its body as {}", media(operation)));
                (Some(body.ok_or_else(no_form)?), Some(json))
            }
            None => (None, None),
        },
        _ => (raw_body(step, scope).map_err(ours)?.map(|bytes| Body::of_bytes(operation, bytes)), None),
    };
    let json = json.or_else(|| serde_json::from_slice(body.as_ref().map_or(&[][..], |body| &body.bytes)).ok());
    let over = Over { path: Some(&path), query: query.as_ref(), headers: Some(&headers), cookies: None };
    let json = match operation.carries {
        Carries::Body => json,
        Carries::Parts => Some(together(over, json)),
    };
    let request = request::of(operation, &own, over, body, json.map(Arc::new));
    let request = request.ok_or_else(|| {
        ours("send it: HTTP cannot carry one of its headers, or a place of its path is empty".to_owned())
    })?;
    Ok(Call { operation: number, method: step.method.clone(), request, own: is_own })
}

/// The content type of the bodies of an operation.
fn media(operation: &Operation) -> &str {
    operation.body.as_ref().map_or("application/json", |form| &form.media)
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
    let known = ["credentials", "steps", "setup", "state", "states", "row", "draw"];
    Expression::compile(path, &known).ok()?.value(scope).ok()
}

fn evaluate(expressions: &Expressions, source: &str, scope: &Scope) -> Result<Value, String> {
    let expression = expressions.get(source).ok_or_else(|| format!("`{source}` was never compiled"))?;
    expression.value(scope).map_err(|error| error.0)
}

pub(super) fn holds(expressions: &Expressions, source: &str, scope: &Scope) -> Result<bool, String> {
    let expression = expressions.get(source).ok_or_else(|| format!("`{source}` was never compiled"))?;
    expression.holds(scope).map_err(|error| error.0)
}

#[cfg(test)]
mod tests;
