//! What trials cost in requests.

use std::time::Duration;

use super::{Plan, Trial, TrialKind};
use crate::scenario::Scenario;

impl Plan {
    /// The most requests that a trial sends while nothing is found.
    pub fn cost(&self, trial: &Trial) -> u64 {
        if trial.left_out.is_some() {
            return 0;
        }
        let subject = &self.subjects[trial.subject];
        let cases = u64::from(trial.cases);
        if let TrialKind::Scenario(number) = trial.kind {
            return cases * per_case(&subject.suite.scenarios[number]);
        }
        cases + trial.kind.operation().map_or(0, |number| subject.suite.setup[number].len() as u64)
    }

    /// For each contract whose target limits the rate: its id, the requests of the chosen trials, and the least time that they take.
    pub fn least_time(&self, chosen: &dyn Fn(&Trial) -> bool) -> Vec<(&str, u64, Duration)> {
        let each = self.subjects.iter().enumerate().filter_map(|(number, subject)| {
            let interval = subject.given.limits.rate?.interval();
            let own = self.trials.iter().filter(|trial| trial.subject == number && chosen(trial));
            let requests = own.map(|trial| self.cost(trial)).sum::<u64>();
            let waits = u32::try_from(requests.saturating_sub(1)).unwrap_or(u32::MAX);
            Some((subject.suite.contract.id.as_str(), requests, interval.saturating_mul(waits)))
        });
        each.collect()
    }

    /// The most trials at the same time that every target allows.
    pub fn jobs(&self) -> Option<u32> {
        self.subjects.iter().filter_map(|subject| subject.given.limits.jobs).min()
    }
}

fn per_case(scenario: &Scenario) -> u64 {
    scenario.steps.iter().map(|step| step.repeat.as_ref().map_or(1, |repeat| u64::from(repeat.max))).sum()
}
