//! JSON Schema 2020-12 with the `x-` vocabulary: validation and the list of constraints.

mod bundle;
mod constraint;
mod document;
mod error;
mod format;
mod length;
mod listing;
mod marked;
mod options;
mod place;
mod rewrite;
mod uri;
mod validator;
mod vocabulary;

pub(crate) use crate::util::pointer::{escape, unescape};
pub use bundle::bundle;
pub(crate) use constraint::listed;
pub use constraint::{Constraint, Union, branches, constraints};
pub(crate) use document::Document;
pub use error::SchemaError;
#[cfg(test)]
pub(crate) use format::formats;
pub use length::LengthUnit;
pub use marked::marked;
pub use options::{CharClass, Options};
pub use place::Place;
pub use validator::{Breach, Validator};
pub(crate) use vocabulary::is_annotation;
