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
    unreached::{INTERRUPTED, reasons},
    waivers,
};
use crate::contract::Text;
use crate::record::{ContractRecord, Flight, Likely, OUTSIDE, Run, TrialRecord, UNASKED, Verdict, contract_record};

/// Everything that is known of a run before it is judged as a whole.
pub(super) struct Parts<'a> {
    /// What the run is about.
    pub(super) head: &'a Head,
    /// What its trials came to.
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
    pub(super) ended: Option<String>,
    /// How many bodies had no room in the journal.
    pub(super) left_out: u64,
}

impl Parts<'_> {
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
        let missing = missing.first().map(|number| format!("shard {number} of {shard} is missing"));
        let contracts = head.contracts.iter().map(|promises| {
            let mut contract = contract_record(promises, &trials, head.strict);
            reasons(&mut contract, head, &trials, &open, missing.as_deref());
            contract.likely = likely.get(&promises.id).map(|choices| Likely::most(choices)).unwrap_or_default();
            contract
        });
        let interrupted = || if whole { missing.clone() } else { Some(INTERRUPTED.to_owned()) };
        let ended = early.or_else(|| if complete { None } else { interrupted() });
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
            contracts: contracts.map(|contract| outside(head, contract)).collect(),
            trials,
            cuts: head.cuts.iter().cloned().chain(unkept(left_out)).collect(),
            waivers,
            ended,
            late: None,
            kill_matrix: None,
            history: None,
        };
        run.end_late(late.as_deref());
        run
    }
}

/// The record of a contract, with what a filter left out named so.
fn outside(head: &Head, mut contract: ContractRecord) -> ContractRecord {
    if head.shard.is_none() && (1..head.planned).contains(&head.trials.len()) {
        let all = contract.requirements.iter_mut();
        for one in all.filter(|one| one.verdict == Verdict::NotTested && one.reason == UNASKED) {
            OUTSIDE.clone_into(&mut one.reason);
        }
    }
    contract
}

