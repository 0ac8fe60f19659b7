//! Proof that the suite can fail and accuses nobody wrongly: it is played against the reference with one fault at a time.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Plan, Progress, Settings, Subject, SubjectError, Trial, alternatives::likely, harness::finish, play_trial,
};
use crate::{
    check::CheckName,
    contract::{Files, Level},
    record::{Found, TargetRecord, TrialError, TrialRecord},
    reference::{Config, Fault, Reference},
    util::parallel::side_by_side,
};

/// The suite of one contract against its reference, with each of some faults in turn.
pub struct Proof<'a> {
    /// The reference.
    pub reference: &'static Reference,
    /// Its faults that are to be caught.
    pub faults: &'a [&'static Fault],
    /// How the suite is played.
    pub settings: &'a Settings,
    /// How much of it.
    pub extent: Extent,
    /// Faults at the same time.
    pub jobs: usize,
    /// For the name of a fault, the trial that caught it at another seed: it is played first.
    pub caught_by: &'a BTreeMap<&'static str, String>,
}

/// How much of the suite a fault meets. Trials that caught it before, or that cite the requirement it breaks, come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Every trial, so that the matrix shows all that catches a fault.
    Whole,
    /// Until a finding names the requirement.
    FirstCatch,
    /// Every trial and all that a run sends after them, to see how much that is.
    AsRun,
}

/// What became of one fault.
#[derive(Debug)]
pub struct Kill {
    /// The contract.
    pub contract: &'static str,
    /// The fault.
    pub fault: &'static Fault,
    /// The requirements that findings name, with how many findings each.
    pub caught_by: Vec<(String, usize)>,
    /// The trials whose findings name the requirement that the fault breaks.
    pub trials: Vec<String>,
    /// The checks that those findings are of.
    pub checks: BTreeSet<CheckName>,
    /// The requirements that findings say are broken although the fault leaves them whole.
    pub accused: Vec<Accusation>,
    /// How many requests it took, and how many the sound reference takes, where all of a run was played.
    pub requests: Option<(u64, u64)>,
    /// Why the suite could not be played, if so.
    pub error: Option<String>,
}

/// A run with a fault sends at most so many times the requests of the run without one.
const MOST: u64 = 2;

/// A requirement that is said to be broken by a fault that does not break it: a misjudgement of the suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accusation {
    /// The requirement.
    pub requirement: String,
    /// The check that says so.
    pub check: CheckName,
    /// The first trial that resulted in it.
    pub trial: String,
    /// What was due there.
    pub expected: String,
    /// What was received there.
    pub actual: String,
    /// How many findings say so.
    pub findings: usize,
}

impl Kill {
    fn new(contract: &'static str, fault: &'static Fault) -> Self {
        Self {
            contract,
            fault,
            caught_by: Vec::new(),
            trials: Vec::new(),
            checks: BTreeSet::new(),
            accused: Vec::new(),
            requests: None,
            error: None,
        }
    }

    /// Whether a finding names the requirement that the fault breaks.
    pub fn killed(&self) -> bool {
        self.error.is_none() && self.caught_by.iter().any(|(requirement, _)| requirement == self.fault.requirement)
    }

    /// Whether the suite judged the fault rightly: it is caught, and no other requirement is said to be broken.
    pub fn is_right(&self) -> bool {
        self.killed() && self.accused.is_empty() && !self.is_dear()
    }

    /// Whether it took more requests than a fault may.
    pub fn is_dear(&self) -> bool {
        self.requests.is_some_and(|(sent, clean)| sent > MOST * clean)
    }

