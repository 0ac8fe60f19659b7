//! What the harness costs: a full run next to a plain client that sends the same bytes to the same target, each part alone, and
//! the memory of small and large runs. `cargo bench` prints it; nothing here passes or fails.

mod canned;
mod harness_alone;

use std::{
    collections::{BTreeMap, HashMap},
    hint::black_box,
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::Value;
use tekigo::{
    check::{Evidence, Foreign, seen_errors},
    contract::{Expectation, Files, expression::Scope},
    generate::Rng,
    record::TargetRecord,
    reference::{self, Config, Embedded},
    run::{Journal, Keeper, Plan, Settings, Subject, play_trial},
    target::{Client, Connection, Resend, Sent},
};

/// The allocator of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs of each kind; the median is printed.
const RUNS: usize = 7;

fn main() {
    // `cargo test --benches` and runners that list tests call this too; only `cargo bench` measures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    // The plain client is the HTTP library as it comes; it wants to be reported whose ciphers it would use, were any needed.
    rustls::crypto::ring::default_provider().install_default().expect("nobody installed one before");
    println!("throughput over loopback, median of {RUNS} runs in turn, embedded reference, all contracts");
    println!("{:<28}{:>6}{:>14}{:>18}", "", "jobs", "exchanges/s", "CPU µs/exchange");
    for jobs in [1, 2] {
        side_by_side(jobs);
    }
    harness_alone::beside_plain_client();
    harness_alone::one_trial();
    harness_alone::start();
    parts();
    memory();
}

struct Measured {
    rate: f64,
    cpu: f64,
}

fn plan(cases: u32) -> Plan {
    let files = Files::embedded();
    let ids = files.contracts();
    let subjects =
        ids.iter().map(|id| Subject::reference(&files, id, &Config::default()).expect("the shipped contracts load"));
    let target = TargetRecord {
        name: "embedded reference".into(),
        kind: "reference",
        url: String::new(),
        places: BTreeMap::new(),
    };
    Plan::new(subjects.collect(), target, Settings { cases, ..Settings::default() })
}

fn side_by_side(jobs: usize) {
    let mut plan = plan(20);
    let scripts = record(&mut plan);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        keep(&mut plan);
        ours.push(measure(|| full(&plan, jobs)));
        theirs.push(measure(|| plain(&scripts, jobs)));
    }
    // Pair by pair, for the machine is not equally fast all the time.
    let mut shares: Vec<f64> = ours.iter().zip(&theirs).map(|(ours, theirs)| ours.rate / theirs.rate).collect();
    shares.sort_by(f64::total_cmp);
    let (ours, theirs) = (median(ours), median(theirs));
    println!("{:<28}{jobs:>6}{:>14.0}{:>18.1}", "tekigo run", ours.rate, ours.cpu);
    println!("{:<28}{jobs:>6}{:>14.0}{:>18.1}", "plain client, same bytes", theirs.rate, theirs.cpu);
    println!("{:<28}{jobs:>6}{:>13.0}%", "share of each pair", 100.0 * shares[RUNS / 2]);
}

/// Keeps every exchange in a journal, as a run does.
fn keep(plan: &mut Plan) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let head = plan.head(String::new(), None, &|_| true);
    // The one before still holds the file, until its plan lets go of it.
    plan.keep(&Keeper::default());
    let journal = Journal::create(folder, &head).expect("the folder of the build can be written to");
    let keeper = Keeper::new(Some(journal), HashMap::new());
    plan.keep(&keeper);
}

/// What each trial sends, with the contract it is sent to.
fn record(plan: &mut Plan) -> Vec<(&'static reference::Reference, Vec<Sent>)> {
    let taps: Vec<_> = plan
        .sessions
        .iter_mut()
        .map(|session| Arc::clone(session.tap.insert(Arc::new(Mutex::new(Vec::new())))))
        .collect();
    let mut scripts = Vec::new();
    for trial in &plan.trials {
        play_trial(plan, trial);
        let contract = plan.subjects[trial.subject].suite.contract.id.as_str();
        let sent = std::mem::take(&mut *taps[trial.subject].lock().expect("nobody panicked"));
        scripts.push((reference::find(contract).expect("each shipped contract has a reference"), sent));
    }
    for session in &mut plan.sessions {
        session.tap = None;
    }
    scripts
}

fn full(plan: &Plan, jobs: usize) -> u64 {
    spread(jobs, plan.trials.len(), |number| play_trial(plan, &plan.trials[number]).exchanges)
}

fn plain(scripts: &[(&'static reference::Reference, Vec<Sent>)], jobs: usize) -> u64 {
    spread(jobs, scripts.len(), |number| {
        let (reference, sent) = &scripts[number];
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let world = reference.world(&Config::default()).expect("a world");
            let server = Embedded::start(world).await.expect("a server");
            let client = reqwest::Client::builder().no_proxy().build().expect("a client");
            for request in sent {
                let path = request.url.splitn(4, '/').nth(3).unwrap_or_default();
                let method = request.method.parse().expect("a method that was sent before");
                let mut call = client.request(method, format!("{}/{path}", server.uri())).body(request.body.clone());
                for (name, value) in &request.headers {
                    call = call.header(name, value);
                }
                let answer = call.send().await.expect("an answer").bytes().await.expect("a body");
                black_box(answer);
            }
        });
        sent.len() as u64
    })
}

fn spread(jobs: usize, count: usize, work: impl Fn(usize) -> u64 + Sync) -> u64 {
    let next = AtomicUsize::new(0);
    let total = Mutex::new(0);
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                let mut sum = 0;
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        break;
                    }
                    sum += work(number);
                }
                *total.lock().expect("nobody panicked") += sum;
            });
        }
    });
    total.into_inner().expect("nobody panicked")
}

