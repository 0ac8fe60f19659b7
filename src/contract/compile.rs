//! Compiles an operation: its schemas, pointers and expressions, each mistake with its place.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde_json::Value;

use super::{
    BlockOrigins, Carries, Citation, Files, FormId, Invariant, LoadError, LoadId, Message, Operation, Pattern, Reading,
    Readings, Shape, Text, citations,
    cited::{cited, earns},
    expression::Expression,
    form::{ErrorForm, InvariantForm, OperationForm, ShapeForm},
    known::Known,
    merged::wrong_merges,
    openapi::{Described, Description, Entry, Gathered, at_reference, own_file, request_schema},
    operation::ErrorPlace,
    outline::Outline,
    own_parts::own_parts,
    read::decided,
    request_schema::{names_in_schema, places_of_words, unspoken},
    schema::{Options, Validator, constraints, is_written, marked},
    schema_files::{SchemaFile, schema_file},
};
use crate::util::pointer::escape;

/// The variables of an invariant.
pub(crate) const RULE_VARIABLES: [&str; 15] = [
    "request",
    "response",
    "status",
    "headers",
    "text",
    "body_size",
    "digest",
    "readings",
    "setup",
    "steps",
    "state",
    "draw",
    "row",
    "sent",
    "got",
];
/// The variables of a response that are there whether or not its body is JSON.
pub const BESIDE_THE_BODY: [&str; 5] = ["status", "headers", "text", "body_size", "digest"];

