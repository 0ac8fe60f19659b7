//! Recording one trial: what is counted, and which findings are the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;
use serde_json::Value;

use crate::{
    check::{Finding, FindingKey},
    contract::{Message, Pattern, ReasonId, Shape},
    record::{TrialError, TrialRecord},
};

/// The most different findings that one trial reports; a target that is wholly wrong would fill the disk.
const MOST_FINDINGS: usize = 40;

/// What one trial has shown so far.
#[derive(Default)]
pub(super) struct Recorder {
    /// The record as far as it has come.
    pub(super) record: TrialRecord,
    asked: BTreeMap<Arc<str>, u64>,
    /// Requirements that parts of shapes cite and whose part has not come yet.
    pending: BTreeMap<usize, Vec<(Pattern, Arc<str>)>>,
    seen_in_case: BTreeSet<FindingKey>,
    /// Findings of broken requests that were refused without their breach as well.
    hidden: BTreeSet<FindingKey>,
    /// The kinds of violation that showed each finding.
    kinds: BTreeMap<FindingKey, BTreeSet<String>>,
    /// What the case that is being played tries, where no case before it did.
    pub(super) trying: Option<(String, String)>,
    /// Whether the target can no longer be reached.
    lost: bool,
}

impl Recorder {
    pub(super) fn ask(&mut self, requirement: &str) {
        if let Some(count) = self.asked.get_mut(requirement) {
            *count += 1;
        } else {
            self.asked.insert(Arc::from(requirement), 1);
        }
    }

    /// Notes which parts of a shape a response really had: only those were judged.
    pub(super) fn ask_shape(&mut self, number: usize, shape: &Shape, response: &Value) {
        self.ask(&shape.requirement);
        let pending = self.pending.entry(number).or_insert_with(|| parts(shape));
        if pending.is_empty() {
            return;
        }
        let (came, still): (Vec<_>, Vec<_>) =
            std::mem::take(pending).into_iter().partition(|(place, _)| !place.find(response).is_empty());
        *pending = still;
        for (_, requirement) in came {
            self.ask(&requirement);
        }
    }

    /// Begins the next case and returns its number.
    pub(super) fn begin_case(&mut self) -> u64 {
        self.record.cases += 1;
        self.seen_in_case.clear();
        self.trying = None;
        self.record.cases
    }

    /// Notes that the case could not be drawn or confirmed.
    pub(super) fn drop_case(&mut self) {
        self.record.dropped += 1;
    }

    /// Whether a finding was counted before.
    pub(super) fn knows(&self, key: &FindingKey) -> bool {
        self.kinds.contains_key(key)
    }

    /// Whether a finding turned out to rest on something else before.
    pub(super) fn is_hidden(&self, key: &FindingKey) -> bool {
        self.hidden.contains(key)
    }

    /// Notes that a finding rests on something else, so that its case showed nothing of the requirement.
    pub(super) fn hide(&mut self, finding: &Finding) {
        let requirement = finding.requirement.as_str();
        if let Some(count) = self.asked.get_mut(requirement) {
            *count -= 1;
            if *count == 0 {
                self.asked.remove(requirement);
            }
        }
        let reason = || ReasonId::Explained.with([finding.actual_message()]);
        self.unseen(requirement, reason);
        self.hidden.insert(finding.key());
    }

    /// Counts a finding that a case shows in one way; whether it is the first of its key.
    pub(super) fn count(&mut self, key: &FindingKey, way: &str) -> bool {
        let before = self.kinds.len();
        self.kinds.entry(key.clone()).or_default().insert(way.to_owned());
        // One response can show it at a thousand places, such as in each of its rows.
        let fresh = self.seen_in_case.insert(key.clone());
        if self.kinds.len() > before {
            return before < MOST_FINDINGS;
        }
        if let Some(found) = self.record.findings.iter_mut().find(|found| fresh && found.key == *key) {
            found.cases += 1;
        }
        false
    }

    pub(super) fn error(&mut self, error: TrialError) {
        match error {
            TrialError::Interrupted => (self.record.interrupted, self.lost) = (true, true),
            TrialError::Stopped(_) => self.lost = true,
            TrialError::Target { .. } | TrialError::Ours(_) => {
                if !self.record.errors.contains(&error) && self.record.errors.len() < 10 {
                    self.record.errors.push(error);
                }
            }
        }
    }

