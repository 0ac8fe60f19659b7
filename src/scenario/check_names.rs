//! Checks that every name in a scenario is declared: contract, operations, states, error places, codes, draws and earlier steps.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    DrawForm, Scenario, Step,
    expressions::{BODY, Expressions, OF_EXCHANGE, OF_STEP, VARIABLES},
    open::{OpenPlace, marks},
    template_form::wrong_template,
};
use crate::contract::{
    CodesAre, Contract, Files, Known, LoadError, LoadId, Message, MessageId, MessageKey, Operation, Outcome, ProfileId,
    ScenarioId, check_form,
    expression::Expression,
    names_in_schema, of_expectation,
    schema::{Options, Validator, marked},
};
use crate::util::pointer::escape;

/// What is wrong with the names of a scenario outside its expressions.
pub(super) fn mistakes(files: &Files, file: &str, scenario: &Scenario, contract: &Contract) -> Vec<LoadError> {
    let known = Known::of(contract);
    let mut errors = Vec::new();
    if scenario.contract != contract.id {
        let problem = ScenarioId::NotThisContract.with([(&scenario.contract).into()]);
        errors.push(LoadError::new(file, "/contract", problem, LoadId::WriteId.with([(&contract.id).into()])));
    }
    errors.extend(scenario.state.iter().filter_map(|state| known.state(file, "/state", state)));
    for (index, state) in scenario.states.iter().enumerate() {
        errors.extend(known.state(file, &format!("/states/{index}"), state));
    }
    errors.extend(drawn((files, file), "", &scenario.draw, contract, &known));
    for (index, step) in scenario.steps.iter().enumerate() {
        let at = |key: &str| format!("/steps/{index}/{key}");
        if scenario.steps[..index].iter().any(|earlier| earlier.name == step.name) {
            let problem = ScenarioId::TwoSteps.with([(&step.name).into()]);
            errors.push(LoadError::new(file, &at("name"), problem, ScenarioId::OwnStepName));
        }
        errors.extend(known.operation(file, &at("operation"), &step.operation));
        errors.extend(of_expectation(file, &at("expect"), &step.operation, &step.expect, &known));
        if step.wait.is_none() {
            errors.extend(places(file, &format!("/steps/{index}"), &step.operation, &step.path, contract));
        }
        errors.extend(of_codes(file, &at("expect"), contract, step));
        errors.extend(of_template(file, &format!("/steps/{index}"), step));
        errors.extend(of_await(file, &at("await"), step));
        if step.together.is_some() && step.repeat.is_some() {
            let problem = ScenarioId::RepeatedOrTogether;
            errors.push(LoadError::new(file, &at("together"), problem, ScenarioId::TakeOneWayOut));
        }
    }
    errors
}

/// What is wrong with the form of what a step sends.
fn of_template(file: &str, at: &str, step: &Step) -> Vec<LoadError> {
    let maps = [
        ("credentials", &step.credentials),
        ("headers", &step.headers),
        ("path", &step.path),
        ("expect/fills", &step.expect.fills),
    ];
    let named = maps.into_iter().flat_map(|(key, map)| map.iter().map(move |(name, value)| (key, Some(name), value)));
    let whole = [("query", step.query.as_ref()), ("body", step.body.as_ref())];
    let whole = whole.into_iter().filter_map(|(key, value)| Some((key, None, value?)));
    let wrong = named.chain(whole).flat_map(|(key, name, value)| {
        let below = name.map_or(String::new(), |name: &String| format!("/{}", escape(name)));
        wrong_template(file, &format!("{at}/{key}{below}"), value)
    });
    let bodies = [("body", step.body.is_some()), ("raw", step.raw.is_some()), ("rawHex", step.raw_hex.is_some())];
    let bodies: Vec<&str> = bodies.into_iter().filter(|(_, said)| *said).map(|(word, _)| word).collect();
    let several = (bodies.len() > 1).then(|| {
        let problem = ScenarioId::SeveralBodies.with([Message::joined(MessageId::And, bodies.iter().copied())]);
        LoadError::new(file, &format!("{at}/{}", bodies[1]), problem, ScenarioId::KeepOneBody)
    });
    wrong.chain(several).collect()
}

