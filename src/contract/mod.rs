//! What an API promises: contract files read into [`Contract`]s, and the oracle that says what is due.
//!
//! Start at [`Contract::load`] for what is in the files and at [`Expectation`] for what follows from it.

mod bilingual;
mod block_origins;
mod blocks;
mod catalogue;
mod check_names;
mod choices;
mod citation;
mod cited;
mod compile;
pub mod derive;
mod derived_key;
mod derived_lines;
mod derived_maker;
mod derived_operation;
mod derived_requirements;
mod derived_security;
mod derived_setup;
mod derived_words;
mod digests;
mod error;
mod expect;
pub mod export;
mod exported_words;
pub mod expression;
mod files;
mod form;
mod form_checks;
mod functions;
mod heads;
mod json_layout;
mod known;
mod lines;
mod load;
mod merged;
mod message;
mod meta;
pub mod migrate;
mod model;
mod moment;
mod near;
mod openapi;
mod operation;
mod operation_words;
mod outline;
mod own_parts;
mod parameters;
mod pointer_pattern;
mod queries;
mod read;
mod reading;
pub mod reference;
mod refusal;
mod refusals;
mod request_schema;
mod requirement;
mod responses;
pub mod schema;
mod schema_files;
mod schema_use;
mod setup_values;
mod strict_json;
mod texts;
mod value;
mod variables;
mod wording;
mod words;

pub use crate::util::{
    hex::hex,
    pointer::{escape, place_of, unescape},
};
pub use bilingual::{Language, Text};
pub use block_origins::BlockOrigins;
pub use blocks::{Whole, expand, holds_blocks, idle};
pub use catalogue::Catalogue;
pub use check_names::of_expectation;
pub use citation::{Citation, citations, unmatched};
pub use cited::Cited;
pub use compile::BESIDE_THE_BODY;
pub use error::LoadError;
pub use expect::{CodesAre, Expectation, Outcome, kind_level};
pub use files::Files;
pub use form::{
    Carries, ContentForm, ContentOf, ContextForm, ErrorRules, OperationRules, RemovedBy, RequirementForm, StatusForm,
};
pub use form_checks::{EchoForm, MessagesForm, NamesForm, Naming, RawForm, RefusalForm};
pub use known::Known;
pub use message::{
    ArazzoId, CommandId, DescribedId, DrawId, ExpressionId, FormId, JournalId, LoadId, Message, MessageId, MessageKey,
    PackageId, ProfileId, ReasonId, ScenarioId, SchemaId, ScreenId, TransportId,
};
pub use meta::check_form;
pub use model::Contract;
pub use moment::Moment;
pub use near::{near_id, near_misses};
pub(crate) use openapi::yaml::read as read_file;
pub use openapi::{BodyForm, BodyKind, In, Origins, Parameter, Spelling, StatusKey, Style};
pub use operation::{ErrorPlace, HeaderPromise, Invariant, Operation, Response, ResponseBody, Shape};
pub use pointer_pattern::Pattern;
pub use queries::{is_jsonpath, is_regex};
pub use reading::{Also, Reading, Readings};
pub use refusal::Refusal;
pub use request_schema::names_in_schema;
pub use requirement::{Code, Level, Place, Requirement, Source, State, code_text};
pub use setup_values::{marker, taken};
pub use strict_json::{parse, read as read_json};
pub use texts::in_language;
pub use words::{has_word, words};
