//! What our words in a description say of the contract that it makes by itself: the requirements and codes that it cites, where errors are, and
//! where values come from. `tekigo export` writes them all, so that its file makes a contract again; a description of others may have some.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    Citation, DescribedId, LoadError, LoadId, Message, Pattern, Requirement,
    derived_key::anchor,
    form::ErrorForm,
    openapi::{Described, Description},
    schema::{CharClass, Constraint},
};

/// The word at the root of a description that says what its contract lists by id: requirements, codes and character classes.
pub(super) const CONTRACT: &str = "x-contract";
/// The words of an operation that say where errors are, and what is played before its requests.
pub(super) const ERRORS: &str = "x-errors";
pub(super) const SETUP: &str = "x-setup";
pub(super) const DRAW: &str = "x-draw";
pub(super) const SOURCES: &str = "x-sources";
/// The words of an operation that say what must hold of its responses, and how bodies that are not JSON are refused.
pub(super) const INVARIANTS: &str = "x-invariants";
pub(super) const RAW: &str = "x-raw";
/// The requirement that a code breaks where the description lists none.
pub(super) const NO_CODES: &str = "description.codes";
/// The word at the root of a description that holds scenarios.
pub(super) const SCENARIOS: &str = "x-scenarios";

/// The words of a description.
pub(super) struct Words<'a> {
    document: &'a str,
    root: &'a Value,
    /// Every source of values that an `x-from` names.
    sources: BTreeSet<String>,
}

impl<'a> Words<'a> {
    pub(super) fn of(description: &'a Description, document: &'a str) -> Self {
        let mut sources = BTreeSet::new();
        collect(&description.root, &mut sources);
        Self { document, root: &description.root, sources }
    }

    fn listed(&self, key: &str) -> Option<&'a Value> {
        self.root.get(CONTRACT)?.get(key)
    }

    /// The credentials that the description lists, and those that values of requests come from, which are taken for secrets.
    pub(super) fn credentials(&self) -> Map<String, Value> {
        let listed = self.listed("credentials").and_then(Value::as_object).cloned().unwrap_or_default();
        let names = self.sources.iter().filter_map(|source| source.strip_prefix("credentials/"));
        let mut all: Map<String, Value> = names.map(|name| (name.to_owned(), json!({"secret": true}))).collect();
        all.extend(listed);
        all
    }

    /// The states that the description lists, and those that values of requests come from: whoever owns the target may give them in a profile.
    pub(super) fn states(&self) -> Vec<Value> {
        let ids: BTreeSet<&str> = self.sources.iter().filter_map(|source| Some(source.split_once('/')?.0)).collect();
        let state = |id: &str| {
            let own = self.sources.iter().filter_map(|source| source.split_once('/'));
            let keys: Vec<&str> = own.filter(|(state, _)| *state == id).map(|(_, key)| key).collect();
            let text = json!({"ja": format!("記述の x-from が指す状態 {id}"), "en": format!("The state {id}, which `x-from` of the description names.")});
            json!({"id": id, "text": text, "provides": keys})
        };
        let mut all = self.listed("states").and_then(Value::as_array).cloned().unwrap_or_default();
        let is_known = |id: &str| all.iter().any(|state| state.get("id").is_some_and(|known| known == id));
        let more: Vec<Value> = ids.into_iter().filter(|id| !is_no_state(id) && !is_known(id)).map(state).collect();
        all.extend(more);
        all
    }

    /// The readings that rules and scenarios name, each with the choice in force first.
    pub(super) fn readings(&self) -> Vec<Value> {
        self.listed("readings").and_then(Value::as_array).cloned().unwrap_or_default()
    }

    /// What is said of codes in general, where the description says it.
    pub(super) fn catalogue(&self) -> Value {
        let listed = self.listed("catalogue").filter(|catalogue| catalogue.is_object()).cloned();
        listed.unwrap_or_else(|| json!({"requirement": NO_CODES}))
    }

    /// The scenarios of the description, as those of a contract, each with its name.
    pub(super) fn scenarios(&self, contract: &str) -> Vec<(String, Value)> {
        let all = self.root.get(SCENARIOS).and_then(Value::as_array).into_iter().flatten();
        let own = all.filter_map(|one| {
            let mut scenario = one.clone();
            scenario.as_object_mut()?.insert("contract".to_owned(), contract.into());
            Some((one.get("name")?.as_str()?.to_owned(), scenario))
        });
        own.collect()
    }

    /// The character classes, where the description lists some.
    pub(super) fn classes(&self) -> Option<&'a Value> {
        self.listed("characterClasses").filter(|classes| classes.is_object())
    }

    /// The codes that the description lists, and those of constraints.
    pub(super) fn codes(&self, of_constraints: &[Value]) -> Vec<Value> {
        let listed = self.listed("codes").and_then(Value::as_array).into_iter().flatten();
        let mut all: Vec<Value> = Vec::new();
        for row in listed.chain(of_constraints) {
            let mut row = row.clone();
            if !["lines", "heading", "anchor", "page", "url"].iter().any(|place| row.get(place).is_some()) {
                row["anchor"] = format!("#/{CONTRACT}/codes").into();
            }
            if !all.iter().any(|known| known.get("code") == row.get("code")) {
                all.push(row);
            }
        }
        all
    }

    /// The requirement of an id that no part of the description makes by itself: as it is listed, else with where it is cited.
    pub(super) fn requirement(&self, id: &str, cited: &[Citation]) -> Value {
        let listed = self.listed("requirements").and_then(Value::as_array).into_iter().flatten();
        let own = listed.filter_map(|row| serde_json::from_value::<Requirement>(row.clone()).ok());
        let places: Vec<&str> = cited.iter().filter(|one| one.id == id).map(|one| one.pointer.as_str()).collect();
        let first = places.first().copied().unwrap_or("/paths");
        if let Some(row) = own.into_iter().find(|row| row.id == id) {
            let mut source = json!(row.source);
            let is_placed =
                ["lines", "heading", "anchor", "page", "url"].iter().any(|place| source.get(place).is_some());
            if !is_placed || (row.source.document.is_none() && row.source.place.url.is_none()) {
                source = json!({"document": self.document, "anchor": anchor(first)});
            }
            let mut row = json!({"id": id, "level": row.level, "text": row.text, "source": source, "note": row.note});
            if let Value::Object(fields) = &mut row {
                fields.retain(|_, value| !value.is_null());
            }
            return row;
        }
        json!({"id": id, "level": "must", "source": {"document": self.document, "anchor": anchor(first)}, "text": {
            "ja": format!("記述の {} か所が引用する要件 {id}。", places.len()),
            "en": format!("{id}, which the description cites in {} {}.", places.len(), if places.len() == 1 { "place" } else { "places" })
        }})
    }
}

