//! Judging one exchange of a trial and recording it.

use super::{Subject, recorder::Recorder, sampled};
use crate::{
    check::{self, Evidence, Finding, Judgement, seen_errors},
    contract::{Expectation, Message, Outcome, ReasonId, code_text, expression::Scope},
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
    /// The request and the response.
    pub(super) exchange: &'a Exchange,
    /// The variables that rules refer to, with the exchange in them.
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
            if judgement.unseen {
                recorder.unseen(&due.requirement, || evidence.why_unseen());
            }
            let status = (due.outcome != Outcome::Any).then_some(exchange.status);
            for code in evidence.errors.iter().map(|error| error.code).chain(evidence.successes()) {
                recorder.record.codes.entry(code_text(code)).or_default().see(status);
            }
            sampled::sample(recorder, evidence);
            if due.requirement.is_empty() {
                // Nothing is required of anybody.
            } else if due.outcome == Outcome::Any {
                recorder.observe(&due.requirement, observation(evidence));
            } else if let (Some((_, shape)), Some(response), true) =
                (evidence.shape(), &exchange.response, evidence.is_described())
            {
                let number = subject.shapes().position(|known| std::ptr::eq(known, shape)).unwrap_or(usize::MAX);
                recorder.ask_shape(number, shape, response);
            }
            for error in judgement.errors {
                recorder.error(TrialError::Ours(error.to_string().into()));
            }
            judgement.findings
        })
    }

    /// Whether the response is one that the contract describes.
    pub(super) fn is_described(self) -> bool {
        self.evidence().is_described()
    }

    /// Whether the response has no body because it is one that has none.
    pub(super) fn is_bodiless(self) -> bool {
        self.evidence().is_bodiless()
    }

    fn evidence(&self) -> Evidence<'_> {
        let Self { subject, due, exchange, scope, .. } = *self;
        let contract = &subject.suite.contract;
        let operation = &contract.operations[self.operation];
        let errors = seen_errors(operation, due, exchange);
        Evidence { contract, operation, expectation: due, exchange, errors, foreign: &subject.foreign, scope }
    }

    fn judged<T>(self, take: impl FnOnce(&Evidence<'_>, Judgement<'_>) -> T) -> T {
        let (subject, evidence) = (self.subject, self.evidence());
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

/// What was returned where the document is silent: the status and the first code.
fn observation(evidence: &Evidence<'_>) -> Message {
    let method = &evidence.exchange.method;
    let asked = if *method == evidence.operation.method {
        evidence.operation.id.clone()
    } else {
        format!("{method} {}", evidence.operation.id)
    };
    let (asked, status) = (asked.into(), evidence.exchange.status.into());
    match evidence.errors.first() {
        Some(error) => ReasonId::ObservedCode.with([asked, status, error.code.to_string().into()]),
        None => ReasonId::ObservedStatus.with([asked, status]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        record::TrialRecord,
        run::{
            seen::Seen,
            testing::{edited, exchange, files, profile, subject},
        },
    };

    /// The result of one response to an order under the shop's contract.
    fn judged(subject: &Subject, due: &Expectation, exchange: &Exchange) -> (TrialRecord, Vec<Finding>) {
        let (mut recorder, mut scope) = (Recorder::default(), Scope::default());
        Seen::of(exchange).enter(&mut scope);
        let sight = Sight { subject, operation: 0, due, exchange, scope: &scope };
        let findings = sight.record(&mut recorder);
        assert_eq!(sight.findings(), findings, "recording changes no judgement");
        (recorder.done(jiff::Timestamp::UNIX_EPOCH, 0), findings)
    }

    fn seen(record: &TrialRecord) -> Vec<String> {
        record.observed["SH-item"].iter().map(Message::english).collect()
    }

    fn asked(record: &TrialRecord) -> Vec<(&str, u64)> {
        record.asked.iter().map(|(requirement, count)| (requirement.as_str(), *count)).collect()
    }

    #[test]
    fn an_answer_that_is_accepted_tests_its_requirement_its_shape_and_its_rules() {
        let due = Expectation::accepted("SH-item", None);
        let answer = exchange(&json!({"count": 1}), 201, &json!({"id": "o", "count": 1, "note": null}));
        let (record, findings) = judged(&subject("http://127.0.0.1:1"), &due, &answer);
        assert_eq!(findings, Vec::new());
        assert!(record.asked.contains_key("SH-note") && record.asked.contains_key("SH-same"), "{:?}", record.asked);
        assert_eq!((record.asked["SH-item"], record.samples.len(), record.codes.len()), (1, 1, 0));
        assert!(record.observed.is_empty());
    }

    #[test]
    fn a_refusal_counts_its_code_under_its_status() {
        let due = Expectation { codes: vec![json!("E1")], ..Expectation::new(Outcome::Refused, "SH-item") };
        let answer = exchange(&json!({"count": 1}), 400, &json!({"error": {"code": "E2"}}));
        let (record, findings) = judged(&subject("http://127.0.0.1:1"), &due, &answer);
        assert_eq!(findings.iter().map(|finding| &*finding.check).collect::<Vec<_>>(), ["code"]);
        let seen = &record.codes["E2"];
        assert_eq!((seen.count, &seen.statuses), (1, &[(400, 1)].into()));
        assert!(record.asked.contains_key("SH-item") && record.observed.is_empty(), "{record:?}");
    }

    #[test]
    fn where_the_document_is_silent_what_came_is_observed_and_no_status_counts() {
        let subject = subject("http://127.0.0.1:1");
        let due = Expectation::new(Outcome::Any, "SH-item");
        let mut answer = exchange(&json!({"count": 1}), 400, &json!({"error": {"code": "E2"}}));
        let (record, _) = judged(&subject, &due, &answer);
        assert_eq!(seen(&record), ["order: status 400, code \"E2\""]);
        assert_eq!((record.codes["E2"].count, record.codes["E2"].statuses.len()), (1, 0));
        answer.method = "PUT".to_owned();
        let (record, _) = judged(&subject, &due, &answer);
        assert_eq!(seen(&record), ["PUT order: status 400, code \"E2\""]);
        let (record, findings) = judged(&subject, &Expectation::new(Outcome::Any, ""), &answer);
        assert_eq!((asked(&record), record.observed.len(), findings.len()), (vec![("SH-ok", 1)], 0, 0));
    }

    #[test]
    fn what_rests_on_a_hidden_field_is_not_judged() {
        let due = Expectation::accepted("SH-ok", None);
        let answer = exchange(&json!({"count": 1}), 201, &json!({"id": 7, "count": 2}));
        for (hidden, left) in [(vec![], 2), (vec!["count"], 1), (vec!["id"], 1), (vec!["id", "count"], 0)] {
            let redact = hidden.iter().map(|field| (*field).to_owned()).collect();
            let given = crate::target::ContractProfile { redact, ..profile("http://127.0.0.1:1") };
            let subject = Subject::url(&lenient(), "shop", given).expect("a subject");
            let (_, findings) = judged(&subject, &due, &answer);
            assert_eq!(findings.len(), left, "{hidden:?} {findings:?}");
        }
    }

    /// The shop with an id whose type is only a `should`, and a rule that fails on a response without a note.
    fn lenient() -> crate::contract::Files {
        let rule = json!({"id": "noted", "requirement": "SH-same", "rule": "response.note.size() >= 0", "text": {"ja": "a", "en": "a"}});
        let with_rule = edited(files(), "schemas/shop/contract.json", |contract| {
            let rules = contract.pointer_mut("/operations/order/invariants").and_then(Value::as_array_mut);
            rules.expect("there are some").push(rule);
        });
        edited(with_rule, "schemas/shop/order.response.schema.json", |schema| {
            schema["properties"]["id"]["x-requirement"] = json!("SH-note");
        })
    }

    #[test]
    fn a_rule_that_cannot_be_evaluated_is_an_error_of_ours_unless_it_reads_what_is_hidden() {
        let due = Expectation::accepted("SH-ok", None);
        let answer = exchange(&json!({"count": 1}), 201, &json!({"id": "o", "count": 1}));
        for (hidden, errors) in [(vec![], 1), (vec!["id"], 1), (vec!["note"], 0)] {
            let redact = hidden.iter().map(|field| (*field).to_owned()).collect();
            let given = crate::target::ContractProfile { redact, ..profile("http://127.0.0.1:1") };
            let subject = Subject::url(&lenient(), "shop", given).expect("a subject");
            let (record, _) = judged(&subject, &due, &answer);
            assert_eq!(record.errors.len(), errors, "{hidden:?}: {:?}", record.errors);
            assert!(
                record.errors.iter().all(|error| error.message().english().contains("noted")),
                "{:?}",
                record.errors
            );
        }
    }
}
