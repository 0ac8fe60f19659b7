//! What is judged: one exchange next to what was due for it.

use serde_json::Value;

use super::{CheckName, Codes, Finding, Foreign, Messages, SeenError};
use crate::{
    contract::{
        Contract, ErrorPlace, Expectation, Language, Level, Message, MessageId, Operation, Outcome, ReasonId, Response,
        ResponseBody, Shape, StatusKey, code_text, expression::Scope,
    },
    target::Exchange,
};

/// One exchange next to what was due.
pub struct Evidence<'a> {
    /// The contract.
    pub contract: &'a Contract,
    /// The operation of the request.
    pub operation: &'a Operation,
    /// What was due.
    pub expectation: &'a Expectation,
    /// The request and the response.
    pub exchange: &'a Exchange,
    /// The errors in the response.
    pub errors: Vec<SeenError<'a>>,
    /// What belongs to other parties.
    pub foreign: &'a Foreign,
    /// Variables for rules, with `request`, `response` and `status` of this exchange.
    pub scope: &'a Scope,
}

impl<'a> Evidence<'a> {
    /// Whether the response is one of success, with no error anywhere in it.
    pub fn accepted(&self) -> bool {
        self.errors.is_empty() && self.successful()
    }

    /// Whether the response is one that the contract describes: of success with its body, or an error at its place.
    pub fn is_described(&self) -> bool {
        self.has_an_error_of_the_contract() || (self.accepted() && self.has_body_of_success())
    }

    /// Whether the exchange shows what was due: a request that was to be accepted was accepted; one that was to be refused was
    /// refused with its code at its place. A promise is kept only where this was seen.
    pub fn is_witness(&self) -> bool {
        let due = self.expectation;
        match due.outcome {
            // Where the document is silent, whatever comes is worth reporting; a promise of its own needs a response that is described.
            Outcome::Any => {
                let own =
                    self.contract.requirement(&due.requirement).map_or(Level::Must, |requirement| requirement.level);
                own == Level::Open || self.is_described()
            }
            Outcome::Accepted => self.accepted() && self.has_body_of_success(),
            Outcome::Refused if self.accepted() => false,
            Outcome::Refused => match (self.due(), due.codes.as_slice()) {
                // Nothing says where errors are: the status has to say it.
                (None, _) if self.operation.errors.is_empty() => (400..500).contains(&self.exchange.status),
                (None, _) => self.has_an_error_of_the_contract(),
                (Some(_), []) => self.due_error().is_some() && self.has_an_error_of_the_contract(),
                (Some(_), _) => self.has_codes_due(),
            },
        }
    }

    /// Why the exchange shows nothing of what was due.
    pub fn why_unseen(&self) -> Message {
        let due = match (self.expectation.outcome, self.codes_due()) {
            (Outcome::Refused, codes) if codes.is_empty() => ReasonId::WasRefused.into(),
            (Outcome::Refused, codes) => ReasonId::WasRefusedCode.with([Message::joined(MessageId::Or, codes)]),
            _ => ReasonId::WasAccepted.into(),
        };
        ReasonId::NoWitness.with([due, self.message()])
    }

    /// Whether the response is one of success that HTTP gives no body (204, 205, 304, one to HEAD), there is none, and no code in it
    /// is due.
    pub fn is_bodiless(&self) -> bool {
        (matches!(self.exchange.status, 204 | 205 | 304) || self.exchange.method == "HEAD")
            && self.successful()
            && self.exchange.response_body.is_empty()
            && !self.owes_code_of_success()
    }

    /// Whether a body of success has to say so by a code. Where an empty code says success as well, none is due.
    pub(super) fn owes_code_of_success(&self) -> bool {
        self.operation.errors.iter().any(|place| {
            let success = &place.rules.success;
            !success.is_empty() && !success.iter().any(|code| code == "") && place.code.stars() == 0
        })
    }

    /// Whether the body is one of success: JSON of the documented shape, however wrong in parts, with a code of success where one is due.
    fn has_body_of_success(&self) -> bool {
        if self.is_text() || self.is_empty_as_described() {
            return !self.owes_code_of_success();
        }
        let Some(body) = self.exchange.response.as_deref() else { return self.is_bodiless() };
        let shape = self.described_shape();
        shape.is_none_or(|shape| shape.resembles(body))
            && (!self.owes_code_of_success() || self.successes().next().is_some())
    }

