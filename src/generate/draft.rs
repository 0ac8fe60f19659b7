//! A conjunct under construction: what is merged so far, and what is still to be done.

use std::rc::Rc;

use super::conjunct::Conjunct;
use super::goal::{Goal, SchemaPointer, Task, Trail};

/// Ways to go on, of which one is to be taken.
#[derive(Clone)]
pub(super) struct Choice {
    /// Each way lists its tasks.
    pub(super) options: Vec<Vec<Task>>,
    /// The schema that is to be broken by one of the ways: where it is broken already there is nothing to choose.
    pub(super) breaks: Option<SchemaPointer>,
    /// Each way is worth a value: where there is room for one only, another is taken every time.
    pub(super) each: bool,
}

/// A conjunct under construction.
#[derive(Clone)]
pub(super) struct Draft {
    /// What is merged so far.
    pub(super) conjunct: Conjunct,
    /// Goals that were merged: each is merged once.
    pub(super) seen: Vec<Goal>,
    /// What is still to be chosen.
    pub(super) choices: Vec<Rc<Choice>>,
    /// What is still to be merged.
    pub(super) todo: Vec<Task>,
    /// Something was chosen, so that parts of different branches may contradict each other.
    pub(super) several: bool,
}

impl Draft {
    /// Nothing but what is to be merged, the last first.
    pub(super) fn new(todo: Vec<Task>) -> Self {
        Self { conjunct: Conjunct::default(), seen: Vec::new(), choices: Vec::new(), todo, several: false }
    }

    /// Adds a goal that is still to be merged.
    pub(super) fn push(&mut self, goal: Goal, trail: Trail) {
        self.todo.push(Task { goal, trail });
    }

    /// Adds a choice in which each way is worth a value of its own.
    pub(super) fn choose_each(&mut self, options: Vec<Vec<Task>>) {
        self.choices.push(Rc::new(Choice { options, breaks: None, each: true }));
    }
}
