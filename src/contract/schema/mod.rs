//! JSON Schema 2020-12 with the `x-` vocabulary: validation and the list of constraints.

mod asked;
mod breach;
mod bundle;
mod constraint;
mod constraints;
mod dialect;
mod document;
mod dynamic;
mod ecma;
mod error;
mod format;
mod length;
mod listing;
mod marked;
mod options;
mod place;
mod rewrite;
mod ring;
mod traced;
mod uri;
mod validator;
mod vocabulary;
mod worded;

pub(crate) use crate::util::pointer::{escape, unescape};
pub use breach::Breach;
pub use bundle::bundle;
pub use constraint::{Constraint, Union};
pub(crate) use constraints::listed;
pub use constraints::{branches, constraints};
pub use dialect::unknown_formats;
pub(crate) use document::{Document, percent_decode, rewrite_subschemas};
pub use dynamic::bound;
pub(crate) use ecma::ecma;
pub use error::SchemaError;
#[cfg(test)]
pub(crate) use format::formats;
pub(crate) use format::is_unknown as unknown_format;
pub use length::LengthUnit;
pub(crate) use marked::is_written;
pub use marked::{marked, opened, written_at};
pub use options::{CharClass, Options};
pub use place::Place;
pub use validator::Validator;
pub(crate) use vocabulary::is_annotation;
