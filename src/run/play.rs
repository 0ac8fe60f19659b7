//! Playing a case: its requests are sent one after another, and each response is judged.

use super::{
    case::{Case, Drawn, OneCall, Steps},
    judge::{Seen, Sight},
    lane::Lane,
    played::Played,
    recorder::Recorder,
    stage::Stage,
    steps::Script,
    throttle,
};
use crate::record::TrialError;

/// Plays a case; none where it cannot be sent as it is intended. With a recorder everything is counted; without, only findings
/// matter.
pub(super) async fn play(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    case: &Case<'_>,
    recorder: Option<&mut Recorder>,
) -> Option<Played> {
    match &case.steps {
        Steps::Call(call) => one(lane, stage, (call, case.draw.first()?), recorder).await,
        Steps::Scenario { scenario, .. } => {
            let script = Script { subject: stage.subject, expressions: stage.expressions, steps: &scenario.steps };
            Some(script.play(lane, &mut case.scope(&stage.scope), recorder).await)
        }
    }
}

/// The fast path: one call whose request was drawn whole, with nothing to bind and nothing to capture.
async fn one(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    (one, drawn): (&OneCall<'_>, &Drawn<'_>),
    recorder: Option<&mut Recorder>,
) -> Option<Played> {
    let call = one.call(stage, drawn)?;
    let exchange = match throttle::send(lane, call, &one.due).await {
        Ok(exchange) => exchange,
        Err(error) => return Some(Played { error: Some(TrialError::of(&error)), ..Played::default() }),
    };
    let mut scope = stage.scope.clone();
    Seen::of(&exchange).enter(&mut scope);
    let sight =
        Sight { subject: stage.subject, operation: one.operation, due: &one.due, exchange: &exchange, scope: &scope };
    let findings = match recorder {
        Some(recorder) => sight.record(recorder),
        None => sight.findings(),
    };
    Some(Played::one(exchange, findings))
}
