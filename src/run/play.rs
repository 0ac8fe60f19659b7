//! Playing a case: its requests are sent one after another, and each response is judged.

use std::borrow::Cow;

use super::{
    case::{Case, OneCall, Steps},
    fresh,
    judge::Sight,
    lane::{Call, Lane},
    played::Played,
    recorder::Recorder,
    request::{Own, enter_body},
    script::Script,
    seen::{self, Seen},
    stage::Stage,
    throttle,
};
use crate::{
    contract::{Message, ReasonId, expression::Scope},
    record::TrialError,
    target::ErrorKind,
};

/// A case that can be played: what is decided before anything of it is sent.
pub(super) enum Ready<'a> {
    /// It cannot be sent as it is intended; why, where that is to be reported.
    Dropped(Option<Message>),
    /// An error of ours.
    Failed(TrialError),
    /// One call whose request was drawn whole, and the variables of its rules.
    Call(Box<(Call, Scope)>),
    /// Steps of a scenario; the case with new values, where it has some.
    Steps(Option<Box<Case<'a>>>),
}

/// Plays a case; none where it cannot be sent as it is intended. With a recorder everything is counted; without, only findings
/// matter.
pub(super) async fn play(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    case: &Case<'_>,
    recorder: Option<&mut Recorder>,
) -> Option<Played> {
    let ready = ready(lane, stage, case);
    play_ready(lane, stage, (case, ready), recorder).await
}

/// Decides what is sent for a case.
pub(super) fn ready<'a>(lane: &mut Lane<'_>, stage: &Stage<'_>, case: &Case<'a>) -> Ready<'a> {
    let fresh = match fresh::renewed(&mut lane.serial, stage, case) {
        Ok(fresh) => fresh,
        Err(why) => return Ready::Dropped(Some(why)),
    };
    let Steps::Call(one) = &case.steps else {
        return Ready::Steps(match fresh {
            Cow::Owned(fresh) => Some(Box::new(fresh)),
            Cow::Borrowed(_) => None,
        });
    };
    let call = fresh.draw.first().and_then(|drawn| one.call(stage, drawn));
    call.map_or(Ready::Dropped(None), |call| ready_call(lane, stage, one, call))
}

/// Plays a case of which everything is decided.
pub(super) async fn play_ready(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    (case, ready): (&Case<'_>, Ready<'_>),
    recorder: Option<&mut Recorder>,
) -> Option<Played> {
    match (ready, &case.steps) {
        (Ready::Call(ready), Steps::Call(call)) => one(lane, stage, (call, *ready), recorder).await,
        (Ready::Steps(fresh), Steps::Scenario { scenario, .. }) => {
            let script = Script {
                subject: stage.subject,
                expressions: stage.expressions,
                steps: &scenario.steps,
                cookies: scenario.cookies,
            };
            let case = fresh.as_deref().unwrap_or(case);
            Some(script.play(lane, &mut case.scope(&stage.scope), recorder).await)
        }
        (Ready::Failed(error), _) => Some(Played { error: Some(error), ..Played::default() }),
        (Ready::Dropped(why), _) => why.and_then(|why| dropped(why, recorder)),
        (Ready::Call(_), Steps::Scenario { .. }) | (Ready::Steps(_), Steps::Call(_)) => {
            unreachable!("a case is made ready as what it is")
        }
    }
}

/// A case of which nothing is known, and why.
fn dropped(why: Message, recorder: Option<&mut Recorder>) -> Option<Played> {
    if let Some(recorder) = recorder {
        *recorder.record.dropped_why.entry(why).or_default() += 1;
    }
    None
}

/// Whether the request of a case went out before, to an operation to which no body goes twice.
pub(super) fn is_repeat(lane: &Lane<'_>, stage: &Stage<'_>, case: &Case<'_>) -> bool {
    let Steps::Call(one) = &case.steps else { return false };
    if !stage.subject.suite.contract.operations[one.operation].distinct {
        return false;
    }
    // What is new each time is the same here as when the case is played.
    let mut serial = lane.serial.clone();
    let Ok(fresh) = fresh::renewed(&mut serial, stage, case) else { return false };
    let call = fresh.draw.first().and_then(|drawn| one.call(stage, drawn));
    call.is_some_and(|call| lane.has_sent(&call))
}

