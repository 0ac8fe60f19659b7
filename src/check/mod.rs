//! Did it keep its promise: one file for each check, one table that lists them.

mod accused;
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

pub use evidence::{Evidence, SeenError, seen_errors};
pub use finding::{CheckName, Finding, FindingKey};
pub use foreign::Foreign;
pub use names::named;

use crate::contract::Level;

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
    pub errors: Vec<String>,
}

/// One way in which an answer is judged.
pub struct Check {
    /// Its name in findings.
    pub name: &'static str,
    /// Whether it also judges answers to requests whose treatment is open.
    pub always: bool,
    judge: for<'a> fn(&Evidence<'a>, &mut Judgement<'a>),
}

/// Every check, in the order in which findings are told.
pub const ALL: [Check; 16] = [
    Check { name: "server-error", always: true, judge: server_error::judge },
    Check { name: "secrets", always: true, judge: secrets::judge },
    Check { name: "leaks", always: true, judge: leaks::judge },
    Check { name: "foreign", always: true, judge: foreign::judge },
    Check { name: "content", always: false, judge: content::judge },
    Check { name: "readers", always: false, judge: readers::judge },
    Check { name: "outcome", always: false, judge: outcome::judge },
    Check { name: "code", always: false, judge: code::judge },
    Check { name: "status", always: false, judge: status::judge },
    Check { name: "others", always: false, judge: others::judge },
    Check { name: "names", always: false, judge: names::judge },
    Check { name: "message", always: false, judge: message::judge },
    Check { name: "catalogue", always: true, judge: catalogue::judge },
    Check { name: "shape", always: false, judge: shape::judge },
    Check { name: "echo", always: false, judge: echo::judge },
    Check { name: "invariant", always: false, judge: invariant::judge },
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
