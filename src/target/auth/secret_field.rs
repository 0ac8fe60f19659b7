//! Fields that several kinds of authentication read from their table.

use crate::target::{
    Secret, can_carry,
    profile::{Node, ProfileError},
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
        return Err(field.error(format!("`{}` is empty", field.key()), "give it, or take `auth` out"));
    }
    if !can_carry("x", &secret) {
        let problem = format!("`{}` has a character that no header can carry", field.key());
        return Err(field.error(problem, "look for a line break or a control character in it"));
    }
    Ok(Secret::new(secret))
}
