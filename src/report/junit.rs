//! `junit.xml`: the run for a CI system. One suite for each operation, one test case for each trial. It keeps the schema that the xUnit
//! plugin of Jenkins validates against (`junit-10.xsd`), the strictest of those that readers use.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::{
    causes::{FindingIndex, flaky_note},
    line_diff::diff,
    summary::word,
    verdict,
};
use crate::{
    contract::{Language, Message},
    record::{Found, Run, TrialId, TrialRecord, Verdict},
    util::visible::{visible, visible_line},
};

/// Findings of one trial that are shown in full.
const MOST_IN_FULL: usize = 5;
/// What one part of a finding may take in bytes, and a line of it.
const PART: usize = 4_000;
const LINE: usize = 600;
/// What all details may take together; a system that reads the file holds it in memory.
const ALL: usize = 8_000_000;

/// The run as XML.
pub(super) fn render(run: &Run, language: Language) -> String {
    let mut document = Document { index: FindingIndex::new(run), language, left: ALL };
    let mut suites: BTreeMap<(&str, String), Vec<TestCase>> = BTreeMap::new();
    for trial in &run.trials {
        let (group, name) = parted(&trial.id);
        let case = document.case(trial, &group, &name);
        suites.entry((&trial.contract, group)).or_default().push(case);
    }
    let mut report = Report::new("tekigo");
    let timestamp = run.started.parse().ok();
    report.time = Duration::try_from_secs_f64(run.seconds).ok();
    for ((contract, group), cases) in suites {
        let mut suite = TestSuite::new(visible_line(&format!("{contract}.{group}"), LINE));
        suite.timestamp = timestamp;
        suite.time = Some(cases.iter().filter_map(|case| case.time).sum());
        suite.add_properties(properties(run, contract));
        suite.add_test_cases(cases);
        report.add_test_suite(suite);
    }
    let skipped = format!(" skipped=\"{}\"", report.skipped);
    // Writing to memory cannot fail, and every name is plain text. The schema knows the number of skipped tests of a suite, and not of all
    // suites together; the name of the report, before it, is ours.
    report.to_string().unwrap_or_default().replacen(&skipped, "", 1)
}

/// A trial as CI systems show it.
pub(super) struct Shown {
    /// Its contract and operation.
    pub(super) suite: String,
    /// Its name in there.
    pub(super) name: String,
    /// As CTRF names it: what prevented a verdict is `other`.
    pub(super) status: &'static str,
    /// What is wrong, or why it was not run, in one line.
    pub(super) message: Option<String>,
    /// What is wrong in full, within the limit of the file.
    pub(super) details: Option<String>,
}

/// Every trial, in the order of the run.
pub(super) fn shown(run: &Run, language: Language) -> Vec<Shown> {
    let mut document = Document { index: FindingIndex::new(run), language, left: ALL };
    let one = |trial: &TrialRecord| {
        let (group, name) = parted(&trial.id);
        let (status, message, details) = match document.status(trial) {
            TestCaseStatus::Success { .. } => ("passed", None, None),
            TestCaseStatus::NonSuccess { kind, message, description, .. } => {
                (if kind == NonSuccessKind::Failure { "failed" } else { "other" }, message, description)
            }
            TestCaseStatus::Skipped { message, description, .. } => ("skipped", message, description),
        };
        let text = |text: quick_junit::XmlString| text.as_str().to_owned();
        Shown {
            suite: format!("{}/{group}", trial.contract),
            name,
            status,
            message: message.map(text),
            details: details.map(text),
        }
    };
    run.trials.iter().map(one).collect()
}

/// The requirements that a trial is about.
pub(super) fn about(trial: &TrialRecord) -> BTreeSet<&String> {
    let found = trial.findings.iter().map(|found| &found.finding.requirement);
    trial.asked.keys().chain(trial.not_tested.keys()).chain(found).collect()
}

/// The suite of a trial, which is its operation or else its group, and its name in there.
fn parted(id: &TrialId) -> (String, String) {
    if id.operation.is_empty() {
        (id.group.word().to_owned(), id.rest.clone())
    } else {
        (id.operation.clone(), id.own())
    }
}

/// What the whole suite rests on.
fn properties(run: &Run, contract: &str) -> Vec<Property> {
    let property = |name: &str, value: &str| Property::new(name, visible_line(value, LINE));
    let digest = run.contracts.iter().find(|record| record.id == contract).map(|record| record.digest.as_str());
    let mut all = vec![
        property("tekigo", env!("CARGO_PKG_VERSION")),
        property("target", &run.target.name),
        property("seed", &run.seed.to_string()),
        property("plan", &run.plan_hash),
        // Trials that could not be played because something is missing are skipped; that requirements were not tested shows here.
        property("verdict", &verdict::words(run, Language::English)),
    ];
    all.extend(digest.map(|digest| property("contract", &format!("{contract} {digest}"))));
    all
}

struct Document<'a> {
    index: FindingIndex<'a>,
    language: Language,
    /// How many bytes of details may still be written.
    left: usize,
}

