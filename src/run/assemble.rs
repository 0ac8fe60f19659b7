//! Putting the records of trials together into a run: at its end, from a journal, or from several shards.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::Timestamp;

use super::{
    audit::audit,
    journal::{Head, Journaled},
    waivers,
};
use crate::record::{Likely, Run, TrialRecord, UNASKED, Verdict, contract_record};

/// Why trials were not played to their end.
const INTERRUPTED: &str = "the run was interrupted";

/// Everything that is known of a run before it is judged as a whole.
pub(super) struct Parts<'a> {
    /// What the run is about.
    pub(super) head: &'a Head,
    /// What its trials came to.
    pub(super) trials: Vec<TrialRecord>,
    /// Readings that may explain what failed, by contract.
    pub(super) likely: BTreeMap<String, Vec<Likely>>,
    /// The time that was spent.
    pub(super) spent: Duration,
    /// Shards of the plan that are not there.
    pub(super) missing: Vec<usize>,
    /// Why the run ended before its plan did.
    pub(super) ended: Option<String>,
}

impl Parts<'_> {
    /// The run.
    pub(super) fn run(self) -> Run {
        let Self { head, mut trials, likely, spent, missing, ended: early } = self;
        let over: BTreeSet<&str> =
            trials.iter().filter(|trial| !trial.interrupted).map(|trial| trial.name.as_str()).collect();
        let open: BTreeSet<&String> = head
            .trials
            .iter()
            .filter(|trial| !over.contains(trial.name.as_str()))
            .flat_map(|trial| &trial.requirements)
            .collect();
        let whole = head.trials.iter().all(|trial| over.contains(trial.name.as_str()));
        let complete = whole && missing.is_empty() && trials.iter().all(|trial| !trial.interrupted);
        let audits: Vec<TrialRecord> = head.contracts.iter().filter_map(|promises| audit(promises, &trials)).collect();
        trials.extend(audits);
        trials.sort_by(|a, b| a.name.cmp(&b.name));
        // The day on which the run began: it is the same however often the run is rendered.
        let today = waivers::day(head.started.parse().unwrap_or_else(|_| Timestamp::now()));
        for trial in &mut trials {
            waivers::mark(&head.waivers, trial, today);
        }
        let all = complete && early.is_none() && head.trials.len() == head.planned;
        let waivers = waivers::records(&head.waivers, &trials, all, today);
        let shard = head.shard.map_or(0, |shard| shard.of);
        let missing = missing.first().map(|number| format!("shard {number} of {shard} is missing"));
        let contracts = head.contracts.iter().map(|promises| {
            let mut contract = contract_record(promises, &trials, head.strict);
            for requirement in &mut contract.requirements {
                let why = if open.contains(&requirement.id) { Some(INTERRUPTED) } else { missing.as_deref() };
                match (why, requirement.verdict) {
                    (Some(why), Verdict::NotTested) if requirement.reason == UNASKED => {
                        why.clone_into(&mut requirement.reason);
                    }
                    (Some(why), Verdict::Pass) if requirement.reason.is_empty() => {
                        requirement.reason = format!("in part: {why}");
                    }
                    _ => {}
                }
            }
            contract.likely = likely.get(&promises.id).map(|choices| Likely::most(choices)).unwrap_or_default();
            contract
        });
        let contracts = contracts.collect();
        let interrupted = || if whole { missing.clone() } else { Some(INTERRUPTED.to_owned()) };
        let ended = early.or_else(|| if complete { None } else { interrupted() });
        Run {
            seed: head.seed,
            plan_hash: head.plan_hash.clone(),
            started: head.started.clone(),
            seconds: spent.as_secs_f64(),
            target: head.target.clone(),
            arguments: head.arguments.clone(),
            strict: head.strict,
            complete,
            contracts,
            trials,
            cuts: head.cuts.clone(),
            waivers,
            ended,
        }
    }
}

/// Renders what journals tell: one run, or the shards of one.
pub fn recorded(mut journals: Vec<Journaled>) -> Result<Run, String> {
    journals.sort_by(|a, b| a.head.started.cmp(&b.head.started));
    let mut rest = journals.into_iter();
    let mut all = rest.next().ok_or("there is no journal to read")?;
    let mut shards: BTreeSet<_> = all.head.shard.into_iter().collect();
    for other in rest {
        let (one, two) = (&all.head, &other.head);
        let differ = |what: &str| Err(format!("the runs have different {what}; only shards of one plan can be merged"));
        if one.plan_hash != two.plan_hash {
            return differ("plans");
        }
        if one.target != two.target {
            return differ("targets");
        }
        if one.strict != two.strict || one.shard.map(|shard| shard.of) != two.shard.map(|shard| shard.of) {
            return differ("settings");
        }
        if let Some(twice) = two.trials.iter().find(|trial| one.trials.contains(trial)) {
            return Err(format!("the trial {} stands in more than one of the runs; name each shard once", twice.name));
        }
        shards.extend(other.head.shard);
        all.head.trials.extend(other.head.trials);
        all.records.extend(other.records);
        all.spent += other.spent;
        all.ended = all.ended.or(other.ended);
        for (contract, choices) in other.likely {
            add(all.likely.entry(contract).or_default(), choices);
        }
    }
    let missing = all.head.shard.map_or_else(Vec::new, |shard| {
        (1..=shard.of).filter(|number| !shards.iter().any(|shard| shard.number == *number)).collect()
    });
    let trials = all.records.into_values().collect();
    Ok(Parts { head: &all.head, trials, likely: all.likely, spent: all.spent, missing, ended: all.ended }.run())
}

/// Adds how trials of another shard fared under each choice.
fn add(all: &mut Vec<Likely>, more: Vec<Likely>) {
    for likely in more {
        match all.iter_mut().find(|known| (&known.reading, &known.choice) == (&likely.reading, &likely.choice)) {
            Some(known) => {
                known.pass += likely.pass;
                known.of += likely.of;
            }
            None => all.push(likely),
        }
    }
}
