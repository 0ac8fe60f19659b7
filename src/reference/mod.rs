//! Servers that keep every promise.
//!
//! One hand-written implementation per API, made from the documents alone: it never reads a contract file, so that a
//! mistake in either reading shows as a disagreement between the two. Each can be given faults, to prove that the
//! suite is able to fail, and other readings, where the document can be read in two ways.

mod abs_status;
mod config;
mod embed;
mod faults;
mod implementation;
mod jpay_search;
mod kanri_claim;
mod robo_payment;
mod saison_claim;
mod serve;
mod server;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod world;

pub use config::{Config, ConfigError};
pub use embed::Embedded;
pub use faults::Fault;
pub use implementation::Reference;
pub use serve::serve;
pub use world::{Answer, Ask, World};

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
