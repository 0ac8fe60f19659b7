//! Did it keep its promise: one file for each check, one table that lists them.

mod catalogue;
mod code;
mod content;
mod echo;
mod evidence;
mod finding;
mod foreign;
mod invariant;
mod leaks;
mod message;
mod names;
mod others;
mod outcome;
mod readers;
mod secrets;
mod server_error;
mod shape;
mod status;
#[cfg(test)]
mod testing;

pub use evidence::{Evidence, SeenError, codes_below, seen_errors};
pub use finding::{CheckName, Codes, Finding, FindingKey};
pub use foreign::Foreign;
pub use names::named;

use std::fmt;

use crate::contract::{Invariant, Level};

/// What a judgement found, and what kept it from being whole.
#[derive(Debug, Default)]
pub struct Judgement<'a> {
    /// The requirements that were put to the test, kept or not.
    pub asked: Vec<&'a str>,
    /// Broken promises.
    pub findings: Vec<Finding>,
    /// The gravest level at which the body lacks the documented shape.
    misshapen: Option<Level>,
    /// Rules of ours that could not be asked: errors of the contract files, never of the target.
    pub errors: Vec<RuleError<'a>>,
}

/// Why a rule of a contract could not be asked.
pub struct RuleError<'a> {
    /// The rule.
    pub rule: &'a Invariant,
    /// What its expression failed on.
    pub why: String,
}

impl fmt::Display for RuleError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invariant {}: {}", self.rule.id, self.why)
    }
}

impl fmt::Debug for RuleError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One way in which an answer is judged.
pub struct Check {
    /// Its name in findings.
    pub name: &'static str,
    /// Whether it also judges answers to requests whose treatment is open.
    pub always: bool,
    /// Whether what follows in a case rests on what it judges, so that with a finding of it the case is over.
    pub ends_case: bool,
    judge: for<'a> fn(&Evidence<'a>, &mut Judgement<'a>),
}

/// Every check, in the order in which findings are told.
pub const ALL: [Check; 16] = [
    Check { name: "server-error", always: true, ends_case: false, judge: server_error::judge },
    Check { name: "secrets", always: true, ends_case: false, judge: secrets::judge },
    Check { name: "leaks", always: true, ends_case: false, judge: leaks::judge },
    Check { name: "foreign", always: true, ends_case: false, judge: foreign::judge },
    Check { name: "content", always: false, ends_case: true, judge: content::judge },
    Check { name: "readers", always: false, ends_case: false, judge: readers::judge },
    Check { name: "outcome", always: false, ends_case: true, judge: outcome::judge },
    Check { name: "code", always: false, ends_case: true, judge: code::judge },
    Check { name: "status", always: false, ends_case: false, judge: status::judge },
    Check { name: "others", always: false, ends_case: false, judge: others::judge },
    Check { name: "names", always: false, ends_case: false, judge: names::judge },
    Check { name: "message", always: false, ends_case: false, judge: message::judge },
    Check { name: "catalogue", always: true, ends_case: false, judge: catalogue::judge },
    Check { name: "shape", always: false, ends_case: false, judge: shape::judge },
    Check { name: "echo", always: false, ends_case: false, judge: echo::judge },
    Check { name: "invariant", always: false, ends_case: false, judge: invariant::judge },
];

/// Judges one exchange by every check that applies.
pub fn judge<'a>(evidence: &Evidence<'a>) -> Judgement<'a> {
    let mut judgement = Judgement::default();
    if !evidence.expectation.requirement.is_empty() {
        judgement.asked.push(&evidence.expectation.requirement);
    }
    let open = evidence.expectation.outcome == crate::contract::Outcome::Any;
    for check in ALL.iter().filter(|check| check.always || !open) {
        let before = judgement.findings.len();
        (check.judge)(evidence, &mut judgement);
        for finding in &mut judgement.findings[before..] {
            finding.check = check.name;
        }
    }
    judgement
}

/// Whether a case is over with this finding: what would follow could only repeat it in other words.
pub fn ends_case(finding: &Finding) -> bool {
    ALL.iter().any(|check| check.ends_case && check.name == finding.check)
}
