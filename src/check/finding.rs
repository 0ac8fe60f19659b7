//! A finding: one broken promise, as data.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contract::{Language, Level, Message, place_of, unescape};

/// The name of a check; `rule` and `audit` are what finds broken promises besides the checks of single responses.
pub type CheckName = Cow<'static, str>;

/// One broken promise: what was due and the actual value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The requirement broken.
    pub requirement: String,
    /// How much it weighs.
    pub level: Level,
    /// The check that found it.
    pub check: CheckName,
    /// The operation of the request.
    pub operation: String,
    /// JSON pointer into the response (into the request where the response has no place for it).
    pub pointer: String,
    /// What was due, in English.
    pub expected: String,
    /// What was returned, in English.
    pub actual: String,
    /// Both as data, which reports word in the language of their reader; none where they are the same in every language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Box<Messages>>,
    /// What sets this finding apart from another of the same requirement, check and place: a code, a rule, a schema path.
    pub class: String,
    /// The business codes that it is about.
    #[serde(default, skip_serializing_if = "Codes::is_empty")]
    pub codes: Codes,
    /// What was read to find it, besides what is at `pointer`: names of fields, and JSON pointers (`/rows/*/code`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<String>,
    /// What is wrong with the response as a whole, where it is not one that the contract describes: all that follows has this cause.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub flaw: String,
}

/// What was due and what was returned, as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Messages {
    /// What was due.
    pub expected: Message,
    /// What was returned.
    pub actual: Message,
}

impl Messages {
    /// None where both are the same in every language.
    pub fn of(expected: Message, actual: Message) -> Option<Box<Self>> {
        let is_plain = |message: &Message| matches!(message, Message::Plain(_));
        (!is_plain(&expected) || !is_plain(&actual)).then(|| Box::new(Self { expected, actual }))
    }
}

/// Business codes of a finding, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Codes {
    /// Those of which one was due.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<String>,
    /// The actual ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub came: Vec<String>,
}

impl Codes {
    /// Whether the finding is about no code.
    pub fn is_empty(&self) -> bool {
        self.due.is_empty() && self.came.is_empty()
    }
}

/// What makes two findings the same: shrinking never leaves it, reports group by it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FindingKey {
    requirement: String,
    check: CheckName,
    operation: String,
    place: String,
    class: String,
}

impl Finding {
    /// What was due, in a language.
    pub fn expected_in(&self, language: Language) -> Cow<'_, str> {
        worded(&self.expected, self.messages.as_ref().map(|messages| &messages.expected), language)
    }

    /// What was returned, in a language.
    pub fn actual_in(&self, language: Language) -> Cow<'_, str> {
        worded(&self.actual, self.messages.as_ref().map(|messages| &messages.actual), language)
    }

    /// What was returned, as data.
    pub fn actual_message(&self) -> Message {
        self.messages.as_ref().map_or_else(|| self.actual.as_str().into(), |messages| messages.actual.clone())
    }

    /// Which finding this is, whatever the values and array indexes.
    pub fn key(&self) -> FindingKey {
        FindingKey {
            requirement: self.requirement.clone(),
            check: self.check.clone(),
            operation: self.operation.clone(),
            place: place_of(&self.pointer),
            class: self.class.clone(),
        }
    }

    /// Whether the finding rests on a field of this name, wherever that is.
    pub fn reads(&self, field: &str) -> bool {
        let leads = |pointer: &str| pointer.split('/').skip(1).any(|step| unescape(step) == field);
        let named = |part: &String| if part.starts_with('/') { leads(part) } else { part == field };
        leads(&self.pointer) || self.rests_on.iter().any(named)
    }
}

/// A journal of an earlier version has English sentences alone.
fn worded<'a>(english: &'a str, message: Option<&Message>, language: Language) -> Cow<'a, str> {
    match (message, language) {
        (None, _) | (_, Language::English) => Cow::Borrowed(english),
        (Some(message), language) => Cow::Owned(message.in_language(language)),
    }
}

