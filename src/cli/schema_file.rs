//! Reads a JSON Schema file.

use std::path::Path;

use serde_json::Value;

use crate::{
    contract::{Message, ScreenId},
    util::text_file::read_text,
};

/// The schema in a file.
pub(super) fn read(path: &Path) -> Result<Value, Message> {
    let name = path.display().to_string();
    let text =
        read_text(path).map_err(|error| ScreenId::ReadSchema.with([(&name).into(), Message::library(&error)]))?;
    serde_json::from_str(&text)
        .map_err(|error| ScreenId::ReadSchemaJson.with([(&name).into(), Message::library(&error)]))
}
