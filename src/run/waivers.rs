//! Waivers laid over what was found.

use std::collections::{BTreeMap, BTreeSet};

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

/// Marks the findings of trials that waivers in force cover whole: each kind of violation that shows them.
pub(super) fn mark(waivers: &[Waived], trials: &mut [TrialRecord], today: Date) {
    let bounds: Vec<(&Waived, Contested)> = waivers.iter().map(|waived| (waived, contested(waived, trials))).collect();
    for trial in trials {
        let own: Vec<_> = bounds.iter().filter(|(waived, _)| waived.contract == trial.contract).collect();
        for found in &mut trial.findings {
            let covers = |(waived, contested): &&&(&Waived, Contested)| {
                waived.waiver.until >= today
                    && fits(&waived.waiver, &trial.name, found)
                    && !contested.contains(&place(found))
            };
            let covering: Vec<&Waiver> = own.iter().filter(covers).map(|(waived, _)| &waived.waiver).collect();
            let covered =
                |kind: &String| covering.iter().any(|waiver| waiver.kind.as_ref().is_none_or(|own| own == kind));
            let whole = !covering.is_empty() && found.kinds.iter().all(covered);
            found.waived = whole.then(|| Box::new(covering[0].clone()));
        }
    }
}

/// Operations and places of requests.
type Contested = BTreeSet<(String, String)>;

fn place(found: &Found) -> (String, String) {
    (found.finding.operation.clone(), place_of(&found.intent.at))
}

/// Where a waiver without a kind fits breaches of several constraints. Which of them was known when it was written it does not say, so
/// it covers none of them: one that came later has to fail.
fn contested(waived: &Waived, trials: &[TrialRecord]) -> Contested {
    let mut keywords: BTreeMap<(String, String), BTreeSet<&str>> = BTreeMap::new();
    if waived.waiver.kind.is_none() {
        let own = trials.iter().filter(|trial| trial.contract == waived.contract);
        let fitting = own.flat_map(|trial| fitting(&waived.waiver, trial));
        for found in fitting.filter(|found| !found.intent.keyword.is_empty()) {
            keywords.entry(place(found)).or_default().insert(&found.intent.keyword);
        }
    }
    keywords.into_iter().filter(|(_, keywords)| keywords.len() > 1).map(|(place, _)| place).collect()
}

/// What became of each waiver. Of a plan of which not all was played nobody can say that a finding is gone.
pub(super) fn records(waivers: &[Waived], trials: &[TrialRecord], all: bool, today: Date) -> Vec<WaiverRecord> {
    let record = |waived: &Waived| {
        let requirement = &waived.waiver.requirement;
        let own = || trials.iter().filter(|trial| trial.contract == waived.contract);
        let found: Vec<&Found> = own().flat_map(|trial| fitting(&waived.waiver, trial)).collect();
        let contested = contested(waived, trials);
        let is_waived = |found: &&&Found| found.waived.is_some() && !contested.contains(&place(found));
        let expired = waived.waiver.until < today;
        let left = found.iter().filter(|found| !is_waived(found) && !expired);
        let kinds = left.flat_map(|found| &found.kinds);
        let beside = kinds.filter(|kind| waived.waiver.kind.as_ref().is_none_or(|own| own != *kind)).cloned().collect();
        let asked = own().any(|trial| trial.asked.contains_key(requirement));
        let in_part = own().any(|trial| trial.not_tested.contains_key(requirement) || !trial.errors.is_empty());
        let state = if expired {
            WaiverState::Expired
        } else if found.iter().any(|found| is_waived(&found)) {
            WaiverState::Used
        } else if !found.is_empty() {
            WaiverState::InPart
        } else if all && asked && !in_part {
            WaiverState::Stale
        } else {
            WaiverState::Untested
        };
        let is_counted = |found: &&&Found| expired || is_waived(found);
        let findings = found.iter().filter(is_counted).count() as u64;
        WaiverRecord { of: waived.clone(), state, findings, beside }
    };
    waivers.iter().map(record).collect()
}

