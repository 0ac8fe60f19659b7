//! A response in a few words, for findings and reasons.

use super::Evidence;
use crate::contract::{Language, Message, MessageId, Outcome, code_text};

impl Evidence<'_> {
    /// The code that `summary` names, as text.
    pub fn summary_codes(&self) -> Vec<String> {
        self.errors.first().map(|error| code_text(error.code)).into_iter().collect()
    }

    /// The response in a few English words.
    pub fn summary(&self) -> String {
        self.message().in_language(Language::English)
    }

    /// The response as a message.
    pub fn message(&self) -> Message {
        let status = || self.exchange.status.into();
        match self.errors.first() {
            Some(error) => {
                let (code, place) = (error.code.to_string(), error.pointer.as_str());
                MessageId::StatusCodeAt.with([status(), code.into(), place.into()])
            }
            None if self.exchange.response.is_none() => MessageId::StatusNotJson.with([status()]),
            None => match self.lacks_code() {
                Some(place) => MessageId::StatusNoCode.with([status(), place.into()]),
                None if self.successful() => MessageId::StatusNoError.with([status()]),
                None => MessageId::Status.with([status()]),
            },
        }
    }

    /// The place at which a response without any error should have a code: that of the error that is due, else the first. One of
    /// success needs none, unless it has to say so by a code.
    fn lacks_code(&self) -> Option<String> {
        if self.successful() && !(self.owes_code_of_success() && self.successes().next().is_none()) {
            return None;
        }
        let due = self.due().filter(|_| self.expectation.outcome == Outcome::Refused);
        let place = due.map(|(place, pointer)| pointer.unwrap_or_else(|| place.code.starred()));
        place.or_else(|| self.operation.errors.first().map(|place| place.code.starred()))
    }
}
