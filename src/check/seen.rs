//! The errors in a response.

use serde_json::Value;

use crate::{
    contract::{ErrorPlace, Expectation, Operation, code_text},
    target::Exchange,
};

/// An error in a response.
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

/// Every error in a response. Several kinds of error may be at the same place; the one that is due is seen first.
pub fn seen_errors<'a>(operation: &'a Operation, due: &Expectation, exchange: &'a Exchange) -> Vec<SeenError<'a>> {
    let answer = (exchange.response.as_deref(), &**exchange.response_headers.json());
    if answer.0.is_none() && operation.errors.iter().all(|place| !place.code.is_header()) {
        return Vec::new();
    }
    let mut seen: Vec<SeenError<'a>> = Vec::new();
    let first = operation.error_place(due.error.as_deref(), &due.at);
    for place in first.into_iter().chain(&operation.errors) {
        let is_error = |code: &Value| !code.is_null() && !place.rules.success.contains(code);
        for (pointer, code) in place.code.find_in(answer, is_error) {
            if !seen.iter().any(|other| other.pointer == pointer) {
                let bound = place.code.bind(&pointer).unwrap_or_default();
                seen.push(SeenError { place, pointer, code, bound });
            }
        }
    }
    seen
}

/// The codes of the errors that are at a place or below it, as text.
pub fn codes_below(errors: &[SeenError<'_>], place: &str) -> Vec<String> {
    let below =
        |pointer: &str| pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    errors.iter().filter(|error| below(&error.pointer)).map(|error| code_text(error.code)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::Made;
    use super::codes_below;
    use crate::contract::Pattern;

    fn seen(made: &Made) -> Vec<String> {
        made.evidence(|evidence| {
            evidence
                .errors
                .iter()
                .map(|error| format!("{} {} {} {:?}", error.place.id, error.pointer, error.code, error.bound))
                .collect()
        })
    }

    #[test]
    fn an_error_is_a_code_that_does_not_say_success() {
        let made = Made::new().answers_rows(200, &[json!(0), json!(1), json!(null), json!(""), json!("0")]);
        assert_eq!(seen(&made), ["row /rows/1/code 1 [\"1\"]", "row /rows/4/code \"0\" [\"4\"]"]);
        assert_eq!(seen(&Made::new().answers_text(200, "text/html", "<p>")), Vec::<String>::new());
        assert_eq!(seen(&Made::new().answers_error(400, "E4")), ["whole /error/code \"E4\" []"]);
    }

    #[test]
    fn the_error_that_is_due_is_seen_first_and_each_place_once() {
        let both = json!({"rows": [{"code": 1}], "error": {"code": "E4"}});
        let made = Made::new().answers(400, &both);
        assert_eq!(seen(&made).len(), 2);
        assert!(seen(&made)[0].starts_with("whole"), "nothing in particular is at fault");
        let mut made = made.refused("/rows/0/amount", &[json!(1)]);
        assert!(seen(&made)[0].starts_with("row"));
        // Two kinds of error at one place.
        made.operation().errors[1].code = Pattern::new("/rows/*/code").expect("a pattern");
        assert_eq!(seen(&made), ["row /rows/0/code 1 [\"0\"]"]);
        made.due.error = Some("whole".to_owned());
        assert_eq!(seen(&made), ["whole /rows/0/code 1 [\"0\"]"]);
    }

    #[test]
    fn codes_below_a_place_are_those_at_it_and_in_it() {
        let made = Made::new().answers_rows(200, &(0..11).map(|code| json!(code)).collect::<Vec<_>>());
        made.evidence(|evidence| {
            assert_eq!(codes_below(&evidence.errors, "/rows/1"), ["1"]);
            assert_eq!(codes_below(&evidence.errors, "/rows/10/code"), ["10"]);
            assert_eq!(codes_below(&evidence.errors, "/rows/0"), Vec::<String>::new());
            assert_eq!(codes_below(&evidence.errors, "").len(), 10);
        });
    }
}
