//! Findings as people see them: one symptom of a target mostly shows in many requirements, places and codes.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use super::{
    Found, Run, Verdict,
    cause::{distance, without_indices},
};
use crate::{check::Finding, contract::Level};

/// Findings of one contract and verdict in which the same is wrong, whatever the requirement, the place and the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symptom {
    /// The contract.
    pub contract: String,
    /// The verdict on its findings.
    pub verdict: Verdict,
    /// In how many cases it was met.
    pub cases: u64,
    /// The requirements that it breaks.
    pub requirements: BTreeSet<String>,
    /// Its findings, by their index among those of the run; the first represents all.
    pub findings: Vec<usize>,
}

/// The symptoms of a run: the gravest first, of these what shows most often.
pub fn symptoms(run: &Run) -> Vec<Symptom> {
    let mut symptoms: Vec<Symptom> = Vec::new();
    let mut known: HashMap<(String, Verdict, String), usize> = HashMap::new();
    let findings = run.findings();
    for (index, (trial, found)) in findings.iter().enumerate() {
        let verdict = run.verdict_of(found);
        let is_judged = matches!(verdict, Verdict::Fail | Verdict::Warn);
        // One flaw of whole responses is one symptom, whatever the level of what it breaks.
        let as_one = if is_judged && !found.finding.flaw.is_empty() { Verdict::Fail } else { verdict };
        let number = *known.entry((trial.contract.clone(), as_one, symptom_of(&found.finding))).or_insert_with(|| {
            let contract = trial.contract.clone();
            let (requirements, findings) = (BTreeSet::new(), Vec::new());
            symptoms.push(Symptom { contract, verdict, cases: 0, requirements, findings });
            symptoms.len() - 1
        });
        let symptom = &mut symptoms[number];
        symptom.verdict = symptom.verdict.min(verdict);
        symptom.cases += found.cases;
        symptom.requirements.insert(found.finding.requirement.clone());
        symptom.findings.push(index);
    }
    for symptom in &mut symptoms {
        let order = |index: &usize| (distance(&findings[*index].1.finding), findings[*index].1.scenario.is_none());
        symptom.findings.sort_by_key(order);
    }
    symptoms.sort_by_key(|symptom| (symptom.verdict, Reverse(symptom.findings.len())));
    symptoms
}

/// What is returned where the detail of an error names no parameter.
const NONE_NAMED: &str = "no parameter named";

/// What is wrong in a finding, without where: its check, and expected → actual with `N` for what is in both, such as the code that
/// was returned as a text. Where the actual value is one of the response, what was due or the rule is used instead.
fn symptom_of(finding: &Finding) -> String {
    let Finding { check, expected, actual, class, flaw, .. } = finding;
    if !flaw.is_empty() {
        return format!("the whole response: {flaw}");
    }
    let (expected, actual) = (without_indices(expected), without_indices(actual));
    let what = match (&**check, class.as_str()) {
        ("outcome" | "code" | "status", _) => in_common(&without_places(&expected), &without_places(&actual)),
        // One body of errors that names no parameter names none of them.
        ("names", _) if actual == NONE_NAMED => actual,
        ("shape" | "catalogue" | "rule", _) | (_, "") => expected,
        (_, class) => class.to_owned(),
    };
    format!("{check} {what}")
}

/// A text with `/*` for the JSON pointers in it.
fn without_places(text: &str) -> String {
    let words = text.split(' ').map(|word| if word.starts_with('/') { "/*" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// Expected → actual with `N` for each word with a digit that both have.
fn in_common(expected: &str, actual: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c| !is_part(c)).filter(|word| word.contains(|c: char| c.is_ascii_digit()));
        words.map(str::to_owned).collect()
    };
    let both: BTreeSet<String> = words(expected).intersection(&words(actual)).cloned().collect();
    let general = |text: &str| {
        let mut told = String::new();
        let mut word = String::new();
        for c in text.chars().chain([' ']) {
            if is_part(c) {
                word.push(c);
                continue;
            }
            told.push_str(if both.contains(&word) { "N" } else { &word });
            word.clear();
            told.push(c);
        }
        told
    };
    format!("{}→ {}", general(expected), general(actual))
}

impl Run {
    /// The verdict on a finding.
    pub fn verdict_of(&self, found: &Found) -> Verdict {
        match found.finding.level {
            _ if found.waived.is_some() => Verdict::Waived,
            // What happened once and not again says nothing certain about the target.
            Level::Must if found.flaky => Verdict::Error,
            Level::Should if found.flaky && self.strict => Verdict::Error,
            Level::Must => Verdict::Fail,
            Level::Should if self.strict => Verdict::Fail,
            Level::Should => Verdict::Warn,
            Level::Open => Verdict::Info,
        }
    }

    /// How many findings are observations: the document is silent, and nothing is judged.
    pub fn observations(&self) -> u64 {
        let findings = self.trials.iter().flat_map(|trial| &trial.findings);
        findings.filter(|found| self.verdict_of(found) == Verdict::Info).count() as u64
    }

    /// How many requirements have each verdict.
    pub fn counts(&self) -> BTreeMap<Verdict, usize> {
        let mut counts = BTreeMap::new();
        for record in self.contracts.iter().flat_map(|contract| &contract.requirements) {
            *counts.entry(record.verdict).or_default() += 1;
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(check: &str, expected: &str, actual: &str, class: &str) -> Finding {
        let value = serde_json::json!({"requirement": "X-1", "level": "must", "check": check, "operation": "pay",
            "pointer": "", "expected": expected, "actual": actual, "class": class});
        serde_json::from_value(value).expect("a finding")
    }

    #[test]
    fn one_flaw_of_whole_responses_is_one_symptom() {
        let of = |check, flaw: &str| {
            symptom_of(&Finding { flaw: flaw.to_owned(), ..finding(check, "due", "came", "class") })
        };
        assert_eq!(of("content", "redirect"), of("rule", "redirect"));
        assert_ne!(of("content", "redirect"), of("content", "markup"));
        let rule = |step| symptom_of(&finding("rule", "The status is 401.", "status 302", step));
        assert_eq!(rule("first status == 401"), rule("other status == 401"));
    }

    #[test]
    fn the_same_defect_at_other_places_and_codes_is_one_symptom() {
        let of = |check, expected, actual, class| symptom_of(&finding(check, expected, actual, class));
        let one = of("code", "code 3606", "\"3606\"", "a");
        assert_eq!(one, of("code", "code 3607", "\"3607\"", "b"), "a code that came as a text");
        assert_ne!(one, of("code", "code 3606", "\"3607\"", "a"), "another code came");
        assert_ne!(of("code", "code 1", "code 2", ""), of("code", "code 3", "code 4", ""));
        assert_eq!(
            of("outcome", "accepted, status 200", "status 201, no code at /a/0/code", ""),
            of("outcome", "accepted, status 200", "status 201, no code at /b/7/code", "x")
        );
        assert_eq!(
            of("catalogue", "a documented code", "\"1\"", "1"),
            of("catalogue", "a documented code", "\"2\"", "2")
        );
        assert_ne!(of("invariant", "sorted", "a", "asc"), of("invariant", "sorted", "a", "desc"));
        let none = "no parameter named";
        assert_eq!(of("names", "a detail that names a", none, "a"), of("names", "a detail that names b", none, "b"));
        assert_ne!(of("names", "a detail that names a", "c", "a"), of("names", "a detail that names b", "c", "b"));
        let code = "code 3605 of 入金額";
        assert_eq!(in_common(code, "3605"), "code N of 入金額 → N ");
    }
}
