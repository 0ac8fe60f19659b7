//! From plan to record: what is asked, in which order, and what came of it.
//!
//! [`Plan::new`] decides everything before the first request; [`play`] turns one trial into its record; `harness` hands the trials to
//! the test runner; [`prove`] plays the suite against every fault of the reference.

mod audit;
mod binding;
mod budget;
mod cost;
mod generated;
mod harness;
mod lane;
mod likely;
mod outcome;
mod parts;
mod plan;
mod play;
mod polite;
mod precedence;
mod prove;
mod reach;
mod saved;
mod shrink;
mod steps;
mod subject;
mod tally;

pub use harness::{Harness, Progress, finish};
pub use likely::{AGAIN, likely};
pub use plan::{Plan, Settings, Trial, TrialKind};
pub use play::{play, replay};
pub use prove::{Kill, prove};
pub use subject::{Subject, SubjectError, Tap, Target};
