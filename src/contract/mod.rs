//! What an API promises: contract files read into [`Contract`]s, and the oracle that says what is due.
//!
//! Start at [`Contract::load`] for what stands in the files and at [`Expectation`] for what follows from it.

mod catalogue;
mod check_names;
mod choices;
mod citation;
mod compile;
mod error;
mod expect;
pub mod expression;
mod files;
mod form;
mod functions;
mod json;
mod known;
mod lines;
mod load;
mod meta;
mod names;
mod operation;
mod pattern;
mod reading;
mod request;
mod requirement;
pub mod schema;
mod text;
mod value;
mod wording;
mod words;

pub use catalogue::Catalogue;
pub use check_names::of_expectation;
pub use citation::{Citation, citations, unmatched};
pub use error::LoadError;
pub use expect::{Expectation, Outcome, kind_level};
pub use files::{Files, hex};
pub use form::{
    ContentForm, ContentOf, EchoForm, ErrorRules, MessagesForm, NamesForm, Naming, OperationRules, RawForm,
    RequirementForm, StatusForm,
};
pub use json::{parse, read as read_json};
pub use known::Known;
pub use load::Contract;
pub use meta::check_form;
pub use operation::{Carries, ErrorPlace, Invariant, Operation, Shape};
pub use pattern::{Pattern, escape, place_of, unescape};
pub use reading::{Also, Reading, Readings};
pub use request::names_in_schema;
pub use requirement::{Code, Level, Requirement, Source, State, code_text};
pub use text::{Language, Text};
pub use words::{has_word, words};
