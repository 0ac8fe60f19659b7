//! `tekigo init`: a commented profile to start from; it asks nothing and never overwrites.

mod section;

use std::{fs::File, io::Write, path::PathBuf};

use clap::Args;

use super::{
    exit::{CommandResult, Exit},
    language::LanguageArguments,
    print::print,
    target,
};
use crate::{contract::Readings, scenario};

#[derive(Args)]
pub(super) struct Arguments {
    /// Only this contract (may be given again)
    #[arg(long, value_name = "ID")]
    contract: Vec<String>,
    /// Read contracts from this folder in place of those built in
    #[arg(long, value_name = "DIR")]
    contracts: Option<PathBuf>,
    /// The profile to write; there must be no such file yet
    #[arg(long, value_name = "FILE", default_value = "target.toml")]
    out: PathBuf,
    #[command(flatten)]
    language: LanguageArguments,
}

const HEAD: &str = "\
# A profile of a target for tekigo: where it is, and what only its owner can give.
# What is commented out is optional. Keys have their meaning above them; docs/real-target.md tells more.
#
# A text takes ${NAME} from the environment; a secret may also stand in a file: \"file:PATH\", from where this file stands.
# Numbers with leading zeros are texts: \"0013\".

# The name of the target in reports.
name = \"my sandbox\"
";

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    let files = target::files(arguments.contracts.as_deref())?;
    let known = files.contracts();
    if let Some(unknown) = arguments.contract.iter().find(|id| !known.contains(id)) {
        return Err(format!("there is no contract `{unknown}`; there are {}", known.join(", ")));
    }
    let ids = if arguments.contract.is_empty() { &known } else { &arguments.contract };
    let mut text = HEAD.to_owned();
    for id in ids {
        let suite = scenario::load(&files, id, &Readings::new())
            .map_err(|errors| format!("failed to read the contract {id}:\n{}", target::lines(&errors)))?;
        section::write(&mut text, &suite, arguments.language.language());
    }
    let out = arguments.out.display();
    // Made anew or not at all: a profile that is there took somebody's work.
    let made = File::create_new(&arguments.out).and_then(|mut file| file.write_all(text.as_bytes()));
    made.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => format!("{out} is there already; name another file with --out"),
        _ => format!("failed to write {out}: {error}"),
    })?;
    print(&format!(
        "{out}\nFill it in, set the variables that it names, then:\n  tekigo plan --target {out}    what would be sent; nothing is\n  \
         tekigo run --target {out}\n"
    ));
    Ok(Exit::Conformant)
}
