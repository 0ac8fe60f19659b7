//! `tekigo diff`: what changed between two runs; also at the end of a run with a baseline or a second target.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{
    exit::{CommandResult, Exit},
    language::language,
    print::print,
    target::files,
};
use crate::{
    contract::{CommandId, Files, Language, Level, Message},
    record::Run,
    report,
    run::{Journaled, drift, recorded},
};

/// From which level on a change fails the command.
#[derive(Args, Default, Clone)]
pub(super) struct FailArguments {
    /// Lowest requirement level at which a change fails the run
    #[arg(long, value_name = "LEVEL", default_value = "must")]
    fail_on: FailOn,
    /// Ignore this field's values when comparing runs, at any depth or at this JSON pointer (`*` for any index); ids, times and tokens are
    /// always ignored
    #[arg(long, value_name = "FIELD")]
    mask: Vec<String>,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum FailOn {
    #[default]
    Must,
    Should,
    Open,
    Never,
}

#[derive(Args)]
pub(super) struct Arguments {
    /// Folder of the run to compare with: the baseline
    #[arg(value_name = "A")]
    a: PathBuf,
    /// Folder of the run to compare
    #[arg(value_name = "B")]
    b: PathBuf,
    #[command(flatten)]
    fail: FailArguments,
    /// Folder for drift.html, drift.json and drift.md [default: B]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Read contracts from this folder in place of those built in
    #[arg(long, value_name = "DIR")]
    contracts: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    let files = files(arguments.contracts.as_deref())?;
    let out = arguments.out.as_deref().unwrap_or(&arguments.b);
    let sides = Sides { files: &files, a: &arguments.a, b: &arguments.b, out };
    let drifted = sides.compare(&arguments.fail, language())?;
    print(&format!("{}\n{}\n", out.join("drift.html").display(), out.join("drift.json").display()));
    Ok(if drifted { Exit::NotConformant } else { Exit::Conformant })
}

/// Two runs, and where the comparison is written.
pub(super) struct Sides<'a> {
    pub(super) files: &'a Files,
    pub(super) a: &'a Path,
    pub(super) b: &'a Path,
    pub(super) out: &'a Path,
}

impl Sides<'_> {
    /// Prints and writes what changed; whether that is more than may be.
    pub(super) fn compare(&self, fail: &FailArguments, language: Language) -> Result<bool, Message> {
        let found = drift(self.files, self.a, self.b, &fail.mask)?;
        if found.compared == 0 {
            return Err(CommandId::NothingAlike.with([self.a.display().into(), self.b.display().into()]));
        }
        print(&report::drift(&found, language));
        report::write_drift(&found, self.out, language).map_err(|error| self.unwritten(&error))?;
        Ok(match fail.fail_on {
            FailOn::Must => found.reaches(Level::Must),
            FailOn::Should => found.reaches(Level::Should),
            FailOn::Open => found.reaches(Level::Open),
            FailOn::Never => false,
        })
    }

    /// Prints and writes which of two targets keeps which promise.
    pub(super) fn side_by_side(&self, language: Language) -> Result<(), Message> {
        let read = |folder: &Path| -> Result<Run, Message> {
            recorded(vec![Journaled::read(folder, false).map_err(|error| error.message())?])
        };
        let (a, b) = (read(self.a)?, read(self.b)?);
        print(&report::against(&a, &b, language));
        report::write_against(&a, &b, self.out, language).map_err(|error| self.unwritten(&error))
    }

    fn unwritten(&self, error: &std::io::Error) -> Message {
        CommandId::WriteComparison.with([self.out.display().into(), Message::library(error)])
    }
}
