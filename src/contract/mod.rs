//! What an API promises: contract files read into [`Contract`]s, and the oracle that says what is due.
//!
//! Start at [`Contract::load`] for what stands in the files and at [`Expectation`] for what follows from it.

mod catalogue;
mod citation;
mod compile;
mod error;
mod expect;
pub mod expression;
mod files;
mod form;
mod functions;
mod load;
mod meta;
mod names;
mod operation;
mod pattern;
mod reading;
mod requirement;
pub mod schema;
mod text;

pub use catalogue::Catalogue;
pub use citation::{Citation, citations, unmatched};
pub use error::LoadError;
pub use expect::{Expectation, Outcome, kind_level};
pub use files::{Files, hex};
pub use form::{EchoForm, MessagesForm, NamesForm, RawForm, RequirementForm, StatusForm};
pub use load::{Contract, parse};
pub use meta::check_form;
pub use operation::{ErrorPlace, Invariant, Operation, Shape};
pub use pattern::{Pattern, escape, place_of, unescape};
pub use reading::{Also, Reading, Readings};
pub use requirement::{Code, Level, Requirement, Source, State, code_text};
pub use text::{Language, Text};
