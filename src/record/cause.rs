//! Findings grouped by their cause: one defect of a target mostly breaks several requirements in several trials.

use std::collections::HashMap;

use super::Run;
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
    /// What was due, in the words of the finding that represents all.
    pub expected: String,
    /// The actual value, in the words of the finding that represents all.
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
    /// The cause of a finding: its check, the place with `*` for indices, and expected → actual. Where the actual value is one of the
    /// response, and so differs each time, the rule or keyword that was broken is used instead; a rule of a scenario is the same in
    /// each step that has it. All findings of a response that is wrong as a whole have that as their cause, together with what is wrong
    /// with the content of a response that can be read all the same: ASCII is the same in most charsets.
    pub fn of(contract: &str, finding: &Finding) -> Self {
        let Finding { check, pointer, expected, actual, class, flaw, .. } = finding;
        let of_content = if &**check == "content" { class } else { "" };
        let whole = if flaw.is_empty() { of_content } else { flaw };
        if !whole.is_empty() {
            let (contract, what) = (contract.to_owned(), whole.to_owned());
            return Self { contract, check: String::new(), place: String::new(), what };
        }
        let what = match (&**check, class.as_str()) {
            ("rule", _) => without_indices(expected),
            ("outcome" | "code" | "status", _) | (_, "") => {
                format!("{} → {}", without_indices(expected), without_indices(actual))
            }
            (_, class) => class.to_owned(),
        };
        Self { contract: contract.to_owned(), check: check.to_string(), place: place_of(pointer), what }
    }
}

/// How far a finding is from naming its cause: of those with one cause, the first with the least distance represents all. What most
/// checks say of a response that is wrong as a whole only follows from that.
pub(crate) fn distance(finding: &Finding) -> usize {
    let Finding { check, class, flaw, .. } = finding;
    match &**check {
        _ if flaw.is_empty() => 0,
        "server-error" => 0,
        "content" => 1,
        // It has a class where the response refuses, which its status shows.
        "outcome" if !class.is_empty() => 2,
        "shape" => 3,
        "outcome" => 4,
        "status" => 5,
        _ => 6,
    }
}

/// The causes of a run's findings, in the order of their first findings.
pub fn causes(run: &Run) -> Vec<Cause> {
    let mut causes: Vec<(Cause, &Finding)> = Vec::new();
    let mut known: HashMap<(CauseKey, bool, bool), usize> = HashMap::new();
    for (index, (trial, found)) in run.findings().into_iter().enumerate() {
        let finding = &found.finding;
        // What is waived or flaky is never one with what is not.
        let key = (CauseKey::of(&trial.contract, finding), found.waived.is_some(), found.flaky);
        let number = *known.entry(key).or_insert_with(|| {
            causes.push((Cause::of(&trial.contract, finding), finding));
            causes.len() - 1
        });
        let (cause, stands) = &mut causes[number];
        if distance(finding) < distance(stands) {
            *stands = finding;
        }
        cause.level = cause.level.max(finding.level);
        cause.cases += found.cases;
        cause.findings.push(index);
    }
    causes.into_iter().map(|(cause, stands)| cause.worded_as(stands)).collect()
}

impl Cause {
    /// A cause that no finding was counted to.
    fn of(contract: &str, finding: &Finding) -> Self {
        let empty = Self {
            contract: contract.to_owned(),
            check: String::new(),
            place: String::new(),
            expected: String::new(),
            actual: String::new(),
            level: finding.level,
            cases: 0,
            findings: Vec::new(),
        };
        empty.worded_as(finding)
    }

    /// The cause in the words of one of its findings.
    fn worded_as(self, finding: &Finding) -> Self {
        Self {
            check: finding.check.to_string(),
            place: place_of(&finding.pointer),
            expected: finding.expected.clone(),
            actual: finding.actual.clone(),
            ..self
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
            flaw: String::new(),
        };
        CauseKey::of("x", &finding)
    }

    fn finding(check: &str, actual: &str, class: &str, flaw: &str) -> Finding {
        let value = serde_json::json!({"requirement": "X-1", "level": "must", "check": check, "operation": "pay",
            "pointer": "/a", "expected": "due", "actual": actual, "class": class, "flaw": flaw});
        serde_json::from_value(value).expect("a finding")
    }

    #[test]
    fn whatever_a_response_breaks_that_is_wrong_as_a_whole_has_one_cause() {
        let of = |check, class, flaw| CauseKey::of("x", &finding(check, "status 302", class, flaw));
        assert_eq!(of("content", "redirect", "redirect"), of("rule", "first status == 401", "redirect"));
        assert_ne!(of("content", "redirect", "redirect"), of("content", "markup", "markup"));
        assert_eq!(of("content", "charset", "charset"), of("content", "charset", ""), "one of ASCII can be read");
        assert_ne!(of("content", "charset", "charset"), of("shape", "charset", ""));
        assert_ne!(CauseKey::of("y", &finding("content", "", "", "redirect")), of("content", "", "redirect"));
        let checks = [("rule", "a"), ("outcome", ""), ("shape", "type"), ("outcome", "404"), ("content", "markup")];
        let distances = checks.map(|(check, class)| distance(&finding(check, "", class, "markup")));
        assert!(distances.is_sorted_by(|a, b| a > b), "{distances:?}");
        assert!(checks.iter().all(|(check, class)| distance(&finding(check, "", class, "")) == 0), "the first stands");
    }

    #[test]
    fn a_rule_is_the_same_in_each_step_that_has_it() {
        let of = |expected: &str, step: &str| key("rule", "", expected, "status 302", step);
        assert_eq!(of("The status is 401.", "first status == 401"), of("The status is 401.", "other status == 401"));
        assert_ne!(of("The status is 401.", "first a"), of("The status is 403.", "first a"));
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
