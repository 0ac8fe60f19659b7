//! Trials that the planner derives from a request schema: valid requests, and requests that break one constraint.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{
    Settings, Subject, Trial, TrialKind,
    binding::{self, Markers},
    flaky,
    journal::Purpose,
    lane::{Call, Lane},
    outcome::{Played, account, findings},
    parts::{self, Own, Parts},
    plan::{ATS, class_requirement},
    polite, precedence, saved, shrink,
    steps::{perform, setup_steps},
    tally::{Tally, found},
};
use crate::{
    check::{Finding, FindingKey},
    contract::{Expectation, Outcome, expression::Scope, schema::Constraint},
    generate::{Kind, Rng, raw::RAW},
    record::{Found, TrialError},
    target::{Exchange, TransportError},
};

/// What a generated request is meant to do, and what is due for it.
#[derive(Clone)]
pub(super) struct Intent<'a> {
    /// The constraint that it breaks, and in which way.
    pub(super) violation: Option<(&'a Constraint, Kind)>,
    /// In words.
    pub(super) told: String,
    /// What is due.
    pub(super) due: Expectation,
}

/// One trial's surroundings: what every case of it shares.
pub(super) struct Stage<'a> {
    pub(super) subject: &'a Subject,
    pub(super) operation: usize,
    pub(super) scope: Scope,
    pub(super) own: Own,
    pub(super) markers: Markers,
}

impl Stage<'_> {
    /// The variables with an exchange in them.
    pub(super) fn scope_of(&self, exchange: &Exchange) -> Scope {
        let mut scope = self.scope.clone();
        Played::of(exchange).enter(&mut scope);
        scope
    }
}

pub(super) async fn play(
    lane: &mut Lane<'_>,
    subject: &Subject,
    trial: &Trial,
    settings: &Settings,
    tally: &mut Tally,
) {
    let (TrialKind::Pairs(operation)
    | TrialKind::Random(operation)
    | TrialKind::Precedence(operation)
    | TrialKind::Accepts { operation, .. }
    | TrialKind::Rejects { operation, .. }
    | TrialKind::Raw { operation, .. }) = trial.kind
    else {
        return;
    };
    if let Some(reason) = &subject.untested[operation] {
        return tally.not_tested(&trial.requirements, reason);
    }
    let stage = match set_up(lane, subject, operation, tally).await {
        Ok(stage) => stage,
        Err(error) => return tally.error(error),
    };
    let mut rng = Rng::new(settings.seed, &trial.name);
    if let TrialKind::Raw { kind, .. } = trial.kind {
        return raw(lane, &stage, settings, kind, &mut rng, tally).await;
    }
    if let TrialKind::Precedence(_) = trial.kind {
        return precedence::play(lane, &stage, &mut rng, tally).await;
    }
    for number in 0..trial.cases {
        let Some((value, intent)) = draw(&stage, &trial.kind, number, &mut rng) else {
            tally.begin_case();
            tally.record.dropped += 1;
            continue;
        };
        let drawn = if trial.kind == TrialKind::Pairs(operation) {
            value.as_array().cloned().unwrap_or_default()
        } else {
            vec![value]
        };
        for value in drawn {
            lane.scribe.case = tally.begin_case();
            case(lane, &stage, settings, Arc::new(value), &intent, tally).await;
        }
        if tally.lost() || trial.kind == TrialKind::Pairs(operation) {
            return;
        }
    }
}

async fn set_up<'a>(
    lane: &mut Lane<'_>,
    subject: &'a Subject,
    operation: usize,
    tally: &mut Tally,
) -> Result<Stage<'a>, TrialError> {
    let mut scope = binding::base_scope(subject);
    let steps = setup_steps(subject, operation)?;
    let performance = perform(lane, subject, &subject.suite.expressions, &steps, &mut scope, None).await;
    if let Some(error) = performance.error {
        return Err(error);
    }
    for (finding, exchange) in performance.findings {
        if tally.count(&finding.key(), "set-up") {
            let found = found(finding, "set-up", &exchange);
            lane.scribe.found(&found);
            tally.record.findings.push(found);
        }
    }
    let played = scope.object("steps");
    let markers = Markers::of_setup(&played);
    scope.set("setup", &Value::Object(played));
    let form = &subject.suite.contract.operations[operation];
    let own = Own::of(form, &subject.suite.expressions, &scope);
    let own = own.map_err(|error| TrialError::Ours(format!("headers and query: failed to {error}")))?;
    Ok(Stage { subject, operation, scope, own, markers })
}