pub(super) struct Compiler<'a> {
    pub(super) files: &'a Files,
    pub(super) id: &'a str,
    pub(super) description: &'a Description,
    pub(super) entries: &'a [Entry],
    readings: &'a [Reading],
    in_force: &'a Readings,
    options: &'a Options,
    pub(super) known: &'a Known<'a>,
    /// Whether what nobody cites is a requirement by itself.
    pub(super) derive: bool,
    blocks: &'a mut BlockOrigins,
    /// Where words of requests are, in schemas of requests and in schemas of responses.
    pub(super) of_requests: BTreeSet<(String, String)>,
    pub(super) of_responses: BTreeSet<(String, String)>,
    /// The schema files that were read.
    pub(super) read: BTreeSet<String>,
    pub(super) errors: Vec<LoadError>,
    pub(super) citations: Vec<Citation>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(
        files: &'a Files,
        (description, entries): (&'a Description, &'a [Entry]),
        (readings, in_force): (&'a [Reading], &'a Readings),
        options: &'a Options,
        known: &'a Known<'a>,
        blocks: &'a mut BlockOrigins,
    ) -> Self {
        Self {
            files,
            id: known.id(),
            description,
            entries,
            readings,
            in_force,
            options,
            known,
            derive: false,
            blocks,
            of_requests: BTreeSet::new(),
            of_responses: BTreeSet::new(),
            read: BTreeSet::new(),
            errors: Vec::new(),
            citations: Vec::new(),
        }
    }

    pub(super) fn operation(&mut self, form: OperationForm) -> Option<Operation> {
        let at = format!("/operations/{}", escape(&form.id));
        let described = self.described(&at, &form)?;
        let setup: Vec<&str> = form.setup.iter().filter_map(|step| step["name"].as_str()).collect();
        let (carries, request) = self.request(&at, &form, &described, &setup)?;
        let earns = earns(&request.schema);
        self.places_of_codes(&at, &form, &earns);
        self.idle_words(&at, &form);
        let responses = self.responses(&described, &form);
        let statuses = self.statuses(&at, &form, &responses)?;
        let shape = match form.success.shape.as_ref().and_then(|shape| Some((shape, shape.schema.as_deref()?))) {
            Some((own, schema)) => {
                Some(self.named_shape(&format!("{at}/success/shape/schema"), schema, &own.requirement)?)
            }
            None => None,
        };
        let (errors, invariants) = self.judged(&at, &form, &described, &setup)?;
        let refusals = self.refusals(&at, &form, &described, &responses);
        let (headers, query, own_cookies) = own_parts(&form, &described);
        let cited = cited(&request.schema);
        self.cite_derived(&request, &described, &cited);
        Some(Operation {
            title: title(&form, &described),
            method: form.method.unwrap_or_else(|| described.entry.method.clone()),
            path: form.path.unwrap_or_else(|| described.entry.path.clone()),
            id: form.id,
            writes: form.writes.unwrap_or_else(|| described.writes()),
            distinct: form.distinct,
            generated: form.generated,
            cookies: form.cookies,
            draw: form.draw,
            makes: form.makes.iter().filter_map(|place| Pattern::new(place)).collect(),
            removed_by: form.removed_by,
            headers,
            query,
            own_cookies,
            carries,
            parameters: described.spellings(),
            body: described.body_form(),
            origins: request.origins,
            cited,
            request: request.schema,
            earns,
            setup: form.setup,
            contexts: form.contexts,
            wrong_credentials: form.wrong_credentials,
            success: form.success.requirement,
            statuses,
            unless: form.success.unless.clone(),
            shape,
            responses,
            errors,
            rules: form.rules,
            raw: form.raw,
            refusals,
            invariants,
        })
    }

    /// The places of errors, and the rules of responses.
    fn judged(
        &mut self,
        at: &str,
        form: &OperationForm,
        described: &Described,
        setup: &[&str],
    ) -> Option<(Vec<ErrorPlace>, Vec<Invariant>)> {
        let mut errors = Vec::new();
        for (i, error) in form.errors.iter().enumerate() {
            errors.push(self.error_place(&format!("{at}/errors/{i}"), error, described)?);
        }
        let kinds: Vec<String> = errors.iter().filter(|e| e.shape.is_some()).map(|e| e.id.clone()).collect();
        let mut invariants = Vec::new();
        for (i, invariant) in form.invariants.iter().enumerate() {
            invariants.extend(self.invariant(&format!("{at}/invariants/{i}"), invariant.clone(), &kinds, setup));
        }
        Some((errors, invariants))
    }

    pub(super) fn file(&self, name: &str) -> String {
        format!("schemas/{}/{name}", self.id)
    }

    pub(super) fn contract_error(&mut self, pointer: &str, problem: impl Into<Message>, fix: impl Into<Message>) {
        let file = self.file("contract.json");
        self.errors.push(LoadError::new(&file, pointer, problem, fix));
    }

    /// The schema of the requests, and what it describes: what it names must be there, and each of its constraints must be spoken for.
    fn request(
        &mut self,
        at: &str,
        form: &OperationForm,
        described: &Described,
        setup: &[&str],
    ) -> Option<(Carries, Gathered)> {
        let named = form.request.clone().map(|name| (form.carries, name));
        let own = || {
            let file = own_file(self.description, described)?;
            Some((Carries::Body, file.strip_prefix(&self.file(""))?.to_owned()))
        };
        let (carries, gathered) = if let Some((carries, name)) = named.or_else(own) {
            let schema = self.schema(&name)?;
            (carries, Gathered::of_file(&self.file(&name), schema))
        } else {
            let made = request_schema(self.description, described).map_err(|errors| self.errors.extend(errors)).ok()?;
            (if described.is_body() { Carries::Body } else { Carries::Parts }, made)
        };
        let gathered = self.worked_out(at, form, gathered);
        self.forms_of(at, form);
        self.places(at, form, described, &gathered.schema);
        self.compilable(&gathered)?;
        let Gathered { schema, origins } = &gathered;
        let unknown = names_in_schema("", "", schema, Some(&form.id), setup, self.known);
        // The requirements of a description that nobody wrote a contract for are made of its constraints, so each has one.
        let silent = if self.derive { Vec::new() } else { unspoken("", schema) };
        self.errors.extend(unknown.into_iter().chain(silent).map(|error| origins.place(error)));
        self.of_requests.extend(places_of_words(&gathered));
        Some((carries, gathered))
    }

    /// A schema file with its readings decided.
    pub(super) fn schema(&mut self, name: &str) -> Option<Value> {
        self.read.insert(name.to_owned());
        let file = self.file(name);
        let folder = format!("schemas/{}/", self.id);
        let read = schema_file(self.files, &folder, name, self.blocks);
        let SchemaFile { value, names } = read.map_err(|errors| self.errors.extend(errors)).ok()?;
        self.read.extend(names);
        self.citations.extend(citations(&file, &value));
        self.errors.extend(wrong_merges(self.files, &file, (&value, "json-schema"), self.readings));
        let mut value =
            decided(&file, value, self.readings, self.in_force).map_err(|errors| self.errors.extend(errors)).ok()?;
        if let Value::Object(fields) = &mut value {
            // Our dialect is a set of annotations and keywords over 2020-12; the validator knows them by name.
            fields.shift_remove("$schema");
        }
        Some(value)
    }

    /// The validator of a schema, if it is one.
    pub(super) fn compilable(&mut self, gathered: &Gathered) -> Option<Validator> {
        Validator::new(&gathered.schema, self.options)
            .map_err(|error| self.errors.push(gathered.origins.place(LoadError::of_schema("", "", &error))))
            .ok()
    }

    /// A body schema with the requirements that its parts cite.
    pub(super) fn shape(&mut self, gathered: &Gathered, requirement: &str) -> Option<Shape> {
        let validator = self.compilable(gathered)?;
        self.of_responses.extend(places_of_words(gathered));
        let schema = &gathered.schema;
        let mut cited = BTreeMap::new();
        let mut parts = Vec::new();
        // A description of others cites nothing, and the places of its large responses are many.
        let speaks = is_written(schema, "x-requirement") || is_written(schema, "x-derive");
        for constraint in if speaks { constraints(schema).ok()? } else { Vec::new() } {
            let Some(requirement) = constraint.requirement().map(Cow::into_owned) else { continue };
            let part = (constraint.place.to_string(), requirement.clone());
            if !parts.contains(&part) {
                parts.push(part);
            }
            cited.insert((constraint.schema_path, constraint.property), requirement);
        }
        let outline = Outline::of(schema);
        let unordered = marked(schema, "x-unordered").into_iter().filter(|(_, said)| *said == true);
        let unordered = unordered.map(|(place, _)| place).collect();
        Some(Shape { validator, requirement: requirement.to_owned(), cited, parts, outline, unordered })
    }

    /// The shape that a contract names: a schema file of ours, or a place in the description.
    fn named_shape(&mut self, at: &str, name: &str, requirement: &str) -> Option<Shape> {
        let gathered = if name.ends_with(".schema.json") && !name.contains('#') {
            let schema = self.schema(name)?;
            Gathered::of_file(&self.file(name), schema)
        } else {
            match at_reference(self.description, name) {
                Ok(gathered) => gathered,
                Err(errors) => {
                    let file = self.file("contract.json");
                    self.errors.extend(errors.into_iter().map(|error| LoadError {
                        file: file.clone(),
                        pointer: at.to_owned(),
                        ..error
                    }));
                    return None;
                }
            }
        };
        self.shape(&gathered, requirement)
    }

    fn pattern(&mut self, at: &str, text: &str) -> Option<Pattern> {
        let pattern = Pattern::new(text);
        if pattern.is_none() {
            self.contract_error(at, FormId::NoPointer.with([text.into()]), FormId::StartOrEmpty);
        }
        pattern
    }

    fn error_place(&mut self, at: &str, form: &ErrorForm, described: &Described) -> Option<ErrorPlace> {
        Some(ErrorPlace {
            scope: self.pattern(&format!("{at}/scope"), &form.scope)?,
            code: self.pattern(&format!("{at}/code"), &form.code)?,
            message: match &form.message {
                Some(text) => Some(self.pattern(&format!("{at}/message"), text)?),
                None => None,
            },
            shape: match &form.shape {
                Some(ShapeForm { schema: Some(schema), requirement }) => {
                    Some(self.named_shape(&format!("{at}/shape/schema"), schema, requirement)?)
                }
                Some(ShapeForm { schema: None, requirement }) => {
                    Some(self.described_error(&format!("{at}/shape"), form, described, requirement)?)
                }
                None => None,
            },
            id: form.id.clone(),
            rules: form.rules.clone(),
        })
    }

    fn invariant(&mut self, at: &str, form: InvariantForm, kinds: &[String], setup: &[&str]) -> Option<Invariant> {
        if !["success", "any"].contains(&form.on.as_str()) && !kinds.contains(&form.on) {
            let problem = LoadId::NotAKindOfResponse.with([(&form.on).into()]);
            self.contract_error(&format!("{at}/on"), problem, LoadId::WriteKind2);
        }
        let each = match form.each {
            Some(text) => Some(self.pattern(&format!("{at}/each"), &text)?),
            None => None,
        };
        let known: &[&str] = if each.is_some() { &RULE_VARIABLES } else { &RULE_VARIABLES[..RULE_VARIABLES.len() - 2] };
        let mut compile = |key: &str, source: &str| {
            let at = format!("{at}/{key}");
            let fix = LoadId::CorrectCel;
            let expression =
                Expression::compile(source, known).map_err(|error| self.contract_error(&at, error.0, fix)).ok()?;
            self.names_in_rule(&at, &expression, setup);
            Some(expression)
        };
        let when = match form.when {
            Some(source) => Some(compile("when", &source)?),
            None => None,
        };
        let rule = compile("rule", &form.rule)?;
        Some(Invariant {
            id: form.id,
            requirement: form.requirement,
            level: form.level,
            on: form.on,
            each,
            when,
            rule,
            text: form.text,
        })
    }
    /// Readings and set-up steps that a rule names must be there.
    fn names_in_rule(&mut self, at: &str, rule: &Expression, setup: &[&str]) {
        let file = self.file("contract.json");
        let readings: Vec<&str> = self.readings.iter().map(|reading| reading.id.as_str()).collect();
        for (variable, what, there) in
            [("readings", LoadId::ThingReading, readings.as_slice()), ("setup", LoadId::ThingSetUpStep, setup)]
        {
            let unknown = rule.keys_of(variable).filter(|name| !there.contains(name));
            let error = |name: &str| {
                LoadError::unknown(&file, at, LoadId::ThereIsNo.with([what.into(), name.into()]), there.iter().copied())
            };
            self.errors.extend(unknown.map(error));
        }
    }
}

/// What an operation does: in the words of the contract, else of the description.
fn title(form: &OperationForm, described: &Described) -> Text {
    let said = || described.summary.clone().unwrap_or_else(|| form.id.clone());
    form.title.clone().unwrap_or_else(|| Text::from(said().as_str()))
}
