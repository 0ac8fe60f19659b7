//! Texts in Japanese and English.

use serde::{Deserialize, Serialize};

/// A text in Japanese and in English; which is shown is the reader's choice, never a difference in meaning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// The language of what people read; machine parts are the same in both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// 日本語.
    Japanese,
    /// English.
    #[default]
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

impl Text {
    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Japanese => &self.ja,
            Language::English => &self.en,
        }
    }
}
