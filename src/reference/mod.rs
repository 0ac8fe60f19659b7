//! A server that keeps every promise.
//!
//! One hand-written implementation per API, made from the documents alone: it never reads a contract file, so that a
//! mistake in either reading shows as a disagreement between the two. Each can be given faults, to prove that the
//! suite is able to fail, and other readings, where the document can be read in two ways.

mod abs_status;
mod config;
mod embed;
mod faults;
mod jpay_search;
mod kanri_claim;
mod robo_payment;
mod saison_claim;
mod serve;
#[cfg(test)]
mod testing;
mod world;

use serde_json::Value;

pub use config::{Config, ConfigError};
pub use embed::Embedded;
pub use faults::Fault;
pub use serve::serve;
pub use world::{Answer, Ask, World};

use config::{Choices, More};
use faults::FaultSet;

/// One implementation of one API.
pub struct Reference {
    /// The id of the contract it keeps.
    pub contract: &'static str,
    /// What can be broken on purpose.
    pub faults: &'static [Fault],
    /// Each reading with its choices, the default first.
    pub readings: &'static [(&'static str, &'static [&'static str])],
    more: More,
    paths: &'static [&'static str],
    make: fn(FaultSet, &Choices) -> Box<dyn World>,
    gives: fn() -> Value,
}

/// The implementations there are.
pub fn all() -> &'static [Reference] {
    &[
        robo_payment::REFERENCE,
        jpay_search::REFERENCE,
        saison_claim::REFERENCE,
        abs_status::REFERENCE,
        kanri_claim::REFERENCE,
    ]
}

/// The implementation of one contract.
pub fn find(contract: &str) -> Option<&'static Reference> {
    all().iter().find(|reference| reference.contract == contract)
}

impl Reference {
    /// A fresh world: nothing registered yet beyond what [`Reference::gives`] names.
    pub fn world(&self, config: &Config) -> Result<Box<dyn World>, ConfigError> {
        let faults = FaultSet::of(self.contract, self.faults, &config.faults)?;
        let choices = Choices::of(self, &config.readings)?;
        Ok((self.make)(faults, &choices))
    }

    /// What the owner of this target would write in a profile: `credentials` and `states`.
    pub fn gives(&self) -> Value {
        (self.gives)()
    }
}
