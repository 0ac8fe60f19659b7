//! Values inside the promise and just outside.

mod alphabet;
mod boundary;
mod claim;
mod confirm;
mod drawer;
mod expand;
mod fails;
mod flat;
mod format;
mod graph;
mod height;
mod ink;
mod membership;
mod merge;
mod number;
mod pairs;
mod pattern;
mod pen;
pub mod raw;
mod rng;
mod route;
mod shape;
mod simpler;
mod text;
mod types;
mod violation;

use std::hash::{Hash, Hasher};

use serde_json::Value;

use crate::contract::schema::{Options, Place, SchemaError};

pub use drawer::Drawer;
pub use pen::Mode;
pub use rng::Rng;
pub use simpler::simpler;

#[cfg(test)]
mod real;
#[cfg(test)]
mod table;

/// Why nothing can be drawn from a schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// The schema itself is wrong.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// No value can keep the schema.
    #[error("draw any value that keeps the schema, see `{pointer}`: {why}; loosen one of the keywords there")]
    Unsatisfiable {
        /// JSON Pointer into the schema.
        pointer: String,
        /// What contradicts what.
        why: String,
    },
    /// Every value holds one that the owner of the target is to give.
    #[error("draw any value without one that is to be given: {0}")]
    NotGiven(String),
}

/// A boundary of the valid values: what stands at which place. Place and name identify it.
#[derive(Debug, Clone)]
pub struct Class {
    /// Where.
    pub place: Place,
    /// What stands there, such as `maximum`, `absent` or `enum:2`.
    pub name: String,
    /// The constraint whose limit it is, by its index in [`Drawer::constraints`]; none where it stands at no limit.
    pub of: Option<usize>,
}

impl PartialEq for Class {
    fn eq(&self, other: &Self) -> bool {
        (&self.place, &self.name) == (&other.place, &other.name)
    }
}

impl Eq for Class {}

impl Hash for Class {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.place, &self.name).hash(state);
    }
}

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
    /// The last of many: at index 10 or later where the limits let it.
    Last,
}

/// A value that breaks exactly one constraint.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// The whole value.
    pub value: Value,
    /// Where in it the constraint is broken.
    pub pointer: String,
}

/// Draws one value of a schema that is used once.
pub fn draw_one(schema: &Value, options: &Options, rng: &mut Rng) -> Result<Value, DrawError> {
    let why = || DrawError::Unsatisfiable { pointer: String::new(), why: "no value was found".into() };
    Drawer::new(schema, options)?.random(rng).ok_or_else(why)
}