/// The fast path: one call whose request was drawn whole, with nothing to bind and nothing to capture.
fn ready_call<'a>(lane: &mut Lane<'_>, stage: &Stage<'_>, one: &OneCall<'_>, mut call: Call) -> Ready<'a> {
    let mut scope = stage.scope.clone();
    let operation = &stage.subject.suite.contract.operations[one.operation];
    if operation.distinct && lane.has_sent(&call) {
        return Ready::Dropped(Some(ReasonId::AllSent.with([(&operation.id).into()])));
    }
    if operation.cookies
        && let Some(cookies) = stage.jar.header(&lane.address(&call))
    {
        call.request.add_cookies(&cookies);
    }
    if stage.own_is_fresh {
        scope.begin(lane.serial.moment());
        if let Some(Err(why)) = stage.own_signs.then(|| enter_body(&mut scope, &call.request.body)) {
            return Ready::Dropped(Some(why));
        }
        match Own::of(operation, stage.expressions, &scope) {
            Ok(own) => call.request.renew(operation, &stage.own, &own),
            Err(error) => {
                let why = ReasonId::HeadersAndQuery.with([error.message()]);
                return Ready::Failed(TrialError::Ours(why));
            }
        }
    }
    Ready::Call(Box::new((call, scope)))
}

async fn one(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    (one, (call, mut scope)): (&OneCall<'_>, (Call, Scope)),
    recorder: Option<&mut Recorder>,
) -> Option<Played> {
    let exchange = match throttle::send(lane, call, &one.due).await {
        Ok(exchange) => exchange,
        // Of the case nothing is known, and the target did nothing wrong.
        Err(error) if error.kind == ErrorKind::Unanswered => return dropped(ReasonId::WentOutBefore.into(), recorder),
        Err(error) => return Some(Played { error: Some(TrialError::of(&error)), ..Played::default() }),
    };
    if stage.reads_rest {
        Seen::of(&exchange).enter(&mut scope);
    } else {
        seen::enter_json(&exchange, &mut scope);
    }
    let sight =
        Sight { subject: stage.subject, operation: one.operation, due: &one.due, exchange: &exchange, scope: &scope };
    let findings = match recorder {
        Some(recorder) => sight.record(recorder),
        None => sight.findings(),
    };
    Some(Played::one(exchange, findings))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::run::{
        Session,
        runtime::block_on,
        testing::{Reply, Server, case, plan, settings, stage, subject, trial},
    };

    #[test]
    fn a_call_is_counted_only_with_a_recorder_and_its_error_is_handed_back() {
        let server = Server::start(|ask| match ask.number {
            0 | 1 => Reply::json(400, &json!({"error": {"code": "E1"}})),
            _ => Reply::hang_up(),
        });
        let subject = subject(&server.url);
        let (plan, settings, session) = (plan(subject.clone()), settings(), Session::new(&subject));
        let stage = stage(&subject, &settings, 0);
        let case = case(&stage, trial(&plan, "shop/order/raw/blank"), "blank");
        block_on(async {
            let mut lane = Lane::open(&subject, &session, "t").await.expect("a lane");
            let mut recorder = Recorder::default();
            let counted = play(&mut lane, &stage, &case, Some(&mut recorder)).await.expect("it is sent");
            assert_eq!((counted.findings.len(), counted.exchanges.len(), counted.error), (1, 1, None));
            assert_eq!(recorder.record.codes["E1"].count, 1);
            let again = play(&mut lane, &stage, &case, None).await.expect("it is sent");
            assert_eq!(again.findings.len(), 1);
            let ended = play(&mut lane, &stage, &case, Some(&mut recorder)).await.expect("it is sent");
            assert!(ended.error.is_some_and(|error| error.is_target()) && ended.exchanges.is_empty());
            assert_eq!(recorder.record.codes["E1"].count, 1, "shrinking and repeating count nothing");
        });
    }
}
