//! Why requirements were not tested, or in part, as the run as a whole knows it: trials that were there for them ended early.

use std::collections::BTreeSet;

use super::journal::Head;
use crate::{
    contract::{Message, ReasonId},
    record::{ContractRecord, TrialError, TrialRecord, Verdict},
};

/// Says of what was not tested, or in part, what the run as a whole knows: that it was interrupted, that a shard is missing, or that a
/// trial ended early.
pub(super) fn reasons(
    contract: &mut ContractRecord,
    head: &Head,
    trials: &[TrialRecord],
    open: &BTreeSet<&String>,
    missing: Option<&Message>,
) {
    for requirement in &mut contract.requirements {
        let interrupted = open.contains(&requirement.id).then(|| ReasonId::Interrupted.into());
        let why = interrupted.or_else(|| missing.cloned());
        match (why, requirement.verdict) {
            (Some(why), Verdict::NotTested) if requirement.reason.is(ReasonId::Unasked) => {
                requirement.reason = why;
            }
            (Some(why), Verdict::Pass) if requirement.reason.is_empty() => {
                requirement.reason = ReasonId::InPart.with([why]);
            }
            (None, Verdict::NotTested) if requirement.reason.is(ReasonId::Unasked) => {
                if let Some(why) = unreached(&requirement.id, head, trials) {
                    requirement.reason = why;
                }
            }
            _ => {}
        }
    }
}

/// Why a requirement was not tested, where a trial that is there for it ended before that.
fn unreached(requirement: &str, head: &Head, trials: &[TrialRecord]) -> Option<Message> {
    let own = head.trials.iter().filter(|planned| planned.requirements.iter().any(|id| id == requirement));
    let records = own.filter_map(|planned| trials.iter().find(|record| record.name == planned.name));
    let ended = records.filter_map(|record| Some((record, why(record)?)));
    // What the target does wrong says more than that a request could not be sent.
    let (record, (_, why)) = ended.min_by_key(|(_, (order, _))| *order)?;
    Some(ReasonId::Unreached.with([(&record.name).into(), why]))
}

/// What ended a trial, and how much that says.
fn why(record: &TrialRecord) -> Option<(u8, Message)> {
    if let Some(found) = record.findings.first() {
        return Some((0, (&found.finding.requirement).into()));
    }
    match record.errors.first()? {
        TrialError::Ours(_) => Some((1, ReasonId::OurError.into())),
        TrialError::Target { kind, .. } => Some((2, kind.name().into())),
        TrialError::Stopped(_) | TrialError::Interrupted => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        record::TrialId,
        run::{
            Planned,
            testing::{finding, found, plan, record, subject},
        },
        target::ErrorKind,
    };

    #[test]
    fn the_trial_that_ended_early_is_named_with_what_ended_it() {
        let planned = |name: &str, requirement: &str| Planned {
            id: TrialId::default(),
            name: name.to_owned(),
            contract: "shop".to_owned(),
            requirements: vec!["SH-first".to_owned(), requirement.to_owned()],
        };
        let trials =
            vec![planned("shop/a", "A"), planned("shop/b", "A"), planned("shop/b", "B"), planned("shop/c", "C")];
        let head = plan(subject("http://127.0.0.1:1")).head(String::new(), None, &|_| false);
        let head = Head { trials, ..head };
        let refused = TrialError::Target { kind: ErrorKind::Refused, text: "reach it".into() };
        let records = [
            TrialRecord { errors: vec![refused.clone()], ..record("shop/a", Vec::new()) },
            TrialRecord { errors: vec![refused], ..record("shop/b", vec![found(finding("SH-first"))]) },
            record("shop/c", Vec::new()),
        ];
        let told = |requirement: &str, records: &[TrialRecord]| {
            unreached(requirement, &head, records).map(|why| why.english())
        };
        let due = "its trial ended before this was reached: shop/b (SH-first)";
        assert_eq!(told("A", &records).as_deref(), Some(due));
        let due = "its trial ended before this was reached: shop/a (refused)";
        assert_eq!(told("A", &records[..1]).as_deref(), Some(due));
        assert_eq!(told("C", &records), None, "it went on to its end");
        assert_eq!(told("D", &records), None, "no trial is there for it");
    }
}
