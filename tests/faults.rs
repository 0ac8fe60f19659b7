//! The suite is able to fail: faults of every reference are caught by the requirement they break, and nobody else is accused.
//!
//! A sample of each reference, the same each time, keeps this at the pace of a test; `.ci/run` proves every fault at six seeds.

use std::collections::{BTreeMap, BTreeSet};

use tekigo::{
    contract::{Contract, Files, Level, Readings},
    reference::{self, Fault, Reference},
    run::{Extent, Kill, Proof, Settings},
    util::parallel::cores,
};

/// Faults of each reference that are played.
const SAMPLE: usize = 16;

fn kills(reference: &'static Reference, faults: &[&'static Fault], extent: Extent, cases: u32) -> Vec<Kill> {
    let settings = &Settings { cases, ..Settings::default() };
    let proof = Proof { reference, faults, settings, extent, jobs: cores(), caught_by: &BTreeMap::new() };
    proof.run(&Files::embedded(), &|_| {}).expect("the embedded contracts are right")
}

/// Faults spread evenly over the table, so that every part of an API is met.
fn sample(reference: &'static Reference) -> Vec<&'static Fault> {
    reference.faults.iter().step_by(reference.faults.len().div_ceil(SAMPLE)).collect()
}

#[test]
fn faults_of_every_reference_are_caught_and_nobody_else_is_accused() {
    let mut wrong = Vec::new();
    for reference in reference::all() {
        let faults = sample(reference);
        assert!(faults.len() >= SAMPLE / 2, "{} of {}", faults.len(), reference.contract);
        let kills = kills(reference, &faults, Extent::FirstCatch, Settings::default().cases);
        assert_eq!(kills.len(), faults.len());
        wrong.extend(kills.into_iter().filter(|kill| !kill.is_right()).map(|kill| format!("{kill:#?}")));
    }
    assert!(wrong.is_empty(), "{}\n", wrong.join("\n"));
}

/// As `plan-name`, but said to break a clause that it has nothing to do with.
static MISNAMED: Fault = Fault {
    name: "plan-name",
    requirement: "KC-fee",
    also: &[&["KC-shape"]],
    text: "plan is a name",
    japanese: "plan がプラン名になる",
    sleeper: false,
};

/// A fault that the reference cannot be given.
static UNKNOWN: Fault = Fault {
    name: "nonsense",
    requirement: "KC-fee",
    also: &[],
    text: "nothing is wrong",
    japanese: "誤りはない",
    sleeper: false,
};

#[test]
fn a_fault_that_nothing_catches_survives_and_what_it_really_breaks_is_accused() {
    let reference = reference::find("kanri-claim").expect("a reference");
    let kills = kills(reference, &[&MISNAMED, &UNKNOWN], Extent::Whole, 0);
    let [misnamed, unknown] = kills.as_slice() else { panic!("one for each fault, in their order") };
    assert!(!misnamed.killed() && misnamed.error.is_none() && misnamed.trials.is_empty(), "{misnamed:?}");
    let accused: Vec<(&str, &str)> =
        misnamed.accused.iter().map(|one| (one.requirement.as_str(), &*one.check)).collect();
    assert_eq!(accused, [("KC-plan", "shape")], "the consequence it is said to have is not accused");
    assert!(!unknown.killed() && unknown.caught_by.is_empty() && unknown.accused.is_empty());
    assert!(unknown.error.as_ref().is_some_and(|error| error.contains("nonsense")), "{:?}", unknown.error);
}

#[test]
fn faults_name_requirements_of_their_contract_and_only_what_can_be_accused_as_a_consequence() {
    for reference in reference::all() {
        let contract = Contract::load(&Files::embedded(), reference.contract, &Readings::new()).expect("it is right");
        for fault in reference.faults {
            assert!(contract.requirement(fault.requirement).is_some(), "{} {}", fault.name, fault.requirement);
            let mut seen = BTreeSet::new();
            for also in fault.consequences() {
                let level = contract.requirement(also).map(|requirement| requirement.level);
                assert_eq!(level, Some(Level::Must), "{} {also}", fault.name);
                assert!(seen.insert(also), "{} names {also} twice", fault.name);
            }
        }
    }
}
