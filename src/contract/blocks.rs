//! Blocks: what several files, or several places of one, share is written once and referred to by `$ref`.
//!
//! `{"$ref": "errors.json#/common"}` stands for the block `common` of the file `errors.json` in the same folder or below it, `#/…` for another
//! place of the same file. Further keys are laid over the block; a list in the place of an item becomes several items. `with` gives
//! values for `${name}` in the block. A scenario with `kinds` has its steps once for each of them, filled in the same way.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    Files, LoadError, LoadId, Message,
    block_origins::BlockOrigins,
    check_form,
    parameters::{Parameters, is_name},
    parse,
};
use crate::util::pointer::escape;

/// The most blocks that a file may take, and the most values that it may come to: blocks of blocks of blocks grow without bound.
const MOST_BLOCKS: usize = 2_000;
const MOST_VALUES: usize = 200_000;

/// A file with its blocks in their places.
pub struct Whole {
    /// What it says.
    pub value: Value,
    /// Where its parts were written.
    pub origins: BlockOrigins,
    /// The blocks that it took: file and pointer.
    pub used: BTreeSet<(String, String)>,
}

/// Whether a file holds blocks for others.
pub fn holds_blocks(value: &Value) -> bool {
    value.get("$schema").and_then(Value::as_str).is_some_and(|form| form.ends_with("_meta/blocks.schema.json"))
}

/// Puts the blocks of a file in their places.
pub fn expand(files: &Files, file: &str, value: &Value) -> Result<Whole, Vec<LoadError>> {
    let mut expander = Expander {
        files,
        whole: file,
        root: root(file),
        read: BTreeMap::from([(file.to_owned(), value.clone())]),
        open: Vec::new(),
        origins: BlockOrigins::default(),
        used: BTreeSet::new(),
        blocks: 0,
        values: 0,
        errors: Vec::new(),
    };
    let top = Place { file: file.to_owned(), pointer: String::new() };
    let value = match value {
        Value::Object(fields) if fields.contains_key("kinds") && fields.contains_key("steps") => {
            expander.scenario(fields, &top)
        }
        value => expander.value(value, &top, "", &Parameters::default()),
    };
    if expander.errors.is_empty() {
        Ok(Whole { value, origins: expander.origins, used: expander.used })
    } else {
        Err(LoadError::each_once(expander.errors))
    }
}

/// The blocks of a file that nobody took.
pub fn idle(file: &str, value: &Value, used: &BTreeSet<(String, String)>) -> Vec<LoadError> {
    let names = value.as_object().into_iter().flatten().map(|(name, _)| name).filter(|name| *name != "$schema");
    let idle = names.filter(|name| {
        let place = format!("/{}", escape(name));
        let within =
            |pointer: &str| pointer.strip_prefix(&place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        !used.iter().any(|(from, pointer)| from == file && within(pointer))
    });
    let error = |name: &String| {
        let fix = LoadId::WriteRef.with([escape(name).into_owned().into()]);
        LoadError::new(file, &format!("/{}", escape(name)), LoadId::NoReferenceTo.with([name.into()]), fix)
    };
    idle.map(error).collect()
}

/// The folder that a file may not refer out of: `schemas/<api>/`, `scenarios/<api>/`, or its own.
fn root(file: &str) -> String {
    let end =
        match file.strip_prefix("schemas/").or_else(|| file.strip_prefix("scenarios/")).and_then(|rest| rest.find('/'))
        {
            Some(_) => file.match_indices('/').nth(1).map(|(at, _)| at + 1),
            None => file.rfind('/').map(|at| at + 1),
        };
    file[..end.unwrap_or(0)].to_owned()
}

/// Where something is written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    file: String,
    pointer: String,
}

impl Place {
    fn below(&self, step: &str) -> Self {
        Self { file: self.file.clone(), pointer: format!("{}/{}", self.pointer, escape(step)) }
    }
}

struct Expander<'a> {
    files: &'a Files,
    whole: &'a str,
    root: String,
    read: BTreeMap<String, Value>,
    /// The blocks that are being put in their places.
    open: Vec<Place>,
    origins: BlockOrigins,
    used: BTreeSet<(String, String)>,
    blocks: usize,
    values: usize,
    errors: Vec<LoadError>,
}

