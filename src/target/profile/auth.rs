//! `auth`: how requests prove who asks, beside the credentials of the contract.

use std::sync::Arc;

use super::{Node, ProfileError};
use crate::target::auth::{Auth, KINDS};

pub(super) fn read(table: &Node<'_>) -> Result<Arc<dyn Auth>, ProfileError> {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    let mend = format!("write kind = \"…\", one of {}", names.join(", "));
    let Some(field) = table.get("kind")? else { return Err(table.error("`auth` has no kind", mend)) };
    let name = field.text()?;
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
        return Err(field.error(format!("there is no kind `{name}` of authentication"), mend));
    };
    let known = [&["kind"], kind.needs, kind.may].concat();
    for field in table.fields()? {
        if !known.contains(&field.key()) {
            return Err(field.unknown_key(&known));
        }
    }
    for key in kind.needs {
        if table.get(key)?.is_none() {
            return Err(table.error(format!("kind `{name}` needs `{key}`"), format!("add {key} = …")));
        }
    }
    (kind.read)(table)
}
