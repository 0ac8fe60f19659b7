//! A proof as the part of a kill matrix that is kept.

use super::{Extent, Kill, Proof, Subject, SubjectError, prove::plan_of};
use crate::{
    contract::Files,
    record::{Proved, ProvedFault},
    reference::Config,
};

/// As many trials are named that found a fault; the rest are counted.
const MOST_NAMED: usize = 5;

impl Extent {
    /// Its name in a kill matrix.
    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::FirstCatch => "first-catch",
            Self::AsRun => "as-run",
        }
    }
}

impl Proof<'_> {
    /// Its result, with the files and the plan that it is about.
    pub fn proved(&self, files: &Files, kills: &[Kill]) -> Result<Proved, SubjectError> {
        let sound = Subject::reference(files, self.reference.contract, &Config::default())?;
        let digest = sound.suite.contract.digest.clone();
        let plan = plan_of(sound, "reference", self.settings.clone());
        Ok(Proved {
            contract: self.reference.contract.to_owned(),
            digest,
            plan_hash: plan.hash(),
            seed: self.settings.seed,
            cases: self.settings.cases,
            known: self.reference.faults.len(),
            faults: kills.iter().map(fault).collect(),
        })
    }
}

fn fault(kill: &Kill) -> ProvedFault {
    let fault = kill.fault;
    let own = kill.caught_by.iter().find(|(requirement, _)| requirement == fault.requirement);
    let others = kill.caught_by.iter().filter(|(requirement, _)| requirement != fault.requirement).cloned();
    ProvedFault {
        name: fault.name.to_owned(),
        text: fault.text.to_owned(),
        japanese: fault.japanese.to_owned(),
        requirement: fault.requirement.to_owned(),
        sleeper: fault.sleeper,
        killed: kill.killed(),
        findings: own.map_or(0, |(_, count)| *count),
        checks: kill.checks.iter().map(|check| check.clone().into_owned()).collect(),
        trials: kill.trials.len(),
        shown_by: kill.trials.iter().take(MOST_NAMED).cloned().collect(),
        others: others.collect(),
        accused: kill.accused.iter().map(|accused| accused.requirement.clone()).collect(),
        error: kill.error.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{reference, run::Settings};

    #[test]
    fn what_is_kept_names_files_plan_and_what_caught_each_fault() {
        let reference = reference::find("jpay-search").expect("it is there");
        let settings = Settings { cases: 1, seed: 3, ..Settings::default() };
        let fault = reference.faults.iter().find(|fault| fault.name == "isac-text-accepted").expect("it is there");
        let proof = Proof {
            reference,
            faults: &[fault],
            settings: &settings,
            extent: Extent::FirstCatch,
            jobs: 1,
            caught_by: &BTreeMap::new(),
        };
        let files = Files::embedded();
        let kills = proof.run(&files, &|_| {}).expect("it is played");
        let proved = proof.proved(&files, &kills).expect("it is kept");
        let sound = Subject::reference(&files, "jpay-search", &Config::default()).expect("a subject");
        assert_eq!((&proved.digest, proved.seed, proved.cases), (&sound.suite.contract.digest, 3, 1));
        assert_eq!(proved.plan_hash, plan_of(sound, "another name", settings.clone()).hash());
        assert_eq!((proved.known, proved.faults.len(), proved.killed()), (reference.faults.len(), 1, 1));
        let [fault] = proved.faults.as_slice() else { panic!("{proved:?}") };
        assert_eq!((fault.requirement.as_str(), fault.trials, fault.findings), ("JP-isac", 1, kills[0].caught_by[0].1));
        assert_eq!(
            (fault.checks.as_slice(), fault.shown_by.as_slice()),
            (&["outcome".to_owned()][..], kills[0].trials.as_slice())
        );
    }
}