#[expect(clippy::cast_precision_loss, reason = "counts of a benchmark are far below 2^52")]
fn measure(work: impl FnOnce() -> u64) -> Measured {
    let (started, cpu) = (Instant::now(), cpu_time());
    let exchanges = work() as f64;
    let (wall, cpu) = (started.elapsed().as_secs_f64(), cpu_time().saturating_sub(cpu).as_secs_f64());
    Measured { rate: exchanges / wall, cpu: cpu * 1e6 / exchanges }
}

fn median(mut measured: Vec<Measured>) -> Measured {
    measured.sort_by(|a, b| a.rate.total_cmp(&b.rate));
    measured.swap_remove(measured.len() / 2)
}

/// User and system time of this process; the kernel counts in hundredths of a second.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks =
        after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum::<u64>();
    Duration::from_millis(ticks * 10)
}

/// Draw, confirm and judge, each alone, on the first operation of each contract.
fn parts() {
    println!("\nparts, one thread, µs each");
    let plan = plan(20);
    for subject in &plan.subjects {
        let (operation, drawer) = (&subject.suite.contract.operations[0], &subject.drawers[0]);
        let mut rng = Rng::new(1, "bench");
        let values: Vec<Value> = (0..2_000).filter_map(|_| drawer.random(&mut rng)).collect();
        let draw = each(2_000, |_| drop(black_box(drawer.random(&mut rng))));
        let bytes: Vec<Vec<u8>> = values.iter().map(|value| value.to_string().into_bytes()).collect();
        let confirm = each(bytes.len(), |i| {
            let read: Value = serde_json::from_slice(&bytes[i]).expect("what was written is read");
            black_box(drawer.validator().is_valid(&read));
        });
        let judged = judge_alone(subject, &values);
        println!(
            "{:<28}draw {draw:>7.1}   confirm {confirm:>7.1}   judge {judged:>7.1}",
            format!("{}/{}", subject.suite.contract.id, operation.id)
        );
    }
}

fn judge_alone(subject: &Subject, values: &[Value]) -> f64 {
    let contract = &subject.suite.contract;
    let operation = &contract.operations[0];
    let reference = reference::find(&contract.id).expect("each shipped contract has a reference");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let headers: Vec<(String, String)> = subject
        .given
        .credentials
        .get("api_key")
        .map(|key| ("x-payment-api-key".to_owned(), key.clone()))
        .into_iter()
        .collect();
    let exchanges: Vec<_> = runtime.block_on(async {
        let world = reference.world(&Config::default()).expect("a world");
        let server = Embedded::start(world).await.expect("a server");
        let client = Client::new(&Connection::default()).expect("a client");
        let mut exchanges = Vec::new();
        for value in values.iter().take(500) {
            let sent = Sent {
                method: operation.method.clone(),
                url: format!("{}{}", server.uri(), operation.path),
                headers: headers.clone(),
                body: value.to_string().into(),
                json: Some(value.clone().into()),
            };
            exchanges.push(client.send(sent, &subject.redactor, Resend::Safe).await.expect("an answer"));
        }
        exchanges
    });
    let due = Expectation::accepted(&operation.success, None);
    let foreign = Foreign::default();
    let mut scope = Scope::default();
    scope.set("readings", &Value::Object(contract.in_force.clone().into_iter().collect()));
    scope.set("setup", &Value::Object(serde_json::Map::new()));
    each(exchanges.len(), |i| {
        let exchange = &exchanges[i];
        let mut scope = scope.clone();
        scope.set("request", exchange.request.as_ref());
        scope.set("response", exchange.response.as_ref());
        scope.set("status", &Value::from(exchange.status));
        let errors = seen_errors(operation, &due, exchange);
        black_box(tekigo::check::ALL.judgement(&Evidence {
            contract,
            operation,
            expectation: &due,
            exchange,
            errors,
            foreign: &foreign,
            scope: &scope,
        }));
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts of a benchmark are far below 2^52")]
fn each(count: usize, mut work: impl FnMut(usize)) -> f64 {
    let started = Instant::now();
    (0..count).for_each(&mut work);
    started.elapsed().as_secs_f64() * 1e6 / count as f64
}

/// Peak memory of whole runs of the binary, small and large.
fn memory() {
    println!("\npeak memory of a run");
    let enumerated = plan(0).trials.iter().map(|trial| trial.cases).sum::<u32>();
    let generated = plan(1).trials.iter().map(|trial| trial.cases).sum::<u32>() - enumerated;
    for cases in [10_000_u32, 100_000] {
        let draws = cases.saturating_sub(enumerated) / generated.max(1);
        let mut peaks = [0; 3].map(|_| peak(draws));
        peaks.sort_unstable();
        let [low, middle, high] = peaks;
        println!("{:<28}{middle:>10} kB ({low} to {high})", format!("{} cases", enumerated + draws * generated));
    }
}

/// The peak memory of one run of the binary.
fn peak(draws: u32) -> u64 {
    let out = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-memory");
    let mut child = Command::new(env!("CARGO_BIN_EXE_tekigo"))
        .args(["run", "--overwrite", "--cases", &draws.to_string(), "--out"])
        .arg(&out)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the binary runs");
    let mut peak = 0;
    while child.try_wait().expect("the child can be asked").is_none() {
        peak = peak.max(high_water(child.id()));
        std::thread::sleep(Duration::from_millis(10));
    }
    peak
}

fn high_water(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
