//! Operations whose method or path differs from the document.

use std::collections::BTreeMap;

use super::{Node, ProfileError};
use crate::contract::ProfileId;

/// What a target has in place of what the document prints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Override {
    /// HTTP method.
    pub method: Option<String>,
    /// Path below the target's address.
    pub path: Option<String>,
}

pub(super) fn read(table: &Node<'_>) -> Result<BTreeMap<String, Override>, ProfileError> {
    table.fields()?.iter().map(|operation| Ok((operation.key().to_owned(), one(operation)?))).collect()
}

fn one(table: &Node<'_>) -> Result<Override, ProfileError> {
    let mut own = Override::default();
    for node in table.fields()? {
        match node.key() {
            "method" => {
                let method = node.text()?;
                if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_uppercase()) {
                    return Err(node.error(ProfileId::NoMethod.with([method.into()]), ProfileId::WriteMethod));
                }
                own.method = Some(method);
            }
            "path" => {
                let path = node.text()?;
                if !path.starts_with('/') {
                    return Err(node.error(ProfileId::NoPath.with([path.into()]), ProfileId::StartWithSlash));
                }
                own.path = Some(path);
            }
            _ => return Err(node.unknown_key(&["method", "path"])),
        }
    }
    Ok(own)
}