    /// Adds up one trial.
    fn take(&mut self, record: &TrialRecord) {
        for found in &record.findings {
            let requirement = &found.finding.requirement;
            match self.caught_by.iter_mut().find(|(known, _)| known == requirement) {
                Some((_, count)) => *count += 1,
                None => self.caught_by.push((requirement.clone(), 1)),
            }
            if requirement == self.fault.requirement {
                self.checks.insert(found.finding.check.clone());
                if !self.trials.contains(&record.name) {
                    self.trials.push(record.name.clone());
                }
            }
            if found.finding.level == Level::Must && found.waived.is_none() && !self.fault.breaks(requirement) {
                self.accuse(&record.name, found);
            }
        }
        if let Some(TrialError::Target { text: error, .. }) = record.errors.first() {
            self.error = Some(error.english());
        }
    }

    fn accuse(&mut self, trial: &str, found: &Found) {
        let finding = &found.finding;
        let same = |known: &&mut Accusation| known.requirement == finding.requirement && known.check == finding.check;
        match self.accused.iter_mut().find(same) {
            Some(known) => known.findings += 1,
            None => self.accused.push(Accusation {
                requirement: finding.requirement.clone(),
                check: finding.check.clone(),
                trial: trial.to_owned(),
                expected: finding.expected.clone(),
                actual: finding.actual.clone(),
                findings: 1,
            }),
        }
    }
}

/// The progress of a proof is not reported beyond that of each fault.
struct Unheard;

impl Progress for Unheard {
    fn ended(&self, _record: &TrialRecord) {}
}

impl Proof<'_> {
    /// Plays the suite against each fault, in the order of the faults; `ended` hears of each as it ends.
    pub fn run(&self, files: &Files, ended: &(dyn Fn(&Kill) + Sync)) -> Result<Vec<Kill>, SubjectError> {
        let sound = Subject::reference(files, self.reference.contract, &Config::default())?;
        let clean = match self.extent {
            Extent::AsRun => Some(self.whole(files, sound.clone(), "reference", &mut |_| {})),
            Extent::Whole | Extent::FirstCatch => None,
        };
        let proved = |fault: &&'static Fault| {
            let kill = self.one(files, &sound, fault, clean);
            ended(&kill);
            kill
        };
        Ok(side_by_side(self.jobs, self.faults, proved))
    }

    fn one(&self, files: &Files, sound: &Subject, fault: &'static Fault, clean: Option<u64>) -> Kill {
        let mut kill = Kill::new(self.reference.contract, fault);
        let (subject, name) = (sound.with_fault(fault.name), format!("reference with {}", fault.name));
        if let Some(clean) = clean {
            let sent = self.whole(files, subject, &name, &mut |record| kill.take(record));
            kill.requests = Some((sent, clean));
        } else {
            // What a fault looks like at its smallest is not needed here.
            let plan = plan_of(subject, &name, Settings { shrink: 0, ..self.settings.clone() });
            for trial in self.promising_first(&plan, fault) {
                kill.take(&play_trial(&plan, trial));
                if kill.error.is_some() || (self.extent == Extent::FirstCatch && kill.killed()) {
                    break;
                }
            }
        }
        kill.caught_by.sort();
        kill.trials.sort();
        kill.accused.sort_by(|a, b| (&a.requirement, &a.check).cmp(&(&b.requirement, &b.check)));
        kill
    }

    /// The trials of a plan, those first that are likely to catch the fault: what caught it at another seed, then what cites the requirement
    /// that it breaks, and of these what cites the fewest others.
    fn promising_first<'p>(&self, plan: &'p Plan, fault: &Fault) -> Vec<&'p Trial> {
        let mut trials: Vec<&Trial> = plan.trials.iter().collect();
        trials.sort_by_key(|trial| {
            let caught_before = self.caught_by.get(fault.name) == Some(&trial.name);
            let cites = trial.requirements.iter().any(|id| id == fault.requirement);
            (!caught_before, !cites, trial.requirements.len())
        });
        trials
    }

    /// Plays all that a run does, from the first good request to the other readings; how many requests that took.
    fn whole(&self, files: &Files, subject: Subject, name: &str, take: &mut dyn FnMut(&TrialRecord)) -> u64 {
        let plan = plan_of(subject, name, self.settings.clone());
        plan.preflight(&|_| true, &[]);
        let mut records: Vec<TrialRecord> = plan.trials.iter().map(|trial| play_trial(&plan, trial)).collect();
        records.iter().for_each(take);
        plan.shrink_causes(&mut records, 1, &Unheard);
        likely(files, &plan, &mut finish(&plan, records, String::new(), 0.0));
        plan.sessions.iter().map(|session| session.gate.passed()).sum()
    }
}

