//! Reads a JSON Schema file.

use std::path::Path;

use serde_json::Value;

use crate::util::text_file::read_text;

/// The schema in a file.
pub(super) fn read(path: &Path) -> Result<Value, String> {
    let name = path.display();
    let text = read_text(path).map_err(|error| format!("read {name}: {error}; give the path of a JSON Schema file"))?;
    serde_json::from_str(&text).map_err(|error| format!("read {name} as JSON: {error}; fix the file there"))
}
