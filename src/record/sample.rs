//! Examples of what a trial sent and what was returned: a reader of a record sees one of many requests, never only their number.

use serde::{Deserialize, Serialize};

use crate::contract::Expectation;

/// The most examples of one trial.
const MOST: usize = 8;
/// The most characters of a request that an example keeps.
const MOST_TEXT: usize = 1_000;

/// One exchange of a trial, in short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// The operation.
    pub operation: String,
    /// Method, path and query.
    pub line: String,
    /// The request's body as it was sent, or its beginning.
    pub body: String,
    /// What was due.
    pub due: Expectation,
    /// The status that was returned.
    pub status: u16,
    /// The business codes that was returned.
    pub codes: Vec<String>,
    /// The body of the response as it was received, or its beginning.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub response: String,
}

impl Sample {
    /// Whether an exchange shows what none of these do: another operation, or one that another requirement is due for.
    pub fn is_new(known: &[Self], operation: &str, due: &Expectation) -> bool {
        let shown = |sample: &Self| sample.operation == operation && sample.due.requirement == due.requirement;
        known.len() < MOST && !known.iter().any(shown)
    }

    /// A text, or as much of it as an example keeps.
    pub fn cut(text: &str) -> String {
        match text.char_indices().nth(MOST_TEXT) {
            Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
            None => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Outcome;

    fn sample(operation: &str, requirement: &str) -> Sample {
        Sample {
            operation: operation.to_owned(),
            line: String::new(),
            body: String::new(),
            due: Expectation::new(Outcome::Accepted, requirement),
            status: 200,
            codes: Vec::new(),
            response: String::new(),
        }
    }

    #[test]
    fn a_requirement_of_an_operation_is_shown_once_and_the_examples_are_few() {
        let due = |requirement: &str| Expectation::new(Outcome::Refused, requirement);
        let known = [sample("update", "A-1")];
        assert!(!Sample::is_new(&known, "update", &due("A-1")));
        assert!(Sample::is_new(&known, "update", &due("A-2")) && Sample::is_new(&known, "search", &due("A-1")));
        let many: Vec<Sample> = (0..MOST).map(|number| sample("update", &format!("B-{number}"))).collect();
        assert!(!Sample::is_new(&many, "update", &due("A-1")));
    }

    #[test]
    fn a_long_text_is_cut_between_characters_and_tells_its_size() {
        let text = "請".repeat(MOST_TEXT + 1);
        assert_eq!(Sample::cut(&text), format!("{}… (3003 bytes)", "請".repeat(MOST_TEXT)));
        assert_eq!(Sample::cut(&text[3..]), text[3..]);
    }
}
