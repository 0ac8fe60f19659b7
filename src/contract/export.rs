//! One OpenAPI 3.1 file of a contract: what its description, its overlays and the files next to it say together, for tools that read
//! nothing else.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use super::{
    Code, Contract, DescribedId, Files, LoadError, Message, Operation, Requirement, code_text,
    derived_key::key_of,
    derived_words::{CONTRACT, DRAW, ERRORS, INVARIANTS, RAW, SCENARIOS, SETUP, SOURCES, ranges},
    escape,
    exported_words::{catalogue, named_readings, renamed},
    json_layout::laid_out,
    openapi::{Description, Entry, In, modernised},
    read::{decided, read_whole},
    schema::rewrite_subschemas,
};

/// Kinds of components, and the keys of a description below which parts of that kind are.
const KINDS: [(&str, &str); 9] = [
    ("schemas", "schema"),
    ("parameters", "parameters"),
    ("responses", "responses"),
    ("requestBodies", "requestBody"),
    ("headers", "headers"),
    ("examples", "examples"),
    ("links", "links"),
    ("callbacks", "callbacks"),
    ("pathItems", "paths"),
];

/// The methods that OpenAPI 3.1 has.
const METHODS: [&str; 8] = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];

fn beyond(description: &Description, entry: &Entry) -> LoadError {
    let problem = DescribedId::NoMethodIn.with([(&entry.method).into()]);
    LoadError::new(&description.file, &entry.pointer, problem, DescribedId::ExportWithout)
}

/// The file of a contract; `drawn` has a request of each operation whose requests can be generated, by its id, and `scenarios` what is played next to
/// what is generated.
pub fn exported(
    files: &Files,
    contract: &Contract,
    (drawn, scenarios): (&BTreeMap<String, Value>, &[Value]),
) -> Result<String, Vec<LoadError>> {
    let description = Description::load(files, &contract.id, &contract.readings, &contract.in_force)?;
    let description = description.of_derived(contract.derive);
    let mut root = description.root.clone();
    let (entries, _) = description.readable();
    let newer = entries.iter().filter(|entry| !METHODS.contains(&entry.method.as_str()));
    let newer: Vec<LoadError> = newer.map(|entry| beyond(&description, entry)).collect();
    if !newer.is_empty() {
        return Err(newer);
    }
    let written = written(files, contract)?;
    let mut exporter = Exporter::new(&description);
    exporter.part("", &description.file, &mut root);
    exporter.rest();
    let mut keys = BTreeMap::new();
    for entry in &entries {
        let of_entry = |one: &&Operation| one.method == entry.method && one.path == entry.path;
        if let Some(operation) = contract.operations.iter().find(of_entry) {
            let said = written.get(&operation.id).unwrap_or(&Value::Null);
            keys.insert(operation.id.as_str(), key_of(entry));
            exporter.operation(&mut root, entry, operation, (said, drawn.get(&operation.id)));
        }
    }
    exporter.rest();
    root["openapi"] = "3.1.0".into();
    if !contract.derive {
        root[CONTRACT] = listed(contract);
        let own: Vec<Value> = scenarios.iter().filter_map(|one| renamed(contract, one, &keys)).collect();
        let there = |one: &&Value| !own.iter().any(|known| known["name"] == one["name"]);
        let left_out: Vec<Value> = scenarios.iter().filter(there).map(|one| one["name"].clone()).collect();
        root[CONTRACT]["readings"] = named_readings(contract, &json!([own, &root["paths"]]).to_string());
        if !left_out.is_empty() {
            root[CONTRACT]["scenariosLeftOut"] = left_out.into();
        }
        root[SCENARIOS] = own.into();
    }
    for (kind, made) in exporter.made {
        for (name, value) in made {
            root["components"][kind][name] = value;
        }
    }
    if exporter.errors.is_empty() { Ok(laid_out(&root)) } else { Err(LoadError::each_once(exporter.errors)) }
}

