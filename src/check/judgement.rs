//! The result of judging one exchange.

use std::fmt;

use super::Finding;
use crate::contract::{Invariant, Level};

/// What a judgement found, and what kept it from being whole.
#[derive(Default)]
pub struct Judgement<'a> {
    /// The requirements that were put to the test, kept or not.
    pub asked: Vec<&'a str>,
    /// Whether the exchange does not show what the requirement says that it was meant for, although nothing accuses that requirement.
    pub unseen: bool,
    /// Broken promises.
    pub findings: Vec<Finding>,
    /// Whether the body could not be read at all, which is a finding: nothing can be said of what should be in it.
    pub(super) unread: bool,
    /// The gravest level at which the body lacks the documented shape.
    pub(super) misshapen: Option<Level>,
    /// Rules that could not be evaluated: errors of the contract files, never of the target.
    pub errors: Vec<RuleError<'a>>,
}

/// Why a rule of a contract could not be evaluated.
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
