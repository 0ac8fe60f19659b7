//! The `tekigo` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    tekigo::cli::main()
}
