//! Two constraints broken at once: which of their codes comes. No document says, so nothing is judged; the order is reported.

use serde_json::Value;

use super::{
    Subject,
    generated::{Stage, send},
    lane::Lane,
    outcome::account,
    parts,
    tally::Tally,
};
use crate::{
    check::named,
    contract::{Expectation, Level, Operation, Outcome, code_text, kind_level, schema::Constraint},
    generate::{At, Drawer, Kind, Mode, Rng},
    record::{Precedence, TrialError},
};

/// Constraints that are set against each other, at most.
const MOST: usize = 20;
/// Ways of breaking a constraint that are tried for one pair.
const KINDS: usize = 3;

/// A constraint and what it earns alone: the code, with the parameter that the error names where it names one.
pub(super) type Rival<'a> = (&'a Constraint, String);

/// The constraints to set against each other: of those that earn the same the first, as far as the contract is sure.
pub(super) fn rivals<'a>(operation: &Operation, drawer: &'a Drawer) -> Vec<Rival<'a>> {
    let mut rivals: Vec<Rival<'_>> = Vec::new();
    for constraint in drawer.constraints() {
        let Some(code) = constraint.annotations.get("x-code") else { continue };
        let code = code.as_array().and_then(|codes| codes.first()).unwrap_or(code);
        let sure = drawer.kinds(constraint).iter().any(|kind| is_sure(constraint, kind));
        let Some(error) = operation.error_place(error_of(constraint), constraint.place.as_str()) else { continue };
        let named = constraint.annotations.get("x-names").and_then(|names| names.get(0)?.as_str());
        let earned = earned(code, named.filter(|_| error.rules.names.is_some()));
        let place = |constraint: &Constraint| (constraint.place.to_string(), constraint.property.clone());
        let known = rivals.iter().any(|(other, known)| place(other) == place(constraint) || *known == earned);
        if sure && !known {
            rivals.push((constraint, earned));
        }
    }
    rivals.truncate(MOST);
    rivals
}

fn earned(code: &Value, named: Option<&str>) -> String {
    named.map_or_else(|| code_text(code), |name| format!("{} {name}", code_text(code)))
}

fn error_of(constraint: &Constraint) -> Option<&str> {
    constraint.annotations.get("x-error").and_then(Value::as_str)
}

fn is_sure(constraint: &Constraint, kind: &Kind) -> bool {
    kind_level(&constraint.annotations, &constraint.keyword, &kind.name).is_none_or(|level| level == Level::Must)
}

/// How many pairs so many rivals make.
pub(super) fn pairs(rivals: usize) -> usize {
    rivals * rivals.saturating_sub(1) / 2
}

pub(super) async fn play(lane: &mut Lane<'_>, stage: &Stage<'_>, rng: &mut Rng, tally: &mut Tally) {
    let operation = &stage.subject.suite.contract.operations[stage.operation];
    let drawer = &stage.subject.drawers[stage.operation];
    let rivals = rivals(operation, drawer);
    for (index, one) in rivals.iter().enumerate() {
        for other in &rivals[index + 1..] {
            // Some pairs cannot be broken together: what breaks the one leaves no place for the other.
            let Some(value) = both(drawer, one.0, other.0, rng) else { continue };
            lane.scribe.case = tally.begin_case();
            if let Err(error) = ask(lane, stage, (one, other), &value, tally).await {
                return tally.error(error);
            }
        }
    }
}

async fn ask(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    (one, other): (&Rival<'_>, &Rival<'_>),
    value: &Value,
    tally: &mut Tally,
) -> Result<(), TrialError> {
    let subject: &Subject = stage.subject;
    let operation = &subject.suite.contract.operations[stage.operation];
    let mut bound = value.clone();
    stage.markers.fill(&mut bound);
    let Some(parts) = parts::of_request(operation, &stage.own, &bound.into()) else { return Ok(()) };
    let due = Expectation { error: error_of(one.0).map(str::to_owned), ..Expectation::new(Outcome::Any, "") };
    let exchange = send(lane, stage, parts, &due).await;
    let exchange = exchange.map_err(|error| TrialError::of(&error))?;
    for finding in account(subject, stage.operation, &due, &exchange, &stage.scope_of(&exchange), tally) {
        if tally.count(&finding.key(), "precedence") {
            tally.record.findings.push(super::tally::found(finding, "two constraints broken at once", &exchange));
        }
    }
    let seen = crate::check::seen_errors(operation, &due, exchange.response.as_deref());
    let mut came: Vec<String> = Vec::new();
    for error in &seen {
        let names =
            error.place.rules.names.as_ref().map(|rule| named(rule, exchange.response.as_deref())).unwrap_or_default();
        if names.is_empty() {
            came.push(earned(error.code, None));
        }
        came.extend(names.into_iter().map(|name| earned(error.code, Some(name))));
    }
    came.dedup();
    let side = |(constraint, earned): &Rival<'_>| {
        let place = constraint
            .property
            .as_ref()
            .map_or_else(|| constraint.place.to_string(), |property| constraint.place.property(property).to_string());
        (place, earned.clone())
    };
    tally.record.precedence.push(Precedence {
        operation: operation.id.clone(),
        one: side(one),
        other: side(other),
        came,
    });
    Ok(())
}

/// A value that breaks both constraints and nothing else.
fn both(drawer: &Drawer, one: &Constraint, other: &Constraint, rng: &mut Rng) -> Option<Value> {
    let kinds = |constraint: &Constraint| -> Vec<Kind> {
        drawer.kinds(constraint).into_iter().filter(|kind| is_sure(constraint, kind)).take(KINDS).collect()
    };
    for first in kinds(one) {
        let Some(base) = drawer.broken_in(one, &first, At::First, Mode::Plain, rng) else { continue };
        for second in kinds(other) {
            let Some(from) = drawer.broken_in(other, &second, At::First, Mode::Plain, rng) else { continue };
            let mut value = base.value.clone();
            let at = match &other.property {
                Some(property) => format!("{}/{}", from.pointer, crate::contract::escape(property)),
                None => from.pointer.clone(),
            };
            let parent = at.rsplit_once('/').and_then(|(parent, _)| value.pointer_mut(parent));
            let key = at.rsplit_once('/').map(|(_, key)| crate::contract::unescape(key)).unwrap_or_default();
            match (parent, from.value.pointer(&at)) {
                (Some(Value::Object(fields)), Some(broken)) => drop(fields.insert(key, broken.clone())),
                (Some(Value::Object(fields)), None) => drop(fields.shift_remove(&key)),
                _ => continue,
            }
            let breaches = drawer.validator().breaches(&value);
            let each = |constraint: &Constraint| breaches.iter().any(|breach| constraint.is_broken_by(breach));
            let nothing_else = breaches.iter().all(|breach| one.is_broken_by(breach) || other.is_broken_by(breach));
            if each(one) && each(other) && nothing_else {
                return Some(value);
            }
        }
    }
    None
}
