//! Proof that the suite can fail: every fault of the reference against the suite.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use super::{Plan, Settings, Subject, SubjectError, play_trial};
use crate::{
    contract::Files,
    record::{TargetRecord, TrialRecord},
    reference::{Config, Fault, Reference},
};

/// What became of one fault.
pub struct Kill {
    /// The contract.
    pub contract: &'static str,
    /// The fault.
    pub fault: &'static Fault,
    /// The requirements that findings name, with how many findings each.
    pub caught_by: Vec<(String, usize)>,
    /// The trials whose findings name the requirement that the fault breaks.
    pub trials: Vec<String>,
    /// Why the suite could not be played, if so.
    pub error: Option<String>,
}

impl Kill {
    /// Whether a finding names the requirement that the fault breaks.
    pub fn killed(&self) -> bool {
        self.error.is_none() && self.caught_by.iter().any(|(requirement, _)| requirement == self.fault.requirement)
    }
}

/// Plays the suite of one contract against its reference with each fault in turn, `jobs` at a time.
///
/// With `whole`, every trial is played, so that the matrix shows all that catches a fault; without, only until one finding names
/// the requirement, the trials that cite it first.
pub fn prove(
    files: &Files,
    reference: &'static Reference,
    faults: &[&'static Fault],
    settings: &Settings,
    jobs: usize,
    whole: bool,
    ended: &(dyn Fn(&Kill) + Sync),
) -> Result<Vec<Kill>, SubjectError> {
    // What a fault looks like at its smallest is not asked here.
    let settings = Settings { shrink: 0, ..settings.clone() };
    let sound = Subject::reference(files, reference.contract, &Config::default())?;
    let next = AtomicUsize::new(0);
    let kills = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let kill = one(&sound, reference.contract, fault, &settings, whole);
                    ended(&kill);
                    kills.lock().unwrap_or_else(PoisonError::into_inner).push(kill);
                }
            });
        }
    });
    let mut kills = kills.into_inner().unwrap_or_else(PoisonError::into_inner);
    let place = |kill: &Kill| faults.iter().position(|fault| std::ptr::eq(*fault, kill.fault));
    kills.sort_by_key(place);
    Ok(kills)
}

fn one(sound: &Subject, contract: &'static str, fault: &'static Fault, settings: &Settings, whole: bool) -> Kill {
    let mut kill = Kill { contract, fault, caught_by: Vec::new(), trials: Vec::new(), error: None };
    let target = TargetRecord { name: format!("reference with {}", fault.name), kind: "reference", url: String::new() };
    let plan = Plan::new(vec![sound.with_fault(fault.name)], target, settings.clone());
    let (citing, rest): (Vec<_>, Vec<_>) =
        plan.trials.iter().partition(|trial| trial.requirements.iter().any(|id| id == fault.requirement));
    for trial in citing.into_iter().chain(rest) {
        let record = play_trial(&plan, trial);
        take(&mut kill, &record);
        if kill.error.is_some() || (!whole && kill.killed()) {
            break;
        }
    }
    kill.caught_by.sort();
    kill.trials.sort();
    kill
}

fn take(kill: &mut Kill, record: &TrialRecord) {
    for found in &record.findings {
        let requirement = &found.finding.requirement;
        match kill.caught_by.iter_mut().find(|(known, _)| known == requirement) {
            Some((_, count)) => *count += 1,
            None => kill.caught_by.push((requirement.clone(), 1)),
        }
        if requirement == kill.fault.requirement && !kill.trials.contains(&record.name) {
            kill.trials.push(record.name.clone());
        }
    }
    if let Some(error) = record.errors.first().filter(|error| error.is_target()) {
        kill.error = Some(error.text().to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        record::TrialError,
        reference,
        run::testing::{finding, found, record},
        target::Obstacle,
    };

    fn reference() -> &'static Reference {
        reference::find("jpay-search").expect("it is there")
    }

    fn fault(name: &str) -> &'static Fault {
        reference().faults.iter().find(|fault| fault.name == name).expect("it is there")
    }

    fn kill() -> Kill {
        Kill {
            contract: "jpay-search",
            fault: fault("order-status-201"),
            caught_by: Vec::new(),
            trials: Vec::new(),
            error: None,
        }
    }

    #[test]
    fn a_fault_is_killed_by_a_finding_of_the_requirement_that_it_breaks() {
        let target = TrialError::Target { kind: Obstacle::Refused, text: "refused".to_owned() };
        for (requirements, error, killed) in [
            (vec![], None, false),
            (vec!["JP-order-200"], None, true),
            (vec!["JP-auth", "JP-order-200"], None, true),
            (vec!["JP-auth"], None, false),
            (vec!["JP-order-200"], Some(target), false),
            (vec!["JP-order-200"], Some(TrialError::Ours("a file".to_owned())), true),
        ] {
            let mut kill = kill();
            let findings = requirements.iter().map(|requirement| found(finding(requirement))).collect();
            let record = TrialRecord { errors: error.clone().into_iter().collect(), ..record("a", findings) };
            take(&mut kill, &record);
            assert_eq!(
                (kill.killed(), kill.error.is_some()),
                (killed, error.is_some_and(|error| error.is_target())),
                "{requirements:?}"
            );
        }
    }

    #[test]
    fn what_catches_a_fault_is_counted_by_requirement_and_trial() {
        let mut kill = kill();
        let two = || vec![found(finding("JP-order-200")), found(finding("JP-order-200")), found(finding("JP-auth"))];
        for name in ["b", "a", "b"] {
            take(&mut kill, &record(name, two()));
        }
        take(&mut kill, &record("c", vec![found(finding("JP-auth"))]));
        assert_eq!(kill.caught_by, [("JP-order-200".to_owned(), 6), ("JP-auth".to_owned(), 4)]);
        assert_eq!(kill.trials, ["b", "a"]);
    }

    #[test]
    fn a_fault_is_looked_for_until_one_trial_names_it_those_that_cite_it_first() {
        let faults = [fault("bad-json-500"), fault("order-status-201")];
        let settings = Settings { cases: 1, ..Settings::default() };
        let told = Mutex::new(Vec::new());
        let ended = |kill: &Kill| told.lock().expect("no panic").push(kill.fault.name);
        let files = Files::embedded();
        let kills = prove(&files, reference(), &faults, &settings, 2, false, &ended).expect("it is played");
        let names: Vec<&str> = kills.iter().map(|kill| kill.fault.name).collect();
        assert_eq!(names, ["bad-json-500", "order-status-201"], "in the order in which they were named");
        assert_eq!(told.into_inner().map(|told| told.len()).ok(), Some(2));
        let sound = Subject::reference(&files, "jpay-search", &Config::default()).expect("a subject");
        let target = TargetRecord { name: String::new(), kind: "reference", url: String::new() };
        let plan = Plan::new(vec![sound], target, settings);
        for kill in &kills {
            assert!(kill.killed() && kill.error.is_none() && kill.contract == "jpay-search", "{}", kill.fault.name);
            let [name] = kill.trials.as_slice() else { panic!("{:?}", kill.trials) };
            let trial = plan.trials.iter().find(|trial| trial.name == *name).expect("it is of the plan");
            assert!(trial.requirements.iter().any(|id| id == kill.fault.requirement), "{name}");
        }
    }
}
