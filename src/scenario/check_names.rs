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
    CodesAre, Contract, Files, Known, LoadError, Operation, Outcome, check_form,
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
        let problem = format!("`{}` is not this contract", scenario.contract);
        errors.push(LoadError::new(file, "/contract", problem, format!("write `{}`", contract.id)));
    }
    errors.extend(scenario.state.iter().filter_map(|state| known.state(file, "/state", state)));
    for (index, state) in scenario.states.iter().enumerate() {
        errors.extend(known.state(file, &format!("/states/{index}"), state));
    }
    errors.extend(drawn((files, file), "", &scenario.draw, contract, &known));
    for (index, step) in scenario.steps.iter().enumerate() {
        let at = |key: &str| format!("/steps/{index}/{key}");
        if scenario.steps[..index].iter().any(|earlier| earlier.name == step.name) {
            let problem = format!("two steps are called `{}`", step.name);
            errors.push(LoadError::new(file, &at("name"), problem, "give each step its own name"));
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
            let problem = "a step is either repeated or sent together".to_owned();
            errors.push(LoadError::new(file, &at("together"), problem, "take `together` or `repeat` out"));
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
        let problem = format!("{} are bodies of one and the same request", bodies.join(" and "));
        LoadError::new(file, &format!("{at}/{}", bodies[1]), problem, "keep one of them")
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
        let problem = format!("nothing fills `{{{name}}}` of the path {}", operation.path);
        LoadError::new(file, at, problem, format!("write \"path\": {{\"{name}\": …}} in the step"))
    });
    let strange = path.keys().filter(|name| !there.contains(&name.as_str())).map(|name| {
        let problem = format!("the path {} has no place `{{{name}}}`", operation.path);
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
        let problem = format!("a step that awaits sends nothing, and `{word}` has no effect");
        LoadError::new(file, at, problem, format!("take `{word}` out, or send it in a step of its own"))
    });
    let due = (step.expect.outcome != Outcome::Accepted || !step.expect.codes.is_empty()).then(|| {
        let problem = "what a step awaits comes or does not; there is nothing to be refused".to_owned();
        LoadError::new(file, at, problem, "write `accepted` as its outcome, without codes")
    });
    idle.chain(due).collect()
}

/// What is wrong with the codes that are due for a step, beside their names.
fn of_codes(file: &str, at: &str, contract: &Contract, step: &Step) -> Vec<LoadError> {
    let due = &step.expect;
    let place = contract.operation(&step.operation).and_then(|known| known.error_place(due.error.as_deref(), &due.at));
    let mut errors = Vec::new();
    if due.codes_are != CodesAre::OneOf {
        let holds_one = place.filter(|place| !place.code.is_header() && place.code.stars() <= place.scope.stars());
        if due.codes.len() < 2 {
            let problem = "`codesAre` speaks of several codes".to_owned();
            errors.push(LoadError::new(
                file,
                &format!("{at}/codesAre"),
                problem,
                "list two codes or more, or take it out",
            ));
        } else if let Some(place) = holds_one {
            let problem = format!("`{}` holds one code", place.code);
            let mend = "name an error place that is a list, such as /errors/*/code, or take it out";
            errors.push(LoadError::new(file, &format!("{at}/codesAre"), problem, mend));
        }
    }
    let numbers = due.codes.iter().enumerate().filter(|(_, code)| code.is_number());
    errors.extend(numbers.filter(|_| place.is_some_and(|place| place.code.is_header())).map(|(number, code)| {
        let problem = format!("`{code}` is a number, and a header holds text");
        LoadError::new(file, &format!("{at}/codes/{number}"), problem, "write it in quotes, here and in codes.json")
    }));
    errors
}

/// What is wrong with what values are drawn from.
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
                let problem = format!("{} marks no place `{place}` with x-unique", operation.origins.file());
                errors.push(LoadError::unknown(file, &at("place"), problem, there));
            }
        }
        if let (Some(def), Some(operation)) = (&form.def, contract.operation(request)) {
            let there: Vec<&str> =
                operation.request["$defs"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            if !there.contains(&def.as_str()) {
                let problem = format!("`{def}` is not defined in {}", operation.origins.file());
                errors.push(LoadError::unknown(file, &at("def"), problem, there));
            }
        }
    }
    errors
}

/// What is wrong with a schema that stands in a scenario: its form is that of any schema of ours, without the `$schema` on top.
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

const NOT_DRAWN: &str = "no value `{}` is drawn";

/// What the expressions of a file can name, beside its steps.
pub(super) struct ScopeNames<'a> {
    /// The steps in the order in which they are played.
    pub(super) steps: Vec<&'a str>,
    /// The other variables whose keys are known: what is said of one that is not there (`{}`), and those that are.
    variables: Vec<(&'static str, &'static str, Vec<&'a str>)>,
}

