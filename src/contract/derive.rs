//! A contract that nobody wrote: what an OpenAPI description states becomes requirements by itself, with ids that stay the same from run to
//! run, so that a target can be tested before anything else is known of it.

use std::{collections::BTreeSet, fmt};

use serde_json::{Map, Value, json};

use super::{
    Citation, Contract, DescribedId, Files, LoadError, Reading, Readings, citations,
    derived_key::key_of,
    derived_lines,
    derived_maker::Makers,
    derived_operation::{bound, note_makers, operation},
    derived_requirements::{Rows, left_out as of_left_out, rows},
    derived_security::security,
    derived_setup::Setups,
    derived_words::{NO_CODES, Words, error_places},
    json_layout::laid_out,
    openapi::{Described, Description, Entry, credential_of, yaml},
    unescape,
};

/// A contract that a description made by itself.
pub struct Derived {
    /// Its id.
    pub id: String,
    /// Its files, the description among them.
    pub files: Files,
    /// The contract that the files make, so that nobody need read them again.
    pub contract: Contract,
    /// The operations that cannot be tested, and why: each costs no other its test.
    pub left_out: Vec<(String, Vec<LoadError>)>,
}

impl fmt::Debug for Derived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Derived").field("id", &self.id).field("left_out", &self.left_out).finish_non_exhaustive()
    }
}

/// The contract that a description makes by itself. `name` is that of the description file; `declared` says that the target itself serves
/// it, so that it is not an independent statement of what the target does.
pub fn derived(name: &str, text: &str, declared: bool) -> Result<Derived, Vec<LoadError>> {
    let id = &id_of(name, text);
    let ending = if yaml::is_yaml(name) { "yaml" } else { "json" };
    let files = Files::embedded_forms().with(&format!("schemas/{id}/openapi.{ending}"), text.to_owned());
    let (readings, in_force): (Vec<Reading>, Readings) = (Vec::new(), Readings::new());
    let description = Description::load(&files, id, &readings, &in_force)?.of_derived(true);
    let words = Words::of(&description, name);
    let mut credentials = schemes(&description);
    for (name, form) in words.credentials() {
        credentials.entry(name).or_insert(form);
    }
    let maker = Deriver { name, id, declared, description: &description, words, credentials };
    let (mut described, mut left_out) = maker.described();
    if described.is_empty() && left_out.is_empty() {
        let fix = DescribedId::DescribeOne;
        return Err(vec![LoadError::new(&description.file, "/paths", DescribedId::NoOperations, fix)]);
    }
    loop {
        if described.is_empty() {
            return Err(left_out.into_iter().flat_map(|one| one.errors).collect());
        }
        let made = maker.files(&files, &described, &left_out);
        let (mut contract, unworkable) = Contract::workable(&made, id, &Readings::new())?;
        if unworkable.is_empty() {
            derived_lines::mark(text, &mut contract.requirements);
            let left_out = left_out.into_iter().map(|one| (one.call, one.errors)).collect();
            return Ok(Derived { id: id.clone(), files: made, contract, left_out });
        }
        // What took a record of one of those gets another set-up in the next round.
        for (key, errors) in unworkable {
            let Some(at) = described.iter().position(|one| key_of(&one.described.entry) == key) else {
                return Err(errors);
            };
            left_out.push(LeftOut::of(&described.remove(at).described.entry, errors));
        }
    }
}

/// An operation that cannot be tested.
struct LeftOut {
    key: String,
    call: String,
    errors: Vec<LoadError>,
}

impl LeftOut {
    fn of(entry: &Entry, errors: Vec<LoadError>) -> Self {
        Self { key: key_of(entry), call: format!("{} {} ({})", entry.method, entry.path, entry.id), errors }
    }

    /// A path that cannot be read.
    fn of_path(error: LoadError) -> Self {
        let path = error.pointer.trim_start_matches("/paths/").split('/').next().map(unescape).unwrap_or_default();
        let letters = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let key = format!("path{}", path.chars().map(letters).collect::<String>());
        Self { key, call: path, errors: vec![error] }
    }
}

/// An operation with what it adds to the contract.
struct Read {
    described: Described,
    rows: Rows,
    /// Where its errors are.
    errors: Vec<Value>,
}

/// What makes the files of a contract.
struct Deriver<'a> {
    name: &'a str,
    id: &'a str,
    declared: bool,
    description: &'a Description,
    words: Words<'a>,
    credentials: Map<String, Value>,
}

