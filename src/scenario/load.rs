//! Reading scenario files: each open place compiled, each name that is used known.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Scenario,
    names::{Reach, mistakes},
    open,
};
use crate::contract::{
    Citation, Contract, Files, LoadError, Readings, check_form, citations, escape, expression::Expression, parse,
    read_json, unmatched,
};

/// Compiled expressions by their source.
pub type Expressions = BTreeMap<String, Expression>;

/// What an expression of a scenario can be asked over.
pub(super) const VARIABLES: [&str; 12] =
    ["steps", "setup", "states", "state", "credentials", "readings", "draw", "row", "i", "request", "response", "status"];

/// A contract with its scenarios.
pub struct Suite {
    /// What the API promises.
    pub contract: Contract,
    /// What is asked of it beside what the planner derives.
    pub scenarios: Vec<Scenario>,
    /// Every expression of the scenarios and of the operations' set-up steps.
    pub expressions: Expressions,
}

/// Reads a contract and its scenarios, with the readings chosen.
pub fn load(files: &Files, id: &str, chosen: &Readings) -> Result<Suite, Vec<LoadError>> {
    let contract = Contract::load(files, id, chosen)?;
    let mut expressions = Expressions::new();
    let mut errors = templates(&contract, &mut expressions);
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut cited: Vec<Citation> = contract.citations.clone();
    let mut unread = false;
    for file in files.below(&format!("scenarios/{id}/")) {
        let value = match parse(files, file) {
            Ok(value) => value,
            Err(error) => {
                unread = true;
                errors.push(error);
                continue;
            }
        };
        cited.extend(citations(file, &value));
        match read(files, file, &value, &contract, &mut expressions) {
            Ok(scenario) => {
                if scenarios.iter().any(|other| other.name == scenario.name) {
                    let problem = format!("a scenario `{}` is there already", scenario.name);
                    errors.push(LoadError::new(file, "/name", problem, "give each scenario of a contract its own name"));
                }
                scenarios.push(scenario);
            }
            Err(found) => errors.extend(found),
        }
    }
    // A file that cannot be read at all may hold any citation: only what is cited wrongly is then told.
    let requirements = format!("schemas/{id}/requirements.json");
    errors.extend(unmatched(&requirements, &contract.requirements, &cited).into_iter().filter(|error| !unread || error.file != requirements));
    if !errors.is_empty() {
        return Err(LoadError::each_once(errors));
    }
    scenarios.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Suite { contract, scenarios, expressions })
}

/// Compiles what the operations of a contract leave open: their headers and set-up steps.
fn templates(contract: &Contract, expressions: &mut Expressions) -> Vec<LoadError> {
    let file = format!("schemas/{}/contract.json", contract.id);
    let mut errors = Vec::new();
    for (index, operation) in contract.operations.iter().enumerate() {
        let names = operation.setup.iter().map(|step| step["name"].as_str().unwrap_or_default());
        let reach = Reach::of_setup(contract, names.collect());
        let headers = operation.headers.iter().flat_map(|(name, template)| {
            open::of_template(template, &format!("/operations/{index}/headers/{}", escape(name)))
        });
        let setup = operation.setup.iter().enumerate();
        let setup = setup.flat_map(|(step, value)| open::of_setup(value, &format!("/operations/{index}/setup/{step}"), step));
        for open in headers.chain(setup) {
            errors.extend(reach.compile(&file, &open, expressions));
        }
    }
    errors
}

/// Reads one scenario, from wherever it comes, for a contract that is loaded.
pub fn read_scenario(file: &str, text: &str, contract: &Contract) -> Result<(Scenario, Expressions), Vec<LoadError>> {
    let value = read_json(file, text).map_err(|error| vec![error])?;
    let mut expressions = Expressions::new();
    let scenario = read(&Files::embedded(), file, &value, contract, &mut expressions)?;
    Ok((scenario, expressions))
}

fn read(files: &Files, file: &str, value: &Value, contract: &Contract, expressions: &mut Expressions) -> Result<Scenario, Vec<LoadError>> {
    let errors = check_form(files, file, value, "scenario");
    if !errors.is_empty() {
        return Err(errors);
    }
    let scenario: Scenario = serde_json::from_value(value.clone())
        .map_err(|error| vec![LoadError::new(file, "", error.to_string(), "write it as schemas/_meta/scenario.schema.json says")])?;
    let mut errors = mistakes(file, &scenario, contract);
    let reach = Reach::of(&scenario, contract);
    for open in open::of_scenario(&scenario) {
        errors.extend(reach.compile(file, &open, expressions));
    }
    for (index, step) in scenario.steps.iter().enumerate() {
        let raw = step.raw.iter().flat_map(|raw| reach.raw(file, &format!("/steps/{index}/raw"), raw, index));
        errors.extend(raw);
    }
    if errors.is_empty() { Ok(scenario) } else { Err(errors) }
}

/// Every expression of a template.
#[cfg(test)]
pub(super) fn compile_all(template: &Value) -> Expressions {
    let compiled = |source: String| (source.clone(), Expression::compile(&source, &VARIABLES).expect("an expression"));
    open::of_template(template, "").into_iter().map(|open| compiled(open.source)).collect()
}