/// The findings of a trial that a waiver is about.
fn fitting<'a>(waiver: &'a Waiver, trial: &'a TrialRecord) -> impl Iterator<Item = &'a Found> {
    trial.findings.iter().filter(|found| fits(waiver, &trial.name, found))
}

/// Whether a waiver speaks of a finding; of one that several kinds show it may speak in part.
fn fits(waiver: &Waiver, trial: &str, found: &Found) -> bool {
    let finding = &found.finding;
    let same = |wanted: &Option<String>, fits: &dyn Fn(&str) -> bool| wanted.as_deref().is_none_or(fits);
    waiver.requirement == finding.requirement
        && same(&waiver.trial, &|name| name == trial)
        && same(&waiver.check, &|check| check == finding.check)
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
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        record::TrialError,
        run::testing::{finding, found, record},
    };

    /// The waiver of requirement `A` in the shop, with more parts.
    fn waived(more: &Value) -> Waived {
        let mut waiver = json!({"requirement": "A", "until": "2027-01-31", "owner": "o", "reason": "r"});
        for (key, value) in more.as_object().into_iter().flatten() {
            waiver[key] = value.clone();
        }
        Waived { contract: "shop".to_owned(), waiver: serde_json::from_value(waiver).expect("a waiver") }
    }

    fn on(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn a_day_ends_at_midnight_of_utc() {
        let day_of = |text: &str| day(text.parse().unwrap()).to_string();
        assert_eq!(day_of("2027-01-31T23:59:59Z"), "2027-01-31");
        assert_eq!(day_of("2027-02-01T08:00:00+09:00"), "2027-01-31");
    }

    #[test]
    fn a_waiver_fits_where_every_part_of_it_does() {
        for (more, expected) in [
            (json!({}), true),
            (json!({"requirement": "B"}), false),
            (json!({"trial": "shop/a", "check": "code"}), true),
            (json!({"trial": "shop/b"}), false),
            (json!({"check": "outcome"}), false),
            (json!({"operation": "order"}), true),
            (json!({"operation": "find"}), false),
            (json!({"pointer": "/error/code"}), true),
            (json!({"pointer": "/rows/7/n"}), true),
            (json!({"pointer": "/rows"}), false),
            (json!({"kind": "one-over"}), true),
            (json!({"kind": "null"}), false),
            (json!({"expected_code": "E1"}), true),
            (json!({"expected_code": "E2"}), false),
            (json!({"observed_code": "E2"}), true),
            (json!({"observed_code": "E1"}), false),
            (json!({"operation": "order", "pointer": "/rows/7/n", "kind": "one-over", "observed_code": "E2"}), true),
            (json!({"operation": "order", "pointer": "/rows/7/n", "kind": "null", "observed_code": "E2"}), false),
        ] {
            assert_eq!(fits(&waived(&more).waiver, "shop/a", &found(finding("A"))), expected, "{more}");
        }
    }

    #[test]
    fn a_case_without_a_place_fits_no_waiver_of_the_whole_request() {
        let mut found = found(finding("A"));
        found.intent.at.clear();
        assert!(!fits(&waived(&json!({"pointer": ""})).waiver, "shop/a", &found));
        found.finding.pointer.clear();
        assert!(fits(&waived(&json!({"pointer": ""})).waiver, "shop/a", &found));
    }

    #[test]
    fn a_finding_is_waived_as_a_whole_or_not_at_all() {
        let kind = |kind: &str| waived(&json!({"kind": kind}));
        let other = Waived { contract: "other".to_owned(), ..waived(&json!({})) };
        for (kinds, waivers, today, expected) in [
            (vec!["one-over"], vec![waived(&json!({}))], "2027-01-31", true),
            (vec!["one-over"], vec![waived(&json!({}))], "2027-02-01", false),
            (vec!["one-over"], vec![waived(&json!({"requirement": "B"}))], "2027-01-31", false),
            (vec!["one-over"], vec![other], "2027-01-31", false),
            (vec!["one-over"], Vec::new(), "2027-01-31", false),
            (Vec::new(), Vec::new(), "2027-01-31", false),
            (Vec::new(), vec![waived(&json!({}))], "2027-01-31", true),
            (vec!["one-over"], vec![kind("one-over")], "2027-01-31", true),
            (vec!["one-over", "null"], vec![kind("one-over")], "2027-01-31", false),
            (vec!["one-over", "null"], vec![kind("one-over"), kind("null")], "2027-01-31", true),
            (vec!["one-over", "null"], vec![waived(&json!({}))], "2027-01-31", true),
        ] {
            let mut found = found(finding("A"));
            found.kinds = kinds.iter().map(|kind| (*kind).to_owned()).collect();
            let mut trial = record("shop/a", vec![found]);
            mark(&waivers, std::slice::from_mut(&mut trial), on(today));
            assert_eq!(trial.findings[0].waived.is_some(), expected, "{kinds:?} {waivers:?} {today}");
        }
    }

    #[test]
    fn a_waiver_is_used_only_where_a_finding_is_waived_by_it() {
        let kind = |kind: &str| waived(&json!({"kind": kind}));
        // A finding at the same place that no waiver names, and one that two kinds show.
        for (kinds, waivers, due) in [
            (&[&["zero"][..]][..], vec![kind("zero")], vec![("used", 1, "")]),
            (&[&["zero"], &["one-over"]], vec![kind("zero")], vec![("used", 1, "")]),
            (&[&["zero", "one-under"]], vec![kind("zero")], vec![("in-part", 0, "one-under")]),
            (
                &[&["zero", "one-under"], &["one-over"]],
                vec![kind("zero"), kind("one-under")],
                vec![("used", 1, ""), ("used", 1, "")],
            ),
            (&[&["zero", "null"], &["zero"]], vec![kind("zero")], vec![("used", 1, "null")]),
            (&[&["one-over"]], vec![kind("zero")], vec![("untested", 0, "")]),
            (&[&["zero"], &["one-over"]], vec![waived(&json!({}))], vec![("used", 2, "")]),
        ] {
            let of = |kinds: &&[&str]| {
                let kinds = kinds.iter().map(|kind| (*kind).to_owned()).collect();
                Found { kinds, ..found(finding("A")) }
            };
            let mut trial = record("shop/a", kinds.iter().map(of).collect());
            mark(&waivers, std::slice::from_mut(&mut trial), on("2027-01-31"));
            let waived = trial.findings.iter().filter(|found| found.waived.is_some()).count();
            let records = records(&waivers, &[trial], true, on("2027-01-31"));
            let told = |record: &WaiverRecord| {
                let beside: Vec<&str> = record.beside.iter().map(String::as_str).collect();
                (record.state.name(), record.findings, beside.join(" "))
            };
            let due: Vec<_> = due.into_iter().map(|(state, count, beside)| (state, count, beside.to_owned())).collect();
            assert_eq!(records.iter().map(told).collect::<Vec<_>>(), due, "{kinds:?}");
            let most = due.iter().map(|(_, count, _)| *count).max();
            assert_eq!(Some(waived as u64), most, "{kinds:?}: what is not named fails");
        }
    }

    /// Zero was let through when the waiver was written; that one too many is let through as well came later.
    #[test]
    fn a_waiver_without_a_kind_covers_no_second_defect_at_the_same_place() {
        let of = |at: &str, keyword: &str, kind: &str| {
            let mut found = found(finding("A"));
            (found.intent.at, found.intent.keyword) = (at.to_owned(), keyword.to_owned());
            found.kinds = [kind.to_owned()].into();
            record(&format!("shop/{at}/{keyword}"), vec![found])
        };
        let (zero, over) = (of("/rows/7/n", "minimum", "zero"), of("/rows/3/n", "maximum", "one-over"));
        let (elsewhere, again) = (of("/m", "maximum", "one-over"), of("/rows/1/n", "minimum", "zero"));
        let (broad, kind) = (waived(&json!({})), waived(&json!({"kind": "zero"})));
        for (trials, waivers, covered, told) in [
            (vec![&zero], vec![&broad], vec![true], vec![("used", 1, "")]),
            (vec![&zero, &again], vec![&broad], vec![true, true], vec![("used", 2, "")]),
            (vec![&zero, &over], vec![&broad], vec![false, false], vec![("in-part", 0, "one-over zero")]),
            (vec![&zero, &over], vec![&kind], vec![true, false], vec![("used", 1, "")]),
            (
                vec![&zero, &over],
                vec![&broad, &kind],
                vec![true, false],
                vec![("in-part", 0, "one-over zero"), ("used", 1, "")],
            ),
            (
                vec![&zero, &over, &elsewhere],
                vec![&broad],
                vec![false, false, true],
                vec![("used", 1, "one-over zero")],
            ),
        ] {
            let mut trials: Vec<TrialRecord> = trials.into_iter().cloned().collect();
            let waivers: Vec<Waived> = waivers.into_iter().cloned().collect();
            mark(&waivers, &mut trials, on("2027-01-31"));
            let marked: Vec<bool> = trials.iter().map(|trial| trial.findings[0].waived.is_some()).collect();
            assert_eq!(marked, covered);
            let records = records(&waivers, &trials, true, on("2027-01-31"));
            let lines = records.iter().map(|record| {
                let beside: Vec<&str> = record.beside.iter().map(String::as_str).collect();
                (record.state.name(), record.findings, beside.join(" "))
            });
            let told: Vec<_> = told.into_iter().map(|(state, count, kinds)| (state, count, kinds.to_owned())).collect();
            assert_eq!(lines.collect::<Vec<_>>(), told);
        }
    }

    #[test]
    fn a_waiver_is_stale_only_where_all_was_played_and_its_requirement_was_tested_whole() {
        let asked = |name: &str| TrialRecord { asked: [("A".to_owned(), 1)].into(), ..record(name, Vec::new()) };
        let broken = || {
            let mut broken = TrialRecord { findings: vec![found(finding("A"))], ..asked("shop/a") };
            mark(&[waived(&json!({}))], std::slice::from_mut(&mut broken), on("2027-01-31"));
            broken
        };
        let skipped = TrialRecord { not_tested: [("A".to_owned(), "why".into())].into(), ..asked("shop/a") };
        let failed = TrialRecord { errors: vec![TrialError::Ours("why".into())], ..asked("shop/a") };
        let elsewhere = TrialRecord { contract: "other".to_owned(), ..broken() };
        for (trials, all, today, state, findings) in [
            (vec![broken()], true, "2027-01-31", WaiverState::Used, 1),
            (vec![broken(), broken()], false, "2027-01-31", WaiverState::Used, 2),
            (vec![broken()], true, "2027-02-01", WaiverState::Expired, 1),
            (vec![asked("shop/a")], true, "2027-01-30", WaiverState::Stale, 0),
            (vec![asked("shop/a"), elsewhere], true, "2027-01-30", WaiverState::Stale, 0),
            (vec![asked("shop/a")], false, "2027-01-30", WaiverState::Untested, 0),
            (vec![record("shop/a", Vec::new())], true, "2027-01-30", WaiverState::Untested, 0),
            (vec![skipped], true, "2027-01-30", WaiverState::Untested, 0),
            (vec![failed], true, "2027-01-30", WaiverState::Untested, 0),
        ] {
            let records = records(&[waived(&json!({}))], &trials, all, on(today));
            assert_eq!((records[0].state, records[0].findings), (state, findings), "{state:?} {all} {today}");
            assert_eq!((records.len(), records[0].of.contract.as_str()), (1, "shop"));
        }
    }
}
