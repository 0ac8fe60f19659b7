//! Values inside the promise and just outside.

pub mod raw;
mod rng;
mod simpler;

use serde_json::Value;

use crate::contract::schema::{Constraint, Options, Place, SchemaError, Validator, constraints};

pub use rng::Rng;
pub use simpler::simpler;

/// Why nothing can be drawn from a schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// The schema itself is wrong.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// No value can keep the schema.
    #[error("draw a value that keeps the schema at `{pointer}`: {why}")]
    Unsatisfiable {
        /// JSON Pointer into the schema.
        pointer: String,
        /// What contradicts what.
        why: String,
    },
}

/// A boundary of the valid values: what stands at which place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Class {
    /// Where.
    pub place: Place,
    /// What stands there, such as `maximum`, `absent` or `enum:2`.
    pub name: String,
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

/// Draws values from one schema. Everything is prepared when it is made; share it in an `Arc`.
#[derive(Debug)]
pub struct Drawer {
    validator: Validator,
    constraints: Vec<Constraint>,
    classes: Vec<Class>,
}

impl Drawer {
    /// Prepares to draw from a schema.
    pub fn new(schema: &Value, options: &Options) -> Result<Self, DrawError> {
        Ok(Self { validator: Validator::new(schema, options)?, constraints: constraints(schema)?, classes: Vec::new() })
    }

    /// The validator that confirms every draw.
    pub fn validator(&self) -> &Validator {
        &self.validator
    }

    /// Every constraint of the schema, in the order of the document.
    pub fn constraints(&self) -> &[Constraint] {
        &self.constraints
    }

    /// Whether exactly this constraint fails on this value, at this place.
    pub fn confirms(&self, value: &Value, constraint: &Constraint, pointer: &str) -> bool {
        match self.validator.breaches(value).as_slice() {
            [breach] => breach.pointer == pointer && constraint.is_broken_by(breach),
            _ => false,
        }
    }

    /// Every boundary class of the valid values, in a stable order.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// A valid value that falls in the class, as simple as possible elsewhere; none where it could not be drawn.
    pub fn class(&self, _class: &Class, rng: &mut Rng) -> Option<Value> {
        self.minimal(rng)
    }

    /// Values in which every pair of optional properties stands together at least once.
    pub fn pairs(&self, rng: &mut Rng) -> Vec<Value> {
        self.minimal(rng).into_iter().collect()
    }

    /// The smallest plain valid value.
    pub fn minimal(&self, _rng: &mut Rng) -> Option<Value> {
        [Value::Null, serde_json::json!({})].into_iter().find(|value| self.validator.is_valid(value))
    }

    /// Any valid value.
    pub fn random(&self, rng: &mut Rng) -> Option<Value> {
        self.minimal(rng)
    }

    /// Every way to break the constraint, in an order that is the same for every seed.
    pub fn kinds(&self, _constraint: &Constraint) -> Vec<Kind> {
        Vec::new()
    }

    /// A value that breaks exactly this constraint in this way; none where that cannot be confirmed.
    pub fn broken(&self, _constraint: &Constraint, _kind: &Kind, _at: At, _rng: &mut Rng) -> Option<Broken> {
        None
    }
}

/// Draws one value of a schema that is used once.
pub fn draw_one(schema: &Value, options: &Options, rng: &mut Rng) -> Result<Value, DrawError> {
    let why = || DrawError::Unsatisfiable { pointer: String::new(), why: "no value was found".into() };
    Drawer::new(schema, options)?.random(rng).ok_or_else(why)
}
