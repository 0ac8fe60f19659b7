//! `tekigo init`: a commented profile to start from; it has no prompts and never overwrites.

mod section;
mod words;

use std::{fs::File, io::Write, path::PathBuf};

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::{
    candidates::contracts,
    described::{described, is_address},
    exit::{CommandResult, Exit},
    hint::near_or_all,
    language::language,
    print::print,
    target,
};
use words::word;

use crate::{
    contract::{CommandId, Message, Readings, derive::Derived},
    scenario,
    target::origin,
};

#[derive(Args)]
pub(super) struct Arguments {
    /// Only this contract (may be given again)
    #[arg(long, value_name = "ID", add = ArgValueCandidates::new(contracts))]
    contract: Vec<String>,
    /// Read contracts from this folder in place of those built in
    #[arg(long, value_name = "DIR")]
    contracts: Option<PathBuf>,
    /// Write the contract that an OpenAPI description makes by itself (a file or an address) into the folder --out
    #[arg(long, value_name = "FILE|URL", conflicts_with_all = ["contract", "contracts"])]
    openapi: Option<String>,
    /// The profile to write, or the folder with --openapi; there must be no such file yet
    #[arg(long, value_name = "FILE", default_value = "target.toml")]
    out: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    if let Some(place) = &arguments.openapi {
        return contract(place, arguments);
    }
    let files = target::files(arguments.contracts.as_deref())?;
    let known = files.contracts();
    if let Some(unknown) = arguments.contract.iter().find(|id| !known.contains(id)) {
        return Err(CommandId::NoContract.with([unknown.into(), near_or_all(unknown, &known)]));
    }
    let ids = if arguments.contract.is_empty() { &known } else { &arguments.contract };
    let mut text = words::head(language()).to_owned();
    for id in ids {
        let suite = scenario::load(&files, id, &Readings::new()).map_err(|errors| {
            CommandId::Lines.with([CommandId::ReadContract.with([id.into()]), target::lines(&errors)])
        })?;
        section::write(&mut text, &suite, language());
    }
    let out = arguments.out.display();
    // A new file or none at all: an existing profile is somebody's work.
    let made = File::create_new(&arguments.out).and_then(|mut file| file.write_all(text.as_bytes()));
    made.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => CommandId::FileThere.with([arguments.out.display().into()]),
        _ => CommandId::WriteFile.with([arguments.out.display().into(), Message::library(&error)]),
    })?;
    let next = word(
        language(),
        "値を記入し、記載の環境変数を設定してから実行します。",
        "Fill it in, set the variables that it names, then:",
    );
    let plan = word(language(), "送信する内容の見積もり（送信はしない）", "what would be sent; nothing is");
    print(&format!("{out}\n{next}\n  tekigo plan --target {out}    {plan}\n  tekigo run --target {out}\n"));
    Ok(Exit::Conformant)
}

/// Writes the contract that a description makes by itself, with a profile next to it. Nothing that is there is overwritten.
fn contract(place: &str, arguments: &Arguments) -> CommandResult {
    // A description that is fetched from an address is taken to be the target's own, and the profile names that target.
    let Derived { id, files, contract, .. } = described(place, is_address(place))?;
    let out = &arguments.out;
    if out.as_os_str() == "target.toml" {
        return Err(CommandId::NameOut.into());
    }
    let suite = scenario::load_of(&files, contract).map_err(|errors| {
        CommandId::Lines.with([CommandId::ReadContract.with([(&id).into()]), target::lines(&errors)])
    })?;
    let mut profile = words::head(language()).to_owned();
    section::write(&mut profile, &suite, language());
    if let Some(there) = origin(place).filter(|_| is_address(place)) {
        profile = profile.replace(section::ADDRESS, &format!("url = \"{there}/\""));
    }
    let own = files.below("").filter(|path| !path.starts_with("schemas/_meta/")).map(str::to_owned);
    let mut all: Vec<(String, String)> =
        own.map(|path| (path.clone(), files.text(&path).unwrap_or_default().to_owned())).collect();
    all.push(("target.toml".to_owned(), profile));
    if let Some((path, _)) = all.iter().find(|(path, _)| out.join(path).exists()) {
        return Err(CommandId::FolderThere.with([out.join(path).display().into()]));
    }
    for (path, text) in &all {
        let path = out.join(path);
        let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        let written = folder.and_then(|()| File::create_new(&path)?.write_all(text.as_bytes()));
        written.map_err(|error| CommandId::WriteFile.with([path.display().into(), Message::library(&error)]))?;
    }
    let (count, folder) = (suite.contract.requirements.len(), out.display());
    print(&format!(
        "{folder}/schemas/{id}\n{count} requirements of {} operations. Where business codes stand is yours to say: docs/from-openapi.md.\n  \
         tekigo check {folder}\n  tekigo run --contracts {folder} --url URL\n",
        suite.contract.operations.len()
    ));
    Ok(Exit::Conformant)
}
