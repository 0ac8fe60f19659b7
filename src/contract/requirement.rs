//! Requirements, states and codes: what a contract lists by id.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Language, Text};
use crate::util::plain::plain;

/// How firmly the document supports a clause; decides between fail, warning and information.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The document is silent: observed, never failed.
    Open,
    /// The document implies it: a warning, a failure under `--strict`.
    Should,
    /// The document states it: a failure.
    Must,
}

impl Level {
    /// Its name in files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Should => "should",
            Self::Must => "must",
        }
    }
}

/// One numbered clause of a contract.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Its id, fixed for ever.
    pub id: String,
    /// How firmly the document states it.
    pub level: Level,
    /// The clause.
    pub text: Text,
    /// Where it is.
    pub source: Source,
    /// The readings that it depends on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reading: Vec<String>,
    /// The states that it needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub state: Vec<String>,
    /// What a reader should know of its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// The line of the contract file that it begins on; no file says it of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// A document and a place in it. Its meta-schema refuses unknown keys.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Source {
    /// The document: its file name or its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Where in the document.
    #[serde(flatten)]
    pub place: Place,
}

/// A place in a document, said in one way or in several.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Place {
    /// Lines or ranges of lines, counted from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
    /// A heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// An anchor: `#section-4.2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
    /// A page or several, as they are numbered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Value>,
    /// An address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Source {
    /// The document and the place, in words of a language.
    pub fn in_language(&self, language: Language) -> String {
        let place = self.place.in_language(language);
        match self.document.as_deref() {
            None => place,
            // An anchor belongs to what is before it: `api.html#section-4.2`.
            Some(document) if place.starts_with('#') => format!("{document}{place}"),
            Some(document) => format!("{document} {place}"),
        }
    }

    /// The same in both languages.
    pub fn both(&self) -> Text {
        Text { ja: self.in_language(Language::Japanese), en: self.in_language(Language::English) }
    }
}

impl Place {
    /// The place in words of a language.
    pub fn in_language(&self, language: Language) -> String {
        let lines = self.lines.join(", ");
        let lines = (!lines.is_empty()).then(|| match language {
            Language::Japanese => format!("{lines} 行目"),
            Language::English => format!("lines {lines}"),
        });
        let page = self.page.as_ref().map(|page| match language {
            Language::Japanese => format!("{} ページ", plain(page)),
            Language::English => format!("page {}", plain(page)),
        });
        let heading = self.heading.as_ref().map(|heading| match language {
            Language::Japanese => format!("「{heading}」"),
            Language::English => format!("\"{heading}\""),
        });
        let parts = [self.anchor.clone(), lines, page, heading, self.url.clone()];
        let joint = if language == Language::Japanese { "、" } else { ", " };
        parts.into_iter().flatten().collect::<Vec<_>>().join(joint)
    }
}

/// A named precondition that only the target's owner can provide.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Its id, fixed for ever.
    pub id: String,
    /// What it is.
    pub text: Text,
    /// The keys that a profile gives for it.
    pub provides: Vec<String>,
    /// Whether the harness can do without it.
    #[serde(default)]
    pub optional: bool,
    /// What of it belongs to another party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign: Option<ForeignForm>,
}

/// Values of a state that belong to another party.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignForm {
    /// The keys that hold them, each one or a list.
    pub keys: Vec<String>,
    /// What a response breaks that shows one.
    pub requirement: String,
    /// A level below that of the requirement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
}

/// One row of the catalogue of business codes. Its meta-schema refuses unknown keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Code {
    /// The code as it travels: an integer or a string.
    pub code: Value,
    /// The requirement that a wrong use of it breaks.
    pub requirement: String,
    /// What it means.
    pub title: Text,
    /// Where the document lists it.
    #[serde(flatten)]
    pub place: Place,
}

/// A code as text, for tables and messages.
pub fn code_text(code: &Value) -> String {
    plain(code)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_source_is_told_in_the_way_in_which_it_is_given() {
        let read = |source| serde_json::from_value::<Source>(source).expect("a source");
        let told = |source| read(source).in_language(Language::English);
        assert_eq!(told(json!({"document": "a.txt", "lines": ["3", "26-28"]})), "a.txt lines 3, 26-28");
        assert_eq!(told(json!({"document": "api.html", "anchor": "#section-4.2"})), "api.html#section-4.2");
        assert_eq!(
            told(json!({"document": "api.pdf", "page": 12, "heading": "4.2 Fees"})),
            "api.pdf page 12, \"4.2 Fees\""
        );
        assert_eq!(told(json!({"url": "https://api.example/docs#fees"})), "https://api.example/docs#fees");
        let both = json!({"document": "仕様書.pdf", "page": 12, "lines": ["3", "26-28"], "heading": "4.2 手数料"});
        assert_eq!(read(both).both().ja, "仕様書.pdf 3, 26-28 行目、12 ページ、「4.2 手数料」");
    }
}