/// Places of a path that a step does not fill, and values for places that are not there.
pub(super) fn places(
    file: &str,
    at: &str,
    operation: &str,
    path: &Map<String, Value>,
    contract: &Contract,
) -> Vec<LoadError> {
    let Some(operation) = contract.operation(operation) else { return Vec::new() };
    let there = operation.places();
    let empty = there.iter().filter(|name| path.get(**name).is_none_or(Value::is_null)).map(|name| {
        let problem = ScenarioId::NothingFills.with([(*name).into(), (&operation.path).into()]);
        LoadError::new(file, at, problem, ScenarioId::WritePathValue.with([(*name).into()]))
    });
    let strange = path.keys().filter(|name| !there.contains(&name.as_str())).map(|name| {
        let problem = LoadId::PathHasNo.with([(&operation.path).into(), name.into()]);
        LoadError::unknown(file, &format!("{at}/path/{}", escape(name)), problem, there.iter().copied())
    });
    empty.chain(strange).collect()
}

/// What is wrong with a step that waits: it sends nothing, and is accepted or not.
fn of_await(file: &str, at: &str, step: &Step) -> Vec<LoadError> {
    if step.wait.is_none() {
        return Vec::new();
    }
    let sent = [
        ("body", step.body.is_some() || step.raw.is_some() || step.raw_hex.is_some()),
        ("headers", !step.headers.is_empty()),
        ("query", step.query.is_some()),
        ("path", !step.path.is_empty()),
        ("credentials", !step.credentials.is_empty()),
        ("method", step.method.is_some()),
        ("cookies", step.cookies.is_some()),
        ("repeat", step.repeat.is_some()),
        ("together", step.together.is_some()),
    ];
    let idle = sent.into_iter().filter(|(_, said)| *said).map(|(word, _)| {
        let problem = ScenarioId::AwaitSends.with([word.into()]);
        LoadError::new(file, at, problem, ScenarioId::TakeOutOrOwnStep.with([word.into()]))
    });
    let due = (step.expect.outcome != Outcome::Accepted || !step.expect.codes.is_empty()).then(|| {
        let problem = ScenarioId::AwaitRefused;
        LoadError::new(file, at, problem, ScenarioId::WriteAccepted)
    });
    idle.chain(due).collect()
}

/// What is wrong with the codes that are due for a step, besides their names.
fn of_codes(file: &str, at: &str, contract: &Contract, step: &Step) -> Vec<LoadError> {
    let due = &step.expect;
    let place = contract.operation(&step.operation).and_then(|known| known.error_place(due.error.as_deref(), &due.at));
    let mut errors = Vec::new();
    if due.codes_are != CodesAre::OneOf {
        let holds_one = place.filter(|place| !place.code.is_header() && place.code.stars() <= place.scope.stars());
        if due.codes.len() < 2 {
            let problem = ScenarioId::CodesAreSeveral;
            errors.push(LoadError::new(file, &format!("{at}/codesAre"), problem, ScenarioId::ListTwoCodes));
        } else if let Some(place) = holds_one {
            let problem = ScenarioId::HoldsOneCode.with([place.code.to_string().into()]);
            let fix = ScenarioId::NameListPlace;
            errors.push(LoadError::new(file, &format!("{at}/codesAre"), problem, fix));
        }
    }
    let numbers = due.codes.iter().enumerate().filter(|(_, code)| code.is_number());
    errors.extend(numbers.filter(|_| place.is_some_and(|place| place.code.is_header())).map(|(number, code)| {
        let problem = ScenarioId::NumberInHeader.with([code.to_string().into()]);
        LoadError::new(file, &format!("{at}/codes/{number}"), problem, ScenarioId::QuoteHereAndThere)
    }));
    errors
}

