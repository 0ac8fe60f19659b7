//! What every case of one trial shares: its variables, and what its set-up steps brought.

use serde_json::Value;

use super::{
    Settings, Subject,
    contexts::Contexts,
    jar::Jar,
    request::Own,
    scope::{Markers, base_scope},
};
use crate::{contract::expression::Scope, scenario::Expressions};

/// The surroundings of the cases of one trial.
pub(super) struct Stage<'a> {
    /// What is tested.
    pub(super) subject: &'a Subject,
    /// What shapes the plan, and how much may be spent on a finding.
    pub(super) settings: &'a Settings,
    /// The compiled expressions of what is played.
    pub(super) expressions: &'a Expressions,
    /// The variables that stay the same for all cases.
    pub(super) scope: Scope,
    /// What the operation sends by itself, where requests are generated.
    pub(super) own: Own,
    /// Whether that is another one for each request.
    pub(super) own_is_fresh: bool,
    /// Whether it is computed from the body of each request.
    pub(super) own_signs: bool,
    /// The placeholders in generated requests for values that the set-up steps brought.
    pub(super) markers: Markers,
    /// What the target's owner gives: shrinking leaves such values as they are.
    pub(super) given: Vec<Value>,
    /// Where broken rows may stand.
    pub(super) contexts: Contexts,
    /// Whether some rule reads more of a response than its JSON and its status.
    pub(super) reads_rest: bool,
    /// The cookies that the set-up steps brought.
    pub(super) jar: Jar,
}

impl<'a> Stage<'a> {
    /// The surroundings of the cases of a scenario.
    pub(super) fn of_scenario(subject: &'a Subject, settings: &'a Settings, expressions: &'a Expressions) -> Self {
        let (own, markers, given) = (Own::default(), Markers::default(), Vec::new());
        let contexts = Contexts::default();
        Self {
            subject,
            settings,
            expressions,
            scope: base_scope(subject),
            own,
            own_is_fresh: false,
            own_signs: false,
            markers,
            given,
            contexts,
            reads_rest: true,
            jar: Jar::default(),
        }
    }
}