    /// Notes why requirements that the trial stands for cannot be put to the test.
    pub(super) fn not_tested(&mut self, requirements: &[String], reason: &Message) {
        for requirement in requirements {
            self.record.not_tested.insert(requirement.clone(), reason.clone());
        }
    }

    /// Ends the trial for a reason that says nothing of the target: what it would have tested is not tested.
    pub(super) fn stop(&mut self, reason: &Message, requirements: &[String]) {
        for requirement in requirements {
            self.record.not_tested.entry(requirement.clone()).or_insert_with(|| reason.clone());
        }
    }

    /// Notes that a case did not show what a requirement says, although it was meant to.
    pub(super) fn unseen(&mut self, requirement: &str, reason: impl FnOnce() -> Message) {
        if !self.record.unseen.contains_key(requirement) {
            self.record.unseen.insert(requirement.to_owned(), reason());
        }
    }

    /// Whether the target can no longer be reached.
    pub(super) fn lost(&self) -> bool {
        self.lost
    }

    pub(super) fn observe(&mut self, requirement: &str, seen: Message) {
        let list = self.record.observed.entry(requirement.to_owned()).or_default();
        if list.len() < 20 {
            list.insert(seen);
        }
    }

    pub(super) fn done(mut self, began: Timestamp, micros: u64) -> TrialRecord {
        self.record.asked =
            self.asked.into_iter().map(|(requirement, count)| (requirement.to_string(), count)).collect();
        self.record.began = format!("{began:.3}");
        self.record.micros = micros;
        for found in &mut self.record.findings {
            found.kinds = self.kinds.remove(&found.key).unwrap_or_default();
        }
        self.record
    }
}

