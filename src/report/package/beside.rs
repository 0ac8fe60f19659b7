//! What a package has besides the journal that its reports are made from: the kill matrix, and the runs before.

use super::{bounds::LARGE, verify::Package};
use crate::{
    contract::{Message, PackageId},
    record::{HISTORY_FORM, History, KillMatrix, Proved, Run},
    report::{HISTORY, KILL_MATRIX},
};

impl Package {
    /// Adds it to the run that the journals record; what a reader should know of it, a line each. What is about another run is a problem.
    pub fn beside(&mut self, run: &mut Run) -> Result<Vec<Message>, Message> {
        let mut notes = Vec::new();
        if self.lists(HISTORY) {
            let (history, _): (History, _) = self.json(HISTORY, LARGE)?;
            let is_other = history.runs.iter().any(|past| past.target.name != run.target.name);
            if history.history != HISTORY_FORM || is_other {
                return Err(PackageId::OtherHistoryTarget.with([HISTORY.into()]));
            }
            run.history = Some(history);
        }
        if self.lists(KILL_MATRIX) {
            notes.push(self.matrix(run)?);
        }
        Ok(notes)
    }

    fn lists(&self, file: &str) -> bool {
        self.manifest.iter().flat_map(|manifest| &manifest.files).any(|listed| listed.file == file)
    }

    fn matrix(&mut self, run: &mut Run) -> Result<Message, Message> {
        let tekigo = self.manifest.as_ref().map(|manifest| manifest.tekigo.clone()).unwrap_or_default();
        let (matrix, _): (KillMatrix, _) = self.json(KILL_MATRIX, LARGE)?;
        let contracts = run.contracts.iter().map(|contract| (contract.id.as_str(), contract.digest.as_str()));
        if let Some(problem) = matrix.misfit(contracts, &tekigo) {
            return Err(PackageId::MatrixOfOther.with([KILL_MATRIX.into(), problem.into()]));
        }
        let proved = || run.contracts.iter().flat_map(|own| matrix.of(&own.id));
        let killed: usize = proved().map(Proved::killed).sum();
        let faults: usize = proved().map(|one| one.faults.len()).sum();
        let note = PackageId::ShownToFind.with([killed.into(), faults.into(), (&matrix.proved).into()]);
        run.kill_matrix = Some(matrix);
        Ok(note)
    }
}
