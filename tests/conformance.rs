//! The trials of `tekigo run` as tests: every contract against its sound reference, each trial a test of its own, which
//! `cargo test --test conformance` and nextest list, choose and play like any other.

use std::{collections::BTreeMap, process::ExitCode, sync::Arc};

use libtest_mimic::Arguments;
use tekigo::{
    contract::Files,
    record::{TargetRecord, TrialRecord},
    reference::Config,
    run::{Harness, Plan, Progress, Settings, Subject},
};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    if arguments.test_threads == Some(0) {
        eprintln!("error: no trial would ever be played with 0 threads; give 1 or more");
        return ExitCode::from(2);
    }
    let files = Files::embedded();
    let reference = |id: &String| Subject::reference(&files, id, &Config::default());
    let subjects = match contracts(&files, &arguments).iter().map(reference).collect::<Result<_, _>>() {
        Ok(subjects) => subjects,
        Err(error) => {
            eprintln!("error: failed to {error}");
            return ExitCode::from(2);
        }
    };
    let target = TargetRecord {
        name: "embedded reference".into(),
        kind: "reference",
        url: String::new(),
        places: BTreeMap::new(),
    };
    let harness = Harness::new(Plan::new(subjects, target, Settings::default()));
    let progress: Arc<dyn Progress> = Arc::new(Quiet);
    harness.run(&arguments, &|_| true, &progress).exit_code()
}

/// The contracts that are needed: nextest starts one process for each trial, and each reads what it is named after and no more.
fn contracts(files: &Files, arguments: &Arguments) -> Vec<String> {
    let mut contracts = files.contracts();
    if let (true, Some(name)) = (arguments.exact, &arguments.filter)
        && let Some((id, _)) = name.split_once('/')
    {
        contracts.retain(|contract| contract == id);
    }
    contracts
}

/// The test runner tells how each trial ends.
struct Quiet;

impl Progress for Quiet {
    fn ended(&self, _: &TrialRecord) {}
}
