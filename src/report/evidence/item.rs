//! The result of a requirement in a trial, and of a trial.

use std::collections::{BTreeSet, HashMap};

use super::sheet::{Cell, Shade};
use crate::{
    contract::{Level, ReasonId},
    record::{ContractRecord, Found, RequirementRecord, Run, TrialRecord, Verdict},
};

/// The result of a test item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ItemResult {
    /// Nothing that the document promises is judged.
    Outside,
    Ok,
    /// It could not be tested, or not in every way.
    NotTested,
    /// Somebody has to decide.
    Pending,
    /// Broken, and waived by a named person.
    Waived,
    Ng,
}

impl ItemResult {
    pub(super) const ALL: [Self; 6] = [Self::Ok, Self::Ng, Self::Waived, Self::Pending, Self::NotTested, Self::Outside];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Ng => "NG",
            Self::Waived => "NG（適用除外）",
            Self::Pending => "要確認",
            Self::NotTested => "未実施",
            Self::Outside => "対象外",
        }
    }

    /// Its cell.
    pub(super) fn cell(self) -> Cell {
        let shade = match self {
            Self::Ok => Shade::Good,
            Self::Ng => Shade::Bad,
            Self::Pending | Self::Waived => Shade::Doubtful,
            Self::NotTested | Self::Outside => Shade::Grey,
        };
        Cell::Mark(self.name(), shade)
    }
}

/// The colour of a requirement's verdict.
pub(super) fn shade(verdict: Verdict) -> Shade {
    match verdict {
        Verdict::Pass => Shade::Good,
        Verdict::Fail => Shade::Bad,
        Verdict::Warn | Verdict::Waived | Verdict::Error => Shade::Doubtful,
        Verdict::Info | Verdict::NotTested => Shade::Grey,
    }
}

/// The findings of a trial that break a requirement.
pub(super) fn broken<'a>(trial: &'a TrialRecord, requirement: &str) -> impl Iterator<Item = &'a Found> {
    trial.findings.iter().filter(move |found| found.finding.requirement == requirement)
}

/// The requirements that a trial put to the test, would have put to the test, or broke.
fn touched(trial: &TrialRecord) -> BTreeSet<&str> {
    let found = trial.findings.iter().map(|found| found.finding.requirement.as_str());
    trial.asked.keys().chain(trial.not_tested.keys()).map(String::as_str).chain(found).collect()
}

/// The trials of a contract that touch each requirement.
pub(super) fn touching<'a>(run: &'a Run, contract: &ContractRecord) -> HashMap<&'a str, Vec<&'a TrialRecord>> {
    let mut touching: HashMap<&str, Vec<&TrialRecord>> = HashMap::new();
    for trial in run.trials.iter().filter(|trial| trial.contract == contract.id) {
        for name in touched(trial) {
            touching.entry(name).or_default().push(trial);
        }
    }
    touching
}

/// The result of a trial: the worst of its requirements.
pub(super) fn result_of(run: &Run, levels: &HashMap<&str, &RequirementRecord>, trial: &TrialRecord) -> ItemResult {
    let each = touched(trial).into_iter().filter_map(|id| Some(result(run, levels.get(id)?, trial)));
    let none = if trial.errors.is_empty() && !trial.interrupted { ItemResult::Outside } else { ItemResult::NotTested };
    each.max().unwrap_or(none)
}

/// The result of a requirement in a trial.
fn result(run: &Run, requirement: &RequirementRecord, trial: &TrialRecord) -> ItemResult {
    let id = requirement.id.as_str();
    // What is waived, or was seen once and not again, is for people to decide.
    let worst = |unsure| {
        let found = broken(trial, id).filter(move |found| (found.waived.is_some() || found.flaky) == unsure);
        found.map(|found| found.finding.level).max()
    };
    match (worst(false), worst(true)) {
        (Some(Level::Must), _) => return ItemResult::Ng,
        (Some(Level::Should), _) if run.strict => return ItemResult::Ng,
        (_, Some(Level::Must | Level::Should)) if broken(trial, id).any(|found| found.waived.is_some()) => {
            return ItemResult::Waived;
        }
        (Some(Level::Should), _) | (_, Some(Level::Must | Level::Should)) => return ItemResult::Pending,
        (Some(Level::Open), _) | (_, Some(Level::Open)) => return ItemResult::Outside,
        (None, None) => {}
    }
    match trial.not_tested.get(id) {
        _ if trial.interrupted || !trial.errors.is_empty() => ItemResult::NotTested,
        Some(reason) if reason.is(ReasonId::LeftOut) => ItemResult::Outside,
        Some(_) => ItemResult::NotTested,
        None if requirement.level == Level::Open => ItemResult::Outside,
        None => ItemResult::Ok,
    }
}
