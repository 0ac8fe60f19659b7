//! How often a step is played, how long is waited in between, and what ends it.

use std::time::{Duration, Instant};

use super::{
    gaps::Gap,
    lane::Lane,
    script::{Script, evaluate, holds},
};
use crate::{
    check::{Codes, Finding, Messages},
    contract::{Language, Level, Message, MessageId, ReasonId, expression::Scope},
    record::TrialError,
    scenario::Step,
    target::{Exchange, TransportError, asked_pause},
    util::span::span,
};

/// The longest pause that a response may request between two requests of one step.
const LONGEST: Duration = Duration::from_mins(1);

/// The repetitions of one step.
pub(super) struct Turns<'a> {
    script: Script<'a>,
    step: &'a Step,
    began: Instant,
    /// Whether what ends the step holds.
    is_done: bool,
    /// Whether the time is over within which that must hold.
    is_late: bool,
}

impl<'a> Turns<'a> {
    /// The repetitions of a step that begins now.
    pub(super) fn of(script: Script<'a>, step: &'a Step) -> Self {
        Self { script, step, began: Instant::now(), is_done: false, is_late: false }
    }

    fn ours(&self, what: &str, why: Message) -> TrialError {
        TrialError::of_step(&self.step.name, MessageId::Named.with([what.into(), why]))
    }

    /// Whether the step is played once more after so many times; its condition and its number are evaluated again.
    pub(super) fn goes_on(&self, after: u32, scope: &Scope) -> Result<bool, TrialError> {
        let expressions = self.script.expressions;
        if self.is_done || self.is_late {
            return Ok(false);
        }
        if let Some(when) = &self.step.when
            && !holds(expressions, when, scope).map_err(|why| self.ours("when", why))?
        {
            return Ok(false);
        }
        let Some(repeat) = &self.step.repeat else { return Ok(after == 0) };
        let times = match &repeat.times {
            Some(times) => {
                let value = evaluate(expressions, times, scope).map_err(|why| self.ours("repeat", why))?;
                value.as_u64().unwrap_or(0)
            }
            None => u64::MAX,
        };
        Ok(u64::from(after) < times.min(u64::from(repeat.max)))
    }

    /// Takes in the last response: whether it is the one that was waited for.
    pub(super) fn answered(&mut self, scope: &Scope) -> Result<(), TrialError> {
        let Some(until) = self.step.repeat.as_ref().and_then(|repeat| repeat.until.as_ref()) else { return Ok(()) };
        self.is_done = holds(self.script.expressions, until, scope).map_err(|why| self.ours("until", why))?;
        Ok(())
    }

    /// Waits before the step is played again: as long as it says, and as the response requests. What an interrupted run waited for is
    /// past.
    pub(super) async fn pause(&mut self, lane: &mut Lane<'_>, exchange: &Exchange) -> Result<(), TransportError> {
        let Some(repeat) = self.step.repeat.as_ref().filter(|_| !self.is_done) else { return Ok(()) };
        let own = repeat.pause.as_deref().and_then(span);
        let Some(own) = own else { return Ok(()) };
        let asked = exchange.retry_after.as_deref().and_then(asked_pause);
        let pause = asked.map_or(own, |asked| own.max(asked.min(LONGEST)));
        if repeat.within.as_deref().and_then(span).is_some_and(|within| self.began.elapsed() + pause > within) {
            self.is_late = true;
            return Ok(());
        }
        if lane.scribe.recalled {
            return Ok(());
        }
        lane.wait(pause).await
    }

    /// What is wrong where what was waited for never arrived.
    pub(super) fn in_vain(&self, count: u32, exchange: &Exchange) -> Option<(Finding, Gap)> {
        let until = self.step.repeat.as_ref().filter(|_| !self.is_done)?.until.as_ref()?;
        let (due, contract) = (&self.step.expect, &self.script.subject.suite.contract);
        let own = contract.requirement(&due.requirement).map_or(Level::Must, |requirement| requirement.level);
        let within = self.step.repeat.as_ref().and_then(|repeat| repeat.within.as_ref()).filter(|_| self.is_late);
        let (count, status) = (count.to_string().into(), exchange.status.into());
        let message = match within {
            Some(within) => MessageId::NotAfterWithin.with([count, within.as_str().into(), status]),
            None => MessageId::NotAfter.with([count, status]),
        };
        let expected = MessageId::Until.with([until.as_str().into()]);
        let actual = message.in_language(Language::English);
        let what = ReasonId::DidNotHold.with([until.into(), message.clone()]);
        let gap = Gap { what, strays: false, of_body: false };
        let finding = Finding {
            requirement: due.requirement.clone(),
            level: due.level.map_or(own, |level| level.min(own)),
            check: "until".into(),
            operation: self.step.operation.clone(),
            pointer: String::new(),
            expected: expected.in_language(Language::English),
            actual,
            messages: Messages::of(expected, message),
            class: self.step.name.clone(),
            codes: Codes::default(),
            rests_on: Vec::new(),
            flaw: String::new(),
        };
        Some((finding, gap))
    }
}

#[cfg(test)]
mod tests;
