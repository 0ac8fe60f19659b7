//! `tekigo completions` and `tekigo man`: what a shell and a reader of manuals know of the command line, from the command line itself.

use clap::Args;

use super::{Exit, Told, command, print};

#[derive(Args)]
pub(super) struct Completions {
    /// The shell that reads them
    #[arg(value_name = "SHELL")]
    shell: clap_complete::Shell,
}

impl Completions {
    pub(super) fn run(&self) -> Exit {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut command(), "tekigo", &mut text);
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
    pub(super) fn run(&self) -> Told {
        let mut whole = command();
        whole.build();
        let page = match &self.command {
            None => whole,
            Some(name) => {
                let known = || whole.get_subcommands().map(clap::Command::get_name).collect::<Vec<_>>().join(", ");
                let found = whole.find_subcommand(name).cloned();
                found.ok_or_else(|| format!("there is no command `{name}`; there are {}", known()))?
            }
        };
        let mut text = Vec::new();
        let page = clap_mangen::Man::new(page).source(concat!("tekigo ", env!("CARGO_PKG_VERSION")));
        page.render(&mut text).map_err(|error| format!("failed to write the page: {error}"))?;
        print(&String::from_utf8_lossy(&text));
        Ok(Exit::Conformant)
    }
}
