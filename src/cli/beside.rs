//! What is laid beside a run for its reports: the kill matrix.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::{
    record::{KillMatrix, Run},
    report::KILL_MATRIX,
    util::text_file::read_text,
};

/// What is laid beside a run.
#[derive(Args, Default, Clone)]
pub(super) struct BesideArguments {
    /// Show in the reports which defects the suite was shown to find: what `tekigo prove --out` wrote, for the same contracts
    #[arg(long, value_name = "FILE.json")]
    kill_matrix: Option<PathBuf>,
}

/// The same, read.
#[derive(Default)]
pub(super) struct Beside {
    matrix: Option<(PathBuf, KillMatrix)>,
}

impl BesideArguments {
    /// Reads what is named; of a folder that holds a run already, else what it holds.
    pub(super) fn read(&self, run: Option<&Path>) -> Result<Beside, String> {
        let there = |file: &str| run.map(|folder| folder.join(file)).filter(|path| path.is_file());
        let matrix = self.kill_matrix.clone().or_else(|| there(KILL_MATRIX));
        let matrix = matrix.map(|path| read(&path).map(|matrix| (path, matrix))).transpose()?;
        Ok(Beside { matrix })
    }
}

impl Beside {
    /// Fails where something is about other contracts, each given with its digest.
    pub(super) fn fits<'c>(&self, contracts: impl Iterator<Item = (&'c str, &'c str)>) -> Result<(), String> {
        let Some((path, matrix)) = &self.matrix else { return Ok(()) };
        matrix.misfit(contracts, env!("CARGO_PKG_VERSION")).map_or(Ok(()), |problem| {
            Err(format!("{}: {problem}; `tekigo prove --out {0}` writes the matrix again", path.display()))
        })
    }

    /// Lays it beside the run.
    pub(super) fn lay(&self, run: &mut Run) {
        run.kill_matrix = self.matrix.as_ref().map(|(_, matrix)| matrix.clone());
    }
}

fn read(path: &Path) -> Result<KillMatrix, String> {
    let file = path.display();
    let text = read_text(path).map_err(|error| format!("failed to read {file}: {error}"))?;
    serde_json::from_str(&text)
        .map_err(|error| format!("{file} is not a kill matrix: {error}; `tekigo prove --out {file}` writes one"))
}