fn parts(shape: &Shape) -> Vec<(Pattern, Arc<str>)> {
    let mut parts: Vec<(Pattern, Arc<str>)> = Vec::new();
    for (place, requirement) in &shape.parts {
        let known = parts.iter().any(|(pattern, known)| **known == **requirement && pattern.to_string() == *place);
        if let (false, Some(pattern)) = (known, Pattern::new(place)) {
            parts.push((pattern, Arc::from(requirement.as_str())));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        contract::schema::{Options, Validator},
        run::testing::{finding, found as made_up},
        target::ErrorKind,
    };

    fn done(recorder: Recorder) -> TrialRecord {
        recorder.done("2027-01-31T00:00:00.123456Z".parse().expect("a time"), 7)
    }

    #[test]
    fn a_requirement_counts_as_often_as_it_is_asked() {
        let mut recorder = Recorder::default();
        for requirement in ["A", "B", "A", "A"] {
            recorder.ask(requirement);
        }
        let record = done(recorder);
        assert_eq!(record.asked, [("A".to_owned(), 3), ("B".to_owned(), 1)].into());
        assert_eq!((record.began.as_str(), record.micros), ("2027-01-31T00:00:00.123Z", 7));
    }

    fn shape(parts: &[(&str, &str)]) -> Shape {
        let parts = parts.iter().map(|(place, requirement)| ((*place).to_owned(), (*requirement).to_owned())).collect();
        let validator = Validator::new(&json!(true), &Options::default()).expect("a schema");
        let (cited, outline, unordered) = Default::default();
        Shape { validator, requirement: "W".to_owned(), cited, parts, outline, unordered }
    }

    #[test]
    fn a_part_of_a_shape_counts_once_and_only_where_an_answer_has_it() {
        let (shape, other) = (shape(&[("/a", "A"), ("/b/*", "B"), ("/b/*", "C")]), shape(&[("/a", "A")]));
        let mut recorder = Recorder::default();
        for response in [json!({}), json!({"b": []}), json!({"b": [1, 2]}), json!({"b": [3]}), json!({"a": null})] {
            recorder.ask_shape(0, &shape, &response);
        }
        recorder.ask_shape(1, &other, &json!({"a": 1}));
        recorder.ask_shape(1, &other, &json!({"a": 1}));
        let due = [("W", 7), ("A", 2), ("B", 1), ("C", 1)].map(|(requirement, count)| (requirement.to_owned(), count));
        assert_eq!(done(recorder).asked, due.into());
    }

    #[test]
    fn a_place_that_cites_a_requirement_twice_is_one_part() {
        let parts = parts(&shape(&[("/a", "A"), ("/a", "A"), ("/a", "B"), ("/b", "A"), ("no pointer", "A")]));
        let told: Vec<String> = parts.iter().map(|(place, requirement)| format!("{place} {requirement}")).collect();
        assert_eq!(told, ["/a A", "/a B", "/b A"]);
    }

    #[test]
    fn a_finding_counts_once_for_a_case_whatever_it_shows_of_it() {
        let (mut recorder, key) = (Recorder::default(), finding("A").key());
        assert_eq!(recorder.begin_case(), 1);
        assert!(recorder.count(&key, "null"), "it is new");
        recorder.record.findings.push(made_up(finding("A")));
        assert!(!recorder.count(&key, "null"));
        assert_eq!(recorder.record.findings[0].cases, 1);
        assert_eq!(recorder.begin_case(), 2);
        assert!(!recorder.count(&key, "one-over"));
        assert!(recorder.count(&finding("B").key(), "one-over"), "another one is new");
        recorder.drop_case();
        let record = done(recorder);
        let kinds = ["null", "one-over"].map(str::to_owned).into();
        assert_eq!((record.findings[0].cases, &record.findings[0].kinds), (2, &kinds));
        assert_eq!((record.cases, record.dropped), (2, 1));
    }

    #[test]
    fn a_target_that_is_wholly_wrong_fills_no_disk() {
        let mut recorder = Recorder::default();
        let mut kept = 0;
        for number in 0..MOST_FINDINGS + 3 {
            let finding = finding(&format!("A-{number}"));
            if recorder.count(&finding.key(), "null") {
                recorder.record.findings.push(made_up(finding));
                kept += 1;
            }
        }
        assert_eq!(kept, MOST_FINDINGS);
    }

    #[test]
    fn errors_are_told_once_each_and_those_that_are_none_of_the_target_end_the_trial_without_one() {
        let target = |text: &str| TrialError::Target { kind: ErrorKind::Refused, text: text.into() };
        let ours = |text: &str| TrialError::Ours(text.into());
        for (errors, told, lost, interrupted) in [
            (vec![ours("a"), ours("a"), ours("b")], vec![ours("a"), ours("b")], false, false),
            (vec![target("a"), ours("b")], vec![target("a"), ours("b")], false, false),
            (vec![TrialError::Stopped("a".into())], Vec::new(), true, false),
            (vec![TrialError::Interrupted], Vec::new(), true, true),
        ] {
            let mut recorder = Recorder::default();
            for error in errors {
                recorder.error(error);
            }
            assert_eq!(recorder.lost(), lost, "{told:?}");
            let record = done(recorder);
            assert_eq!((record.errors, record.interrupted), (told, interrupted));
        }
        let mut recorder = Recorder::default();
        (0..12).for_each(|number| recorder.error(ours(&number.to_string())));
        assert_eq!(done(recorder).errors.len(), 10);
    }

    #[test]
    fn a_stop_leaves_the_reasons_that_are_there() {
        let mut recorder = Recorder::default();
        recorder.not_tested(&["A".to_owned()], &"no state".into());
        recorder.stop(&"no budget".into(), &["A".to_owned(), "B".to_owned()]);
        let due = [("A", "no state"), ("B", "no budget")].map(|(a, b)| (a.to_owned(), b.into()));
        assert_eq!(done(recorder).not_tested, due.into());
    }

    #[test]
    fn what_was_observed_is_kept_up_to_a_limit() {
        let mut recorder = Recorder::default();
        (0..22).for_each(|number| recorder.observe("A", format!("{number:02}").into()));
        recorder.observe("B", "x".into());
        let observed = done(recorder).observed;
        assert_eq!((observed["A"].len(), observed["B"].len()), (20, 1));
        assert!(observed["A"].contains(&"19".into()));
    }
}
