//! `tekigo report`: a recorded run, rendered again; the shards of a plan, merged into one.

use std::path::PathBuf;

use clap::Args;

use super::{
    beside::BesideArguments,
    evidence::EvidenceArguments,
    exit::{CommandResult, Exit},
    finish,
    language::language_of,
    out_folder::OutArguments,
    package::PackageArguments,
    print::print,
};
use crate::{
    contract::{CommandId, Message},
    report,
    run::{Journaled, journal_of, recorded},
};

#[derive(Args)]
pub(super) struct Arguments {
    /// Folder of a run; several are the shards of one plan, and are merged
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    out: OutArguments,
    /// Exit with 0 if every broken requirement is waived by the profile
    #[arg(long)]
    allow_waivers: bool,
    #[command(flatten)]
    evidence: EvidenceArguments,
    #[command(flatten)]
    package: PackageArguments,
    #[command(flatten)]
    beside: BesideArguments,
    /// Keep a line for the run in this folder, and show the last 20 against the same target and what is new since the last one
    #[arg(long, value_name = "DIR")]
    history: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    // A key that cannot be read is better known before anything is written.
    arguments.package.key()?;
    let read = |folder: &PathBuf| Journaled::read(folder, false).map_err(|error| error.message());
    let journals: Vec<Journaled> = arguments.folders.iter().map(read).collect::<Result<_, _>>()?;
    let out = match (&arguments.out.out, arguments.folders.as_slice()) {
        (Some(out), _) => out.clone(),
        // A run may be named by its journal.
        (None, [one]) if one.is_file() => one.parent().unwrap_or(one).to_owned(),
        (None, [one]) => one.clone(),
        (None, several) => several[0].parent().unwrap_or(&several[0]).join("merged"),
    };
    let spoken = journals.first().and_then(|journaled| journaled.head.language);
    let mut run = recorded(journals)?;
    let own = arguments
        .folders
        .first()
        .map(|folder| if folder.is_file() { folder.parent().unwrap_or(folder) } else { folder });
    let mut beside = arguments.beside.read(own)?;
    if let Some(folder) = &arguments.history {
        beside.keep(folder, &run.target, &run.started)?;
    }
    beside.fits(run.contracts.iter().map(|contract| (contract.id.as_str(), contract.digest.as_str())))?;
    beside.lay(&mut run);
    // What a run was rendered to before is rendered to again.
    if !arguments.folders.contains(&out) {
        arguments.out.clear()?;
    }
    let language = language_of(spoken);
    report::write(&run, &out, language)
        .map_err(|error| CommandId::WriteReport.with([out.display().into(), Message::library(&error)]))?;
    beside.add(&run)?;
    let journals: Vec<PathBuf> = arguments.folders.iter().map(|folder| journal_of(folder)).collect();
    let evidence = arguments.evidence.clone().and(arguments.package.wanted());
    evidence.write(&run, &out, language, &journals)?;
    let package = arguments.package.write(&run, &out, language, evidence.tester(), &journals)?;
    finish::summary(&run, &out, language, None);
    if let Some(package) = package {
        print(&format!("{}\n", package.display()));
    }
    finish::paths(&run, &out, None);
    Ok(Exit::of(&run, arguments.allow_waivers))
}
