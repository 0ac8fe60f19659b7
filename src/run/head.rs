//! The head of a journal, as a plan makes it.

use super::{Choice, Head, Plan, Planned, Shard, Trial, journal::VERSION};
use crate::record::Promises;

impl Plan {
    /// The head of the journal of a run that plays some trials of the self.
    pub fn head(&self, started: String, shard: Option<Shard>, chosen: &dyn Fn(&Trial) -> bool) -> Head {
        let contract = |trial: &Trial| self.subjects[trial.subject].suite.contract.id.clone();
        let planned = |trial: &Trial| Planned {
            name: trial.name.clone(),
            contract: contract(trial),
            requirements: trial.requirements.clone(),
        };
        Head {
            journal: VERSION,
            tekigo: env!("CARGO_PKG_VERSION").to_owned(),
            started,
            plan_hash: self.hash(),
            seed: self.settings.seed,
            cases: self.settings.cases,
            strict: self.settings.strict,
            target: self.target.clone(),
            arguments: Vec::new(),
            cuts: self.cuts.clone(),
            waivers: self.waivers(),
            planned: self.trials.len(),
            choice: Choice::default(),
            shard,
            contracts: self.subjects.iter().map(|subject| Promises::of(&subject.suite.contract)).collect(),
            trials: self.trials.iter().filter(|trial| chosen(trial)).map(planned).collect(),
        }
    }
}
