//! `tekigo serve`: the reference implementations on a port of this machine.

use clap::Args;

use super::{
    exit::{CommandResult, Exit},
    language::language,
    open_files::enough,
    print::{lost, print, print_error, print_message},
    target::TargetArguments,
};
use crate::{
    contract::{CommandId, Message, ScreenId},
    reference,
};

#[derive(Args)]
pub(super) struct Arguments {
    /// The port; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 8080)]
    port: u16,
    #[command(flatten)]
    target: TargetArguments,
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    if arguments.target.target.is_some() || arguments.target.url.is_some() {
        return Err(CommandId::ServeIsReference.into());
    }
    let known: Vec<String> = reference::all().iter().map(|reference| reference.contract.to_owned()).collect();
    let wanted = if arguments.target.contract.is_empty() { known.clone() } else { arguments.target.contract.clone() };
    let mut worlds = Vec::new();
    for id in &wanted {
        let reference =
            reference::find(id).ok_or_else(|| CommandId::NoReference.with([id.into(), known.join(", ").into()]))?;
        let config = arguments.target.config(id, wanted.len() == 1)?;
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
    runtime
        .block_on(reference::serve(arguments.port, worlds, ready))
        .map_err(|error| CommandId::FailedToServe.with([arguments.port.into(), Message::library(&error)]))?;
    Ok(Exit::Conformant)
}