/// Renders what journals tell: one run, or the shards of one.
pub fn recorded(mut journals: Vec<Journaled>) -> Result<Run, String> {
    // Evidence names the journals in the order in which they are handed over.
    for (number, journaled) in journals.iter_mut().enumerate() {
        journaled.records.values_mut().for_each(|record| record.lines.journal = number);
    }
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
        if one.product != two.product {
            return differ("subjects");
        }
        if one.strict != two.strict || one.shard.map(|shard| shard.of) != two.shard.map(|shard| shard.of) {
            return differ("settings");
        }
        if one.choice != two.choice {
            return differ("filters");
        }
        if is_again(&all, &shards, &other)? {
            continue;
        }
        if let Some(twice) = two.trials.iter().find(|trial| one.trials.contains(trial)) {
            return Err(format!("the trial {} stands in more than one of the runs; name each shard once", twice.name));
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
    Ok(Parts { head: &head, trials, flights, likely, spent, missing, ended, left_out }.run())
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

/// What a reader should know of bodies that had no room in the journal.
fn unkept(bodies: u64) -> Option<Text> {
    let why = "the journal had no more room; the verdicts rest on them all the same, and are complete";
    let fix = "raise `journal` under limits to keep them";
    (bodies > 0).then(|| Text {
        ja: format!(
            "要求・応答の本文 {bodies} 件は記録に残っていない: 記録の上限に達したため。判定には使われており、結果は完全である。\
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
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        record::{CodeSeen, Waived},
        run::{
            Choice, Journal, Planned, Shard,
            journal::Line,
            testing::{Memory, plan, record, reread, subject},
        },
    };

    /// The head of a run of the shop with these trials, each with a requirement that it is there for.
    fn head(trials: &[(&str, &str)]) -> Head {
        let planned = |(name, requirement): &(&str, &str)| Planned {
            id: crate::record::TrialId::default(),
            name: (*name).to_owned(),
            contract: "shop".to_owned(),
            requirements: vec![(*requirement).to_owned()],
        };
        let head = plan(subject("http://127.0.0.1:1")).head("2027-01-31T23:00:00Z".to_owned(), None, &|_| false);
        let trials: Vec<Planned> = trials.iter().map(planned).collect();
        Head { planned: trials.len(), trials, ..head }
    }

    fn asked(name: &str, requirement: &str) -> TrialRecord {
        TrialRecord { asked: [(requirement.to_owned(), 1)].into(), ..record(name, Vec::new()) }
    }

    fn parts(head: &Head, trials: Vec<TrialRecord>) -> Parts<'_> {
        let (likely, spent) = (BTreeMap::new(), Duration::from_secs(2));
        Parts { head, trials, flights: Vec::new(), likely, spent, missing: Vec::new(), ended: None, left_out: 0 }
    }

    fn verdict<'a>(run: &'a Run, requirement: &str) -> (Verdict, &'a str) {
        let found = run.contracts[0].requirements.iter().find(|record| record.id == requirement).expect("it is there");
        (found.verdict, found.reason.as_str())
    }

    #[test]
    fn a_run_whose_every_trial_is_over_is_complete() {
        let head = head(&[("shop/b", "SH-item"), ("shop/a", "SH-count")]);
        let run = parts(&head, vec![asked("shop/b", "SH-item"), asked("shop/a", "SH-count")]).run();
        assert_eq!((run.complete, run.ended.as_deref(), run.seconds), (true, None, 2.0));
        let names: Vec<&str> = run.trials.iter().map(|trial| trial.name.as_str()).collect();
        assert_eq!(names, ["shop/a", "shop/b"]);
        assert_eq!(verdict(&run, "SH-item"), (Verdict::Pass, ""));
        assert_eq!(verdict(&run, "SH-rows"), (Verdict::NotTested, UNASKED));
        assert_eq!(
            (run.seed, run.plan_hash.as_str(), run.started.as_str()),
            (1, head.plan_hash.as_str(), "2027-01-31T23:00:00Z")
        );
    }

    #[test]
    fn what_trials_that_were_not_played_are_there_for_is_open_in_part() {
        let head = head(&[("shop/a", "SH-item"), ("shop/b", "SH-item"), ("shop/c", "SH-rows"), ("shop/d", "SH-note")]);
        let halted = TrialRecord { interrupted: true, ..asked("shop/b", "SH-item") };
        let mut unfit = asked("shop/d", "SH-json");
        unfit.not_tested.insert("SH-note".to_owned(), "no state".to_owned());
        unfit.interrupted = true;
        let run = parts(&head, vec![asked("shop/a", "SH-item"), halted, unfit]).run();
        assert_eq!((run.complete, run.ended.as_deref()), (false, Some(INTERRUPTED)));
        assert_eq!(verdict(&run, "SH-item"), (Verdict::Pass, "in part: the run was interrupted"));
        assert_eq!(verdict(&run, "SH-rows"), (Verdict::NotTested, INTERRUPTED));
        assert_eq!(verdict(&run, "SH-note"), (Verdict::NotTested, "no state"), "what is known already is said");
        assert_eq!(verdict(&run, "SH-json"), (Verdict::Pass, ""));
        assert_eq!(verdict(&run, "SH-count"), (Verdict::NotTested, UNASKED));
    }

    #[test]
    fn a_reason_why_a_requirement_was_tested_in_part_stays() {
        let head = head(&[("shop/a", "SH-item"), ("shop/b", "SH-item")]);
        let mut trial = asked("shop/a", "SH-item");
        trial.not_tested.insert("SH-item".to_owned(), "no state".to_owned());
        let run = parts(&head, vec![trial]).run();
        assert_eq!(verdict(&run, "SH-item"), (Verdict::Pass, "in part: no state"));
    }

    #[test]
    fn a_trial_of_no_plan_that_was_interrupted_leaves_the_run_incomplete() {
        let head = head(&[("shop/a", "SH-item")]);
        let halted = TrialRecord { interrupted: true, ..asked("shop/x", "SH-item") };
        assert!(!parts(&head, vec![asked("shop/a", "SH-item"), halted]).run().complete);
    }

    #[test]
    fn a_missing_shard_is_said_wherever_it_may_have_changed_a_verdict() {
        let mut head = head(&[("shop/a", "SH-item")]);
        head.shard = Some(Shard { number: 1, of: 3 });
        let run = Parts { missing: vec![2, 3], ..parts(&head, vec![asked("shop/a", "SH-item")]) }.run();
        let missing = "shard 2 of 3 is missing";
        assert_eq!((run.complete, run.ended.as_deref()), (false, Some(missing)));
        assert_eq!(verdict(&run, "SH-item"), (Verdict::Pass, "in part: shard 2 of 3 is missing"));
        assert_eq!(verdict(&run, "SH-rows"), (Verdict::NotTested, missing));
        let early = Parts { ended: Some("budget".to_owned()), missing: vec![2], ..parts(&head, Vec::new()) }.run();
        assert_eq!((early.ended.as_deref(), verdict(&early, "SH-item").1), (Some("budget"), INTERRUPTED));
    }

    #[test]
    fn a_waiver_is_stale_only_where_the_whole_plan_was_played_to_its_end() {
        let waiver = json!({"requirement": "SH-item", "until": "2027-01-31", "owner": "o", "reason": "r"});
        let own = Waived { contract: "shop".to_owned(), waiver: serde_json::from_value(waiver).expect("a waiver") };
        let state = |planned: usize, ended: Option<&str>, interrupted: bool| {
            let head = Head { planned, waivers: vec![own.clone()], ..head(&[("shop/a", "SH-item")]) };
            let trial = TrialRecord { interrupted, ..asked("shop/a", "SH-item") };
            let run = Parts { ended: ended.map(str::to_owned), ..parts(&head, vec![trial]) }.run();
            run.waivers[0].state.name()
        };
        assert_eq!(state(1, None, false), "stale");
        assert_eq!(state(1, Some("budget"), false), "stale", "what follows the plan says nothing of it");
        assert_eq!([state(2, None, false), state(1, Some("budget"), true), state(1, None, true)], ["untested"; 3]);
    }

    #[test]
    fn what_shows_over_all_trials_is_a_trial_of_its_own_and_waived_by_the_day_the_run_began() {
        let waiver = json!({"requirement": "SH-codes", "until": "2027-01-31", "owner": "o", "reason": "r"});
        let own = Waived { contract: "shop".to_owned(), waiver: serde_json::from_value(waiver).expect("a waiver") };
        let head = Head { waivers: vec![own], ..head(&[("shop/b", "SH-item")]) };
        let mut trial = asked("shop/b", "SH-item");
        let statuses = [(400, 1), (422, 1)].into();
        trial.codes.insert("E1".to_owned(), CodeSeen { count: 2, statuses });
        let run = parts(&head, vec![trial]).run();
        assert_eq!(run.trials[0].name, "shop/audit/codes");
        assert!(run.trials[0].findings[0].waived.is_some());
    }

    /// A journal of a head and some trials, each a second later.
    fn journal(head: &Head, trials: &[TrialRecord], more: &[Line<'_>]) -> Journaled {
        let memory = Memory::default();
        let journal = Journal::over(Box::new(memory.clone()), head).expect("memory has room");
        for (record, at) in trials.iter().zip(1_u64..) {
            journal.write(&Line::Trial { name: &record.name, at: at * 1_000_000, record });
        }
        assert!(more.iter().all(|line| journal.write(line)));
        reread(&memory.text())
    }

    fn shard(number: usize, of: usize, trial: &str) -> Head {
        Head { shard: Some(Shard { number, of }), planned: 2, ..head(&[(trial, "SH-item")]) }
    }

    #[test]
    fn the_shards_of_a_plan_are_one_run() {
        let likely = |pass| [Likely { reading: "most".to_owned(), choice: "50".to_owned(), pass, of: 3 }];
        let (two, three) = (likely(2), likely(3));
        let other = [Likely { reading: "other".to_owned(), choice: "x".to_owned(), pass: 1, of: 1 }];
        let one = journal(
            &shard(1, 2, "shop/a"),
            &[asked("shop/a", "SH-item")],
            &[Line::Likely { contract: "shop", choices: &two }],
        );
        let more = [three, other].concat();
        let last = journal(
            &shard(2, 2, "shop/b"),
            &[asked("shop/b", "SH-item")],
            &[Line::Likely { contract: "shop", choices: &more }],
        );
        let run = recorded(vec![last, one]).expect("shards of one plan");
        assert_eq!((run.complete, run.trials.len(), run.seconds, run.ended), (true, 2, 2.0, None));
        let told: Vec<_> = run.contracts[0].likely.iter().map(|one| (one.reading.as_str(), one.pass, one.of)).collect();
        assert_eq!(told, [("most", 5, 6), ("other", 1, 1)]);
        let alone =
            recorded(vec![journal(&shard(3, 3, "shop/a"), &[asked("shop/a", "SH-item")], &[])]).expect("one shard");
        assert_eq!(alone.ended.as_deref(), Some("shard 1 of 3 is missing"));
        let whole = Head { planned: 1, ..head(&[("shop/a", "SH-item")]) };
        assert!(recorded(vec![journal(&whole, &[asked("shop/a", "SH-item")], &[])]).expect("a run").complete);
    }

    #[test]
    fn only_shards_of_one_plan_are_merged() {
        let base = || journal(&shard(1, 2, "shop/a"), &[], &[]);
        let with = |change: &dyn Fn(&mut Head)| {
            let mut other = shard(2, 2, "shop/b");
            change(&mut other);
            recorded(vec![base(), journal(&other, &[], &[])]).err()
        };
        let differ =
            |what: &str| Some(format!("the runs have different {what}; only shards of one plan can be merged"));
        assert_eq!(with(&|_| {}), None);
        assert_eq!(with(&|head| head.plan_hash.push('0')), differ("plans"));
        assert_eq!(with(&|head| head.target.name.push('0')), differ("targets"));
        assert_eq!(with(&|head| head.strict = true), differ("settings"));
        assert_eq!(with(&|head| head.shard = Some(Shard { number: 2, of: 3 })), differ("settings"));
        let filtered = || Choice { filter: vec!["a".to_owned()], ..Choice::default() };
        assert_eq!(with(&|head| head.choice = filtered()), differ("filters"));
        let twice = "the trial shop/a stands in more than one of the runs; name each shard once";
        assert_eq!(with(&|head| head.trials = shard(1, 2, "shop/a").trials).as_deref(), Some(twice));
        assert_eq!(recorded(Vec::new()).err().as_deref(), Some("there is no journal to read"));
    }
}
