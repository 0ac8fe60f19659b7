//! What a document of workflows may say: the words of Arazzo 1.0, each where it belongs.

use serde_json::{Map, Value};

use crate::contract::{ArazzoId, LoadError, LoadId, Message};

const ROOT: &[&str] = &["arazzo", "info", "sourceDescriptions", "workflows", "components"];
const WORKFLOW: &[&str] = &[
    "workflowId",
    "summary",
    "description",
    "inputs",
    "dependsOn",
    "steps",
    "successActions",
    "failureActions",
    "outputs",
    "parameters",
];
const STEP: &[&str] = &[
    "stepId",
    "description",
    "operationId",
    "operationPath",
    "workflowId",
    "parameters",
    "requestBody",
    "successCriteria",
    "onSuccess",
    "onFailure",
    "outputs",
];
const BODY: &[&str] = &["contentType", "payload", "replacements"];
const CRITERION: &[&str] = &["context", "condition", "type"];
const ACTION: &[&str] = &["name", "type", "stepId", "workflowId", "retryAfter", "retryLimit", "criteria", "reference"];
const PARAMETER: &[&str] = &["name", "in", "value", "reference"];

/// The document, if it says nothing strange.
pub(super) fn judged(file: &str, document: &Value) -> Result<(), Vec<LoadError>> {
    let mut judge = Judge { file, errors: Vec::new() };
    judge.known("", document, ROOT);
    let version = document["arazzo"].as_str().unwrap_or_default();
    if !version.starts_with("1.0.") {
        judge.error("/arazzo", ArazzoId::NotArazzo, ArazzoId::WriteArazzo);
    }
    for (index, source) in list(document, "sourceDescriptions").enumerate() {
        if source["type"] == "arazzo" {
            let fix = ArazzoId::IntoThisFile;
            judge.error(&format!("/sourceDescriptions/{index}/type"), ArazzoId::OtherDocument, fix);
        }
    }
    if !document["workflows"].is_array() {
        judge.error("/workflows", ArazzoId::NoWorkflows, ArazzoId::ListWorkflows);
    }
    for (index, workflow) in list(document, "workflows").enumerate() {
        judge.workflow(&format!("/workflows/{index}"), workflow);
    }
    if judge.errors.is_empty() { Ok(()) } else { Err(judge.errors) }
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

struct Judge<'a> {
    file: &'a str,
    errors: Vec<LoadError>,
}

impl Judge<'_> {
    fn error(&mut self, at: &str, problem: impl Into<Message>, fix: impl Into<Message>) {
        self.errors.push(LoadError::new(self.file, at, problem, fix));
    }

    /// Reports each key that the words of its object do not have.
    fn known(&mut self, at: &str, value: &Value, words: &[&str]) {
        let keys = value.as_object().into_iter().flat_map(Map::keys);
        for key in keys.filter(|key| !words.contains(&key.as_str()) && !key.starts_with("x-")) {
            let (at, problem) = (format!("{at}/{key}"), LoadId::UnknownKey.with([key.into()]));
            self.errors.push(LoadError::unknown(self.file, &at, problem, words.iter().copied()));
        }
    }

    fn each(&mut self, at: &str, value: &Value, key: &str, words: &[&str]) {
        for (index, one) in list(value, key).enumerate() {
            self.known(&format!("{at}/{key}/{index}"), one, words);
        }
    }

    fn workflow(&mut self, at: &str, workflow: &Value) {
        self.known(at, workflow, WORKFLOW);
        if workflow["workflowId"].as_str().is_none_or(|id| id.is_empty() || id.contains(char::is_whitespace)) {
            self.error(&format!("{at}/workflowId"), ArazzoId::NoWorkflowId, ArazzoId::GiveWorkflowId);
        }
        if list(workflow, "steps").next().is_none() {
            self.error(&format!("{at}/steps"), ArazzoId::NoSteps, ArazzoId::ListSteps);
        }
        for key in ["successActions", "failureActions"] {
            self.each(at, workflow, key, ACTION);
        }
        self.each(at, workflow, "parameters", PARAMETER);
        for (index, step) in list(workflow, "steps").enumerate() {
            let at = format!("{at}/steps/{index}");
            self.known(&at, step, STEP);
            self.known(&format!("{at}/requestBody"), &step["requestBody"], BODY);
            self.each(&at, step, "parameters", PARAMETER);
            self.each(&at, step, "successCriteria", CRITERION);
            self.each(&at, step, "onSuccess", ACTION);
            self.each(&at, step, "onFailure", ACTION);
            if step["stepId"].as_str().is_none_or(str::is_empty) {
                self.error(&format!("{at}/stepId"), ArazzoId::NoStepId, ArazzoId::OwnStepId);
            }
        }
    }
}
