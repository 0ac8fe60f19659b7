//! Flaky answers: the same bytes asked again, and another verdict. What came first is no lie then, but it is no steady fact either.
//!
//! A finding is called flaky only where the second answer keeps every promise. One with another finding may rest on what the first
//! request left behind (a record that is there now), and says nothing of the kind.

use std::rc::Rc;

use super::{
    Settings, Subject, Target,
    generated::{Stage, send},
    journal::Purpose,
    lane::Lane,
    outcome::findings,
    parts::Parts,
    play::ScenarioCase,
    steps::perform,
};
use crate::{
    check::Finding,
    contract::{Expectation, Level, expression::Scope},
    scenario::{Expressions, Scenario},
    target::Exchange,
};

/// How often the same bytes are asked again, at most.
pub const ONCE_MORE: u32 = 2;

/// Whether it is worth asking: not the embedded reference, whose answers follow from what it was asked, and never where nothing is
/// made small either.
fn asks(subject: &Subject, settings: &Settings, finding: &Finding) -> bool {
    finding.level > Level::Open && settings.shrink > 0 && matches!(subject.target, Target::Url)
}

/// Whether a request that showed a finding keeps every promise when its bytes are sent again.
pub(super) async fn request(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    settings: &Settings,
    parts: &Parts,
    due: &Expectation,
    finding: &Finding,
) -> bool {
    if !asks(stage.subject, settings, finding) {
        return false;
    }
    let before = begin(lane);
    let mut kept = false;
    for _ in 0..ONCE_MORE {
        let Ok(exchange) = send(lane, stage, parts.clone(), due).await else { break };
        let scope = stage.scope_of(&exchange);
        kept |= keeps(findings(stage.subject, stage.operation, due, &exchange, &scope).iter());
    }
    end(lane, before);
    kept
}

/// The surroundings of a case of a scenario.
pub(super) struct Played<'a> {
    pub(super) subject: &'a Subject,
    pub(super) scenario: &'a Scenario,
    pub(super) expressions: &'a Expressions,
    pub(super) base: &'a Scope,
    pub(super) case: &'a ScenarioCase,
    /// What was asked until the finding was met.
    pub(super) asked: &'a [Rc<Exchange>],
}

impl Played<'_> {
    /// Whether the whole scenario, played again with the same bytes, keeps every promise. One that uses up a state of the target's
    /// owner is not played again: it may rightly end otherwise.
    pub(super) async fn is_flaky(&self, lane: &mut Lane<'_>, settings: &Settings, finding: &Finding) -> bool {
        let given = self.scenario.state.is_some() || !self.scenario.states.is_empty();
        if given || !asks(self.subject, settings, finding) {
            return false;
        }
        let before = begin(lane);
        let mut kept = false;
        for _ in 0..ONCE_MORE {
            let mut scope = self.case.scope(self.base);
            let steps = &self.scenario.steps;
            let again = perform(lane, self.subject, self.expressions, steps, &mut scope, None).await;
            if again.error.is_some() || !same(self.asked, &again.asked) {
                break;
            }
            kept |= keeps(again.findings.iter().map(|(finding, _)| finding));
        }
        end(lane, before);
        kept
    }
}

fn begin(lane: &mut Lane<'_>) -> Purpose {
    std::mem::replace(&mut lane.purpose, Purpose::Again)
}

fn end(lane: &mut Lane<'_>, before: Purpose) {
    lane.purpose = before;
}

fn keeps<'a>(mut findings: impl Iterator<Item = &'a Finding>) -> bool {
    findings.all(|finding| finding.level == Level::Open)
}

/// Whether the first requests of a scenario went out as they did before.
fn same(before: &[Rc<Exchange>], again: &[Rc<Exchange>]) -> bool {
    let alike = |(one, other): (&Rc<Exchange>, &Rc<Exchange>)| {
        (&one.method, &one.url, &one.request_body) == (&other.method, &other.url, &other.request_body)
    };
    again.len() >= before.len() && before.iter().zip(again).all(alike)
}
