//! What of the schema files of a contract nothing reads, and words in them that say nothing where they are.

use serde_json::Value;

use super::{LoadError, LoadId, compile::Compiler, read::read};

impl Compiler<'_> {
    /// Schema files that no operation reads with the readings in force: right in form if another reading names them, else too many.
    pub(super) fn idle_schemas(&mut self, contract: &Value) {
        // A schema of both a request and a response may have them.
        for (file, at) in self.of_responses.difference(&self.of_requests) {
            let word = at.rsplit('/').next().unwrap_or_default();
            let problem = LoadId::SaysNothingOfResponse.with([word.into()]);
            self.errors.push(LoadError::new(file, at, problem, LoadId::TakeOutOrRequest));
        }
        let folder = format!("schemas/{}/", self.id);
        let names = self
            .files
            .below(&folder)
            .filter_map(|path| path.strip_prefix(&folder))
            .filter(|name| name.ends_with(".schema.json"));
        let names: Vec<String> = names.map(str::to_owned).collect();
        let referred = self.description.others();
        let described = self.files.text(&self.description.file).unwrap_or_default();
        for name in &names {
            let file = self.file(name);
            if referred.contains(&file) {
                // The description reads what it refers to as it is.
                self.errors.extend(read(self.files, &file, "json-schema").err().unwrap_or_default());
                self.read.insert(name.clone());
            } else if !self.read.contains(name) && (mentions(contract, name) || described.contains(name.as_str())) {
                self.schema(name);
            }
        }
        // A schema that cannot be read may refer to any other.
        let unread = self.errors.iter().any(|error| error.file.ends_with(".schema.json"));
        for name in names {
            if !unread && !self.read.contains(&name) {
                let fix = LoadId::ReferOrTakeAway;
                self.errors.push(LoadError::new(&self.file(&name), "", LoadId::UnusedFile, fix));
            }
        }
    }
}

/// Whether a text is somewhere in a value.
fn mentions(value: &Value, text: &str) -> bool {
    match value {
        Value::String(found) => found == text,
        Value::Array(items) => items.iter().any(|item| mentions(item, text)),
        Value::Object(fields) => fields.values().any(|value| mentions(value, text)),
        _ => false,
    }
}
