//! Putting the records of trials together into a run: at its end, from a journal, or from several shards.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::Timestamp;

use super::{
    audit::audit,
    journal::{Head, Journaled},
    shards::is_again,
    unreached::reasons,
    waivers,
};
use crate::{
    contract::{JournalId, Message, ReasonId, Text},
    record::{ContractRecord, Flight, Likely, Run, TrialRecord, Verdict, contract_record},
};

/// Everything that is known of a run before it is judged as a whole.
pub(super) struct RunParts<'a> {
    /// What the run is about.
    pub(super) head: &'a Head,
    /// The results of its trials.
    pub(super) trials: Vec<TrialRecord>,
    /// What went out before the plan.
    pub(super) flights: Vec<Flight>,
    /// Readings that may explain what failed, by contract.
    pub(super) likely: BTreeMap<String, Vec<Likely>>,
    /// The time that was spent.
    pub(super) spent: Duration,
    /// Shards of the plan that are not there.
    pub(super) missing: Vec<usize>,
    /// Why the run ended before its plan did.
    pub(super) ended: Option<Message>,
    /// How many bodies did not fit into the journal.
    pub(super) left_out: u64,
}

impl RunParts<'_> {
    /// The run.
    pub(super) fn run(self) -> Run {
        let Self { head, mut trials, flights, likely, spent, missing, ended: early, left_out } = self;
        count(&mut trials, flights);
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
        waivers::mark(&head.waivers, &mut trials, today);
        let (early, late) = if complete { (None, early) } else { (early, None) };
        let all = complete && head.trials.len() == head.planned;
        let waivers = waivers::records(&head.waivers, &trials, all, today);
        let shard = head.shard.map_or(0, |shard| shard.of);
        let missing = missing.first().map(|number| ReasonId::ShardMissing.with([(*number).into(), shard.into()]));
        let interrupted = || if whole { missing.clone() } else { Some(ReasonId::Interrupted.into()) };
        let ended = early.or_else(|| if complete { None } else { interrupted() });
        let contracts = head.contracts.iter().map(|promises| {
            let mut contract = contract_record(promises, &trials, head.strict);
            reasons(&mut contract, head, &trials, &open, missing.as_ref());
            contract.likely = likely.get(&promises.id).map(|choices| Likely::most(choices)).unwrap_or_default();
            unasked(head, &trials, ended.as_ref(), contract)
        });
        let contracts: Vec<ContractRecord> = contracts.collect();
        let mut run = Run {
            seed: head.seed,
            run_number: head.run_number,
            plan_hash: head.plan_hash.clone(),
            started: head.started.clone(),
            seconds: spent.as_secs_f64(),
            target: head.target.clone(),
            product: head.product.clone(),
            arguments: head.arguments.clone(),
            strict: head.strict,
            complete,
            contracts,
            trials,
            cuts: head.cuts.iter().cloned().chain(unkept(left_out)).collect(),
            waivers,
            ended,
            late: None,
            kill_matrix: None,
            history: None,
        };
        run.end_late(late);
        run
    }
}

/// The record of a contract, with what a filter left out named so. Of a whole plan, what no trial is there for was not tested because no
/// response showed it, or because the run `ended` early.
fn unasked(
    head: &Head,
    trials: &[TrialRecord],
    ended: Option<&Message>,
    mut contract: ContractRecord,
) -> ContractRecord {
    let is_whole = head.trials.len() == head.planned;
    let is_filtered = !is_whole && head.shard.is_none() && !head.trials.is_empty();
    let has_trial = |id: &String| head.trials.iter().any(|trial| trial.requirements.contains(id));
    let all = contract.requirements.iter_mut();
    for one in all.filter(|one| one.verdict == Verdict::NotTested && one.reason.is(ReasonId::Unasked)) {
        if is_filtered {
            one.reason = ReasonId::Outside.into();
        } else if is_whole && !has_trial(&one.id) {
            let shown = || unshown(trials.iter().filter(|trial| trial.contract == contract.id));
            one.reason = ended.cloned().unwrap_or_else(shown);
        }
    }
    contract
}

