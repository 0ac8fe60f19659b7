//! The command line: reads what is asked, calls the room that does it, and answers with an exit code.

mod draw;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Exit code where our inputs are wrong.
const WRONG_INPUT: u8 = 2;

/// Certifies that an HTTP/JSON API keeps its contract, down to the business error code.
#[derive(Debug, Parser)]
#[command(name = "tekigo", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What would be drawn from any JSON Schema, a JSON object a line
    Draw(draw::Draw),
}

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Draw(draw) => draw.run(),
    };
    done.unwrap_or_else(|message| {
        eprintln!("tekigo: failed to {message}");
        ExitCode::from(WRONG_INPUT)
    })
}
