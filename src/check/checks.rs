//! A row of the table of checks, and what the table as a whole is asked.

use super::{Evidence, Finding, Judgement};
use crate::contract::Outcome;

/// One way in which a response is judged.
pub struct Check {
    /// Its name in findings, reports, baselines and waivers: fixed for ever.
    pub name: &'static str,
    /// Whether it also judges responses to requests whose treatment is open.
    pub always: bool,
    /// Whether what follows in a case rests on what it judges, so that the case is over with a finding of it.
    pub ends_case: bool,
    pub(super) judge: for<'a> fn(&Evidence<'a>, &mut Judgement<'a>),
}

/// The table of checks.
pub struct Checks(pub(super) &'static [Check]);

impl Checks {
    /// Each check, in the order in which findings are reported.
    pub fn iter(&self) -> impl Iterator<Item = &'static Check> {
        self.0.iter()
    }

    /// Judges one exchange by every check that applies.
    pub fn judgement<'a>(&self, evidence: &Evidence<'a>) -> Judgement<'a> {
        let mut judgement = Judgement::default();
        let due = evidence.expectation;
        if !due.requirement.is_empty() {
            judgement.asked.push(&due.requirement);
        }
        for check in self.0.iter().filter(|check| check.always || due.outcome != Outcome::Any) {
            let before = judgement.findings.len();
            (check.judge)(evidence, &mut judgement);
            for finding in &mut judgement.findings[before..] {
                finding.check = check.name.into();
            }
        }
        judgement
    }

    /// Whether a case is over with this finding: what would follow could only repeat it in other words.
    pub fn ends_case(&self, finding: &Finding) -> bool {
        self.0.iter().any(|check| check.ends_case && check.name == finding.check)
    }
}
