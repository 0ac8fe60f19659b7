//! Runtime expressions of Arazzo, such as `$steps.find.outputs.id`, as expressions of scenarios.

use std::collections::BTreeMap;

use crate::contract::{ArazzoId, Message};
use serde_json::{Map, Value, json};

/// What the expressions of a step may name.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// The inputs of the workflow, each as an expression.
    pub(super) inputs: BTreeMap<String, String>,
    /// The outputs of the steps before, by step and name.
    pub(super) steps: BTreeMap<String, BTreeMap<String, String>>,
    /// The outputs of workflows that were played before, by workflow and name.
    pub(super) workflows: BTreeMap<String, BTreeMap<String, String>>,
    /// The outputs of the workflow that a step calls.
    pub(super) called: BTreeMap<String, String>,
    /// The name in the scenario of the step that `$statusCode` and `$response` are about.
    pub(super) here: Option<String>,
}

/// What is wrong, and how to fix it.
pub(super) type Refused = (Message, Message);

const KNOWN: [&str; 11] = [
    "$url",
    "$method",
    "$statusCode",
    "$request",
    "$response",
    "$inputs",
    "$outputs",
    "$steps",
    "$workflows",
    "$sourceDescriptions",
    "$components",
];

/// Whether a text is a runtime expression.
pub(super) fn is_expression(text: &str) -> bool {
    let head = text.split(['.', '#', '[']).next().unwrap_or_default();
    KNOWN.contains(&head)
}

/// A text of CEL.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => quoted.push_str("\\'"),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

/// A JSON value in CEL.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| format!("{}: {}", quoted(key), literal(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        plain => plain.to_string(),
    }
}

impl Scope {
    /// A runtime expression in CEL.
    pub(super) fn expression(&self, text: &str) -> Result<String, Refused> {
        let (head, rest) = text.split_at(text.find(['.', '#', '[']).unwrap_or(text.len()));
        match head {
            "$statusCode" if rest.is_empty() => Ok(format!("steps.{}.status", self.step(text)?)),
            "$response" => self.message(text, rest),
            "$request" => {
                let Some(rest) = rest.strip_prefix(".body") else {
                    return Err(no(text, ArazzoId::NameInput));
                };
                inside(&format!("steps.{}.request", self.step(text)?), rest, text)
            }
            "$inputs" => {
                let (name, rest) = named(rest).ok_or_else(|| no(text, ArazzoId::WriteInputs))?;
                let fix = ArazzoId::DeclareInput;
                let input = self.inputs.get(name).ok_or_else(|| (ArazzoId::NoInput.with([name.into()]), fix.into()))?;
                inside(input, rest, text)
            }
            "$steps" => output(text, rest, &self.steps, "step"),
            "$workflows" => output(text, rest, &self.workflows, "workflow"),
            "$outputs" => {
                let (name, rest) = named(rest).ok_or_else(|| no(text, ArazzoId::WriteOutputs))?;
                let fix = ArazzoId::NameCalledOutput;
                let own = self.called.get(name).ok_or_else(|| (ArazzoId::NoOutput.with([name.into()]), fix.into()))?;
                inside(own, rest, text)
            }
            _ => Err(no(text, ArazzoId::WriteValueItself)),
        }
    }

    fn step(&self, text: &str) -> Result<&str, Refused> {
        let fix = ArazzoId::IntoCriteria;
        self.here.as_deref().ok_or_else(|| (ArazzoId::NoStepHere.with([text.into()]), fix.into()))
    }

    /// Something of the response.
    fn message(&self, text: &str, rest: &str) -> Result<String, Refused> {
        let step = self.step(text)?;
        if let Some(name) = rest.strip_prefix(".header.") {
            let name = quoted(&name.to_ascii_lowercase());
            return Ok(format!("steps.{step}.headers[?{name}].orValue(null)"));
        }
        match rest.strip_prefix(".body") {
            Some(rest) => inside(&format!("steps.{step}.response"), rest, text),
            None => Err(no(text, ArazzoId::WriteResponse)),
        }
    }

