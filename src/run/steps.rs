//! Playing the steps of a scenario, one after another, each seeing what came before.

use std::rc::Rc;

use serde_json::Value;

use super::{
    awaited::{Awaited, Post},
    gaps::{Gap, Gaps, Without},
    jar::Jar,
    judge::Sight,
    lane::{Call, Lane},
    played::Played,
    recorder::Recorder,
    script::Script,
    seen::{Lists, Seen},
    step_call::{call, due},
    step_rules::{Came, StepRules},
    throttle,
    turns::Turns,
};
use crate::{
    check::{self, Finding},
    contract::{
        Message, MessageId, Outcome, ReasonId,
        expression::{Expression, Scope},
    },
    record::TrialError,
    scenario::{Step, has_fresh_mark},
    target::{Exchange, TransportError},
};

impl Script<'_> {
    /// Plays the steps. With a recorder everything is counted; without, only findings matter.
    pub(super) async fn play(
        self,
        lane: &mut Lane<'_>,
        scope: &mut Scope,
        mut recorder: Option<&mut Recorder>,
    ) -> Played {
        let mut played = Played::default();
        let mut gaps = Gaps::default();
        let mut post = match Post::of(self, lane, scope) {
            Ok(post) => post,
            Err(error) => return Played { error: Some(error), ..played },
        };
        for step in self.steps {
            if let Some(reason) = gaps.keep_from(step) {
                if let Some(recorder) = recorder.as_deref_mut() {
                    not_played(recorder, step, reason.clone());
                }
                // Without what it was to write, the target is not in the state that the next steps were written for.
                let operations = &self.subject.suite.contract.operations;
                let writes = operations.iter().any(|operation| operation.id == step.operation && operation.writes);
                if writes && step.expect.outcome != Outcome::Refused {
                    gaps.all.get_or_insert(reason);
                } else {
                    gaps.without.push(Without { step: &step.name, reason, of_body: false });
                }
                continue;
            }
            // In boxes: what a step can do is much, and most of it is not done in most cases.
            let came = if let Some(wait) = &step.wait {
                let awaited = Awaited { script: self, step, wait };
                Box::pin(awaited.play(lane, (&mut *scope, &mut post), recorder.as_deref_mut(), &mut played)).await
            } else {
                let one = OneStep { script: self, step };
                Box::pin(one.play(lane, scope, recorder.as_deref_mut(), &mut played)).await
            };
            match came {
                Ok(None) => {}
                Ok(Some(gap)) => gaps.add(step, gap),
                Err(error) => {
                    gaps.all = Some(ReasonId::StepFailed.with([(&step.name).into(), error.message()]));
                    played.error.get_or_insert(error);
                }
            }
        }
        played
    }
}

/// Notes that nothing of a step was put to the test.
fn not_played(recorder: &mut Recorder, step: &Step, reason: Message) {
    let own = Some(&step.expect.requirement).filter(|requirement| !requirement.is_empty());
    let all: Vec<String> = own.into_iter().chain(step.rules.iter().map(|rule| &rule.requirement)).cloned().collect();
    recorder.stop(&ReasonId::StepNotPlayed.with([(&step.name).into(), reason]), &all);
}

/// The result of a step that may have waited for nothing: its rules are about the response that it waited for.
fn waited(
    vain: Option<(Finding, Gap)>,
    came: Came,
    exchange: &Rc<Exchange>,
    (recorder, played): (Option<&mut Recorder>, &mut Played),
) -> Came {
    let Some((finding, gap)) = vain else { return came };
    if let Some(recorder) = recorder {
        recorder.ask(&finding.requirement);
    }
    played.findings.push((finding, Rc::clone(exchange)));
    Came { gap: Some(gap), ..came }
}

/// One step of a script.
#[derive(Clone, Copy)]
struct OneStep<'a> {
    script: Script<'a>,
    step: &'a Step,
}

