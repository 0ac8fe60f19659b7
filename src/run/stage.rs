//! What every case of one trial shares: its variables, and what its set-up steps brought.

use serde_json::Value;

use super::{
    Settings, Subject,
    lane::Lane,
    recorder::{Recorder, found},
    request::Own,
    scope::{Markers, base_scope},
    steps::Script,
};
use crate::{
    contract::expression::Scope,
    record::{Intent, IntentKind, TrialError},
    scenario::Expressions,
};

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
    /// What stands in generated requests for values that the set-up steps brought.
    pub(super) markers: Markers,
    /// What the target's owner gives: shrinking leaves such values as they are.
    pub(super) given: Vec<Value>,
}

impl<'a> Stage<'a> {
    /// The surroundings of the cases of a scenario.
    pub(super) fn of_scenario(subject: &'a Subject, settings: &'a Settings, expressions: &'a Expressions) -> Self {
        let (own, markers, given) = (Own::default(), Markers::default(), Vec::new());
        Self { subject, settings, expressions, scope: base_scope(subject), own, markers, given }
    }

    /// The surroundings of generated requests to an operation: its set-up steps are played once.
    pub(super) async fn set_up(
        lane: &mut Lane<'_>,
        subject: &'a Subject,
        settings: &'a Settings,
        operation: usize,
        recorder: &mut Recorder,
    ) -> Result<Self, TrialError> {
        let suite = &subject.suite;
        let mut stage = Self::of_scenario(subject, settings, &suite.expressions);
        let script = Script { subject, expressions: &suite.expressions, steps: &suite.setup[operation] };
        let played = script.play(lane, &mut stage.scope, None).await;
        if let Some(error) = played.error {
            return Err(error);
        }
        let intent = Intent::of(IntentKind::SetUp, "set-up");
        for (finding, exchange) in played.findings {
            if recorder.count(&finding.key(), &intent.way) {
                let found = found(finding, &intent, &exchange);
                lane.scribe.found(&found);
                recorder.record.findings.push(found);
            }
        }
        let steps = stage.scope.object("steps");
        stage.markers = Markers::of_setup(&steps);
        stage.scope.set("setup", &Value::Object(steps));
        let own = Own::of(&suite.contract.operations[operation], &suite.expressions, &stage.scope);
        stage.own = own.map_err(|error| TrialError::Ours(format!("headers and query: failed to {error}")))?;
        stage.given = subject.given_for(operation);
        Ok(stage)
    }
}
