//! `kind = "header"`: a header with a fixed value.

use std::sync::Arc;

use super::{
    Auth, AuthKind,
    fixed::Fixed,
    secret_field::{secret, text},
};
use crate::{
    contract::ProfileId,
    target::{
        can_carry,
        profile::{Node, ProfileError},
    },
};

pub(super) const KIND: AuthKind = AuthKind { name: "header", needs: &["name", "value"], may: &[], read };

fn read(table: &Node<'_>) -> Result<Arc<dyn Auth>, ProfileError> {
    let name = text(table, "name")?;
    match table.get("name")? {
        Some(field) if !can_carry(&name, "") => {
            Err(field.error(ProfileId::NoHeaderName.with([name.into()]), ProfileId::WriteHeaderName))
        }
        _ => {
            let value = secret(table, "value")?;
            let secrets = vec![(format!("auth.{name}"), value.clone())];
            Ok(Arc::new(Fixed { name: name.to_ascii_lowercase(), value, secrets }))
        }
    }
}
