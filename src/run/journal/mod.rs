//! The journal: everything that happens in a run, a JSON object a line, written as it happens.
//!
//! A line is in the file before what it tells is judged, so whatever ends a run, at most the line that was being written is lost.
//! From a journal a run is rendered again, merged with the other shards of its plan, or gone on with where it stopped.

mod body;
mod exchanges;
mod journal_file;
mod line;
mod purpose;
mod read;
#[cfg(test)]
mod stable;
mod writer;

pub use journal_file::{FILE, Journal};
pub use line::{Choice, Head, Planned, Shard};
pub use read::{JournalError, Journaled, Past};
pub use writer::Keeper;

pub(super) use exchanges::{Exchanges, Location};
pub(super) use line::{Due, Line, ReadExchange};
pub(super) use purpose::Purpose;
pub(super) use writer::{Aside, Writer};
