//! What the harness costs by itself, against a target that costs next to nothing, and how it spreads one trial over many lanes.

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use libtest_mimic::Arguments;
use tekigo::{
    record::TrialRecord,
    reference::{self, Config, Embedded},
    run::{Harness, Plan, Progress, Settings, Subject, Target, Trial, TrialKind, play_trial},
    target::Sent,
};

use super::{RUNS, canned::Responses, keep, measure, median, plan, record, spread};

/// The contract whose responses do not depend on what was sent before.
const CONTRACT: &str = "jpay-search";

/// Runs of generated requests next to a plain client that sends the same.
pub(crate) fn beside_plain_client() {
    println!("\nthe harness alone: a target that looks its responses up, generated requests to {CONTRACT}");
    println!("{:<28}{:>6}{:>14}{:>18}", "", "jobs", "exchanges/s", "CPU µs/exchange");
    let (mut plan, scripts, responses) = recorded(200);
    let url = responses.serve(Duration::ZERO);
    send_to(&mut plan, &url);
    let calm: Vec<usize> = (0..plan.trials.len()).filter(|number| is_calm(&plan, *number)).collect();
    for jobs in [1, 2] {
        let (mut ours, mut theirs, mut beyond) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..RUNS {
            keep(&mut plan);
            let our = measure(|| spread(jobs, calm.len(), |n| play_trial(&plan, &plan.trials[calm[n]]).exchanges));
            let their = measure(|| spread(jobs, calm.len(), |n| plain(&url, &scripts[calm[n]])));
            beyond.push(our.cpu - their.cpu);
            ours.push(our);
            theirs.push(their);
        }
        beyond.sort_by(f64::total_cmp);
        let (ours, theirs) = (median(ours), median(theirs));
        println!("{:<28}{jobs:>6}{:>14.0}{:>18.1}", "tekigo run", ours.rate, ours.cpu);
        println!("{:<28}{jobs:>6}{:>14.0}{:>18.1}", "plain client, same bytes", theirs.rate, theirs.cpu);
        println!("{:<28}{jobs:>6}{:>32.1}", "beyond it, pair by pair", beyond[RUNS / 2]);
    }
}

/// One trial of many cases against a target that takes its time.
pub(crate) fn one_trial() {
    println!("\none trial of generated requests, a target that takes 50 ms");
    let mut first = None;
    for (jobs, cases) in [(1, 10), (2, 20), (64, 640)] {
        let (mut plan, _, responses) = recorded(cases);
        send_to(&mut plan, &responses.serve(Duration::from_millis(50)));
        let harness = Harness::new(plan);
        let arguments =
            Arguments { test_threads: Some(jobs), logfile: Some("/dev/null".into()), ..Arguments::default() };
        let quiet: Arc<dyn Progress> = Arc::new(Quiet);
        let chosen = |trial: &Trial| matches!(trial.kind, TrialKind::Random(_)) && trial.subject == 0;
        let measured = measure(|| {
            let _ = harness.run(&arguments, &chosen, &quiet);
            harness.record(String::new()).trials.iter().map(|trial| trial.exchanges).sum()
        });
        let times = measured.rate / *first.get_or_insert(measured.rate);
        println!("{:<28}{jobs:>6}{:>14.0}{:>18.1}   {times:.1} times one job", "", measured.rate, measured.cpu);
    }
}

/// How long the command takes to list the trials of all contracts.
pub(crate) fn start() {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            let listed = std::process::Command::new(env!("CARGO_BIN_EXE_tekigo")).args(["list", "trials"]).output();
            black_box(listed.expect("the binary runs"));
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!("\n`tekigo list trials`, all contracts: {:.0} ms", times[RUNS / 2].as_secs_f64() * 1e3);
}

struct Quiet;

impl Progress for Quiet {
    fn ended(&self, _record: &TrialRecord) {}
}

/// A plan of the contract, what each of its trials sends, and what the reference responds.
fn recorded(cases: u32) -> (Plan, Vec<Vec<Sent>>, Responses) {
    let mut plan = plan(cases);
    let subject = plan.subjects.iter().position(|subject| subject.suite.contract.id == CONTRACT).expect("it ships");
    let target = plan.target.clone();
    plan = Plan::new(vec![plan.subjects.swap_remove(subject)], target, Settings { cases, ..Settings::default() });
    plan.trials.retain(|trial| trial.kind.operation().is_some());
    let scripts: Vec<Vec<Sent>> = record(&mut plan).into_iter().map(|(_, sent)| sent).collect();
    let mut responses = Responses::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let reference = reference::find(CONTRACT).expect("it has a reference");
        let server = Embedded::start(reference.world(&Config::default()).expect("a world")).await.expect("a server");
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        for sent in scripts.iter().flatten() {
            let path = path_of(sent);
            let answer = call(&client, server.uri(), sent).send().await.expect("an answer");
            let mut text = format!("HTTP/1.1 {} Kept\r\n", answer.status().as_u16());
            for (name, value) in answer.headers() {
                if !["content-length", "transfer-encoding", "connection"].contains(&name.as_str()) {
                    text.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap_or_default()));
                }
            }
            let body = answer.bytes().await.expect("a body");
            text.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
            responses.keep(sent, path, [text.as_bytes(), &body].concat());
        }
    });
    (plan, scripts, responses)
}

/// Leads a plan to another target.
fn send_to(plan: &mut Plan, url: &str) {
    for subject in &mut plan.subjects {
        subject.target = Target::Url;
        url.clone_into(&mut subject.given.url);
    }
    let subjects: Vec<Subject> = std::mem::take(&mut plan.subjects);
    let mut led = Plan::new(subjects, plan.target.clone(), plan.settings.clone());
    led.trials.retain(|trial| trial.kind.operation().is_some());
    *plan = led;
}

/// Whether the target responds to a trial as the reference does: nothing is found that would be looked into.
fn is_calm(plan: &Plan, number: usize) -> bool {
    let record = play_trial(plan, &plan.trials[number]);
    record.findings.is_empty() && record.errors.is_empty() && record.exchanges > 0
}

fn path_of(sent: &Sent) -> &str {
    sent.url.splitn(4, '/').nth(3).unwrap_or_default()
}

fn call(client: &reqwest::Client, url: &str, sent: &Sent) -> reqwest::RequestBuilder {
    let method = sent.method.parse().expect("a method that was sent before");
    let call = client.request(method, format!("{url}/{}", path_of(sent))).body(sent.body.clone());
    sent.headers.iter().fold(call, |call, (name, value)| call.header(name, value))
}

fn plain(url: &str, sent: &[Sent]) -> u64 {
    thread_local! {
        static CLIENT: (tokio::runtime::Runtime, reqwest::Client) = (
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime"),
            reqwest::Client::builder().no_proxy().build().expect("a client"),
        );
    }
    CLIENT.with(|(runtime, client)| {
        runtime.block_on(async {
            for sent in sent {
                let answer = call(client, url, sent).send().await.expect("an answer");
                black_box(answer.bytes().await.expect("a body"));
            }
        });
    });
    sent.len() as u64
}
