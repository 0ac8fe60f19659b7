//! Readings are switched on both sides: a target that goes by the reading in force is conformant, and one that goes by another
//! is told by the name of that reading.

use std::collections::BTreeMap;

use tekigo::{
    contract::{Files, Level},
    record::{Run, RunVerdict, TargetRecord},
    reference::{self, Config, Reference},
    run::{Plan, Settings, Subject, Target, finish, likely, play_trial},
};

fn config(reading: &str, choice: &str) -> Config {
    Config { readings: BTreeMap::from([(reading.to_owned(), choice.to_owned())]), ..Config::default() }
}

/// A run of all that is enumerated; random draws would add time and no reading.
fn run(subject: Subject) -> (Plan, Run) {
    let target = TargetRecord { name: "reference".into(), kind: "reference", url: String::new() };
    let plan = Plan::new(vec![subject], target, Settings { cases: 0, shrink: 0, ..Settings::default() });
    let (even, odd): (Vec<_>, Vec<_>) = (0..plan.trials.len()).partition(|number| number % 2 == 0);
    let records = std::thread::scope(|scope| {
        let lanes = [even, odd].map(|numbers| {
            let plan = &plan;
            scope.spawn(move || {
                numbers.into_iter().map(|number| play_trial(plan, &plan.trials[number])).collect::<Vec<_>>()
            })
        });
        lanes.into_iter().flat_map(|lane| lane.join().expect("no lane panics")).collect()
    });
    let run = finish(&plan, records, String::new(), 0.0);
    (plan, run)
}

fn told(run: &Run) -> Vec<String> {
    let line = |(trial, found): (&tekigo::record::TrialRecord, &tekigo::record::Found)| {
        let finding = &found.finding;
        format!(
            "{} {} {}: {} / {}",
            trial.name,
            finding.requirement,
            finding.level.name(),
            finding.expected,
            finding.actual
        )
    };
    run.findings().into_iter().map(line).take(5).collect()
}

/// Every choice of every reading of a contract, the default of each left out.
fn choices(reference: &Reference) -> impl Iterator<Item = (&'static str, &'static str)> {
    reference.readings.iter().flat_map(|(reading, choices)| choices.iter().skip(1).map(|choice| (*reading, *choice)))
}

/// What the target does under a choice that the default allows as well.
fn is_lenient(contract: &str, reading: &str, choice: &str) -> bool {
    LENIENT.contains(&(contract, reading, choice))
}

const LENIENT: &[(&str, &str, &str)] = &[
    ("jpay-search", "detail-key", "dtlf"),
    ("jpay-search", "detail-key", "dtlfl"),
    ("jpay-search", "error-status", "any"),
    ("saison-claim", "success-code", "000"),
    ("saison-claim", "success-code", "absent"),
    ("saison-claim", "claim-digits", "10"),
    ("abs-status", "error-status", "400"),
    ("abs-status", "error-status", "200"),
    ("abs-status", "length-unit", "scalars"),
    ("abs-status", "batch", "partial"),
    ("kanri-claim", "unpaid-only", "must"),
];

fn readings_of(contract: &str) {
    let files = Files::embedded();
    let reference = reference::find(contract).expect("a reference");
    let mut wrong = Vec::new();
    for (reading, choice) in choices(reference) {
        let subject = Subject::reference(&files, contract, &config(reading, choice)).expect("the choice is known");
        let (_, run) = run(subject);
        let errors: Vec<_> = run.trials.iter().flat_map(|trial| &trial.errors).collect();
        if run.verdict() != RunVerdict::Conformant || !errors.is_empty() {
            wrong.push(format!("{reading} = {choice} on both sides: {:#?} {errors:?}", told(&run)));
        }
    }
    for (reading, choice) in choices(reference) {
        let mut subject = Subject::reference(&files, contract, &Config::default()).expect("the default");
        subject.target = Target::Reference(reference, config(reading, choice));
        let (plan, mut run) = run(subject);
        likely(&files, &plan, &mut run);
        let named = run.contracts[0].likely.iter().any(|likely| likely.reading == reading && likely.choice == choice);
        let broken = run.findings().iter().any(|(_, found)| found.finding.level > Level::Open);
        let lenient = is_lenient(contract, reading, choice);
        if named == lenient || broken == lenient {
            wrong.push(format!(
                "(\"{contract}\", \"{reading}\", \"{choice}\") target only: {:?} {:#?}",
                run.contracts[0].likely,
                told(&run)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn readings_of_robo_payment() {
    readings_of("robo-payment");
}

#[test]
fn readings_of_jpay_search() {
    readings_of("jpay-search");
}

#[test]
fn readings_of_saison_claim() {
    readings_of("saison-claim");
}

#[test]
fn readings_of_kanri_claim() {
    readings_of("kanri-claim");
}

#[test]
fn readings_of_abs_status() {
    readings_of("abs-status");
}
