//! Rules of the contract that a schema cannot say.

use serde_json::Value;

use super::{Evidence, Judgement};
use crate::contract::{
    Invariant, Outcome,
    expression::{Row, Variables},
};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    // What was accepted against its promise has been told; its parts cannot be held against an answer they should not have.
    if evidence.expectation.outcome == Outcome::Refused && evidence.accepted() {
        return;
    }
    let (Some((kind, shape)), Some(response)) = (evidence.shape(), &evidence.exchange.response) else { return };
    let mut rules = evidence.operation.invariants.iter().filter(|rule| rule.on == "any" || rule.on == kind).peekable();
    // A rule reads fields; where the shape is broken that has been told already.
    if rules.peek().is_none() || !shape.validator.is_valid(response) {
        return;
    }
    let mut scope = evidence.scope.clone();
    scope.set("request", evidence.exchange.request.as_ref().unwrap_or(&Value::Null));
    scope.set("response", response);
    scope.set("status", &Value::from(evidence.exchange.status));
    for rule in rules {
        match &rule.each {
            None => ask(rule, evidence, &scope, "", judgement),
            Some(pattern) => {
                for (pointer, _) in pattern.find(response) {
                    ask(rule, evidence, &Row::new(&scope, &pointer), &pointer, judgement);
                }
            }
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
        // A request that is broken on purpose may lack what a rule reads.
        if evidence.expectation.outcome == Outcome::Accepted {
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
            let place = evidence.exchange.response.as_ref().and_then(|response| response.pointer(pointer));
            let actual = place.map_or_else(String::new, Value::to_string);
            let expected = format!("{} ({})", rule.text.en, rule.rule.source());
            let mut finding =
                evidence.finding(&rule.requirement, rule.level, pointer, expected, actual.chars().take(400).collect());
            finding.class.clone_from(&rule.id);
            judgement.findings.push(finding);
        }
        Err(error) => wrong(&error),
    }
}
