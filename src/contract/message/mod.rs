//! What a finding says of a request or a response, as data: each language words it by its own table.

mod english;
mod id;
mod japanese;

use serde::{Deserialize, Serialize};

use super::{Language, Text};
pub use id::MessageId;

/// What was due or what was returned. Reports word it in the language of their reader; a journal keeps it as it is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Message {
    /// A code, a value, a name, an expression: the same in every language.
    Plain(String),
    /// A message of the tables, with what fills its places.
    Of {
        /// Which one.
        say: MessageId,
        /// What stands in its places, or what it joins.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        with: Vec<Self>,
    },
    /// A text of the contract.
    Text(Text),
}

impl Message {
    /// Several of them with what joins them: [`MessageId::Or`], [`MessageId::And`], [`MessageId::Then`] or [`MessageId::Comma`].
    pub fn joined(joint: MessageId, parts: impl IntoIterator<Item = impl Into<Self>>) -> Self {
        Self::Of { say: joint, with: parts.into_iter().map(Into::into).collect() }
    }

    /// In the words of a language.
    pub fn in_language(&self, language: Language) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Text(text) => text.get(language).to_owned(),
            Self::Of { say, with } => {
                let parts: Vec<String> = with.iter().map(|part| part.in_language(language)).collect();
                let template = say.template(language);
                if say.joins() { parts.join(template) } else { filled(template, &parts) }
            }
        }
    }
}

/// A template with its places filled: `{0}` by the first part. What is filled in is not looked at again.
fn filled(template: &str, parts: &[String]) -> String {
    let mut whole = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, (place, after))) =
        rest.split_once('{').and_then(|(before, inside)| Some((before, inside.split_once('}')?)))
    {
        whole.push_str(before);
        whole.push_str(place.parse().ok().and_then(|at: usize| parts.get(at)).map_or("", String::as_str));
        rest = after;
    }
    whole + rest
}

impl MessageId {
    /// This message with what fills its places.
    pub fn with<const PARTS: usize>(self, parts: [Message; PARTS]) -> Message {
        Message::Of { say: self, with: parts.into() }
    }

    fn template(self, language: Language) -> &'static str {
        let table = match language {
            Language::English => &english::TABLE,
            Language::Japanese => &japanese::TABLE,
        };
        // A test holds the order of the tables.
        table[self as usize].1
    }

    fn joins(self) -> bool {
        self <= Self::Comma
    }
}

impl Default for Message {
    fn default() -> Self {
        Self::Plain(String::new())
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<u16> for Message {
    fn from(status: u16) -> Self {
        Self::Plain(status.to_string())
    }
}

impl From<usize> for Message {
    fn from(count: usize) -> Self {
        Self::Plain(count.to_string())
    }
}

impl From<&Text> for Message {
    fn from(text: &Text) -> Self {
        Self::Text(text.clone())
    }
}

impl From<MessageId> for Message {
    fn from(say: MessageId) -> Self {
        Self::Of { say, with: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    fn places(template: &str) -> BTreeSet<String> {
        let inside = template.split('{').skip(1).filter_map(|part| part.split_once('}'));
        inside.map(|(place, _)| place.to_owned()).collect()
    }

    #[test]
    fn each_language_has_every_message_in_words_of_its_own() {
        for (index, ((id, english), (same, japanese))) in english::TABLE.iter().zip(&japanese::TABLE).enumerate() {
            assert_eq!((*id as usize, *same as usize), (index, index), "{id:?} and {same:?} stand at {index}");
            let own = !japanese.is_ascii();
            assert!(own || places(japanese).is_empty() || english == japanese, "{id:?} is not Japanese: {japanese}");
            // What English says in one piece, as the validator does, Japanese says by its parts.
            if english != &"{0}" {
                assert_eq!(places(english), places(japanese), "{id:?}");
            }
        }
    }

    #[test]
    fn what_fills_a_place_is_a_value_a_text_or_another_message() {
        let text = Text { ja: "合計が合う".to_owned(), en: "the sum fits".to_owned() };
        let codes = Message::joined(MessageId::Or, ["1", "{0}"]);
        let message = MessageId::RefusedForCode.with([codes, (&text).into()]);
        assert_eq!(message.in_language(Language::English), "refused with code 1 or {0} for the sum fits");
        assert_eq!(message.in_language(Language::Japanese), "合計が合う についてコード 1 または {0} で拒否");
    }

    #[test]
    fn a_journal_keeps_a_message_as_data() {
        let message = MessageId::StatusCodeAt.with([200_u16.into(), "3605".into(), "/rows/0".into()]);
        let kept = serde_json::to_value(&message).unwrap();
        assert_eq!(kept, json!({"say": "status-code-at", "with": ["200", "3605", "/rows/0"]}));
        for message in [message, "plain".into(), (&Text::from("text")).into(), MessageId::Refused.into()] {
            let kept = serde_json::to_string(&message).unwrap();
            assert_eq!(serde_json::from_str::<Message>(&kept).unwrap(), message, "{kept}");
        }
    }
}
