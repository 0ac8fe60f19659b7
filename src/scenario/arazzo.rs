//! Arazzo 1.0: workflows that others wrote, played as scenarios. Each workflow becomes a scenario when the files are loaded; what it says that a
//! scenario cannot do is refused with its place.

mod calls;
mod condition;
mod flow;
mod place;
mod runtime;
mod shape;
#[cfg(test)]
mod tests;
mod workflow;

use serde_json::{Value, json};

use self::{place::Reader, workflow::Converted};
use crate::contract::{Contract, Files, LoadError, LoadId, read_file};

/// A workflow as a scenario.
pub(super) struct Translated {
    /// The scenario, as a file would write it.
    pub(super) scenario: Value,
    /// Where the workflow is in its file.
    pointer: String,
    /// Where each step of the scenario does.
    steps: Vec<String>,
}

impl Translated {
    /// A mistake in the scenario, at the place of the workflow that it was made of.
    pub(super) fn located(&self, error: LoadError) -> LoadError {
        let step = error.pointer.strip_prefix("/steps/").and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
        let pointer = step.and_then(|step| self.steps.get(step)).unwrap_or(&self.pointer);
        LoadError { pointer: pointer.clone(), ..error }
    }
}

/// Whether a file holds workflows, by its name.
pub(super) fn is_arazzo(file: &str) -> bool {
    [".arazzo.yaml", ".arazzo.yml", ".arazzo.json"].iter().any(|ending| file.ends_with(ending))
}

/// Reads a file of workflows, in JSON or YAML.
pub(super) fn parsed(files: &Files, file: &str) -> Result<Value, LoadError> {
    let text = files.text(file).ok_or_else(|| LoadError::new(file, "", LoadId::FileMissing, LoadId::AddIt))?;
    read_file(file, text)
}

/// The scenarios that the workflows of a document are.
pub(super) fn scenarios(
    files: &Files,
    file: &str,
    document: &Value,
    contract: &Contract,
) -> Result<Vec<Translated>, Vec<LoadError>> {
    shape::judged(file, document)?;
    let described = described(files, contract);
    let reader = Reader { file, document, contract, described: &described };
    let (mut all, mut errors) = (Vec::new(), Vec::new());
    for (index, workflow) in document["workflows"].as_array().into_iter().flatten().enumerate() {
        match reader.workflow(index) {
            Ok(played) => all.push(translated(contract, workflow, index, played)),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(all) } else { Err(errors) }
}

fn translated(contract: &Contract, workflow: &Value, index: usize, played: Converted) -> Translated {
    let id = workflow["workflowId"].as_str().unwrap_or_default();
    let title = workflow["summary"].as_str().or(workflow["description"].as_str()).unwrap_or(id);
    let mut requirements: Vec<&str> = Vec::new();
    for step in &played.steps {
        let rules = step["rules"].as_array().into_iter().flatten();
        let cited = rules.chain([&step["expect"]]).filter_map(|one| one["requirement"].as_str());
        for requirement in cited {
            if !requirements.contains(&requirement) {
                requirements.push(requirement);
            }
        }
    }
    let mut scenario = json!({
        "$schema": "../../schemas/_meta/scenario.schema.json",
        "contract": contract.id,
        "name": id,
        "title": {"en": title, "ja": title},
        "requirements": requirements,
        "steps": played.steps,
    });
    if !played.draw.is_empty() {
        scenario["draw"] = Value::Object(played.draw);
    }
    Translated { scenario, pointer: format!("/workflows/{index}"), steps: played.pointers }
}

/// The `operationId` of each operation that has another id in the contract.
fn described(files: &Files, contract: &Contract) -> Vec<(String, String)> {
    let text = files.text(&format!("schemas/{}/contract.json", contract.id)).unwrap_or_default();
    let written: Value = serde_json::from_str(text).unwrap_or_default();
    let operations = written["operations"].as_object().into_iter().flatten();
    operations.filter_map(|(id, one)| Some((one["operationId"].as_str()?.to_owned(), id.clone()))).collect()
}
