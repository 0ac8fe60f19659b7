//! The seed decides everything: the plan, every request and every verdict, for any number of workers and any choice of trials.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex},
};

use libtest_mimic::Arguments;
use serde_json::json;
use tekigo::{
    contract::Files,
    record::{RequirementRecord, Run, TargetRecord, TrialRecord},
    reference::Config,
    run::{Harness, Plan, Progress, Settings, Shard, Subject, Tap, Trial},
};

/// Trials of every kind and of both contracts, some of which find the faults below; few enough for a debug build.
const CHOSEN: [&str; 8] = [
    "robo-payment/bulk_upsert/accepts/body",
    "robo-payment/bulk_upsert/accepts/pairs",
    "robo-payment/bulk_upsert/accepts/payment_bank_transfer.amount",
    "robo-payment/bulk_upsert/rejects/payment_bank_transfer.amount/x-maxDigits",
    "robo-payment/bulk_upsert/raw/",
    "robo-payment/scenario/pa",
    "jpay-search/order/accepts/random",
    "jpay-search/scenario/window-",
];

/// For each contract a fault that several of these trials meet.
const FAULTS: [(&str, &str); 2] =
    [("robo-payment", "amount-max-off-by-one"), ("jpay-search", "window-seven-days-refused")];

static SOUND: LazyLock<Vec<Subject>> = LazyLock::new(|| {
    let reference = |(id, _)| Subject::reference(&Files::embedded(), id, &Config::default());
    FAULTS.into_iter().map(reference).collect::<Result<_, _>>().expect("the embedded contracts are right")
});

fn subjects(faulty: bool) -> Vec<Subject> {
    let with = |(subject, (_, fault)): (&Subject, _)| if faulty { subject.with_fault(fault) } else { subject.clone() };
    SOUND.iter().zip(FAULTS).map(with).collect()
}

fn plan(subjects: Vec<Subject>, settings: Settings) -> Plan {
    Plan::new(
        subjects,
        TargetRecord { name: "reference".into(), kind: "reference", url: String::new(), places: BTreeMap::new() },
        settings,
    )
}

fn is_chosen(trial: &Trial) -> bool {
    CHOSEN.iter().any(|start| trial.name.starts_with(start))
}

struct Quiet;

impl Progress for Quiet {
    fn ended(&self, _: &TrialRecord) {}
}

/// A run of the chosen trials, and the body of every request that was sent, in no order.
fn run(mut plan: Plan, jobs: usize, chosen: &dyn Fn(&Trial) -> bool) -> (Run, Vec<Vec<u8>>) {
    let tap: Tap = Arc::new(Mutex::default());
    for session in &mut plan.sessions {
        session.tap = Some(Arc::clone(&tap));
    }
    let harness = Harness::new(plan);
    let arguments = Arguments { test_threads: Some(jobs), logfile: Some("/dev/null".into()), ..Arguments::default() };
    let quiet: Arc<dyn Progress> = Arc::new(Quiet);
    // Which trials fail stands in their records.
    let _ = harness.run(&arguments, chosen, &quiet);
    let mut sent: Vec<_> = tap.lock().expect("no lane panicked").drain(..).map(|sent| sent.body.to_vec()).collect();
    sent.sort_unstable();
    (harness.record(String::new()), sent)
}

/// All of a trial's record but its time and the port of its server.
fn essence(record: &TrialRecord) -> String {
    let found = record.findings.iter().map(|found| {
        let scenario = serde_json::to_value(&found.scenario).expect("a scenario is JSON");
        format!(
            "{:?} {:?} {} {} {} {} {} {scenario}",
            found.key, found.finding, found.intent, found.cases, found.request, found.response, found.status
        )
    });
    let found: Vec<String> = found.collect();
    let counts = (record.cases, record.exchanges, record.dropped);
    let maps = (&record.asked, &record.not_tested, &record.observed, &record.codes);
    format!("{} {counts:?} {maps:?} {:?} {found:#?}", record.name, record.errors)
}

/// Each requirement with its verdict, its cases and its trials.
fn verdicts(run: &Run) -> Vec<String> {
    let requirements = run.contracts.iter().flat_map(|contract| &contract.requirements);
    let line = |r: &RequirementRecord| json!([r.id, r.verdict.name(), r.cases, r.trials, r.reason]).to_string();
    requirements.map(line).collect()
}

