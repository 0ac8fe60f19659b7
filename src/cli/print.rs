//! Printing that survives a closed pipe, remembers what could not be written, and shows what a terminal would hide.

use std::{
    borrow::Cow,
    io::{self, ErrorKind, Write},
    sync::OnceLock,
};

use super::printed::said;
use crate::{
    contract::{CommandId, Message},
    util::visible::{all_visible, visible_json},
};

/// Why standard output could first not be written, since the program began.
static LOST: OnceLock<String> = OnceLock::new();

/// Prints to standard output. A reader that has gone away changes nothing else: the report is still written, and the exit code
/// still says what was found. Any other failure is reported by `lost`.
pub(super) fn print(text: &str) {
    print_bytes(shown(text).as_bytes());
}

/// Prints JSON, in which escapes hide nothing and mean the same.
pub(super) fn print_json(json: &str) {
    print_bytes(visible_json(json).as_bytes());
}

/// Prints what holds no text of others.
pub(super) fn print_bytes(bytes: &[u8]) {
    let mut out = io::stdout().lock();
    remember(out.write_all(bytes).and_then(|()| out.flush()));
}

/// Remembers that standard output could not be written; that its reader has seen enough is not a failure.
pub(super) fn remember(written: io::Result<()>) {
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        LOST.get_or_init(|| error.to_string());
    }
}

/// Why output was lost, if any was.
pub(super) fn lost() -> Option<Message> {
    LOST.get().map(|error| CommandId::WriteOutput.with([error.into()]))
}

/// Prints a line to standard error, in the same way; a failure to write there cannot be reported.
pub(super) fn print_error(line: &str) {
    let _ = writeln!(io::stderr(), "{}", shown(line));
}

/// Prints a message as a line.
pub(super) fn print_message(message: impl Into<Message>) {
    print(&(said(message) + "\n"));
}

/// Prints a message as a line to standard error.
pub(super) fn print_notice(message: impl Into<Message>) {
    print_error(&said(message));
}

/// The text with nothing hidden; only our own colours pass.
fn shown(text: &str) -> Cow<'_, str> {
    let mut parts = text.split('\u{1b}');
    let first = all_visible(parts.next().unwrap_or_default());
    parts.fold(first, |before, part| {
        let escape = if is_colour(part) { "\u{1b}" } else { "U+001B" };
        (before.into_owned() + escape + &all_visible(part)).into()
    })
}

/// Whether what follows an escape chooses a colour, or ends one.
fn is_colour(text: &str) -> bool {
    ["[0m", "[31m", "[32m", "[33m", "[36m", "[90m"].iter().any(|colour| text.starts_with(colour))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_colours_reach_a_terminal_as_they_are() {
        let ours = "\u{1b}[32mconformant\u{1b}[0m: 1 trials\n\t日本";
        assert_eq!(shown(ours), ours);
        assert!(matches!(shown("plain\n"), Cow::Borrowed("plain\n")));
        let theirs = "a\u{1b}[2J\u{1b}]0;t\u{7}\u{9b}1m\u{202e}\u{fffe}\r";
        assert_eq!(shown(theirs), "aU+001B[2JU+001B]0;tU+0007U+009B1mU+202EU+FFFEU+000D");
    }

    #[test]
    fn a_reader_that_has_gone_is_no_failure() {
        remember(Err(ErrorKind::BrokenPipe.into()));
        assert_eq!(lost(), None);
    }
}
