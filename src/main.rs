//! The program `tekigo`.

use std::process::ExitCode;

fn main() -> ExitCode {
    tekigo::cli::main()
}
