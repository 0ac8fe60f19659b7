//! A kind of authentication as a profile names it.

use std::sync::Arc;

use super::Auth;
use crate::target::profile::{Node, ProfileError};

/// A kind of authentication: its name and keys in a profile, and how they are read.
pub(in crate::target) struct AuthKind {
    /// The value of `kind`.
    pub(in crate::target) name: &'static str,
    /// The keys that it needs.
    pub(in crate::target) needs: &'static [&'static str],
    /// The keys that it may have.
    pub(in crate::target) may: &'static [&'static str],
    /// Reads its table, in which every needed key is present and no other key than those above.
    pub(in crate::target) read: fn(&Node<'_>) -> Result<Arc<dyn Auth>, ProfileError>,
}