struct Exporter<'a> {
    description: &'a Description,
    /// The reference to the component for each place of a further file.
    names: BTreeMap<(String, String), String>,
    taken: BTreeSet<(&'static str, String)>,
    /// Places of further files that are still to be taken over: the kind and the name, the file and the value.
    open: VecDeque<(&'static str, String, String, Value)>,
    made: BTreeMap<&'static str, Map<String, Value>>,
    errors: Vec<LoadError>,
}

impl<'a> Exporter<'a> {
    fn new(description: &'a Description) -> Self {
        let own = |(kind, _): (&'static str, &str)| {
            let there = description.root.pointer(&format!("/components/{kind}")).and_then(Value::as_object);
            there.into_iter().flat_map(Map::keys).map(move |name| (kind, name.clone())).collect::<Vec<_>>()
        };
        Self {
            description,
            names: BTreeMap::new(),
            taken: KINDS.into_iter().flat_map(own).collect(),
            open: VecDeque::new(),
            made: BTreeMap::new(),
            errors: Vec::new(),
        }
    }

    /// A part of a description that is not a schema; `kind` is that of the components which references in it lead to.
    fn part(&mut self, kind: &'static str, file: &str, value: &mut Value) {
        match value {
            Value::Object(object) => {
                self.reference(if kind.is_empty() { "pathItems" } else { kind }, file, object);
                for (key, value) in object.iter_mut() {
                    let below = KINDS.iter().find(|(name, word)| key == name || key == word).map(|(name, _)| *name);
                    match (below, key.as_str()) {
                        (Some("schemas"), "schema") => self.schema(file, value),
                        (Some("schemas"), _) => {
                            value.as_object_mut().into_iter().flatten().for_each(|(_, value)| self.schema(file, value));
                        }
                        (_, "example" | "value") => {}
                        (_, key) if key.starts_with("x-") => {}
                        _ => self.part(below.unwrap_or(kind), file, value),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.part(kind, file, item)),
            _ => {}
        }
    }

    /// A schema and what is below it.
    fn schema(&mut self, file: &str, value: &mut Value) {
        if file == self.description.file && self.description.is_3_0() {
            modernised(value);
        }
        self.references(file, value);
    }

    fn references(&mut self, file: &str, value: &mut Value) {
        let Value::Object(object) = value else { return };
        self.reference("schemas", file, object);
        rewrite_subschemas(object, &mut |sub| self.references(file, sub));
    }

    /// Leads a reference into the one file.
    fn reference(&mut self, kind: &'static str, file: &str, object: &mut Map<String, Value>) {
        let Some(reference) = object.get("$ref").and_then(Value::as_str) else { return };
        let wrong = |problem: Message| LoadError::new(file, "", problem, DescribedId::CorrectReference);
        let place = match self.description.place_of(file, reference) {
            Ok(place) if place.0 == self.description.file => {
                let target = format!("#{}", place.1);
                object.insert("$ref".to_owned(), target.into());
                return;
            }
            Ok(place) => place,
            Err(problem) => return self.errors.push(wrong(problem)),
        };
        let known = self.names.get(&place).cloned();
        let to = match known {
            Some(to) => to,
            None => match self.description.follow(file, reference) {
                Ok(located) => self.component(kind, place, located.value),
                Err(problem) => return self.errors.push(wrong(problem)),
            },
        };
        object.insert("$ref".to_owned(), to.into());
    }

    /// A component for what is at a place of a further file.
    fn component(&mut self, kind: &'static str, place: (String, String), mut value: Value) -> String {
        let last = place.1.rsplit('/').next().filter(|last| !last.is_empty());
        let stem = place.0.rsplit('/').next().unwrap_or_default();
        let stem = ["json", "yaml", "yml"].iter().find_map(|end| stem.strip_suffix(&format!(".{end}"))).unwrap_or(stem);
        let name = self.name(kind, last.unwrap_or(stem.strip_suffix(".schema").unwrap_or(stem)));
        if let (Value::Object(object), "") = (&mut value, place.1.as_str()) {
            // Ours describes the form of the file, and its definitions are components of their own.
            for key in ["$schema", "$id", "$defs", "definitions"] {
                object.shift_remove(key);
            }
        }
        let to = format!("#/components/{kind}/{name}");
        self.open.push_back((kind, name, place.0.clone(), value));
        self.names.insert(place, to.clone());
        to
    }

    /// A name that no other component of a kind has, in the letters that it may have.
    fn name(&mut self, kind: &'static str, wanted: &str) -> String {
        let letter = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
        let own: String = wanted.chars().map(letter).collect();
        let mut name = own.clone();
        let mut number = 2;
        while !self.taken.insert((kind, name.clone())) {
            name = format!("{own}-{number}");
            number += 1;
        }
        name
    }

    /// Takes over what was referred to so far, and what that refers to.
    fn rest(&mut self) {
        while let Some((kind, name, file, mut value)) = self.open.pop_front() {
            if kind == "schemas" {
                self.schema(&file, &mut value);
            } else {
                self.part(kind, &file, &mut value);
            }
            self.made.entry(kind).or_default().insert(name, value);
        }
    }

    /// What the contract knows of an operation besides its description: its codes, and a request.
    fn operation(&mut self, root: &mut Value, entry: &Entry, own: &Operation, (said, drawn): (&Value, Option<&Value>)) {
        let derive = self.description.is_derived();
        let errors = said.get("errors").map(|errors| self.error_places(errors));
        let parameters = if own.parameters.is_empty() { self.parameters(own) } else { Vec::new() };
        let Some(Value::Object(described)) = root.pointer_mut(&entry.pointer) else { return };
        let mut codes: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for (code, place) in &own.earns {
            codes.entry(place).or_default().push(code_text(code).into());
        }
        if !codes.is_empty() {
            described.insert("x-codes".to_owned(), json!(codes));
        }
        if let Some(errors) = errors {
            described.insert(ERRORS.to_owned(), errors);
        }
        if !own.setup.is_empty() && !derive {
            described.insert(SETUP.to_owned(), Value::Array(own.setup.clone()));
            if let Some(from) = said.get("from") {
                described.insert(SOURCES.to_owned(), from.clone());
            }
            if !own.draw.is_empty() {
                described.insert(DRAW.to_owned(), Value::Object(own.draw.clone()));
            }
        }
        for (word, key) in [(INVARIANTS, "invariants"), (RAW, "raw")] {
            if let Some(own) = said.get(key).filter(|_| !derive) {
                described.insert(word.to_owned(), own.clone());
            }
        }
        if !parameters.is_empty() {
            described.insert("parameters".to_owned(), Value::Array(parameters));
        }
        if let Some(drawn) = drawn {
            example(described, own, drawn);
        }
    }

    /// The error places of an operation, which name a schema as a component.
    fn error_places(&mut self, errors: &Value) -> Value {
        let mut errors = errors.clone();
        for place in errors.as_array_mut().into_iter().flatten() {
            let Some(Value::String(named)) = place.pointer_mut("/shape/schema") else { continue };
            let mut object = Map::from_iter([("$ref".to_owned(), Value::from(named.as_str()))]);
            let file = self.description.file.clone();
            self.reference("schemas", &file, &mut object);
            if let Some(to) = object.get("$ref").and_then(Value::as_str) {
                to.clone_into(named);
            }
        }
        errors
    }

    /// The parameters of an operation whose request schema is a file of the contract.
    fn parameters(&mut self, own: &Operation) -> Vec<Value> {
        let parts = |part: &str| own.request.pointer(&format!("/properties/{part}"));
        let mut all = Vec::new();
        for (part, place) in [("path", "path"), ("query", "query"), ("headers", "header"), ("cookies", "cookie")] {
            let Some(frame) = parts(part).filter(|_| own.carries == super::Carries::Parts) else { continue };
            let required = frame.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
            for (name, schema) in frame.get("properties").and_then(Value::as_object).into_iter().flatten() {
                let mut schema = schema.clone();
                self.definitions(own, &mut schema);
                let required = part == "path" || required.contains(&json!(name));
                all.push(json!({"name": name, "in": place, "required": required, "schema": schema}));
            }
        }
        all
    }

    /// Leads references into the definitions of a request schema to components.
    fn definitions(&mut self, own: &Operation, value: &mut Value) {
        let Value::Object(object) = value else { return };
        if let Some(to) = object.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix('#')) {
            let key = (format!("request of {}", own.id), to.to_owned());
            let known = self.names.get(&key).cloned();
            let to = known.unwrap_or_else(|| {
                let mut part = own.request.pointer(to).cloned().unwrap_or_default();
                let name = self.name("schemas", to.rsplit('/').next().unwrap_or_default());
                let to = format!("#/components/schemas/{name}");
                self.names.insert(key, to.clone());
                self.definitions(own, &mut part);
                self.made.entry("schemas").or_default().insert(name, part);
                to
            });
            object.insert("$ref".to_owned(), to.into());
        }
        rewrite_subschemas(object, &mut |sub| self.definitions(own, sub));
    }
}

/// What the contract lists by id: its requirements, codes, states, credentials and character classes.
fn listed(contract: &Contract) -> Value {
    let requirement = |one: &Requirement| {
        let mut row = json!({"id": one.id, "level": one.level, "text": one.text, "source": one.source});
        if let Some(note) = &one.note {
            row["note"] = json!(note);
        }
        row
    };
    let code = |one: &Code| json!({"code": one.code, "requirement": one.requirement, "title": one.title});
    let classes: BTreeMap<&str, Vec<String>> =
        contract.classes.iter().map(|(name, class)| (name.as_str(), ranges(class))).collect();
    json!({
        "requirements": contract.requirements.iter().map(requirement).collect::<Vec<_>>(),
        "codes": contract.catalogue.codes.iter().map(code).collect::<Vec<_>>(),
        "catalogue": catalogue(contract),
        "states": contract.states,
        "credentials": contract.credentials.iter().map(|(name, secret)| (name.clone(), json!({"secret": secret}))).collect::<Map<_, _>>(),
        "characterClasses": classes
    })
}

/// What the contract says of each operation, blocks in their places and readings decided.
fn written(files: &Files, contract: &Contract) -> Result<Value, Vec<LoadError>> {
    let file = format!("schemas/{}/contract.json", contract.id);
    let whole = read_whole(files, &file, "contract")?;
    let mut value = decided(&file, whole.value, &contract.readings, &contract.in_force)?;
    Ok(value.get_mut("operations").map(Value::take).unwrap_or_default())
}

/// Puts a generated request next to what describes it, where no example is there.
fn example(described: &mut Map<String, Value>, own: &Operation, drawn: &Value) {
    let whole = own.carries == super::Carries::Body;
    let body = if whole { Some(drawn) } else { drawn.get("body") };
    let media = own.body.as_ref().map(|body| body.media.as_str()).unwrap_or_default();
    let content = described.get_mut("requestBody").and_then(|body| body.get_mut("content"));
    if let (Some(body), Some(Value::Object(content))) = (body, content.and_then(|content| content.get_mut(media)))
        && !content.contains_key("examples")
    {
        content.entry("example").or_insert_with(|| body.clone());
    }
    let parameters = described.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
    for parameter in parameters.filter_map(Value::as_object_mut).filter(|one| one.contains_key("schema")) {
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
        let place = parameter.get("in").and_then(Value::as_str).and_then(In::named);
        let pointer = place.map(|place| format!("/{}/{}", place.part(), escape(name)));
        let value = pointer.and_then(|pointer| drawn.pointer(&pointer).cloned());
        if let Some(value) = value.filter(|_| !parameter.contains_key("examples")) {
            parameter.entry("example").or_insert(value);
        }
    }
}
