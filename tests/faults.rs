//! The suite is able to fail: every fault of every reference is caught by the requirement it breaks, at the default seed.

use std::thread::available_parallelism;

use tekigo::{
    contract::Files,
    reference::{self, Fault},
    run::{Kill, Settings, prove},
};

/// What each fault came to, played until one finding names its requirement.
fn kills(contract: &str, faults: &[&'static Fault], settings: &Settings) -> Vec<Kill> {
    let jobs = available_parallelism().map_or(1, usize::from);
    let reference = reference::find(contract).expect("a reference");
    prove(&Files::embedded(), reference, faults, settings, jobs, false, &|_| {})
        .expect("the embedded contracts are right")
}

fn every_fault_is_caught(contract: &str) {
    let faults: Vec<_> = reference::find(contract).expect("a reference").faults.iter().collect();
    let kills = kills(contract, &faults, &Settings::default());
    assert_eq!(kills.len(), faults.len());
    let survivors = kills.iter().filter(|kill| !kill.killed());
    let line = |kill: &Kill| {
        format!("{} ({}): caught by {:?} {:?}", kill.fault.name, kill.fault.requirement, kill.caught_by, kill.error)
    };
    let survivors: Vec<String> = survivors.map(line).collect();
    assert!(
        survivors.is_empty(),
        "{contract}: {} of {} survive\n{}\n",
        survivors.len(),
        kills.len(),
        survivors.join("\n")
    );
}

#[test]
fn every_fault_of_robo_payment_is_caught() {
    every_fault_is_caught("robo-payment");
}

#[test]
fn every_fault_of_jpay_search_is_caught() {
    every_fault_is_caught("jpay-search");
}

/// As `isac-text-accepted`, but said to break a clause that it has nothing to do with.
static MISNAMED: Fault = Fault {
    name: "isac-text-accepted",
    requirement: "JP-total",
    text: "isac \"true\" is taken for true",
    sleeper: false,
};

/// A fault that the reference cannot be given.
static UNKNOWN: Fault = Fault { name: "nonsense", requirement: "JP-isac", text: "nothing is wrong", sleeper: false };

#[test]
fn a_fault_that_nothing_catches_survives() {
    let kills = kills("jpay-search", &[&MISNAMED, &UNKNOWN], &Settings { cases: 0, ..Settings::default() });
    let [misnamed, unknown] = kills.as_slice() else { panic!("one for each fault, in their order") };
    assert!(!misnamed.killed() && misnamed.error.is_none() && misnamed.trials.is_empty(), "{:?}", misnamed.error);
    let elsewhere: Vec<&str> = misnamed.caught_by.iter().map(|(requirement, _)| requirement.as_str()).collect();
    assert_eq!(elsewhere, ["JP-isac"], "what it really breaks is told");
    assert!(!unknown.killed() && unknown.caught_by.is_empty());
    assert!(unknown.error.as_ref().is_some_and(|error| error.contains("nonsense")), "{:?}", unknown.error);
}

#[test]
fn a_kill_is_a_finding_that_names_the_requirement() {
    let kill = |caught_by: &[&str], error: Option<&str>| Kill {
        contract: "jpay-search",
        fault: &MISNAMED,
        caught_by: caught_by.iter().map(|requirement| ((*requirement).to_owned(), 1)).collect(),
        trials: Vec::new(),
        error: error.map(str::to_owned),
    };
    assert!(kill(&["JP-isac", "JP-total"], None).killed());
    assert!(!kill(&[], None).killed());
    assert!(!kill(&["JP-isac"], None).killed(), "a finding of another requirement catches by accident only");
    assert!(
        !kill(&["JP-total"], Some("failed to connect")).killed(),
        "a suite that could not be played proves nothing"
    );
}
