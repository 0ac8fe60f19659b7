//! Where the trials of a plan are played: beside each other, or one alone.

use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::util::sync;

/// Where the trials of a plan are played.
#[derive(Debug, Default)]
pub struct Floor(RwLock<()>);

impl Floor {
    /// A place beside others.
    pub(super) fn beside(&self) -> RwLockReadGuard<'_, ()> {
        sync::read(&self.0)
    }

    /// A place that nobody else has one beside.
    pub(super) fn alone(&self) -> RwLockWriteGuard<'_, ()> {
        sync::write(&self.0)
    }
}
