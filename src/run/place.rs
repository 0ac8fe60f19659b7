//! Who plays at the same time.

use std::sync::{RwLockReadGuard, RwLockWriteGuard};

use super::{Plan, Target, Trial, TrialKind};

/// The place of a trial, which it holds while it is played.
#[expect(dead_code, reason = "a guard is held, not read")]
pub(super) enum Place<'a> {
    /// Beside others.
    Beside(RwLockReadGuard<'a, ()>),
    /// Nobody else plays.
    Alone(RwLockWriteGuard<'a, ()>),
    /// A world of its own, which no other trial can reach.
    Own,
}

impl Plan {
    /// The place of a trial, once it is free: whoever plays alone waits for the others, and they wait for him.
    pub(super) fn place(&self, trial: &Trial) -> Place<'_> {
        let subject = &self.subjects[trial.subject];
        match (&subject.target, &trial.kind) {
            (Target::Reference(..), _) => Place::Own,
            (Target::Url, TrialKind::Scenario(number)) if subject.suite.scenarios[*number].alone => {
                Place::Alone(self.floor.alone())
            }
            (Target::Url, _) => Place::Beside(self.floor.beside()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use serde_json::{Value, json};

    use super::*;
    use crate::run::{
        Subject, play_trial,
        testing::{Server, files, honest, order, plan, profile, scenario},
    };

    /// A scenario that rests on the target counting its own requests alone, next to many others.
    fn overlaps(alone: bool, jobs: usize) -> usize {
        let order = |name: &str, item: &str| order(name, &json!({"item": item, "count": 1}), "accepted", &[]);
        let own: Vec<Value> = (0..12).map(|number| order(&format!("s{number}"), "own")).collect();
        let other: Vec<Value> = (0..4).map(|number| order(&format!("s{number}"), "other")).collect();
        let mut all = scenario(files(), "m-own", &json!({"alone": alone, "steps": own}));
        for number in 0..8 {
            all = scenario(all, &format!("{}-other-{number}", ["a", "z"][number % 2]), &json!({"steps": other}));
        }
        let (between, seen) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&between);
        let server = Server::start(move |ask| {
            // Between the first and the last request of its own, nobody else's may arrive.
            if ask.json()["item"] == "own" {
                seen.fetch_add(1, Ordering::Relaxed);
            } else if (1..12).contains(&seen.load(Ordering::Relaxed)) {
                counted.fetch_add(1, Ordering::Relaxed);
            }
            honest(ask)
        });
        let plan = plan(Subject::url(&all, "shop", profile(&server.url)).expect("a subject"));
        let next = AtomicUsize::new(0);
        let trials: Vec<&Trial> = plan.trials.iter().filter(|trial| trial.name.contains("/scenario/")).collect();
        std::thread::scope(|scope| {
            for _ in 0..jobs {
                scope.spawn(|| {
                    while let Some(trial) = trials.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let record = play_trial(&plan, trial);
                        assert!(record.errors.is_empty() && record.findings.is_empty(), "{record:?}");
                    }
                });
            }
        });
        between.load(Ordering::Relaxed)
    }

    #[test]
    fn no_other_trial_runs_beside_one_that_is_alone() {
        for jobs in [1, 2, 64] {
            assert_eq!(overlaps(true, jobs), 0, "{jobs} jobs");
        }
    }

    #[test]
    fn others_run_beside_each_other() {
        assert!((0..20).any(|_| overlaps(false, 4) > 0), "the test above would show nothing");
    }
}
