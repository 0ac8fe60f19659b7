//! What is added to a run for its reports: the kill matrix, and the runs before it.

use std::path::{Path, PathBuf};

use clap::Args;

use super::past;
use crate::{
    contract::{CommandId, Message},
    record::{History, KillMatrix, Run, TargetRecord},
    report::{HISTORY, KILL_MATRIX},
    util::text_file::read_text,
};

/// What is added to a run.
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
    history: Option<History>,
    /// The folder that the run is added to.
    kept: Option<PathBuf>,
}

impl BesideArguments {
    /// Reads what is named; of a folder that holds a run already, else what it holds.
    pub(super) fn read(&self, run: Option<&Path>) -> Result<Beside, Message> {
        let there = |file: &str| run.map(|folder| folder.join(file)).filter(|path| path.is_file());
        let matrix = self.kill_matrix.clone().or_else(|| there(KILL_MATRIX));
        let matrix = matrix.map(|path| read(&path).map(|matrix| (path, matrix))).transpose()?;
        let history = there(HISTORY).map(|path| past::of_run(&path)).transpose()?;
        Ok(Beside { matrix, history, kept: None })
    }
}

impl Beside {
    /// Keeps the run in a folder of runs, and compares it with those against the same target before it.
    pub(super) fn keep(&mut self, folder: &Path, target: &TargetRecord, started: &str) -> Result<(), Message> {
        self.history = Some(past::before(folder, target, started)?);
        self.kept = Some(folder.to_owned());
        past::try_out(folder)
    }

    /// Adds the run to the folder where it is kept.
    pub(super) fn add(&self, run: &Run) -> Result<(), Message> {
        self.kept.as_ref().map_or(Ok(()), |folder| past::add(folder, run))
    }

    /// Fails where something is about other contracts, each given with its digest.
    pub(super) fn fits<'c>(&self, contracts: impl Iterator<Item = (&'c str, &'c str)>) -> Result<(), Message> {
        let Some((path, matrix)) = &self.matrix else { return Ok(()) };
        matrix
            .misfit(contracts, env!("CARGO_PKG_VERSION"))
            .map_or(Ok(()), |problem| Err(CommandId::OtherMatrix.with([path.display().into(), problem.into()])))
    }

    /// Adds it to the run.
    pub(super) fn lay(&self, run: &mut Run) {
        run.kill_matrix = self.matrix.as_ref().map(|(_, matrix)| matrix.clone());
        run.history.clone_from(&self.history);
    }
}

fn read(path: &Path) -> Result<KillMatrix, Message> {
    let file = path.display();
    let text = read_text(path).map_err(|error| CommandId::ReadFile.with([file.into(), Message::library(&error)]))?;
    serde_json::from_str(&text)
        .map_err(|error| CommandId::NotMatrix.with([path.display().into(), Message::library(&error)]))
}