    /// A value that a document gives, with its expressions left open.
    pub(super) fn template(&self, value: &Value) -> Result<Value, Refused> {
        Ok(match value {
            Value::String(text) if is_expression(text) => json!({"$cel": self.expression(text)?}),
            Value::String(text) if text.contains("{$") => json!({"$cel": self.text(text)?}),
            Value::Array(items) => items.iter().map(|item| self.template(item)).collect::<Result<_, _>>()?,
            Value::Object(fields) => {
                let own = fields.iter().map(|(key, value)| Ok((key.clone(), self.template(value)?)));
                Value::Object(own.collect::<Result<Map<_, _>, Refused>>()?)
            }
            plain => plain.clone(),
        })
    }

    /// A text with `{$expressions}` in it.
    fn text(&self, text: &str) -> Result<String, Refused> {
        let (mut parts, mut rest) = (Vec::new(), text);
        while let Some((before, after)) = rest.split_once("{$") {
            let fix = ArazzoId::CloseBrace;
            let (inner, behind) =
                after.split_once('}').ok_or_else(|| (ArazzoId::NoEnd.with([after.into()]), fix.into()))?;
            if !before.is_empty() {
                parts.push(quoted(before));
            }
            parts.push(format!("string({})", self.expression(&format!("${inner}"))?));
            rest = behind;
        }
        if !rest.is_empty() {
            parts.push(quoted(rest));
        }
        Ok(parts.join(" + "))
    }
}

/// A place inside a value: `#/pointer`, or `.key` and `[0]`.
fn inside(value: &str, rest: &str, text: &str) -> Result<String, Refused> {
    if rest.is_empty() {
        return Ok(value.to_owned());
    }
    let steps = match rest.strip_prefix('#') {
        Some(pointer) => by_pointer(pointer),
        None => by_keys(rest),
    };
    let steps = steps.ok_or_else(|| no(text, ArazzoId::HashPointer))?;
    let value = value.strip_suffix(".orValue(null)").unwrap_or(value);
    Ok(format!("{value}{steps}.orValue(null)"))
}

/// `.<id>.outputs.<name>` of a step or a workflow.
fn output(
    text: &str,
    rest: &str,
    all: &BTreeMap<String, BTreeMap<String, String>>,
    what: &str,
) -> Result<String, Refused> {
    let form = || no(text, ArazzoId::WriteOutputOf.with([what.into()]));
    let (id, rest) = named(rest).ok_or_else(form)?;
    let (name, rest) = rest.strip_prefix(".outputs").and_then(named).ok_or_else(form)?;
    let fix = match what {
        "step" => ArazzoId::NameStepBefore,
        _ => ArazzoId::NameDependsOn,
    };
    let found = all.get(id).and_then(|outputs| outputs.get(name));
    let found = found.ok_or_else(|| (ArazzoId::NoOutputBefore.with([what.into(), text.into()]), fix.into()))?;
    inside(found, rest, text)
}

fn no(text: &str, fix: impl Into<Message>) -> Refused {
    (ArazzoId::RuntimeNotHere.with([text.into()]), fix.into())
}

/// `.name` and what follows.
fn named(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.strip_prefix('.')?;
    let (name, rest) = rest.split_at(rest.find(['.', '#', '[']).unwrap_or(rest.len()));
    (!name.is_empty()).then_some((name, rest))
}

fn optional(step: &str) -> String {
    let is_index = !step.is_empty() && step.len() < 10 && step.bytes().all(|byte| byte.is_ascii_digit());
    if is_index { format!("[?{step}]") } else { format!("[?{}]", quoted(step)) }
}

fn by_pointer(pointer: &str) -> Option<String> {
    let steps = pointer.strip_prefix('/')?.split('/');
    Some(steps.map(|step| optional(&crate::util::pointer::unescape(step))).collect())
}

fn by_keys(mut rest: &str) -> Option<String> {
    let mut steps = String::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('[') {
            let (index, behind) = after.split_once(']')?;
            steps.push_str(&optional(index.trim_matches(['\'', '"'])));
            rest = behind;
        } else {
            let (key, behind) = named(rest)?;
            steps.push_str(&optional(key));
            rest = behind;
        }
    }
    Some(steps)
}