    /// Whether the description gives the response another content type than JSON, and it came as one.
    pub fn is_text(&self) -> bool {
        let exchange = self.exchange;
        let of_type = |body: &ResponseBody| !body.is_json() && body.is_of(&exchange.content_type);
        let response = self.operation.response(exchange.status);
        !exchange.response_body.is_empty() && response.is_some_and(|response| response.bodies.iter().any(of_type))
    }

    /// Whether the description gives the response no content, and it came without.
    pub(super) fn is_empty_as_described(&self) -> bool {
        let response = self.operation.response(self.exchange.status);
        self.exchange.response_body.is_empty() && response.is_some_and(|response| response.bodies.is_empty())
    }

    /// What the body must be as the response of its status is described.
    pub(super) fn described_shape(&self) -> Option<&'a Shape> {
        self.operation.shape_of(self.exchange.status, &self.exchange.content_type)
    }

    /// The codes in the response that say success; an empty one says nothing.
    pub fn successes(&self) -> impl Iterator<Item = &'a Value> {
        let places = self.operation.errors.iter().filter(|place| !place.rules.success.is_empty());
        places
            .flat_map(|place| {
                let exchange = self.exchange;
                let answer = (exchange.response.as_deref(), &**exchange.response_headers.json());
                place.code.find_in(answer, |code| says_success(place, code))
            })
            .map(|(_, code)| code)
    }

    /// Whether the status is one of success.
    pub fn successful(&self) -> bool {
        self.operation.statuses.contains(&self.exchange.status)
    }

    /// The body that the response should have: that of the first error with one of its own, else that of success, else that of the
    /// error that is due.
    pub fn shape(&self) -> Option<(&'a str, &'a Shape)> {
        let own = self.errors.iter().find_map(|error| Some((error.place.id.as_str(), error.place.shape.as_ref()?)));
        if own.is_some() {
            return own;
        }
        // Where errors have a place, a status that the description does not name has said nothing of its body.
        let is_named = |response: &Response| response.status != StatusKey::Default || self.operation.errors.is_empty();
        let named = self.operation.response(self.exchange.status).is_some_and(is_named);
        if !self.errors.is_empty() || self.successful() {
            let described = self.described_shape().filter(|_| named || self.successful());
            return described.or_else(|| self.operation.shape_of_success()).map(|shape| ("success", shape));
        }
        // A refusal without any error in it should have been one of the kind that is due.
        let due = self.due().filter(|_| self.expectation.outcome == Outcome::Refused);
        let of_kind = due.and_then(|(place, _)| Some((place.id.as_str(), place.shape.as_ref()?)));
        of_kind.or_else(|| Some(("response", self.described_shape().filter(|_| named)?)))
    }

    /// The error place at which the expected code is due, and the pointer to it.
    pub fn due(&self) -> Option<(&'a ErrorPlace, Option<String>)> {
        let place = self.operation.error_place(self.expectation.error.as_deref(), &self.expectation.at)?;
        let bound = place.scope.bind(&self.expectation.at).unwrap_or_default();
        Some((place, place.code.fill(&bound)))
    }

    /// The error at the place where one is due. Where several may be there, as in a list of errors, it is the one with a code that
    /// is due, wherever that is among them.
    pub fn due_error(&self) -> Option<&SeenError<'a>> {
        let mut there = self.there();
        let first = there.clone().next();
        there.find(|error| self.expectation.codes.contains(error.code)).or(first)
    }

    /// The errors at the place where one is due.
    fn there(&self) -> impl Iterator<Item = &SeenError<'a>> + Clone {
        let due = self.due();
        let is_there = move |error: &&SeenError<'a>| {
            let Some((place, pointer)) = &due else { return false };
            // A header that occurs more than once has a place for each.
            let is_own = |rest: &str| rest.is_empty() || place.code.is_header();
            let is_at = |due: &String| error.pointer.strip_prefix(due.as_str()).is_some_and(is_own);
            error.place.id == place.id && pointer.as_ref().is_none_or(is_at)
        };
        self.errors.iter().filter(is_there)
    }

    /// The codes that stand where one is due, in the order in which they stand there.
    pub fn codes_there(&self) -> impl Iterator<Item = &'a Value> + Clone {
        self.there().map(|error| error.code)
    }

    /// Whether the codes are there that are due.
    pub fn has_codes_due(&self) -> bool {
        self.expectation.codes_are.keeps(&self.expectation.codes, self.codes_there())
    }

    /// A finding about a requirement at its own level, or the lower one given.
    pub fn finding(
        &self,
        requirement: &str,
        level: Option<Level>,
        pointer: &str,
        expected: Message,
        actual: Message,
    ) -> Finding {
        let own = self.contract.requirement(requirement).map_or(Level::Must, |requirement| requirement.level);
        Finding {
            requirement: requirement.to_owned(),
            level: level.map_or(own, |level| level.min(own)),
            check: CheckName::default(),
            operation: self.operation.id.clone(),
            pointer: pointer.to_owned(),
            expected: expected.in_language(Language::English),
            actual: actual.in_language(Language::English),
            messages: Messages::of(expected, actual),
            class: String::new(),
            codes: Codes::default(),
            rests_on: Vec::new(),
            flaw: String::new(),
        }
    }

    /// The codes that are due, as text.
    pub fn codes_due(&self) -> Vec<String> {
        self.expectation.codes.iter().map(code_text).collect()
    }
}

