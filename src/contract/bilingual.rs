//! Texts in Japanese, in English, or in both.

use serde::{Deserialize, Serialize};

/// A text in Japanese, in English, or in both; which is shown is the reader's choice, never a difference in meaning. Where the wanted
/// language is not there, the other one is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Japanese; empty where it is not given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ja: String,
    /// English; empty where it is not given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

/// The language of what people read; machine parts are the same in both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// 日本語.
    #[serde(rename = "ja")]
    Japanese,
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// The language of the environment: Japanese where the first set of `LC_ALL`, `LC_MESSAGES`, `LANG` starts with `ja`.
    pub fn of_environment() -> Self {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|v| !v.is_empty());
        if set.is_some_and(|value| value.starts_with("ja")) { Self::Japanese } else { Self::English }
    }

    /// Its code in ISO 639.
    pub fn code(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }
}

impl From<&str> for Text {
    /// One that is the same in both.
    fn from(text: &str) -> Self {
        Self { ja: text.to_owned(), en: text.to_owned() }
    }
}

impl Text {
    /// Texts one after the other, with what is between them in each language.
    pub fn joined(all: &[Self], ja: &str, en: &str) -> Self {
        let of = |language: Language, between: &str| {
            all.iter().map(|text| text.get(language)).collect::<Vec<_>>().join(between)
        };
        Self { ja: of(Language::Japanese, ja), en: of(Language::English, en) }
    }

    /// The text in one language, or in the other where it is given in that one alone.
    pub fn get(&self, language: Language) -> &str {
        let (wanted, other) = match language {
            Language::Japanese => (&self.ja, &self.en),
            Language::English => (&self.en, &self.ja),
        };
        if wanted.is_empty() { other } else { wanted }
    }

    /// The text in each language in which it is given, the Japanese one first.
    pub fn each(&self) -> impl Iterator<Item = &str> {
        [self.ja.as_str(), self.en.as_str()].into_iter().filter(|text| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_in_one_language_is_shown_in_it_whatever_is_wanted() {
        let read = |value| serde_json::from_value::<Text>(value).expect("a text");
        let both = |text: &Text| [Language::Japanese, Language::English].map(|one| text.get(one).to_owned());
        let (english, japanese) = (read(json!({"en": "fee"})), read(json!({"ja": "料金"})));
        assert_eq!((both(&english), both(&japanese)), (["fee".into(), "fee".into()], ["料金".into(), "料金".into()]));
        assert_eq!(both(&read(json!({"ja": "料金", "en": "fee"}))), ["料金", "fee"]);
        assert_eq!(english.each().collect::<Vec<_>>(), ["fee"]);
        assert_eq!(serde_json::to_value(&english).expect("JSON"), json!({"en": "fee"}));
    }
}
