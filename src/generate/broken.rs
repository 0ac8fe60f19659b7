//! What is requested when a constraint is to be broken, and what is drawn.

use serde_json::Value;

/// One way to break a constraint, by a name that says what the value is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind {
    /// Kebab-case, stable: it stands in reports.
    pub name: String,
}

/// Which item is broken where the place passes through an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    /// The first of as few as may be.
    First,
    /// One in the middle of many.
    Middle,
    /// The second of a few.
    Second,
    /// The last of many: at index 10 or later where the limits let it.
    Last,
    /// The last of many in one of the arrays on the way, counted from the outermost, and the first in the others.
    LastOf(usize),
}

/// A value that breaks exactly one constraint, or with it those that can only fail together with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// The whole value.
    pub value: Value,
    /// Where in it the constraint is broken.
    pub pointer: String,
    /// The schema paths of what fails with it and is one breach with it: the same requirement, the same code.
    pub with: Vec<String>,
}
