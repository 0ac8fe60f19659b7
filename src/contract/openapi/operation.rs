//! One operation of a description.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    super::{DescribedId, LoadError, LoadId, escape},
    answer::Answer,
    body::{BodyForm, BodyKind, BodyOf, holds},
    description::Description,
    entry::Entry,
    parameter::{In, Parameter, ParameterForm},
    security::{Shown, shown},
};

/// The methods that are keys of a path item.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// An operation as the description has it.
pub(crate) struct Described {
    pub(crate) entry: Entry,
    pub(crate) summary: Option<String>,
    pub(super) parameters: Vec<ParameterForm>,
    pub(super) body: Option<BodyOf>,
    pub(crate) answers: Vec<Answer>,
    shown: Shown,
    /// Our words at the operation itself.
    pub(super) words: Map<String, Value>,
}

impl Description {
    /// Every operation, in the order of the file. Of a description that nobody here can correct, those that can be read.
    pub(crate) fn entries(&self) -> Result<Vec<Entry>, Vec<LoadError>> {
        let (entries, mut errors) = self.readable();
        // In a description that somebody else published, such a word is likely to be theirs.
        errors.extend(self.slips.iter().cloned());
        if errors.is_empty() || self.is_derived() { Ok(entries) } else { Err(errors) }
    }

    /// The operations that can be read, and what keeps others from it.
    pub(crate) fn readable(&self) -> (Vec<Entry>, Vec<LoadError>) {
        let mut entries = Vec::new();
        let mut errors = Vec::new();
        for (path, item) in self.root.get("paths").and_then(Value::as_object).into_iter().flatten() {
            let at = format!("/paths/{}", escape(path));
            if !path.starts_with('/') {
                if !path.starts_with("x-") {
                    let problem = DescribedId::NoSlash.with([path.into()]);
                    errors.push(LoadError::new(&self.file, &at, problem, DescribedId::PathFromRoot));
                }
                continue;
            }
            let item = match self.part(&at, item) {
                Ok(item) => item,
                Err(error) => {
                    errors.push(error);
                    continue;
                }
            };
            let own = METHODS
                .iter()
                .filter_map(|method| Some((*method, item.value.get(*method)?, format!("{}/{method}", item.pointer))));
            let more = item.value.get("additionalOperations").and_then(Value::as_object).into_iter().flatten();
            let more = more.map(|(method, operation)| {
                (method.as_str(), operation, format!("{}/additionalOperations/{}", item.pointer, escape(method)))
            });
            for (method, operation, pointer) in own.chain(more) {
                let id = operation
                    .get("operationId")
                    .and_then(Value::as_str)
                    .map_or_else(|| made_id(method, path), str::to_owned);
                entries.push(Entry {
                    id,
                    method: method.to_ascii_uppercase(),
                    path: path.clone(),
                    item: item.pointer.clone(),
                    pointer,
                });
            }
        }
        let mut seen = BTreeSet::new();
        for entry in &mut entries {
            if seen.insert(entry.id.clone()) {
                continue;
            }
            let other = made_id(&entry.method, &entry.path);
            if self.is_derived() && seen.insert(other.clone()) {
                entry.id = other;
            } else {
                let problem = LoadId::SecondTime.with([(&entry.id).into()]);
                let at = format!("{}/operationId", entry.pointer);
                errors.push(LoadError::new(&self.file, &at, problem, DescribedId::OwnOperationId));
            }
        }
        (entries, errors)
    }
}

/// An id for an operation without one: `get_pets_id`.
fn made_id(method: &str, path: &str) -> String {
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    std::iter::once(method.to_ascii_lowercase().as_str()).chain(words).collect::<Vec<_>>().join("_")
}

impl Described {
    /// Reads an operation; its body in the requested content type.
    pub(crate) fn read(
        description: &Description,
        entry: &Entry,
        content_type: Option<&str>,
        credentials: &[&str],
    ) -> Result<Self, Vec<LoadError>> {
        let mut errors = Vec::new();
        let operation = description.root.pointer(&entry.pointer).unwrap_or(&Value::Null);
        let mut parameters = parameters(description, entry, operation, &mut errors);
        if description.is_derived() {
            parameters.extend(unspoken(description, entry, &parameters));
        }
        errors.extend(placeholders(description, entry, &parameters));
        let body = operation
            .get("requestBody")
            .map(|body| BodyOf::read(description, &format!("{}/requestBody", entry.pointer), body, content_type));
        let body = body.transpose().map_err(|error| errors.push(error)).ok().flatten().flatten();
        let at = format!("{}/responses", entry.pointer);
        let answers = Answer::all(description, &at, operation.get("responses").unwrap_or(&Value::Null));
        let answers = answers.map_err(|more| errors.extend(more)).unwrap_or_default();
        let security = operation.get("security").or_else(|| description.root.get("security"));
        let shown =
            security.map(|security| shown(description, &format!("{}/security", entry.pointer), security, credentials));
        let shown = shown.transpose().map_err(|error| errors.push(error)).ok().flatten().unwrap_or_default();
        if !errors.is_empty() {
            return Err(errors);
        }
        let words = operation.as_object().into_iter().flatten().filter(|(key, _)| key.starts_with("x-"));
        let text = |key: &str| operation.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        Ok(Self {
            entry: entry.clone(),
            summary: text("summary")
                .or_else(|| text("description"))
                .map(|text| text.lines().next().unwrap_or(text).to_owned()),
            parameters,
            body,
            answers,
            shown,
            words: words.map(|(key, value)| (key.clone(), value.clone())).collect(),
        })
    }

    /// A word of ours at the operation itself.
    pub(crate) fn word(&self, name: &str) -> Option<&Value> {
        self.words.get(name)
    }

