//! Fields that several kinds of authentication read from their table.

use crate::{
    contract::ProfileId,
    target::{
        Secret, can_carry,
        profile::{Node, ProfileError},
    },
};

/// A text, empty where it is not given.
pub(super) fn text(table: &Node<'_>, key: &str) -> Result<String, ProfileError> {
    table.get(key)?.map_or_else(|| Ok(String::new()), |field| field.text())
}

/// A secret that HTTP can carry and that is not empty, because an empty one proves nothing.
pub(super) fn secret(table: &Node<'_>, key: &str) -> Result<Secret, ProfileError> {
    let Some(field) = table.get(key)? else { return Ok(Secret::default()) };
    carried(&field)
}

/// The same for a field at hand.
pub(super) fn carried(field: &Node<'_>) -> Result<Secret, ProfileError> {
    let secret = field.secret()?;
    if secret.is_empty() {
        return Err(field.error(ProfileId::Empty.with([field.key().into()]), ProfileId::GiveOrTakeOutAuth));
    }
    if !can_carry("x", &secret) {
        let problem = ProfileId::NotForHeader.with([field.key().into()]);
        return Err(field.error(problem, ProfileId::LookForBreak));
    }
    Ok(Secret::new(secret))
}
