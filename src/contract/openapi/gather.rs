//! Makes one schema of what is in a description and in the files next to it: each place that a reference leads to becomes a definition.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use super::{
    super::{
        DescribedId, LoadError,
        schema::{percent_decode, rewrite_subschemas},
    },
    description::{Description, Located},
    lift::{Dialect, Way, lift},
    origins::Origins,
};
use crate::util::pointer::{escape, unescape};

/// A schema in one piece, and where each part of it is written.
pub(crate) struct Gathered {
    pub(crate) schema: Value,
    pub(crate) origins: Origins,
}

impl Gathered {
    /// A schema that is written as it is in one file.
    pub(crate) fn of_file(file: &str, schema: Value) -> Self {
        Self { schema, origins: Origins::of_file(file) }
    }
}

/// Collects schemas into one.
pub(super) struct Gatherer<'a> {
    description: &'a Description,
    way: Way,
    /// The name of the definition for each place that a reference led to.
    names: BTreeMap<(String, String), String>,
    /// The names that are given away.
    taken: BTreeSet<String>,
    open: VecDeque<(String, Located)>,
    origins: Origins,
    errors: Vec<LoadError>,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(description: &'a Description, way: Way) -> Self {
        Self {
            description,
            way,
            names: BTreeMap::new(),
            taken: BTreeSet::new(),
            open: VecDeque::new(),
            origins: Origins::default(),
            errors: Vec::new(),
        }
    }

    fn dialect(&self) -> Dialect {
        match (self.description.is_3_0(), self.description.is_derived()) {
            (true, true) => Dialect::OldMixed,
            (true, false) => Dialect::Old,
            (false, true) => Dialect::Mixed,
            (false, false) => Dialect::New,
        }
    }

    /// Notes that a part of the schema is written at a place of a file.
    pub(super) fn origin(&mut self, at: &str, file: &str, pointer: &str) {
        self.origins.add(at, file, pointer);
    }

    /// A schema as part of the one that is made, at a place of it.
    pub(super) fn part(&mut self, at: &str, schema: &Located) -> Value {
        self.origin(at, &schema.file, &schema.pointer);
        let mut value = schema.value.clone();
        let lifted = schema.file == self.description.file;
        if lifted {
            lift(&mut value, self.dialect(), self.way);
        }
        if let (Value::Object(object), "") = (&mut value, schema.pointer.as_str()) {
            // Ours describes the form of the file, and its definitions are taken over one by one.
            for key in ["$schema", "$id", "$defs", "definitions"] {
                object.shift_remove(key);
            }
        }
        self.refer(&mut value, &schema.file, at);
        value
    }

    /// A schema that is used alone: where it is a reference and nothing else, what that leads to is in its place, because what is asked
    /// of a whole (such as the keys that it must have) is read from its top.
    pub(super) fn whole(&mut self, schema: &Located) -> Value {
        let is_bare = |schema: &Located| {
            schema.value.as_object().is_some_and(|object| object.len() == 1 && object.contains_key("$ref"))
        };
        let resolved =
            if is_bare(schema) { self.description.resolved_while(schema.clone(), is_bare).ok() } else { None };
        self.part("", resolved.as_ref().unwrap_or(schema))
    }

    /// Points every reference in a schema at a definition.
    fn refer(&mut self, value: &mut Value, file: &str, at: &str) {
        let Value::Object(object) = value else { return };
        if let Some(Value::String(reference)) = object.get("$ref") {
            let reference = reference.clone();
            if let Some(name) = self.definition(file, &reference, at) {
                object.insert("$ref".to_owned(), Value::from(format!("#/$defs/{}", fragment(&name))));
            }
        }
        rewrite_subschemas(object, &mut |sub| self.refer(sub, file, at));
    }

    /// The name of the definition for what a reference leads to.
    fn definition(&mut self, file: &str, reference: &str, at: &str) -> Option<String> {
        let known = self.description.place_of(file, reference).ok().and_then(|place| self.names.get(&place));
        if let Some(name) = known {
            return Some(name.clone());
        }
        let located = match self.description.follow(file, reference) {
            Ok(located) => located,
            Err(problem) => {
                let fix = DescribedId::DefineThere;
                self.errors.push(LoadError::new("", at, problem, fix));
                return None;
            }
        };
        let key = (located.file.clone(), located.pointer.clone());
        let name = self.name(&located);
        self.names.insert(key, name.clone());
        self.open.push_back((name.clone(), located));
        Some(name)
    }

    /// A name of its own for a definition: that of the component, or of the file.
    fn name(&mut self, located: &Located) -> String {
        let last = located.pointer.rsplit('/').next().unwrap_or_default();
        let stem = located.file.rsplit('/').next().unwrap_or_default();
        let own = if last.is_empty() { stem.split('.').next().unwrap_or_default().to_owned() } else { unescape(last) };
        let mut name = own.clone();
        let mut number = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{own}-{number}");
            number += 1;
        }
        name
    }

    /// The whole, with every definition in it.
    pub(super) fn finish(mut self, mut schema: Value) -> Result<Gathered, Vec<LoadError>> {
        let mut defs = Map::new();
        while let Some((name, located)) = self.open.pop_front() {
            let at = format!("/$defs/{}", escape(&name));
            let part = self.part(&at, &located);
            defs.insert(name, part);
        }
        if let (false, Value::Object(root)) = (defs.is_empty(), &mut schema) {
            root.insert("$defs".to_owned(), json!(defs));
        }
        let gathered = Gathered { schema, origins: self.origins };
        if self.errors.is_empty() {
            return Ok(gathered);
        }
        Err(self.errors.into_iter().map(|error| gathered.origins.place(error)).collect())
    }
}

/// A name as it is in a reference.
fn fragment(name: &str) -> String {
    let mut text = String::new();
    for c in escape(name).chars() {
        if c == '%'
            || c == ' '
            || c == '"'
            || c == '<'
            || c == '>'
            || c == '\\'
            || c == '^'
            || c == '`'
            || c == '{'
            || c == '}'
            || c == '|'
        {
            text.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            text.push(c);
        }
    }
    debug_assert_eq!(percent_decode(&text), escape(name));
    text
}
