//! A counterexample as a scenario file: no place left open but what belongs to the target's owner.

use serde_json::{Value, json};

use super::{
    case::{Aim, Case, Drawn, OneCall, Steps},
    stage::Stage,
};
use crate::{
    check::Finding,
    contract::{Carries, Text, hex},
    scenario::{DrawForm, Scenario, Step},
    target::Redactor,
};

/// The form of a scenario file, as seen from a report's folder.
const SCHEMA: &str = "../../../schemas/_meta/scenario.schema.json";

impl Case<'_> {
    /// The case as a scenario that can be played alone; none where it would show what the profile hides.
    pub(super) fn to_scenario(&self, stage: &Stage<'_>, finding: &Finding) -> Option<Box<Scenario>> {
        let scenario = match &self.steps {
            Steps::Call(call) => of_call(stage, call, self.draw.first()?, finding)?,
            Steps::Scenario { scenario, row, .. } => {
                let fixed = |drawn: &Drawn<'_>| {
                    let schema = Some(json!({"const": &*drawn.value}));
                    (drawn.name.to_owned(), DrawForm { schema, request: None, def: None })
                };
                Scenario {
                    schema: SCHEMA.to_owned(),
                    cases: 1,
                    table: row.iter().map(|row| Value::clone(row)).collect(),
                    draw: self.draw.iter().map(fixed).collect(),
                    ..Scenario::clone(scenario)
                }
            }
        };
        unless_hidden(stage.subject.redactor.fields(), scenario)
    }
}

/// Takes out of a scenario the values that the target's owner gives for a state and that are secret.
pub(super) fn clean(scenario: &mut Box<Scenario>, redactor: &Redactor) {
    let Ok(before) = serde_json::to_value(&**scenario) else { return };
    let mut after = before.clone();
    redactor.value(&mut after);
    if let (true, Ok(clean)) = (before != after, serde_json::from_value(after)) {
        *scenario = clean;
    }
}

/// A generated request as a scenario: the set-up steps, and one step with every value written out.
fn of_call(stage: &Stage<'_>, call: &OneCall<'_>, drawn: &Drawn<'_>, finding: &Finding) -> Option<Scenario> {
    let operation = &stage.subject.suite.contract.operations[call.operation];
    let mut due = call.due.clone();
    if due.requirement.is_empty() {
        due.requirement.clone_from(&finding.requirement);
    }
    let mut requirements = vec![finding.requirement.clone()];
    if due.requirement != finding.requirement {
        requirements.push(due.requirement.clone());
    }
    let mut step: Step =
        serde_json::from_value(json!({"name": "ask", "operation": operation.id, "expect": due})).ok()?;
    let request = templated(&drawn.value, &|text| open(stage, text));
    match (&call.aim, operation.carries) {
        (Aim::Malformed(_), _) => write_bytes(stage, &call.call(stage, drawn)?.request.body, &mut step),
        (_, Carries::Body) => step.body = Some(request),
        (_, Carries::Parts) => {
            let part = |name: &str| request.get(name).cloned();
            (step.query, step.body) = (part("query"), part("body"));
            step.headers = part("headers").and_then(|headers| headers.as_object().cloned()).unwrap_or_default();
        }
    }
    let mut steps = stage.subject.suite.setup[call.operation].clone();
    steps.push(step);
    let text = format!("{}: {}", finding.requirement, finding.check);
    Some(Scenario {
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
    })
}

/// Writes the bytes of a body into a step, as text where they are text. What is the target's to keep is left open.
fn write_bytes(stage: &Stage<'_>, body: &[u8], step: &mut Step) {
    let known = stage.subject.given.credentials.iter().filter(|(_, secret)| !secret.is_empty());
    let open = known.fold(body.to_vec(), |body, (name, secret)| {
        replaced(&body, secret.as_bytes(), format!("{{{{credentials.{name}}}}}").as_bytes())
    });
    match String::from_utf8(open) {
        Ok(text) => step.raw = Some(text),
        Err(bytes) => step.raw_hex = Some(hex(bytes.as_bytes())),
    }
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
