//! The further files that a schema refers to, read from a folder.

use std::path::Path;

use serde_json::Value;

use super::schema_file::read;
use crate::contract::{Message, ScreenId, schema::bundle};

/// Levels of folders that are read.
const LEVELS: usize = 16;

/// The schema with what it refers to in the folder.
pub(super) fn bundled(schema: Value, file: &Path, folder: &Path) -> Result<Value, Message> {
    let mut others = Vec::new();
    collect(folder, "", LEVELS, &mut others)?;
    let canonical = |path: &Path| path.canonicalize().ok();
    let within = canonical(file).zip(canonical(folder));
    let within = within.and_then(|(file, folder)| Some(file.strip_prefix(folder).ok()?.to_str()?.replace('\\', "/")));
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or("schema.json");
    Ok(bundle(schema, within.as_deref().unwrap_or(name), &others))
}

/// Every JSON file below a folder that is a schema, with its path from the first folder, in the order of their names.
fn collect(folder: &Path, from: &str, levels: usize, found: &mut Vec<(String, Value)>) -> Result<(), Message> {
    let unreadable =
        |error: std::io::Error| ScreenId::ReadSchemaFolder.with([folder.display().into(), Message::library(&error)]);
    let mut entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(unreadable)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() {
            if levels > 0 && !name.starts_with('.') {
                collect(&path, &format!("{from}{name}/"), levels - 1, found)?;
            }
        } else if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
            // A file that is not JSON is a mistake only where the schema refers to it; then the reference leads nowhere.
            found.extend(read(&path).ok().map(|schema| (format!("{from}{name}"), schema)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs::{create_dir_all, remove_dir_all, write};

    use serde_json::json;

    use super::*;
    use crate::contract::schema::{Options, Validator};

    #[test]
    fn a_schema_finds_what_it_refers_to_in_a_folder() {
        let folder = std::env::temp_dir().join(format!("tekigo-bundle-{}", std::process::id()));
        create_dir_all(folder.join("common")).expect("a folder");
        write(folder.join("common/money.json"), r#"{"type": "integer", "$ref": "../limits.json#/$defs/most"}"#)
            .expect("a file");
        write(folder.join("limits.json"), r#"{"$defs": {"most": {"maximum": 9}}}"#).expect("a file");
        write(folder.join("notes.json"), "no JSON").expect("a file");
        let main = folder.join("order.json");
        write(&main, r#"{"properties": {"amount": {"$ref": "common/money.json"}}}"#).expect("a file");
        let schema = bundled(read(&main).expect("JSON"), &main, &folder).expect("a folder");
        let validator = Validator::new(&schema, &Options::default()).expect("a schema");
        assert!(validator.is_valid(&json!({"amount": 9})) && !validator.is_valid(&json!({"amount": 10})));
        assert!(!validator.is_valid(&json!({"amount": "9"})));
        let error = bundled(json!({}), &main, &folder.join("none")).expect_err("no folder");
        let error = error.english();
        assert!(error.contains("none") && error.contains("give a folder"), "{error}");
        remove_dir_all(folder).expect("removed");
    }
}
