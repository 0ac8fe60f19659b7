//! The command line: one file for each command.

mod beside;
mod bundle;
mod candidates;
mod check;
mod check_contexts;
mod check_declared;
mod check_drawers;
mod check_names;
mod check_open;
mod colour;
mod completions;
mod counterexamples;
mod described;
mod diff;
mod draw;
mod eta;
mod events;
mod evidence;
mod exit;
mod explain;
mod export;
mod filter_candidates;
mod finish;
mod help;
mod hint;
mod init;
mod interrupt;
mod language;
mod list;
mod manual;
mod open_files;
mod out_folder;
mod output_format;
mod package;
mod panics;
mod past;
mod plan;
mod print;
mod printed;
mod progress;
mod prove;
mod relay;
mod replay;
mod report;
mod resume;
mod run;
mod schema_file;
mod serve;
mod show;
mod target;
mod terminal;
mod unmatched;
mod usage;
mod verify;
mod waive;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub use exit::Exit;
use language::language;
use print::{lost, print_error, remember};

use crate::contract::{CommandId, Language};

const EXAMPLES: &str = "\
Examples:
  tekigo                                        every contract against the embedded reference
  tekigo run --contract robo-payment bulk_upsert/rejects
  tekigo init --contract robo-payment           a commented profile of a target, target.toml
  tekigo run --target sandbox.toml --seed 7     the target that a profile describes
  tekigo plan --target sandbox.toml             what would be sent; nothing is
  tekigo explain RP-3605                        a clause and how it is tested
  tekigo serve --port 8080                      develop a client against the reference
  tekigo replay reports/RUN RP-3605.2           the second counterexample of a requirement, again
  tekigo show reports/RUN RP-3605               what was sent for a requirement, and what was returned
  tekigo waive reports/RUN RP-3605.2 --reason … --owner … --until 2027-01-31 --out sandbox.toml
  tekigo run --resume reports/RUN               go on where a run was interrupted
  tekigo report reports/RUN                     render a recorded run again
  tekigo report reports/RUN --package           everything in one file that can be handed over
  tekigo verify reports/RUN/package.zip         check such a file
  tekigo draw order.schema.json --cases 5       values generated from any JSON Schema
  tekigo diff reports/MONDAY reports/TUESDAY    what changed in the responses to the same requests
  tekigo prove --contract jpay-search           show that the suite can fail

Exit codes: 0 conformant, 1 not conformant, 2 wrong inputs, 3 the target could not be tested.";

/// The variable by which a shell requests completions of a line.
const COMPLETE: &str = "TEKIGO_COMPLETE";

/// Tests whether an HTTP/JSON API conforms to its specification, down to each business error code.
#[derive(Parser)]
#[command(name = "tekigo", version, about, after_help = EXAMPLES, max_term_width = 120)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    language: language::LanguageArguments,
}

#[derive(Subcommand)]
enum Command {
    /// Test a target and write a report (the default)
    Run(Box<run::Arguments>),
    /// Show what would be sent: trials, requests and duration; nothing is sent
    Plan(plan::Arguments),
    /// List requirements, trials, codes, states, readings or faults
    List(list::Arguments),
    /// A requirement: its clause, how it is tested, a request that breaks it and the response due
    Explain(explain::Arguments),
    /// Write a contract as one OpenAPI 3.1 file, with examples and codes
    Export(export::Arguments),
    /// Serve the reference implementations on a port of this machine
    Serve(serve::Arguments),
    /// Write a commented profile of a target to start from
    Init(init::Arguments),
    /// Send a saved counterexample or a scenario file to a target
    Replay(replay::Arguments),
    /// Write the entry of a profile that waives one finding of a run
    Waive(waive::Arguments),
    /// The exchanges of a run: by requirement, trial, case or code; secrets are masked as the journal has them
    Show(show::Arguments),
    /// Render a recorded run again, or merge the shards of a plan into one report
    Report(report::Arguments),
    /// What changed between two runs: status, code, shape and values of the same requests
    Diff(diff::Arguments),
    /// Check an evidence package: nothing changed, signed, and its reports match its journal
    Verify(verify::Arguments),
    /// Generate values from any JSON Schema, one JSON object per line; needs no target
    Draw(draw::Draw),
    /// Run the suite against every fault of the reference: the kill matrix
    Prove(prove::Arguments),
    /// Check contract and scenario files
    Check(check::Arguments),
    /// Generate shell completions
    Completions(completions::Completions),
    /// Print the manual page, of tekigo or of one command
    Man(completions::Man),
}

/// The command line as a whole: for completions, manual pages, and tests of whether a line is one of ours.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs what the command line says; the exit code says how it went.
pub fn main() -> ExitCode {
    // A shell that requests values gets them, and nothing else is done.
    clap_complete::CompleteEnv::with_factory(command).var(COMPLETE).complete();
    let words = || std::env::args_os();
    let asked = help::language_of(words());
    let line = help::worded(command(), asked);
    let cli = match line.try_get_matches_from(words()).and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => {
            if error.use_stderr() && asked == Language::Japanese {
                print_error(&usage::japanese(&error));
                return Exit::Inputs.into();
            }
            let written = error.print();
            if error.use_stderr() {
                return Exit::Inputs.into();
            }
            remember(written);
            return ended(Ok(Exit::Conformant));
        }
    };
    cli.language.choose();
    let result = match cli.command {
        None => run::run(&run::Arguments::default()),
        Some(Command::Run(arguments)) => run::run(&arguments),
        Some(Command::Plan(arguments)) => plan::run(&arguments),
        Some(Command::List(arguments)) => list::run(&arguments),
        Some(Command::Explain(arguments)) => explain::run(&arguments),
        Some(Command::Export(arguments)) => export::run(&arguments),
        Some(Command::Serve(arguments)) => serve::run(&arguments),
        Some(Command::Init(arguments)) => init::run(&arguments),
        Some(Command::Replay(arguments)) => replay::run(&arguments),
        Some(Command::Waive(arguments)) => waive::run(&arguments),
        Some(Command::Show(arguments)) => show::run(&arguments),
        Some(Command::Report(arguments)) => report::run(&arguments),
        Some(Command::Diff(arguments)) => diff::run(&arguments),
        Some(Command::Verify(arguments)) => verify::run(&arguments),
        Some(Command::Draw(arguments)) => arguments.run().map_err(|problem| CommandId::FailedToDo.with([problem])),
        Some(Command::Prove(arguments)) => prove::run(&arguments),
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Completions(arguments)) => Ok(arguments.run(command())),
        Some(Command::Man(arguments)) => arguments.run(command(), EXAMPLES),
    };
    ended(result)
}

/// The exit code of a command. Output that could not be printed is a failure.
fn ended(result: exit::CommandResult) -> ExitCode {
    let lost = lost().map_or(Ok(()), Err);
    match result.and_then(|exit| lost.map(|()| exit)) {
        Ok(exit) => exit.into(),
        Err(problem) => {
            print_error(&CommandId::Error.with([problem]).in_language(language()));
            Exit::Inputs.into()
        }
    }
}
