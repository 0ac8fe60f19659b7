//! What trials cost in requests.

use std::time::Duration;

use super::{Plan, Trial, TrialKind, pursue::ONCE_MORE};
use crate::scenario::{Scenario, Step};

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

    /// How many requests of a trial may be sent again, to find out what is flaky: half as many as it sends, and at least what one of
    /// its cases needs.
    pub(super) fn repeats(&self, trial: &Trial) -> u64 {
        let cost = self.cost(trial);
        let one = cost.div_ceil(u64::from(trial.cases).max(1)) * u64::from(ONCE_MORE);
        (cost / 2).max(one)
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

    /// The most bytes of the journal: what the strictest profile allows.
    pub fn journal_limit(&self) -> Option<u64> {
        self.subjects.iter().filter_map(|subject| subject.given.limits.journal).min()
    }
}

fn per_case(scenario: &Scenario) -> u64 {
    scenario.steps.iter().map(Step::most).sum()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        run::{
            Subject,
            testing::{files, order, plan, planned, profile, settings, target, trial},
        },
        target::{ContractProfile, Limits, Rate},
    };

    const NOWHERE: &str = "http://127.0.0.1:1";

    #[test]
    fn a_trial_costs_its_cases_and_its_set_up_and_a_scenario_each_step_as_often_as_it_may_be_played() {
        let mut repeated = order("b", &json!({}), "accepted", &[]);
        repeated["repeat"] = json!({"times": "2", "max": 5});
        let mut at_once = order("c", &json!({}), "accepted", &[]);
        at_once["together"] = json!(4);
        let steps = json!({"cases": 3, "steps": [order("a", &json!({}), "accepted", &[]), repeated, at_once]});
        let plan = planned(NOWHERE, &steps);
        for (name, cost) in [
            ("order/accepts/count", 4),
            ("order/raw/empty", 1),
            ("cancel/accepts/id", 1 + 1),
            ("scenario/s", 3 * (1 + 5 + 4)),
        ] {
            let mut trial = trial(&plan, &format!("shop/{name}")).clone();
            assert_eq!(plan.cost(&trial), cost, "{name}");
            trial.left_out = Some("why".into());
            assert_eq!(plan.cost(&trial), 0, "{name} left out");
        }
    }

    #[test]
    fn the_least_time_is_what_the_rate_makes_the_chosen_trials_wait() {
        let limits = |requests| Limits {
            rate: Some(Rate { requests, per: Duration::from_secs(1) }),
            jobs: Some(requests),
            ..Limits::default()
        };
        let given = |limits: Limits| ContractProfile { limits, ..profile(NOWHERE) };
        let subject = |limits: Limits| Subject::url(&files(), "shop", given(limits)).expect("a subject");
        let chosen = |trial: &Trial| trial.name == "shop/order/accepts/count" || trial.name == "shop/order/raw/empty";
        assert!(plan(subject(Limits::default())).least_time(&chosen).is_empty());
        assert_eq!(plan(subject(Limits::default())).jobs(), None);
        let two =
            Plan::new(vec![subject(limits(2)), subject(limits(4)), subject(Limits::default())], target(), settings());
        let due = [("shop", 5, Duration::from_secs(2)), ("shop", 5, Duration::from_secs(1))];
        assert_eq!((two.least_time(&chosen), two.jobs()), (due.to_vec(), Some(2)));
        let nothing = two.least_time(&|_| false);
        assert_eq!(nothing[0], ("shop", 0, Duration::ZERO));
    }
}
