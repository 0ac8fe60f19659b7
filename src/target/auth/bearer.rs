//! `kind = "bearer"`: `authorization: Bearer …` with a fixed token.

use std::sync::Arc;

use super::{Auth, AuthKind, fixed::Fixed, secret_field::secret};
use crate::target::{
    Secret,
    profile::{Node, ProfileError},
};

pub(super) const KIND: AuthKind = AuthKind { name: "bearer", needs: &["token"], may: &[], read };

fn read(table: &Node<'_>) -> Result<Arc<dyn Auth>, ProfileError> {
    let token = secret(table, "token")?;
    let value = Secret::new(format!("Bearer {}", token.text()));
    Ok(Arc::new(Fixed { name: "authorization".to_owned(), value, secrets: vec![("auth.token".to_owned(), token)] }))
}
