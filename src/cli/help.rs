//! `--help` in Japanese: the same command line, its texts from a table.

mod japanese;

use std::ffi::OsStr;

use clap::{Arg, Command, builder::PossibleValue};

use crate::contract::Language;
use japanese::{COMMANDS, EXAMPLES, OPTIONS, VALUES};

/// The sections of a help text. What clap says of defaults and values stays as it is.
const TEMPLATE: &str = "{about-with-newline}\n使い方: {usage}\n\n{all-args}{after-help}";

/// The command line with its texts in a language.
pub(super) fn worded(command: Command, language: Language) -> Command {
    match language {
        Language::English => command,
        Language::Japanese => of_command(command, "").after_help(EXAMPLES),
    }
}

/// The language that the words of a command line choose, before it is parsed; else that of the environment.
pub(super) fn language_of(words: impl Iterator<Item = impl AsRef<OsStr>>) -> Language {
    let words: Vec<String> = words.map(|word| word.as_ref().to_string_lossy().into_owned()).collect();
    let named = words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix("--lang") {
        Some("") => words.get(at + 1).map(String::as_str),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    });
    match named {
        Some("ja") => Language::Japanese,
        Some("en") => Language::English,
        _ => Language::of_environment(),
    }
}

fn of_command(command: Command, name: &str) -> Command {
    let about = COMMANDS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
    let command = match about {
        Some(about) => command.about(about).long_about(None::<&str>),
        None => command,
    };
    let command = command.help_template(TEMPLATE).subcommand_help_heading("コマンド");
    let command = command.disable_help_flag(true).arg(
        Arg::new("help")
            .short('h')
            .long("help")
            .action(clap::ArgAction::Help)
            .help("この説明を表示する")
            .help_heading("オプション"),
    );
    let command = command.mut_args(|argument| of_argument(argument, name));
    let names: Vec<String> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(&name, |one| of_command(one, &name)))
}

fn of_argument(argument: Arg, command: &str) -> Arg {
    let heading = if argument.is_positional() { "引数" } else { "オプション" };
    let help = option(command, &name(&argument));
    let values: Vec<PossibleValue> = argument.get_possible_values();
    let argument = argument.help_heading(heading);
    let argument = match help {
        Some(help) => argument.help(help).long_help(None::<&str>),
        None => argument,
    };
    // A parser of values keeps its own; those with a text have it in Japanese behind the text of the option.
    let told: Vec<String> = values
        .iter()
        .filter_map(|value| {
            let text = VALUES.iter().find(|(known, _)| *known == value.get_name())?.1;
            Some(format!("{}: {text}", value.get_name()))
        })
        .collect();
    match (help, told.is_empty()) {
        (Some(help), false) => argument.help(format!("{help}（{}）", told.join("、"))).hide_possible_values(true),
        _ => argument,
    }
}

/// What an argument is known by: the name of an option, else that of its value.
fn name(argument: &Arg) -> String {
    let value = || argument.get_value_names().and_then(|names| Some(names.first()?.to_string()));
    argument.get_long().map(str::to_owned).or_else(value).unwrap_or_else(|| argument.get_id().to_string())
}

/// The text of an option: that of this command, else that of every command.
fn option(command: &str, name: &str) -> Option<&'static str> {
    let row = |command: &str| OPTIONS.iter().find(|(of, known, _)| *of == command && *known == name);
    row(command).or_else(|| row("")).map(|(_, _, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacking(command: &Command, name: &str, all: &mut Vec<String>) {
        if !COMMANDS.iter().any(|(known, _)| *known == name) {
            all.push(format!("command {name:?}"));
        }
        for argument in
            command.get_arguments().filter(|argument| argument.get_id() != "help" && argument.get_id() != "version")
        {
            let own = super::name(argument);
            if option(name, &own).is_none() {
                all.push(format!("(\"{name}\", \"{own}\"): {}", argument.get_help().cloned().unwrap_or_default()));
            }
        }
        for one in command.get_subcommands().filter(|one| one.get_name() != "help") {
            lacking(one, one.get_name(), all);
        }
    }

    #[test]
    fn every_command_and_option_has_a_japanese_text() {
        let mut all = Vec::new();
        lacking(&crate::cli::command(), "", &mut all);
        assert!(all.is_empty(), "write a row in src/cli/help/japanese.rs for\n{}", all.join("\n"));
    }

    #[test]
    fn the_japanese_command_line_takes_what_the_english_one_takes() {
        let command = || worded(crate::cli::command(), Language::Japanese);
        command().debug_assert();
        let help = command().try_get_matches_from(["tekigo", "run", "--help"]).expect_err("help").to_string();
        assert!(
            help.contains("使い方: tekigo run") && help.contains("オプション:") && help.contains("引数:"),
            "{help}"
        );
        for english in ["Usage:", "Options:", "Arguments:", "Print help", "Seed of all"] {
            assert!(!help.contains(english), "{english}: {help}");
        }
        assert!(command().try_get_matches_from(["tekigo", "run", "--seed", "7", "--lang", "ja"]).is_ok());
    }

    #[test]
    fn the_language_of_help_is_known_before_the_line_is_read() {
        for (words, language) in [
            (vec!["run", "--lang", "ja", "--help"], Language::Japanese),
            (vec!["--lang=en", "--help"], Language::English),
            (vec!["--lang=ja"], Language::Japanese),
        ] {
            assert_eq!(language_of(words.iter()), language, "{words:?}");
        }
    }
}