/// That no response had what a check reads, with the first response that the contract does not describe, where there is one.
fn unshown<'a>(trials: impl Iterator<Item = &'a TrialRecord>) -> Message {
    let mut found = trials.flat_map(|trial| &trial.findings).map(|found| &found.finding);
    let undescribed = found.find(|finding| !finding.flaw.is_empty());
    undescribed
        .map_or_else(|| ReasonId::Unshown.into(), |finding| ReasonId::UnshownFirst.with([finding.actual_message()]))
}

/// Renders what journals record: one run, or the shards of one.
pub fn recorded(mut journals: Vec<Journaled>) -> Result<Run, Message> {
    // Evidence names the journals in the order in which they are handed over.
    for (number, journaled) in journals.iter_mut().enumerate() {
        journaled.records.values_mut().for_each(|record| record.lines.journal = number);
    }
    journals.sort_by(|a, b| a.head.started.cmp(&b.head.started));
    let mut rest = journals.into_iter();
    let mut all = rest.next().ok_or(JournalId::NoJournal)?;
    let mut shards: BTreeSet<_> = all.head.shard.into_iter().collect();
    for other in rest {
        let (one, two) = (&all.head, &other.head);
        if one.plan_hash != two.plan_hash {
            return Err(JournalId::DifferentPlans.into());
        }
        if one.target != two.target {
            return Err(JournalId::DifferentTargets.into());
        }
        if one.product != two.product {
            return Err(JournalId::DifferentSubjects.into());
        }
        if one.strict != two.strict || one.shard.map(|shard| shard.of) != two.shard.map(|shard| shard.of) {
            return Err(JournalId::DifferentSettings.into());
        }
        if one.choice != two.choice {
            return Err(JournalId::DifferentFilters.into());
        }
        if is_again(&all, &shards, &other)? {
            continue;
        }
        if let Some(twice) = two.trials.iter().find(|trial| one.trials.contains(trial)) {
            return Err(JournalId::TrialTwice.with([(&twice.name).into()]));
        }
        shards.extend(other.head.shard);
        all.head.trials.extend(other.head.trials);
        all.records.extend(other.records);
        all.flights.extend(other.flights);
        all.spent += other.spent;
        all.ended = all.ended.or(other.ended);
        all.left_out += other.left_out;
        for (contract, choices) in other.likely {
            add(all.likely.entry(contract).or_default(), choices);
        }
    }
    let missing = all.head.shard.map_or_else(Vec::new, |shard| {
        (1..=shard.of).filter(|number| !shards.iter().any(|shard| shard.number == *number)).collect()
    });
    if missing.is_empty() {
        // All of them together are the run as a whole.
        all.head.shard = None;
    }
    let trials = all.records.into_values().collect();
    let Journaled { head, flights, likely, spent, ended, left_out, .. } = all;
    Ok(RunParts { head: &head, trials, flights, likely, spent, missing, ended, left_out }.run())
}

/// Counts what went out before the plan with the trial that it was drawn for, or with another of the contract where that was not played;
/// and under other readings with the trial that was played again.
pub(super) fn count(trials: &mut [TrialRecord], flights: Vec<Flight>) {
    for flight in flights {
        let contract = flight.trial.split('/').next().unwrap_or_default();
        let of_trial = trials.iter().position(|trial| trial.name == flight.trial);
        let number = of_trial.or_else(|| trials.iter().position(|trial| trial.contract == contract));
        if let Some(trial) = number.map(|number| &mut trials[number]) {
            trial.take(&flight.latency);
            trial.made.extend(flight.made);
            trial.removed.extend(flight.removed);
        }
    }
}

/// What a reader should know of bodies that did not fit into the journal.
fn unkept(bodies: u64) -> Option<Text> {
    let why = "the journal had no more room; the verdicts rest on them all the same, and are complete";
    let fix = "raise `journal` under limits to keep them";
    (bodies > 0).then(|| Text {
        ja: format!(
            "リクエストと応答の本文 {bodies} 件は記録に残っていない: 記録の上限に達したため。判定には使われており、結果は完全である。\
             残すには limits の `journal` を増やす"
        ),
        en: format!("{bodies} bodies of requests and responses are not in the journal: {why}; {fix}"),
    })
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

#[cfg(test)]
mod tests;
