//! The verdict on each requirement of a contract, over the trials of a run.

use std::collections::BTreeMap;

use super::{ContractRecord, Group, Latency, Promises, RequirementRecord, TrialRecord, Unbroken, Verdict, codes};
use crate::contract::{Level, Message, MessageId, ReasonId};

/// The record of a contract over the trials of its name.
pub fn contract_record(contract: &Promises, trials: &[TrialRecord], strict: bool) -> ContractRecord {
    let trials: Vec<&TrialRecord> = trials.iter().filter(|trial| trial.contract == contract.id).collect();
    let requirements = contract.requirements.iter().map(|requirement| {
        let id = requirement.id.as_str();
        let asked: Vec<&TrialRecord> = trials.iter().copied().filter(|trial| trial.asked.contains_key(id)).collect();
        let own = || trials.iter().flat_map(|trial| &trial.findings).filter(|found| found.finding.requirement == id);
        let counts = || own().filter(|found| found.waived.is_none());
        let worst = counts().filter(|found| !found.flaky).map(|found| found.finding.level).max();
        let steady = worst.is_some_and(|level| level > Level::Open);
        let flaky = counts().filter(|found| found.flaky && !steady).map(|found| found.finding.level).max();
        let covering = own().filter(|found| found.finding.level > Level::Open).find_map(|found| found.waived.as_ref());
        let (verdict, reason) = match covering {
            Some(waiver) if worst.is_none_or(|level| level == Level::Open) => {
                let parts = [waiver.until.to_string().into(), (&waiver.owner).into(), (&waiver.reason).into()];
                (Verdict::Waived, ReasonId::Waived.with(parts))
            }
            _ if flaky == Some(Level::Must) || (strict && flaky.is_some()) => (Verdict::Error, ReasonId::Flaky.into()),
            _ if flaky.is_some() => (Verdict::Warn, ReasonId::Flaky.into()),
            _ => verdict(id, requirement.level, worst, strict, &trials),
        };
        let (verdict, reason) = alone(contract, id, &asked, (verdict, reason));
        RequirementRecord {
            id: id.to_owned(),
            level: requirement.level,
            text: requirement.text.clone(),
            source: requirement.source.both(),
            url: requirement.source.place.url.clone(),
            note: requirement.note.clone(),
            line: requirement.line,
            readings: requirement.reading.clone(),
            states: requirement.state.clone(),
            verdict,
            cases: asked.iter().map(|trial| trial.asked[id]).sum(),
            trials: asked.iter().map(|trial| trial.name.clone()).collect(),
            reason,
        }
    });
    let requirements: Vec<RequirementRecord> = requirements.collect();
    ContractRecord {
        id: contract.id.clone(),
        title: contract.title.clone(),
        digest: contract.digest.clone(),
        readings: contract.readings.clone(),
        choices: contract.choices.clone(),
        states: contract.states.clone(),
        codes: codes::codes(contract, &trials, &requirements),
        precedence: trials
            .iter()
            .flat_map(|trial| trial.precedence.iter().filter(|pair| !pair.came.is_empty()).cloned())
            .collect(),
        latency: latency(&trials),
        likely: Vec::new(),
        unbroken: contract.unbroken.clone(),
        derived: contract.derived.clone(),
        requirements,
    }
}

/// The verdict on a requirement of which some constraint is never broken alone. Where none is, and all that was seen is that valid
/// requests were accepted, nothing shows whether it is kept.
fn alone(
    contract: &Promises,
    id: &str,
    asked: &[&TrialRecord],
    (verdict, reason): (Verdict, Message),
) -> (Verdict, Message) {
    let mut unbroken = contract.unbroken.iter().filter(|one| one.requirement == id);
    let Some(first) = unbroken.next().filter(|_| contract.in_part.contains(id)) else { return (verdict, reason) };
    let more = unbroken.count();
    let Unbroken { operation, keyword, place, reason: why, .. } = first;
    let why = if more == 0 { why.clone() } else { ReasonId::AndMore.with([why.clone(), more.into()]) };
    let told = ReasonId::Unbroken.with([keyword.into(), operation.into(), place.into(), why]);
    let is_only_accepted =
        || asked.iter().all(|trial| matches!(trial.id.group, Group::Accepts | Group::Pairs | Group::Random));
    match verdict {
        Verdict::Pass if contract.unbreakable.contains(id) && is_only_accepted() => (Verdict::NotTested, told),
        Verdict::NotTested if contract.unbreakable.contains(id) && reason.is(ReasonId::Unasked) => {
            (Verdict::NotTested, told)
        }
        Verdict::Pass if reason.is_empty() => (Verdict::Pass, ReasonId::InPart.with([told])),
        _ => (verdict, reason),
    }
}

