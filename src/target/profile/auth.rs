//! `auth`: how requests prove who asks, besides the credentials of the contract.

use std::sync::Arc;

use super::{Node, ProfileError};
use crate::{
    contract::ProfileId,
    target::auth::{Auth, KINDS},
};

pub(super) fn read(table: &Node<'_>) -> Result<Arc<dyn Auth>, ProfileError> {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    let fix = ProfileId::WriteKind.with([names.join(", ").into()]);
    let Some(field) = table.get("kind")? else { return Err(table.error(ProfileId::AuthNoKind, fix)) };
    let name = field.text()?;
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
        return Err(field.error(ProfileId::NoAuthKind.with([name.into()]), fix));
    };
    let known = [&["kind"], kind.needs, kind.may].concat();
    for field in table.fields()? {
        if !known.contains(&field.key()) {
            return Err(field.unknown_key(&known));
        }
    }
    for key in kind.needs {
        if table.get(key)?.is_none() {
            let needs = ProfileId::KindNeeds.with([name.into(), (*key).into()]);
            return Err(table.error(needs, ProfileId::Add.with([(*key).into()])));
        }
    }
    (kind.read)(table)
}