/// Tables that values come from and that are no states.
fn is_no_state(from: &str) -> bool {
    ["credentials", "setup", "none"].contains(&from)
}

/// Every source that an `x-from` names, wherever it is, except in samples.
fn collect(value: &Value, sources: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("x-from", Value::String(source)) => drop(sources.insert(source.clone())),
                    ("const" | "enum" | "example" | "examples", _) => {}
                    _ => collect(value, sources),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, sources)),
        _ => {}
    }
}

/// The keys of an error place.
const KEYS: [&str; 12] = [
    "id",
    "scope",
    "code",
    "message",
    "shape",
    "status",
    "names",
    "messages",
    "success",
    "ownCodes",
    "elsewhere",
    "others",
];

/// Where errors of an operation are, as the contract has it.
pub(super) fn error_places(description: &Description, described: &Described) -> Result<Vec<Value>, LoadError> {
    let mut places = Vec::new();
    for (index, one) in described.word(ERRORS).and_then(Value::as_array).into_iter().flatten().enumerate() {
        let form = serde_json::from_value::<ErrorForm>(one.clone());
        let form = form.map_err(|error| wrong(description, described, index, Message::library(&error)))?;
        let is_id = form.id.starts_with(|c: char| c.is_ascii_lowercase())
            && form.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        let is_place = |place: &String| Pattern::new(place).is_some();
        if !is_id || !is_place(&form.scope) || !is_place(&form.code) {
            let problem = DescribedId::NotAnErrorPlace.into();
            return Err(wrong(description, described, index, problem));
        }
        if let Some(key) = one.as_object().into_iter().flat_map(Map::keys).find(|key| !KEYS.contains(&key.as_str())) {
            return Err(wrong(description, described, index, LoadId::UnknownKey.with([key.into()])));
        }
        places.push(one.clone());
    }
    Ok(places)
}

fn wrong(description: &Description, described: &Described, index: usize, problem: Message) -> LoadError {
    let at = format!("{}/{ERRORS}/{index}", described.entry.pointer);
    LoadError::new(&description.file, &at, problem, DescribedId::AsErrorPlace)
}

/// The codes that a constraint earns, each as a row of the catalogue.
pub(super) fn codes_of(constraint: &Constraint, requirement: &str, pointer: &str) -> Vec<Value> {
    let row = |code: &Value| json!({"code": code, "requirement": requirement, "title": super::code_text(code), "anchor": anchor(pointer)});
    constraint
        .codes()
        .iter()
        .filter(|code| code.is_i64() || code.as_str().is_some_and(|text| !text.is_empty()))
        .map(row)
        .collect()
}

/// The ranges of a character class, as a contract writes them.
pub(super) fn ranges(class: &CharClass) -> Vec<String> {
    let point = |c: char| format!("U+{:04X}", u32::from(c));
    let range = |(first, last): &(char, char)| {
        if first == last { point(*first) } else { format!("{}-{}", point(*first), point(*last)) }
    };
    class.0.iter().map(range).collect()
}
