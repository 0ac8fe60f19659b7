//! Rules of the contract that a schema cannot say.

use serde_json::Value;

use super::{Evidence, Judgement};
use crate::{
    contract::{
        Invariant, Level, Outcome, Pattern,
        expression::{Row, Variables},
    },
    util::excerpt::excerpt,
};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    // What was accepted against its promise has been told; its parts cannot be held against an answer they should not have.
    if evidence.expectation.outcome == Outcome::Refused && evidence.accepted() {
        return;
    }
    let (Some((kind, _)), Some(response)) = (evidence.shape(), &evidence.exchange.response) else { return };
    let mut rules = evidence.operation.invariants.iter().filter(|rule| rule.on == "any" || rule.on == kind).peekable();
    // A rule reads fields; where a promise of the shape is broken that has been told already.
    if rules.peek().is_none() || judgement.misshapen == Some(Level::Must) {
        return;
    }
    let scope = evidence.scope;
    let mut places: Option<(&Pattern, Vec<(String, Row<'_>)>)> = None;
    for rule in rules {
        let Some(pattern) = &rule.each else {
            ask(rule, evidence, scope, "", judgement);
            continue;
        };
        // Rules over the same places stand side by side.
        if places.as_ref().is_none_or(|(known, _)| *known != pattern) {
            let row = |(pointer, _): (String, &Value)| {
                let row = Row::new(scope, &pointer);
                (pointer, row)
            };
            places = Some((pattern, pattern.find(response).into_iter().map(row).collect()));
        }
        for (pointer, row) in places.iter().flat_map(|(_, rows)| rows) {
            ask(rule, evidence, row, pointer, judgement);
        }
    }
}

fn ask<'a>(
    rule: &'a Invariant,
    evidence: &Evidence<'a>,
    scope: &impl Variables,
    pointer: &str,
    judgement: &mut Judgement<'a>,
) {
    let mut wrong = |error: &dyn std::fmt::Display| {
        // A request that is broken on purpose may lack what a rule reads, and so may an answer of another shape.
        if evidence.expectation.outcome == Outcome::Accepted && judgement.misshapen.is_none() {
            judgement.errors.push(format!("invariant {}: {error}", rule.id));
        }
    };
    match rule.when.as_ref().map_or(Ok(true), |when| when.holds(scope)) {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => return wrong(&error),
    }
    match rule.rule.holds(scope) {
        Ok(true) => judgement.asked.push(&rule.requirement),
        Ok(false) => {
            judgement.asked.push(&rule.requirement);
            let place = evidence.exchange.response.as_deref().and_then(|response| response.pointer(pointer));
            let actual = place.map_or_else(String::new, Value::to_string);
            let expected = format!("{} ({})", rule.text.en, rule.rule.source());
            let mut finding = evidence.finding(&rule.requirement, rule.level, pointer, expected, excerpt(&actual));
            finding.class.clone_from(&rule.id);
            judgement.findings.push(finding);
        }
        Err(error) => wrong(&error),
    }
}
