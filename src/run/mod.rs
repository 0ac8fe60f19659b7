//! From plan to record: what is asked, in which order, and what came of it.
//!
//! [`Plan::new`] decides everything before the first request; [`play`] turns one trial into its record; `harness` hands the trials to
//! the test runner; `journal` keeps what happens as it happens; [`prove`] plays the suite against every fault of the reference.

mod assemble;
mod audit;
mod binding;
mod budget;
mod cost;
mod drift;
mod flaky;
mod generated;
mod halt;
mod harness;
mod head;
mod hooks;
mod journal;
mod lane;
mod likely;
mod made;
mod outcome;
mod parts;
mod plan;
mod play;
mod polite;
mod precedence;
mod prove;
mod reach;
mod readback;
mod saved;
mod shrink;
mod steps;
mod subject;
mod tally;
mod waivers;

pub use assemble::recorded;
pub use drift::drift;
pub use flaky::ONCE_MORE;
pub use halt::Halt;
pub use harness::{Harness, Progress, finish};
pub use hooks::make_states;
pub use journal::{Choice, FILE, Head, Journal, JournalError, Journaled, Keeper, Past, Planned, Shard};
pub use likely::{AGAIN, likely};
pub use plan::{Plan, Settings, Trial, TrialKind};
pub use play::{play, replay};
pub use prove::{Kill, prove};
pub use subject::{Subject, SubjectError, Tap, Target};