impl Deriver<'_> {
    /// The operations with their requirements, and those that cannot be read.
    fn described(&self) -> (Vec<Read>, Vec<LeftOut>) {
        let names: Vec<&str> = self.credentials.keys().map(String::as_str).collect();
        let (entries, errors) = self.description.readable();
        let (mut described, mut left_out) = (Vec::new(), errors.into_iter().map(LeftOut::of_path).collect::<Vec<_>>());
        let mut keys = BTreeSet::new();
        for entry in &entries {
            let rows = |one: Described| {
                let rows = rows(self.description, self.name, &one, bound(&one).is_some())?;
                let errors = error_places(self.description, &one).map_err(|error| vec![error])?;
                Ok(Read { described: one, rows, errors })
            };
            let read = if keys.insert(key_of(entry)) {
                Described::read(self.description, entry, None, &names).and_then(rows)
            } else {
                let problem = DescribedId::SameLetters.with([(&entry.id).into()]);
                Err(vec![LoadError::new(&self.description.file, &entry.pointer, problem, DescribedId::GiveOtherId)])
            };
            match read {
                Ok(one) => described.push(one),
                Err(errors) => left_out.push(LeftOut::of(entry, errors)),
            }
        }
        (described, left_out)
    }

    /// The files of the contract next to the description.
    fn files(&self, files: &Files, all: &[Read], left_out: &[LeftOut]) -> Files {
        let (name, id, folder) = (self.name, self.id, format!("schemas/{}", self.id));
        let makers = Makers::of(all.iter().map(|one| &one.described));
        let setups = Setups::of(&makers);
        let mut operations = Map::new();
        let mut takes = Vec::new();
        for one in all {
            let mut made = setups.setup(&one.described);
            takes.push((&one.described, std::mem::take(&mut made.takes)));
            operations.insert(key_of(&one.described.entry), operation(&one.described, made, &one.errors));
        }
        note_makers(&mut operations, &takes);
        let title = self.description.root.pointer("/info/title").and_then(Value::as_str).unwrap_or(id);
        let mut contract = json!({
            "$schema": "../_meta/contract.schema.json",
            "id": id,
            "language": "en",
            "title": title,
            "source": {"document": name, "title": title},
            "derive": true,
            "credentials": self.credentials,
            "states": self.words.states(),
            "catalogue": self.words.catalogue(),
            "operations": operations
        });
        if let Some(classes) = self.words.classes() {
            contract["characterClasses"] = classes.clone();
        }
        let readings = self.words.readings();
        if !readings.is_empty() {
            contract["readings"] = readings.into();
        }
        let earned: Vec<Value> = all.iter().flat_map(|one| one.rows.codes.clone()).collect();
        let codes = self.words.codes(&earned);
        let codes = json!({"$schema": "../_meta/codes.schema.json", "contract": id, "codes": codes});
        let mut cited = self.description.citations();
        cited.extend(citations("", &contract));
        cited.extend(citations("", &codes));
        let mut files = files.clone();
        for (name, scenario) in self.words.scenarios(id) {
            cited.extend(citations("", &scenario));
            files = files.with(&format!("scenarios/{id}/{name}.json"), laid_out(&scenario));
        }
        for one in all.iter().map(|one| &one.described).filter(|one| one.is_guarded()) {
            let scenario = security(id, one, &self.credentials);
            files = files.with(&format!("scenarios/{id}/{}-security.json", key_of(&one.entry)), laid_out(&scenario));
        }
        files
            .with(&format!("{folder}/contract.json"), laid_out(&contract))
            .with(&format!("{folder}/requirements.json"), laid_out(&self.requirements(all, left_out, &cited)))
            .with(&format!("{folder}/codes.json"), laid_out(&codes))
    }

    /// The requirements of the operations, those that say what is not tested, and those that the description cites by an id of its own.
    fn requirements(&self, all: &[Read], left_out: &[LeftOut], cited: &[Citation]) -> Value {
        let mut rows: Vec<Value> = all.iter().flat_map(|one| one.rows.requirements.clone()).collect();
        let mut seen = BTreeSet::new();
        for one in left_out {
            let Some(error) = one.errors.first() else { continue };
            let mut id = format!("{}.left-out", one.key);
            let mut number = 2;
            while !seen.insert(id.clone()) {
                id = format!("{}-{number}.left-out", one.key);
                number += 1;
            }
            rows.push(of_left_out(self.name, &id, &one.call, error));
        }
        if cited.iter().any(|one| one.id == NO_CODES) {
            rows.push(json!({
                "id": NO_CODES, "level": "open", "source": {"document": self.name, "anchor": "#/paths"},
                "text": {"ja": "業務コードは文書化されていない。", "en": "No business code is documented."}
            }));
        }
        let id_of = |row: &Value| row.get("id").and_then(Value::as_str).map(str::to_owned);
        let mut known = BTreeSet::new();
        rows.retain(|row| id_of(row).is_some_and(|id| known.insert(id)));
        for one in cited {
            if known.insert(one.id.clone()) {
                rows.push(self.words.requirement(&one.id, cited));
            }
        }
        let note = json!({"ja": "対象自身が配信する記述による（対象の申告）。", "en": "Declared by the target, which serves the description itself."});
        for row in rows.iter_mut().filter(|row| self.declared && row.get("note").is_none()) {
            row["note"] = note.clone();
        }
        json!({"$schema": "../_meta/requirements.schema.json", "contract": self.id, "requirements": rows})
    }
}

/// The id of the contract: the title of the description in small letters, else the name of its file.
fn id_of(name: &str, text: &str) -> String {
    let title = yaml::read(name, text).ok();
    let title = title.as_ref().and_then(|root| root.pointer("/info/title")).and_then(Value::as_str);
    let words = |text: &str| {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_ascii_lowercase).take(4).collect::<Vec<_>>().join("-")
    };
    let id = title.map(words).filter(|id| id.starts_with(|c: char| c.is_ascii_lowercase()));
    id.unwrap_or_else(|| "api".to_owned())
}

/// The credentials that a profile may give: one for each security scheme.
fn schemes(description: &Description) -> Map<String, Value> {
    let all = description.root.pointer("/components/securitySchemes").and_then(Value::as_object);
    all.into_iter().flat_map(Map::keys).map(|name| (credential_of(name), json!({"secret": true}))).collect()
}

#[cfg(test)]
mod tests;
