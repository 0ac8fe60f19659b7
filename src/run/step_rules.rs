//! The rules of a step, judged over everything known so far.

use std::rc::Rc;

use super::{
    gaps::Gap,
    played::Played,
    recorder::Recorder,
    script::{Script, holds},
};
use crate::{
    check::{Codes, Evidence, Finding, Messages, codes_below, seen_errors},
    contract::{
        BESIDE_THE_BODY, Language, Level, Message, MessageId, ReasonId, ScenarioId,
        expression::{Expression, Scope},
        has_word,
    },
    record::TrialError,
    scenario::{Rule, Step},
    target::Exchange,
    util::excerpt::excerpt,
};

/// The result of an exchange: what is missing after it, and whether the response is one that the contract describes.
pub(super) struct Came {
    /// What is missing after it.
    pub(super) gap: Option<Gap>,
    /// Whether the response is one that the contract describes.
    pub(super) described: bool,
}

/// The rules of a step with the response that they are judged after.
#[derive(Clone, Copy)]
pub(super) struct StepRules<'a> {
    /// The script of the step.
    pub(super) script: Script<'a>,
    /// The step.
    pub(super) step: &'a Step,
    /// Its last exchange.
    pub(super) exchange: &'a Rc<Exchange>,
    /// Its result.
    pub(super) came: &'a Came,
}

impl StepRules<'_> {
    /// Why a rule of the step is not evaluated, if so.
    fn keep_from(&self, rule: &Rule) -> Option<Message> {
        // What was taken out of the response cannot be judged.
        let hidden = self.script.subject.redactor.fields().iter().find(|field| has_word(&rule.rule, field));
        if let Some(field) = hidden {
            return Some(ReasonId::Hides.with([field.into()]));
        }
        let gap = self.came.gap.as_ref()?;
        // Of a response that is not JSON, everything but its JSON can still be judged.
        (!gap.of_body || self.reads_body(rule)).then(|| ReasonId::OwnStepCameTo.with([gap.what.clone()]))
    }

    /// Whether a rule reads the JSON of the response.
    fn reads_body(&self, rule: &Rule) -> bool {
        let said = [Some(&rule.rule), rule.when.as_ref()];
        let read = said.into_iter().flatten().filter_map(|source| self.script.expressions.get(source));
        read.into_iter().any(|expression| {
            let own = expression.keys_of("steps").any(|name| name == self.step.name);
            let fields = ["response", "responses", "exchanges"];
            expression.uses("response") || (own && fields.iter().any(|field| expression.reads(field)))
        })
    }

    /// Judges the rules, once the last request of the step has its response.
    pub(super) fn judge(
        self,
        scope: &Scope,
        mut recorder: Option<&mut Recorder>,
        played: &mut Played,
    ) -> Result<(), TrialError> {
        let Self { script: Script { expressions, .. }, step, exchange, came } = self;
        for rule in &step.rules {
            if let Some(reason) = self.keep_from(rule) {
                if let Some(recorder) = recorder.as_deref_mut() {
                    let reason = ReasonId::RuleNotEvaluated.with([(&step.name).into(), reason]);
                    recorder.stop(&reason, std::slice::from_ref(&rule.requirement));
                }
                continue;
            }
            let ours =
                |why: Message| TrialError::of_step(&step.name, ScenarioId::RuleError.with([(&rule.rule).into(), why]));
            if let Some(when) = &rule.when
                && !holds(expressions, when, scope).map_err(ours)?
            {
                if let Some(recorder) = recorder.as_deref_mut() {
                    recorder.unseen(&rule.requirement, || ReasonId::RuleCondition.with([when.into()]));
                }
                continue;
            }
            let kept = holds(expressions, &rule.rule, scope).map_err(ours)?;
            if let Some(recorder) = recorder.as_deref_mut() {
                // A rule over what is not there is kept by every response; that shows nothing, but a status always stands there. Where the
                // body should have been JSON, the status shows nothing either, unlike what a rule reads of the text and the headers.
                let reads = |names: &[&str]| names.iter().any(|name| has_word(&rule.rule, name));
                let of_rest = || match &came.gap {
                    None => reads(&BESIDE_THE_BODY),
                    Some(gap) => gap.of_body && BESIDE_THE_BODY.iter().any(|name| *name != "status" && reads(&[name])),
                };
                if came.described || !kept || of_rest() {
                    recorder.ask(&rule.requirement);
                } else {
                    let what = || ReasonId::StatusUndescribed.with([exchange.status.into()]);
                    let reason = || ReasonId::StepCameTo.with([(&step.name).into(), what()]);
                    recorder.unseen(&rule.requirement, reason);
                }
            }
            if !kept {
                let mut finding = self.broken(rule, scope);
                let read = expressions.get(&rule.rule).into_iter().flat_map(Expression::fields);
                finding.rests_on = read.map(str::to_owned).collect();
                played.findings.push((finding, Rc::clone(exchange)));
            }
        }
        Ok(())
    }

    /// The finding of a rule that does not hold.
    fn broken(&self, rule: &Rule, scope: &Scope) -> Finding {
        let Self { script: Script { subject, .. }, step, exchange, came } = self;
        let contract = &subject.suite.contract;
        let own = contract.requirement(&rule.requirement).map_or(Level::Must, |requirement| requirement.level);
        let response = exchange.response.as_deref();
        let place = response.and_then(|response| response.pointer(&rule.pointer));
        let expected = MessageId::Rule.with([(&rule.text).into(), rule.rule.as_str().into()]);
        let status = || MessageId::Status.with([exchange.status.into()]);
        let actual = place.map_or_else(status, |value| excerpt(&value.to_string()).into());
        let operation = contract.operations.iter().find(|operation| operation.id == step.operation);
        let evidence = operation.map(|operation| Evidence {
            contract,
            operation,
            expectation: &step.expect,
            exchange,
            errors: seen_errors(operation, &step.expect, exchange),
            foreign: &subject.foreign,
            scope,
        });
        let errors = evidence.as_ref().map_or(&[][..], |evidence| &evidence.errors);
        Finding {
            requirement: rule.requirement.clone(),
            level: rule.level.map_or(own, |level| level.min(own)),
            check: "rule".into(),
            operation: step.operation.clone(),
            pointer: rule.pointer.clone(),
            expected: expected.in_language(Language::English),
            actual: actual.in_language(Language::English),
            messages: Messages::of(expected, actual),
            class: format!("{} {}", step.name, rule.rule),
            codes: Codes { due: Vec::new(), came: codes_below(errors, &rule.pointer) },
            rests_on: Vec::new(),
            // What the target sent on its own is not described as a response.
            flaw: evidence.filter(|_| !came.described).map(|evidence| evidence.flaw()).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests;
