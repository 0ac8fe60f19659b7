//! OpenAPI descriptions: what the operations of an API are, read from the file that its maker publishes.
//!
//! A description is read as plain JSON and not into the types of a crate: our `x-` words may be in any object of it, schemas are handed
//! on as they are written, and each error names the place in the file.

mod answer;
mod body;
mod description;
mod entry;
mod gather;
mod lift;
mod link;
mod operation;
mod origins;
mod overlay;
mod parameter;
mod request;
mod security;
#[cfg(test)]
mod tests;
mod words;
pub(super) mod yaml;

pub use answer::StatusKey;
pub(super) use answer::{Answer, HeaderForm};
pub use body::{BodyForm, BodyKind, Spelling};
pub(super) use body::{holds, is_json};
pub(super) use description::Description;
pub(super) use entry::Entry;
pub(super) use gather::Gathered;
pub(super) use lift::modernised;
pub(super) use operation::{Described, placeholders_of};
pub use origins::Origins;
pub use parameter::{In, Parameter, Style};
pub(super) use request::{at_reference, own_file, request_schema};
pub(super) use security::credential_of;