impl Document<'_> {
    fn case(&mut self, trial: &TrialRecord, group: &str, name: &str) -> TestCase {
        let status = self.status(trial);
        let skipped = matches!(status, TestCaseStatus::Skipped { .. });
        let mut case = TestCase::new(visible_line(name, LINE), status);
        case.set_classname(visible_line(&format!("{}.{group}", trial.contract), LINE));
        case.set_time(Duration::from_micros(trial.micros));
        case.set_system_out(self.beside(trial, skipped));
        case
    }

    /// A requirement that is not met fails; where there is none, what prevented the requests is an error, and what was not sent is skipped.
    fn status(&mut self, trial: &TrialRecord) -> TestCaseStatus {
        let broken: Vec<&Found> =
            trial.findings.iter().filter(|found| self.index.verdict(found) == Verdict::Fail).collect();
        if let Some(first) = broken.first() {
            let mut message = message(first, self.language);
            if broken.len() > 1 {
                message.push_str(&format!(" (+{})", broken.len() - 1));
            }
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let check = visible_line(&first.finding.check, LINE);
            status.set_type(check).set_message(message).set_description(self.details(trial, &broken));
            return status;
        }
        let flaky: Vec<&Found> =
            trial.findings.iter().filter(|found| self.index.verdict(found) == Verdict::Error).collect();
        if let Some(first) = flaky.first() {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status
                .set_type("flaky")
                .set_message(message(first, self.language))
                .set_description(self.details(trial, &flaky));
            return status;
        }
        if let Some(error) = trial.errors.first() {
            let all: Vec<String> =
                trial.errors.iter().take(20).map(|error| visible(&self.told(&error.message()), PART)).collect();
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status
                .set_type("error")
                .set_message(visible_line(&self.told(&error.message()), LINE))
                .set_description(all.join("\n"));
            return status;
        }
        let not_tested = trial.not_tested.values().next();
        let reason: Option<Cow<'_, str>> = if trial.interrupted {
            Some(word(self.language, "試験は中断された", "the run was interrupted").into())
        } else {
            not_tested.filter(|_| trial.cases == 0).map(|reason| self.told(reason).into())
        };
        reason.map_or_else(TestCaseStatus::success, |reason| {
            let mut status = TestCaseStatus::skipped();
            status.set_message(visible_line(&reason, LINE));
            status
        })
    }

    /// What is next to the verdict: the requirements that the trial is about (a test case has no properties in the schema), warnings,
    /// errors that a failure hides, requirements that were left out.
    fn beside(&mut self, trial: &TrialRecord, skipped: bool) -> String {
        let mut lines: Vec<String> =
            about(trial).into_iter().map(|id| format!("requirement: {}", visible_line(id, LINE))).collect();
        for found in &trial.findings {
            let verdict = self.index.verdict(found);
            if verdict != Verdict::Fail {
                lines.push(format!("{}: {}", verdict.name(), message(found, self.language)));
            }
        }
        if !trial.findings.is_empty() {
            lines.extend(
                trial.errors.iter().map(|error| format!("error: {}", visible_line(&self.told(&error.message()), LINE))),
            );
        }
        if !skipped {
            let left_out = trial.not_tested.iter();
            lines.extend(
                left_out.map(|(id, reason)| format!("not-tested: {id}: {}", visible_line(&self.told(reason), LINE))),
            );
        }
        if trial.dropped > 0 {
            lines.push(format!("dropped: {}", trial.dropped));
            lines.extend(trial.dropped_why.iter().map(|(why, count)| format!("  {count}: {}", self.told(why))));
        }
        let text = lines.join("\n");
        self.allowed(text)
    }

    fn told(&self, message: &Message) -> String {
        message.in_language(self.language)
    }

    fn details(&mut self, trial: &TrialRecord, broken: &[&Found]) -> String {
        let mut text = String::new();
        for found in broken.iter().take(MOST_IN_FULL) {
            text.push_str(&self.detail(trial, found));
            text.push('\n');
        }
        if broken.len() > MOST_IN_FULL {
            let rest = broken.len() - MOST_IN_FULL;
            text.push_str(&format!("+{rest}: report.json\n"));
        }
        self.allowed(text)
    }

    fn detail(&self, trial: &TrialRecord, found: &Found) -> String {
        let finding = &found.finding;
        let clause = self.index.clause(trial, found).map(|clause| visible(clause.get(self.language), PART));
        let mut text = format!(
            "{} ({}) {}\n{}\n{} {}\n",
            visible_line(&finding.requirement, LINE),
            finding.level.name(),
            clause.unwrap_or_default(),
            visible(&found.intent.in_words(self.language), PART),
            visible_line(&finding.check, LINE),
            visible_line(&finding.pointer, LINE)
        );
        let lines = diff(&finding.expected_in(self.language), &finding.actual_in(self.language), self.language);
        let lines: Vec<&str> = lines.lines().filter(|line| !line.starts_with("@@")).collect();
        text.push_str(&visible(&lines.join("\n"), PART));
        text.push_str(&format!("\n{}\n", visible(&found.curl, PART)));
        if let Some(replay) = self.index.replay(found) {
            text.push_str(&visible(&replay, PART));
            text.push('\n');
        }
        text
    }

    /// The text, as far as the file may still grow.
    fn allowed(&mut self, text: String) -> String {
        let text = if text.len() > self.left { visible(&text, self.left) } else { text };
        self.left = self.left.saturating_sub(text.len());
        text
    }
}

/// A finding in one line.
fn message(found: &Found, language: Language) -> String {
    let finding = &found.finding;
    let (expected, actual) = (finding.expected_in(language), finding.actual_in(language));
    let (expected, actual) = (visible_line(&expected, LINE), visible_line(&actual, LINE));
    let flaky = if found.flaky { format!(" ({})", flaky_note(language)) } else { String::new() };
    let requirement = visible_line(&finding.requirement, LINE);
    match language {
        Language::Japanese => format!("{requirement}: 期待 {expected}、実際 {actual}{flaky}"),
        Language::English => format!("{requirement}: expected {expected}, got {actual}{flaky}"),
    }
}
