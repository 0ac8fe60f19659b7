//! The waivers that cover one finding of a run.

use std::{collections::BTreeSet, ops::Range};

use super::waivers::mark;
use crate::{
    contract::place_of,
    record::{Found, Run, TrialRecord, Waived},
    target::Waiver,
};

/// The waivers that cover one finding whole, and what else of the run they cover.
#[derive(Debug)]
pub struct Waive {
    /// The contract that they belong to.
    pub contract: String,
    /// One for each kind of violation that shows the finding.
    pub waivers: Vec<Waiver>,
    /// The other findings that no waiver can distinguish from it, by their positions among the findings of the run.
    pub others: Vec<usize>,
}

/// Covers a finding of a run, by its position among them, as narrowly as a waiver can; `terms` gives its last day, who is responsible and
/// why.
pub fn waive(run: &Run, position: usize, terms: &Waiver) -> Option<Waive> {
    let findings = run.findings();
    let (trial, found) = *findings.get(position)?;
    let covered: Vec<Waive> = places(found)
        .into_iter()
        .map(|place| {
            let waivers = narrowest(trial, found, place, terms);
            let others = others(run, &trial.contract, &waivers, &findings, position);
            Waive { contract: trial.contract.clone(), waivers, others }
        })
        .collect();
    covered.into_iter().min_by_key(|waive| waive.others.len())
}

/// The places that may name a finding: that of the request, then that of the response.
fn places(found: &Found) -> Vec<String> {
    let at = Some(&found.intent.at).filter(|at| !at.is_empty());
    at.into_iter().chain([&found.finding.pointer]).map(|pointer| place_of(pointer)).collect()
}

fn narrowest(trial: &TrialRecord, found: &Found, place: String, terms: &Waiver) -> Vec<Waiver> {
    let finding = &found.finding;
    let whole = Waiver {
        requirement: finding.requirement.clone(),
        trial: Some(trial.name.clone()),
        check: Some(finding.check.clone().into_owned()),
        operation: Some(finding.operation.clone()).filter(|operation| !operation.is_empty()),
        pointer: Some(place),
        kind: None,
        expected_code: finding.codes.due.first().cloned(),
        observed_code: finding.codes.came.first().cloned(),
        ..terms.clone()
    };
    if found.kinds.is_empty() {
        return vec![whole];
    }
    found.kinds.iter().map(|kind| Waiver { kind: Some(kind.clone()), ..whole.clone() }).collect()
}

/// The other findings of the run that these waivers cover, by the rule that the next run goes by.
fn others(
    run: &Run,
    contract: &str,
    waivers: &[Waiver],
    findings: &[(&TrialRecord, &Found)],
    position: usize,
) -> Vec<usize> {
    let waived: Vec<Waived> =
        waivers.iter().map(|waiver| Waived { contract: contract.to_owned(), waiver: waiver.clone() }).collect();
    let until = waivers.first().map(|waiver| waiver.until).unwrap_or_default();
    let mut trials = run.trials.clone();
    mark(&waived, &mut trials, until);
    let each = trials.iter().flat_map(|trial| trial.findings.iter().map(move |found| (&trial.name, found)));
    let covered: BTreeSet<_> =
        each.filter(|(_, found)| found.waived.is_some()).map(|(name, found)| (name.as_str(), &found.key)).collect();
    let all: Range<usize> = 0..findings.len();
    all.filter(|at| *at != position && covered.contains(&(findings[*at].0.name.as_str(), &findings[*at].1.key)))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::run::{
        finish,
        testing::{finding, found, plan, record, subject},
    };

    fn terms() -> Waiver {
        let terms = json!({"requirement": "", "until": "2099-12-31", "owner": "o", "reason": "r"});
        serde_json::from_value(terms).expect("a waiver")
    }

    fn run(trials: Vec<TrialRecord>) -> Run {
        finish(&plan(subject("http://127.0.0.1:1")), trials, "2027-01-31T00:00:00Z".to_owned(), 0.0)
    }

    /// A finding of the shop that differs from another in one thing.
    fn with(change: impl Fn(&mut Found)) -> Found {
        let mut found = found(finding("A"));
        change(&mut found);
        found.key = found.finding.key();
        found
    }

    #[test]
    fn a_finding_is_covered_by_a_waiver_for_each_kind_and_every_other_one_still_counts() {
        let own = with(|found| found.kinds = ["one-over".to_owned(), "zero".to_owned()].into());
        let others = [
            with(|found| found.finding.requirement = "B".to_owned()),
            with(|found| found.finding.check = "outcome".into()),
            with(|found| found.intent.at = "/rows/0/m".to_owned()),
            with(|found| found.finding.codes.came = vec!["E3".to_owned()]),
            with(|found| found.kinds = ["null".to_owned()].into()),
        ];
        for other in others {
            for same_trial in [false, true] {
                let own = own.clone();
                let other = Found { key: with(|found| found.finding.class = "other".to_owned()).key, ..other.clone() };
                let trials = if same_trial {
                    vec![record("shop/a", vec![own, other])]
                } else {
                    vec![record("shop/a", vec![own]), record("shop/b", vec![other])]
                };
                let run = run(trials);
                let position =
                    run.findings().iter().position(|(_, found)| found.kinds.len() == 2).expect("it is there");
                let waive = waive(&run, position, &terms()).expect("it is there");
                let kinds: Vec<_> = waive.waivers.iter().map(|waiver| waiver.kind.as_deref()).collect();
                assert_eq!(kinds, [Some("one-over"), Some("zero")]);
                assert_eq!((waive.contract.as_str(), &waive.others), ("shop", &Vec::new()), "{waive:?}");
                assert_eq!(waive.waivers[0].pointer.as_deref(), Some("/rows/*/n"));
            }
        }
    }

    #[test]
    fn a_finding_without_a_kind_is_told_by_the_rest_and_one_that_is_like_it_is_named() {
        let bare = |class: &str, pointer: &str| {
            with(|found| {
                found.kinds.clear();
                (found.finding.class, found.finding.pointer) = (class.to_owned(), pointer.to_owned());
            })
        };
        let run = run(vec![record("shop/a", vec![bare("x", "/e"), bare("y", "/e"), bare("z", "/f")])]);
        for (position, pointer, others) in [(0, "/e", vec![1]), (1, "/e", vec![0]), (2, "/f", vec![])] {
            let waive = waive(&run, position, &terms()).expect("it is there");
            assert_eq!((waive.waivers.len(), waive.waivers[0].kind.as_deref()), (1, None));
            assert_eq!(waive.waivers[0].pointer.as_deref(), Some(pointer), "the place of the response tells more here");
            assert_eq!(waive.others, others);
        }
        assert!(waive(&run, 3, &terms()).is_none());
    }
}
