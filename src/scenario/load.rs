//! Reading scenario files: each open place compiled, each name that is used known.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Scenario, bind::draw_source};
use crate::contract::{
    Citation, Contract, Files, LoadError, Readings, check_form, citations, escape,
    expression::{Expression, ExpressionError},
    parse, unmatched,
};

/// Compiled expressions by their source.
pub type Expressions = BTreeMap<String, Expression>;

const VARIABLES: [&str; 12] =
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
    let mut errors = Vec::new();
    let mut expressions = Expressions::new();
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut cited: Vec<Citation> = contract.citations.clone();
    let contract_file = format!("schemas/{id}/contract.json");
    for (index, operation) in contract.operations.iter().enumerate() {
        for (name, template) in &operation.headers {
            let at = format!("/operations/{index}/headers/{}", escape(name));
            compile(&contract_file, template, &at, &mut expressions, &mut errors);
        }
        for (step, template) in operation.setup.iter().enumerate() {
            let at = format!("/operations/{index}/setup/{step}");
            compile(&contract_file, template, &at, &mut expressions, &mut errors);
        }
    }
    for file in files.below(&format!("scenarios/{id}/")) {
        let value = match parse(files, file) {
            Ok(value) => value,
            Err(error) => {
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
    errors.extend(unmatched(&format!("schemas/{id}/requirements.json"), &contract.requirements, &cited));
    if !errors.is_empty() {
        return Err(errors);
    }
    scenarios.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Suite { contract, scenarios, expressions })
}

/// Reads one scenario, from wherever it comes, for a contract that is loaded.
pub fn read_scenario(file: &str, text: &str, contract: &Contract) -> Result<(Scenario, Expressions), Vec<LoadError>> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| vec![LoadError::new(file, "", format!("the file is no JSON: {error}"), "mend it at that line")])?;
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
    let mut errors = names(file, &scenario, contract);
    compile(file, value, "", expressions, &mut errors);
    if errors.is_empty() { Ok(scenario) } else { Err(errors) }
}

/// Names that are used must be there: contract, operations, states, error places, drawn values.
fn names(file: &str, scenario: &Scenario, contract: &Contract) -> Vec<LoadError> {
    let mut errors = Vec::new();
    let mut check = |known: bool, pointer: String, name: &str, what: &str, list: Vec<&str>| {
        if !known {
            let mend = if list.is_empty() { "there is none".to_owned() } else { format!("there are {}", list.join(", ")) };
            errors.push(LoadError::new(file, &pointer, format!("`{name}` is no {what} of this contract"), mend));
        }
    };
    let operations = || contract.operations.iter().map(|operation| operation.id.as_str()).collect::<Vec<_>>();
    let states = || contract.states.iter().map(|state| state.id.as_str()).collect::<Vec<_>>();
    check(scenario.contract == contract.id, "/contract".into(), &scenario.contract, "name", vec![&contract.id]);
    for (pointer, state) in scenario.state.iter().map(|s| ("/state", s)).chain(scenario.states.iter().map(|s| ("/states", s))) {
        check(states().contains(&state.as_str()), pointer.into(), state, "state", states());
    }
    for (name, form) in &scenario.draw {
        if let Some(operation) = &form.request {
            let pointer = format!("/draw/{}/request", escape(name));
            check(operations().contains(&operation.as_str()), pointer, operation, "operation", operations());
        }
        let kinds = usize::from(form.schema.is_some()) + usize::from(form.request.is_some());
        check(kinds == 1, format!("/draw/{}", escape(name)), name, "way to draw: give `schema` or `request`, and so", vec!["schema", "request"]);
    }
    let mut seen = BTreeSet::new();
    for (index, step) in scenario.steps.iter().enumerate() {
        let at = |key: &str| format!("/steps/{index}/{key}");
        check(seen.insert(&step.name), at("name"), &step.name, "new step name", vec!["one for each step"]);
        check(operations().contains(&step.operation.as_str()), at("operation"), &step.operation, "operation", operations());
        if let (Some(error), Some(operation)) = (&step.expect.error, contract.operation(&step.operation)) {
            let places: Vec<&str> = operation.errors.iter().map(|place| place.id.as_str()).collect();
            check(places.contains(&error.as_str()), at("expect/error"), error, "error place", places);
        }
    }
    errors
}

/// Compiles every expression of a template or a scenario file, wherever it stands.
fn compile(file: &str, value: &Value, pointer: &str, expressions: &mut Expressions, errors: &mut Vec<LoadError>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let pointer = format!("{pointer}/{}", escape(key));
                let source = match (key.as_str(), value) {
                    ("$cel" | "when" | "rule" | "times", Value::String(source)) => source.clone(),
                    ("$draw", Value::String(name)) => draw_source(name),
                    // JSON Schemas of drawn values speak their own language.
                    ("schema", Value::Object(_)) => continue,
                    _ => {
                        compile(file, value, &pointer, expressions, errors);
                        continue;
                    }
                };
                if let Err(error) = add(source, expressions) {
                    errors.push(LoadError::new(file, &pointer, error.0, "mend the expression (CEL)"));
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                compile(file, item, &format!("{pointer}/{index}"), expressions, errors);
            }
        }
        _ => {}
    }
}

fn add(source: String, expressions: &mut Expressions) -> Result<(), ExpressionError> {
    if let std::collections::btree_map::Entry::Vacant(entry) = expressions.entry(source) {
        let expression = Expression::compile(entry.key(), &VARIABLES)?;
        entry.insert(expression);
    }
    Ok(())
}

#[cfg(test)]
pub(super) fn compile_all(template: &Value) -> Expressions {
    let (mut expressions, mut errors) = (Expressions::new(), Vec::new());
    compile("test", template, "", &mut expressions, &mut errors);
    assert_eq!(errors, []);
    expressions
}
