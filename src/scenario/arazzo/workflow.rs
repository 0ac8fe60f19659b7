//! A workflow as steps of a scenario: those that it depends on first, and those that it calls in their place.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{
    condition::{criterion, status_of},
    flow::{Edges, flowing, laid},
    place::{Position, Reader},
    runtime::{Scope, literal},
};
use crate::contract::{ArazzoId, LoadError, Operation};

/// The steps that a workflow becomes.
#[derive(Default)]
pub(super) struct Converted {
    pub(super) steps: Vec<Value>,
    /// Where each of them is written.
    pub(super) pointers: Vec<String>,
    pub(super) draw: Map<String, Value>,
    /// The outputs of the workflow, each as an expression.
    outputs: BTreeMap<String, String>,
}

/// How a workflow is played: by itself, before another one, or by a step of another one.
struct How {
    /// What is before the names of its steps.
    prefix: String,
    /// The inputs that a step gives it, each as an expression.
    given: BTreeMap<String, String>,
    /// The workflows that it is played for.
    within: Vec<usize>,
}

impl Reader<'_> {
    pub(super) fn workflow(&self, index: usize) -> Result<Converted, LoadError> {
        let mut played = Converted::default();
        let how = How { prefix: String::new(), given: BTreeMap::new(), within: Vec::new() };
        self.play(index, &how, &mut played)?;
        let mut names = BTreeSet::new();
        let twice = played.steps.iter().position(|step| !names.insert(step["name"].as_str().unwrap_or_default()));
        match twice {
            Some(step) => {
                let at = Position { pointer: played.pointers[step].clone() };
                Err(self.error(&at.child("stepId"), ArazzoId::SameStepName, ArazzoId::OwnLetters))
            }
            None => Ok(played),
        }
    }

    /// Adds the steps of a workflow.
    fn play(&self, index: usize, how: &How, played: &mut Converted) -> Result<(), LoadError> {
        let at = Position { pointer: format!("/workflows/{index}") };
        if how.within.contains(&index) {
            return Err(self.error(&at, ArazzoId::WithinItself, ArazzoId::TakeOutOfSteps));
        }
        let workflow = &self.document["workflows"][index];
        let within = [how.within.clone(), vec![index]].concat();
        let mut scope = Scope::default();
        for (number, id) in workflow["dependsOn"].as_array().into_iter().flatten().enumerate() {
            let at = at.child(&format!("dependsOn/{number}"));
            let other = self.named(&at, id)?;
            let own = id.as_str().unwrap_or_default();
            let prefix = format!("{}{}_", how.prefix, plain(own));
            let before = How { prefix, given: BTreeMap::new(), within: within.clone() };
            self.play(other, &before, played)?;
            scope.workflows.insert(own.to_owned(), std::mem::take(&mut played.outputs));
        }
        scope.inputs = self.inputs(&at, workflow, how, played)?;
        let mut edges = Vec::new();
        for (number, step) in workflow["steps"].as_array().into_iter().flatten().enumerate() {
            let at = at.child(&format!("steps/{number}"));
            let id = step["stepId"].as_str().unwrap_or_default().to_owned();
            if step["workflowId"].is_string() {
                let called = self.call((&at, step), how, (&scope, &within), played)?;
                scope.called = called;
                let outputs = self.outputs(&at, step, &scope)?;
                let all = std::mem::take(&mut scope.called).into_iter().chain(outputs).collect();
                scope.steps.insert(id, all);
                edges.push(Edges::default());
                continue;
            }
            let name = format!("{}{}", how.prefix, plain(&id));
            scope.here = Some(name.clone());
            let own = self.step((&at, step), workflow, (&name, &scope))?;
            let mut follows = flowing(self, (&at, step), workflow, &scope)?;
            follows.step = Some(played.steps.len());
            edges.push(follows);
            played.steps.push(own);
            played.pointers.push(at.pointer.clone());
            scope.steps.insert(id, self.outputs(&at, step, &scope)?);
            scope.here = None;
        }
        laid(self, &at, workflow, (&mut played.steps, edges))?;
        played.outputs = self.outputs(&at, workflow, &scope)?;
        Ok(())
    }

    /// Adds the steps of the workflow that a step calls; its outputs.
    fn call(
        &self,
        (at, step): (&Position, &Value),
        how: &How,
        (scope, within): (&Scope, &[usize]),
        played: &mut Converted,
    ) -> Result<BTreeMap<String, String>, LoadError> {
        for key in ["successCriteria", "onSuccess", "onFailure", "requestBody"] {
            if step.get(key).is_some() {
                let fix = ArazzoId::AtCalledSteps;
                return Err(self.error(&at.child(key), ArazzoId::KeyOfCall.with([key.into()]), fix));
            }
        }
        let other = self.named(&at.child("workflowId"), &step["workflowId"])?;
        let mut given = BTreeMap::new();
        for (number, one) in step["parameters"].as_array().into_iter().flatten().enumerate() {
            let at = at.child(&format!("parameters/{number}"));
            let one = self.resolved(&at, one, "parameters")?;
            let value = self.template(&at.child("value"), scope, &one["value"])?;
            let value = value["$cel"].as_str().map_or_else(|| literal(&value), str::to_owned);
            given.insert(one["name"].as_str().unwrap_or_default().to_owned(), value);
        }
        let prefix = format!("{}{}_", how.prefix, plain(step["stepId"].as_str().unwrap_or_default()));
        let called = How { prefix, given, within: within.to_vec() };
        self.play(other, &called, played)?;
        Ok(std::mem::take(&mut played.outputs))
    }

    fn named(&self, at: &Position, id: &Value) -> Result<usize, LoadError> {
        let all = self.document["workflows"].as_array().map(Vec::as_slice).unwrap_or_default();
        let found = all.iter().position(|one| one["workflowId"] == *id);
        let there = all.iter().filter_map(|one| one["workflowId"].as_str());
        let problem = ArazzoId::NoWorkflow.with([id.to_string().into()]);
        found.ok_or_else(|| LoadError::unknown(self.file, &at.pointer, problem, there))
    }

    /// The inputs of a workflow: what a step gives, else the default, else a value that is generated from the schema.
    fn inputs(
        &self,
        at: &Position,
        workflow: &Value,
        how: &How,
        played: &mut Converted,
    ) -> Result<BTreeMap<String, String>, LoadError> {
        let mut inputs = how.given.clone();
        let mut drawn = Map::new();
        let name = format!("{}inputs", how.prefix);
        for (input, schema) in workflow["inputs"]["properties"].as_object().into_iter().flatten() {
            if inputs.contains_key(input) {
                continue;
            }
            let value = if let Some(value) = schema.get("default") {
                literal(value)
            } else {
                drawn.insert(input.clone(), without_notes(schema));
                format!("draw.{name}[?{}].orValue(null)", super::runtime::quoted(input))
            };
            inputs.insert(input.clone(), value);
        }
        if !drawn.is_empty() {
            let required: Vec<&String> = drawn.keys().collect();
            played.draw.insert(name, json!({"schema": {"type": "object", "required": required, "properties": drawn}}));
        }
        if !workflow["inputs"].is_null() && !workflow["inputs"]["properties"].is_object() {
            let fix = ArazzoId::InputsAsProperties;
            return Err(self.error(&at.child("inputs"), ArazzoId::NoInputProperties, fix));
        }
        Ok(inputs)
    }

    fn outputs(&self, at: &Position, value: &Value, scope: &Scope) -> Result<BTreeMap<String, String>, LoadError> {
        let outputs = value["outputs"].as_object().into_iter().flatten();
        let read = |(name, text): (&String, &Value)| {
            let at = at.child(&format!("outputs/{name}"));
            let fix = ArazzoId::WriteRuntime;
            let text = text.as_str().ok_or_else(|| self.error(&at, ArazzoId::OutputNoText, fix))?;
            let value = scope.expression(text).map_err(|refused| self.refused(&at, refused))?;
            Ok((name.clone(), value))
        };
        outputs.map(read).collect()
    }

    /// A step that calls an operation.
    fn step(
        &self,
        (at, step): (&Position, &Value),
        workflow: &Value,
        (name, scope): (&str, &Scope),
    ) -> Result<Value, LoadError> {
        let operation = self.operation(at, step)?;
        let mut made = Map::new();
        made.insert("name".to_owned(), json!(name));
        made.insert("operation".to_owned(), json!(operation.id));
        self.parameters((at, step), workflow, scope, &mut made)?;
        self.body(at, (step, operation), scope, &mut made)?;
        let requirement = self.requirement(&[step, workflow], operation);
        let criteria: Vec<&Value> = step["successCriteria"].as_array().into_iter().flatten().collect();
        let mut rules = Vec::new();
        for (number, one) in criteria.iter().enumerate() {
            let at = at.child(&format!("successCriteria/{number}"));
            let rule = criterion(one, scope).map_err(|refused| self.refused(&at, refused))?;
            let own = self.requirement(&[one, step, workflow], operation);
            let said = one["condition"].as_str().unwrap_or_default();
            rules.push(json!({"requirement": own, "rule": rule, "text": {"en": said, "ja": said}}));
        }
        made.insert("expect".to_owned(), json!({"outcome": outcome(&criteria), "requirement": requirement}));
        if !rules.is_empty() {
            made.insert("rules".to_owned(), Value::Array(rules));
        }
        Ok(Value::Object(made))
    }

    /// The requirement that the nearest of some objects names, else that of the operation.
    fn requirement(&self, near: &[&Value], operation: &Operation) -> String {
        let cited = near.iter().copied().chain([self.document]).find_map(|one| one["x-requirement"].as_str());
        cited.map_or_else(|| operation.success.clone(), str::to_owned)
    }
}

/// What is due: by the status that the criteria require, if they require one.
fn outcome(criteria: &[&Value]) -> &'static str {
    let conditions: Vec<&str> = criteria.iter().filter_map(|one| one["condition"].as_str()).collect();
    let about: Vec<&&str> = conditions.iter().filter(|condition| condition.contains("$statusCode")).collect();
    match about.as_slice() {
        [] if criteria.iter().all(|one| one["context"] != "$statusCode") => "accepted",
        [one] => match status_of(one) {
            Some(200..=399) => "accepted",
            Some(400..=499) => "refused",
            _ => "any",
        },
        _ => "any",
    }
}

/// A name as steps of scenarios have them.
fn plain(id: &str) -> String {
    let letters = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let name: String = id.chars().map(letters).collect();
    if name.starts_with(|c: char| c.is_ascii_lowercase()) { name } else { format!("s{name}") }
}

/// A schema without what only people read.
fn without_notes(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let notes = ["default", "example", "examples", "deprecated", "readOnly", "writeOnly"];
            let kept = fields.iter().filter(|(key, _)| !notes.contains(&key.as_str()));
            kept.map(|(key, value)| (key.clone(), without_notes(value))).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(without_notes).collect(),
        plain => plain.clone(),
    }
}
