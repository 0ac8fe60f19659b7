//! `tekigo serve`: the reference implementations on a port of this machine.

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::{
    candidates::{contracts, faults},
    exit::{CommandResult, Exit},
    hint::near_or_all,
    language::language,
    open_files::enough,
    print::{lost, print, print_error, print_message},
    target::{TargetArguments, pair},
    usage::port,
};
use crate::{
    contract::{CommandId, Message, ScreenId},
    reference,
};

#[derive(Args)]
pub(super) struct Arguments {
    /// The port; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 8080, allow_negative_numbers = true, value_parser = port)]
    port: u16,
    /// Only this contract (may be given again)
    #[arg(long, value_name = "ID", add = ArgValueCandidates::new(contracts))]
    contract: Vec<String>,
    /// A defect of the embedded reference (may be given again)
    #[arg(long, value_name = "NAME", add = ArgValueCandidates::new(faults))]
    fault: Vec<String>,
    /// A reading other than the default
    #[arg(long, value_name = "NAME=CHOICE", value_parser = pair)]
    reading: Vec<(String, String)>,
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    let Arguments { contract, fault, reading, .. } = arguments;
    let target = TargetArguments::of_reference(fault, reading);
    let known: Vec<String> = reference::all().iter().map(|reference| reference.contract.to_owned()).collect();
    let wanted = if contract.is_empty() { known.clone() } else { contract.clone() };
    let mut worlds = Vec::new();
    for id in &wanted {
        let reference =
            reference::find(id).ok_or_else(|| CommandId::NoReference.with([id.into(), near_or_all(id, &known)]))?;
        let config = target.config(id, wanted.len() == 1)?;
        worlds.push((
            reference,
            reference.world(&config).map_err(|error| CommandId::FailedToDo.with([Message::library(&error)]))?,
        ));
    }
    enough(1)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CommandId::FailedToStart.with([Message::library(&error)]))?;
    let ready = |address| {
        print(&format!("http://{address}\n"));
        for id in &wanted {
            let gives = reference::find(id).map(reference::Reference::gives).unwrap_or_default();
            print_message(ScreenId::ServedCredentials.with([id.into(), gives["credentials"].to_string().into()]));
        }
        // Whoever started it cannot see where it listens.
        if let Some(problem) = lost() {
            print_error(&CommandId::Error.with([problem]).in_language(language()));
            std::process::exit(i32::from(Exit::Inputs.number()));
        }
    };
    runtime.block_on(reference::serve(arguments.port, worlds, ready)).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => CommandId::PortTaken.with([arguments.port.into()]),
        _ => CommandId::FailedToServe.with([arguments.port.into(), Message::library(&error)]),
    })?;
    Ok(Exit::Conformant)
}
