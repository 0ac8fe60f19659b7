//! One test item of the workbook, and what it came to.

use super::sheet::{Cell, Shade};
use crate::record::{ContractRecord, Found, RequirementRecord, TrialRecord};

/// What a test item came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemResult {
    Ok,
    Ng,
    /// Somebody has to decide, or it could not be tested.
    Pending,
    /// Nothing that the document promises is judged.
    Outside,
}

impl ItemResult {
    pub(super) const ALL: [Self; 4] = [Self::Ok, Self::Ng, Self::Pending, Self::Outside];

    /// Its cell.
    pub(super) fn cell(self) -> Cell {
        match self {
            Self::Ok => Cell::Mark("OK", Shade::Good),
            Self::Ng => Cell::Mark("NG", Shade::Bad),
            Self::Pending => Cell::Mark("保留", Shade::Doubtful),
            Self::Outside => Cell::Mark("対象外", Shade::Grey),
        }
    }
}

/// One row of the sheet.
pub(super) struct Item<'a> {
    pub(super) contract: &'a ContractRecord,
    pub(super) requirement: &'a RequirementRecord,
    /// The trial; none where nothing asked the requirement.
    pub(super) trial: Option<&'a TrialRecord>,
    pub(super) result: ItemResult,
    /// Further trials that went as well as this one and have no row.
    pub(super) alike: usize,
}

/// The findings of a trial that break a requirement.
pub(super) fn broken<'a>(trial: &'a TrialRecord, requirement: &str) -> impl Iterator<Item = &'a Found> {
    trial.findings.iter().filter(move |found| found.finding.requirement == requirement)
}
