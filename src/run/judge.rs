//! Judging one exchange of a trial and recording it.

use serde_json::Value;

use super::{Subject, recorder::Recorder};
use crate::{
    check::{self, Evidence, Finding, Judgement, seen_errors},
    contract::{
        Expectation, Outcome, code_text,
        expression::{Scope, Variable},
    },
    record::TrialError,
    target::Exchange,
};

/// An exchange with what it is judged by.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    /// What is tested.
    pub(super) subject: &'a Subject,
    /// The operation that was called, by index.
    pub(super) operation: usize,
    /// What is due.
    pub(super) due: &'a Expectation,
    /// What was sent and what came.
    pub(super) exchange: &'a Exchange,
    /// The variables that rules speak of, with the exchange in them.
    pub(super) scope: &'a Scope,
}

impl Sight<'_> {
    /// The findings, with nothing counted: what shrinking needs again and again.
    pub(super) fn findings(self) -> Vec<Finding> {
        self.judged(|_, judgement| judgement.findings)
    }

    /// The findings; what was tested, seen and observed is recorded.
    pub(super) fn record(self, recorder: &mut Recorder) -> Vec<Finding> {
        let Self { subject, due, exchange, .. } = self;
        self.judged(|evidence, judgement| {
            for requirement in &judgement.asked {
                recorder.ask(requirement);
            }
            let status = (due.outcome != Outcome::Any).then_some(exchange.status);
            for code in evidence.errors.iter().map(|error| error.code).chain(evidence.successes()) {
                recorder.record.codes.entry(code_text(code)).or_default().see(status);
            }
            recorder.sample(evidence);
            if due.requirement.is_empty() {
                // Nothing is asked of anybody.
            } else if due.outcome == Outcome::Any {
                recorder.observe(&due.requirement, observation(evidence));
            } else if let (Some((_, shape)), Some(response)) = (evidence.shape(), &exchange.response) {
                let number = subject.shapes().position(|known| std::ptr::eq(known, shape)).unwrap_or(usize::MAX);
                recorder.ask_shape(number, shape, response);
            }
            for error in judgement.errors {
                recorder.error(TrialError::Ours(error.to_string()));
            }
            judgement.findings
        })
    }

    fn judged<T>(self, take: impl FnOnce(&Evidence<'_>, Judgement<'_>) -> T) -> T {
        let Self { subject, due, exchange, scope, .. } = self;
        let contract = &subject.suite.contract;
        let operation = &contract.operations[self.operation];
        let errors = seen_errors(operation, due, exchange.response.as_deref());
        let foreign = &subject.foreign;
        let evidence = Evidence { contract, operation, expectation: due, exchange, errors, foreign, scope };
        let mut judgement = check::ALL.judgement(&evidence);
        let hidden = subject.redactor.fields();
        if !hidden.is_empty() {
            // What was taken out cannot be judged.
            judgement.findings.retain(|finding| !hidden.iter().any(|field| finding.reads(field)));
            judgement.errors.retain(|error| !error.rule.fields().any(|field| hidden.iter().any(|name| name == field)));
        }
        take(&evidence, judgement)
    }
}

/// What came where the document is silent: the status and the first code.
fn observation(evidence: &Evidence<'_>) -> String {
    let method = &evidence.exchange.method;
    let code = evidence.errors.first().map(|error| format!(", code {}", error.code)).unwrap_or_default();
    let asked = if *method == evidence.operation.method {
        evidence.operation.id.clone()
    } else {
        format!("{method} {}", evidence.operation.id)
    };
    format!("{asked}: status {}{code}", evidence.exchange.status)
}

/// An exchange as later steps and rules see it.
pub(super) struct Seen {
    /// The request as rules see it.
    pub(super) request: Variable,
    /// The response as rules see it.
    pub(super) response: Variable,
    status: Variable,
}

impl Seen {
    pub(super) fn of(exchange: &Exchange) -> Self {
        Self {
            request: exchange.request.as_ref().into(),
            response: exchange.response.as_ref().into(),
            status: Variable::from(&Value::from(exchange.status)),
        }
    }

    /// All of it as one variable, with more fields.
    pub(super) fn step(&self, more: &[(&str, Variable)]) -> Variable {
        let own = [("request", &self.request), ("response", &self.response), ("status", &self.status)];
        Variable::object(own.into_iter().chain(more.iter().map(|(name, value)| (*name, value))))
    }

    /// Makes it what the rules of this exchange speak of.
    pub(super) fn enter(&self, scope: &mut Scope) {
        scope.set("request", self.request.clone());
        scope.set("response", self.response.clone());
        scope.set("status", self.status.clone());
    }
}