    /// Whether it needs credentials that the contract knows.
    pub(crate) fn is_guarded(&self) -> bool {
        !(self.shown.headers.is_empty() && self.shown.query.is_empty() && self.shown.cookies.is_empty())
    }

    /// Whether a request is its body alone: JSON, and no parameter is generated.
    pub(crate) fn is_body(&self) -> bool {
        let required_json = self.body.as_ref().is_some_and(|body| body.own.kind == BodyKind::Json && body.required);
        self.parameters.is_empty() && required_json
    }

    /// Whether its method is one that changes what the target holds.
    pub(crate) fn writes(&self) -> bool {
        !matches!(self.entry.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "QUERY")
    }

    /// Whether its requests have a body.
    pub(crate) fn has_body(&self) -> bool {
        self.body.is_some()
    }

    /// Whether the body of a request may have a content type.
    pub(crate) fn takes(&self, media: &str) -> bool {
        self.body.as_ref().is_some_and(|body| body.all.iter().any(|known| holds(known, media)))
    }

    /// The places of its path.
    pub(crate) fn places(&self) -> Vec<&str> {
        placeholders_of(&self.entry.path)
    }

    /// Whether its requests have query parameters.
    pub(crate) fn has_query(&self) -> bool {
        self.parameters.iter().any(|one| matches!(one.own.place, In::Query | In::Querystring))
    }

    /// Whether every request has a body.
    pub(crate) fn needs_body(&self) -> bool {
        self.body.as_ref().is_some_and(|body| body.required)
    }

    /// The headers that every request has.
    pub(crate) fn needed_headers(&self) -> Vec<&str> {
        let needed = self.parameters.iter().filter(|one| one.required && one.own.place == In::Header);
        needed.map(|one| one.own.name.as_str()).collect()
    }

    /// Whether a request needs nothing but what is in its path.
    pub(crate) fn needs_nothing_beside_the_path(&self) -> bool {
        !self.needs_body() && !self.parameters.iter().any(|one| one.required && one.own.place != In::Path)
    }

    /// The type of a parameter of the path, where its own schema says one.
    pub(crate) fn type_of(&self, name: &str) -> Option<&str> {
        let own = self.parameters.iter().find(|one| one.own.place == In::Path && one.own.name == name);
        own.and_then(|one| one.schema.value.get("type")).and_then(Value::as_str)
    }

    /// How the parameters travel.
    pub(crate) fn spellings(&self) -> Vec<Parameter> {
        self.parameters.iter().map(|parameter| parameter.own.clone()).collect()
    }

    /// How the body travels.
    pub(crate) fn body_form(&self) -> Option<BodyForm> {
        self.body.as_ref().map(|body| body.own.clone())
    }

    /// The headers, query parameters and cookies that identify the client, as templates.
    pub(crate) fn credentials(&self) -> (Map<String, Value>, Map<String, Value>, Map<String, Value>) {
        (self.shown.headers.clone(), self.shown.query.clone(), self.shown.cookies.clone())
    }
}

/// The parameters of an operation: its own, and those of its path that it does not replace.
fn parameters(
    description: &Description,
    entry: &Entry,
    operation: &Value,
    errors: &mut Vec<LoadError>,
) -> Vec<ParameterForm> {
    let mut all: Vec<ParameterForm> = Vec::new();
    let of_item = description.root.pointer(&entry.item).and_then(|item| item.get("parameters"));
    for (at, list) in [(&entry.item, of_item), (&entry.pointer, operation.get("parameters"))] {
        for (index, value) in list.and_then(Value::as_array).into_iter().flatten().enumerate() {
            match ParameterForm::read(description, &format!("{at}/parameters/{index}"), value) {
                Ok(Some(parameter)) => {
                    all.retain(|known| known.own.name != parameter.own.name || known.own.place != parameter.own.place);
                    all.push(parameter);
                }
                Ok(None) => {}
                Err(error) => errors.push(error),
            }
        }
    }
    all
}

/// The places of the path that no parameter describes: whoever tests with a description of others cannot add one, and any text may be
/// there.
fn unspoken(description: &Description, entry: &Entry, parameters: &[ParameterForm]) -> Vec<ParameterForm> {
    let described = |name: &str| parameters.iter().any(|one| one.own.place == In::Path && one.own.name == name);
    let mut names = placeholders_of(&entry.path);
    names.retain(|name| !described(name));
    names.dedup();
    names.into_iter().map(|name| ParameterForm::of_path(description, name, &entry.pointer)).collect()
}

/// Placeholders of the path without a parameter, and parameters of the path without a placeholder.
fn placeholders(description: &Description, entry: &Entry, parameters: &[ParameterForm]) -> Vec<LoadError> {
    let names: Vec<&str> = placeholders_of(&entry.path);
    let of_path = || parameters.iter().filter(|parameter| parameter.own.place == In::Path);
    let mut errors = Vec::new();
    for name in names.iter().filter(|name| !of_path().any(|parameter| parameter.own.name == **name)) {
        let problem = DescribedId::PlaceUndescribed.with([(*name).into(), (&entry.path).into()]);
        let fix = DescribedId::AddParameter.with([(*name).into()]);
        errors.push(LoadError::new(&description.file, &entry.pointer, problem, fix));
    }
    for parameter in of_path().filter(|parameter| !names.contains(&parameter.own.name.as_str())) {
        let problem = DescribedId::PathLacks.with([(&entry.path).into(), (&parameter.own.name).into()]);
        let fix = DescribedId::WriteIntoPath;
        errors.push(LoadError::new(&parameter.file, &parameter.pointer, problem, fix));
    }
    errors
}

/// The names in the braces of a path.
pub(crate) fn placeholders_of(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}
