//! Readings are switched on both sides: a target that goes by the reading in force is conformant, and of one that goes by another
//! the run names that reading.

use std::collections::BTreeMap;

use tekigo::{
    contract::{Files, Level},
    record::{Run, RunVerdict, TargetRecord, TrialRecord},
    reference::{self, Config, Reference},
    run::{Plan, Settings, Subject, Target, Trial, finish, likely, play_trial},
    util::parallel::{cores, side_by_side},
};

fn config(choices: &[(&str, &str)]) -> Config {
    let readings = choices.iter().map(|(reading, choice)| ((*reading).to_owned(), (*choice).to_owned()));
    Config { readings: readings.collect(), ..Config::default() }
}

/// A run of all that is enumerated, up to so many trials that fail; random draws would add time and no reading.
fn run(subject: Subject, most_failed: usize) -> (Plan, Run) {
    let target =
        TargetRecord { name: "reference".into(), kind: "reference", url: String::new(), places: BTreeMap::new() };
    let plan = Plan::new(vec![subject], target, Settings { cases: 0, shrink: 0, ..Settings::default() });
    // Trials of every operation and kind come early.
    let spread: Vec<&Trial> = (0..SPREAD).flat_map(|first| plan.trials.iter().skip(first).step_by(SPREAD)).collect();
    let mut records: Vec<TrialRecord> = Vec::new();
    for some in spread.chunks(plan.trials.len() / SPREAD + 1) {
        records.extend(side_by_side(cores(), some, |trial| play_trial(&plan, trial)));
        let failed = |record: &&TrialRecord| record.findings.iter().any(|found| found.finding.level > Level::Open);
        if records.iter().filter(failed).count() >= most_failed {
            break;
        }
    }
    records.sort_by(|a, b| a.name.cmp(&b.name));
    let run = finish(&plan, records, String::new(), 0.0);
    (plan, run)
}

/// A run is played in so many parts.
const SPREAD: usize = 24;
/// With so many trials that fail, a reading is named where it can be.
const ENOUGH: usize = 2;

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

/// Plays choices on both sides; what is wrong with them, if anything.
fn on_both_sides(reference: &Reference, choices: &[(&str, &str)]) -> Option<String> {
    let subject = Subject::reference(&Files::embedded(), reference.contract, &config(choices));
    let (_, run) = run(subject.expect("the choices are known"), 1);
    let errors: Vec<_> = run.trials.iter().flat_map(|trial| &trial.errors).collect();
    let good = run.verdict() == RunVerdict::Conformant && errors.is_empty();
    (!good).then(|| format!("{} {choices:?} on both sides: {:#?} {errors:?}", reference.contract, told(&run)))
}

/// The choices of a contract in as few groups as hold each of them once: of every reading its first, its second and so on.
fn together(reference: &Reference) -> Vec<Vec<(&'static str, &'static str)>> {
    let nth = |number: usize| {
        let of_reading = |(reading, choices): &(&'static str, &'static [&'static str])| {
            choices.get(number).map(|choice| (*reading, *choice))
        };
        reference.readings.iter().filter_map(of_reading).collect::<Vec<_>>()
    };
    let most = reference.readings.iter().map(|(_, choices)| choices.len()).max().unwrap_or(0);
    (1..most).map(nth).collect()
}

/// Plays a choice on the target's side only; what is wrong with it, if anything. Where some trials are not enough, all are played.
fn on_one_side(of: (&'static Reference, &Subject), choice: (&str, &str)) -> Option<String> {
    wrong_by(of, choice, ENOUGH).and_then(|_| wrong_by(of, choice, usize::MAX))
}

/// The same with so many trials that fail.
fn wrong_by(
    (reference, sound): (&'static Reference, &Subject),
    (reading, choice): (&str, &str),
    most_failed: usize,
) -> Option<String> {
    let (files, contract) = (Files::embedded(), reference.contract);
    let mut subject = sound.clone();
    subject.target = Target::Reference(reference, config(&[(reading, choice)]));
    let (plan, mut run) = run(subject, most_failed);
    likely(&files, &plan, &mut run);
    let likely = &run.contracts[0].likely;
    let named = likely.iter().any(|likely| likely.reading == reading && likely.choice == choice);
    let broken = run.findings().iter().any(|(_, found)| found.finding.level > Level::Open);
    let lenient = is_lenient(contract, reading, choice);
    let wrong = named == lenient || broken == lenient;
    wrong.then(|| format!("(\"{contract}\", \"{reading}\", \"{choice}\") target only: {likely:?} {:#?}", told(&run)))
}

#[test]
fn every_choice_of_every_reading_is_kept_by_its_reference() {
    for reference in reference::all() {
        let groups = together(reference);
        let grouped: usize = groups.iter().map(Vec::len).sum();
        assert!(grouped > 0 && grouped == choices(reference).count(), "{}: {groups:?}", reference.contract);
        let wrong: Vec<String> = groups.iter().filter_map(|group| on_both_sides(reference, group)).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn a_choice_that_only_the_target_made_is_named() {
    let files = Files::embedded();
    let sound = |reference: &&'static Reference| {
        (*reference, Subject::reference(&files, reference.contract, &Config::default()).expect("the default"))
    };
    let sound: Vec<_> = reference::all().iter().map(|reference| sound(&reference)).collect();
    let all: Vec<_> = sound
        .iter()
        .flat_map(|(reference, sound)| choices(reference).map(move |choice| (*reference, sound, choice)))
        .collect();
    // Other readings are tried one after another, which leaves a core idle.
    let wrong = side_by_side(cores(), &all, |(reference, sound, choice)| on_one_side((reference, sound), *choice));
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
