//! Waivers laid over what was found.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    contract::place_of,
    record::{Found, TrialRecord, Waived, WaiverRecord, WaiverState},
    target::Waiver,
};

/// The day of a time, UTC.
pub(super) fn day(time: Timestamp) -> Date {
    time.to_zoned(TimeZone::UTC).date()
}

/// Marks the findings of a trial that waivers in force cover whole: each kind of violation that shows them.
pub(super) fn mark(waivers: &[Waived], trial: &mut TrialRecord, today: Date) {
    for found in &mut trial.findings {
        let own = waivers.iter().filter(|waived| waived.contract == trial.contract).map(|waived| &waived.waiver);
        let covering: Vec<&Waiver> = own.filter(|waiver| waiver.until >= today && fits(waiver, found)).collect();
        let covered = |kind: &String| covering.iter().any(|waiver| waiver.kind.as_ref().is_none_or(|own| own == kind));
        let whole = !covering.is_empty() && found.kinds.iter().all(covered);
        found.waived = whole.then(|| covering[0].clone());
    }
}

/// What came of each waiver. Of a plan of which not all was played nobody can say that a finding is gone.
pub(super) fn records(waivers: &[Waived], trials: &[TrialRecord], all: bool, today: Date) -> Vec<WaiverRecord> {
    let record = |waived: &Waived| {
        let requirement = &waived.waiver.requirement;
        let own = || trials.iter().filter(|trial| trial.contract == waived.contract);
        let found = own().flat_map(|trial| &trial.findings).filter(|found| fits(&waived.waiver, found));
        let findings = found.count() as u64;
        let asked = own().any(|trial| trial.asked.contains_key(requirement));
        let in_part = own().any(|trial| trial.not_tested.contains_key(requirement) || !trial.errors.is_empty());
        let state = if waived.waiver.until < today {
            WaiverState::Expired
        } else if findings > 0 {
            WaiverState::Used
        } else if all && asked && !in_part {
            WaiverState::Stale
        } else {
            WaiverState::Untested
        };
        WaiverRecord { of: waived.clone(), state, findings }
    };
    waivers.iter().map(record).collect()
}

/// Whether a waiver speaks of a finding; of one that several kinds show it may speak in part.
fn fits(waiver: &Waiver, found: &Found) -> bool {
    let finding = &found.finding;
    let same = |wanted: &Option<String>, fits: &dyn Fn(&str) -> bool| wanted.as_deref().is_none_or(fits);
    waiver.requirement == finding.requirement
        && same(&waiver.operation, &|operation| operation == finding.operation)
        && same(&waiver.pointer, &|pointer| {
            let place = place_of(pointer);
            let at = &found.intent.at;
            place == place_of(&finding.pointer) || (!at.is_empty() && place == place_of(at))
        })
        && same(&waiver.kind, &|kind| found.kinds.contains(kind))
        && same(&waiver.expected_code, &|code| finding.codes.due.iter().any(|due| due == code))
        && same(&waiver.observed_code, &|code| finding.codes.came.iter().any(|came| came == code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_of_utc() {
        let day_of = |text: &str| day(text.parse().unwrap()).to_string();
        assert_eq!(day_of("2027-01-31T23:59:59Z"), "2027-01-31");
        assert_eq!(day_of("2027-02-01T08:00:00+09:00"), "2027-01-31");
    }
}