/// The next drawn request of a trial and what it is meant to do; `None` where it could not be drawn.
fn draw<'a>(stage: &Stage<'a>, kind: &TrialKind, number: u32, rng: &mut Rng) -> Option<(Value, Intent<'a>)> {
    let drawer = &stage.subject.drawers[stage.operation];
    let operation = &stage.subject.suite.contract.operations[stage.operation];
    let any = |told: &str| Intent {
        violation: None,
        told: told.to_owned(),
        due: Expectation::accepted(&operation.success, None),
    };
    match kind {
        TrialKind::Accepts { classes, .. } => {
            let class = &stage.subject.planned[stage.operation].classes()[classes[number as usize]];
            let (requirement, level) = class_requirement(operation, drawer, class);
            let told = format!(
                "valid: {} {}",
                if class.place.as_str().is_empty() { "/" } else { class.place.as_str() },
                class.name
            );
            Some((
                drawer.class(class, rng)?,
                Intent { violation: None, told, due: Expectation::accepted(&requirement, level) },
            ))
        }
        TrialKind::Pairs(_) => Some((Value::Array(drawer.pairs(rng)), any("valid: pair"))),
        TrialKind::Random(_) => Some((drawer.random(rng)?, any("valid: random"))),
        TrialKind::Rejects { constraint, .. } => {
            let constraint = &drawer.constraints()[*constraint];
            let kinds = drawer.kinds(constraint);
            let positions = if constraint.place.as_str().contains('*') { ATS.len() } else { 1 };
            let number = number as usize;
            // The enumerated ones first, kind by kind at each position; then the same again over freshly drawn values.
            let (kind, at) = (&kinds[(number / positions) % kinds.len()], ATS[number % positions]);
            let broken = drawer.broken(constraint, kind, at, rng)?;
            Some((broken.value, violation(stage, constraint, kind, &broken.pointer)?))
        }
        TrialKind::Precedence(_) | TrialKind::Raw { .. } | TrialKind::Scenario(_) => None,
    }
}

/// The intent of breaking a constraint at a concrete place.
pub(super) fn violation<'a>(
    stage: &Stage<'_>,
    constraint: &'a Constraint,
    kind: &Kind,
    pointer: &str,
) -> Option<Intent<'a>> {
    let at =
        constraint.property.as_ref().map_or_else(|| pointer.to_owned(), |property| format!("{pointer}/{property}"));
    let due = Expectation::of_violation(&stage.subject.suite.contract, constraint, &kind.name, &at)?;
    let told = format!("violates: {at} {} ({})", constraint.keyword, kind.name);
    Some(Intent { violation: Some((constraint, kind.clone())), told, due })
}

/// A drawn request as it is sent, confirmed to do what is intended: nothing else is ever sent.
pub(super) fn confirmed(stage: &Stage<'_>, drawn: &Arc<Value>, intent: &Intent<'_>) -> Option<Parts> {
    let parts = written(stage, drawn)?;
    holds(stage, parts.json.as_ref()?, intent).then_some(parts)
}

/// The same for a value fresh from the drawer, which has confirmed it: bytes that hold that very value need no second time.
fn confirmed_again(stage: &Stage<'_>, drawn: &Arc<Value>, intent: &Intent<'_>) -> Option<Parts> {
    let parts = written(stage, drawn)?;
    let read = parts.json.as_ref()?;
    (Arc::ptr_eq(read, drawn) || read == drawn || holds(stage, read, intent)).then_some(parts)
}

/// A drawn request with its markers filled, as it is sent and read back.
fn written(stage: &Stage<'_>, drawn: &Arc<Value>) -> Option<Parts> {
    let operation = &stage.subject.suite.contract.operations[stage.operation];
    if stage.markers.is_empty() {
        return parts::of_request(operation, &stage.own, drawn);
    }
    let mut bound = Value::clone(drawn);
    stage.markers.fill(&mut bound);
    parts::of_request(operation, &stage.own, &Arc::new(bound))
}

fn holds(stage: &Stage<'_>, read: &Value, intent: &Intent<'_>) -> bool {
    let drawer = &stage.subject.drawers[stage.operation];
    let Some((constraint, _)) = &intent.violation else { return drawer.validator().is_valid(read) };
    let pointer = match &constraint.property {
        Some(property) => intent.due.at.strip_suffix(&format!("/{property}")),
        None => Some(intent.due.at.as_str()),
    };
    pointer.is_some_and(|pointer| drawer.confirms(read, constraint, pointer))
}

