//! A plan in parts: which trials each shard plays, and a shard that was played twice.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    Plan, Trial,
    journal::{Journaled, Shard},
};
use crate::{
    contract::{JournalId, Message},
    record::TrialRecord,
};

impl Plan {
    /// The positions of the trials that a shard plays of those that are chosen. Every shard is given about as many requests: the dearest trial
    /// goes first, each to the shard that has least so far. Every shard of the plan results in the same parts.
    pub fn of_shard(&self, shard: Shard, chosen: &dyn Fn(&Trial) -> bool) -> BTreeSet<usize> {
        let costs = self.trials.iter().enumerate().filter(|(_, trial)| chosen(trial));
        let mut costs: Vec<(usize, u64)> = costs.map(|(position, trial)| (position, self.cost(trial))).collect();
        costs.sort_by_key(|(position, cost)| (u64::MAX - cost, *position));
        let mut load: BTreeSet<(u64, usize)> = (1..=shard.of).map(|number| (0, number)).collect();
        let mut own = BTreeSet::new();
        for (position, cost) in costs {
            let Some((sum, number)) = load.pop_first() else { break };
            // A trial of which nothing is sent is taken for one request, so that such trials are spread as well.
            load.insert((sum + cost.max(1), number));
            if number == shard.number {
                own.insert(position);
            }
        }
        own
    }
}

/// Whether a journal is that of a shard which is among those that were taken already; an error where it has other results.
pub(super) fn is_again(all: &Journaled, taken: &BTreeSet<Shard>, other: &Journaled) -> Result<bool, Message> {
    let Some(shard) = other.head.shard.filter(|shard| taken.contains(shard)) else { return Ok(false) };
    let differs = |name: &String| match (all.records.get(name), other.records.get(name)) {
        (Some(one), Some(two)) => essence(one) != essence(two),
        (one, two) => one.is_some() != two.is_some(),
    };
    match other.head.trials.iter().map(|trial| &trial.name).find(|name| differs(name)) {
        Some(name) => Err(JournalId::ShardTwice.with([shard.number.into(), shard.of.into(), name.into()])),
        None => Ok(true),
    }
}

/// What two runs of a trial have in common where they had the same result: no times, no values that are new each time.
fn essence(record: &TrialRecord) -> Value {
    let findings = record.findings.iter().map(|found| json!([found.key, found.cases]));
    json!([
        record.cases,
        record.interrupted,
        record.asked,
        record.not_tested,
        record.unseen,
        record.observed,
        record.errors,
        findings.collect::<Vec<_>>(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        record::TrialId,
        run::{
            Journal, Planned,
            journal::Line,
            recorded,
            testing::{Memory, plan, record, reread, subject},
        },
    };

    #[test]
    fn each_trial_is_in_one_shard_and_the_shards_are_about_as_long() {
        let plan = plan(subject("http://127.0.0.1:1"));
        let chosen = |trial: &Trial| !trial.name.contains("/raw/");
        for of in [1, 2, 5] {
            let shards: Vec<_> = (1..=of).map(|number| plan.of_shard(Shard { number, of }, &chosen)).collect();
            let mut all: Vec<usize> = shards.iter().flatten().copied().collect();
            all.sort_unstable();
            let due: Vec<usize> = (0..plan.trials.len()).filter(|position| chosen(&plan.trials[*position])).collect();
            assert_eq!(all, due, "{of}");
            let cost = |position: &usize| plan.cost(&plan.trials[*position]).max(1);
            let sums: Vec<u64> = shards.iter().map(|shard| shard.iter().map(cost).sum()).collect();
            let dearest = due.iter().map(cost).max().unwrap_or(0);
            let spread = sums.iter().max().zip(sums.iter().min()).map(|(most, least)| most - least);
            assert!(spread.is_some_and(|spread| spread <= dearest), "{sums:?}");
        }
        let none = plan.of_shard(Shard { number: 400, of: 400 }, &chosen);
        assert!(none.is_empty(), "there are more shards than trials");
    }

    /// The journal of a shard with one trial.
    fn journal(number: usize, trial: &str, cases: u64, micros: u64) -> Journaled {
        let (name, contract) = (trial.to_owned(), "shop".to_owned());
        let planned = Planned { id: TrialId::default(), name, contract, requirements: Vec::new() };
        let mut head = plan(subject("http://127.0.0.1:1")).head("2027-01-31T23:00:00Z".to_owned(), None, &|_| false);
        (head.planned, head.trials, head.shard) = (2, vec![planned], Some(Shard { number, of: 2 }));
        let (memory, record) = (Memory::default(), TrialRecord { cases, micros, ..record(trial, Vec::new()) });
        let journal = Journal::over(Box::new(memory.clone()), &head).expect("memory has room");
        journal.write(&Line::Trial { name: trial, at: 1, record: &record });
        reread(&memory.text())
    }

    #[test]
    fn a_shard_that_was_run_twice_is_taken_once_where_it_came_to_the_same() {
        let with = |again: Journaled| recorded(vec![journal(1, "shop/a", 3, 5), journal(2, "shop/b", 1, 1), again]);
        let run = with(journal(1, "shop/a", 3, 9)).expect("shards of one plan");
        assert_eq!((run.complete, run.trials.len(), run.trials[0].cases), (true, 2, 3));
        let due = "shard 1 of 2 was run twice, and shop/a has other results; name the run that counts";
        assert_eq!(with(journal(1, "shop/a", 4, 5)).err().map(|why| why.english()).as_deref(), Some(due));
    }
}
