//! Printing that survives a closed pipe.

use std::io::Write;

/// Prints to standard output. A reader that has gone away changes nothing else: the report is still written, and the exit code
/// still says what was found.
pub(super) fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Prints a line to standard error, in the same way.
pub(super) fn print_error(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
