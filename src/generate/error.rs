//! Why nothing can be drawn from a schema.

use crate::contract::schema::SchemaError;

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
    /// Every value holds one that the profile has to give, and does not.
    #[error("draw any value: the profile gives no value for `{0}`, which every value needs")]
    NotGiven(String),
}