async fn case(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    settings: &Settings,
    drawn: Arc<Value>,
    intent: &Intent<'_>,
    tally: &mut Tally,
) {
    let Some(parts) = confirmed_again(stage, &drawn, intent) else {
        tally.record.dropped += 1;
        return;
    };
    let exchange = match send(lane, stage, parts, &intent.due).await {
        Ok(exchange) => exchange,
        Err(error) => return tally.error(TrialError::of(&error)),
    };
    let scope = stage.scope_of(&exchange);
    let mut fresh = account(stage.subject, stage.operation, &intent.due, &exchange, &scope, tally);
    fresh.retain(|finding| tally.count(&finding.key(), &intent.told));
    let fresh: Vec<_> = fresh.into_iter().map(|finding| found(finding, &intent.told, &exchange)).collect();
    // Answers can be large, and more of them follow while a finding is made small.
    drop((scope, exchange));
    for mut found in fresh {
        lane.scribe.found(&found);
        lane.purpose = Purpose::Shrink;
        let (smallest, shown) = shrink::request(lane, stage, settings, &drawn, intent, &found.key).await;
        lane.purpose = Purpose::Case;
        if let Some(shown) = shown {
            found = Found { cases: found.cases, ..shown };
        }
        if let Some(parts) = confirmed(stage, &smallest.0, &smallest.1) {
            found.flaky = flaky::request(lane, stage, settings, &parts, &smallest.1.due, &found.finding).await;
        }
        found.scenario = saved::request(stage, &smallest.0, &smallest.1, &found.finding);
        tally.record.findings.push(found);
    }
}

pub(super) async fn send(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    parts: Parts,
    due: &Expectation,
) -> Result<Exchange, TransportError> {
    polite::ask(lane, Call { operation: stage.operation, method: None, parts }, due).await
}

/// The finding of a key that a request shows, if it still does.
pub(super) async fn shows(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    drawn: &Arc<Value>,
    intent: &Intent<'_>,
    key: &FindingKey,
) -> Option<(Exchange, Finding)> {
    let parts = confirmed(stage, drawn, intent)?;
    let exchange = send(lane, stage, parts, &intent.due).await.ok()?;
    let found = findings(stage.subject, stage.operation, &intent.due, &exchange, &stage.scope_of(&exchange));
    found.into_iter().find(|finding| finding.key() == *key).map(|finding| (exchange, finding))
}

async fn raw(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    settings: &Settings,
    kind: usize,
    rng: &mut Rng,
    tally: &mut Tally,
) {
    lane.scribe.case = tally.begin_case();
    let operation = &stage.subject.suite.contract.operations[stage.operation];
    let (Some(rule), Some(mut value)) = (&operation.raw, stage.subject.drawers[stage.operation].minimal(rng)) else {
        tally.record.dropped += 1;
        return;
    };
    stage.markers.fill(&mut value);
    let row = &RAW[kind];
    let outcome = if rule.open.iter().any(|open| open == row.name) { Outcome::Any } else { Outcome::Refused };
    let codes = if outcome == Outcome::Refused { rule.code.iter().cloned().collect() } else { Vec::new() };
    let due = Expectation { codes, error: rule.error.clone(), ..Expectation::new(outcome, &rule.requirement) };
    let body = Bytes::from(row.bytes(&value));
    let json = serde_json::from_slice(&body).ok().map(Arc::new);
    let Some(parts) = parts::of(&stage.own, None, &Map::new(), body.clone(), json) else {
        tally.record.dropped += 1;
        return;
    };
    let exchange = match send(lane, stage, parts.clone(), &due).await {
        Ok(exchange) => exchange,
        Err(error) => return tally.error(TrialError::of(&error)),
    };
    let scope = stage.scope_of(&exchange);
    for finding in account(stage.subject, stage.operation, &due, &exchange, &scope, tally) {
        if tally.count(&finding.key(), row.name) {
            let mut found = found(finding, &format!("raw: {}", row.name), &exchange);
            lane.scribe.found(&found);
            found.flaky = flaky::request(lane, stage, settings, &parts, &due, &found.finding).await;
            found.scenario = saved::raw(stage, &body, &due, &found.finding);
            tally.record.findings.push(found);
        }
    }
}
