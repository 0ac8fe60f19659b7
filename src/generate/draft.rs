//! A conjunct under construction: what is merged so far, and what is still to be done.

use super::conjunct::Conjunct;
use super::goal::{Goal, Task, Trail};

/// A conjunct under construction.
#[derive(Clone)]
pub(super) struct Draft {
    /// What is merged so far.
    pub(super) conjunct: Conjunct,
    /// Goals that were merged: each is merged once.
    pub(super) seen: Vec<Goal>,
    /// What is still to be chosen: each choice lists its options, each option its tasks.
    pub(super) choices: Vec<Vec<Vec<Task>>>,
    /// What is still to be merged.
    pub(super) todo: Vec<Task>,
}

impl Draft {
    /// Adds a goal that is still to be merged.
    pub(super) fn push(&mut self, goal: Goal, trail: Trail) {
        self.todo.push(Task { goal, trail });
    }
}
