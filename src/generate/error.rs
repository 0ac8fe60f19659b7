//! Why nothing can be drawn from a schema.

use crate::contract::{DrawId, Message, schema::SchemaError};

/// Why nothing can be drawn from a schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().english())]
pub enum DrawError {
    /// The schema itself is wrong.
    Schema(#[from] SchemaError),
    /// No value can keep the schema: that is proved.
    Unsatisfiable {
        /// JSON Pointer into the schema.
        pointer: String,
        /// What contradicts what.
        why: Message,
    },
    /// Every value that keeps the schema is larger than what is drawn.
    Beyond {
        /// JSON Pointer into the schema.
        pointer: String,
        /// Which limit of ours, and how large it is.
        why: Message,
    },
    /// No value was found, though nothing shows that there is none.
    NotFound {
        /// JSON Pointer into the schema.
        pointer: String,
        /// What the values that were tried break.
        why: Message,
    },
    /// Every value holds one that the profile has to give, and does not.
    NotGiven(String),
}

impl DrawError {
    /// What it says, as data.
    pub fn message(&self) -> Message {
        let at = |id: DrawId, pointer: &String, why: &Message| id.with([pointer.into(), why.clone()]);
        match self {
            Self::Schema(error) => error.message(),
            Self::Unsatisfiable { pointer, why } => at(DrawId::NoneCanKeep, pointer, why),
            Self::Beyond { pointer, why } => at(DrawId::MoreThanDrawn, pointer, why),
            Self::NotFound { pointer, why } => at(DrawId::NotFound, pointer, why),
            Self::NotGiven(source) => DrawId::NoValueGiven.with([source.into()]),
        }
    }
}
