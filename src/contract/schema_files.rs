//! Reads a schema file with the schema files next to it that it refers to, each of them under `$defs` by its name.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Files, LoadError, LoadId, block_origins::BlockOrigins, read::read};
use crate::util::pointer::escape;

/// A schema that is on its own, and the names of the files that it is made of.
pub(super) struct SchemaFile {
    pub(super) value: Value,
    pub(super) names: BTreeSet<String>,
}

/// Reads the schema file `name` of a folder (`schemas/<api>/`).
pub(super) fn schema_file(
    files: &Files,
    folder: &str,
    name: &str,
    origins: &mut BlockOrigins,
) -> Result<SchemaFile, Vec<LoadError>> {
    let main = format!("{folder}{name}");
    let mut value = read(files, &main, "json-schema")?;
    let mut joined = Joined {
        files,
        folder,
        main: name,
        names: BTreeSet::from([name.to_owned()]),
        open: Vec::new(),
        errors: Vec::new(),
    };
    joined.references(&mut value, name, "");
    let mut others = Map::new();
    while let Some(other) = joined.open.pop() {
        let mut value = read(files, &format!("{folder}{other}"), "json-schema")?;
        if let Value::Object(fields) = &mut value {
            fields.shift_remove("$schema");
        }
        joined.references(&mut value, &other, "");
        origins.add(&main, &format!("/$defs/{}", escape(&other)), &format!("{folder}{other}"), "");
        others.insert(other, value);
    }
    if !others.is_empty()
        && let Value::Object(fields) = &mut value
        && let Value::Object(defs) = fields.entry("$defs").or_insert_with(|| json!({}))
    {
        defs.extend(others);
    }
    if joined.errors.is_empty() { Ok(SchemaFile { value, names: joined.names }) } else { Err(joined.errors) }
}

struct Joined<'a> {
    files: &'a Files,
    folder: &'a str,
    main: &'a str,
    /// The files that were met, and those of them that are still to be read.
    names: BTreeSet<String>,
    open: Vec<String>,
    errors: Vec<LoadError>,
}

impl Joined<'_> {
    /// Rewrites each reference of a file to the place where its target will be.
    fn references(&mut self, value: &mut Value, file: &str, at: &str) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields.iter_mut().filter(|(key, _)| !["const", "enum"].contains(&key.as_str())) {
                    let at = format!("{at}/{}", escape(key));
                    match value {
                        Value::String(reference) if key == "$ref" => self.reference(reference, file, &at),
                        value => self.references(value, file, &at),
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.references(item, file, &format!("{at}/{index}"));
                }
            }
            _ => {}
        }
    }

    fn reference(&mut self, reference: &mut String, file: &str, at: &str) {
        let (path, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let target = if path.is_empty() { file } else { path };
        if !path.is_empty() && !self.is_there(path, pointer, file, at) {
            return;
        }
        if self.names.insert(target.to_owned()) {
            self.open.push(target.to_owned());
        }
        *reference =
            if target == self.main { format!("#{pointer}") } else { format!("#/$defs/{}{pointer}", escape(target)) };
    }

    fn is_there(&mut self, path: &str, pointer: &str, file: &str, at: &str) -> bool {
        let other = format!("{}{path}", self.folder);
        let written = format!("{}{file}", self.folder);
        let Some(text) = self.files.text(&other) else {
            let problem = LoadId::NoFile.with([other.into()]);
            self.errors.push(LoadError::new(&written, at, problem, LoadId::AddOrFixName));
            return false;
        };
        // What is not JSON is reported when the file is read.
        let there = serde_json::from_str::<Value>(text).map_or(true, |value| value.pointer(pointer).is_some());
        if !there {
            let problem = LoadId::HasNo.with([other.into(), pointer.into()]);
            self.errors.push(LoadError::new(&written, at, problem, LoadId::WriteThere));
        }
        there
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::schema::{Options, Validator};

    fn read(schemas: &[(&str, Value)]) -> Result<(SchemaFile, BlockOrigins), Vec<String>> {
        let mut files = Files::embedded();
        for (name, schema) in schemas {
            let mut schema = schema.clone();
            schema["$schema"] = "../_meta/json-schema.schema.json".into();
            files = files.with(&format!("schemas/x/{name}"), schema.to_string());
        }
        let mut origins = BlockOrigins::default();
        let read = schema_file(&files, "schemas/x/", schemas[0].0, &mut origins);
        read.map(|read| (read, origins)).map_err(|errors| errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_schema_takes_what_it_names_from_the_files_beside_it_and_back() {
        let files = [
            (
                "a.schema.json",
                json!({"$ref": "#/$defs/all", "$defs": {"all": {"properties": {"yen": {"$ref": "b.schema.json#/$defs/yen"}, "c": {"$ref": "c.schema.json"}}}, "small": {"maximum": 9}}}),
            ),
            (
                "b.schema.json",
                json!({"$defs": {"yen": {"allOf": [{"$ref": "#/$defs/whole"}, {"$ref": "a.schema.json#/$defs/small"}]}, "whole": {"type": "integer"}}}),
            ),
            ("c.schema.json", json!({"type": "object", "properties": {"c": {"$ref": "#"}}})),
        ];
        let (read, origins) = read(&files).unwrap_or_else(|errors| panic!("{errors:?}"));
        let mut schema = read.value;
        schema.as_object_mut().expect("an object").shift_remove("$schema");
        let validator = Validator::new(&schema, &Options { strict: true, ..Options::default() }).expect("a schema");
        for (value, due) in [
            (json!({"yen": 9, "c": {"c": {}}}), true),
            (json!({"yen": 10}), false),
            (json!({"yen": "9"}), false),
            (json!({"c": {"c": 1}}), false),
        ] {
            assert_eq!(validator.is_valid(&value), due, "{value}");
        }
        assert_eq!(read.names.len(), 3);
        let place = origins.place("schemas/x/a.schema.json", "/$defs/b.schema.json/$defs/yen/allOf");
        assert_eq!(place, ("schemas/x/b.schema.json".to_owned(), "/$defs/yen/allOf".to_owned()));
    }

    #[test]
    fn a_file_or_a_place_that_is_not_there_is_named_where_it_is_written() {
        let found = read(&[
            (
                "a.schema.json",
                json!({"items": {"$ref": "b.schema.json#/$defs/x"}, "not": {"$ref": "gone.schema.json"}}),
            ),
            ("b.schema.json", json!({"$defs": {}})),
        ]);
        assert_eq!(
            found.err().unwrap_or_default(),
            [
                "schemas/x/a.schema.json /items/$ref: schemas/x/b.schema.json has no `#/$defs/x`; write a place that is there, such as `#/$defs/<name>`",
                "schemas/x/a.schema.json /not/$ref: there is no file schemas/x/gone.schema.json; add it, or fix the name",
            ]
        );
        let out = read(&[("a.schema.json", json!({"$ref": "../y/b.schema.json"}))]).err().unwrap_or_default();
        assert!(out[0].contains("`../y/b.schema.json` names no schema"), "{out:?}");
    }
}
