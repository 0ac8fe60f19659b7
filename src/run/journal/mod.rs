//! The journal: everything that happens in a run, a JSON object a line, written as it happens.
//!
//! A line is in the file before what it records is judged, so whatever ends a run, at most the line that was being written is lost.
//! The file is compressed, each line so that all of it is in the file (`packed`), and a body that is in it already is not written
//! again (`bodies`).
//! From a journal a run is rendered again, merged with the other shards of its plan, or gone on with where it stopped.

mod aside;
mod bodies;
mod body;
mod chosen;
mod cuts;
mod delivered;
mod exchanges;
mod journal_error;
mod journal_file;
mod line;
mod lined;
mod noted;
#[cfg(test)]
mod once;
mod packed;
mod past;
mod purpose;
mod read;
mod repair;
mod resolve;
mod sent;
mod shown;
mod sink;
#[cfg(test)]
mod stable;
mod text;
mod writer;

pub use chosen::{Choice, Shard};
pub use journal_error::JournalError;
pub use journal_file::{FILE, Journal, PLAIN, journal_of};
pub use line::{Head, Planned};
pub use past::Trail;
pub use read::Journaled;
pub use shown::{Shown, exchanges};
pub use writer::Keeper;

pub(super) use aside::Aside;
pub(super) use exchanges::{Exchanges, Location};
pub(super) use line::{Due, Line, ReadExchange};
pub(super) use noted::Noted;
pub(super) use purpose::Purpose;
pub(super) use sent::hash_of;
pub(super) use writer::{Notes, Writer};
