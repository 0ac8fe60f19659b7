//! What is wrong with a command line, in Japanese: the parser of the command line reports it in English only.

use std::{error::Error, fmt, str::FromStr};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::contract::{CommandId, Language, Message, MessageId};

/// An invalid value of an option, with what would be valid.
#[derive(Debug, Clone, Copy)]
pub(super) struct InvalidValue(pub(super) CommandId);

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Message::from(self.0).english())
    }
}

impl Error for InvalidValue {}

/// A number of 0 or more.
pub(super) fn count<T: FromStr>(text: &str) -> Result<T, InvalidValue> {
    text.parse().map_err(|_| InvalidValue(CommandId::WriteCount))
}

/// A number of 1 or more.
pub(super) fn positive<T: FromStr + PartialOrd + From<u8>>(text: &str) -> Result<T, InvalidValue> {
    text.parse().ok().filter(|number| *number >= T::from(1)).ok_or(InvalidValue(CommandId::WritePositive))
}

/// The number of a port.
pub(super) fn port(text: &str) -> Result<u16, InvalidValue> {
    text.parse().map_err(|_| InvalidValue(CommandId::WritePortNumber))
}

/// An error of the parser with its hints and how the command is used.
pub(super) fn japanese(error: &clap::Error) -> String {
    let mut lines = vec![CommandId::Error.with([problem(error)])];
    let known = texts(error, ContextKind::ValidValue);
    if !known.is_empty() {
        lines.push(MessageId::Indented.with([CommandId::PossibleValues.with([known.join(", ").into()])]));
    }
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    for near in near.into_iter().flat_map(|kind| texts(error, kind)) {
        lines.push(MessageId::Indented.with([CommandId::Similar.with([near.into()])]));
    }
    let usage = texts(error, ContextKind::Usage).concat();
    if let Some((_, usage)) = usage.split_once("Usage:") {
        lines.push("".into());
        lines.push(CommandId::Usage.with([usage.trim().into()]));
    }
    lines.push("".into());
    lines.push(CommandId::TryHelp.into());
    Message::joined(MessageId::Newline, lines).in_language(Language::Japanese)
}

fn problem(error: &clap::Error) -> Message {
    let one = |kind: ContextKind| Message::from(texts(error, kind).join(", "));
    let argument = || one(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => CommandId::UnknownArgument.with([argument()]),
        ErrorKind::InvalidSubcommand => CommandId::UnknownCommand.with([one(ContextKind::InvalidSubcommand)]),
        ErrorKind::InvalidValue if texts(error, ContextKind::InvalidValue).concat().is_empty() => {
            CommandId::MissingValue.with([argument()])
        }
        ErrorKind::InvalidValue => CommandId::InvalidValue.with([one(ContextKind::InvalidValue), argument()]),
        ErrorKind::ValueValidation => {
            let why = error.source().map(|why| match why.downcast_ref::<InvalidValue>() {
                Some(InvalidValue(id)) => (*id).into(),
                None => Message::library(&why),
            });
            let parts = [one(ContextKind::InvalidValue), argument(), why.unwrap_or_default()];
            CommandId::InvalidValueWhy.with(parts)
        }
        ErrorKind::MissingRequiredArgument => CommandId::MissingArgument.with([argument()]),
        ErrorKind::ArgumentConflict if texts(error, ContextKind::PriorArg) == texts(error, ContextKind::InvalidArg) => {
            CommandId::GivenTwice.with([argument()])
        }
        ErrorKind::ArgumentConflict => CommandId::Conflict.with([argument(), one(ContextKind::PriorArg)]),
        ErrorKind::InvalidUtf8 => CommandId::NotUtf8Argument.into(),
        // Kinds that no command line of ours meets so far keep the words of the parser.
        _ => CommandId::OtherUsage.with([Message::library(&error.render()).english().trim().into()]),
    }
}

/// What the parser says about one kind.
fn texts(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}
