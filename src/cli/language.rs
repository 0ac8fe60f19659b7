//! The language of reports and summaries.

use clap::{Args, ValueEnum};

use crate::contract::Language;

/// The language of reports.
#[derive(Args, Default, Clone)]
pub(super) struct LanguageArguments {
    /// Language of the report and the summary [default: that of LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<Named>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Named {
    /// 日本語
    Ja,
    /// English
    En,
}

impl LanguageArguments {
    /// The language asked for, else that of the environment.
    pub(super) fn language(&self) -> Language {
        match self.lang {
            Some(Named::Ja) => Language::Japanese,
            Some(Named::En) => Language::English,
            None => Language::of_environment(),
        }
    }
}