/// Whether a code at a place says success; one that is empty says nothing.
fn says_success(place: &ErrorPlace, code: &Value) -> bool {
    !code.is_null() && *code != "" && place.rules.success.contains(code)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::Made;
    use super::*;

    fn rows(codes: &[Value]) -> Made {
        Made::new().answers_rows(200, codes)
    }

    #[test]
    fn accepted_is_a_status_of_success_without_any_error() {
        for (made, accepted, successful) in [
            (rows(&[json!(0)]), true, true),
            (Made::new().answers_rows(201, &[]), true, true),
            (rows(&[json!(0), json!(1)]), false, true),
            (Made::new().answers_rows(202, &[json!(0)]), false, false),
            (Made::new().answers_error(400, "E4"), false, false),
        ] {
            let told = made.evidence(|evidence| (evidence.accepted(), evidence.successful()));
            assert_eq!(told, (accepted, successful), "{:?}", made.came);
        }
    }

    #[test]
    fn a_code_of_success_is_one_that_has_a_text() {
        let successes =
            |made: &Made| made.evidence(|evidence| evidence.successes().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(successes(&rows(&[json!(0), json!(1), json!(""), json!(null), json!(0)])), ["0", "0"]);
        let mut whole = Made::new().answers_error(400, "E4");
        assert_eq!(successes(&whole), Vec::<String>::new());
        whole.operation().errors[1].rules.success = vec![json!("E4"), json!(null)];
        assert_eq!(successes(&whole), ["\"E4\""]);
        assert_eq!(successes(&whole.answers(200, &json!({"error": {"code": null}}))), Vec::<String>::new());
    }

    #[test]
    fn the_shape_that_is_due_is_that_of_what_came_and_else_of_what_should_have_come() {
        let kind = |made: &Made| {
            made.evidence(|evidence| evidence.shape().map(|(kind, shape)| format!("{kind} {}", shape.requirement)))
        };
        let (success, whole) = (Some("success MU-shape".to_owned()), Some("whole MU-error-shape".to_owned()));
        let empty = json!({});
        for (made, expected) in [
            (rows(&[json!(0)]), &success),
            (Made::new().answers_rows(400, &[json!(1)]), &success),
            (Made::new().answers_error(200, "E4"), &whole),
            (Made::new().answers(400, &json!({"rows": [{"code": 1}], "error": {"code": "E4"}})), &whole),
            (Made::new().answers(404, &empty), &None),
            (Made::new().answers(404, &empty).refused("", &[]), &whole),
            (Made::new().answers(404, &empty).refused("/rows/0", &[]), &None),
            (Made::new().answers(404, &empty).open(), &None),
            (Made::new().answers(200, &empty).refused("", &[]), &success),
        ] {
            assert_eq!(kind(&made), *expected, "{:?} {:?}", made.due, made.came);
        }
    }

    #[test]
    fn an_error_is_due_at_the_place_that_is_named_or_that_fits_what_is_at_fault() {
        let due = |made: &Made| {
            made.evidence(|evidence| evidence.due().map(|(place, pointer)| format!("{} {pointer:?}", place.id)))
        };
        let mut made = Made::new().refused("/rows/3/amount", &[json!(1)]);
        assert_eq!(due(&made), Some("row Some(\"/rows/3/code\")".to_owned()));
        made.due.error = Some("whole".to_owned());
        assert_eq!(due(&made), Some("whole Some(\"/error/code\")".to_owned()));
        made.due.error = Some("nowhere".to_owned());
        assert_eq!(due(&made), None);
        (made.due.error, made.due.at) = (Some("row".to_owned()), String::new());
        assert_eq!(due(&made), Some("row None".to_owned()));
    }

    #[test]
    fn the_error_due_stands_at_that_very_place() {
        let found = |made: &Made| made.evidence(|evidence| evidence.due_error().map(|error| error.pointer.clone()));
        let at_one = |codes: &[Value]| rows(codes).refused("/rows/1/amount", &[json!(1)]);
        assert_eq!(found(&at_one(&[json!(1), json!(2)])), Some("/rows/1/code".to_owned()));
        assert_eq!(found(&at_one(&[json!(1), json!(0)])), None);
        assert_eq!(found(&rows(&[json!(1)]).refused("", &[])), None, "an error of a row is not one of the whole");
        let mut anywhere = rows(&[json!(0), json!(2)]).refused("", &[]);
        anywhere.due.error = Some("row".to_owned());
        assert_eq!(found(&anywhere), Some("/rows/1/code".to_owned()));
        let mut among_others = rows(&[json!(3), json!(2), json!(1)]).refused("", &[json!(1)]);
        among_others.due.error = Some("row".to_owned());
        assert_eq!(found(&among_others), Some("/rows/2/code".to_owned()), "the due one, wherever it stands");
        assert!(among_others.evidence(|evidence| evidence.is_witness() && evidence.errors.len() == 3));
    }

    #[test]
    fn a_finding_has_the_level_of_its_requirement_or_a_lower_one() {
        for (requirement, level, expected) in [
            ("MU-text", None, Level::Should),
            ("MU-text", Some(Level::Open), Level::Open),
            ("MU-text", Some(Level::Must), Level::Should),
            ("MU-unknown", None, Level::Must),
        ] {
            let finding =
                Made::new().evidence(|evidence| evidence.finding(requirement, level, "/a", "b".into(), "c".into()));
            assert_eq!(
                (finding.level, finding.operation.as_str(), finding.requirement.as_str()),
                (expected, "pay", requirement)
            );
        }
    }

    #[test]
    fn a_response_is_told_in_a_few_words_with_its_first_code() {
        for (made, told, code) in [
            (rows(&[json!(0)]), "status 200, no error", None),
            (Made::new().answers(404, &json!({"oops": 1})), "status 404, no code at /rows/*/code", None),
            (
                Made::new().answers(404, &json!({"oops": 1})).refused("/rows/2/amount", &[]),
                "status 404, no code at /rows/2/code",
                None,
            ),
            (Made::new().answers(404, &json!([])).refused("", &[]), "status 404, no code at /error/code", None),
            (rows(&[json!(0), json!(2), json!(1)]), "status 200, code 2 at /rows/1/code", Some("2")),
            (Made::new().answers_error(400, "E4"), "status 400, code \"E4\" at /error/code", Some("E4")),
            (Made::new().answers_text(502, "text/html", "<p>"), "status 502, a body that is not JSON", None),
        ] {
            let words = made.evidence(|evidence| (evidence.summary(), evidence.summary_codes()));
            assert_eq!(words, (told.to_owned(), code.map(str::to_owned).into_iter().collect()));
        }
        let made = Made::new().refused("", &[json!(1), json!("E4")]);
        made.evidence(|evidence| assert_eq!(evidence.codes_due(), ["1", "E4"]));
        let mut says_success = Made::new().answers(200, &json!({"rows": []}));
        says_success.operation().errors[1].rules.success = vec![json!("E0")];
        says_success.operation().errors.remove(0);
        says_success.evidence(|evidence| assert_eq!(evidence.summary(), "status 200, no code at /error/code"));
        says_success.operation().errors.clear();
        let nowhere = says_success.answers(404, &json!({}));
        nowhere.evidence(|evidence| assert_eq!(evidence.summary(), "status 404", "no place for errors is known"));
    }
}
