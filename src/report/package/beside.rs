//! What a package has beside the journal that its reports are made from: the kill matrix, and the runs before.

use super::{bounds::LARGE, verify::Package};
use crate::{
    record::{HISTORY_FORM, History, KillMatrix, Proved, Run},
    report::{HISTORY, KILL_MATRIX},
};

impl Package {
    /// Adds it to the run that the journals record; what a reader should know of it, a line each. What is about another run is a problem.
    pub fn beside(&mut self, run: &mut Run) -> Result<Vec<String>, String> {
        let mut notes = Vec::new();
        if self.lists(HISTORY) {
            let (history, _): (History, _) = self.json(HISTORY, LARGE)?;
            let is_other = history.runs.iter().any(|past| past.target.name != run.target.name);
            if history.history != HISTORY_FORM || is_other {
                return Err(format!("{HISTORY} is about another target, or has another form than this version reads"));
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

    fn matrix(&mut self, run: &mut Run) -> Result<String, String> {
        let tekigo = self.manifest.as_ref().map(|manifest| manifest.tekigo.clone()).unwrap_or_default();
        let (matrix, _): (KillMatrix, _) = self.json(KILL_MATRIX, LARGE)?;
        let contracts = run.contracts.iter().map(|contract| (contract.id.as_str(), contract.digest.as_str()));
        if let Some(problem) = matrix.misfit(contracts, &tekigo) {
            return Err(format!("{KILL_MATRIX} is about another run: {problem}"));
        }
        let proved = || run.contracts.iter().flat_map(|own| matrix.of(&own.id));
        let killed: usize = proved().map(Proved::killed).sum();
        let faults: usize = proved().map(|one| one.faults.len()).sum();
        let note = format!("the suite was shown to find {killed} of {faults} faults, proved on {}", matrix.proved);
        run.kill_matrix = Some(matrix);
        Ok(note)
    }
}