/// How long the requests of some trials took, by operation.
fn latency(trials: &[&TrialRecord]) -> BTreeMap<String, Latency> {
    let mut all: BTreeMap<String, Latency> = BTreeMap::new();
    for (operation, latency) in trials.iter().flat_map(|trial| &trial.latency) {
        all.entry(operation.clone()).or_default().add(latency);
    }
    all
}

fn verdict(id: &str, level: Level, worst: Option<Level>, strict: bool, trials: &[&TrialRecord]) -> (Verdict, Message) {
    let observed = || {
        let seen = TrialRecord::seen_of(trials, id);
        if seen.is_empty() {
            Message::default()
        } else {
            ReasonId::Observed.with([Message::joined(MessageId::Semicolon, seen.into_iter().cloned())])
        }
    };
    match worst {
        Some(Level::Must) => return (Verdict::Fail, Message::default()),
        Some(Level::Should) if strict => return (Verdict::Fail, Message::default()),
        Some(Level::Should) => return (Verdict::Warn, Message::default()),
        Some(Level::Open) | None => {}
    }
    let missing = trials.iter().find_map(|trial| trial.not_tested.get(id)).cloned();
    let asked = trials.iter().any(|trial| trial.asked.contains_key(id));
    let error = trials
        .iter()
        .filter(|trial| trial.asked.contains_key(id) || trial.not_tested.contains_key(id))
        .find_map(|trial| trial.errors.first());
    let unseen = || trials.iter().find_map(|trial| trial.unseen.get(id)).cloned();
    match (asked, error, missing) {
        (_, Some(error), _) => (Verdict::Error, error.message()),
        (false, None, missing) => {
            (Verdict::NotTested, missing.or_else(unseen).unwrap_or_else(|| ReasonId::Unasked.into()))
        }
        (true, None, _) if level == Level::Open || worst == Some(Level::Open) => (Verdict::Info, observed()),
        (true, None, missing) => {
            (Verdict::Pass, missing.map(|missing| ReasonId::InPart.with([missing])).unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        contract::{Files, Readings},
        record::TrialId,
    };

    fn promises(unbreakable: bool) -> Promises {
        let suite = crate::scenario::load(&Files::embedded(), "kanri-claim", &Readings::new());
        let suite = suite.unwrap_or_else(|_| panic!("it ships"));
        let mut promises = Promises::of(&suite.contract, &suite.scenarios);
        let id = promises.requirements[0].id.clone();
        promises.unbroken = vec![Unbroken {
            operation: "o".to_owned(),
            place: "/a".to_owned(),
            keyword: "pattern".to_owned(),
            property: None,
            requirement: id.clone(),
            reason: ReasonId::BreaksToo.with(["type".into(), "/a".into()]),
        }];
        promises.in_part.insert(id.clone());
        if unbreakable {
            promises.unbreakable.insert(id);
        }
        promises
    }

    fn trial(promises: &Promises, group: Group) -> TrialRecord {
        let id = TrialId::of_contract(&promises.id, group, "t");
        let asked = [(promises.requirements[0].id.clone(), 3)].into();
        TrialRecord { name: id.to_string(), contract: promises.id.clone(), id, asked, ..TrialRecord::default() }
    }

    #[test]
    fn what_no_case_breaks_alone_is_not_tested_and_in_part_where_something_else_asks_it() {
        let told = "no case breaks `pattern` of o /a alone: what breaks it breaks `type` of /a as well";
        let in_part = format!("in part: {told}");
        for (unbreakable, groups, verdict, reason) in [
            (true, vec![Group::Accepts, Group::Random], Verdict::NotTested, told),
            (true, vec![], Verdict::NotTested, told),
            (true, vec![Group::Accepts, Group::Scenario], Verdict::Pass, in_part.as_str()),
            (false, vec![Group::Accepts, Group::Rejects], Verdict::Pass, in_part.as_str()),
            (false, vec![], Verdict::NotTested, "no trial that was played tests it"),
        ] {
            let promises = promises(unbreakable);
            let trials: Vec<TrialRecord> = groups.iter().map(|group| trial(&promises, *group)).collect();
            let record = contract_record(&promises, &trials, false);
            let first = &record.requirements[0];
            assert_eq!((first.verdict, first.reason.english().as_str()), (verdict, reason), "{unbreakable} {groups:?}");
            assert_eq!(first.is_partly(), verdict == Verdict::Pass);
            assert_eq!(record.unbroken.len(), 1);
        }
    }
}
