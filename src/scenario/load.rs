//! Loads the scenarios of a contract: compiles each open place and checks each name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    DrawForm, Scenario, Step,
    arazzo::{self, is_arazzo, parsed},
    check_names::{ScopeNames, drawn, mistakes, places},
    expressions::Expressions,
    near::derived,
    open,
    set_up::{draws, setup},
    template_form::wrong_template,
};
use crate::contract::{
    Citation, Contract, Files, Known, LoadError, LoadId, Operation, Readings, ScenarioId, Whole, check_form, citations,
    escape, expand, holds_blocks, idle, in_language, parse, read_json, unmatched,
};

/// A contract with its scenarios.
pub struct Suite {
    /// What the API promises.
    pub contract: Contract,
    /// What it is tested with besides what the planner derives.
    pub scenarios: Vec<Scenario>,
    /// For each operation the steps that precede its generated requests; each is expected to be accepted where it does not say otherwise.
    pub setup: Vec<Vec<Step>>,
    /// For each operation what is generated for those steps.
    pub setup_draw: Vec<BTreeMap<String, DrawForm>>,
    /// Every expression of the scenarios and of the operations' set-up steps.
    pub expressions: Expressions,
}

/// Reads a contract and its scenarios, with the readings chosen.
pub fn load(files: &Files, id: &str, chosen: &Readings) -> Result<Suite, Vec<LoadError>> {
    load_of(files, Contract::load(files, id, chosen)?)
}

/// The same with a contract that was read of these files already.
pub fn load_of(files: &Files, contract: Contract) -> Result<Suite, Vec<LoadError>> {
    let id = contract.id.as_str();
    let mut expressions = Expressions::new();
    let mut errors = templates(files, &contract, &mut expressions);
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut cited: Vec<Citation> = contract.citations.clone();
    let folder = format!("scenarios/{id}/");
    let written = written(files, &folder);
    let mut origins = contract.blocks.clone();
    for (file, whole) in written.files {
        if is_arazzo(file) {
            match workflows(files, file, &whole.value, &contract, &mut expressions) {
                Ok((read, own)) => {
                    cited.extend(own);
                    scenarios.extend(read);
                }
                Err(found) => errors.extend(found),
            }
            continue;
        }
        cited.extend(citations(file, &whole.value));
        origins.extend(whole.origins);
        match read(files, file, &whole.value, &contract, &mut expressions) {
            Ok(scenario) => {
                if scenarios.iter().any(|other| other.name == scenario.name) {
                    errors.push(twice(file, &scenario.name));
                }
                scenarios.push(scenario);
            }
            Err(found) => errors.extend(found),
        }
    }
    match of_contract(files, &contract, &mut expressions) {
        Ok(read) => scenarios.extend(read),
        Err(found) => errors.extend(found),
    }
    let requirements = format!("schemas/{id}/requirements.json");
    // What a description lists and nothing of it provokes is in the report, as not tested.
    let idle = if contract.derive { Vec::new() } else { idle_codes(&contract, &scenarios) };
    for error in unmatched(&requirements, &contract.requirements, &cited, &idle) {
        // A file that cannot be read at all may hold any citation, and what is not an id at all is reported already.
        let uncited = error.file == requirements;
        if !(!written.errors.is_empty() && uncited
            || errors.iter().any(|known| (&known.file, &known.pointer) == (&error.file, &error.pointer)))
        {
            errors.push(error);
        }
    }
    let errors = [written.errors, origins.located(errors)].concat();
    if !errors.is_empty() {
        return Err(LoadError::each_once(errors));
    }
    scenarios.sort_by(|a, b| a.name.cmp(&b.name));
    let setup = contract.operations.iter().map(setup).collect::<Result<_, _>>().map_err(|error| vec![error])?;
    let setup_draw = contract.operations.iter().map(draws).collect::<Result<_, _>>().map_err(|error| vec![error])?;
    Ok(Suite { contract, scenarios, setup, setup_draw, expressions })
}

/// A name that another scenario has already.
fn twice(file: &str, name: &str) -> LoadError {
    let problem = ScenarioId::NameTaken.with([name.into()]);
    LoadError::new(file, "/name", problem, ScenarioId::OwnScenarioName)
}

/// The scenarios that follow from the contract itself.
fn of_contract(
    files: &Files,
    contract: &Contract,
    expressions: &mut Expressions,
) -> Result<Vec<Scenario>, Vec<LoadError>> {
    let file = format!("schemas/{}/contract.json", contract.id);
    let (mut scenarios, mut errors) = (Vec::new(), Vec::new());
    for (at, value) in derived(contract) {
        match read(files, &file, &value, contract, expressions) {
            Ok(scenario) => scenarios.push(scenario),
            Err(found) => errors.extend(found.into_iter().map(|error| LoadError { pointer: at.clone(), ..error })),
        }
    }
    if errors.is_empty() { Ok(scenarios) } else { Err(errors) }
}

