//! The language of what is printed and written.

use std::sync::OnceLock;

use clap::{Args, ValueEnum};

use crate::{contract::Language, reference::Fault};

/// The option that every command has.
#[derive(Args, Clone, Copy)]
pub(super) struct LanguageArguments {
    /// Language of what is printed and written [default: that of the run, where there is one, else of LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, value_name = "LANGUAGE", global = true)]
    lang: Option<Named>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Named {
    /// 日本語
    Ja,
    /// English
    En,
}

/// What the command line says; every command has the same.
static CHOSEN: OnceLock<Language> = OnceLock::new();

impl LanguageArguments {
    /// Keeps what the command line says for the commands.
    pub(super) fn choose(self) {
        let language = match self.lang {
            Some(Named::Ja) => Language::Japanese,
            Some(Named::En) => Language::English,
            None => return,
        };
        CHOSEN.get_or_init(|| language);
    }
}

/// What a fault does, in the language of what is printed.
pub(super) fn worded(fault: &Fault) -> &'static str {
    match language() {
        Language::Japanese => fault.japanese,
        Language::English => fault.text,
    }
}

/// The chosen language, else that of the environment.
pub(super) fn language() -> Language {
    language_of(None)
}

/// The chosen language, else that of a run, else that of the environment.
pub(super) fn language_of(run: Option<Language>) -> Language {
    CHOSEN.get().copied().or(run).unwrap_or_else(Language::of_environment)
}
