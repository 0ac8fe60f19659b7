//! Findings grouped by what lies behind them: one defect of a target mostly breaks several requirements in several trials.

use std::collections::HashMap;

use super::{Found, Run};
use crate::{
    check::Finding,
    contract::{Level, place_of},
};

/// What several findings have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The contract.
    pub contract: String,
    /// The check that found it.
    pub check: String,
    /// Where in responses, with `*` for indices.
    pub place: String,
    /// What was due, in the words of its first finding.
    pub expected: String,
    /// What came, in the words of its first finding.
    pub actual: String,
    /// The highest level among its findings.
    pub level: Level,
    /// In how many cases it was met.
    pub cases: u64,
    /// Its findings, by their index among those of the run.
    pub findings: Vec<usize>,
}

/// What makes findings of one contract the same cause.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CauseKey {
    contract: String,
    check: String,
    place: String,
    what: String,
}

impl CauseKey {
    /// The cause of a finding: its check, the place with `*` for indices, and expected → actual. Where what came is a value of the
    /// response, and so another one each time, the rule or keyword that was broken stands for it.
    pub fn of(contract: &str, finding: &Finding) -> Self {
        let Finding { check, pointer, expected, actual, class, .. } = finding;
        let what = match (&**check, class.as_str()) {
            ("outcome" | "code" | "status", _) | (_, "") => {
                format!("{} → {}", without_indices(expected), without_indices(actual))
            }
            (_, class) => class.to_owned(),
        };
        Self { contract: contract.to_owned(), check: check.to_string(), place: place_of(pointer), what }
    }
}

/// The causes of a run's findings, in the order of their first findings.
pub fn causes(run: &Run) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    let mut known: HashMap<(CauseKey, bool, bool), usize> = HashMap::new();
    for (index, (trial, found)) in run.findings().into_iter().enumerate() {
        // What is waived or flaky is never one with what is not.
        let key = (CauseKey::of(&trial.contract, &found.finding), found.waived.is_some(), found.flaky);
        let number = *known.entry(key).or_insert_with(|| {
            causes.push(Cause::first(&trial.contract, found));
            causes.len() - 1
        });
        let cause = &mut causes[number];
        cause.level = cause.level.max(found.finding.level);
        cause.cases += found.cases;
        cause.findings.push(index);
    }
    causes
}

impl Cause {
    fn first(contract: &str, found: &Found) -> Self {
        let finding = &found.finding;
        Self {
            contract: contract.to_owned(),
            check: finding.check.to_string(),
            place: place_of(&finding.pointer),
            expected: finding.expected.clone(),
            actual: finding.actual.clone(),
            level: finding.level,
            cases: 0,
            findings: Vec::new(),
        }
    }
}

/// A text with `*` for the indices of JSON pointers in it.
pub(super) fn without_indices(text: &str) -> String {
    let mut parts = text.split('/');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_index =
            rest.len() < part.len() && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
        whole.push('/');
        whole.push_str(if is_index { "*" } else { "" });
        whole.push_str(if is_index { rest } else { part });
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(check: &'static str, pointer: &str, expected: &str, actual: &str, class: &str) -> CauseKey {
        let finding = Finding {
            requirement: "X-1".into(),
            level: Level::Must,
            check: check.into(),
            operation: "pay".into(),
            pointer: pointer.into(),
            expected: expected.into(),
            actual: actual.into(),
            messages: None,
            class: class.into(),
            codes: crate::check::Codes::default(),
            rests_on: Vec::new(),
        };
        CauseKey::of("x", &finding)
    }

    #[test]
    fn indices_do_not_set_causes_apart_and_what_came_does() {
        let at = |n: usize, code: &str| {
            let expected = format!("refused with code 3605 for /rows/{n}/amount");
            key(
                "outcome",
                &format!("/rows/{n}/error"),
                &expected,
                &format!("status 200, code {code} at /rows/{n}/error"),
                code,
            )
        };
        assert_eq!(at(0, "12"), at(11, "12"));
        assert_ne!(at(0, "12"), at(0, "13"));
    }

    #[test]
    fn a_value_that_came_does_not_set_causes_apart_where_a_rule_is_broken() {
        let at = |actual: &str, rule: &str| key("invariant", "/rows/3", "the sum fits", actual, rule);
        assert_eq!(at("{\"a\":1}", "sum"), at("{\"a\":2}", "sum"));
        assert_ne!(at("{\"a\":1}", "sum"), at("{\"a\":1}", "other"));
    }

    #[test]
    fn only_whole_steps_of_digits_are_indices() {
        assert_eq!(without_indices("at /rows/12/3 and /3a/b, 1/2"), "at /rows/*/* and /3a/b, 1/*");
    }
}
