//! `tekigo export`: a contract as one OpenAPI 3.1 file.

use std::{collections::BTreeMap, fs, path::PathBuf};

use clap::Args;

use super::{
    exit::{CommandResult, Exit},
    hint::near_or_all,
    print::print,
    target::{TargetArguments, lines, message_of},
};
use crate::{
    contract::{CommandId, Message, ScreenId, export::exported},
    generate::Rng,
    run::Subject,
};

#[derive(Args)]
pub(super) struct Arguments {
    /// The contract; may be left out where there is only one
    #[arg(value_name = "CONTRACT")]
    id: Option<String>,
    /// Read contracts from this folder in place of those built in
    #[arg(long, value_name = "DIR")]
    contracts: Option<PathBuf>,
    /// Export what an OpenAPI description makes by itself (a file or an address)
    #[arg(long, value_name = "FILE|URL", conflicts_with_all = ["contracts", "id"])]
    openapi: Option<String>,
    /// The file to write; it is printed where none is named
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    let target = TargetArguments::of_files(arguments.contracts.clone(), arguments.openapi.clone());
    let files = target.files()?;
    let known = files.contracts();
    let id = match (&arguments.id, known.as_slice()) {
        (Some(id), _) if known.contains(id) => id,
        (Some(id), _) => return Err(CommandId::NoContract.with([id.into(), near_or_all(id, &known)])),
        (None, [only]) => only,
        (None, _) => return Err(CommandId::NameToExport.with([known.join(", ").into()])),
    };
    let subject = Subject::unasked(&files, id).map_err(message_of)?;
    let contract = &subject.suite.contract;
    let drawn = contract.operations.iter().zip(&subject.drawers).filter(|(operation, _)| operation.generated);
    let drawn: BTreeMap<_, _> = drawn
        .filter_map(|(operation, drawer)| {
            Some((operation.id.clone(), drawer.minimal(&mut Rng::new(1, &operation.id))?))
        })
        .collect();
    let scenarios = subject.suite.scenarios.iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>();
    let scenarios = scenarios.map_err(|error| ScreenId::ScenariosOf.with([id.into(), Message::library(&error)]))?;
    let text = exported(&files, contract, (&drawn, &scenarios))
        .map_err(|errors| CommandId::Lines.with([CommandId::ExportContract.with([id.into()]), lines(&errors)]))?;
    match &arguments.out {
        Some(out) => {
            fs::write(out, text)
                .map_err(|error| CommandId::WriteFile.with([out.display().into(), Message::library(&error)]))?;
            print(&format!("{}\n", out.display()));
        }
        None => print(&text),
    }
    Ok(Exit::Conformant)
}
