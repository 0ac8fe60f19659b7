//! Why nothing can be drawn from a schema.

use crate::contract::schema::SchemaError;

/// Why nothing can be drawn from a schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// The schema itself is wrong.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// No value can keep the schema: that is proved.
    #[error("draw any value: none can keep the schema, see `{pointer}`: {why}; loosen one of the keywords there")]
    Unsatisfiable {
        /// JSON Pointer into the schema.
        pointer: String,
        /// What contradicts what.
        why: String,
    },
    /// Every value that keeps the schema is larger than what is drawn.
    #[error("draw a value: the schema asks for more than tekigo draws, see `{pointer}`: {why}; ask for less there")]
    Beyond {
        /// JSON Pointer into the schema.
        pointer: String,
        /// Which limit of ours, and how large it is.
        why: String,
    },
    /// No value was found, though nothing shows that there is none.
    #[error(
        "find a value that keeps the schema, though there may be one, see `{pointer}`: {why}; say the same in simpler keywords there"
    )]
    NotFound {
        /// JSON Pointer into the schema.
        pointer: String,
        /// What the values that were tried break.
        why: String,
    },
    /// Every value holds one that the profile has to give, and does not.
    #[error("draw any value: the profile gives no value for `{0}`, which every value needs")]
    NotGiven(String),
}
