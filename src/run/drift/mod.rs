//! What changed from one run to another: the same requests, answer by answer.
//!
//! Both journals are read a line at a time; of the first only the places of its lines are kept in memory.

mod class;
mod compare;
mod runs;

pub use runs::drift;
