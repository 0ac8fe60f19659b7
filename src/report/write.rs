//! Writes the reports of a run into a folder.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{ALL, HISTORY, KILL_MATRIX, artifacts, evidence, json};
use crate::{contract::Language, record::Run};

/// Every counterexample and every report of a run, with their paths below its folder; each is made when it is requested.
pub(super) fn rendered(run: &Run, language: Language) -> impl Iterator<Item = (String, String)> {
    let counterexamples = json::counterexamples(run).into_iter().map(|(path, scenario)| {
        // A scenario is made of strings and numbers, which always have a text.
        (path, serde_json::to_string_pretty(scenario).unwrap_or_default() + "\n")
    });
    let matrix = run.kill_matrix.iter().map(|matrix| (KILL_MATRIX.to_owned(), matrix.written()));
    let history = run.history.iter().map(|history| (HISTORY.to_owned(), history.written()));
    let reports = ALL.iter().map(move |reporter| (reporter.file.to_owned(), reporter.text(run, language)));
    counterexamples.chain(matrix).chain(history).chain(reports)
}

/// Writes every report and every counterexample of a run into a folder.
pub fn write(run: &Run, folder: &Path, language: Language) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (path, text) in rendered(run, language) {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}

/// The name of the evidence workbook in the folder of a run.
pub const EVIDENCE: &str = "evidence.xlsx";

/// Writes the evidence workbook of a run next to its other reports, which it lists with their digests and so must be there already.
/// Whether there is one: a run in which no requirement was put to the test certifies nothing.
pub fn write_evidence(
    run: &Run,
    folder: &Path,
    language: Language,
    tester: &str,
    journals: &[PathBuf],
) -> io::Result<bool> {
    if !evidence::is_due(run) {
        return Ok(false);
    }
    let artifacts = artifacts::of_run(run, folder, journals)?;
    let workbook = evidence::workbook(run, language, tester, &artifacts).map_err(io::Error::other)?;
    std::fs::write(folder.join(EVIDENCE), workbook)?;
    Ok(true)
}
