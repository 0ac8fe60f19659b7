//! What changed from one run to another: the same requests, response by response.
//!
//! Both journals are read a line at a time: once to learn what is never the same twice and what has no order, and once to compare. Of the
//! first only the places of its lines are kept in memory.

mod asked;
mod class;
mod compare;
mod duration;
mod elsewhen;
mod identity;
mod masks;
mod orders;
mod rows;
mod runs;
mod seen;
mod survey;
#[cfg(test)]
mod testing;

pub use runs::{comparable, drift};
