//! The result of parts as a run, and which journals make one run.

use serde_json::json;

use super::*;
use crate::{
    record::{CodeSeen, RunVerdict, Waived},
    run::{
        Choice, Journal, Planned, Shard,
        journal::Line,
        testing::{Memory, finding, found, plan, record, reread, subject},
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

const INTERRUPTED: &str = "the run was interrupted";

fn asked(name: &str, requirement: &str) -> TrialRecord {
    TrialRecord { asked: [(requirement.to_owned(), 1)].into(), ..record(name, Vec::new()) }
}

fn parts(head: &Head, trials: Vec<TrialRecord>) -> RunParts<'_> {
    let (likely, spent) = (BTreeMap::new(), Duration::from_secs(2));
    RunParts { head, trials, flights: Vec::new(), likely, spent, missing: Vec::new(), ended: None, left_out: 0 }
}

fn verdict(run: &Run, requirement: &str) -> (Verdict, String) {
    let found = run.contracts[0].requirements.iter().find(|record| record.id == requirement).expect("it is there");
    (found.verdict, found.reason.english())
}

#[test]
fn a_run_whose_every_trial_is_over_is_complete() {
    let head = head(&[("shop/b", "SH-item"), ("shop/a", "SH-count")]);
    let run = parts(&head, vec![asked("shop/b", "SH-item"), asked("shop/a", "SH-count")]).run();
    assert_eq!((run.complete, run.ended.as_ref().map(Message::english).as_deref(), run.seconds), (true, None, 2.0));
    let names: Vec<&str> = run.trials.iter().map(|trial| trial.name.as_str()).collect();
    assert_eq!(names, ["shop/a", "shop/b"]);
    assert_eq!(verdict(&run, "SH-item"), (Verdict::Pass, String::new()));
    let unshown = "no response showed it: checks on the responses of all trials evaluate it";
    assert_eq!(verdict(&run, "SH-rows"), (Verdict::NotTested, unshown.to_owned()));
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
    unfit.not_tested.insert("SH-note".to_owned(), "no state".into());
    unfit.interrupted = true;
    let run = parts(&head, vec![asked("shop/a", "SH-item"), halted, unfit]).run();
    assert_eq!((run.complete, run.ended.as_ref().map(Message::english).as_deref()), (false, Some(INTERRUPTED)));
    assert_eq!(verdict(&run, "SH-item"), (Verdict::Pass, "in part: the run was interrupted".to_owned()));
    assert_eq!(verdict(&run, "SH-rows"), (Verdict::NotTested, INTERRUPTED.to_owned()));
    assert_eq!(verdict(&run, "SH-note"), (Verdict::NotTested, "no state".to_owned()), "what is known already is said");
    assert_eq!(verdict(&run, "SH-json"), (Verdict::Pass, String::new()));
    assert_eq!(verdict(&run, "SH-count"), (Verdict::NotTested, INTERRUPTED.to_owned()), "no response showed it yet");
    let halted = TrialRecord { interrupted: true, ..asked("shop/a", "SH-item") };
    let early = RunParts { ended: Some("budget".into()), ..parts(&head, vec![halted]) }.run();
    assert_eq!(verdict(&early, "SH-count"), (Verdict::NotTested, "budget".to_owned()));
}

#[test]
fn what_no_response_of_a_whole_plan_showed_is_said_with_the_first_that_is_not_described() {
    let head = head(&[("shop/a", "SH-item")]);
    let mut odd = found(finding("SH-item"));
    (odd.finding.flaw, odd.finding.actual) = ("status-201".to_owned(), "status 201".to_owned());
    let trial = TrialRecord { findings: vec![found(finding("SH-item")), odd], ..asked("shop/a", "SH-item") };
    let run = |head: &Head| parts(head, vec![trial.clone()]).run();
    let whole = run(&head);
    let (verdict, why) = verdict(&whole, "SH-rows");
    assert!(verdict == Verdict::NotTested && why.ends_with("the contract does not describe: status 201"), "{why}");
    let filtered = run(&Head { planned: 2, ..head });
    assert!(self::verdict(&filtered, "SH-rows").1.starts_with("outside the filter"), "{:?}", filtered.contracts);
}

#[test]
fn a_strict_run_is_not_conformant_where_no_response_showed_what_must_be_kept() {
    let head = head(&[("shop/a", "SH-item")]);
    let verdict = |strict| {
        let head = Head { strict, ..head.clone() };
        parts(&head, vec![asked("shop/a", "SH-item")]).run().verdict()
    };
    assert_eq!([verdict(false), verdict(true)], [RunVerdict::Conformant, RunVerdict::Untested]);
}

#[test]
fn a_strict_run_is_not_conformant_where_a_waived_finding_kept_a_requirement_from_being_reached() {
    let waiver = json!({"requirement": "SH-item", "until": "2027-01-31", "owner": "o", "reason": "r"});
    let own = Waived { contract: "shop".to_owned(), waiver: serde_json::from_value(waiver).expect("a waiver") };
    let head = Head { waivers: vec![own], ..head(&[("shop/a", "SH-rows")]) };
    let trial = TrialRecord { findings: vec![found(finding("SH-item"))], ..asked("shop/a", "SH-item") };
    let run = |strict| parts(&Head { strict, ..head.clone() }, vec![trial.clone()]).run();
    assert_eq!(verdict(&run(false), "SH-rows").1, "its trial ended before this was reached: shop/a (SH-item)");
    let verdicts = [run(false), run(true)].map(|run| run.verdict());
    assert_eq!(verdicts, [RunVerdict::ConformantWithWaivers, RunVerdict::Untested]);
}

#[test]
fn a_reason_why_a_requirement_was_tested_in_part_stays() {
    let head = head(&[("shop/a", "SH-item"), ("shop/b", "SH-item")]);
    let mut trial = asked("shop/a", "SH-item");
    trial.not_tested.insert("SH-item".to_owned(), "no state".into());
    let run = parts(&head, vec![trial]).run();
    assert_eq!(verdict(&run, "SH-item"), (Verdict::Pass, "in part: no state".to_owned()));
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
    let run = RunParts { missing: vec![2, 3], ..parts(&head, vec![asked("shop/a", "SH-item")]) }.run();
    let missing = "shard 2 of 3 is missing";
    assert_eq!((run.complete, run.ended.as_ref().map(Message::english).as_deref()), (false, Some(missing)));
    assert_eq!(verdict(&run, "SH-item"), (Verdict::Pass, "in part: shard 2 of 3 is missing".to_owned()));
    assert_eq!(verdict(&run, "SH-rows"), (Verdict::NotTested, missing.to_owned()));
    let early = RunParts { ended: Some("budget".into()), missing: vec![2], ..parts(&head, Vec::new()) }.run();
    assert_eq!(
        (early.ended.as_ref().map(Message::english).as_deref(), verdict(&early, "SH-item").1),
        (Some("budget"), INTERRUPTED.to_owned())
    );
}

#[test]
fn a_waiver_is_stale_only_where_the_whole_plan_was_played_to_its_end() {
    let waiver = json!({"requirement": "SH-item", "until": "2027-01-31", "owner": "o", "reason": "r"});
    let own = Waived { contract: "shop".to_owned(), waiver: serde_json::from_value(waiver).expect("a waiver") };
    let state = |planned: usize, ended: Option<&str>, interrupted: bool| {
        let head = Head { planned, waivers: vec![own.clone()], ..head(&[("shop/a", "SH-item")]) };
        let trial = TrialRecord { interrupted, ..asked("shop/a", "SH-item") };
        let run = RunParts { ended: ended.map(Message::from), ..parts(&head, vec![trial]) }.run();
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
    let alone = recorded(vec![journal(&shard(3, 3, "shop/a"), &[asked("shop/a", "SH-item")], &[])]).expect("one shard");
    assert_eq!(alone.ended.as_ref().map(Message::english).as_deref(), Some("shard 1 of 3 is missing"));
    let whole = Head { planned: 1, ..head(&[("shop/a", "SH-item")]) };
    assert!(recorded(vec![journal(&whole, &[asked("shop/a", "SH-item")], &[])]).expect("a run").complete);
}

#[test]
fn only_shards_of_one_plan_are_merged() {
    let base = || journal(&shard(1, 2, "shop/a"), &[], &[]);
    let with = |change: &dyn Fn(&mut Head)| {
        let mut other = shard(2, 2, "shop/b");
        change(&mut other);
        recorded(vec![base(), journal(&other, &[], &[])]).err().map(|why| why.english())
    };
    let differ = |what: &str| Some(format!("the runs have different {what}; only shards of one plan can be merged"));
    assert_eq!(with(&|_| {}), None);
    assert_eq!(with(&|head| head.plan_hash.push('0')), differ("plans"));
    assert_eq!(with(&|head| head.target.name.push('0')), differ("targets"));
    assert_eq!(with(&|head| head.strict = true), differ("settings"));
    assert_eq!(with(&|head| head.shard = Some(Shard { number: 2, of: 3 })), differ("settings"));
    let filtered = || Choice { filter: vec!["a".to_owned()], ..Choice::default() };
    assert_eq!(with(&|head| head.choice = filtered()), differ("filters"));
    let twice = "the trial shop/a stands in more than one of the runs; name each shard once";
    assert_eq!(with(&|head| head.trials = shard(1, 2, "shop/a").trials).as_deref(), Some(twice));
    assert_eq!(recorded(Vec::new()).err(), Some(JournalId::NoJournal.into()));
}