/// What is wrong with what values are generated from.
pub(super) fn drawn(
    (files, file): (&Files, &str),
    place: &str,
    draw: &BTreeMap<String, DrawForm>,
    contract: &Contract,
    known: &Known<'_>,
) -> Vec<LoadError> {
    let mut errors = Vec::new();
    for (name, form) in draw {
        let at = |key: &str| format!("{place}/draw/{}/{key}", escape(name));
        if let Some(schema) = &form.schema {
            errors.extend(inline(files, file, &at("schema"), schema, contract));
            errors.extend(names_in_schema(file, &at("schema"), schema, None, &[], known));
        }
        let Some(request) = &form.request else { continue };
        errors.extend(known.operation(file, &at("request"), request));
        if let (Some(place), Some(operation)) = (&form.place, contract.operation(request)) {
            let all = marked(&operation.request, "x-unique");
            let there: Vec<&str> = all.iter().filter(|(_, said)| **said == true).map(|(at, _)| at.as_str()).collect();
            if !there.contains(&place.as_str()) {
                let problem = ScenarioId::MarksNoPlace.with([operation.origins.file().into(), place.into()]);
                errors.push(LoadError::unknown(file, &at("place"), problem, there));
            }
        }
        if let (Some(def), Some(operation)) = (&form.def, contract.operation(request)) {
            let there: Vec<&str> =
                operation.request["$defs"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            if !there.contains(&def.as_str()) {
                let problem = ScenarioId::NotDefinedIn.with([def.into(), operation.origins.file().into()]);
                errors.push(LoadError::unknown(file, &at("def"), problem, there));
            }
        }
    }
    errors
}

/// What is wrong with a schema that is in a scenario: its form is that of any schema of ours, without the `$schema` on top.
fn inline(files: &Files, file: &str, at: &str, schema: &Value, contract: &Contract) -> Vec<LoadError> {
    let mut whole = schema.clone();
    if let Value::Object(fields) = &mut whole {
        fields.insert("$schema".to_owned(), Value::from("../_meta/json-schema.schema.json"));
        let errors = check_form(files, file, &whole, "json-schema");
        if !errors.is_empty() {
            return errors
                .into_iter()
                .map(|error| LoadError { pointer: format!("{at}{}", error.pointer), ..error })
                .collect();
        }
    }
    let options = Options { classes: contract.classes.clone(), strict: true, ..Options::default() };
    Validator::new(schema, &options).err().map(|error| LoadError::of_schema(file, at, &error)).into_iter().collect()
}

const NOT_DRAWN: ScenarioId = ScenarioId::NoDrawnValue;

/// What the expressions of a file can name, besides its steps.
pub(super) struct ScopeNames<'a> {
    /// The steps in the order in which they are played.
    pub(super) steps: Vec<&'a str>,
    /// The other variables whose keys are known: the message for one that does not exist, and those that do.
    variables: Vec<(&'static str, MessageKey, Vec<&'a str>)>,
}

impl<'a> ScopeNames<'a> {
    /// Of a scenario.
    pub(super) fn of(scenario: &'a Scenario, contract: &'a Contract) -> Self {
        let mut names = Self::of_contract(contract, scenario.steps.iter().map(|step| step.name.as_str()).collect());
        names.variables.push(("draw", NOT_DRAWN.into(), scenario.draw.keys().map(String::as_str).collect()));
        names.variables.push(("callbacks", ScenarioId::NoCallback.into(), vec!["url"]));
        names.variables.push(("setup", ScenarioId::NoSetUpOfScenario.into(), Vec::new()));
        match &scenario.state {
            None => names.variables.push(("state", ScenarioId::NoStateGives.into(), Vec::new())),
            // A state that is not there is reported where it is named.
            Some(state) => names
                .variables
                .extend(Known::of(contract).keys(state).map(|keys| ("state", ScenarioId::StateGivesNone.into(), keys))),
        }
        names
    }

    /// Of set-up steps.
    pub(super) fn of_setup(contract: &'a Contract, steps: Vec<&'a str>, operation: &'a Operation) -> Self {
        let mut names = Self::of_contract(contract, steps);
        names.variables.push(("callbacks", ScenarioId::OnlyScenarioCallbacks.into(), Vec::new()));
        names.variables.push(("draw", NOT_DRAWN.into(), operation.draw.keys().map(String::as_str).collect()));
        names
    }

    fn of_contract(contract: &'a Contract, steps: Vec<&'a str>) -> Self {
        let known = Known::of(contract);
        let readings = contract.readings.iter().map(|reading| reading.id.as_str()).collect();
        let variables = vec![
            ("states", ProfileId::NoStateNamed.into(), known.states()),
            ("credentials", ProfileId::NoCredentialNamed.into(), known.credentials().to_vec()),
            ("readings", ProfileId::NoReadingNamed.into(), readings),
        ];
        Self { steps, variables }
    }