impl Expander<'_> {
    fn error(&mut self, place: &Place, problem: impl Into<Message>, fix: impl Into<Message>) -> Value {
        self.errors.push(LoadError::new(&place.file, &place.pointer, problem, fix));
        Value::Null
    }

    fn value(&mut self, value: &Value, place: &Place, at: &str, given: &Parameters) -> Value {
        // What the file says itself is no more than was written; blocks and parameters multiply it.
        self.values += usize::from(self.blocks > 0 || !given.values().is_empty());
        if self.values > MOST_VALUES || self.blocks > MOST_BLOCKS {
            if self.errors.is_empty() {
                let problem = LoadId::TooManyBlocks.with([MOST_BLOCKS.into(), MOST_VALUES.into()]);
                self.error(place, problem, LoadId::ReferToLess);
            }
            return Value::Null;
        }
        match value {
            Value::String(text) => match given.fill(text) {
                Ok(filled) => filled,
                Err(problem) => self.error(place, problem, LoadId::GiveUnderWith),
            },
            Value::Array(items) => Value::Array(self.items(items, place, at, given, 0)),
            Value::Object(fields) => match fields.get("$ref") {
                Some(Value::String(reference)) => self.reference(reference, fields, place, at, given),
                _ => self.object(fields, place, at, given),
            },
            plain => plain.clone(),
        }
    }

    fn object(&mut self, fields: &Map<String, Value>, place: &Place, at: &str, given: &Parameters) -> Value {
        let mut filled = Map::with_capacity(fields.len());
        for (key, value) in fields {
            let name = match given.fill(key) {
                Ok(Value::String(name)) => name,
                Ok(other) => {
                    let problem = LoadId::KeyBecomes.with([key.into(), other.to_string().into()]);
                    self.error(&place.below(key), problem, LoadId::GiveText);
                    continue;
                }
                Err(problem) => {
                    self.error(&place.below(key), problem, LoadId::GiveUnderWith);
                    continue;
                }
            };
            let at = format!("{at}/{}", escape(&name));
            if name != *key {
                let written = place.below(key);
                self.origins.add(self.whole, &at, &written.file, &written.pointer);
            }
            let value = self.value(value, &place.below(key), &at, given);
            filled.insert(name, value);
        }
        Value::Object(filled)
    }

    /// The items of a list of which `first` are there already.
    fn items(&mut self, items: &[Value], place: &Place, at: &str, given: &Parameters, first: usize) -> Vec<Value> {
        let mut filled = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let written = place.below(&index.to_string());
            let number = first + filled.len();
            let here = format!("{at}/{number}");
            if index != number {
                self.origins.add(self.whole, &here, &written.file, &written.pointer);
            }
            let block = item.get("$ref").and_then(|_| self.block_of(item, &written));
            let mark = self.origins.count();
            match (self.value(item, &written, &here, given), block) {
                (Value::Array(several), Some(block)) => {
                    let inner = self.origins.since(mark);
                    for index in 0..several.len() {
                        let from = block.below(&index.to_string());
                        let to = format!("{at}/{}", number + index);
                        self.origins.add(self.whole, &to, &from.file, &from.pointer);
                    }
                    self.origins.spliced(inner, &here, at, number);
                    filled.extend(several);
                }
                (one, _) => filled.push(one),
            }
        }
        filled
    }

    /// The place that a reference leads to.
    fn block_of(&mut self, item: &Value, place: &Place) -> Option<Place> {
        let (path, pointer) = item.get("$ref")?.as_str()?.split_once('#')?;
        let file = if path.is_empty() { place.file.clone() } else { self.named(path, place)? };
        Some(Place { file, pointer: pointer.to_owned() })
    }

    /// A file that is named next to the one at `place`; none where it lies outside of the folder.
    fn named(&self, path: &str, place: &Place) -> Option<String> {
        let folder = place.file.strip_prefix(&self.root)?.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
        for step in path.split('/') {
            match step {
                "." => {}
                ".." => drop(steps.pop()?),
                "" => return None,
                step => steps.push(step),
            }
        }
        (!path.contains(['\\', ':'])).then(|| format!("{}{}", self.root, steps.join("/")))
    }

    fn reference(
        &mut self,
        reference: &str,
        fields: &Map<String, Value>,
        place: &Place,
        at: &str,
        given: &Parameters,
    ) -> Value {
        let written = place.below("$ref");
        let Some((path, _)) = reference.split_once('#').filter(|(_, pointer)| pointer.starts_with('/')) else {
            let problem = LoadId::NamesNoBlock.with([reference.into()]);
            return self.error(&written, problem, LoadId::WriteBlockPlace);
        };
        let Some(block) = self.block_of(&Value::Object(fields.clone()), place) else {
            let folder = if self.root.is_empty() { LoadId::TheFolder.into() } else { Message::from(&self.root) };
            let fix = LoadId::NameBelow.with([folder]);
            return self.error(&written, LoadId::LeadsOut.with([path.into()]), fix);
        };
        if self.open.contains(&block) {
            return self.error(&written, LoadId::LeadsBack.with([reference.into()]), LoadId::TakeReferenceOut);
        }
        let Some(target) = self.target(&block, &written) else { return Value::Null };
        let own = match fields.get("with") {
            None if path.is_empty() => given.values().clone(),
            None => Map::new(),
            Some(with) => match self.value(with, &place.below("with"), &format!("{at}/with"), given) {
                Value::Object(with) => with,
                other => {
                    let problem = LoadId::GivesNoValues.with([other.to_string().into()]);
                    self.error(&place.below("with"), problem, LoadId::WriteObject);
                    return Value::Null;
                }
            },
        };
        let own = Parameters::new(own);
        self.names(&own, &place.below("with"));
        self.used.insert((block.file.clone(), block.pointer.clone()));
        self.origins.add(self.whole, at, &block.file, &block.pointer);
        self.blocks += 1;
        self.open.push(block.clone());
        let value = self.value(&target, &block, at, &own);
        self.open.pop();
        if fields.contains_key("with") {
            self.idle_parameters(&own, &place.below("with"));
        } else {
            given.pass_on(&own);
        }
        self.laid_over(value, fields, place, at, given)
    }

    /// The names of parameters can be written in `${…}`.
    fn names(&mut self, own: &Parameters, place: &Place) {
        for name in own.values().keys().filter(|name| !is_name(name)) {
            let fix = LoadId::WriteParameterName;
            self.error(&place.below(name), LoadId::NotParameterName.with([name.into()]), fix);
        }
    }

    fn idle_parameters(&mut self, own: &Parameters, place: &Place) {
        for name in own.unused() {
            let problem = LoadId::NothingHolds.with([(&name).into()]);
            self.error(&place.below(&name), problem, LoadId::TakeOutOrUse);
        }
    }

    /// The further keys of a reference, over what it stands for.
    fn laid_over(
        &mut self,
        mut value: Value,
        fields: &Map<String, Value>,
        place: &Place,
        at: &str,
        given: &Parameters,
    ) -> Value {
        for (key, over) in fields.iter().filter(|(key, _)| !["$ref", "with"].contains(&key.as_str())) {
            let written = place.below(key);
            let here = format!("{at}/{}", escape(key));
            self.origins.add(self.whole, &here, &written.file, &written.pointer);
            let over = self.value(over, &written, &here, given);
            match &mut value {
                Value::Object(block) => drop(block.insert(key.clone(), over)),
                Value::Null => {}
                _ => {
                    let problem = LoadId::BlockNoObject;
                    self.error(&written, problem, LoadId::TakeOutOrInBlock);
                }
            }
        }
        value
    }

    /// What is at a place that a reference names.
    fn target(&mut self, block: &Place, written: &Place) -> Option<Value> {
        if !self.read.contains_key(&block.file) {
            if self.files.text(&block.file).is_none() {
                let problem = LoadId::NoFile.with([(&block.file).into()]);
                self.error(written, problem, LoadId::AddOrFixName);
                return None;
            }
            let read = parse(self.files, &block.file).map_err(|error| vec![error]).and_then(|value| {
                let errors = check_form(self.files, &block.file, &value, "blocks");
                if errors.is_empty() { Ok(value) } else { Err(errors) }
            });
            match read {
                Ok(value) => drop(self.read.insert(block.file.clone(), value)),
                Err(errors) => {
                    self.errors.extend(errors);
                    return None;
                }
            }
        }
        let file = &self.read[&block.file];
        let found = file.pointer(&block.pointer).cloned();
        if found.is_none() {
            let names = file.as_object().into_iter().flatten().map(|(name, _)| name);
            let names: Vec<String> =
                names.filter(|name| *name != "$schema").map(|name| format!("#/{}", escape(name))).collect();
            let problem = LoadId::HasNo.with([(&block.file).into(), (&block.pointer).into()]);
            let error = LoadError::unknown(&written.file, &written.pointer, problem, names.iter().map(String::as_str));
            self.errors.push(error);
        }
        found
    }

    /// A scenario whose steps are there once for each of its kinds.
    fn scenario(&mut self, fields: &Map<String, Value>, top: &Place) -> Value {
        let plain = Parameters::default();
        let mut whole = Map::with_capacity(fields.len());
        let written = fields.get("kinds").map(|kinds| self.value(kinds, &top.below("kinds"), "/kinds", &plain));
        let kinds: Option<Vec<_>> =
            written.iter().flat_map(|kinds| kinds.as_array().into_iter().flatten()).map(Value::as_object).collect();
        let kinds = kinds.filter(|kinds| !kinds.is_empty());
        for (key, value) in fields {
            let place = top.below(key);
            match (key.as_str(), &kinds, value) {
                ("kinds", Some(_), _) => {}
                ("steps", Some(kinds), Value::Array(steps)) => {
                    let all = self.steps(steps, kinds, &place);
                    whole.insert(key.clone(), Value::Array(all));
                }
                // Kinds of another form are left there for the meta-schema to refuse.
                _ => drop(whole.insert(key.clone(), self.value(value, &place, &place.pointer, &plain))),
            }
        }
        Value::Object(whole)
    }

    /// The steps for one kind after the other.
    fn steps(&mut self, steps: &[Value], kinds: &[&Map<String, Value>], place: &Place) -> Vec<Value> {
        let mut all = Vec::new();
        for (number, kind) in kinds.iter().enumerate() {
            let (file, pointer) = self.origins.place(self.whole, &format!("/kinds/{number}"));
            let of_kind = Place { file, pointer };
            let given = Parameters::new((*kind).clone());
            self.names(&given, &of_kind);
            all.extend(self.items(steps, place, &place.pointer, &given, all.len()));
            self.idle_parameters(&given, &of_kind);
        }
        all
    }
}

#[cfg(test)]
mod tests;