/// The names of the fields in a value, at any depth.
pub(super) fn fields_in(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            fields.iter().flat_map(|(key, value)| std::iter::once(key.clone()).chain(fields_in(value))).collect()
        }
        Value::Array(items) => items.iter().flat_map(fields_in).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::MessageId;

    fn finding() -> Finding {
        serde_json::from_value(json!({
            "requirement": "AB-1", "level": "must", "check": "code", "operation": "pay", "pointer": "/rows/3/a~1b",
            "expected": "code 1 of memo", "actual": "code 2", "class": "2"
        }))
        .expect("as journals had it before there were codes")
    }

    #[test]
    fn a_finding_without_codes_is_read_and_written_as_it_always_was() {
        let written = serde_json::to_value(finding()).unwrap();
        assert_eq!((finding().codes.is_empty(), written.get("codes"), written.get("rests_on")), (true, None, None));
        for codes in [(vec!["1".to_owned()], Vec::new()), (Vec::new(), vec!["2".to_owned()])] {
            let with = Finding { codes: Codes { due: codes.0, came: codes.1 }, ..finding() };
            let read: Finding = serde_json::from_value(serde_json::to_value(&with).unwrap()).unwrap();
            assert!(!with.codes.is_empty() && read == with, "{read:?}");
        }
    }

    #[test]
    fn a_finding_is_worded_in_the_language_of_its_reader() {
        let (expected, actual) = (MessageId::RefusedCode.with(["3605".into()]), Message::from("\"3606\""));
        let finding = Finding {
            expected: expected.in_language(Language::English),
            actual: actual.in_language(Language::English),
            messages: Messages::of(expected, actual),
            ..finding()
        };
        let read: Finding = serde_json::from_value(serde_json::to_value(&finding).unwrap()).unwrap();
        let both = |language| (read.expected_in(language).into_owned(), read.actual_in(language).into_owned());
        assert_eq!(both(Language::English), ("refused with code 3605".to_owned(), "\"3606\"".to_owned()));
        assert_eq!(both(Language::Japanese), ("コード 3605 で拒否".to_owned(), "\"3606\"".to_owned()));
        // One of an earlier version has no messages.
        assert_eq!(super::tests::finding().expected_in(Language::Japanese), "code 1 of memo");
        assert_eq!(Messages::of("1".into(), "2".into()), None);
    }

    #[test]
    fn a_finding_rests_on_its_place_and_on_what_it_names_and_not_on_the_words_of_its_sentences() {
        let rests_on = vec!["/errors/*/code".to_owned(), "amount".to_owned()];
        let finding = Finding { rests_on, ..finding() };
        for (field, reads) in [
            ("rows", true),
            ("a/b", true),
            ("errors", true),
            ("code", true),
            ("amount", true),
            ("a~1b", false),
            ("memo", false),
            ("", false),
            ("row", false),
            ("/errors/*/code", false),
        ] {
            assert_eq!(finding.reads(field), reads, "{field}");
        }
    }

    #[test]
    fn the_same_finding_in_another_row_has_the_same_key() {
        let other = |pointer: &str, class: &str| {
            Finding { pointer: pointer.to_owned(), class: class.to_owned(), ..finding() }.key()
        };
        assert_eq!(finding().key(), other("/rows/0/a~1b", "2"));
        assert_ne!(finding().key(), other("/rows/0/a", "2"));
        assert_ne!(finding().key(), other("/rows/3/a~1b", "3"));
    }

    #[test]
    fn the_fields_in_a_value_are_those_of_every_depth() {
        assert_eq!(fields_in(&json!({"a": [{"b": 1}, 2], "c": {"d": null}})), ["a", "b", "c", "d"]);
        assert_eq!(fields_in(&json!("a")), Vec::<String>::new());
    }
}
