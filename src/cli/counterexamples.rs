//! The counterexamples of a run, by their requirements, and the target of the run.

use std::path::{Path, PathBuf};

use clap::Parser;
use serde_json::Value;

use super::{list::read, target::TargetArguments};
use crate::{
    contract::{CommandId, Message},
    run::Journaled,
    target::nearest,
};

/// A counterexample of a run by its requirement, and its number among those of that requirement where it is not the first.
pub(super) fn counterexample(folder: &Path, which: &str) -> Result<PathBuf, Message> {
    let mut all = of_run(folder)?;
    let ids: Vec<&str> = all.iter().map(|(id, _)| id.as_str()).collect();
    let position = nth(&ids, which, folder, &COUNTEREXAMPLE)?;
    Ok(folder.join(all.swap_remove(position).1))
}

/// The messages for things of a run that are known by their requirement, where none is the one that was named.
pub(super) struct Words {
    none: CommandId,
    meant: CommandId,
    one: CommandId,
    several: CommandId,
}

const COUNTEREXAMPLE: Words = Words {
    none: CommandId::NoCounterexampleOf,
    meant: CommandId::NoCounterexampleMeant,
    one: CommandId::OneCounterexample,
    several: CommandId::Counterexamples,
};
/// The words for findings.
pub(super) const FINDING: Words = Words {
    none: CommandId::NoFindingOf,
    meant: CommandId::NoFindingMeant,
    one: CommandId::OneFinding,
    several: CommandId::Findings,
};

/// Which of some things of a run is meant, each known by its requirement: the first of a requirement, or the one of a number (`RP-3605.2`).
pub(super) fn nth(ids: &[&str], which: &str, folder: &Path, words: &Words) -> Result<usize, Message> {
    let numbered = which.rsplit_once('.').and_then(|(id, number)| Some((id, number.parse::<usize>().ok()?)));
    // An id may end in a number of its own.
    let (id, number) = match numbered {
        Some((id, number)) if !ids.contains(&which) => (id, number),
        _ => (which, 1),
    };
    let of_id: Vec<usize> = (0..ids.len()).filter(|at| ids[*at].eq_ignore_ascii_case(id)).collect();
    let shown = || folder.display().into();
    match (of_id.len(), number.checked_sub(1).and_then(|index| of_id.get(index))) {
        (_, Some(position)) => Ok(*position),
        (0, None) => {
            let meant = nearest(id, ids.iter().copied());
            Err(match meant {
                Some(meant) => words.meant.with([shown(), id.into(), meant.into()]),
                None => words.none.with([shown(), id.into()]),
            })
        }
        (1, None) => Err(words.one.with([shown(), id.into()])),
        (count, None) => Err(words.several.with([shown(), id.into(), count.into()])),
    }
}

/// The error where the folder of a run is given without a requirement.
pub(super) fn unnamed(folder: &Path) -> Result<Message, Message> {
    let all = of_run(folder)?;
    let shown = folder.display().into();
    let mut ids: Vec<&str> = all.iter().map(|(id, _)| id.as_str()).collect();
    ids.dedup();
    Ok(match ids.first() {
        Some(first) => CommandId::FolderAlone.with([shown, (*first).into(), ids.join(", ").into()]),
        None => CommandId::NoCounterexample.with([shown]),
    })
}

/// Each counterexample with its requirement, in the order of the report.
fn of_run(folder: &Path) -> Result<Vec<(String, PathBuf)>, Message> {
    let report = read(&folder.join("report.json"))?;
    let findings = report["findings"].as_array().map_or(&[][..], Vec::as_slice);
    let each = |finding: &Value| {
        Some((finding["requirement"].as_str()?.to_owned(), PathBuf::from(finding["scenario"].as_str()?)))
    };
    Ok(findings.iter().filter_map(each).collect())
}

/// The options by which a run named its target.
#[derive(Parser)]
struct Given {
    #[command(flatten)]
    target: TargetArguments,
}

/// The target of a run, as its journal has it.
pub(super) fn target_of(folder: &Path) -> Result<TargetArguments, Message> {
    let head = Journaled::head_of(folder).map_err(|error| CommandId::NoJournalTarget.with([error.message()]))?;
    target_by(folder, head.arguments)
}

/// The target that a run named by these options.
pub(super) fn target_by(folder: &Path, words: Vec<String>) -> Result<TargetArguments, Message> {
    let words = std::iter::once("tekigo".to_owned()).chain(words);
    Given::try_parse_from(words)
        .map(|given| given.target)
        .map_err(|error| CommandId::TargetUnnamed.with([folder.display().into(), Message::library(&error)]))
}
