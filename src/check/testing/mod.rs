//! A made-up contract and exchange, for the tables of tests of the checks: each test says what is due and what is returned, and which
//! findings are expected.
//!
//! `MU-…` are the requirements; errors stand in rows (`/rows/*/code`, numbers, `0` and `""` say success) or for the whole
//! (`/error/code`, texts, a body of its own).

use bytes::Bytes;
use serde_json::{Value, json};

mod contract;
pub(super) mod shipped;

use super::{Evidence, Finding, Foreign, Judgement, seen_errors};
use crate::{
    contract::{Contract, Expectation, Level, Operation, Outcome, expression::Scope},
    target::{Exchange, Heads, Received, Redactor, Sent},
};

/// A check, or several of them.
pub(super) type Judge = for<'a> fn(&Evidence<'a>, &mut Judgement<'a>);

/// One exchange that never took place, with what was due.
pub(super) struct Made {
    pub(super) contract: Contract,
    pub(super) due: Expectation,
    pub(super) sent: Sent,
    pub(super) came: Received,
    pub(super) redactor: Redactor,
    pub(super) foreign: Foreign,
    pub(super) misshapen: Option<Level>,
    /// What earlier steps sent and received.
    pub(super) steps: Value,
}

/// What a check made of it.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) asked: Vec<String>,
    pub(super) findings: Vec<Finding>,
    pub(super) errors: Vec<String>,
    pub(super) misshapen: Option<Level>,
    pub(super) unread: bool,
}

impl Made {
    /// One good row, accepted as it should be.
    pub(super) fn new() -> Self {
        Self::of(contract::load(&contract::contract()))
    }

    /// The same with other rules of the contract.
    pub(super) fn with_invariants(invariants: &Value) -> Self {
        let mut contract = contract::contract();
        contract["operations"]["pay"]["invariants"] = invariants.clone();
        Self::of(contract::load(&contract))
    }

    fn of(contract: Contract) -> Self {
        let sent = Sent {
            method: "POST".to_owned(),
            url: "http://127.0.0.1/pay".to_owned(),
            headers: Vec::new(),
            body: Bytes::new(),
            json: None,
        };
        let came = Received { status: 200, ..Received::default() };
        let made = Self {
            contract,
            due: Expectation::accepted("MU-served", None),
            sent,
            came,
            redactor: Redactor::default(),
            foreign: Foreign::default(),
            misshapen: None,
            steps: Value::Null,
        };
        made.sends(&json!({"rows": [{"amount": 1}]})).answers(200, &json!({"rows": [{"code": 0, "amount": 1}]}))
    }

    /// The request must be refused because of what stands `at` a place of it, with one of these codes.
    pub(super) fn refused(self, at: &str, codes: &[Value]) -> Self {
        let due = Expectation::new(Outcome::Refused, "MU-amount");
        Self { due: Expectation { codes: codes.to_vec(), at: at.to_owned(), ..due }, ..self }
    }

    /// What comes is observed and never judged.
    pub(super) fn open(self) -> Self {
        Self { due: Expectation::new(Outcome::Any, "MU-amount"), ..self }
    }

    pub(super) fn sends(mut self, request: &Value) -> Self {
        self.sent.body = Bytes::from(request.to_string());
        self.sent.json = Some(request.clone().into());
        self
    }

    pub(super) fn answers(self, status: u16, response: &Value) -> Self {
        self.answers_text(status, "application/json", &response.to_string())
    }

    pub(super) fn answers_text(self, status: u16, content_type: &str, body: &str) -> Self {
        let body = Bytes::from(body.to_owned());
        let content_type = content_type.to_owned();
        Self { came: Received { status, content_type, body, ..Received::default() }, ..self }
    }

    pub(super) fn with_headers(mut self, headers: &[(&str, &str)]) -> Self {
        self.came.headers = Heads::of(headers.iter().copied());
        self
    }

    /// Rows with these codes.
    pub(super) fn answers_rows(self, status: u16, codes: &[Value]) -> Self {
        let rows: Vec<Value> = codes.iter().map(|code| json!({"code": code})).collect();
        self.answers(status, &json!({"rows": rows}))
    }

    /// An error of the whole.
    pub(super) fn answers_error(self, status: u16, code: &str) -> Self {
        self.answers(status, &json!({"error": {"code": code}}))
    }

    pub(super) fn operation(&mut self) -> &mut Operation {
        &mut self.contract.operations[0]
    }

    pub(super) fn exchange(&self) -> Exchange {
        Exchange::new(self.sent.clone(), self.came.clone(), 1, &self.redactor)
    }

    /// Calls with the evidence of the exchange.
    pub(super) fn evidence<T>(&self, take: impl FnOnce(&Evidence<'_>) -> T) -> T {
        let exchange = self.exchange();
        let operation = &self.contract.operations[0];
        let mut scope = Scope::default();
        scope.set("request", exchange.request.as_ref());
        scope.set("response", exchange.response.as_ref());
        scope.set("steps", &self.steps);
        scope.set("status", &Value::from(exchange.status));
        scope.set("headers", Some(exchange.response_headers.json()));
        take(&Evidence {
            contract: &self.contract,
            operation,
            expectation: &self.due,
            exchange: &exchange,
            errors: seen_errors(operation, &self.due, &exchange),
            foreign: &self.foreign,
            scope: &scope,
        })
    }

    pub(super) fn judged(&self, judge: Judge) -> Judged {
        self.evidence(|evidence| {
            let mut judgement = Judgement { misshapen: self.misshapen, ..Judgement::default() };
            judge(evidence, &mut judgement);
            Judged {
                asked: judgement.asked.iter().map(ToString::to_string).collect(),
                errors: judgement.errors.iter().map(ToString::to_string).collect(),
                misshapen: judgement.misshapen,
                unread: judgement.unread,
                findings: judgement.findings,
            }
        })
    }

    /// The findings of a check, a line each.
    pub(super) fn lines(&self, judge: Judge) -> Vec<String> {
        self.judged(judge).findings.iter().map(line).collect()
    }

    /// The only finding of a check.
    pub(super) fn finding(&self, judge: Judge) -> Finding {
        let mut findings = self.judged(judge).findings;
        assert_eq!(findings.len(), 1, "{findings:?}");
        findings.remove(0)
    }
}

/// A finding in a line: requirement, level, place, what was due, the actual value, class.
pub(super) fn line(finding: &Finding) -> String {
    let Finding { requirement, level, pointer, expected, actual, class, .. } = finding;
    format!("{requirement} {} {pointer:?}: {expected} | {actual} [{class}]", level.name())
}

/// The codes due and the actual codes.
pub(super) fn codes(finding: &Finding) -> (Vec<&str>, Vec<&str>) {
    (finding.codes.due.iter().map(String::as_str).collect(), finding.codes.came.iter().map(String::as_str).collect())
}