impl<'a> ScopeNames<'a> {
    /// Of a scenario.
    pub(super) fn of(scenario: &'a Scenario, contract: &'a Contract) -> Self {
        let mut names = Self::of_contract(contract, scenario.steps.iter().map(|step| step.name.as_str()).collect());
        names.variables.push(("draw", NOT_DRAWN, scenario.draw.keys().map(String::as_str).collect()));
        names.variables.push(("callbacks", "callbacks have no `{}`", vec!["url"]));
        names.variables.push(("setup", "a scenario has no set-up, and so no step `{}` of one", Vec::new()));
        match &scenario.state {
            None => names.variables.push(("state", "the scenario has no state that gives `{}`", Vec::new())),
            // A state that is not there is reported where it is named.
            Some(state) => names
                .variables
                .extend(Known::of(contract).keys(state).map(|keys| ("state", "its state gives no `{}`", keys))),
        }
        names
    }

    /// Of set-up steps.
    pub(super) fn of_setup(contract: &'a Contract, steps: Vec<&'a str>, operation: &'a Operation) -> Self {
        let mut names = Self::of_contract(contract, steps);
        names.variables.push((
            "callbacks",
            "only a scenario has an address for callbacks, and so no `{}` of it",
            Vec::new(),
        ));
        names.variables.push(("draw", NOT_DRAWN, operation.draw.keys().map(String::as_str).collect()));
        names
    }

    fn of_contract(contract: &'a Contract, steps: Vec<&'a str>) -> Self {
        let known = Known::of(contract);
        let readings = contract.readings.iter().map(|reading| reading.id.as_str()).collect();
        let variables = vec![
            ("states", "there is no state `{}`", known.states()),
            ("credentials", "there is no credential `{}`", known.credentials().to_vec()),
            ("readings", "there is no reading `{}`", readings),
        ];
        Self { steps, variables }
    }

    /// The drawn values that no expression and no raw body of a scenario names.
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
            let problem = format!("nothing takes the drawn value `{name}`");
            let at = format!("/draw/{}", escape(name));
            LoadError::new(
                file,
                &at,
                problem,
                format!("write {{\"$draw\": \"{name}\"}} where it belongs, or take it out"),
            )
        };
        idle.map(error).collect()
    }

    /// Compiles what stands at an open place; what it names must be there.
    pub(super) fn compile(&self, file: &str, open: &OpenPlace, expressions: &mut Expressions) -> Vec<LoadError> {
        if !expressions.contains_key(&open.source) {
            match Expression::compile(&open.source, &VARIABLES) {
                Ok(expression) => drop(expressions.insert(open.source.clone(), expression)),
                Err(error) => {
                    return vec![LoadError::new(file, &open.pointer, error.0, "correct the expression (CEL)")];
                }
            }
        }
        let expression = &expressions[&open.source];
        let mut errors = self.unknown(file, &open.pointer, expression, open.steps);
        if open.steps == 0 {
            errors.extend(OF_EXCHANGE.into_iter().filter(|name| expression.uses(name)).map(|name| {
                let problem = format!("`{name}` is nothing yet where this is evaluated: before any response");
                let fix = "read what an earlier step came to, as `steps.<name>.response`, or write a rule";
                LoadError::new(file, &open.pointer, problem, fix)
            }));
        }
        if expression.uses(BODY) && !open.pointer.contains("/headers/") {
            let problem = "`body` is the body of the request that is being made, and headers alone are made after it";
            let fix = "read `request` in a rule, or compute a header";
            errors.push(LoadError::new(file, &open.pointer, problem, fix));
        }
        errors
    }

    /// The names in the marks of a raw body; a mark that is no expression stays as it stands, and so is none of ours.
    pub(super) fn raw(&self, file: &str, pointer: &str, raw: &str, steps: usize) -> Vec<LoadError> {
        let compiled = marks(raw).filter_map(|path| Expression::compile(path, &VARIABLES).ok());
        compiled.flat_map(|expression| self.unknown(file, pointer, &expression, steps)).collect()
    }

    fn unknown(&self, file: &str, pointer: &str, expression: &Expression, steps: usize) -> Vec<LoadError> {
        let (earlier, later) = self.steps.split_at(steps.min(self.steps.len()));
        let mut errors = Vec::new();
        for name in expression.keys_of("steps").filter(|name| !earlier.contains(name)) {
            errors.push(if later.contains(&name) {
                let problem = format!("the step `{name}` has not been answered yet");
                LoadError::new(file, pointer, problem, "read a step that is played before, or move this one")
            } else {
                LoadError::unknown(file, pointer, format!("there is no step `{name}`"), earlier.iter().copied())
            });
        }
        for variable in ["steps", "setup"] {
            let unknown = expression.below(variable).filter(|(_, field)| !OF_STEP.contains(field));
            errors.extend(
                unknown
                    .map(|(_, field)| LoadError::unknown(file, pointer, format!("a step has no `{field}`"), OF_STEP)),
            );
        }
        for (variable, problem, there) in &self.variables {
            let unknown = expression.keys_of(variable).filter(|name| !there.contains(name));
            errors.extend(
                unknown
                    .map(|name| LoadError::unknown(file, pointer, problem.replace("{}", name), there.iter().copied())),
            );
        }
        errors
    }
}
