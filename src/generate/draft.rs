//! An alternative while it is made: what is merged so far, and what is still to be done.

use super::claim::{Claim, Task, Trail};
use super::flat::Flat;

/// An alternative under construction.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) flat: Flat,
    pub(super) seen: Vec<Claim>,
    /// What is still to be chosen: each choice lists its options, each option its tasks.
    pub(super) choices: Vec<Vec<Vec<Task>>>,
    pub(super) todo: Vec<Task>,
}

impl Draft {
    pub(super) fn push(&mut self, claim: Claim, trail: Trail) {
        self.todo.push(Task { claim, trail });
    }
}