/// The scenarios that the workflows of a file are, and what they cite.
fn workflows(
    files: &Files,
    file: &str,
    document: &Value,
    contract: &Contract,
    expressions: &mut Expressions,
) -> Result<(Vec<Scenario>, Vec<Citation>), Vec<LoadError>> {
    let (mut read_all, mut cited, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for one in arazzo::scenarios(files, file, document, contract)? {
        cited.extend(citations(file, &one.scenario));
        match read(files, file, &one.scenario, contract, expressions) {
            Ok(scenario) => read_all.push(scenario),
            Err(found) => errors.extend(found.into_iter().map(|error| one.located(error))),
        }
    }
    if errors.is_empty() { Ok((read_all, cited)) } else { Err(errors) }
}

/// The scenario files of a contract with their blocks in their places.
struct Written<'a> {
    files: Vec<(&'a str, Whole)>,
    /// What keeps a file from being read, and blocks that are not used.
    errors: Vec<LoadError>,
}

fn written<'a>(files: &'a Files, folder: &'a str) -> Written<'a> {
    let mut written = Written { files: Vec::new(), errors: Vec::new() };
    let mut blocks = Vec::new();
    let mut used = BTreeSet::new();
    for file in files.below(folder) {
        let parsed = if is_arazzo(file) { parsed(files, file) } else { parse(files, file) };
        let value = match parsed {
            Ok(value) if holds_blocks(&value) => {
                blocks.push((file, value));
                continue;
            }
            value => value.map_err(|error| vec![error]),
        };
        match value.and_then(|value| expand(files, file, &value)) {
            Ok(mut whole) => {
                used.append(&mut whole.used);
                written.files.push((file, whole));
            }
            Err(errors) => written.errors.extend(errors),
        }
    }
    // A file that cannot be read may refer to any block.
    if written.errors.is_empty() {
        written.errors.extend(blocks.iter().flat_map(|(file, value)| idle(file, value, &used)));
    }
    written
}

/// The citations of codes (file and pointer) that no trial puts to the test: the status of a code is judged under its requirement
/// where it is documented without a requirement of its own, and only of codes that some request provokes.
fn idle_codes(contract: &Contract, scenarios: &[Scenario]) -> Vec<String> {
    let steps = || scenarios.iter().flat_map(|scenario| &scenario.steps).map(|step| &step.expect);
    let idle = contract.catalogue.codes.iter().enumerate().filter(|(_, row)| {
        let of_status = |operation: &Operation| {
            operation.errors.iter().any(|place| {
                place.rules.status.as_ref().is_some_and(|rule| rule.requirement.is_none())
                    && !place.statuses(&row.code).is_empty()
            })
        };
        let provoked = |operation: &Operation| {
            operation.generated && operation.earns.iter().any(|(code, _)| *code == row.code)
                || operation.raw.as_ref().and_then(|raw| raw.code.as_ref()) == Some(&row.code)
        };
        let provoked = contract.operations.iter().any(provoked) || steps().any(|due| due.codes.contains(&row.code));
        !(provoked && contract.operations.iter().any(of_status))
    });
    idle.map(|(index, _)| format!("schemas/{}/codes.json /codes/{index}/requirement", contract.id)).collect()
}

/// Compiles what the operations of a contract leave open: their headers and set-up steps.
fn templates(files: &Files, contract: &Contract, expressions: &mut Expressions) -> Vec<LoadError> {
    let file = format!("schemas/{}/contract.json", contract.id);
    let mut errors = Vec::new();
    for operation in &contract.operations {
        let at = format!("/operations/{}", escape(&operation.id));
        let steps = operation.setup.iter().map(|step| step["name"].as_str().unwrap_or_default());
        let names = ScopeNames::of_setup(contract, steps.collect(), operation);
        match draws(operation) {
            Ok(draw) => {
                let known = Known::of(contract);
                errors.extend(drawn((files, &file), &at, &draw, contract, &known));
            }
            Err(error) => errors.push(LoadError { file: file.clone(), ..error }),
        }
        let own = [("headers", &operation.headers), ("query", &operation.query), ("cookies", &operation.own_cookies)];
        errors.extend(own.iter().flat_map(|(key, template)| wrong_template(&file, &format!("{at}/{key}"), template)));
        let own = own.into_iter().flat_map(|(key, template)| open::of_template(template, &format!("{at}/{key}")));
        let setup = operation.setup.iter().enumerate();
        let setup = setup.flat_map(|(step, value)| open::of_setup(value, &format!("{at}/setup/{step}"), step));
        for open in own.chain(setup) {
            errors.extend(names.compile(&file, &open, expressions));
        }
        for (number, step) in operation.setup.iter().enumerate() {
            let path = step["path"].as_object().cloned().unwrap_or_default();
            let called = step["operation"].as_str().unwrap_or_default();
            let sent = ["path", "query", "headers", "body"].into_iter().filter_map(|key| Some((key, step.get(key)?)));
            let at_key = |key: &str| format!("{at}/setup/{number}/{key}");
            errors.extend(sent.flat_map(|(key, template)| wrong_template(&file, &at_key(key), template)));
            errors.extend(places(&file, &format!("{at}/setup/{number}"), called, &path, contract));
        }
    }
    errors
}

/// Reads one scenario, from wherever it comes, for a contract that is loaded.
pub fn read_scenario(file: &str, text: &str, contract: &Contract) -> Result<(Scenario, Expressions), Vec<LoadError>> {
    read_scenario_among(&Files::embedded(), file, text, contract)
}

/// The same where the scenario may refer to blocks of the files around it.
pub fn read_scenario_among(
    files: &Files,
    file: &str,
    text: &str,
    contract: &Contract,
) -> Result<(Scenario, Expressions), Vec<LoadError>> {
    let value = read_json(file, text).map_err(|error| vec![error])?;
    let whole = expand(files, file, &value)?;
    let mut expressions = Expressions::new();
    // Headers of the operations are filled whatever scenario is played.
    let errors = templates(&Files::embedded(), contract, &mut expressions);
    if !errors.is_empty() {
        return Err(errors);
    }
    let scenario = read(files, file, &whole.value, contract, &mut expressions);
    scenario.map(|scenario| (scenario, expressions)).map_err(|errors| whole.origins.located(errors))
}

fn read(
    files: &Files,
    file: &str,
    value: &Value,
    contract: &Contract,
    expressions: &mut Expressions,
) -> Result<Scenario, Vec<LoadError>> {
    let errors = check_form(files, file, value, "scenario");
    if !errors.is_empty() {
        return Err(errors);
    }
    let worded = in_language(files, file, value.clone(), "scenario", contract.language)?;
    let scenario: Scenario = serde_json::from_value(worded).map_err(|error| {
        let fix = LoadId::AsPathSays.with(["schemas/_meta/scenario.schema.json".into()]);
        vec![LoadError::new(file, "", error.to_string(), fix)]
    })?;
    let mut errors = mistakes(files, file, &scenario, contract);
    let names = ScopeNames::of(&scenario, contract);
    let open = open::of_scenario(&scenario);
    for open in &open {
        errors.extend(names.compile(file, open, expressions));
    }
    if errors.is_empty() {
        let sources: Vec<String> = open.into_iter().map(|open| open.source).collect();
        errors.extend(ScopeNames::undrawn(file, &scenario, &sources, expressions));
    }
    for (index, step) in scenario.steps.iter().enumerate() {
        let raw = step.raw.iter().flat_map(|raw| names.raw(file, &format!("/steps/{index}/raw"), raw, index));
        errors.extend(raw);
    }
    if errors.is_empty() { Ok(scenario) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn messages(changes: &[(&str, Value)]) -> Vec<String> {
        let contract = Contract::load(&Files::embedded(), "jpay-search", &Readings::new())
            .map_err(|errors| format!("{errors:?}"))
            .unwrap();
        let text = json!({"ja": "x", "en": "x"});
        let due = json!({"outcome": "any", "requirement": "JP-order-200"});
        let mut scenario = json!({
            "$schema": "../../schemas/_meta/scenario.schema.json", "contract": "jpay-search", "name": "n", "title": text,
            "requirements": ["JP-order-200"], "state": "query-some", "when": "readings.index == 'page'",
            "draw": {"word": {"schema": {"type": "string"}}, "number": {"request": "search", "def": "numeric_text"}},
            "steps": [
                {"name": "found", "operation": "order", "body": {"gid": {"$cel": "state.gid"}, "when": "tomorrow"}, "expect": due,
                 "headers": {"X-Payment-API-Key": {"$cel": "credentials.api_key"}}},
                {"name": "poll", "operation": "search", "repeat": {"times": "2", "max": 2}, "expect": due,
                 "body": {"sid": {"$cel": "i == 0 ? steps.found.response.sid : steps.poll.response.sid"}, "w": {"$draw": "word"}, "n": {"$draw": "number"}},
                 "rules": [{"requirement": "JP-order-200", "rule": "steps.poll.status == 200", "text": text}]},
                {"name": "raw", "operation": "search", "raw": "{{steps.poll.response.sid}} {{steps.}} {{", "expect": due}
            ]
        });
        for (pointer, value) in changes {
            *scenario.pointer_mut(pointer).expect("a place") = value.clone();
        }
        let read = read_scenario("f", &scenario.to_string(), &contract);
        read.err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_there_and_known_by_then_may_be_named() {
        assert_eq!(messages(&[]), Vec::<String>::new());
    }

    /// An object with the fields of another laid over its own.
    fn with(mut object: Value, more: &Value) -> Value {
        for (key, value) in more.as_object().into_iter().flatten() {
            object[key] = value.clone();
        }
        object
    }

    /// What is wrong with a last step that says more.
    fn of_step(more: &Value) -> Vec<String> {
        let due = json!({"outcome": "refused", "requirement": "JP-order-200"});
        messages(&[("/steps/2", with(json!({"name": "raw", "operation": "order", "expect": due}), more))])
    }

    #[test]
    fn what_a_step_says_without_effect_is_refused_with_the_fix() {
        let codes = |codes: Value, are: &str| json!({"expect": {"outcome": "refused", "requirement": "JP-order-200", "codes": codes, "codesAre": are}});
        let until = |more: Value| json!({"repeat": with(json!({"until": "status == 200", "max": 2}), &more)});
        let accepted =
            json!({"await": {"within": "1s"}, "expect": {"outcome": "accepted", "requirement": "JP-order-200"}});
        assert_eq!(of_step(&accepted), Vec::<String>::new());
        let wrong = [
            (
                json!({"together": 2, "repeat": {"times": "2", "max": 2}}),
                "/together",
                "take `together` or `repeat` out",
            ),
            (json!({"together": 1}), "/together", "less than the minimum of 2"),
            (json!({"repeat": {"max": 2}}), "/repeat", ""),
            (until(json!({"within": "5s"})), "/repeat", "pause"),
            (until(json!({"pause": "1 s"})), "/repeat/pause", "`1 s` is not a duration; write milliseconds"),
            (until(json!({"until": "heads.etag == ''"})), "/repeat/until", "`heads` is not a variable here"),
            (codes(json!(["ER2"]), "all-of"), "/expect/codesAre", "list two codes or more"),
            (codes(json!(["ER2", "ER3"]), "in-order"), "/expect/codesAre", "holds one code; name an error place"),
            (with(accepted, &json!({"body": {}})), "/await", "sends nothing, so `body` has no effect; take `body` out"),
            (json!({"await": {"within": "1s"}}), "/await", "has nothing to be refused; write `accepted`"),
            (
                json!({"headers": {"a": {"$cel": "callbacks.uri"}}}),
                "/headers/a/$cel",
                "callbacks have no `uri`; write url",
            ),
        ];
        let missed = wrong.iter().filter_map(|(more, pointer, says)| {
            let (found, starts) = (of_step(more), format!("f /steps/2{pointer}: "));
            let is_told = found.iter().any(|line| line.starts_with(&starts) && line.contains(says));
            (!is_told).then(|| format!("{pointer} {says}: {found:?}"))
        });
        assert_eq!(missed.collect::<Vec<_>>(), Vec::<String>::new());
    }

    #[test]
    fn every_name_that_is_not_there_is_reported() {
        let changes = [
            ("/steps/0/body/gid/$cel", json!("steps.poll.response.gid + setup.order.response.gid")),
            ("/steps/1/body/w/$draw", json!("wrod")),
            ("/steps/2/raw", json!("{{steps.raw.response}} {{credentials.apikey}}")),
            ("/draw/word/schema", json!({"x-from": "setup/order/sid", "x-code": "ER4"})),
        ];
        let expected = [
            "f /draw/word/schema/x-from: no set-up step of this operation is called `order`; declare it, or take this out",
            "f /draw/word/schema/x-code: `\"ER4\"` is not a code of this contract; list it in schemas/jpay-search/codes.json, or under catalogue.outside of contract.json",
            "f /steps/0/body/gid/$cel: the step `poll` has no response yet; use a step that runs before, or move this one",
            "f /steps/0/body/gid/$cel: a scenario has no set-up, so it has no step `order` of one; declare it, or take this out",
            "f /steps/1/body/w/$draw: no value `wrod` is generated; write one of number, word",
            "f /steps/2/raw: the step `raw` has no response yet; use a step that runs before, or move this one",
            "f /steps/2/raw: there is no credential `apikey`; write api_key, the only one there is",
        ];
        assert_eq!(messages(&changes), expected);
    }
}
