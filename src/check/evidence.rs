//! What a judgement rests on.

use serde_json::Value;

use super::{CheckName, Codes, Finding, Foreign};
use crate::{
    contract::{Contract, ErrorPlace, Expectation, Level, Operation, Outcome, Shape, code_text, expression::Scope},
    target::Exchange,
};

/// One exchange beside what was due.
pub struct Evidence<'a> {
    /// The contract.
    pub contract: &'a Contract,
    /// The operation asked.
    pub operation: &'a Operation,
    /// What was due.
    pub expectation: &'a Expectation,
    /// What was sent and what came.
    pub exchange: &'a Exchange,
    /// The errors that stand in the answer.
    pub errors: Vec<SeenError<'a>>,
    /// What belongs to other parties.
    pub foreign: &'a Foreign,
    /// Variables for rules, with `request`, `response` and `status` of this exchange.
    pub scope: &'a Scope,
}

/// An error that stands in an answer.
pub struct SeenError<'a> {
    /// Which kind of error.
    pub place: &'a ErrorPlace,
    /// JSON pointer to the code.
    pub pointer: String,
    /// The code.
    pub code: &'a Value,
    /// The steps that stand for the open places of its pointers.
    pub bound: Vec<String>,
}

/// Every error that stands in a response. Several kinds of error may stand at the same place; the one that is due is seen first.
pub fn seen_errors<'a>(operation: &'a Operation, due: &Expectation, response: Option<&'a Value>) -> Vec<SeenError<'a>> {
    let Some(response) = response else { return Vec::new() };
    let mut seen: Vec<SeenError<'a>> = Vec::new();
    let first = operation.error_place(due.error.as_deref(), &due.at);
    for place in first.into_iter().chain(&operation.errors) {
        for (pointer, code) in place.code.find(response) {
            if !code.is_null()
                && !place.rules.success.contains(code)
                && !seen.iter().any(|other| other.pointer == pointer)
            {
                let bound = place.code.bind(&pointer).unwrap_or_default();
                seen.push(SeenError { place, pointer, code, bound });
            }
        }
    }
    seen
}

/// The codes of the errors that stand at a place or below it, as text.
pub fn codes_below(errors: &[SeenError<'_>], place: &str) -> Vec<String> {
    let below =
        |pointer: &str| pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    errors.iter().filter(|error| below(&error.pointer)).map(|error| code_text(error.code)).collect()
}

impl<'a> Evidence<'a> {
    /// Whether the answer is one of success, with no error anywhere in it.
    pub fn accepted(&self) -> bool {
        self.errors.is_empty() && self.successful()
    }

    /// The codes in the answer that say success.
    pub fn successes(&self) -> impl Iterator<Item = &'a Value> {
        let places = self.operation.errors.iter().filter(|place| !place.rules.success.is_empty());
        let found = places.flat_map(|place| {
            let codes = self.exchange.response.iter().flat_map(|response| place.code.find(response));
            codes.map(|(_, code)| code).filter(|code| place.rules.success.contains(code) && *code != "")
        });
        found.filter(|code| !code.is_null())
    }

    /// Whether the status is one of success.
    pub fn successful(&self) -> bool {
        self.operation.statuses.contains(&self.exchange.status)
    }

    /// The body that the answer should have: that of the first error with one of its own, else that of success, else that of the
    /// error that is due.
    pub fn shape(&self) -> Option<(&'a str, &'a Shape)> {
        let own = self.errors.iter().find_map(|error| Some((error.place.id.as_str(), error.place.shape.as_ref()?)));
        if own.is_some() {
            return own;
        }
        if !self.errors.is_empty() || self.successful() {
            return Some(("success", &self.operation.shape));
        }
        // A refusal without any error in it should have been one of the kind that is due.
        let (place, _) = self.due().filter(|_| self.expectation.outcome == Outcome::Refused)?;
        Some((place.id.as_str(), place.shape.as_ref()?))
    }

    /// The error place at which the expected code is due, and the pointer to it.
    pub fn due(&self) -> Option<(&'a ErrorPlace, Option<String>)> {
        let place = self.operation.error_place(self.expectation.error.as_deref(), &self.expectation.at)?;
        let bound = place.scope.bind(&self.expectation.at).unwrap_or_default();
        Some((place, place.code.fill(&bound)))
    }

    /// The error that stands where one is due; any error of that place where the place is not bound to one row.
    pub fn due_error(&self) -> Option<&SeenError<'a>> {
        let (place, pointer) = self.due()?;
        self.errors
            .iter()
            .find(|error| error.place.id == place.id && pointer.as_ref().is_none_or(|due| *due == error.pointer))
    }

    /// A finding about a requirement at its own level, or the lower one given.
    pub fn finding(
        &self,
        requirement: &str,
        level: Option<Level>,
        pointer: &str,
        expected: String,
        actual: String,
    ) -> Finding {
        let own = self.contract.requirement(requirement).map_or(Level::Must, |requirement| requirement.level);
        Finding {
            requirement: requirement.to_owned(),
            level: level.map_or(own, |level| level.min(own)),
            check: CheckName::default(),
            operation: self.operation.id.clone(),
            pointer: pointer.to_owned(),
            expected,
            actual,
            class: String::new(),
            codes: Codes::default(),
            rests_on: Vec::new(),
        }
    }

    /// The codes that are due, as text.
    pub fn codes_due(&self) -> Vec<String> {
        self.expectation.codes.iter().map(code_text).collect()
    }

    /// The code that `told` speaks of, as text.
    pub fn codes_told(&self) -> Vec<String> {
        self.errors.first().map(|error| code_text(error.code)).into_iter().collect()
    }

    /// The answer in a few words.
    pub fn told(&self) -> String {
        match self.errors.first() {
            Some(error) => format!("status {}, code {} at {}", self.exchange.status, error.code, error.pointer),
            None if self.exchange.response.is_none() => {
                format!("status {}, a body that is no JSON", self.exchange.status)
            }
            None => format!("status {}, no error", self.exchange.status),
        }
    }
}
