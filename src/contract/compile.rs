//! From the form of an operation to one that judges: schemas, pointers and expressions compiled, each mistake with its place.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Citation, Files, Invariant, LoadError, Operation, Pattern, Readings, Shape, citations,
    expression::Expression,
    form::{ErrorForm, InvariantForm, OperationForm, ShapeForm},
    load::read,
    operation::ErrorPlace,
    reading::resolve,
    schema::{Options, Validator, constraints},
};

/// The variables of an invariant.
pub(crate) const RULE_VARIABLES: [&str; 11] =
    ["request", "response", "status", "readings", "setup", "steps", "state", "draw", "row", "sent", "got"];

pub(super) struct Compiler<'a> {
    files: &'a Files,
    id: &'a str,
    readings: &'a Readings,
    options: &'a Options,
    pub(super) errors: Vec<LoadError>,
    pub(super) citations: Vec<Citation>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(files: &'a Files, id: &'a str, readings: &'a Readings, options: &'a Options) -> Self {
        Self { files, id, readings, options, errors: Vec::new(), citations: Vec::new() }
    }

    pub(super) fn operation(&mut self, index: usize, form: OperationForm) -> Option<Operation> {
        let at = format!("/operations/{index}");
        let request = self.schema(&form.request)?;
        self.compilable(&form.request, &request)?;
        let shape = self.shape(&form.success.shape)?;
        let mut errors = Vec::new();
        for (i, error) in form.errors.into_iter().enumerate() {
            errors.push(self.error_place(&format!("{at}/errors/{i}"), error)?);
        }
        let kinds: Vec<String> = errors.iter().filter(|e| e.shape.is_some()).map(|e| e.id.clone()).collect();
        let mut invariants = Vec::new();
        for (i, invariant) in form.invariants.into_iter().enumerate() {
            invariants.extend(self.invariant(&format!("{at}/invariants/{i}"), invariant, &kinds));
        }
        Some(Operation {
            id: form.id,
            title: form.title,
            method: form.method,
            path: form.path,
            headers: form.headers,
            request,
            setup: form.setup,
            success: form.success.requirement,
            statuses: form.success.status,
            shape,
            errors,
            server_error: form.server_error,
            content: form.content,
            raw: form.raw,
            secrets: form.secrets,
            echo: form.echo,
            invariants,
        })
    }

    fn file(&self, name: &str) -> String {
        format!("schemas/{}/{name}", self.id)
    }

    fn contract_error(&mut self, pointer: &str, problem: String, mend: &str) {
        let file = self.file("contract.json");
        self.errors.push(LoadError::new(&file, pointer, problem, mend));
    }

    /// A schema file with its readings decided.
    fn schema(&mut self, name: &str) -> Option<Value> {
        let file = self.file(name);
        let value = read(self.files, &file, "json-schema").map_err(|errors| self.errors.extend(errors)).ok()?;
        self.citations.extend(citations(&file, &value));
        let mut value = resolve(value, self.readings)
            .map_err(|error| self.errors.push(LoadError::new(&file, &error.pointer, error.problem, "name a reading of this contract")))
            .ok()?;
        if let Value::Object(fields) = &mut value {
            // Our dialect is a set of annotations and keywords over 2020-12; the validator is told of them by name.
            fields.shift_remove("$schema");
        }
        Some(value)
    }

    fn compilable(&mut self, name: &str, schema: &Value) -> Option<Validator> {
        let file = self.file(name);
        Validator::new(schema, self.options)
            .map_err(|error| self.errors.push(LoadError::new(&file, &error.pointer, error.message, "mend the schema")))
            .ok()
    }

    fn shape(&mut self, form: &ShapeForm) -> Option<Shape> {
        let schema = self.schema(&form.schema)?;
        let validator = self.compilable(&form.schema, &schema)?;
        let mut cited = BTreeMap::new();
        let mut parts = Vec::new();
        for constraint in constraints(&schema).ok()? {
            let Some(requirement) = constraint.annotations.get("x-requirement").and_then(Value::as_str) else { continue };
            let part = (constraint.place.to_string(), requirement.to_owned());
            if !parts.contains(&part) {
                parts.push(part);
            }
            cited.insert(constraint.schema_path, requirement.to_owned());
        }
        Some(Shape { validator, requirement: form.requirement.clone(), cited, parts })
    }

    fn pattern(&mut self, at: &str, text: &str) -> Option<Pattern> {
        let pattern = Pattern::new(text);
        if pattern.is_none() {
            self.contract_error(at, format!("`{text}` is no JSON pointer"), "start it with `/`, or leave it empty for the whole");
        }
        pattern
    }

    fn error_place(&mut self, at: &str, form: ErrorForm) -> Option<ErrorPlace> {
        Some(ErrorPlace {
            scope: self.pattern(&format!("{at}/scope"), &form.scope)?,
            code: self.pattern(&format!("{at}/code"), &form.code)?,
            message: match form.message {
                Some(text) => Some(self.pattern(&format!("{at}/message"), &text)?),
                None => None,
            },
            shape: match form.shape {
                Some(shape) => Some(self.shape(&shape)?),
                None => None,
            },
            id: form.id,
            status: form.status,
            names: form.names,
            messages: form.messages,
            others: form.others,
        })
    }

    fn invariant(&mut self, at: &str, form: InvariantForm, kinds: &[String]) -> Option<Invariant> {
        if !["success", "any"].contains(&form.on.as_str()) && !kinds.contains(&form.on) {
            let problem = format!("`{}` is no kind of answer", form.on);
            self.contract_error(&format!("{at}/on"), problem, "write `success`, `any`, or the id of an error with a shape of its own");
        }
        let each = match form.each {
            Some(text) => Some(self.pattern(&format!("{at}/each"), &text)?),
            None => None,
        };
        let known: &[&str] = if each.is_some() { &RULE_VARIABLES } else { &RULE_VARIABLES[..RULE_VARIABLES.len() - 2] };
        let mut compile = |key: &str, source: &str| {
            let mend = "mend the expression (CEL)";
            Expression::compile(source, known).map_err(|error| self.contract_error(&format!("{at}/{key}"), error.0, mend)).ok()
        };
        let when = match form.when {
            Some(source) => Some(compile("when", &source)?),
            None => None,
        };
        let rule = compile("rule", &form.rule)?;
        Some(Invariant { id: form.id, requirement: form.requirement, level: form.level, on: form.on, each, when, rule, text: form.text })
    }
}
