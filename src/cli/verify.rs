//! `tekigo verify`: checks that a package is whole and signed, and that its reports follow from its journal.

use std::{
    io::BufReader,
    path::{Path, PathBuf},
};

use clap::Args;

use super::{
    exit::{CommandResult, Exit},
    print::print,
};
use crate::{
    report::{Checked, Package, VerifyingKey},
    run::{Journaled, recorded},
};

#[derive(Args)]
pub(super) struct Arguments {
    /// The package, as `tekigo report --package` writes it
    package: PathBuf,
    /// The public key that it must be signed with: Ed25519, in PEM
    #[arg(long, value_name = "PUBLIC.pem")]
    key: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    let path = &arguments.package;
    let key = arguments.key.as_deref().map(VerifyingKey::read).transpose();
    let key = key.map_err(|error| format!("failed to {error}"))?;
    let opened =
        Package::open(path).map_err(|error| format!("failed to read the package {}: {error}", path.display()))?;
    let checked = match opened {
        Ok(mut package) => checked(&mut package, key.as_ref()),
        Err(checked) => checked,
    };
    print(&text(path, &checked));
    Ok(if checked.problems.is_empty() { Exit::Conformant } else { Exit::NotConformant })
}

fn checked(package: &mut Package, key: Option<&VerifyingKey>) -> Checked {
    let mut checked = package.check(key);
    match journaled(package) {
        Ok(run) => {
            let (problems, compared) = package.compare(&run);
            checked.notes.extend(problems.is_empty().then_some(compared));
            checked.problems.extend(problems);
        }
        Err(problem) => checked.problems.push(problem),
    }
    checked
}

/// The run that the journals of the package record.
fn journaled(package: &mut Package) -> Result<crate::record::Run, String> {
    let names = package.journals();
    let mut journals = Vec::new();
    for name in names {
        let reader = package.reader(&name).map_err(|error| format!("{name} cannot be read: {error}"))?;
        journals.push(Journaled::of(Path::new(&name), BufReader::new(reader), false).map_err(|e| e.to_string())?);
    }
    recorded(journals)
}

fn text(path: &Path, checked: &Checked) -> String {
    let lines = checked.problems.iter().map(|problem| format!("  wrong: {problem}\n"));
    let lines = lines.chain(checked.notes.iter().map(|note| format!("  {note}\n")));
    let verdict = if checked.problems.is_empty() { "whole" } else { "not what was written" };
    format!("{}: {verdict}\n{}", path.display(), lines.collect::<String>())
}
