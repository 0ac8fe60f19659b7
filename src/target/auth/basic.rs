//! `kind = "basic"`: `authorization: Basic …` (RFC 7617).

use std::sync::Arc;

use super::{
    Auth, AuthKind,
    fixed::Fixed,
    secret_field::{secret, text},
};
use crate::target::{
    Secret,
    profile::{Node, ProfileError},
};

pub(super) const KIND: AuthKind = AuthKind { name: "basic", needs: &["user", "password"], may: &[], read };

fn read(table: &Node<'_>) -> Result<Arc<dyn Auth>, ProfileError> {
    let (user, password) = (text(table, "user")?, secret(table, "password")?);
    let pair = password.with_user(&user);
    let value = Secret::new(format!("Basic {}", pair.text()));
    let secrets = vec![("auth.password".to_owned(), password), ("auth.basic".to_owned(), pair)];
    Ok(Arc::new(Fixed { name: "authorization".to_owned(), value, secrets }))
}
