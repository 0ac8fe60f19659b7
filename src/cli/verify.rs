//! `tekigo verify`: checks that a package is whole and signed, and that its reports follow from its journal.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{
    exit::{CommandResult, Exit},
    language::language,
    print::print,
};
use crate::{
    contract::{CommandId, Language, Message, PackageId},
    report::{Checked, Package, VerifyingKey},
    run::{Journaled, recorded},
    util::visible::visible_line,
};

/// How many problems are listed.
const MOST_LINES: usize = 200;
/// What a line may take in bytes.
const LINE: usize = 1_000;

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
    let key = key.map_err(|error| CommandId::FailedToDo.with([Message::library(&error)]))?;
    let opened = Package::open(path)
        .map_err(|error| CommandId::ReadPackage.with([path.display().into(), Message::library(&error)]))?;
    let checked = match opened {
        Ok(mut package) => checked(&mut package, key.as_ref()),
        Err(checked) => checked,
    };
    print(&text(path, &checked, language()));
    Ok(if checked.problems.is_empty() { Exit::Conformant } else { Exit::NotConformant })
}

fn checked(package: &mut Package, key: Option<&VerifyingKey>) -> Checked {
    let mut checked = package.check(key);
    match journaled(package) {
        Ok(mut run) => {
            match package.beside(&mut run) {
                Ok(notes) => checked.notes.extend(notes),
                Err(problem) => checked.problems.push(problem),
            }
            let (problems, compared) = package.compare(&run);
            checked.notes.extend(problems.is_empty().then_some(compared));
            checked.problems.extend(problems);
        }
        Err(problem) => checked.problems.push(problem),
    }
    checked
}

/// The run that the journals of the package record.
fn journaled(package: &mut Package) -> Result<crate::record::Run, Message> {
    recorded(
        package.each_journal(|name, lines| {
            Journaled::of(Path::new(name), lines, false).map_err(|error| error.message())
        })?,
    )
}

/// What was found, a line each: names and texts of a package are whatever a stranger wrote.
fn text(path: &Path, checked: &Checked, language: Language) -> String {
    let head = if checked.problems.is_empty() { PackageId::Whole } else { PackageId::NotAsWritten };
    let mut text = head.with([path.display().into()]).in_language(language) + "\n";
    for problem in checked.problems.iter().take(MOST_LINES) {
        let problem = visible_line(&problem.in_language(language), LINE);
        text.push_str(&(PackageId::Wrong.with([(&*problem).into()]).in_language(language) + "\n"));
    }
    if checked.problems.len() > MOST_LINES {
        let more = checked.problems.len() - MOST_LINES;
        text.push_str(&(PackageId::WrongMore.with([more.into()]).in_language(language) + "\n"));
    }
    for note in &checked.notes {
        text.push_str(&format!("  {}\n", visible_line(&note.in_language(language), LINE)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_in_a_package_forges_a_line_or_hides_one() {
        let forged = "x: whole\n  signed with sha256:0\u{1b}[2J\u{202e}";
        let checked = Checked {
            problems: vec![PackageId::PartAdded.with([forged.into()]); MOST_LINES + 2],
            notes: vec![forged.repeat(1_000).into()],
        };
        let text = text(Path::new("p.zip"), &checked, Language::English);
        assert_eq!(text.lines().count(), MOST_LINES + 3);
        assert!(
            text.starts_with(
                "p.zip: not what was written\n  wrong: x: whole   signed with sha256:0U+001B[2JU+202E: the"
            )
        );
        assert!(text.contains("\n  wrong: 2 more\n") && text.len() < 30_000, "{text}");
    }
}