impl OneStep<'_> {
    /// An error of ours in this step.
    fn ours(&self, what: &str, why: Message) -> TrialError {
        TrialError::of_step(&self.step.name, MessageId::Named.with([what.into(), why]))
    }

    /// Plays the step as often as it says; what is missing after it.
    async fn play(
        self,
        lane: &mut Lane<'_>,
        scope: &mut Scope,
        mut recorder: Option<&mut Recorder>,
        played: &mut Played,
    ) -> Result<Option<Gap>, TrialError> {
        let Self { script, step } = self;
        let (mut turns, mut lists, mut last) = (Turns::of(script, step), Lists::default(), None);
        let is_fresh = script.expressions.values().any(Expression::is_fresh) || has_fresh_mark(step);
        let mut count = 0;
        scope.set("i", &Value::from(count));
        while turns.goes_on(count, scope)? {
            let calls = self.calls(lane, scope, is_fresh, &played.jar)?;
            let operation = calls.first().map_or(0, |call| call.operation);
            let exchanges = self.sent(lane, calls).await.map_err(|error| TrialError::of(&error))?;
            let mut came: Option<(Rc<Exchange>, Came)> = None;
            let exchanges: Vec<Rc<Exchange>> = exchanges.into_iter().map(Rc::new).collect();
            if self.has_several() {
                // Each of those at the same time is judged against all of them.
                for exchange in &exchanges {
                    lists.push(&Seen::of(exchange));
                }
            }
            for exchange in exchanges {
                played.exchanges.push(Rc::clone(&exchange));
                let one = self.answered((operation, &exchange), scope, recorder.as_deref_mut(), (&lists, played))?;
                // Of several at the same time, the first that lacks something stands for all.
                if came.as_ref().is_none_or(|(_, known)| known.gap.is_none()) {
                    came = Some((exchange, one));
                }
            }
            let Some((exchange, came)) = came else { break };
            count += 1;
            let is_over = came.gap.as_ref().is_some_and(|gap| !(gap.of_body && self.waits()));
            last = Some((exchange, came));
            if is_over {
                break;
            }
            turns.answered(scope)?;
            scope.set("i", &Value::from(count));
            if let (Some((exchange, _)), true) = (&last, turns.goes_on(count, scope)?) {
                turns.pause(lane, exchange).await.map_err(|error| TrialError::of(&error))?;
            }
        }
        let Some((exchange, came)) = last else {
            self.left_out(recorder);
            return Ok(None);
        };
        scope.set("i", &Value::from(count.saturating_sub(1)));
        if self.has_several() {
            scope.set_in("steps", &step.name, Seen::of(&exchange).step(&lists.variables()));
        }
        let is_over = came.gap.as_ref().is_some_and(|gap| !gap.of_body);
        let vain = turns.in_vain(count, &exchange).filter(|_| !is_over);
        let came = waited(vain, came, &exchange, (recorder.as_deref_mut(), &mut *played));
        let rules = StepRules { script, step, exchange: &exchange, came: &came };
        rules.judge(scope, recorder, played)?;
        Ok(came.gap)
    }

    /// The calls that go out next: one, or several at the same time.
    fn calls(
        &self,
        lane: &mut Lane<'_>,
        scope: &mut Scope,
        is_fresh: bool,
        jar: &Jar,
    ) -> Result<Vec<Call>, TrialError> {
        let mut calls = Vec::new();
        for number in 0..self.step.together.unwrap_or(1) {
            if self.step.together.is_some() {
                scope.set("i", &Value::from(number));
            }
            if is_fresh {
                scope.begin(lane.serial.moment());
            }
            let mut call = call(self.script, self.step, scope)?;
            let cookies = if self.keeps_cookies() { jar.header(&lane.address(&call)) } else { None };
            if let Some(cookies) = cookies {
                call.request.add_cookies(&cookies);
            }
            calls.push(call);
        }
        Ok(calls)
    }

    async fn sent(&self, lane: &mut Lane<'_>, mut calls: Vec<Call>) -> Result<Vec<Exchange>, TransportError> {
        let due = &self.step.expect;
        match (self.step.together, calls.pop()) {
            (None, Some(call)) => throttle::send(lane, call, due).await.map(|exchange| vec![exchange]),
            (_, last) => Box::pin(throttle::together::send(lane, calls.into_iter().chain(last).collect(), due)).await,
        }
    }

    /// Whether the step sends the cookies of the case, and takes over those that its response sets.
    fn keeps_cookies(&self) -> bool {
        self.step.cookies.unwrap_or(self.script.cookies)
    }

    /// Whether the step has several exchanges.
    fn has_several(&self) -> bool {
        self.step.repeat.is_some() || self.step.together.is_some()
    }

    /// Whether the step waits for a response that ends it.
    fn waits(&self) -> bool {
        self.step.repeat.as_ref().is_some_and(|repeat| repeat.until.is_some())
    }

    /// Makes a response known to what follows, and judges it.
    fn answered(
        &self,
        (operation, exchange): (usize, &Rc<Exchange>),
        scope: &mut Scope,
        recorder: Option<&mut Recorder>,
        (lists, played): (&Lists, &mut Played),
    ) -> Result<Came, TrialError> {
        let Self { script, step } = *self;
        let seen = Seen::of(exchange);
        let several = self.has_several().then(|| ("exchanges", lists.exchanges()));
        scope.set_in("steps", &step.name, seen.step(several.as_slice()));
        seen.enter(scope);
        if self.keeps_cookies() {
            played.jar.take(exchange);
            scope.set("cookies", &played.jar.json());
        }
        let due = due(script.expressions, step, scope).map_err(|why| self.ours("fills", why))?;
        let sight = Sight { subject: script.subject, operation, due: &due, exchange, scope };
        let shown = match recorder {
            Some(recorder) => sight.record(recorder),
            None => sight.findings(),
        };
        let described = !step.rules.is_empty() && sight.is_described();
        let gap = self.gap(sight, &shown);
        played.findings.extend(shown.into_iter().map(|finding| (finding, Rc::clone(exchange))));
        Ok(Came { gap, described })
    }

    /// What is missing after an exchange of the step: its outcome, or the body of its response.
    fn gap(&self, sight: Sight<'_>, shown: &[Finding]) -> Option<Gap> {
        let exchange = sight.exchange;
        let operation = &self.script.subject.suite.contract.operations[sight.operation];
        let wrong = shown.iter().find(|finding| check::ALL.ends_case(finding));
        if wrong.is_none() && (exchange.response.is_some() || sight.is_bodiless()) {
            return None;
        }
        let is_good = operation.statuses.contains(&exchange.status);
        // An empty code in a good response lacks its code of success, and says nothing of an error.
        let is_empty = |finding: &Finding| finding.codes.came == [""];
        if is_good && self.step.expect.outcome == Outcome::Accepted && wrong.is_some_and(is_empty) {
            return None;
        }
        let as_due = match self.step.expect.outcome {
            Outcome::Accepted => wrong.is_none() && is_good,
            Outcome::Refused => wrong.is_none_or(|finding| &*finding.check != "outcome") && !is_good,
            Outcome::Any => true,
        };
        let bodiless = || ReasonId::StatusBodyNotJson.with([exchange.status.into()]);
        let what = wrong.map_or_else(bodiless, Finding::actual_message);
        let strays = operation.writes && !as_due;
        Some(Gap { what, strays, of_body: exchange.response.is_none() && !strays })
    }

    /// Notes that the condition of the step left it out.
    fn left_out(&self, recorder: Option<&mut Recorder>) {
        let (Some(when), Some(recorder)) = (&self.step.when, recorder) else { return };
        let reason = || ReasonId::StepCondition.with([(&self.step.name).into(), when.into()]);
        for requirement in
            std::iter::once(&self.step.expect.requirement).chain(self.step.rules.iter().map(|rule| &rule.requirement))
        {
            recorder.unseen(requirement, reason);
        }
    }
}

#[cfg(test)]
mod tests;
