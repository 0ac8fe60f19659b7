//! Which target is tested.

use crate::reference::{self, Reference};

/// The way to a target.
#[derive(Clone)]
pub enum Target {
    /// The embedded reference: a fresh world for each trial.
    Reference(&'static Reference, reference::Config),
    /// Whatever responds at the profile's address.
    Url,
}
