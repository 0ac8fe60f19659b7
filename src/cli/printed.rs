//! The lines of what a command prints, in the language of its reader.

use super::language::language;
use crate::contract::Message;

/// Lines that are printed together.
#[derive(Default)]
pub(super) struct Printed(pub(super) String);

impl Printed {
    /// Adds a message as a line of its own.
    pub(super) fn line(&mut self, message: impl Into<Message>) {
        self.plain(&said(message));
    }

    /// Adds a line that is the same in every language.
    pub(super) fn plain(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }
}

/// What a message says in the chosen language.
pub(super) fn said(message: impl Into<Message>) -> String {
    message.into().in_language(language())
}
