//! `kind = "cookie"`: cookies with fixed values.

use std::sync::Arc;

use super::{Auth, AuthKind, fixed::Fixed, secret_field::carried};
use crate::{
    contract::ProfileId,
    target::{
        Secret,
        profile::{Node, ProfileError},
    },
};

pub(super) const KIND: AuthKind = AuthKind { name: "cookie", needs: &["cookies"], may: &[], read };

fn read(table: &Node<'_>) -> Result<Arc<dyn Auth>, ProfileError> {
    let fields = table.get("cookies")?.map_or_else(
        || Ok(Vec::new()),
        |cookies| {
            let fields = cookies.fields()?;
            if fields.is_empty() {
                return Err(cookies.error(ProfileId::NoCookie, ProfileId::WriteCookie));
            }
            fields.iter().map(|field| Ok((field.key().to_owned(), carried(field)?))).collect()
        },
    )?;
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", value.text())).collect();
    let secrets = fields.into_iter().map(|(name, value)| (format!("auth.{name}"), value)).collect();
    Ok(Arc::new(Fixed { name: "cookie".to_owned(), value: Secret::new(pairs.join("; ")), secrets }))
}
