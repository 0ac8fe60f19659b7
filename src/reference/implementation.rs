//! One implementation of one API: a row of the table in `mod.rs`.

use serde_json::Value;

use super::{
    config::{Choices, Config, ConfigError, More},
    faults::{Fault, FaultSet},
    world::World,
};

/// One implementation of one API.
pub struct Reference {
    /// The id of the contract it keeps.
    pub contract: &'static str,
    /// What can be broken on purpose.
    pub faults: &'static [Fault],
    /// Each reading with its choices, the default first.
    pub readings: &'static [(&'static str, &'static [&'static str])],
    pub(super) more: More,
    pub(super) paths: &'static [&'static str],
    pub(super) make: fn(FaultSet, &Choices) -> Box<dyn World>,
    pub(super) gives: fn() -> Value,
}

impl Reference {
    /// A fresh world: nothing registered yet beyond what [`Reference::gives`] names.
    pub fn world(&self, config: &Config) -> Result<Box<dyn World>, ConfigError> {
        let faults = FaultSet::of(self.contract, self.faults, &config.faults)?;
        let choices = Choices::of(self.contract, self.readings, self.more, &config.readings)?;
        Ok((self.make)(faults, &choices))
    }

    /// What the owner of this target would write in a profile: `credentials` and `states`.
    pub fn gives(&self) -> Value {
        (self.gives)()
    }
}
