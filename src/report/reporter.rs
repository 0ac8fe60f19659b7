//! One form of a report, as a row of the table says it.

use crate::{
    contract::{Language, Text},
    record::Run,
};

/// One form of a report.
pub struct Reporter {
    /// The file it writes.
    pub file: &'static str,
    /// What the file is, for lists of files that are handed over.
    pub(super) title: Title,
    pub(super) render: fn(&Run, Language) -> String,
}

impl Reporter {
    /// What the file holds.
    pub fn text(&self, run: &Run, language: Language) -> String {
        (self.render)(run, language)
    }
}

/// What a file is, in both languages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Title {
    pub(super) ja: &'static str,
    pub(super) en: &'static str,
}

impl From<Title> for Text {
    fn from(title: Title) -> Self {
        Self { ja: title.ja.to_owned(), en: title.en.to_owned() }
    }
}