    /// The generated values that no expression and no raw body of a scenario names.
    pub(super) fn undrawn(
        file: &str,
        scenario: &Scenario,
        sources: &[String],
        expressions: &Expressions,
    ) -> Vec<LoadError> {
        let compiled: Vec<&Expression> = sources.iter().filter_map(|source| expressions.get(source)).collect();
        // Where one is picked by a computed name, any may be meant.
        let any = compiled.iter().any(|one| one.reads("draw") && one.keys_of("draw").next().is_none());
        let raw = |name: &str| {
            let mut raws = scenario.steps.iter().filter_map(|step| step.raw.as_ref());
            raws.any(|raw| marks(raw).any(|mark| mark.contains(&format!("draw.{name}"))))
        };
        let named = |name: &str| compiled.iter().any(|one| one.keys_of("draw").any(|key| key == name)) || raw(name);
        let idle = scenario.draw.keys().filter(|name| !any && !named(name));
        let error = |name: &String| {
            let problem = ScenarioId::NothingTakes.with([name.into()]);
            let at = format!("/draw/{}", escape(name));
            LoadError::new(file, &at, problem, ScenarioId::WriteDraw.with([name.into()]))
        };
        idle.map(error).collect()
    }

    /// Compiles what is at an open place; what it names must be there.
    pub(super) fn compile(&self, file: &str, open: &OpenPlace, expressions: &mut Expressions) -> Vec<LoadError> {
        if !expressions.contains_key(&open.source) {
            match Expression::compile(&open.source, &VARIABLES) {
                Ok(expression) => drop(expressions.insert(open.source.clone(), expression)),
                Err(error) => {
                    return vec![LoadError::new(file, &open.pointer, error.0, LoadId::CorrectCel)];
                }
            }
        }
        let expression = &expressions[&open.source];
        let mut errors = self.unknown(file, &open.pointer, expression, open.steps);
        if open.steps == 0 {
            errors.extend(OF_EXCHANGE.into_iter().filter(|name| expression.uses(name)).map(|name| {
                let problem = ScenarioId::NothingYet.with([name.into()]);
                let fix = ScenarioId::ReadEarlier;
                LoadError::new(file, &open.pointer, problem, fix)
            }));
        }
        if expression.uses(BODY) && !open.pointer.contains("/headers/") {
            let problem = ScenarioId::BodyForHeaders;
            let fix = ScenarioId::ReadRequest;
            errors.push(LoadError::new(file, &open.pointer, problem, fix));
        }
        errors
    }

    /// The names in the marks of a raw body; a mark that is not an expression stays as it is, and is not ours.
    pub(super) fn raw(&self, file: &str, pointer: &str, raw: &str, steps: usize) -> Vec<LoadError> {
        let compiled = marks(raw).filter_map(|path| Expression::compile(path, &VARIABLES).ok());
        compiled.flat_map(|expression| self.unknown(file, pointer, &expression, steps)).collect()
    }

    fn unknown(&self, file: &str, pointer: &str, expression: &Expression, steps: usize) -> Vec<LoadError> {
        let (earlier, later) = self.steps.split_at(steps.min(self.steps.len()));
        let mut errors = Vec::new();
        for name in expression.keys_of("steps").filter(|name| !earlier.contains(name)) {
            errors.push(if later.contains(&name) {
                let problem = ScenarioId::NotAnsweredYet.with([name.into()]);
                LoadError::new(file, pointer, problem, ScenarioId::ReadBefore)
            } else {
                LoadError::unknown(file, pointer, ScenarioId::NoStep.with([name.into()]), earlier.iter().copied())
            });
        }
        for variable in ["steps", "setup"] {
            let unknown = expression.below(variable).filter(|(_, field)| !OF_STEP.contains(field));
            errors.extend(unknown.map(|(_, field)| {
                LoadError::unknown(file, pointer, ScenarioId::StepHasNo.with([field.into()]), OF_STEP)
            }));
        }
        for (variable, problem, there) in &self.variables {
            let unknown = expression.keys_of(variable).filter(|name| !there.contains(name));
            errors.extend(
                unknown
                    .map(|name| LoadError::unknown(file, pointer, problem.with([name.into()]), there.iter().copied())),
            );
        }
        errors
    }
}
