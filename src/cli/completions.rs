//! `tekigo completions` and `tekigo man`: shell completions and manual pages, generated from the command line itself.

use clap::{Args, Command};

use super::{
    exit::{CommandResult, Exit},
    manual,
    print::print,
};
use crate::contract::{CommandId, Message};

#[derive(Args)]
pub(super) struct Completions {
    /// The shell that reads them
    #[arg(value_name = "SHELL")]
    shell: clap_complete::Shell,
}

impl Completions {
    pub(super) fn run(&self, mut tekigo: Command) -> Exit {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut tekigo, "tekigo", &mut text);
        print(&String::from_utf8_lossy(&text));
        Exit::Conformant
    }
}

#[derive(Args)]
pub(super) struct Man {
    /// The page of this command, such as `run` [default: that of tekigo as a whole]
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

impl Man {
    pub(super) fn run(&self, mut tekigo: Command, examples: &str) -> CommandResult {
        tekigo.build();
        let page = match &self.command {
            None => tekigo,
            Some(name) => {
                let known = || tekigo.get_subcommands().map(Command::get_name).collect::<Vec<_>>().join(", ");
                let found = tekigo.find_subcommand(name).cloned();
                found.ok_or_else(|| CommandId::NoSuchCommand.with([name.into(), known().into()]))?
            }
        };
        let mut text = Vec::new();
        // The examples have a section of their own.
        let page = page.after_help(None::<&str>);
        let page = clap_mangen::Man::new(page).source(concat!("tekigo ", env!("CARGO_PKG_VERSION")));
        page.render(&mut text).map_err(|error| CommandId::WriteOutput.with([Message::library(&error)]))?;
        print(&String::from_utf8_lossy(&text));
        print(&manual::sections(examples, self.command.as_deref()));
        Ok(Exit::Conformant)
    }
}
