//! What a step of a workflow sends: its operation, parameters and body, as a step of a scenario has them.

use serde_json::{Map, Value, json};

use super::{
    place::{Position, Reader},
    runtime::{Refused, Scope, is_expression},
};
use crate::contract::{ArazzoId, LoadError, Message, Operation, ProfileId, unescape};

impl Reader<'_> {
    /// The operation that a step calls.
    pub(super) fn operation(&self, at: &Position, step: &Value) -> Result<&Operation, LoadError> {
        let all = &self.contract.operations;
        if let Some(path) = step["operationPath"].as_str() {
            let at = at.child("operationPath");
            let pointer = path.split_once('#').map_or("", |(_, pointer)| pointer);
            let mut places = pointer.strip_prefix("/paths/").unwrap_or_default().split('/').map(unescape);
            let (path, method) = (places.next().unwrap_or_default(), places.next().unwrap_or_default());
            let found = all.iter().find(|one| one.path == path && one.method.eq_ignore_ascii_case(&method));
            let fix = ArazzoId::WriteOperationPath;
            return found.ok_or_else(|| self.error(&at, ArazzoId::NoOperationAtPath, fix));
        }
        let place = at.child("operationId");
        let Some(id) = step["operationId"].as_str() else {
            return Err(self.error(at, ArazzoId::CallsNothing, ArazzoId::WriteCall));
        };
        let own = if id.starts_with("$sourceDescriptions.") { id.splitn(3, '.').nth(2).unwrap_or(id) } else { id };
        let described = self.described.iter().find(|(described, _)| described == own).map(|(_, id)| id.as_str());
        let plain: String =
            own.chars().map(|c| if c.is_ascii_alphanumeric() || ".-".contains(c) { c } else { '_' }).collect();
        let is_it = |one: &&Operation| Some(one.id.as_str()) == described || one.id == own || one.id == plain;
        let there = all.iter().map(|one| one.id.as_str());
        let problem = ProfileId::NoOperationNamed.with([own.into()]);
        all.iter().find(is_it).ok_or_else(|| LoadError::unknown(self.file, &place.pointer, problem, there))
    }

    /// Adds the parameters of a step, and of its workflow, to the step of the scenario.
    pub(super) fn parameters(
        &self,
        (at, step): (&Position, &Value),
        workflow: &Value,
        scope: &Scope,
        made: &mut Map<String, Value>,
    ) -> Result<(), LoadError> {
        let shared = workflow["parameters"].as_array().into_iter().flatten().map(|one| (at.clone(), one));
        let own = step["parameters"].as_array().into_iter().flatten().enumerate();
        let own = own.map(|(index, one)| (at.child(&format!("parameters/{index}")), one));
        for (at, parameter) in shared.chain(own) {
            let parameter = self.resolved(&at, parameter, "parameters")?;
            let (name, place) = (parameter["name"].as_str().unwrap_or_default(), parameter["in"].as_str());
            let key = match place {
                Some("path") => "path",
                Some("query") => "query",
                Some("header") => "headers",
                other => {
                    let problem = ArazzoId::ParameterIn.with([other.unwrap_or("nothing").into()]);
                    return Err(self.error(&at, problem, ArazzoId::WritePlaceOfParameter));
                }
            };
            let value = self.template(&at.child("value"), scope, &parameter["value"])?;
            let held = made.entry(key).or_insert_with(|| json!({}));
            held[name] = value;
        }
        Ok(())
    }

    /// Something that may be under `components`, with what is laid over it.
    pub(super) fn resolved(&self, at: &Position, value: &Value, kind: &str) -> Result<Value, LoadError> {
        let Some(reference) = value["reference"].as_str() else { return Ok(value.clone()) };
        let name = reference.strip_prefix(&format!("$components.{kind}."));
        let found = name.and_then(|name| self.document["components"][kind].get(name));
        let mut found = found.cloned().ok_or_else(|| {
            let fix = ArazzoId::WriteComponent.with([kind.into()]);
            self.error(&at.child("reference"), ArazzoId::ReferenceNowhere.with([reference.into()]), fix)
        })?;
        if let Some(value) = value.get("value") {
            found["value"] = value.clone();
        }
        Ok(found)
    }

    /// Adds the body of a step.
    pub(super) fn body(
        &self,
        at: &Position,
        (step, operation): (&Value, &Operation),
        scope: &Scope,
        made: &mut Map<String, Value>,
    ) -> Result<(), LoadError> {
        let Some(body) = step.get("requestBody") else { return Ok(()) };
        let at = at.child("requestBody");
        let sent = operation.body.as_ref().map_or("application/json", |form| form.media.as_str());
        if let Some(kind) = body["contentType"].as_str().filter(|kind| *kind != sent) {
            let problem = ArazzoId::SendsOther.with([(&operation.id).into(), sent.into(), kind.into()]);
            let fix = ArazzoId::NameContentType;
            return Err(self.error(&at.child("contentType"), problem, fix));
        }
        let place = at.child("payload");
        let payload = match &body["payload"] {
            // A text with expressions in it is the JSON that it is once they are filled.
            Value::String(text) if !is_expression(text) && sent.contains("json") => {
                let fix = ArazzoId::AsObjectOrText;
                serde_json::from_str(text).map_err(|_| self.error(&place, ArazzoId::PayloadNotJson, fix))?
            }
            other => other.clone(),
        };
        let mut payload = self.template(&place, scope, &payload)?;
        let replacements = body["replacements"].as_array().into_iter().flatten().enumerate();
        for (index, one) in replacements {
            let at = at.child(&format!("replacements/{index}"));
            let Some(target) = one["target"].as_str().filter(|target| target.starts_with('/')) else {
                return Err(self.error(&at, ArazzoId::TargetNoPointer, ArazzoId::WriteTargetPointer));
            };
            let value = self.template(&at.child("value"), scope, &one["value"])?;
            payload = json!({"$with": payload, target: value});
        }
        made.insert("body".to_owned(), payload);
        Ok(())
    }

    pub(super) fn template(&self, at: &Position, scope: &Scope, value: &Value) -> Result<Value, LoadError> {
        scope.template(value).map_err(|refused| self.refused(at, refused))
    }

    pub(super) fn refused(&self, at: &Position, (problem, fix): Refused) -> LoadError {
        LoadError::new(self.file, &at.pointer, problem, fix)
    }

    pub(super) fn error(&self, at: &Position, problem: impl Into<Message>, fix: impl Into<Message>) -> LoadError {
        LoadError::new(self.file, &at.pointer, problem, fix)
    }
}
