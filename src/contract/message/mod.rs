//! What people read in one of two languages, as data until it is printed: what findings say, reasons, errors.

#[macro_use]
mod table;
mod arazzo;
mod command;
mod described;
mod draw;
mod english;
mod expression;
mod form;
mod id;
mod japanese;
mod journal;
mod key;
mod load;
mod package;
mod profile;
mod reason;
mod scenario;
mod schema;
mod screen;
mod transport;

use serde::{Deserialize, Serialize};

use super::{Language, Text};
pub use arazzo::ArazzoId;
pub use command::CommandId;
pub use described::DescribedId;
pub use draw::DrawId;
pub use expression::ExpressionId;
pub use form::FormId;
pub use id::MessageId;
pub use journal::JournalId;
pub use key::MessageKey;
pub use load::LoadId;
pub use package::PackageId;
pub use profile::ProfileId;
pub use reason::ReasonId;
pub use scenario::ScenarioId;
pub use schema::SchemaId;
pub use screen::ScreenId;
pub use transport::TransportId;

/// What is said to people. Reports word it in the language of their reader; a journal keeps it as it is here, and one of an older version
/// holds plain text where this version writes a message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Message {
    /// A code, a value, a name, an expression: the same in every language.
    Plain(String),
    /// A message of the tables, with what fills its places.
    Of {
        /// Which one.
        say: MessageKey,
        /// What fills its places, or what it joins.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        with: Vec<Self>,
    },
    /// A text of the contract.
    Text(Box<Text>),
}

impl Message {
    /// Several of them with what joins them: [`MessageId::Or`], [`MessageId::And`], [`MessageId::Then`], [`MessageId::Comma`],
    /// [`MessageId::Semicolon`] or [`MessageId::Newline`].
    pub fn joined(joint: MessageId, parts: impl IntoIterator<Item = impl Into<Self>>) -> Self {
        Self::Of { say: MessageKey::Finding(joint), with: parts.into_iter().map(Into::into).collect() }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Plain(text) if text.is_empty())
    }

    /// Whether it is a certain message, whatever fills its places.
    pub fn is(&self, key: impl Into<MessageKey>) -> bool {
        let key = key.into();
        matches!(self, Self::Of { say, .. } if *say == key)
    }

    /// In English: what machines read, and what completes the words of an error.
    pub fn english(&self) -> String {
        self.in_language(Language::English)
    }

    /// In both languages.
    pub fn both(&self) -> Text {
        Text { ja: self.in_language(Language::Japanese), en: self.english() }
    }

    /// What a library or the system says, which has one language.
    pub fn library(error: &dyn std::fmt::Display) -> Self {
        Self::Plain(error.to_string())
    }

    /// A mistake with its fix, behind the place where it is.
    pub fn placed(file: &str, line: Option<usize>, problem: Self, fix: Self) -> Self {
        let place = line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"));
        MessageId::Named.with([place.into(), ReasonId::Fix.with([problem, fix])])
    }

    /// Changes every text that fills a place: secrets are taken out of them.
    pub fn change_texts(&mut self, change: &dyn Fn(&str) -> String) {
        match self {
            Self::Plain(text) => *text = change(text),
            Self::Text(text) => (text.ja, text.en) = (change(&text.ja), change(&text.en)),
            Self::Of { with, .. } => with.iter_mut().for_each(|part| part.change_texts(change)),
        }
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
    while let Some((before, inside)) = rest.split_once('{') {
        let Some((place, after)) = inside.split_once('}') else { break };
        whole.push_str(before);
        let Ok(at) = place.parse::<usize>() else {
            // What TOML or JSON is quoted has braces of its own, and places may be within them.
            whole.push('{');
            rest = inside;
            continue;
        };
        whole.push_str(parts.get(at).map_or("", String::as_str));
        rest = after;
    }
    whole + rest
}

impl MessageKey {
    /// This message with what fills its places.
    pub fn with<const PARTS: usize>(self, parts: [Message; PARTS]) -> Message {
        Message::Of { say: self, with: parts.into() }
    }

    fn template(self, language: Language) -> &'static str {
        let [english, japanese] = match self {
            // A test holds the order of the tables.
            Self::Finding(id) => [english::TABLE[id as usize].1, japanese::TABLE[id as usize].1],
            Self::Reason(id) => id.words(),
            Self::Transport(id) => id.words(),
            Self::Profile(id) => id.words(),
            Self::Command(id) => id.words(),
            Self::Journal(id) => id.words(),
            Self::Load(id) => id.words(),
            Self::Package(id) => id.words(),
            Self::Screen(id) => id.words(),
            Self::Schema(id) => id.words(),
            Self::Scenario(id) => id.words(),
            Self::Form(id) => id.words(),
            Self::Expression(id) => id.words(),
            Self::Draw(id) => id.words(),
            Self::Described(id) => id.words(),
            Self::Arazzo(id) => id.words(),
        };
        match language {
            Language::English => english,
            Language::Japanese => japanese,
        }
    }

    fn joins(self) -> bool {
        matches!(self, Self::Finding(id) if id <= MessageId::Newline)
    }
}