fn same_for_any_number_of_jobs(faulty: bool) {
    let one = run(plan(subjects(faulty), Settings::default()), 1, &is_chosen);
    let essences: Vec<String> = one.0.trials.iter().map(essence).collect();
    assert!(CHOSEN.iter().all(|start| essences.iter().any(|essence| essence.starts_with(start))), "{essences:#?}");
    let findings = one.0.trials.iter().filter(|trial| !trial.findings.is_empty()).count();
    assert_eq!(findings > 1, faulty, "what is compared holds findings if and only if a fault is on");
    for jobs in [2, 8] {
        let other = run(plan(subjects(faulty), Settings::default()), jobs, &is_chosen);
        assert_eq!(one.0.plan_hash, other.0.plan_hash);
        assert_eq!(verdicts(&one.0), verdicts(&other.0), "{jobs} jobs");
        assert_eq!(essences, other.0.trials.iter().map(essence).collect::<Vec<_>>(), "{jobs} jobs");
        assert!(one.1 == other.1, "{jobs} jobs send other requests than 1");
    }
}

#[test]
fn a_sound_target_is_judged_the_same_for_any_number_of_jobs() {
    same_for_any_number_of_jobs(false);
}

#[test]
fn a_faulty_target_is_judged_the_same_for_any_number_of_jobs() {
    same_for_any_number_of_jobs(true);
}

#[test]
fn a_trial_alone_comes_to_the_same_as_among_others() {
    // Which finding is shrunk depends on what else is found.
    let settings = || Settings { shrink: 0, ..Settings::default() };
    let (whole, _) = run(plan(subjects(true), settings()), 2, &is_chosen);
    let trials = plan(subjects(true), settings()).trials;
    for record in &whole.trials {
        let target = whole.target.clone();
        let again = Plan { trials: trials.clone(), ..Plan::new(subjects(true), target, settings()) };
        let (alone, _) = run(again, 1, &|trial| trial.name == record.name);
        assert_eq!(alone.plan_hash, whole.plan_hash, "a filter changes nothing of the plan");
        assert_eq!(alone.trials.iter().map(essence).collect::<Vec<_>>(), [essence(record)]);
    }
}

#[test]
fn the_plan_hash_is_that_of_what_is_asked() {
    let hash = |settings| plan(subjects(false), settings).hash();
    let of = hash(Settings::default());
    assert_eq!(of, hash(Settings::default()));
    assert_ne!(of, hash(Settings { seed: 2, ..Settings::default() }), "another seed draws other values");
    assert_ne!(of, hash(Settings { cases: 21, ..Settings::default() }), "more cases are more requests");
    assert_eq!(of, hash(Settings { strict: true, shrink: 0, ..Settings::default() }), "neither changes what is asked");
    assert_eq!(
        of,
        plan(subjects(true), Settings::default()).hash(),
        "the plan does not know what the target does wrong"
    );
    let one = plan(subjects(false).split_off(1), Settings::default());
    assert_ne!(of, one.hash(), "one contract is not two");
}

#[test]
fn another_seed_sends_other_requests() {
    let random = |trial: &Trial| trial.name == "jpay-search/order/accepts/random";
    let sent = |seed| run(plan(subjects(false), Settings { seed, ..Settings::default() }), 1, &random).1;
    let (one, two) = (sent(1), sent(2));
    assert!(one.len() > 100 && two.len() > 100, "{} {}", one.len(), two.len());
    let shared = one.iter().filter(|body| two.contains(body)).count();
    assert!(shared * 4 < one.len(), "{shared} of {} bodies are the same under another seed", one.len());
}

/// Machines that share a run end at about the same time, also where many cases make the random trials dear.
#[test]
fn eight_shards_of_all_contracts_send_about_as_much() {
    let files = Files::embedded();
    let reference = |id: &String| Subject::reference(&files, id, &Config::default()).expect("it is right");
    let subjects: Vec<Subject> = files.contracts().iter().map(reference).collect();
    for cases in [20, 5_000] {
        let plan = plan(subjects.clone(), Settings { cases, ..Settings::default() });
        let cost = |number| -> u64 {
            let own = plan.of_shard(Shard { number, of: 8 }, &|_| true);
            own.into_iter().map(|position| plan.cost(&plan.trials[position])).sum()
        };
        let costs: Vec<u64> = (1..=8).map(cost).collect();
        let (most, all) = (costs.iter().max().copied().unwrap_or(0), costs.iter().sum::<u64>());
        assert!(most * 8 * 100 <= all * 115, "{cases} cases: {costs:?}");
    }
}
