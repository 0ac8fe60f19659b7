//! From plan to record.
//!
//! [`Plan::new`] decides everything before the first request. [`play_trial`] plays one trial: `cases` draws its cases, `play` plays each,
//! `control` finds out whether a breach is what its request was refused for, `pursue` makes small, repeats and saves what a case has
//! shown, and `recorder` counts. `harness` hands the trials to the test runner, `journal` keeps what happens as it happens, and
//! [`Proof`] plays the suite against every fault of the reference.
//!
//! From the ground up: `subject` and `session` (what is tested, and how it is reached), `trial` and `plan`, `lane` (one trial's way to its
//! target) with `throttle` and `breaker`, `judge` and `recorder`, `steps`, `stage` (what the cases of a trial share), `case`, `play`,
//! `shrink` and `pursue`, `runner`, `harness`.

mod alone;
mod altered;
mod alternatives;
mod assemble;
mod audit;
mod awaited;
mod blank;
mod breaker;
mod budget;
mod cancel;
mod case;
mod cases;
mod causes;
mod classes;
mod contexts;
mod control;
mod cost;
mod created;
mod door;
mod drift;
mod entry;
mod fetched;
mod floor;
mod fresh;
mod gaps;
mod given;
mod harness;
mod hooks;
mod jar;
mod journal;
mod judge;
mod lane;
mod met;
mod needs;
mod obstacle;
mod place;
mod plan;
mod play;
mod played;
mod precedence;
mod preflight;
mod prepared;
mod progress;
mod prove;
mod proved;
mod pursue;
mod rate;
mod readback;
mod recorder;
mod removal;
mod renew;
mod request;
mod rivals;
mod runner;
mod runtime;
mod sampled;
mod saved;
mod scenarios;
mod scope;
mod script;
mod seen;
mod serial;
mod session;
mod set_up;
mod shards;
mod shrink;
mod signals;
mod spell;
mod stage;
mod stand_in;
mod step_call;
mod step_rules;
mod steps;
mod subject;
mod subject_error;
mod tables;
mod target;
#[cfg(test)]
mod testing;
mod throttle;
mod trial;
mod turns;
mod unbroken;
mod unfit;
mod unreached;
mod waive;
mod waivers;
mod window;

pub use alone::Alone;
pub use alternatives::{AGAIN, likely};
pub use assemble::recorded;
pub use cancel::Cancel;
pub use drift::{comparable, drift};
pub use fetched::fetched;
pub use floor::Floor;
pub use fresh::LEAST;
pub use harness::{Harness, finish};
pub use hooks::make_states;
pub use journal::{
    Choice, FILE, Head, Journal, JournalError, Journaled, Keeper, PLAIN, Planned, Shard, Shown, Trail, exchanges,
    journal_of,
};
pub use needs::{drawn_from, needed_credentials};
pub use plan::{Plan, Settings};
pub use progress::Progress;
pub use prove::{Accusation, Extent, Kill, Proof};
pub use pursue::ONCE_MORE;
pub use runner::{play_trial, replay};
pub use session::{Session, Tap};
pub use subject::Subject;
pub use subject_error::SubjectError;
pub use target::Target;
pub use trial::{Trial, TrialKind};
pub use unbroken::unbroken;
pub use unfit::Unfit;
pub use waive::{Waive, waive};
