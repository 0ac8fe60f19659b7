//! A counterexample as a scenario file: no place left open but what belongs to the target's owner.

use serde_json::{Value, json};

use super::{
    Subject,
    generated::{Intent, Stage},
    play::ScenarioCase,
    steps::setup_steps,
};
use crate::{
    check::Finding,
    contract::{Carries, Expectation, Text, hex},
    scenario::{DrawForm, Scenario, Step},
};

/// The form of a scenario file, as seen from a report's folder.
const SCHEMA: &str = "../../../schemas/_meta/scenario.schema.json";

/// A generated request as a scenario.
pub(super) fn request(
    stage: &Stage<'_>,
    drawn: &Value,
    intent: &Intent<'_>,
    finding: &Finding,
) -> Option<Box<Scenario>> {
    let request = templated(drawn, &|text| open(stage, text));
    let operation = &stage.subject.suite.contract.operations[stage.operation];
    wrap(stage, &intent.due, finding, |step| match operation.carries {
        Carries::Body => step.body = Some(request),
        Carries::Parts => {
            let part = |name: &str| request.get(name).cloned();
            (step.query, step.body) = (part("query"), part("body"));
            step.headers = part("headers").and_then(|headers| headers.as_object().cloned()).unwrap_or_default();
        }
    })
}

/// A raw body as a scenario.
pub(super) fn raw(stage: &Stage<'_>, body: &[u8], due: &Expectation, finding: &Finding) -> Option<Box<Scenario>> {
    // What is the target's to keep is left open, also among bytes that are no text.
    let known = stage.subject.given.credentials.iter().filter(|(_, secret)| !secret.is_empty());
    let open = known.fold(body.to_vec(), |body, (name, secret)| {
        replaced(&body, secret.as_bytes(), format!("{{{{credentials.{name}}}}}").as_bytes())
    });
    wrap(stage, due, finding, |step| match String::from_utf8(open) {
        Ok(text) => step.raw = Some(text),
        Err(bytes) => step.raw_hex = Some(hex(bytes.as_bytes())),
    })
}

fn replaced(bytes: &[u8], what: &[u8], by: &[u8]) -> Vec<u8> {
    let (mut all, mut rest) = (Vec::with_capacity(bytes.len()), bytes);
    while let Some(at) = rest.windows(what.len()).position(|window| window == what) {
        all.extend_from_slice(&rest[..at]);
        all.extend_from_slice(by);
        rest = &rest[at + what.len()..];
    }
    all.extend_from_slice(rest);
    all
}

/// A scenario with the values of one case in place of what was drawn.
pub(super) fn scenario(subject: &Subject, from: &Scenario, case: &ScenarioCase) -> Option<Box<Scenario>> {
    let fixed = |value: &Value| DrawForm { schema: Some(json!({"const": value})), request: None, def: None };
    let scenario = Scenario {
        schema: SCHEMA.to_owned(),
        cases: 1,
        table: case.row.iter().cloned().collect(),
        draw: case.draw.iter().map(|(name, value)| (name.clone(), fixed(value))).collect(),
        ..from.clone()
    };
    unless_hidden(subject.redactor.fields(), scenario)
}

/// The scenario, unless it would send what the profile hides: that is to stand in no file, and without it the scenario is another.
fn unless_hidden(hidden: &[String], scenario: Scenario) -> Option<Box<Scenario>> {
    fn holds(hidden: &[String], value: &Value) -> bool {
        match value {
            Value::Array(items) => items.iter().any(|item| holds(hidden, item)),
            Value::Object(fields) => {
                fields.iter().any(|(key, value)| (hidden.contains(key) && !value.is_null()) || holds(hidden, value))
            }
            _ => false,
        }
    }
    let drawn = scenario.draw.values().filter_map(|form| form.schema.as_ref());
    let of_steps = scenario.steps.iter().flat_map(|step| [step.body.as_ref(), step.query.as_ref()]).flatten();
    let in_values = drawn.chain(&scenario.table).chain(of_steps).any(|value| holds(hidden, value));
    let in_texts = scenario.steps.iter().any(|step| {
        let raw = step.raw.as_deref().unwrap_or_default();
        let header = |field: &String| step.headers.keys().any(|name| name.eq_ignore_ascii_case(field));
        hidden.iter().any(|field| header(field) || raw.contains(field.as_str()) || step.raw_hex.is_some())
    });
    (!in_values && !in_texts).then(|| Box::new(scenario))
}

fn wrap(
    stage: &Stage<'_>,
    due: &Expectation,
    finding: &Finding,
    fill: impl FnOnce(&mut Step),
) -> Option<Box<Scenario>> {
    let operation = &stage.subject.suite.contract.operations[stage.operation];
    let mut steps = setup_steps(stage.subject, stage.operation).ok()?;
    let mut step: Step =
        serde_json::from_value(json!({"name": "ask", "operation": operation.id, "expect": due})).ok()?;
    fill(&mut step);
    steps.push(step);
    let text = format!("{}: {}", finding.requirement, finding.check);
    let mut requirements = vec![finding.requirement.clone()];
    if due.requirement != finding.requirement {
        requirements.push(due.requirement.clone());
    }
    let scenario = Scenario {
        schema: SCHEMA.to_owned(),
        contract: stage.subject.suite.contract.id.clone(),
        name: format!("{}-{}", finding.requirement, finding.check).to_lowercase(),
        title: Text { ja: format!("{text} の最小の反例"), en: format!("smallest counterexample of {text}") },
        requirements,
        state: None,
        states: Vec::new(),
        when: None,
        cases: 1,
        table: Vec::new(),
        draw: std::collections::BTreeMap::new(),
        steps,
    };
    unless_hidden(stage.subject.redactor.fields(), scenario)
}

/// The value with texts that are not ours to keep turned into open places.
fn templated(value: &Value, open: &dyn Fn(&str) -> Option<Value>) -> Value {
    match value {
        Value::String(text) => open(text).unwrap_or_else(|| value.clone()),
        Value::Array(items) => Value::Array(items.iter().map(|item| templated(item, open)).collect()),
        Value::Object(fields) => {
            let filled = fields.iter().map(|(key, value)| (key.clone(), templated(value, open)));
            Value::Object(filled.collect())
        }
        other => other.clone(),
    }
}

/// The open place that a text stands for: a marker of the set-up, or a text that holds a credential.
fn open(stage: &Stage<'_>, text: &str) -> Option<Value> {
    if let Some(path) = text.strip_prefix("{{setup.").and_then(|rest| rest.strip_suffix("}}")) {
        return Some(json!({"$cel": format!("steps.{path}")}));
    }
    let mut credentials = stage.subject.given.credentials.iter().filter(|(_, secret)| !secret.is_empty());
    let (name, secret) = credentials.find(|(_, secret)| text.contains(secret.as_str()))?;
    let parts: Vec<String> = text.split(secret.as_str()).map(|part| Value::from(part).to_string()).collect();
    let joined = parts.join(&format!(" + credentials.{name} + "));
    // Empty literals at the ends say nothing.
    Some(json!({"$cel": joined.trim_start_matches("\"\" + ").trim_end_matches(" + \"\"")}))
}