/// Makes messages of the ids of a table.
macro_rules! makes_messages {
    ($($id:ident of $table:ident)+) => { $(
        impl $id {
            /// This message with what fills its places.
            pub fn with<const PARTS: usize>(self, parts: [Message; PARTS]) -> Message {
                Message::Of { say: self.into(), with: parts.into() }
            }
        }

        impl From<$id> for MessageKey {
            fn from(id: $id) -> Self {
                Self::$table(id)
            }
        }

        impl From<$id> for Message {
            fn from(id: $id) -> Self {
                Self::Of { say: id.into(), with: Vec::new() }
            }
        }
    )+ };
}

makes_messages! {
    MessageId of Finding
    ReasonId of Reason
    TransportId of Transport
    ProfileId of Profile
    CommandId of Command
    JournalId of Journal
    LoadId of Load
    PackageId of Package
    ArazzoId of Arazzo
    DescribedId of Described
    DrawId of Draw
    ExpressionId of Expression
    FormId of Form
    ScenarioId of Scenario
    SchemaId of Schema
    ScreenId of Screen
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

impl From<&String> for Message {
    fn from(text: &String) -> Self {
        Self::Plain(text.clone())
    }
}

impl From<std::path::Display<'_>> for Message {
    fn from(path: std::path::Display<'_>) -> Self {
        Self::Plain(path.to_string())
    }
}

/// Numbers are the same in every language.
macro_rules! from_numbers {
    ($($number:ty)+) => { $(
        impl From<$number> for Message {
            fn from(number: $number) -> Self {
                Self::Plain(number.to_string())
            }
        }
    )+ };
}

from_numbers! { u16 u32 u64 usize }

impl From<&Text> for Message {
    fn from(text: &Text) -> Self {
        Self::Text(Box::new(text.clone()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    fn places(template: &str) -> BTreeSet<String> {
        let inside = template.split('{').skip(1).filter_map(|part| part.split_once('}'));
        inside.map(|(place, _)| place.to_owned()).filter(|place| place.parse::<usize>().is_ok()).collect()
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

    fn own_keys() -> Vec<MessageKey> {
        let reasons = ReasonId::ALL.iter().map(|id| MessageKey::from(*id));
        let transport = TransportId::ALL.iter().map(|id| MessageKey::from(*id));
        let profile = ProfileId::ALL.iter().map(|id| MessageKey::from(*id));
        let command = CommandId::ALL.iter().map(|id| MessageKey::from(*id));
        let journal = JournalId::ALL.iter().map(|id| MessageKey::from(*id));
        let package = PackageId::ALL.iter().map(|id| MessageKey::from(*id));
        let load = LoadId::ALL.iter().map(|id| MessageKey::from(*id));
        let own = reasons.chain(transport).chain(profile).chain(command).chain(journal).chain(load).chain(package);
        let arazzo = ArazzoId::ALL.iter().map(|id| MessageKey::from(*id));
        let described = DescribedId::ALL.iter().map(|id| MessageKey::from(*id));
        let draw = DrawId::ALL.iter().map(|id| MessageKey::from(*id));
        let expression = ExpressionId::ALL.iter().map(|id| MessageKey::from(*id));
        let form = FormId::ALL.iter().map(|id| MessageKey::from(*id));
        let scenario = ScenarioId::ALL.iter().map(|id| MessageKey::from(*id));
        let schema = SchemaId::ALL.iter().map(|id| MessageKey::from(*id));
        let screen = ScreenId::ALL.iter().map(|id| MessageKey::from(*id));
        let files = arazzo.chain(described).chain(draw).chain(expression).chain(form).chain(scenario).chain(schema);
        own.chain(files).chain(screen).collect()
    }

    #[test]
    fn every_id_beside_its_words_says_as_much_in_japanese_under_a_name_of_its_own() {
        let findings = english::TABLE.iter().map(|(id, _)| MessageKey::from(*id));
        for key in own_keys() {
            let [english, japanese] = [Language::English, Language::Japanese].map(|language| key.template(language));
            assert_eq!(places(english), places(japanese), "{key:?}");
            // A place has a number.
            let named = |text: &str| {
                text.split('{').skip(1).any(|part| {
                    part.split_once('}')
                        .is_some_and(|(name, _)| name.is_empty() || name.chars().all(|c| c.is_ascii_lowercase()))
                })
            };
            assert!(!named(english) && !named(japanese), "{key:?} has a place without a number");
            let punctuation = |c: char| !c.is_alphanumeric() || c.is_ascii_digit();
            let is_punctuation = english.chars().all(punctuation) || japanese.chars().all(punctuation);
            assert!(!japanese.is_ascii() || is_punctuation, "{key:?} is not Japanese: {japanese}");
        }
        for key in findings.chain(own_keys()) {
            let name = serde_json::to_string(&key).unwrap();
            assert_eq!(serde_json::from_str::<MessageKey>(&name).unwrap(), key, "{name} stands in two tables");
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
        for message in
            [message, "plain".into(), (&Text::from("text")).into(), MessageId::Refused.into(), ReasonId::Unasked.into()]
        {
            let kept = serde_json::to_string(&message).unwrap();
            assert_eq!(serde_json::from_str::<Message>(&kept).unwrap(), message, "{kept}");
        }
    }
}
