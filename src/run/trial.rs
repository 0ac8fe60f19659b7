//! One entry of the plan.

use crate::{
    contract::{Message, ReasonId},
    record::TrialId,
};

/// One named entry of the plan.
#[derive(Debug, Clone)]
pub struct Trial {
    /// What trial it is.
    pub id: TrialId,
    /// Its name, which is a path and a filter: the text of its id.
    pub name: String,
    /// The subject, by index.
    pub subject: usize,
    /// What it plays.
    pub kind: TrialKind,
    /// The requirements it is there for.
    pub requirements: Vec<String>,
    /// How many cases it plays.
    pub cases: u32,
    /// Why it is not played, where that is known beforehand.
    pub left_out: Option<Message>,
    /// What of it is not sent, because it cannot be distinguished on the wire.
    pub untold: Vec<String>,
}

/// What a trial plays; operations, constraints, raw kinds and scenarios by index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrialKind {
    /// Valid requests at every boundary class of one place.
    Accepts {
        /// The operation.
        operation: usize,
        /// The classes.
        classes: Vec<usize>,
    },
    /// Valid requests in which optional fields stand together.
    Pairs(usize),
    /// Valid requests drawn at random.
    Random(usize),
    /// Requests that break one constraint.
    Rejects {
        /// The operation.
        operation: usize,
        /// The constraint.
        constraint: usize,
    },
    /// Good requests that are to be refused for one thing which no schema of theirs describes.
    Altered {
        /// The operation.
        operation: usize,
        /// What is refused.
        refusal: usize,
    },
    /// Requests that break two constraints at once.
    Precedence(usize),
    /// Bodies that are not JSON object.
    Raw {
        /// The operation.
        operation: usize,
        /// The kind.
        kind: usize,
    },
    /// A scenario from a file.
    Scenario(usize),
}

impl Trial {
    /// A trial that is not left out.
    pub(super) fn new(id: TrialId, subject: usize, kind: TrialKind, requirements: Vec<String>, cases: u32) -> Self {
        let name = id.to_string();
        Self { id, name, subject, kind, requirements, cases, left_out: None, untold: Vec::new() }
    }

    /// Why a part of it is not sent, if so.
    pub fn why_untold(&self) -> Option<Message> {
        let what = self.untold.join(", ");
        (!what.is_empty()).then(|| ReasonId::Untold.with([what.into()]))
    }
}

impl TrialKind {
    /// The operation that generated requests are for; none for a scenario.
    pub fn operation(&self) -> Option<usize> {
        match self {
            Self::Accepts { operation, .. }
            | Self::Pairs(operation)
            | Self::Random(operation)
            | Self::Rejects { operation, .. }
            | Self::Altered { operation, .. }
            | Self::Precedence(operation)
            | Self::Raw { operation, .. } => Some(*operation),
            Self::Scenario(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Group;

    #[test]
    fn a_trial_of_generated_requests_has_an_operation_and_a_scenario_has_none() {
        for (kind, operation) in [
            (TrialKind::Accepts { operation: 2, classes: Vec::new() }, Some(2)),
            (TrialKind::Pairs(3), Some(3)),
            (TrialKind::Random(4), Some(4)),
            (TrialKind::Rejects { operation: 5, constraint: 0 }, Some(5)),
            (TrialKind::Altered { operation: 5, refusal: 0 }, Some(5)),
            (TrialKind::Precedence(6), Some(6)),
            (TrialKind::Raw { operation: 7, kind: 0 }, Some(7)),
            (TrialKind::Scenario(8), None),
        ] {
            assert_eq!(kind.operation(), operation, "{kind:?}");
        }
        let id = TrialId::of_contract("c", Group::Scenario, "s");
        let trial = Trial::new(id, 0, TrialKind::Scenario(0), vec!["A".to_owned()], 3);
        assert_eq!((trial.name.as_str(), trial.cases, trial.left_out), ("c/scenario/s", 3, None));
    }
}
