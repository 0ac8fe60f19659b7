//! JSON Schema 2020-12 with the `x-` vocabulary: validation and the list of constraints.

mod constraint;
mod dialect;
mod document;
mod ecma;
mod error;
mod format;
mod length;
mod marked;
mod options;
mod place;
mod rewrite;
mod validator;
mod vocabulary;

pub(crate) use crate::util::pointer::{escape, unescape};
pub use constraint::{Constraint, branches, constraints};
pub use dialect::unknown_formats;
pub(crate) use document::Document;
pub(crate) use ecma::ecma;
pub use error::SchemaError;
#[cfg(test)]
pub(crate) use format::formats;
pub use length::LengthUnit;
pub use marked::{marked, opened, written_at};
pub use options::{CharClass, Options};
pub use place::Place;
pub use validator::{Breach, Validator};