/// The plan against the reference under some name.
pub(super) fn plan_of(subject: Subject, name: &str, settings: Settings) -> Plan {
    let target = TargetRecord { name: name.to_owned(), kind: "reference", url: String::new(), places: BTreeMap::new() };
    Plan::new(vec![subject], target, settings)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::{Value, from_value, json};

    use super::*;
    use crate::util::sync::lock;

    static FAULT: Fault = Fault {
        name: "limit-loose",
        requirement: "X-1",
        also: &[&["X-2"]],
        text: "one more is accepted",
        japanese: "1件多く受け付ける",
        sleeper: false,
    };

    fn found(requirement: &str, level: &str, check: &str) -> Found {
        let finding = json!({"requirement": requirement, "level": level, "check": check, "operation": "o", "pointer": "/a",
            "expected": "refused", "actual": "accepted", "class": ""});
        let key = json!({"requirement": requirement, "check": check, "operation": "o", "place": "/a", "class": ""});
        from_value(json!({"finding": finding, "key": key, "intent": {"kind": "valid"}, "cases": 1, "request": null, "response": null,
            "status": 200, "curl": "", "scenario": null}))
        .expect("a finding")
    }

    fn kill(records: &[(&str, &[Found])]) -> Kill {
        let mut kill = Kill::new("x", &FAULT);
        for (name, findings) in records {
            kill.take(&TrialRecord { name: (*name).to_owned(), findings: findings.to_vec(), ..TrialRecord::default() });
        }
        kill
    }

    fn accused(kill: &Kill) -> Vec<(&str, &str, &str, usize)> {
        kill.accused.iter().map(|one| (&*one.requirement, &*one.check, &*one.trial, one.findings)).collect()
    }

    #[test]
    fn what_the_fault_breaks_directly_or_as_a_consequence_is_not_accused() {
        let own = [found("X-1", "must", "outcome"), found("X-2", "must", "code")];
        let kill = kill(&[("x/a", &own), ("x/b", &own[..1])]);
        assert_eq!(kill.caught_by, [("X-1".to_owned(), 2), ("X-2".to_owned(), 1)]);
        assert_eq!(kill.trials, ["x/a", "x/b"]);
        assert!(kill.killed() && kill.is_right() && accused(&kill).is_empty());
    }

    #[test]
    fn a_must_finding_on_another_requirement_is_a_wrong_accusation() {
        let first = [found("X-1", "must", "outcome"), found("X-3", "must", "outcome"), found("X-3", "must", "code")];
        let kill = kill(&[("x/a", &first), ("x/b", &first[1..2])]);
        assert!(kill.killed() && !kill.is_right());
        assert_eq!(accused(&kill), [("X-3", "outcome", "x/a", 2), ("X-3", "code", "x/a", 1)]);
        assert_eq!((kill.accused[0].expected.as_str(), kill.accused[0].actual.as_str()), ("refused", "accepted"));
    }

    #[test]
    fn a_finding_below_must_or_under_a_waiver_accuses_nobody() {
        let until_2999: Value = json!({"requirement": "X-4", "owner": "a", "reason": "b", "until": "2999-01-01"});
        let waived = Found { waived: from_value(until_2999).ok(), ..found("X-4", "must", "outcome") };
        assert!(waived.waived.is_some());
        let kill = kill(&[("x/a", &[found("X-3", "should", "outcome"), found("X-3", "open", "outcome"), waived])]);
        assert!(accused(&kill).is_empty());
        assert!(!kill.killed() && !kill.is_right(), "nothing names what the fault breaks");
    }

    #[test]
    fn a_suite_that_could_not_be_played_proves_nothing() {
        let mut kill = kill(&[("x/a", &[found("X-1", "must", "outcome")])]);
        let errors = vec![TrialError::Target { kind: crate::target::ErrorKind::Refused, text: "connect".into() }];
        kill.take(&TrialRecord { errors, ..TrialRecord::default() });
        assert_eq!((kill.killed(), kill.is_right(), kill.error.as_deref()), (false, false, Some("connect")));
    }

    #[test]
    fn faults_are_looked_for_until_a_trial_names_them_and_told_in_their_own_order() {
        let reference = crate::reference::find("jpay-search").expect("it is there");
        let fault = |name: &str| reference.faults.iter().find(|fault| fault.name == name).expect("it is there");
        let (faults, settings) =
            ([fault("bad-json-500"), fault("order-status-201")], Settings { cases: 1, ..Settings::default() });
        let proof = Proof {
            reference,
            faults: &faults,
            settings: &settings,
            extent: Extent::FirstCatch,
            jobs: 2,
            caught_by: &BTreeMap::new(),
        };
        let (files, told) = (Files::embedded(), Mutex::new(0));
        let kills = proof.run(&files, &|_| *lock(&told) += 1).expect("it is played");
        let names: Vec<&str> = kills.iter().map(|kill| kill.fault.name).collect();
        assert_eq!((names, told.into_inner().ok()), (vec!["bad-json-500", "order-status-201"], Some(2)));
        let sound = Subject::reference(&files, "jpay-search", &Config::default()).expect("a subject");
        let target =
            TargetRecord { name: String::new(), kind: "reference", url: String::new(), places: BTreeMap::new() };
        let plan = Plan::new(vec![sound], target, settings.clone());
        for kill in &kills {
            assert!(kill.is_right() && kill.contract == "jpay-search", "{kill:?}");
            let [name] = kill.trials.as_slice() else { panic!("{kill:?}") };
            let trial = plan.trials.iter().find(|trial| trial.name == *name).expect("it is of the plan");
            assert!(
                trial.requirements.iter().any(|id| id == kill.fault.requirement),
                "those that cite it come first: {name}"
            );
        }
    }
    #[test]
    fn what_caught_a_fault_before_is_played_first_then_what_cites_little_else() {
        let reference = crate::reference::find("jpay-search").expect("it is there");
        let fault = reference.faults.iter().find(|fault| fault.name == "order-status-201").expect("it is there");
        let sound = Subject::reference(&Files::embedded(), "jpay-search", &Config::default()).expect("a subject");
        let settings = Settings { cases: 1, ..Settings::default() };
        let plan = plan_of(sound, "reference", settings.clone());
        let cites = |trial: &&Trial| trial.requirements.iter().any(|id| id == fault.requirement);
        let beside = plan.trials.iter().rfind(|trial| !cites(trial)).expect("a trial of something else");
        let order = |caught_by: &BTreeMap<&'static str, String>| {
            let (faults, settings) = (&[fault], &settings);
            let proof = Proof { reference, faults, settings, extent: Extent::FirstCatch, jobs: 1, caught_by };
            proof.promising_first(&plan, fault).into_iter().map(|trial| trial.name.clone()).collect::<Vec<_>>()
        };
        let first = order(&BTreeMap::new());
        let citing: Vec<&Trial> = plan.trials.iter().filter(cites).collect();
        assert!(citing.len() > 1 && first.len() == plan.trials.len());
        let fewest = citing.iter().map(|trial| trial.requirements.len()).min();
        let named = |name: &String| citing.iter().find(|trial| trial.name == *name);
        assert!(first[..citing.len()].iter().all(|name| named(name).is_some()), "{first:?}");
        assert_eq!(named(&first[0]).map(|trial| trial.requirements.len()), fewest);
        let again = order(&[(fault.name, beside.name.clone())].into());
        assert_eq!((&again[0], &again[1]), (&beside.name, &first[0]));
    }
}
