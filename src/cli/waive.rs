//! `tekigo waive`: the entry of a profile that waives one finding of a run.

use std::{fs::OpenOptions, io::Write, path::PathBuf};

use clap::Args;
use clap_complete::ArgValueCandidates;
use jiff::{Timestamp, tz::TimeZone};

use super::{
    candidates::requirements,
    counterexamples::{FINDING, nth},
    exit::{CommandResult, Exit},
    print::{print, print_message, print_notice},
};
use crate::{
    cli::usage::InvalidValue,
    contract::{CommandId, Level, Message, ScreenId},
    record::{Found, TrialRecord},
    run::{Journaled, Waive, recorded, waive},
    target::{Waiver, appended, day},
    util::text_file::read_text,
};

#[derive(Args)]
pub(super) struct Arguments {
    /// Folder of the run
    #[arg(value_name = "RUN")]
    folder: PathBuf,
    /// The finding: a requirement, and which of its findings (RP-3605.2; RP-3605 is the first), as `tekigo replay` numbers them
    #[arg(value_name = "REQUIREMENT[.N]", add = ArgValueCandidates::new(requirements))]
    which: String,
    /// Why it is waived
    #[arg(long, value_name = "TEXT", value_parser = said)]
    reason: String,
    /// Who is responsible for it
    #[arg(long, value_name = "WHO", value_parser = said)]
    owner: String,
    /// The last day on which it is waived, UTC
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = until)]
    until: jiff::civil::Date,
    /// The profile to append to; where none is named, the entry is printed
    #[arg(long, value_name = "PROFILE.toml")]
    out: Option<PathBuf>,
}

fn said(text: &str) -> Result<String, InvalidValue> {
    let said = text.trim();
    if said.is_empty() { Err(InvalidValue(CommandId::EmptyReason)) } else { Ok(said.to_owned()) }
}

fn until(text: &str) -> Result<jiff::civil::Date, InvalidValue> {
    let day = day(text).ok_or(InvalidValue(CommandId::WriteDay))?;
    if day < Timestamp::now().to_zoned(TimeZone::UTC).date() {
        return Err(InvalidValue(CommandId::DayOver));
    }
    Ok(day)
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    let folder = &arguments.folder;
    let journaled = Journaled::read(folder, false).map_err(|error| error.message())?;
    let run = recorded(vec![journaled])?;
    let findings = run.findings();
    // As `replay` numbers them; what has no counterexample comes behind.
    let (shown, bare): (Vec<usize>, Vec<usize>) =
        (0..findings.len()).partition(|position| findings[*position].1.scenario.is_some());
    let order: Vec<usize> = shown.into_iter().chain(bare).collect();
    let ids: Vec<&str> = order.iter().map(|position| findings[*position].1.finding.requirement.as_str()).collect();
    let position = order[nth(&ids, &arguments.which, folder, &FINDING)?];
    can_be_waived(findings[position].1)?;
    let waived = waive(&run, position, &terms(arguments)).ok_or(CommandId::FindingGone)?;
    let entries: Vec<String> = waived.waivers.iter().map(|waiver| waiver.entry(&waived.contract)).collect();
    let entries = entries.join("\n");
    match &arguments.out {
        None => print(&entries),
        Some(profile) => append(profile, &waived, &entries, findings[position])?,
    }
    for other in &waived.others {
        let (trial, found) = findings[*other];
        print_notice(ScreenId::CannotTell.with([
            (&found.finding.requirement).into(),
            (&found.finding.pointer).into(),
            (&trial.name).into(),
        ]));
    }
    Ok(Exit::Conformant)
}

fn terms(arguments: &Arguments) -> Waiver {
    let Arguments { reason, owner, until, .. } = arguments;
    Waiver {
        requirement: String::new(),
        trial: None,
        check: None,
        operation: None,
        pointer: None,
        kind: None,
        expected_code: None,
        observed_code: None,
        until: *until,
        owner: owner.clone(),
        reason: reason.clone(),
    }
}

/// Fails where a waiver would change nothing.
fn can_be_waived(found: &Found) -> Result<(), Message> {
    let id = &found.finding.requirement;
    if let Some(waiver) = &found.waived {
        let parts = [id.into(), waiver.until.to_string().into(), (&waiver.owner).into()];
        return Err(CommandId::WaivedAlready.with(parts));
    }
    if found.finding.level == Level::Open {
        return Err(CommandId::OpenRequirement.with([id.into()]));
    }
    Ok(())
}

/// Appends the entries; what the file holds is not touched.
fn append(
    profile: &PathBuf,
    waived: &Waive,
    entries: &str,
    (trial, found): (&TrialRecord, &Found),
) -> Result<(), Message> {
    let file = profile.display().to_string();
    let text = read_text(profile)
        .map_err(|error| CommandId::ReadProfileOfRun.with([(&file).into(), Message::library(&error)]))?;
    let more = appended(&file, &text, &waived.contract, entries).map_err(|error| error.message())?;
    let written = OpenOptions::new().append(true).open(profile).and_then(|mut file| file.write_all(more.as_bytes()));
    written.map_err(|error| CommandId::WriteFile.with([(&file).into(), Message::library(&error)]))?;
    print_message(ScreenId::IsWaived.with([(&file).into(), (&found.finding.requirement).into(), (&trial.name).into()]));
    Ok(())
}
